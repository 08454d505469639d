"""How a point goes that is served: by which service it was won, aces, double faults."""

from random import Random
from typing import Final, NamedTuple

from touchline.simulator.games.tennis.rules import TennisRules

_FIRST_IN: Final = 0.62
"""The share of first services that are good: 62 % on the ATP tour, a little more on the WTA's."""
_FIRST_WINS_MORE: Final = 0.085
"""By how much the chance with a first service is above that with any."""


class Point(NamedTuple):
    """A point seen from its server."""

    is_won: bool
    is_first_service: bool
    is_ace: bool
    is_double_fault: bool


def play_point(chance: float, rules: TennisRules, random: Random) -> Point:
    """Play a point that its server wins with a chance; the rest is told after the fact."""
    is_won = random.random() < chance
    with_first = chance + _FIRST_WINS_MORE
    share = with_first / chance if is_won else (1 - with_first) / (1 - chance)
    is_first = random.random() < _FIRST_IN * share
    special = random.random()
    return Point(
        is_won=is_won,
        is_first_service=is_first,
        is_ace=is_won and is_first and special < rules.aces,
        is_double_fault=not is_won and not is_first and special < rules.double_faults,
    )
