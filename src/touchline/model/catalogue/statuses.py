"""Statuses, scoreboard descriptions and statistics by their feed numbers."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from touchline.model.catalogue.captions import caption
from touchline.model.catalogue.files import read_statistics, read_statuses
from touchline.model.catalogue.types import Description, Statistic

_FILE: Final = read_statuses()
SHARED_PERIODS: Final = _FILE.periods
SHARED_BREAKS: Final = _FILE.breaks
STATUS_PHASES: Final = _FILE.status_phases
DESCRIPTIONS: Final[Mapping[int, Description]] = MappingProxyType(
    {
        code: Description(
            code=code,
            name=entry.name,
            kind=entry.kind,
            break_key=entry.break_key,
            after_period=entry.after_period,
            after_overtime=entry.after_overtime,
        )
        for code, entry in _FILE.descriptions.items()
    }
)
STATISTICS: Final[Mapping[int, Statistic]] = MappingProxyType(
    {
        number: Statistic(
            id=number, name=caption(f"statistic.{number}"), caption=f"statistic.{number}"
        )
        for number in read_statistics()
    }
)


def status_name(status: int) -> str:
    """Return the English name of a fixture's or scoreboard's status, "Status 42" if unknown."""
    return _FILE.statuses.get(status) or f"Status {status}"


def description(code: int) -> Description:
    """Return what a scoreboard's description says, whatever the code."""
    known = DESCRIPTIONS.get(code)
    return known or Description(code=code, name=f"Description {code}")


def description_name(code: int) -> str:
    """Return the English name of a scoreboard's description, "Description 99" if unknown."""
    return description(code).name


def statistic(number: int) -> Statistic:
    """Return a statistic or kind of incident, whatever the number."""
    known = STATISTICS.get(number)
    return known or Statistic(
        id=number, name=f"Statistic {number}", caption=f"ordinal.statistic.{number}"
    )


def statistic_name(number: int) -> str:
    """Return the English name of a statistic or incident, "Statistic 9101" if unknown."""
    return statistic(number).name
