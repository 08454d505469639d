"""Playing matches in tests, and comparing what was forecast with what came."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from math import exp, inf, log
from random import Random

import pytest

from touchline.model.part import Part
from touchline.simulator.contest import Contest
from touchline.simulator.forecast import Forecast, Game
from touchline.simulator.match import Moment

START = 1_770_000_000_000
"""When matches begin, in feed time."""
SIGMAS = 4
"""How far from what is expected chance alone goes in these tests."""
UNLIKELY = 1e-4
"""What chance alone does not do in these tests: a deviation of 4.3 sigmas."""

Foretold = tuple[float, bool]
"""A chance that was forecast, and whether it came so."""


def contest(sport: str, random: Random, variant: str = "", **rules: bool) -> Contest:
    """Draw two sides of a league."""
    return Contest(
        sport=sport, home=random.gauss(0, 1), away=random.gauss(0, 1), variant=variant, **rules
    )


def play(game: Game) -> Iterator[Moment]:
    """Play a match while time passes as its moments say."""
    game.state.now = START
    for moment in game.play():
        yield moment
        game.state.now += moment.wait


def minutes(game: Game) -> float:
    """Return for how long a match was played."""
    return (game.state.now - START) / 60_000


def chance(chances: Mapping[int, float], holds: Callable[[int], bool]) -> float:
    """Return the chance that something holds of a number."""
    return sum(chance for number, chance in chances.items() if holds(number))


def check_forecast(parts: Mapping[Part, Forecast]) -> None:
    """Check that the chances of every part add up to 1."""
    for part, forecast in parts.items():
        for chances in (forecast.margin, forecast.total):
            assert sum(chances.values()) == pytest.approx(1, abs=1e-9), part
            assert min(chances.values()) >= 0, part


def check_as_often_as_said(said: Iterable[Foretold], buckets: int = 10) -> None:
    """Check that what was forecast with p came p of the time, in all and in each bucket of p."""
    everything = list(said)
    by_chance: defaultdict[int, list[Foretold]] = defaultdict(list)
    for one in everything:
        by_chance[min(int(one[0] * buckets), buckets - 1)].append(one)
    for ones in (everything, *by_chance.values()):
        expected, came = sum(chance for chance, _ in ones), sum(came for _, came in ones)
        assert luck(expected, came, len(ones)) > UNLIKELY, (expected, came, len(ones))


def luck(expected: float, came: int, count: int) -> float:
    """Return what the chance is below of being so far from what is expected.

    W. Hoeffding, "Probability inequalities for sums of bounded random variables", Journal of the
    American Statistical Association 58, 1963, theorem 1: the chances need not be the same.
    """
    usual = min(max(expected / count, 0.0), 1.0)
    exponent = 0.0
    for share, of in ((came / count, usual), (1 - came / count, 1 - usual)):
        if share > 0:
            exponent += share * log(share / of) if of > 0 else inf
    return exp(-count * exponent)
