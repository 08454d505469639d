"""What is planned, done in the order of feed time, and what is told meanwhile."""

import heapq
from collections.abc import Callable

from touchline.simulator.desk import NEVER
from touchline.simulator.envelope import Said

Act = Callable[[int], None]
"""Does what is due, told the feed time (unix ms) for which it was planned."""


class Agenda:
    """Acts by feed time, and what they tell."""

    def __init__(self) -> None:
        """Begin with nothing planned, and unseen: nothing is told before `open`."""
        self.is_unseen = True
        self._acts: list[tuple[int, int, Act]] = []
        self._planned = 0
        self._said: list[Said] = []

    def plan(self, due: int, act: Act) -> None:
        """Plan an act for a feed time (unix ms); of one time the first planned is done first."""
        self._planned += 1
        heapq.heappush(self._acts, (due, self._planned, act))

    def due(self) -> int:
        """Return the feed time (unix ms) of what comes next, NEVER where nothing does."""
        return self._acts[0][0] if self._acts else NEVER

    def work(self, now: int) -> list[Said]:
        """Do what is due until a feed time and return what is told of it."""
        while self._acts and self._acts[0][0] <= now:
            due, _, act = heapq.heappop(self._acts)
            act(due)
        said, self._said = self._said, []
        return said

    def open(self, now: int, tell_all: Act) -> None:
        """Do unseen what lies before a feed time; from then on everything is told.

        What comes next is `tell_all`, which is to tell what there is by then.
        """
        self.work(now - 1)
        self.is_unseen = False
        heapq.heappush(self._acts, (now, 0, tell_all))

    def tell(self, said: Said) -> None:
        """Tell something, unless nobody is to see it."""
        if not self.is_unseen:
            self._said.append(said)
