"""Faults that befall bookmakers: one that stops, and prices that come in a burst."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

from touchline.simulator.bookmakers import BOOKMAKERS
from touchline.simulator.desk import NEVER
from touchline.simulator.envelope import Said
from touchline.simulator.faults import Faults
from touchline.simulator.fixture_life import FixtureLife

_FIRST_MS: Final = 120_000
_EVERY_MS: Final = 600_000
_STOPS_MS: Final = (180_000, 480_000)
_BURST: Final = 12
"""By how much more often prices are looked at; they become at least ten times as many."""
_BURST_MS: Final = 20_000


class Trouble:
    """Makes trouble for the bookmakers of all matches every ten minutes."""

    def __init__(
        self, faults: Faults, random: Random, begins: int, lives: Mapping[int, FixtureLife]
    ) -> None:
        """Make trouble while the faults last; `lives` are the matches of the moment."""
        self._faults = faults
        self._random = random
        self._lives = lives
        self._next = begins + _FIRST_MS if faults.names & {"provider", "burst"} else NEVER

    def due(self) -> int:
        """Return the feed time (unix ms) of the next trouble."""
        return self._next

    def work(self, now: int) -> Sequence[Said]:
        """Stop one bookmaker, and let prices burst; nothing is told of it but by the matches."""
        stopped = self._random.choice(list(BOOKMAKERS.values()))
        until = now + self._random.randrange(*_STOPS_MS)
        for life in self._lives.values():
            if life.trader is None:
                continue
            if self._faults.has("provider", now):
                life.trader.stop_provider(stopped.id, until)
            if self._faults.has("burst", now):
                life.trader.burst(_BURST, now + _BURST_MS)
        ends = self._faults.until
        self._next = now + _EVERY_MS
        if ends is not None and self._next >= ends:
            self._next = NEVER
        return ()
