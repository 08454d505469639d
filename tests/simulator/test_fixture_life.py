"""The life of one match in the feed, whatever its fate."""

from collections.abc import Iterator
from itertools import pairwise
from random import Random

import pytest
from msgspec.structs import replace

from tests.simulator.feeds import HOUR_MS, START
from touchline.model.enums import FixtureStatus, MessageType
from touchline.model.message import EventUpdate
from touchline.simulator.desk import NEVER
from touchline.simulator.envelope import Said
from touchline.simulator.faults import Faults
from touchline.simulator.fixture_life import FixtureLife
from touchline.simulator.games.registry import new_game
from touchline.simulator.schedule import Fate, Planned, Schedule
from touchline.simulator.world import World

MINUTE_MS = 60_000
KICK_OFF = START + 6 * HOUR_MS


def planned(
    fate: Fate, fate_at: int = 0, lasts: int = 0, early_ms: int = 0, late_ms: int = 0
) -> Planned:
    schedule = Schedule(
        World(), Random(1), ("soccer",), live=4, start_at=START, winner_of=lambda match: match.home
    )
    return replace(
        next(iter(schedule)),
        announced_at=START,
        starts_at=KICK_OFF,
        fate=fate,
        fate_at=fate_at,
        fate_lasts=lasts,
        early_ms=early_ms,
        late_ms=late_ms,
    )


def life_of(plan: Planned, opened_at: int = START) -> FixtureLife:
    life = FixtureLife(plan, new_game(plan.contest, Random(2)), Faults(), Random(3))
    life.open(opened_at)
    return life


def told(life: FixtureLife) -> Iterator[tuple[int, Said, EventUpdate]]:
    """Yield all that is told, with when."""
    while (now := life.due()) < NEVER:
        for said in life.work(now):
            assert said.body is not None
            for event in said.body.events or ():
                yield now, said, event


def statuses(life: FixtureLife) -> list[tuple[int, int]]:
    """Return when the fixture was told to be in each status, each once."""
    found: list[tuple[int, int]] = []
    for now, said, event in told(life):
        if said.type is MessageType.FIXTURE and event.fixture is not None:
            status = event.fixture.status or 0
            if not found or found[-1][0] != status:
                found.append((status, now))
    return found


def test_a_played_match_goes_from_announced_to_finished() -> None:
    life = life_of(planned(Fate.PLAYED))
    (first, announced), (about, soon), (live, began), (over, ended) = statuses(life)
    assert (first, announced) == (FixtureStatus.NOT_STARTED, START)
    assert (about, soon) == (FixtureStatus.ABOUT_TO_START, KICK_OFF - 10 * MINUTE_MS)
    assert (live, began) == (FixtureStatus.IN_PROGRESS, KICK_OFF)
    assert over == FixtureStatus.FINISHED
    assert 100 * MINUTE_MS < ended - KICK_OFF < 140 * MINUTE_MS


def test_status_nine_may_come_half_an_hour_early() -> None:
    life = life_of(planned(Fate.PLAYED, early_ms=30 * MINUTE_MS))
    assert statuses(life)[1] == (FixtureStatus.ABOUT_TO_START, KICK_OFF - 30 * MINUTE_MS)


def test_play_may_begin_some_minutes_late() -> None:
    late = 7 * MINUTE_MS
    found = statuses(life_of(planned(Fate.PLAYED, late_ms=late)))
    assert (int(FixtureStatus.ABOUT_TO_START), KICK_OFF - 10 * MINUTE_MS) in found
    assert (int(FixtureStatus.IN_PROGRESS), KICK_OFF + late) in found


def test_a_postponed_match_is_played_on_its_new_date() -> None:
    day = 24 * HOUR_MS
    life = life_of(planned(Fate.POSTPONED, KICK_OFF - HOUR_MS, day))
    found = statuses(life)
    assert [status for status, _ in found] == [1, 5, 1, 9, 2, 3]
    assert found[1][1] == KICK_OFF - HOUR_MS
    assert found[4][1] == KICK_OFF + day


