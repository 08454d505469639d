"""What people suspend by hand: which events, markets and lines, and who said so."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import msgspec

from touchline.board.change import BookPath, Touched
from touchline.board.competitions import Nodes, is_within
from touchline.model.catalogue import market as market_kind
from touchline.model.event import Book, Event, Market, MarketLine
from touchline.model.line import shortest_line
from touchline.model.market import Bet

_NO_LINES: Final[frozenset[MarketLine]] = frozenset()
# Brackets may hold anything else too, such as the team of a player.
_SCORE: Final = re.compile(r"\s*\([0-9]+\s*[-:]\s*[0-9]+\)$", re.ASCII)
_NUMBER: Final = re.compile(r"([+-]?)([0-9]+(?:\.[0-9]+)?)", re.ASCII)


class Suspension(msgspec.Struct, frozen=True):
    """What is suspended: everything that all of the selectors meet; what is empty meets all.

    An outright is in each competition that is around it. `lines` are (market, line), the line
    None for the whole market; without any it is the whole event. A line is kept in one form
    however it was written, so that suspensions of the same are equal.
    """

    sports: frozenset[int] = frozenset()
    locations: frozenset[int] = frozenset()
    competitions: frozenset[int] = frozenset()
    fixtures: frozenset[int] = frozenset()
    lines: frozenset[MarketLine] = frozenset()

    def __post_init__(self) -> None:
        """Bring the lines into one form."""
        if self.lines:
            msgspec.structs.force_setattr(self, "lines", frozenset(map(_in_one_form, self.lines)))

    def meets(self, event: Event, nodes: Nodes) -> bool:
        """Tell whether an event is meant, as a whole or in part."""
        if self.fixtures and event.id not in self.fixtures:
            return False
        said = event.fixture or event.outright.value
        sport = said.sport if said is not None else None
        location = said.location if said is not None else None
        return (
            (not self.sports or (sport is not None and sport.id in self.sports))
            and (not self.locations or (location is not None and location.id in self.locations))
            and (not self.competitions or is_within(event, self.competitions, nodes))
        )


class Suspensions:
    """The suspensions that are in force, by whoever made them."""

    def __init__(self) -> None:
        """Begin with none."""
        self._by_owner: dict[str, tuple[Suspension, ...]] = {}

    def owned(self) -> dict[str, tuple[Suspension, ...]]:
        """Return all of them by owner."""
        return dict(self._by_owner)

    def put(self, owner: str, suspensions: Sequence[Suspension]) -> None:
        """Take what an owner suspends in place of what it did; events are marked by `turn`."""
        if suspensions:
            self._by_owner[owner] = tuple(suspensions)
        else:
            self._by_owner.pop(owner, None)

    def turn(self, event: Event, nodes: Nodes) -> Touched | None:
        """Write on an event what of it is suspended; return what that changed, None for nothing."""
        was_suspended, lines = event.is_suspended, event.suspended_lines
        self.mark(event, nodes)
        books = bets_on(event, lines ^ event.suspended_lines)
        if books or was_suspended != event.is_suspended:
            return Touched(availability=True, books=tuple(books))
        return None

    def mark(self, event: Event, nodes: Nodes) -> None:
        """Write on an event what of it is suspended."""
        met = (one for those in self._by_owner.values() for one in those if one.meets(event, nodes))
        found = list(met) if self._by_owner else []
        event.is_suspended = any(not one.lines for one in found)
        event.suspended_lines = _union(tuple(one.lines for one in found if one.lines))


@lru_cache(maxsize=1_024)
def _union(lines: tuple[frozenset[MarketLine], ...]) -> frozenset[MarketLine]:
    """Return all of these lines, one set for all the events that they are suspended on."""
    return _NO_LINES.union(*lines)


def is_line_suspended(lines: frozenset[MarketLine], market: Market, bet: Bet) -> bool:
    """Tell whether a bet is on a suspended line.

    A line is named by Line or by BaseLine, without the score at which it began. Of a handicap
    either sign means both sides, for each has the other's sign.
    """
    if (market.id, None) in lines:
        return True
    for said in (bet.base_line, bet.line):
        if said is None:
            continue
        line = _written(said)
        if (market.id, line) in lines:
            return True
        if _is_turned(market.id, market.name.value) and (market.id, _opposite(line)) in lines:
            return True
    return False


def _in_one_form(one: MarketLine) -> MarketLine:
    market, line = one
    if line is None:
        return one
    written = _written(line)
    # What only its name says to be a handicap keeps the sign here.
    return market, written.removeprefix("-") if _is_turned(market, None) else written


# Feeds and clients decide what lines there are, so what is kept of them is bounded.
@lru_cache(maxsize=16_384)
def _written(line: str) -> str:
    """Return a line in its shortest form without the score: "-0.50 (1-0)" is "-0.5"."""
    text = _SCORE.sub("", line.strip())
    number = _NUMBER.fullmatch(text)
    if number is None:
        return text
    value = shortest_line(number[2])
    return f"-{value}" if number[1] == "-" and value != "0" else value


def _opposite(line: str) -> str:
    return line[1:] if line.startswith("-") else f"-{line}"


@lru_cache(maxsize=4_096)
def _is_turned(market_id: int, name: str | None) -> bool:
    """Tell whether the two sides of a line differ in its sign."""
    kind = market_kind(market_id, name)
    return kind.asian or "HANDICAP" in kind.sysname


def bets_on(event: Event, lines: frozenset[MarketLine]) -> list[BookPath]:
    """Return the bets of an event that are on lines."""
    touched: list[BookPath] = []
    for market_id in sorted({market for market, _ in lines} & event.markets.keys()):
        market = event.markets[market_id]
        books: list[tuple[int | None, Book | None]] = [(None, market.average)]
        for provider, book in (*books, *market.providers.items()):
            bets = tuple(
                number
                for number, quote in (book.bets if book is not None else {}).items()
                if is_line_suspended(lines, market, quote.bet)
            )
            if bets:
                touched.append((market_id, provider, bets))
    return touched
