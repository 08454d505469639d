"""The feed of the simulator: the board survives it and shows what is true."""

from tests.simulator.feeds import HOUR_MS, START, feed
from tests.sizes import SOAK
from touchline.simulator.faults import FAULTS, Faults

QUIET_MS = 15 * 60_000
"""How long before the end the last fault takes hold, so that everything is put right by then."""
WEEK = 7 * 24
HOURS = min(SOAK * 9, WEEK) if SOAK > 1 else 1
SETTLED_HOURS = 30
"""After so long as many events leave the board as come."""


def test_the_picture_equals_the_truth() -> None:
    fed = feed(HOUR_MS // 4, live=16)
    assert fed.mismatches == []
    assert fed.compared > 16
    assert fed.refused == 0


def test_the_picture_equals_the_truth_after_every_fault() -> None:
    faults = Faults(frozenset(FAULTS), until=START + HOURS * HOUR_MS)
    fed = feed(HOURS * HOUR_MS + QUIET_MS, live=40, faults=faults)
    assert fed.mismatches == []
    assert fed.compared > 40 * HOURS / 3
    assert fed.refused > 0
    for counted in (fed.events_by_hour, fed.bytes_by_hour):
        settled = counted[SETTLED_HOURS:]
        assert not settled or settled[-1] <= 1.25 * settled[0]
