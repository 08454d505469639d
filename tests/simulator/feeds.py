"""Made-up feeds, played into a board and compared with what the simulator itself knows."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from tests.sizes import SOAK
from touchline.base.errors import WireError
from touchline.board.board import Board, BoardLimits
from touchline.model.enums import COMPLETED_STATUSES
from touchline.model.event import Event, Market
from touchline.model.livescore import Livescore
from touchline.model.market import Bet, MarketUpdate
from touchline.simulator.engine import Simulator
from touchline.simulator.faults import LATE_WITHIN_MS, NO_FAULTS, Faults
from touchline.simulator.fixture_life import FixtureLife
from touchline.wire import decode

START = 1_800_000_000_000
HOUR_MS = 3_600_000
COUNTS_AN_HOUR = 6
"""How often bets are counted."""
_ARRIVED_MS = 2 * LATE_WITHIN_MS
"""Once so much time has passed, everything that was told of a match has arrived."""


class Fed(msgspec.Struct):
    """A board that a made-up feed was played into."""

    board: Board
    simulator: Simulator
    messages: int = 0
    refused: int = 0
    compared: int = 0
    mismatches: list[str] = []
    events_by_hour: list[int] = []
    bytes_by_hour: list[int] = []
    bets_counted: list[int] = []


def feed(
    lasts: int,
    *,
    live: int,
    seed: int = 1,
    faults: Faults = NO_FAULTS,
    keep: BoardLimits | None = None,
) -> Fed:
    """Play a feed for so long (ms); matches are compared when they leave it, and at the end."""
    left: list[tuple[int, FixtureLife]] = []
    fed = Fed(Board("made-up", keep=keep), Simulator(START, seed=seed, live=live, faults=faults))
    fed.simulator.on_gone = lambda life: left.append((fed.board.now, life))
    for recorded in fed.simulator.messages(START + lasts):
        fed.messages += 1
        while left and left[0][0] + _ARRIVED_MS < recorded.at:
            compare(left.pop(0)[1], fed)
        try:
            message = decode(recorded.body).message
        except WireError:
            fed.refused += 1
        else:
            fed.board.apply(message, recorded.at)
        if recorded.at >= START + len(fed.events_by_hour) * HOUR_MS:
            fed.events_by_hour.append(len(fed.board.events))
            fed.bytes_by_hour.append(resident_bytes())
            if SOAK > 1:
                print(
                    f"hour {len(fed.events_by_hour) - 1} of {lasts // HOUR_MS}:"
                    f" {fed.messages} messages, {fed.compared} compared,"
                    f" {len(fed.mismatches)} mismatches, {len(fed.board.events)} events,"
                    f" {fed.bytes_by_hour[-1] >> 20} MB",
                    flush=True,
                )
        if recorded.at >= START + len(fed.bets_counted) * HOUR_MS // COUNTS_AN_HOUR:
            fed.bets_counted.append(held_bets(fed.board) + quoted_bets(fed.simulator))
            # As the pump does when it is idle.
            while fed.board.tidy():
                pass
    for life in fed.simulator.lives.values():
        compare(life, fed)
    for outrights in fed.simulator.outrights:
        for truth in outrights.truths():
            event = fed.board.events.get(truth.fixture_id)
            if event is None and keep is not None and truth.fixture.status in COMPLETED_STATUSES:
                # Over for longer than events are kept here.
                continue
            assert event is not None
            said = compare_markets([truth.market], event.markets)
            fed.mismatches += [f"{truth.fixture_id}: {text}" for text in said]
            fed.compared += 1
    return fed


def held_bets(board: Board) -> int:
    """Count the bets that a board holds."""
    return sum(
        len(book.bets)
        for event in board.events.values()
        for market in event.markets.values()
        for book in (market.average, *market.providers.values())
        if book is not None
    )


def quoted_bets(simulator: Simulator) -> int:
    """Count the bets that the simulator holds."""
    return sum(
        len(book.bets or ())
        for life in simulator.lives.values()
        if life.trader is not None
        for market in life.trader.snapshot()
        for book in (market, *(market.provider_markets or ()))
    )


def resident_bytes() -> int:
    """Return the memory of this process, 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def compare(life: FixtureLife, fed: Fed) -> None:
    """Note where the board shows a match otherwise than it is."""
    fed.compared += 1
    event = fed.board.events.get(life.fixture_id)
    if event is None:
        fed.mismatches.append(f"{life.fixture_id} is not there")
        return
    said = list(_differences(life, event))
    fed.mismatches += [f"{life.planned.contest.sport} {life.fixture_id}: {text}" for text in said]


def _differences(life: FixtureLife, event: Event) -> Iterator[str]:
    if event.status != life.status:
        yield f"status is {event.status}, should be {life.status!r}"
    true = life.true_livescore()
    if life.is_covered and timeless(event.livescore.value) != timeless(true):
        yield f"livescore is {event.livescore.value}, should be {true}"
    if life.trader is not None:
        yield from compare_markets(life.trader.snapshot(), event.markets)


def timeless(livescore: Livescore | None) -> Any:
    """Return a livescore without its clock, which goes on between messages."""
    if livescore is None or livescore.scoreboard is None:
        return livescore
    scoreboard = msgspec.structs.replace(livescore.scoreboard, time=None, clock=None)
    return msgspec.json.encode(msgspec.structs.replace(livescore, scoreboard=scoreboard))


def compare_markets(true: list[MarketUpdate], shown: Mapping[int, Market]) -> Iterator[str]:
    """Yield where the bets of markets are other than they should be."""
    expected = dict(_true_bets(true))
    found = dict(_shown_bets(shown))
    for key in expected.keys() | found.keys():
        if expected.get(key) != found.get(key):
            yield f"bet {key} is {found.get(key)}, should be {expected.get(key)}"


def _true_bets(markets: list[MarketUpdate]) -> Iterator[tuple[tuple[int, int, int], Any]]:
    for market in markets:
        for bet in market.bets or ():
            yield (market.id, 0, bet.id), _content(bet, bet.price)
        for book in market.provider_markets or ():
            for bet in book.bets or ():
                yield (market.id, book.id, bet.id), _content(bet, bet.price)


def _shown_bets(markets: Mapping[int, Market]) -> Iterator[tuple[tuple[int, int, int], Any]]:
    for market in markets.values():
        books = {**({0: market.average} if market.average is not None else {}), **market.providers}
        for provider, book in books.items():
            for number, quote in book.bets.items():
                yield (market.id, provider, number), _content(quote.bet, quote.price)


def _content(bet: Bet, price: str | None) -> Any:
    return bet.name, bet.line, bet.base_line, bet.status, price, bet.settlement
