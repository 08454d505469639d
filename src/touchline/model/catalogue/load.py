"""Building the sports of the catalogue from its files, with every reference checked."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from touchline.model.catalogue.captions import CAPTIONS
from touchline.model.catalogue.files import (
    BreakEntry,
    CatalogueError,
    PeriodEntry,
    SportFile,
    read_sports,
)
from touchline.model.catalogue.markets import MARKETS, ROLES
from touchline.model.catalogue.sport import Sport, numbered_period
from touchline.model.catalogue.statuses import (
    DESCRIPTIONS,
    SHARED_BREAKS,
    SHARED_PERIODS,
    STATISTICS,
    STATUS_PHASES,
    statistic,
)
from touchline.model.catalogue.types import (
    Break,
    MatchClock,
    Period,
    StatusPhase,
    V1Sport,
    V1Statistic,
    V2Sport,
)

OWN_ID_OFFSET: Final = 1000
"""v1 and v2 number a statistic or sport of which no number is known from here."""


def build_sport(said: SportFile, *, generic: bool = False) -> Sport:
    """Return a sport from its file.

    Raises CatalogueError: the file names a break, market or caption that does not exist, or a
    number twice.
    """
    v2 = V2Sport(
        id=said.v2.id,
        sysname=said.v2.sysname,
        prefix=said.v2.prefix or said.slug.upper().replace("-", "_"),
        sides=said.v2.sides,
        period_scores=said.v2.period_scores,
    )
    breaks = _breaks({**SHARED_BREAKS, **said.breaks}, v2.sysname)
    clock = said.clock
    sport = Sport(
        slug=said.slug,
        feed_id=said.feed_id,
        v1=V1Sport(
            id=said.v1.id,
            slug=said.v1.slug or said.slug,
            name=said.v1.name or said.slug.replace("-", " ").title(),
        ),
        v2=v2,
        score_unit=said.score_unit,
        unit=said.unit,
        regular=said.regular,
        open_ended=said.open_ended,
        periods=MappingProxyType(_periods(said, v2)),
        breaks=MappingProxyType(breaks),
        breaks_after=MappingProxyType(said.breaks_after),
        status_phases=MappingProxyType(_status_phases(v2.sysname)),
        clock=MatchClock()
        if clock is None
        else MatchClock(
            kind=clock.kind,
            cumulative=clock.cumulative,
            extrapolate_ms=clock.extrapolate_ms,
            period_lengths=clock.period_lengths,
            overtime_lengths=clock.overtime_lengths,
        ),
        v1_statistics=tuple(
            V1Statistic(feed_id=entry, id=OWN_ID_OFFSET + entry, name=statistic(entry).name)
            if isinstance(entry, int)
            else V1Statistic(feed_id=entry.feed_id, id=entry.id, name=entry.name)
            for entry in said.v1_statistics
        ),
        v2_statistics=said.v2_statistics,
        roles=MappingProxyType({**ROLES, **said.roles}),
        market_sysnames=MappingProxyType(said.market_sysnames),
        caption=f"sport.{said.slug}",
        generic=generic,
    )
    if not generic:
        _check(sport)
    return sport


def load_sports() -> tuple[Sport, ...]:
    """Return every sport of the catalogue in the order of v2's ids.

    Raises CatalogueError: a file is wrong, or two sports share an id or a slug.
    """
    sports = tuple(sorted((build_sport(said) for said in read_sports()), key=lambda s: s.v2.id))
    for what, values in (
        ("feed id", [sport.feed_id for sport in sports]),
        ("slug", [sport.slug for sport in sports]),
        ("v1 id", [sport.v1.id for sport in sports]),
        ("v1 slug", [sport.v1.slug for sport in sports]),
        ("v2 id", [sport.v2.id for sport in sports]),
        ("v2 sysname", [sport.v2.sysname for sport in sports]),
    ):
        _refuse_twins(values, f"catalogue/sports: {what}")
    return sports


def _periods(said: SportFile, v2: V2Sport) -> dict[int, Period]:
    where = f"catalogue/sports/{said.slug}.toml: period number"
    _refuse_twins([entry.number for entry in said.periods], where)
    periods = {entry.number: _period(entry, v2.sysname) for entry in SHARED_PERIODS}
    for number in range(1, said.regular + 1):
        periods[number] = numbered_period(number, said.unit, said.regular, v2.prefix)
    for entry in said.periods:
        periods[entry.number] = _period(entry, v2.sysname)
    return periods


def _period(entry: PeriodEntry, sysname: str) -> Period:
    return Period(
        number=entry.number,
        v1=entry.v1,
        name=entry.name,
        phase=entry.phase,
        sysname=f"{sysname}_{entry.sysname or entry.phase}",
        caption=entry.caption,
        kind=entry.kind,
        length_seconds=entry.length_seconds,
        starts_at_seconds=entry.starts_at_seconds,
        limit_seconds=entry.limit_seconds,
        fixed_seconds=entry.fixed_seconds,
    )


def _breaks(entries: Mapping[str, BreakEntry], sysname: str) -> dict[str, Break]:
    return {
        key: Break(
            key=key,
            name=entry.name,
            phase=entry.phase,
            sysname=f"{sysname}_{entry.phase}",
            caption=entry.caption,
            fixed_seconds=entry.fixed_seconds,
        )
        for key, entry in entries.items()
    }


def _status_phases(sysname: str) -> dict[int, StatusPhase]:
    return {
        status: StatusPhase(
            status=status,
            phase=entry.phase,
            sysname=f"{sysname}_{entry.phase}",
            caption=entry.caption,
        )
        for status, entry in STATUS_PHASES.items()
    }


def _check(sport: Sport) -> None:
    where = f"catalogue/sports/{sport.slug}.toml"
    _refuse_unknown(sport.breaks_after.values(), sport.breaks, f"{where}: break")
    said = (description.break_key for description in DESCRIPTIONS.values())
    _refuse_unknown((key for key in said if key), sport.breaks, "catalogue/statuses.toml: break")
    for role, keys in sport.roles.items():
        _refuse_unknown(keys, MARKETS, f"{where}: {role}: market")
    _refuse_unknown(sport.market_sysnames, MARKETS, f"{where}: market")
    captions = [sport.caption, f"ordinal.{sport.unit}", f"after.{sport.unit}"]
    captions += [named.caption for named in sport.breaks.values()]
    captions += [named.caption for named in sport.status_phases.values()]
    captions += [
        period.caption if period.caption in CAPTIONS else period.caption.rpartition(".")[0]
        for period in sport.periods.values()
    ]
    _refuse_unknown(captions, CAPTIONS, f"{where}: caption")
    _refuse_unknown(
        (said.feed_id for said in sport.v2_statistics), STATISTICS, f"{where}: statistic"
    )
    _refuse_unknown(
        (said.feed_id for said in sport.v1_statistics), STATISTICS, f"{where}: statistic"
    )
    shown = [period.v1 for period in sport.periods.values() if period.v1 is not None]
    if not sport.regular:
        _refuse_twins(shown, f"{where}: v1 period")
    _refuse_twins([said.id for said in sport.v1_statistics], f"{where}: v1 statistic")
    _refuse_twins([said.key for said in sport.v2_statistics], f"{where}: v2 statistic")


def _refuse_unknown(names: Iterable[object], known: Iterable[object], what: str) -> None:
    unknown = sorted(str(name) for name in set(names) - set(known))
    if unknown:
        raise CatalogueError(f"{what} not in the catalogue: {', '.join(unknown)}")


def _refuse_twins(values: Iterable[object], what: str) -> None:
    seen: set[object] = set()
    for value in values:
        if value in seen:
            raise CatalogueError(f"{what} given twice: {value}")
        seen.add(value)
