"""Each fault on its own: it shows, and what it did is put right."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from random import Random

import pytest

from tests.simulator.feeds import START
from tests.simulator.trading import Books, markets_of, trade
from touchline.archive.recordings import Recorded
from touchline.base.errors import WireError
from touchline.model.enums import (
    BetStatus,
    Confirmation,
    FixtureStatus,
    PeriodType,
    Settlement,
    StatisticType,
)
from touchline.model.livescore import Livescore
from touchline.model.market import Bet
from touchline.model.message import Message
from touchline.simulator.contest import Contest
from touchline.simulator.engine import Simulator
from touchline.simulator.faults import FAULTS, LATE_WITHIN_MS, NO_FAULTS, Faults, disturb
from touchline.simulator.games.registry import GAMES
from touchline.wire import decode

MINUTE = 60_000
LASTS: Mapping[str, int] = {
    "coverage": 10 * MINUTE,
    "unknown": 10 * MINUTE,
    "settlements": 10 * MINUTE,
    "var": 10 * MINUTE,
}
"""How long a feed lasts in which a fault is rare."""
USUALLY = 6 * MINUTE
GOAL_SPORTS = ("soccer", "ice-hockey", "handball")
ON_THE_WAY = {"duplicates", "reordering", "broken", "silence"}
"""Faults of messages on their way, which are the same for any messages."""
BURST_AT, BURST_MS = START - 1_000 + 120_000, 20_000
UNKNOWN = 9_999
"""Numbers above are nobody's."""


DECIDED = {Confirmation.CONFIRMED, Confirmation.CANCELLED}


class Seen:
    """What a feed holds."""

    def __init__(self, recorded: list[Recorded]) -> None:
        self.recorded = recorded
        self.messages: list[Message] = []
        self.refused: list[WireError] = []
        for one in recorded:
            try:
                self.messages.append(decode(one.body).message)
            except WireError as error:
                self.refused.append(error)

    def livescores(self) -> list[tuple[int, Livescore]]:
        return [
            (event.fixture_id, event.livescore)
            for message in self.messages
            for event in (message.body.events if message.body is not None else None) or ()
            if event.livescore is not None
        ]


def made(faults: Faults, lasts: int, sports: tuple[str, ...] = tuple(GAMES)) -> list[Recorded]:
    return list(Simulator(START, live=8, sports=sports, faults=faults).messages(START + lasts))


@cache
def calm() -> list[Recorded]:
    """Make a feed in which nothing goes wrong."""
    return made(NO_FAULTS, USUALLY)


def seen_with(name: str) -> Seen:
    """Return a feed in which one thing goes wrong."""
    faults = Faults(frozenset({name}))
    if name in ON_THE_WAY:
        return Seen(list(disturb(calm(), faults, Random(1))))
    sports = GOAL_SPORTS if name in ("reverted", "var") else tuple(GAMES)
    return Seen(made(faults, LASTS.get(name, USUALLY), sports))


def repeats(seen: Seen) -> bool:
    guids = Counter(message.header.msg_guid for message in seen.messages)
    return max(guids.values()) == 2


def late(seen: Seen) -> bool:
    delays = {recorded.at - int(recorded.headers["timestamp_in_ms"]) for recorded in seen.recorded}
    return 0 < max(delays) - min(delays) < LATE_WITHIN_MS and max(delays) > 1_000


def broken(seen: Seen) -> bool:
    return bool(seen.refused)


def unknown(seen: Seen) -> bool:
    types = {message.header.type for message in seen.messages}
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    for _, livescore in seen.livescores():
        board = livescore.scoreboard
        assert board is not None
        numbers["status"].add(board.status or 0)
        numbers["period"].add(board.current_period or 0)
        numbers["description"].add(board.description or 0)
        numbers["statistic"] |= {one.type or 0 for one in livescore.statistics or ()}
    strange = {what for what, found in numbers.items() if max(found) > UNKNOWN}
    settled = {int(number or 0) for number in settlements(seen)} - {int(one) for one in Settlement}
    return 999 in types and len(strange) == 4 and bool(settled)


def silent(seen: Seen) -> bool:
    beats = [at.at for at in seen.recorded if at.headers["MessageType"] == "32"]
    return max(later - earlier for earlier, later in itertools.pairwise(beats)) > 30_000


def scores_fall(seen: Seen) -> bool:
    last: dict[int, int] = {}
    for fixture, livescore in seen.livescores():
        board = livescore.scoreboard
        total = sum(int(one.value or 0) for one in (board.results if board else None) or ())
        if total < last.get(fixture, 0):
            return True
        last[fixture] = total
    return False


def long_checks(seen: Seen) -> bool:
    """Tell whether anything but a goal of soccer is looked at again."""
    return any(
        is_checked(livescore)
        and not any(
            incident.incident_type == StatisticType.GOAL
            for period in livescore.periods or ()
            for incident in period.incidents or ()
        )
        for _, livescore in seen.livescores()
    )


def is_checked(livescore: Livescore | None) -> bool:
    now = livescore.current_incident if livescore is not None else None
    return now is not None and (now.id, now.confirmation) == (
        StatisticType.VAR,
        Confirmation.TO_BE_DECIDED,
    )


def uncovered(seen: Seen) -> bool:
    return any(
        livescore.scoreboard is not None
        and livescore.scoreboard.status == FixtureStatus.LOST_COVERAGE
        for _, livescore in seen.livescores()
    )


def incidents_return(seen: Seen) -> bool:
    known: dict[int, int] = {}
    for fixture, livescore in seen.livescores():
        count = sum(len(period.incidents or ()) for period in livescore.periods or ())
        if count < known.get(fixture, 0):
            return True
        known[fixture] = count
    return False


