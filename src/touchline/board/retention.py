"""When events leave the board: one pending moment for each, the earliest first."""

import heapq
from collections.abc import Iterator


class Departures:
    """The moments (unix ms of feed time) at which events may leave.

    A moment that moves later is not moved here: the owner asks again when it comes. So an event
    has few entries, however often it is heard of.
    """

    def __init__(self) -> None:
        """Expect nothing."""
        self._moments: dict[int, int] = {}
        self._heap: list[tuple[int, int]] = []

    @property
    def next_due(self) -> int | None:
        """The earliest moment, None while nothing is expected."""
        return self._heap[0][0] if self._heap else None

    def expect(self, event_id: int, moment: int) -> None:
        """Expect an event to leave at a moment, unless it is expected earlier."""
        known = self._moments.get(event_id)
        if known is None or moment < known:
            self._moments[event_id] = moment
            heapq.heappush(self._heap, (moment, event_id))

    def due(self, now: int) -> Iterator[int]:
        """Yield the events whose moment has come, in order; each is then expected no more."""
        while self._heap and self._heap[0][0] <= now:
            moment, event_id = heapq.heappop(self._heap)
            if self._moments.get(event_id) == moment:
                del self._moments[event_id]
                yield event_id

    def forget(self, event_id: int) -> None:
        """Expect an event no more."""
        self._moments.pop(event_id, None)
