"""Playing matches in tests, and comparing what was forecast with what came."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from math import sqrt
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

Said = tuple[float, bool]
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


def check_as_often_as_said(said: Iterable[Said], buckets: int = 10) -> None:
    """Check that what was forecast with p came p of the time, within sampling error."""
    by_chance: defaultdict[int, list[Said]] = defaultdict(list)
    for one in said:
        by_chance[min(int(one[0] * buckets), buckets - 1)].append(one)
    for ones in by_chance.values():
        expected = sum(chance for chance, _ in ones)
        spread = sqrt(sum(max(0.0, chance * (1 - chance)) for chance, _ in ones))
        came = sum(came for _, came in ones)
        # Where next to nothing is expected, one surprise is no contradiction.
        assert abs(came - expected) <= SIGMAS * spread + 1, (expected, came, len(ones))
