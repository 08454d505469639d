"""Packed chances are those that they were packed from."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sizes import examples
from touchline.simulator.games import packed
from touchline.simulator.games.distributions import mixed, shifted

FIRST = -20
NEAR = 1e-9

some_chances = st.dictionaries(
    st.integers(min_value=-10, max_value=40), st.floats(min_value=0.01, max_value=1), min_size=1
).map(
    lambda weights: {number: weight / sum(weights.values()) for number, weight in weights.items()}
)


def pack(chances: dict[int, float]) -> packed.Packed:
    return packed.mixed(
        (chance, packed.certain(number - FIRST)) for number, chance in chances.items()
    )


@settings(max_examples=examples(50))
@given(some_chances, st.integers(min_value=-8, max_value=8))
def test_what_is_packed_and_moved_comes_out_again(chances: dict[int, float], by: int) -> None:
    found = packed.unpacked(packed.moved(pack(chances), by), FIRST)
    assert found == pytest.approx(shifted(chances, by), abs=NEAR)


@settings(max_examples=examples(50))
@given(st.lists(some_chances, min_size=2, max_size=5))
def test_a_mixture_is_that_of_what_was_packed(cases: list[dict[int, float]]) -> None:
    share = 1 / len(cases)
    found = packed.unpacked(packed.mixed((share, pack(case)) for case in cases), FIRST)
    assert found == pytest.approx(mixed((share, case) for case in cases), abs=NEAR)


def test_many_mixtures_do_not_run_over() -> None:
    even = packed.mixed(((0.5, packed.certain(100)), (0.5, packed.certain(101))))
    for _ in range(200):
        even = packed.mixed(
            ((0.5, even), (0.3, packed.moved(even, 1)), (0.2, packed.moved(even, -1)))
        )
    assert sum(packed.unpacked(even, 0).values()) == pytest.approx(1, abs=1e-6)


def test_what_falls_below_the_first_place_is_lost() -> None:
    assert packed.unpacked(packed.moved(packed.certain(2), -3), 0) == {}
