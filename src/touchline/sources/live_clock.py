"""Feed time of a feed that is live: the time of day, or what its messages say."""

import logging
from typing import Final

from touchline.base.clock import Clock, format_time

_FAR_MS: Final = 24 * 60 * 60_000
"""How far one message alone may move feed time."""
_LATEST: Final = 4_102_444_800_000
"""The year 2100: no message says when it was sent by a later stamp, not even the first."""
_log = logging.getLogger(__name__)


class LiveClock:
    """Feed time in unix ms, as a callable; it never goes back."""

    def __init__(self, wall_clock: Clock | None) -> None:
        """Follow the time of day, or without it what `hear` is told."""
        self._wall_clock = wall_clock
        self._now = 0
        self._doubted: int | None = None
        self._is_doubt_told = False

    def __call__(self) -> int:
        """Return feed time now."""
        if self._wall_clock is not None:
            self._now = max(self._now, self._wall_clock())
        return self._now

    def due(self) -> int:
        """Return feed time now: what comes in late is late by its stamp, not by this."""
        return self()

    def hear(self, stamp: int | None) -> int:
        """Hear when a message was sent (unix ms), and return the feed time of its receipt.

        A jump of more than a day is believed once the next other stamp says about the same.
        """
        if self._wall_clock is None and stamp is not None and self._is_believed(stamp):
            self._now = max(self._now, stamp)
        return self()

    def _is_believed(self, stamp: int) -> bool:
        doubted = self._doubted
        if stamp == doubted:
            # The same message again, or another part of the same snapshot.
            return False
        self._doubted = None
        # Where nothing is known yet, the first message is where time begins.
        is_far = self._now > 0 and stamp > self._now + _FAR_MS
        if stamp < _LATEST and not is_far:
            return True
        if stamp < _LATEST and doubted is not None and abs(stamp - doubted) <= _FAR_MS:
            _log.info("feed time goes on from %s to %s", format_time(self._now), format_time(stamp))
            self._is_doubt_told = False
            return True
        self._doubted = stamp
        if not self._is_doubt_told:
            self._is_doubt_told = True
            _log.warning(
                "feed time stays at %s: one message alone says that it was sent at %d",
                format_time(self._now),
                stamp,
            )
        return False
