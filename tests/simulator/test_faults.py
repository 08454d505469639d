"""Each fault on its own: it shows, and what it did is put right."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.simulator.feeds import START
from touchline.archive.recordings import Recorded
from touchline.base.errors import WireError
from touchline.model.enums import BetStatus, FixtureStatus, Settlement
from touchline.model.livescore import Livescore
from touchline.model.market import Bet
from touchline.model.message import Message
from touchline.simulator.engine import Simulator
from touchline.simulator.faults import FAULTS, LATE_WITHIN_MS, Faults
from touchline.simulator.games.registry import GAMES
from touchline.wire import decode

LASTS = 12 * 60_000
GOAL_SPORTS = ("soccer", "ice-hockey", "handball")


class Seen:
    """What a feed with one fault holds."""

    def __init__(self, *names: str) -> None:
        faults = Faults(frozenset(names))
        self.recorded: list[Recorded] = []
        self.messages: list[Message] = []
        self.refused: list[WireError] = []
        sports = GOAL_SPORTS if faults.names & {"reverted", "var"} else tuple(GAMES)
        simulator = Simulator(START, live=8, sports=sports, faults=faults)
        for recorded in simulator.messages(START + LASTS):
            self.recorded.append(recorded)
            try:
                self.messages.append(decode(recorded.body).message)
            except WireError as error:
                self.refused.append(error)

    def livescores(self) -> list[tuple[int, Livescore]]:
        return [
            (event.fixture_id, event.livescore)
            for message in self.messages
            for event in (message.body.events if message.body is not None else None) or ()
            if event.livescore is not None
        ]


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
    statistics = {
        one.type or 0 for _, livescore in seen.livescores() for one in livescore.statistics or ()
    }
    return 999 in types and max(statistics) > 9_999


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


def checks(seen: Seen) -> bool:
    return any(livescore.current_incident is not None for _, livescore in seen.livescores())


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
    return Settlement.CANCELLED in settlements(seen)


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
    per_second = Counter(at.at // 20_000 for at in seen.recorded if at.at > START + 60_000)
    counts = sorted(per_second.values())
    return counts[-1] > 3 * counts[len(counts) // 2]


SHOWS: dict[str, Callable[[Seen], bool]] = {
    "duplicates": repeats,
    "reordering": late,
    "broken": broken,
    "unknown": unknown,
    "silence": silent,
    "reverted": scores_fall,
    "var": checks,
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
    calm = Seen()
    assert [name for name, shows in SHOWS.items() if shows(calm)] == []


@pytest.mark.parametrize("name", sorted(SHOWS))
def test_a_fault_shows_where_it_is_on(name: str) -> None:
    assert SHOWS[name](Seen(name))
