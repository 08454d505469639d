"""The feed of the simulator: the board survives it and shows what is true."""

from statistics import fmean

from tests.simulator.feeds import COUNTS_AN_HOUR, HOUR_MS, START, feed
from tests.sizes import SOAK
from touchline.board.board import BoardLimits
from touchline.model.enums import FixtureStatus
from touchline.simulator.engine import Simulator
from touchline.simulator.faults import FAULTS, Faults
from touchline.simulator.fixture_life import FixtureLife
from touchline.simulator.match import HOME

QUIET_MS = 15 * 60_000
"""How long before the end the last fault takes hold, so that everything is put right by then."""
WEEK = 7 * 24
HOURS = min(SOAK * 9, WEEK) if SOAK > 1 else 1
LIVE = 40 if HOURS == 1 else 16
"""A week of forty takes two hours."""
ALL_FAULTS = Faults(frozenset(FAULTS))
SETTLED_HOURS = 30
"""After so long as many events leave the board as come."""

FLAT_HOURS = 4
"""Matches that began before the start are over after one, so that the second is like the last."""


def test_the_picture_equals_the_truth() -> None:
    fed = feed(HOUR_MS // 6, live=16)
    assert fed.mismatches == []
    assert fed.compared > 16
    assert fed.refused == 0


def test_the_picture_equals_the_truth_after_every_fault() -> None:
    lasts = HOURS * HOUR_MS
    fed = feed(lasts, live=LIVE, faults=Faults(frozenset(FAULTS), until=START + lasts - QUIET_MS))
    assert fed.mismatches == []
    assert fed.compared > LIVE * HOURS / 3
    assert fed.refused > 0
    for counted in (fed.events_by_hour, fed.bytes_by_hour):
        settled = counted[SETTLED_HOURS:]
        assert not settled or settled[-1] <= 1.25 * settled[0]


def test_as_many_bets_leave_memory_as_come() -> None:
    # Where nothing leaves, there are more than twice as many in the last hour.
    fed = feed(FLAT_HOURS * HOUR_MS, live=3, keep=BoardLimits(retention=HOUR_MS // 4))
    assert fed.mismatches == []
    second = fmean(fed.bets_counted[COUNTS_AN_HOUR : 2 * COUNTS_AN_HOUR])
    last = fmean(fed.bets_counted[-COUNTS_AN_HOUR:])
    assert second > 4_000
    assert last <= 1.5 * second
    assert len(fed.simulator.lives) < 20


def test_of_a_knock_out_the_winners_go_on() -> None:
    simulator = Simulator(START, live=4, sports=("tennis", "soccer"), faults=ALL_FAULTS)
    gone: dict[int, FixtureLife] = {}
    simulator.on_gone = lambda life: gone.update({life.fixture_id: life})
    for _ in simulator.messages(START + HOUR_MS):
        pass
    decided = [
        life
        for life in gone.values()
        if life.planned.league.is_knock_out and life.status == FixtureStatus.FINISHED
    ]
    assert len(decided) > 2
    for life in decided:
        assert simulator.winner_of(life.planned) is (
            life.planned.home if life.game.state.winner == HOME else life.planned.away
        )
