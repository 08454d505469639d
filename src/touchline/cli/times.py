"""Options that are times or speeds, read with errors that name the option."""

import math
from typing import Final

from touchline.base.clock import parse_time
from touchline.base.errors import UsageError

AS_FAST_AS_CAN_BE: Final = "max"


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
