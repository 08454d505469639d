"""The chances of a match that is decided by sets, from the chances of its sets.

Sets depend on each other only by who serves first. So what lies ahead at the start of a set is
the same however the match came there, and is counted once.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from touchline.model.part import Part
from touchline.simulator.forecast import Forecast
from touchline.simulator.games.distributions import added_up, scaled, shifted
from touchline.simulator.games.sets import is_over, set_winner, sets_won
from touchline.simulator.games.two_ahead import plus_one
from touchline.simulator.match import Score

ScoreChances = Mapping[Score, float]
"""How likely each final score of a set is."""
_Summands = tuple[Mapping[int, float], Mapping[int, float]]


class Ahead(NamedTuple):
    """The chances of the final sets, and of what their scores add up to from here on."""

    sets: ScoreChances
    margin: Mapping[int, float]
    total: Mapping[int, float]


class SetChain:
    """The chances of one match, exact as long as those of its sets are."""

    def __init__(
        self,
        needed: int,
        begun: Callable[[Score, int], ScoreChances],
        follows: Callable[[Score, int], int],
    ) -> None:
        """Count for a match that `needed` sets win; tables are made when they are needed.

        `begun` returns the chances of a set at its start, by the sets won before it and who serves
        first in it. `follows` returns who serves first in the next set, by the final score of this
        one and who served first in it.
        """
        self._needed = needed
        self._begun = begun
        self._follows = follows
        self._starts: dict[tuple[Score, int], Ahead] = {}

    def forecast(
        self, played: Sequence[Score], current: ScoreChances, server: int
    ) -> dict[Part, Forecast]:
        """Return the chances of the sets, of all points in them, and of this set and the next.

        `played` are the scores of the sets that are over, `current` the chances of the final
        score of the set in play, in which `server` served first. Those of the next set hold if it
        is played.
        """
        sets = sets_won(played)
        ahead = self._through(sets, current, server)
        number = len(played) + 1
        parts = {
            "sets": score_forecast(ahead.sets),
            "points": Forecast(
                shifted(ahead.margin, sum(home - away for home, away in played)),
                shifted(ahead.total, sum(home + away for home, away in played)),
            ),
            f"period:{number}": score_forecast(current),
        }
        following = self._next_set(sets, current, server)
        if following:
            parts[f"period:{number + 1}"] = score_forecast(following)
        return parts

    def _from_start(self, sets: Score, server: int) -> Ahead:
        if is_over(sets, self._needed):
            return Ahead({sets: 1.0}, {0: 1.0}, {0: 1.0})
        key = (sets, server)
        if key not in self._starts:
            self._starts[key] = self._through(sets, self._begun(sets, server), server)
        return self._starts[key]

    def _through(self, sets: Score, current: ScoreChances, server: int) -> Ahead:
        final: dict[Score, float] = {}
        margins: list[_Summands] = []
        totals: list[_Summands] = []
        for (after, follower), scores in self._branches(sets, current, server).items():
            ahead = self._from_start(after, follower)
            own = score_forecast(scores)
            _mix(final, ahead.sets, sum(scores.values()))
            margins.append((own.margin, ahead.margin))
            totals.append((own.total, ahead.total))
        return Ahead(final, scaled(added_up(margins)), scaled(added_up(totals)))

    def _next_set(self, sets: Score, current: ScoreChances, server: int) -> ScoreChances:
        mixed: dict[Score, float] = {}
        for (after, follower), scores in self._branches(sets, current, server).items():
            if not is_over(after, self._needed):
                _mix(mixed, self._begun(after, follower), sum(scores.values()))
        played = sum(mixed.values())
        return {score: chance / played for score, chance in mixed.items()} if played else {}

    def _branches(
        self, sets: Score, current: ScoreChances, server: int
    ) -> Mapping[tuple[Score, int], ScoreChances]:
        branches: dict[tuple[Score, int], dict[Score, float]] = defaultdict(dict)
        for score, chance in current.items():
            after = plus_one(sets, set_winner(score))
            branches[after, self._follows(score, server)][score] = chance
        return branches


def score_forecast(scores: ScoreChances) -> Forecast:
    """Return the chances of margin and total, from those of scores."""
    margin: dict[int, float] = {}
    total: dict[int, float] = {}
    for (home, away), chance in scores.items():
        margin[home - away] = margin.get(home - away, 0.0) + chance
        total[home + away] = total.get(home + away, 0.0) + chance
    return Forecast(margin, total)


def _mix(into: dict[Score, float], scores: ScoreChances, weight: float) -> None:
    for score, chance in scores.items():
        into[score] = into.get(score, 0.0) + weight * chance