def test_a_cancelled_match_is_not_played_and_its_bets_are_cancelled() -> None:
    life = life_of(planned(Fate.CANCELLED, KICK_OFF - HOUR_MS))
    assert [status for status, _ in statuses(life)] == [1, 4]
    assert life.trader is not None
    settled = {
        bet.settlement
        for market in life.trader.snapshot()
        for book in market.provider_markets or ()
        for bet in book.bets or ()
    }
    assert settled == {-1}


def test_an_interrupted_match_goes_on_with_its_clock_where_it_stood() -> None:
    at, lasts = KICK_OFF + 20 * MINUTE_MS, 15 * MINUTE_MS
    life = life_of(planned(Fate.INTERRUPTED, at, lasts))
    clocks: list[tuple[int, int | None]] = []
    found: list[int] = []
    for now, _, event in told(life):
        if event.livescore is not None and event.livescore.scoreboard is not None:
            found.append(event.livescore.scoreboard.status or 0)
            clocks.append((now, int(event.livescore.scoreboard.time or -1)))
    assert list(dict.fromkeys(found)) == [2, 6, 3]
    during = {seconds for now, seconds in clocks if at <= now < at + lasts}
    (after,) = {seconds for now, seconds in clocks if now == at + lasts}
    assert during == {20 * 60} == {after}


def test_an_abandoned_match_ends_with_refunds() -> None:
    life = life_of(planned(Fate.ABANDONED, KICK_OFF + 20 * MINUTE_MS, 30 * MINUTE_MS))
    found = statuses(life)
    assert [status for status, _ in found] == [1, 9, 2, 6, 7]
    assert life.trader is not None
    (result,) = [market for market in life.trader.snapshot() if market.id == 1]
    settled = {bet.settlement for book in result.provider_markets or () for bet in book.bets or ()}
    assert settled == {3}


def test_a_fault_takes_coverage_for_minutes_whatever_the_fate() -> None:
    plan = planned(Fate.POSTPONED, KICK_OFF - HOUR_MS, 5 * HOUR_MS)
    losses: list[int] = []
    for seed in range(3):
        game, faults = new_game(plan.contest, Random(2)), Faults(frozenset({"coverage"}))
        life = FixtureLife(plan, game, faults, Random(seed))
        life.open(START)
        losses += [
            after - at
            for (status, at), (_, after) in pairwise(statuses(life))
            if status == FixtureStatus.LOST_COVERAGE
        ]
    assert losses
    assert max(losses) < 10 * MINUTE_MS


def test_nothing_of_the_play_is_told_while_coverage_is_lost() -> None:
    at, lasts = KICK_OFF + 20 * MINUTE_MS, 8 * MINUTE_MS
    life = life_of(planned(Fate.LOST_COVERAGE, at, lasts))
    scores = [now for now, said, _ in told(life) if said.type is MessageType.LIVESCORE]
    assert not [now for now in scores if at < now < at + lasts]
    assert at + lasts in scores
    assert life.status == FixtureStatus.FINISHED


def test_bets_are_suspended_while_it_stands_still() -> None:
    at, lasts = KICK_OFF + 20 * MINUTE_MS, 15 * MINUTE_MS
    for fate in (Fate.INTERRUPTED, Fate.LOST_COVERAGE):
        life = life_of(planned(fate, at, lasts))
        open_bets: set[tuple[int, int]] = set()
        during: set[int] = set()
        for now, _, event in told(life):
            for market in event.markets or ():
                for book in market.provider_markets or ():
                    for bet in book.bets or ():
                        change = open_bets.add if bet.status == 1 else open_bets.discard
                        change((book.id, bet.id))
            if at + 5_000 < now < at + lasts:
                during.add(len(open_bets))
            if now > at + lasts + 5 * MINUTE_MS:
                break
        assert during <= {0}
        assert open_bets


@pytest.mark.parametrize("minutes", [-30, 30, 200])
def test_a_match_may_be_opened_at_any_time_of_its_life(minutes: int) -> None:
    whole = life_of(planned(Fate.PLAYED))
    opened_at = KICK_OFF + minutes * MINUTE_MS
    later = life_of(planned(Fate.PLAYED), opened_at)
    first = next(told(later))
    assert first[0] == opened_at
    assert first[2].fixture is not None
    for life in (whole, later):
        assert [status for status, _ in statuses(life)][-1:] in ([], [3])
    assert whole.true_livescore() == later.true_livescore()
