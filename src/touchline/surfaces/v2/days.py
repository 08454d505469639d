"""Days in time zones, as ranges of unix milliseconds."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS: Final = timedelta(milliseconds=1)
_LAST: Final = 1 << 62


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Return the IANA names of all time zones, the same on every machine."""
    text = resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8")
    return frozenset(text.split())


@lru_cache(maxsize=1_024)
def zone_of(name: str) -> ZoneInfo | None:
    """Return the time zone of an IANA name, None for any other text."""
    return ZoneInfo(name) if name in zone_names() else None


def day_range(first: date | None, last: date | None, zone: ZoneInfo) -> tuple[int, int]:
    """Return the begin of the first day and the end of the last, unix ms, the end left out.

    Without a first or last day the range is open on that side.
    """
    return (
        -_LAST if first is None else _begin(first, zone),
        _LAST if last is None or last == date.max else _begin(last + timedelta(days=1), zone),
    )


def start_of_day(now: int, zone: ZoneInfo) -> int:
    """Return when the day began that a time zone has at a moment, both unix ms."""
    return _begin((_EPOCH + now * _MS).astimezone(zone).date(), zone)


def day_of(now: int, zone: ZoneInfo) -> tuple[int, int]:
    """Return the range of the day that a time zone has at a moment, unix ms."""
    day = (_EPOCH + now * _MS).astimezone(zone).date()
    return day_range(day, day, zone)


def _begin(day: date, zone: ZoneInfo) -> int:
    moment = datetime(day.year, day.month, day.day, tzinfo=zone)
    offset = moment.utcoffset() or timedelta(0)
    # By the offset alone: a date at the edge of the calendar has no moment in UTC.
    plain = moment.replace(tzinfo=UTC) - _EPOCH
    return (plain - offset) // _MS
