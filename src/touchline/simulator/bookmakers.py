"""Five bookmakers that do not exist, and how calculated odds are made."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from random import Random
from types import MappingProxyType
from typing import Final, Literal

import msgspec

from touchline.model.catalogue import MarketKind
from touchline.model.settlement import (
    RULES,
    asian_handicap,
    double_chance,
    three_way,
    total,
    two_way,
)
from touchline.simulator.data_files import read_table
from touchline.simulator.ladders import Ladder, Stretch, stretched
from touchline.simulator.pricing import Terms

Margin = Literal["result", "totals", "handicap", "specials", "outright"]
Span = tuple[int, int]
"""Shortest and longest, in ms."""


class _Odds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    margins: dict[Margin, float]
    bias: float
    patience: float
    ladder: str

    def terms(self, margin: Margin) -> Terms:
        """Return how prices of a kind of market are made."""
        return _terms(self.margins[margin], self.bias, self.ladder)


class Calculated(_Odds, frozen=True, kw_only=True):
    """How calculated odds are made from the chances of the open books."""


class Bookmaker(_Odds, frozen=True, kw_only=True):
    """A bookmaker: what it offers, how it prices, and how quick it is.

    `lag` and `reaction` are shortest and longest times in ms: until prices follow the state of a
    match, and until nothing is taken any more. `opinion` is a standard deviation of log odds.
    """

    id: int = 0
    name: str
    lag: Span
    reaction: Span
    opinion: float
    lines: int
    quarters: bool = False
    sports: tuple[str, ...] | None = None
    without: frozenset[str] = frozenset()

    def offers(self, sport: str, kind: MarketKind) -> bool:
        """Tell whether there are prices of a market in a sport, which is named by its slug."""
        return (self.sports is None or sport in self.sports) and kind.key not in self.without


class _LadderEntry(msgspec.Struct, forbid_unknown_fields=True):
    lowest: Decimal | None = None
    stretches: tuple[Stretch, ...] = ()
    prices: tuple[Decimal, ...] = ()

    def build(self) -> Ladder:
        """Return the ladder of an entry."""
        if self.lowest is None:
            return Ladder(self.prices)
        return Ladder([*stretched(self.lowest, self.stretches), *self.prices])


class _File(msgspec.Struct, forbid_unknown_fields=True):
    bookmakers: dict[int, Bookmaker]
    calculated: Calculated
    ladders: dict[str, _LadderEntry]


def margin_of(kind: MarketKind) -> Margin:
    """Return which margin a market of a match has."""
    return _MARGINS.get(RULES[kind.key], "specials")


def draw(span: Span, random: Random) -> int:
    """Draw a time between the shortest and the longest (ms)."""
    return random.randint(*span)


@cache
def _terms(margin: float, bias: float, ladder: str) -> Terms:
    return Terms(margin, bias, _LADDERS[ladder])


_MARGINS: Final[Mapping[object, Margin]] = {
    three_way: "result",
    two_way: "result",
    double_chance: "result",
    total: "totals",
    asian_handicap: "handicap",
}
_FILE: Final = read_table("bookmakers.toml", _File)
_LADDERS: Final = {name: entry.build() for name, entry in _FILE.ladders.items()}
BOOKMAKERS: Final[Mapping[int, Bookmaker]] = MappingProxyType(
    {
        number: msgspec.structs.replace(bookmaker, id=number)
        for number, bookmaker in _FILE.bookmakers.items()
    }
)
"""Every bookmaker by the feed's number of it."""
CALCULATED: Final = _FILE.calculated
