"""A sport, and what follows from its data: periods, breaks, names of markets."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from touchline.model.catalogue.captions import caption, nth
from touchline.model.catalogue.statuses import DESCRIPTIONS
from touchline.model.catalogue.types import (
    Break,
    Description,
    MarketKind,
    MarketRole,
    MatchClock,
    Period,
    ScoreUnit,
    StatusPhase,
    V1Sport,
    V1Statistic,
    V2Sport,
    V2Statistic,
)

BREAK_PERIOD: Final = 80
LAST_ORDINAL: Final = 59
"""Numbers up to here count periods; those above have meanings of their own in every sport."""


class Sport(Struct, frozen=True, kw_only=True):
    """One sport in every dialect.

    `unit` is what its periods are called ("half", "set"); with `open_ended` any number up to 59
    is one more of them. `breaks` are the named breaks by key, `breaks_after` the key of the break
    that follows a period, `status_phases` the phases that a status of the fixture stands for,
    whatever the period. `roles` lists for each role the keys of the markets that play it, best
    first. A `generic` sport is outside the catalogue.
    """

    slug: str
    feed_id: int
    v1: V1Sport
    v2: V2Sport
    score_unit: ScoreUnit
    unit: str
    regular: int
    open_ended: bool
    periods: Mapping[int, Period]
    breaks: Mapping[str, Break]
    breaks_after: Mapping[int, str]
    status_phases: Mapping[int, StatusPhase]
    clock: MatchClock
    v1_statistics: tuple[V1Statistic, ...]
    v2_statistics: tuple[V2Statistic, ...]
    roles: Mapping[MarketRole, tuple[str, ...]]
    market_sysnames: Mapping[str, str]
    caption: str
    generic: bool = False

    def period(self, number: int) -> Period:
        """Return the period of a feed number, whatever the number.

        An unlisted one is one more of the sport's parts ("10th inning") or "Period 77".
        """
        known = self.periods.get(number)
        if known is not None:
            return known
        if self.open_ended and 1 <= number <= LAST_ORDINAL:
            return numbered_period(number, self.unit, self.regular, self.v2.prefix)
        label = str(number).replace("-", "MINUS_")
        return Period(
            number=number,
            v1=number,
            name=f"Period {number}",
            phase=f"PERIOD_{label}",
            sysname=f"{self.v2.sysname}_PERIOD_{label}",
            caption=f"ordinal.other.{number}",
            kind="regular",
        )

    def period_lengths(self, number: int) -> tuple[int, ...]:
        """Return the possible lengths of a period in seconds, shortest first, () if unknown."""
        period = self.period(number)
        if period.length_seconds is not None:
            return (period.length_seconds,)
        if period.kind == "overtime":
            return self.clock.overtime_lengths
        return self.clock.period_lengths if period.kind == "regular" else ()

    def break_for(self, description: int | None, last_period: int | None) -> Break:
        """Return the break that a scoreboard is in, whatever it says.

        The description decides; where it names no break, the last period played does. A stoppage
        without a name of its own is "Break".
        """
        said = None if description is None else DESCRIPTIONS.get(description)
        if said is not None:
            if said.break_key is not None:
                return self.breaks[said.break_key]
            counted = self._counted(said, last_period)
            if counted is not None:
                return self._break_after(counted)
            if said.kind == "stoppage":
                return self.breaks["break"]
        if last_period is None:
            return self.breaks["break"]
        return self._break_after(self.period(last_period))

    def market_sysname(self, kind: MarketKind) -> str:
        """Return v2's name of a market in this sport ("SOCCER_MATCH_RESULT")."""
        name = self.market_sysnames.get(kind.key) or kind.sysname.replace(
            "{period}", self.unit.upper()
        )
        return f"{self.v2.prefix}_{name}"

    def market_caption(self, kind: MarketKind, locale: str) -> str:
        """Return the localised caption of a market, with the part of the match it is about."""
        text = caption(kind.caption, locale)
        if kind.half:
            return f"{text} - {caption('ordinal.half.1', locale)}"
        if kind.period is not None:
            return f"{text} - {caption(f'ordinal.{self.unit}.{kind.period}', locale)}"
        return text

    def role_market(self, role: MarketRole, offered: Mapping[str, int]) -> int | None:
        """Return the id of the market that plays a role best, None if none on offer does.

        `offered` is what `offered_markets` returned for the markets of the event.
        """
        for key in self.roles.get(role, ()):
            if key in offered:
                return offered[key]
        return None

    def __repr__(self) -> str:
        """Return the slug and feed number: all of a sport is too long to read."""
        return f"Sport({self.slug!r}, {self.feed_id})"

    def _counted(self, said: Description, last_period: int | None) -> Period | None:
        if said.after_period is not None:
            return self._nth_period("regular", said.after_period, last_period)
        if said.after_overtime is not None:
            return self._nth_period("overtime", said.after_overtime, last_period)
        return None

    def _nth_period(self, kind: str, count: int, last_period: int | None) -> Period | None:
        last = None if last_period is None else self.period(last_period)
        if last is not None and last.kind == kind and last.v1 == count:
            return last
        numbers = sorted(n for n, period in self.periods.items() if period.kind == kind)
        if self.regular and kind == "regular":
            # Sports that count their parts may also list halves, for competitions that play so.
            numbers = numbers[: self.regular]
        return self.periods[numbers[count - 1]] if count <= len(numbers) else None

    def _break_after(self, period: Period) -> Break:
        key = self.breaks_after.get(period.number)
        if key is not None:
            return self.breaks[key]
        if period.kind not in {"regular", "overtime"} or not period.caption.startswith("ordinal."):
            return self.breaks["break"]
        phase = f"BREAK_AFTER_{period.phase}"
        return Break(
            key="after",
            name=f"Break after {period.name}",
            phase=phase,
            sysname=f"{self.v2.sysname}_{phase}",
            caption=period.caption.replace("ordinal.", "after.", 1),
        )


def numbered_period(number: int, unit: str, regular: int, prefix: str) -> Period:
    """Return one of the counted parts of a sport; those past `regular` are overtime."""
    ordinal = nth(number)
    word = unit.upper()
    return Period(
        number=number,
        v1=number,
        name=f"{ordinal} {unit}",
        phase=f"{ordinal.upper()}_{word}",
        sysname=f"{prefix}_{word}_{number}",
        caption=f"ordinal.{unit}.{number}",
        kind="regular" if number <= regular else "overtime",
    )