def unconfirmed(seen: Seen) -> bool:
    return any(
        period.is_finished and not period.is_confirmed
        for _, livescore in seen.livescores()
        for period in livescore.periods or ()
    )


def corrected(seen: Seen) -> bool:
    """Tell whether settlements change from one that is known to another."""
    first: dict[int | None, int | None] = {}
    changes = {
        (before, bet.settlement)
        for bet in bets(seen)
        if bet.settlement is not None
        and (before := first.setdefault(bet.id, bet.settlement)) != bet.settlement
    }
    return bool(changes & WRONG)


WRONG = {
    (Settlement.WINNER, Settlement.LOSER),
    (Settlement.LOSER, Settlement.WINNER),
    (Settlement.WINNER, Settlement.CANCELLED),
}


def settlements(seen: Seen) -> set[int | None]:
    return {bet.settlement for bet in bets(seen) if bet.status == BetStatus.SETTLED}


def stopped(seen: Seen) -> bool:
    return any(bet.suspension_reason == 1 for bet in bets(seen))


def bets(seen: Seen) -> Iterator[Bet]:
    for message in seen.messages:
        for event in (message.body.events if message.body is not None else None) or ():
            for market in event.markets or ():
                yield from market.bets or ()
                for book in market.provider_markets or ():
                    yield from book.bets or ()


def bursts(seen: Seen) -> bool:
    """Tell whether prices come ten times as often as those of the same matches usually do."""
    prices = [
        (one.at, one.headers["FixtureId"])
        for one in seen.recorded
        if one.headers["MessageType"] == "3" and one.at > START + MINUTE
    ]
    ends = BURST_AT + BURST_MS
    in_burst = [fixture for at, fixture in prices if BURST_AT <= at < ends]
    # After it prices are slow to settle down.
    usual = [
        at
        for at, fixture in prices
        if fixture in set(in_burst) and not BURST_AT <= at < ends + MINUTE
    ]
    usual_ms = USUALLY - MINUTE - BURST_MS - MINUTE
    return len(in_burst) / BURST_MS >= 10 * len(usual) / usual_ms


SHOWS: dict[str, Callable[[Seen], bool]] = {
    "duplicates": repeats,
    "reordering": late,
    "broken": broken,
    "unknown": unknown,
    "silence": silent,
    "reverted": scores_fall,
    "var": long_checks,
    "coverage": uncovered,
    "late-incidents": incidents_return,
    "unconfirmed": unconfirmed,
    "settlements": corrected,
    "provider": stopped,
    "burst": bursts,
}


def test_every_fault_is_looked_for() -> None:
    assert SHOWS.keys() == FAULTS.keys()


def test_without_faults_there_are_none() -> None:
    seen = Seen(calm())
    assert [name for name, shows in SHOWS.items() if shows(seen)] == []


@pytest.mark.parametrize("name", sorted(SHOWS))
def test_a_fault_shows_where_it_is_on(name: str) -> None:
    assert SHOWS[name](seen_with(name))


def test_unknown_numbers_do_not_hide_that_a_match_is_not_in_progress() -> None:
    found: Counter[int] = Counter()
    for seed in range(6):
        match = trade(
            Contest(sport="tennis"), seed=seed, faults=Faults(frozenset({"unknown", "coverage"}))
        )
        status = int(FixtureStatus.NOT_STARTED)
        for _, said in match.told:
            for event in (said.body.events if said.body is not None else None) or ():
                if event.fixture is not None and event.fixture.status is not None:
                    status = event.fixture.status
                if event.livescore is None or status == FixtureStatus.IN_PROGRESS:
                    continue
                board = event.livescore.scoreboard
                assert board is not None
                assert board.status == status
                assert (board.description or 0) < UNKNOWN
                found[status] += 1
    assert found[FixtureStatus.LOST_COVERAGE] > 3
    assert found[FixtureStatus.FINISHED] >= 6


def test_a_match_may_be_over_before_its_result_is_confirmed() -> None:
    found = set()
    for seed in range(4):
        match = trade(
            Contest(sport="handball"), seed=seed, faults=Faults(frozenset({"unconfirmed"}))
        )
        *_, last = results = [
            [period.is_confirmed for period in event.livescore.periods or ()]
            for _, said in match.told
            for event in (said.body.events if said.body is not None else None) or ()
            if event.livescore is not None
            and event.livescore.scoreboard is not None
            and event.livescore.scoreboard.status == FixtureStatus.FINISHED
        ]
        assert all(last)
        found.add(all(results[0]))
    assert found == {True, False}


@pytest.mark.parametrize("sport", GOAL_SPORTS)
def test_while_a_check_lasts_play_stands_still_and_nothing_is_open(sport: str) -> None:
    match = trade(Contest(sport=sport), faults=Faults(frozenset({"var"})))
    books = Books()
    checked: Livescore | None = None
    was_checked = False
    for _, said in match.told:
        books.take(list(markets_of([said])))
        for event in (said.body.events if said.body is not None else None) or ():
            if event.livescore is None:
                continue
            if is_checked(event.livescore):
                assert checked is None or play_of(checked) == play_of(event.livescore)
                checked = event.livescore
                was_checked = True
            elif checked is not None:
                assert event.livescore.current_incident is not None
                assert event.livescore.current_incident.confirmation in DECIDED
                checked = None
        assert checked is None or books.bets(status=BetStatus.OPEN) == []
    assert was_checked
    assert match.game.state.status == FixtureStatus.FINISHED
    assert match.game.state.period == PeriodType.FULL_TIME


def play_of(livescore: Livescore) -> tuple[object, ...]:
    """Return what is played: clock, score and period."""
    board = livescore.scoreboard
    assert board is not None
    return board.clock, board.time, board.results, board.current_period
