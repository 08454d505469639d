"""Options that are times or speeds, read with errors that name the option."""

import math
import re
from typing import Final

from touchline.base.clock import parse_time
from touchline.base.errors import UsageError

AS_FAST_AS_CAN_BE: Final = "max"
_UNIT_MS: Final = {"s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_DURATION: Final = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)([smhd])", re.ASCII)


def read_time(text: str | None, option: str) -> int | None:
    """Return the unix ms of an option, None where it is not given; raise UsageError."""
    if text is None:
        return None
    try:
        return parse_time(text)
    except UsageError as error:
        raise UsageError(error.code, error.reason, where=option, expected=error.expected) from None


def read_speed(text: str, option: str) -> float | None:
    """Return how many times real time, None for `max`; raise UsageError."""
    if text.strip().lower() == AS_FAST_AS_CAN_BE:
        return None
    try:
        speed = float(text)
    except ValueError:
        speed = math.nan
    if not (math.isfinite(speed) and speed > 0):
        raise UsageError(
            "usage", f"{text[:64]!r} is not a speed", where=option,
            expected="a number above 0 such as 1, 0.5 or 60, or max",
        )  # fmt: skip
    return speed


def read_duration(text: str, option: str) -> int:
    """Return an option such as "90s", "30m", "2h" or "7d" as ms; raise UsageError."""
    match = _DURATION.fullmatch(text.strip().lower())
    lasts = 0 if match is None else int(float(match[1]) * _UNIT_MS[match[2]])
    if lasts <= 0:
        raise UsageError(
            "usage", f"{text[:64]!r} is not a duration", where=option,
            expected="a number above 0 with s, m, h or d behind it, such as 90s, 30m, 2h or 7d",
        )  # fmt: skip
    return lasts
