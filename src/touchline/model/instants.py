"""Reading the feed's dates: ISO 8601 with 0 to 7 fractional digits, or unix numbers."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

TICKS_PER_MS: Final = 10_000
"""A tick is 100 ns, the finest step that feeds send."""
_TICKS_PER_SECOND: Final = 10_000_000
SECONDS_BELOW: Final = 100_000_000_000
"""Smaller unix numbers are seconds, larger ones milliseconds (reference feed-protocol 1)."""

_ISO: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]+))?)?"
    r"\s*(Z|z|[+-][0-9]{2}(?::?[0-9]{2})?)?$"
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST: Final = -62_135_596_800 * _TICKS_PER_SECOND
_LAST: Final = 253_402_300_800 * _TICKS_PER_SECOND - 1
"""The years 1 to 9999, which every surface can write."""
_CACHE_SIZE: Final = 8_192
_known: dict[str, int | None] = {}


def ticks(text: str | None) -> int | None:
    """Return the instant as 100 ns ticks since 1970, None where the text is not a date.

    Text without a zone is UTC. Bare digits are unix seconds or milliseconds.
    """
    if text is None:
        return None
    try:
        return _known[text]
    except KeyError:
        pass
    found = _parse(text)
    if len(_known) >= _CACHE_SIZE:
        _known.clear()
    if len(text) < 64:
        _known[text] = found
    return found


def milliseconds(text: str | None) -> int | None:
    """Return the instant as unix milliseconds, None where the text is not a date."""
    found = ticks(text)
    return None if found is None else found // TICKS_PER_MS


def unix_milliseconds(number: int) -> int:
    """Return a unix number in milliseconds, whether it came in seconds or milliseconds."""
    return number * 1000 if -SECONDS_BELOW < number < SECONDS_BELOW else number


def _parse(text: str) -> int | None:
    found = _read(text)
    return found if found is not None and _FIRST <= found <= _LAST else None


def _read(text: str) -> int | None:
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) <= 16:
        return unix_milliseconds(int(text)) * TICKS_PER_MS
    match = _ISO.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        moment = datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0),
            tzinfo=_zone(zone),
        )  # fmt: skip
        whole = moment - _EPOCH
    except (ValueError, OverflowError):
        return None
    return (
        (whole.days * 86_400 + whole.seconds) * _TICKS_PER_SECOND
        + int(((fraction or "") + "0000000")[:7])
    )  # fmt: skip


def _zone(text: str | None) -> timezone:
    if text is None or text in "Zz":
        return UTC
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0)))
