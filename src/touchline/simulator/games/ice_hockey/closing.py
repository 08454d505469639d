"""The last minutes of a match, in which a side that is behind plays without a goalkeeper."""

from collections.abc import Mapping
from functools import lru_cache
from math import ceil, exp
from typing import Final, NamedTuple

from touchline.simulator.games.distributions import Distribution
from touchline.simulator.games.goal_grid import Pair
from touchline.simulator.games.ice_hockey import rates
from touchline.simulator.games.ice_hockey.strength import Schedule, factors, pulled
from touchline.simulator.match import AWAY, HOME

_STEP: Final = 10.0
"""Seconds in which one goal may fall at most."""
_MOST_GOALS: Final = 5
_SMALL: Final = 1e-7
"""Chances of a score that are left out."""
FAR: Final = max(rates.PULLS) + 2
"""A lead that two goals do not bring within reach of the other side."""


class Closing(NamedTuple):
    """What comes in the closing minutes from one lead at their start.

    The chances of what is added to home minus away, to both together, and to both together with
    a level score at the end; and that neither, the home or the away side scores.
    """

    margin: Distribution
    total: Distribution
    level: Distribution
    blank: float
    home_blank: float
    away_blank: float


class Closings(dict[int, Closing]):
    """What comes in the last seconds of a match, by the lead; one farther off is `FAR`."""

    def __init__(self, goals: Pair, seconds: float, times: Schedule, even: Pair) -> None:
        """Take goals in a second at even strength, of which each second counts for `even`."""
        self._goals = (round(goals[HOME], 7), round(goals[AWAY], 7))
        self._seconds = round(seconds)
        self._times = tuple((round(end), more) for end, more in times)
        self._even = (round(even[HOME], 2), round(even[AWAY], 2))

    def __missing__(self, lead: int) -> Closing:
        """Find what follows from a lead that nobody has asked for yet."""
        found = _closing(nearest(lead), self._goals, self._seconds, self._times, self._even)
        self[lead] = found
        return found


def nearest(lead: int) -> int:
    """Return the lead that is as good as one that is out of reach."""
    return max(-FAR, min(lead, FAR))


@lru_cache(maxsize=8192)
def _closing(
    lead: int, goals: Pair, seconds: int, times: tuple[tuple[int, int], ...], even: Pair
) -> Closing:
    """Follow the goals of both sides from step to step."""
    steps = max(1, ceil(seconds / _STEP))
    length = seconds / steps
    now: dict[tuple[int, int], float] = {(0, 0): 1.0}
    for step in range(steps):
        at = (step + 0.5) * length
        more = next((more for end, more in times if at < end), 0)
        means = {empty: _means(goals, length, more, empty, even) for empty in (None, HOME, AWAY)}
        then: dict[tuple[int, int], float] = {}
        for (home, away), chance in now.items():
            own, other = means[pulled(lead + home - away, seconds - at)]
            both = own + other
            if home + away == _MOST_GOALS:
                both = 0.0
            nothing = exp(-both)
            then[home, away] = then.get((home, away), 0.0) + chance * nothing
            if both:
                goal = chance * (1 - nothing) / both
                then[home + 1, away] = then.get((home + 1, away), 0.0) + goal * own
                then[home, away + 1] = then.get((home, away + 1), 0.0) + goal * other
        now = then
    return _summed(lead, now)


def _means(goals: Pair, length: float, more: int, empty: int | None, even: Pair) -> Pair:
    own, other = factors(more, empty) if more or empty is not None else even
    return goals[HOME] * own * length, goals[AWAY] * other * length


def _summed(lead: int, now: Mapping[tuple[int, int], float]) -> Closing:
    margin: Distribution = {}
    total: Distribution = {}
    level: Distribution = {}
    for (home, away), chance in now.items():
        if chance < _SMALL:
            continue
        margin[home - away] = margin.get(home - away, 0.0) + chance
        total[home + away] = total.get(home + away, 0.0) + chance
        if lead + home == away:
            level[home + away] = level.get(home + away, 0.0) + chance
    return Closing(
        margin,
        total,
        level,
        now[0, 0],
        sum(chance for (home, _), chance in now.items() if not home),
        sum(chance for (_, away), chance in now.items() if not away),
    )
