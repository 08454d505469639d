"""Sums of usage that wait to be written, however long that takes."""

from touchline.access.accounts import HOUR_MS
from touchline.access.counts import UsageCounts


def test_without_room_for_another_hour_an_earlier_one_takes_it_and_nothing_is_lost() -> None:
    counts = UsageCounts(most_rows=4)
    for hour in range(100):
        for key in range(3):
            counts.add(1, key, "v2Matches", 2, hour * HOUR_MS + 5)
    assert len(counts) <= 4 + 3
    rows, _ = counts.take()
    for key in range(3):
        own = [row for row in rows if row.key_id == key]
        assert sum(row.requests for row in own) == 100
        assert sum(row.credits for row in own) == 200


def test_what_is_taken_is_gone() -> None:
    counts = UsageCounts()
    counts.add(1, 2, "v2Matches", 1, HOUR_MS + 1)
    counts.touch(2, HOUR_MS + 1)
    rows, used = counts.take()
    assert [(row.hour, row.requests) for row in rows] == [(HOUR_MS, 1)]
    assert used == {2: HOUR_MS + 1}
    assert counts.take() == ((), {})
