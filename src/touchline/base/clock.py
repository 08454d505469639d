"""Clocks that are passed in, and times as people write them.

A time is whole unix milliseconds. Feed time and wall time are both a `Clock`; no function takes
both.
"""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from touchline.base.errors import UsageError

Clock = Callable[[], int]
"""Gives the current time in unix ms."""

_NS_PER_MS: Final = 1_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MS: Final = 253_402_300_799_999
_RIGHT: Final = "2018-05-13T15:10:00Z, with or without fraction and zone, or unix milliseconds"
_ISO: Final = re.compile(
    r"(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?([Zz]|[+-]\d\d:\d\d)?", re.ASCII
)
_DIGITS: Final = re.compile(r"\d{1,15}", re.ASCII)
_SECONDS_DIGITS: Final = 10


def wall_clock() -> int:
    """Return the time of day in unix ms; it may be set back."""
    return time.time_ns() // _NS_PER_MS


def monotonic_clock() -> int:
    """Return ms since some moment; it never goes back and is only good for differences."""
    return time.monotonic_ns() // _NS_PER_MS


class ManualClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: int = 0) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def advance(self, ms: int) -> int:
        """Move forward by ms and return the new time.

        Raises ValueError for a step back.
        """
        if ms < 0:
            raise ValueError(f"a clock does not go back: {ms} ms")
        self.now += ms
        return self.now


def parse_time(text: str) -> int:
    """Return a time as unix ms.

    Takes ISO 8601 with 0 to 7 fractional digits (what is finer than a ms is cut), without a zone
    meaning UTC, or unix ms as digits. Raises UsageError for anything else.
    """
    text = text.strip()
    ms = int(text) if _DIGITS.fullmatch(text) else _from_iso(text)
    # Ten digits are seconds by any reasonable reading: as ms they are the first months of 1970.
    if text.isdigit() and len(text) == _SECONDS_DIGITS:
        raise _wrong(text, "looks like unix seconds", f"{text}000 for unix milliseconds")
    if not 0 <= ms <= _LAST_MS:
        raise _wrong(text, "is not between the years 1970 and 9999")
    return ms


def format_time(ms: int) -> str:
    """Return unix ms as ISO 8601 with milliseconds and Z."""
    moment = _EPOCH + timedelta(milliseconds=ms)
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _from_iso(text: str) -> int:
    match = _ISO.fullmatch(text)
    if match is None:
        raise _wrong(text, "is not a time")
    day_and_time, fraction, zone = match.groups()
    try:
        moment = datetime.fromisoformat(day_and_time.upper())
        since = moment.replace(tzinfo=_zone(zone)) - _EPOCH
    except (ValueError, OverflowError):
        raise _wrong(text, "is not a day and time that exists") from None
    return since // timedelta(seconds=1) * 1_000 + int((fraction or "").ljust(3, "0")[:3])


def _zone(text: str | None) -> timezone:
    if text is None or text in "Zz":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return timezone(-offset if text[0] == "-" else offset)


def _wrong(text: str, what: str, right: str = _RIGHT) -> UsageError:
    return UsageError("usage", f"{text[:64]!r} {what}", expected=right)
