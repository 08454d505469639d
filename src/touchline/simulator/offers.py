"""What bookmakers offer in each sport: markets with their lines, and the pace of the prices."""

from functools import cache
from typing import Final

import msgspec

from touchline.model.catalogue import MarketKind
from touchline.model.catalogue.markets import MARKETS
from touchline.model.part import Part, part_of
from touchline.model.settlement import RULES
from touchline.simulator.bet_chances import OUTCOMES, Outcomes
from touchline.simulator.bookmakers import Margin, Span, margin_of
from touchline.simulator.data_files import read_table

_QUARTER: Final = 0.25


class Grid(msgspec.Struct, frozen=True):
    """The lines that a market can have: `offset` and multiples of `step`."""

    step: float
    offset: float

    def near(self, point: float) -> float:
        """Return the line that is nearest to a point."""
        return round((point - self.offset) / self.step) * self.step + self.offset


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """One market of a sport: its number in the feed, what it counts, which lines it may have.

    `lines` is how many there are on each side of the main one, at most.
    """

    id: int
    kind: MarketKind
    part: Part
    outcomes: Outcomes
    margin: Margin
    lines: int
    grid: Grid
    quarters: bool
    with_score: bool

    @property
    def name(self) -> str:
        """The market's name in the feed."""
        return self.kind.name

    def grid_for(self, *, quarters: bool) -> Grid:
        """Return the lines of a bookmaker who may have those between."""
        return Grid(_QUARTER, 0.0) if quarters and self.quarters else self.grid


class Pace(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How prices of a sport go with a match that is played; times are in ms."""

    looks: Span
    gap: int
    suspends: bool = False
    clears: Span = (2_000, 6_000)
    reopens: Span = (8_000, 20_000)


class _OfferEntry(msgspec.Struct, forbid_unknown_fields=True):
    market: str
    lines: int = 0
    step: float = 1.0
    offset: float = 0.0
    quarters: bool = False
    with_score: bool = False
    without: tuple[str, ...] = ()


class _SportEntry(msgspec.Struct, forbid_unknown_fields=True):
    pace: Pace
    offers: tuple[_OfferEntry, ...]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    numbers: dict[str, int]
    sports: dict[str, _SportEntry]


_FILE: Final = read_table("offers.toml", _File)


@cache
def offers_of(sport: str, variant: str = "") -> tuple[Offer, ...]:
    """Return what is offered in a variant of a sport, which is named by its slug.

    Raises KeyError: nothing is offered in that sport.
    """
    return tuple(
        _offer(sport, entry) for entry in _FILE.sports[sport].offers if variant not in entry.without
    )


def pace_of(sport: str) -> Pace:
    """Return the pace of the prices of a sport, which is named by its slug.

    Raises KeyError: nothing is offered in that sport.
    """
    return _FILE.sports[sport].pace


def _offer(sport: str, entry: _OfferEntry) -> Offer:
    kind = MARKETS[entry.market]
    return Offer(
        id=kind.id or _FILE.numbers[kind.key],
        kind=kind,
        part=part_of(sport, kind),
        outcomes=OUTCOMES[RULES[kind.key]],
        margin=margin_of(kind),
        lines=entry.lines,
        grid=Grid(entry.step, entry.offset),
        quarters=entry.quarters,
        with_score=entry.with_score,
    )
