"""Runs of a half of an inning from where it stands: an exact chain of plate appearances."""

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Final

from touchline.simulator.games.baseball.rules import INNINGS, OUTS, Inning, Plate, Play, plays
from touchline.simulator.games.distributions import NOTHING, Distribution, powers, scaled

_STEP: Final = 0.01
"""Edges are rounded to this, so that matches share their chains."""
_SMALL: Final = 1e-7
_MOST: Final = 15
"""More runs do not come in a half of an inning: one side so far behind is as good as any."""


class Batting:
    """What the batters of one side make of their innings; `edge` as in `plays`."""

    def __init__(self, edge: float) -> None:
        self._edge = edge
        self._plays: dict[Inning, list[Play]] = {}
        self._walk_offs: dict[tuple[Inning, int], Mapping[int, float]] = {}

    def plays(self, inning: Inning) -> list[Play]:
        """Return what the next plate appearance can lead to."""
        found = self._plays.get(inning)
        if found is None:
            found = self._plays[inning] = plays(self._edge, inning)
        return found

    def runs(self, inning: Inning) -> Mapping[int, float]:
        """Return the chances of the runs still to come in a half of an inning."""
        return self.walk_off(inning, _MOST)

    def walk_off(self, inning: Inning, behind: int) -> Mapping[int, float]:
        """Return the chances of the runs still to come where a lead ends the match at once.

        `behind` is by how many the side trails. A home run counts with every runner.
        """
        if inning.outs >= OUTS:
            return NOTHING
        key = (inning, min(behind, _MOST))
        found = self._walk_offs.get(key)
        if found is None:
            found = self._walk_offs[key] = scaled(self._play_on(*key), _SMALL)
        return found

    @cached_property
    def innings(self) -> list[Mapping[int, float]]:
        """The chances of the runs of 0, 1, 2 … whole innings."""
        return [scaled(sums, _SMALL) for sums in powers(self.runs(Inning()), INNINGS)]

    def _play_on(self, inning: Inning, behind: int) -> Distribution:
        chances: Distribution = {}
        for play in self.plays(inning):
            if play.runs > behind:
                runs = scored(play, behind)
                chances[runs] = chances.get(runs, 0.0) + play.chance
                continue
            # Without a run there are more outs or more runners, so this comes to an end.
            for more, chance in self.walk_off(play.after, behind - play.runs).items():
                runs = play.runs + more
                chances[runs] = chances.get(runs, 0.0) + play.chance * chance
        return chances


def scored(play: Play, behind: int) -> int:
    """Return the runs that count where a lead ends the match: one ahead, or all of a home run."""
    return play.runs if play.plate is Plate.HOMER else min(play.runs, behind + 1)


def batting(edge: float) -> Batting:
    """Return the chain of batters with about this edge."""
    return _batting(round(edge / _STEP))


@lru_cache(maxsize=64)
def _batting(steps: int) -> Batting:
    return Batting(steps * _STEP)
