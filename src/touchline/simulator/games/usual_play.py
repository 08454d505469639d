"""What happens all the time and only counts as statistics: attacks, shots, fouls."""

from math import exp
from typing import NamedTuple

from touchline.simulator.contest import Contest
from touchline.simulator.games.goal_grid import Pair
from touchline.simulator.match import MatchState


class UsualPlay(NamedTuple):
    """Something usual: how often a match for both sides together, and what is counted.

    `own` are the statistics of the side that it belongs to, `other` those of the other side. One
    of the ratings' standard deviations adds `edge` to the logarithm of a side's share. After a
    share of `whistle` of them play stops, where the clock stops with it.
    """

    often: float
    own: tuple[int, ...]
    other: tuple[int, ...] = ()
    edge: float = 0.0
    whistle: float = 0.0

    def a_match(self, contest: Contest) -> Pair:
        """Return how often it is expected of each side."""
        better = self.edge * (contest.home - contest.away)
        return self.often / 2 * exp(better), self.often / 2 * exp(-better)

    def count_in(self, state: MatchState, side: int) -> None:
        """Count that it happened to a side."""
        for kind in self.own:
            state.count(kind, side)
        for kind in self.other:
            state.count(kind, 1 - side)
