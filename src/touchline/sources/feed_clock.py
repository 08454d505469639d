"""Feed time of a source that is played: it runs at a speed, and waits for what is late."""

import math

from touchline.base.clock import Clock, monotonic_clock


class FeedClock:
    """Feed time in unix ms, as a callable.

    It stands still until `start` and after `stop`. In between it runs at a speed, but never past
    what `allow` has allowed, so that no one reads the picture of a moment whose messages have
    not all come. At speed None (as fast as can be) it is always as far as is allowed.
    """

    def __init__(self, monotonic: Clock = monotonic_clock) -> None:
        """Take real time from a clock in ms that never goes back."""
        self._monotonic = monotonic
        self._speed: float | None = None
        self._runs = False
        self._from = 0
        self._since = 0
        self._allowed = 0

    def __call__(self) -> int:
        """Return feed time now."""
        return min(self.due(), self._allowed) if self._runs else self._allowed

    def due(self) -> int:
        """Return what feed time would be if no message were late."""
        if not self._runs or self._speed is None:
            return self._allowed
        return self._from + int((self._monotonic() - self._since) * self._speed)

    def start(self, at: int, speed: float | None) -> None:
        """Run from a feed time; speed 2 is twice as fast as real time."""
        self._from = self._allowed = at
        self._since = self._monotonic()
        self._speed = speed
        self._runs = True

    def allow(self, until: int) -> None:
        """Let feed time come as far as `until`; what was allowed before stays so."""
        self._allowed = max(self._allowed, until)

    def stop(self, at: int) -> None:
        """Hold feed time still."""
        self._allowed = at
        self._runs = False

    def wait_ms(self, at: int) -> int:
        """Return how many ms of real time it takes until a feed time is due, 0 when it is."""
        if not self._runs or self._speed is None:
            return 0
        due_after = math.ceil((at - self._from) / self._speed)
        return max(0, self._since + due_after - self._monotonic())
