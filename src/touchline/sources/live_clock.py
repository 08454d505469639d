"""Feed time of a feed that is live: the time of day, or what its messages say."""

from touchline.base.clock import Clock


class LiveClock:
    """Feed time in unix ms, as a callable; it never goes back."""

    def __init__(self, wall_clock: Clock | None) -> None:
        """Follow the time of day, or without it what `hear` is told."""
        self._wall_clock = wall_clock
        self._now = 0

    def __call__(self) -> int:
        """Return feed time now."""
        if self._wall_clock is not None:
            self._now = max(self._now, self._wall_clock())
        return self._now

    def due(self) -> int:
        """Return feed time now: what comes in late is late by its stamp, not by this."""
        return self()

    def hear(self, stamp: int | None) -> int:
        """Hear when a message was sent (unix ms), and return the feed time of its receipt."""
        if self._wall_clock is None and stamp is not None:
            self._now = max(self._now, stamp)
        return self()
