"""How many requests a minute and a day, so that no step of a clock grants another one.

Minutes are measured by the monotonic clock alone. Days begin at 00:00 UTC by the wall clock, which
may be set: so a new day also needs that nearly 24 hours of monotonic time went by since the last
one began.
"""

from collections import deque
from typing import Final, NamedTuple

from touchline.base.clock import Clock

MINUTE_MS: Final = 60_000
DAY_MS: Final = 86_400_000
_SLOT_MS: Final = 1_000
_LEAST_DAY_MS: Final = DAY_MS - MINUTE_MS
_LONGEST_DAY_MS: Final = DAY_MS + DAY_MS // 2


class Standing(NamedTuple):
    """Where a limit stands: how many, how many are left, and in how many ms more are free."""

    limit: int
    remaining: int
    reset: int


class MinuteWindow:
    """The requests of the last 60 s: never more than the limit in any 60 s.

    They are counted by the second; a second leaves when its last request is 60 s old.
    """

    __slots__ = ("_count", "_slots")

    def __init__(self) -> None:
        self._slots: deque[list[int]] = deque()
        self._count = 0

    def has_room(self, limit: int, now: int) -> bool:
        """Tell whether another request fits at a monotonic time."""
        slots = self._slots
        while slots and slots[0][1] + MINUTE_MS <= now:
            self._count -= slots.popleft()[2]
        return self._count < limit

    def count(self, now: int) -> None:
        """Count a request at a monotonic time that is not before the last one's."""
        slots = self._slots
        self._count += 1
        if slots and now - slots[-1][0] < _SLOT_MS:
            slots[-1][1] = now
            slots[-1][2] += 1
        else:
            slots.append([now, now, 1])

    def standing(self, limit: int, now: int) -> Standing:
        """Return where the limit stands at a monotonic time."""
        has_room = self.has_room(limit, now)
        slots = self._slots
        reset = slots[0][1] + MINUTE_MS - now if slots else 0
        return Standing(limit, limit - self._count if has_room else 0, reset)


class Days:
    """Numbers the days of a run; each number is one quota.

    A day ends at the first 00:00 UTC of the wall clock that comes when it is at least 23 h 59 min
    of monotonic time old, at the latest when it is 36 h old. So a wall clock set forward ends no
    day early, one set back brings no day again, and after a correction days begin at midnight
    again within two days.
    """

    def __init__(self, wall_clock: Clock, monotonic_clock: Clock) -> None:
        """Begin with the day that the wall clock says it is."""
        self._wall_clock = wall_clock
        self._monotonic_clock = monotonic_clock
        self._began = monotonic_clock() - wall_clock() % DAY_MS
        self._number = 0

    def number(self) -> int:
        """Return the number of the day, 0 for the first; it never goes back."""
        now = self._monotonic_clock()
        age = now - self._began
        if age < _LEAST_DAY_MS:
            return self._number
        since_midnight = self._wall_clock() % DAY_MS
        if since_midnight <= age - _LEAST_DAY_MS:
            self._began = now - since_midnight
        elif age >= _LONGEST_DAY_MS:
            self._began += _LONGEST_DAY_MS
        else:
            return self._number
        self._number += 1
        return self._number

    def began_at(self) -> int:
        """Return when the day began, in unix ms by the wall clock as it is set now."""
        return self._wall_clock() - (self._monotonic_clock() - self._began)

    def resets_at(self) -> int:
        """Return when the day ends, in unix ms by the wall clock as it is set now."""
        return self.today()[2]

    def today(self) -> tuple[int, int, int]:
        """Return the number of the day, the wall clock, and when the day ends by it, in unix ms."""
        number, wall = self.number(), self._wall_clock()
        age = self._monotonic_clock() - self._began
        earliest = wall if age > _LEAST_DAY_MS else wall + _LEAST_DAY_MS - age
        midnight = -(-earliest // DAY_MS) * DAY_MS
        latest = wall + _LONGEST_DAY_MS - age
        return number, wall, midnight if midnight < latest else latest
