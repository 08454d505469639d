"""Ids: repeatable, sortable, and safe where they are used."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from touchline.base.ids import new_epoch, request_id

LATEST = 2**45 - 1


def test_the_same_randomness_gives_the_same_ids() -> None:
    def ids() -> tuple[str, str]:
        random = Random(1).getrandbits
        return new_epoch(1_526_224_200_000, random), request_id(random)

    assert ids() == ids()
    assert ids()[0].startswith("1cdd0t8a0")


@given(st.integers(0, LATEST), st.integers(0, LATEST), st.randoms(use_true_random=False))
def test_epochs_sort_by_start(first: int, second: int, random: Random) -> None:
    epochs = [new_epoch(now, random.getrandbits) for now in (first, second)]
    assert all(len(epoch) == 13 and epoch.isalnum() for epoch in epochs)
    if first < second:
        assert epochs[0] < epochs[1]


def test_starts_in_one_millisecond_differ() -> None:
    random = Random(1).getrandbits
    assert new_epoch(1, random) != new_epoch(1, random)


def test_request_ids_differ() -> None:
    random = Random(1).getrandbits
    made = {request_id(random) for _ in range(10_000)}
    assert len(made) == 10_000
    assert {len(entry) for entry in made} == {16}
