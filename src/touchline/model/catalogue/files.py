"""The shapes of the catalogue's TOML files, and reading them.

An unknown key or a value of another type is refused with the file and the path of the value, so
that a typo cannot pass for a default.
"""

import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Final, TypeVar

import msgspec

from touchline.model.catalogue.types import (
    BetRole,
    ClockKind,
    DescriptionKind,
    MarketRole,
    PeriodKind,
    ScoreUnit,
    V2Statistic,
)

Shape = TypeVar("Shape")
_PACKAGE: Final = "touchline.model.catalogue"


class CatalogueError(ValueError):
    """The catalogue's own data is wrong; the message names the file and the place."""


class _Entry(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A table of a file: what it leaves out has the default."""


class Localised(_Entry):
    """A text by locale: one text, or a long and a short one."""

    en: str | tuple[str, str]
    es: str | tuple[str, str] | None = None
    pt: str | tuple[str, str] | None = None


class PeriodEntry(_Entry):
    """A period; `sysname` is the end of v2's long name, by default the phase."""

    number: int
    name: str
    phase: str
    caption: str
    v1: int | None = None
    sysname: str | None = None
    kind: PeriodKind = "regular"
    length_seconds: int | None = None
    starts_at_seconds: int | None = None
    limit_seconds: int | None = None
    fixed_seconds: int | None = None


class BreakEntry(_Entry):
    """A named break."""

    name: str
    phase: str
    caption: str
    fixed_seconds: int | None = None


class StatusPhaseEntry(_Entry):
    """What v2 calls the phase of a match whose status says more than its period."""

    phase: str
    caption: str


class ClockEntry(_Entry):
    """A match clock."""

    kind: ClockKind
    cumulative: bool = False
    extrapolate_ms: int = 60_000
    period_lengths: tuple[int, ...] = ()
    overtime_lengths: tuple[int, ...] = ()


class V1Entry(_Entry):
    """A sport in v1; slug and name come from the sport's slug unless given."""

    id: int
    slug: str | None = None
    name: str | None = None


class V2Entry(_Entry):
    """A sport in v2; the prefix comes from the sport's slug unless given."""

    id: int
    sysname: str
    prefix: str | None = None
    sides: tuple[str, str] = ("home", "away")
    period_scores: str | None = None


class V1StatisticEntry(_Entry):
    """A statistic with a number and a name of its own in v1."""

    feed_id: int
    id: int
    name: str


class SportFile(_Entry):
    """One sport; `regular` counts the periods that are numbered from 1."""

    slug: str
    feed_id: int
    v1: V1Entry
    v2: V2Entry
    score_unit: ScoreUnit
    unit: str
    regular: int = 0
    open_ended: bool = False
    periods: tuple[PeriodEntry, ...] = ()
    breaks: dict[str, BreakEntry] = {}
    breaks_after: dict[int, str] = {}
    clock: ClockEntry | None = None
    v1_statistics: tuple[int | V1StatisticEntry, ...] = ()
    v2_statistics: tuple[V2Statistic, ...] = ()
    roles: dict[MarketRole, tuple[str, ...]] = {}
    market_sysnames: dict[str, str] = {}


class DescriptionEntry(_Entry):
    """What a scoreboard says of the moment."""

    name: str
    kind: DescriptionKind = "notice"
    break_key: str | None = msgspec.field(default=None, name="break")
    after_period: int | None = None
    after_overtime: int | None = None


class StatusesFile(_Entry):
    """Statuses, descriptions, and the periods and breaks that every sport has."""

    statuses: dict[int, str]
    descriptions: dict[int, DescriptionEntry]
    periods: tuple[PeriodEntry, ...]
    breaks: dict[str, BreakEntry]
    status_phases: dict[int, StatusPhaseEntry]


class BetEntry(_Entry):
    """A bet: its code in v2 and its names in the feed."""

    code: str
    names: tuple[str, ...]


class MarketEntry(_Entry):
    """A market by its number or its names; `codes` are those of bets that differ by role."""

    name: str
    sysname: str
    caption: str | None = None
    id: int | None = None
    usual_id: bool = False
    names: tuple[str, ...] = ()
    three_way: bool = False
    asian: bool = False
    overtime: bool = False
    period: int | None = None
    half: bool = False
    codes: dict[BetRole, str] = {}


class MarketsFile(_Entry):
    """Markets, their bets, and the roles that they play unless a sport says otherwise."""

    roles: dict[MarketRole, tuple[str, ...]]
    bets: dict[BetRole, BetEntry]
    markets: dict[str, MarketEntry]


class LeagueEntry(_Entry):
    """A league that comes before or after others; the name is for the reader of the file."""

    name: str
    priority: int


class LeaguesFile(_Entry):
    """Priorities by league id, and by names that only one competition has."""

    default: int
    leagues: dict[int, LeagueEntry]
    names: dict[str, int]


class _StatisticsFile(_Entry):
    statistics: dict[int, Localised]


def read_statistics() -> dict[int, Localised]:
    """Return the names of statistics and incidents by feed number."""
    return _read("statistics.toml", _StatisticsFile).statistics


def read_translations() -> dict[str, dict[str, Localised]]:
    """Return the captions by group and name."""
    return _read("translations.toml", dict[str, dict[str, Localised]])


def read_statuses() -> StatusesFile:
    """Return the shared statuses, descriptions, periods and breaks."""
    return _read("statuses.toml", StatusesFile)


def read_markets() -> MarketsFile:
    """Return the shared markets."""
    return _read("markets.toml", MarketsFile)


def read_leagues() -> LeaguesFile:
    """Return the league priorities."""
    return _read("leagues.toml", LeaguesFile)


def read_sports() -> Iterator[SportFile]:
    """Return every sport of the catalogue, each from its own file."""
    folder = resources.files(_PACKAGE).joinpath("sports")
    for name in sorted(entry.name for entry in folder.iterdir()):
        if name.endswith(".toml"):
            yield _read(f"sports/{name}", SportFile)


def parse(text: str, shape: type[Shape], name: str) -> Shape:
    """Return the content of a file of the catalogue.

    Raises CatalogueError: the text is not TOML or does not have the shape.
    """
    try:
        return msgspec.convert(tomllib.loads(text), shape, str_keys=True)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise CatalogueError(f"catalogue/{name}: {error}") from error


def _read(name: str, shape: type[Shape]) -> Shape:
    text = resources.files(_PACKAGE).joinpath(*name.split("/")).read_text(encoding="utf-8")
    return parse(text, shape, name)
