"""What becomes of matches: nearly all are played, now and then something comes in between."""

from collections.abc import Mapping
from enum import Enum
from random import Random
from typing import Final, NamedTuple

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS


class Fate(Enum):
    """What becomes of a match."""

    PLAYED = "played"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    ABANDONED = "abandoned"
    LOST_COVERAGE = "lost coverage"


CALLED_OFF: Final = frozenset({Fate.POSTPONED, Fate.CANCELLED})
"""Fates of matches that do not begin when they were to."""


class Lot(NamedTuple):
    """The fate of one match, from `at` (unix ms) and for how long (ms).

    A match that is called off is so from `at` on; of a postponed one `lasts` is how much later it
    is to begin. Otherwise play, or the coverage of it, breaks off at `at`; it goes on after
    `lasts`, or is given up then.
    """

    fate: Fate
    at: int = 0
    lasts: int = 0


_OPENING: Final = 16
"""Matches after the start among which every fate comes once."""
_BAG: Final = 200
_USUAL: Final[Mapping[Fate, int]] = {
    Fate.POSTPONED: 2,
    Fate.CANCELLED: 1,
    Fate.INTERRUPTED: 2,
    Fate.ABANDONED: 1,
    Fate.LOST_COVERAGE: 2,
}
"""How often each comes among as many matches as the bag holds."""

_TOLD_BEFORE: Final = (30 * MINUTE_MS, 4 * HOUR_MS)
_POSTPONED_BY: Final = (DAY_MS, 2 * DAY_MS)
_BREAKS_OFF: Final = (0.1, 0.55)
"""Within which shares of the time that a match usually takes."""
_LASTS: Final[Mapping[Fate, tuple[int, int]]] = {
    Fate.INTERRUPTED: (10 * MINUTE_MS, 40 * MINUTE_MS),
    Fate.ABANDONED: (20 * MINUTE_MS, 50 * MINUTE_MS),
    Fate.LOST_COVERAGE: (3 * MINUTE_MS, 12 * MINUTE_MS),
}


class Fates:
    """Draws lots from bags, so that each fate comes as often as it should."""

    def __init__(self, random: Random, start_at: int) -> None:
        """Let every fate come soon after a feed time (unix ms), and rarely otherwise."""
        self._random = random
        self._start_at = start_at
        self._opening = self._bag(dict.fromkeys(_USUAL, 1), _OPENING)
        self._usual: list[Fate] = []

    def draw(self, starts_at: int, lasts: int) -> Lot:
        """Return the lot of a match that is to begin at a time and usually takes so long (ms)."""
        if starts_at >= self._start_at and self._opening:
            fate = self._opening.pop()
        else:
            self._usual = self._usual or self._bag(_USUAL, _BAG)
            fate = self._usual.pop()
        if fate is Fate.PLAYED:
            return Lot(fate)
        if fate in CALLED_OFF:
            told_at = starts_at - self._random.randrange(*_TOLD_BEFORE)
            by = self._random.choice(_POSTPONED_BY) if fate is Fate.POSTPONED else 0
            return Lot(fate, told_at, by)
        breaks_off = starts_at + int(lasts * self._random.uniform(*_BREAKS_OFF))
        return Lot(fate, breaks_off, self._random.randrange(*_LASTS[fate]))

    def _bag(self, counts: Mapping[Fate, int], size: int) -> list[Fate]:
        bag = [fate for fate, count in counts.items() for _ in range(count)]
        bag += [Fate.PLAYED] * (size - len(bag))
        self._random.shuffle(bag)
        return bag
