"""The chances of a set of volleyball, from the chances of its rallies.

Who serves is at a disadvantage, and who wins a rally serves the next; otherwise a rally does not
depend on what came before.
"""

from functools import lru_cache
from typing import Final, NamedTuple

from touchline.simulator.games.set_chain import ScoreChances
from touchline.simulator.games.two_ahead import START, winner
from touchline.simulator.match import HOME, Score

_REST: Final = 1e-7
"""Sets so long that all of them together are less likely than this are left out."""


class Rallies(NamedTuple):
    """The chance of home to win a rally that home serves, and one that away serves."""

    serving: float
    receiving: float


@lru_cache(maxsize=1 << 8)
def begun_set(rallies: Rallies, target: int, home_serves: float) -> ScoreChances:
    """Return the chances of the final points of a set to a target, before its first rally."""
    return set_scores(rallies, target, START, home_serves)


def set_scores(rallies: Rallies, target: int, points: Score, home_serves: float) -> ScoreChances:
    """Return the chances of the final points of a set from wherever it stands.

    `home_serves` is the chance that home serves the next rally.
    """
    serving, receiving = rallies
    final: dict[Score, float] = {}
    # By home's points from `least` on: the chances that home serves, and that away does.
    least, played = points[HOME], sum(points)
    home, away = [home_serves], [1 - home_serves]
    while sum(home) + sum(away) >= _REST:
        won = [
            by_home * serving + by_away * receiving
            for by_home, by_away in zip(home, away, strict=True)
        ]
        lost = [
            by_home + by_away - wins for by_home, by_away, wins in zip(home, away, won, strict=True)
        ]
        home, away = [0.0, *won], [*lost, 0.0]
        played += 1
        if winner((least, played - least), target) is not None:
            final[least, played - least] = away[0]
            del home[0], away[0]
            least += 1
        most = least + len(home) - 1
        if winner((most, played - most), target) is not None:
            final[most, played - most] = home[-1]
            del home[-1], away[-1]
    whole = sum(final.values())
    return {score: chance / whole for score, chance in final.items()}
