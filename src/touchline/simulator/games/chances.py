"""Chances of whole numbers: adding them up, shifting them, taking them from a normal curve."""

from collections.abc import Mapping
from math import erf, sqrt
from typing import Final

from touchline.simulator.games.goal_grid import Chances

NOTHING: Final[Mapping[int, float]] = {0: 1.0}
_WIDTH: Final = 5.0
_ROUNDING: Final = 1 / 12
"""The variance that rounding to whole numbers adds."""


def added(one: Mapping[int, float], other: Mapping[int, float]) -> Chances:
    """Return the chances of the sum of two numbers that do not depend on each other."""
    if len(one) > len(other):
        one, other = other, one
    if not one:
        return {}
    first, least = min(one), min(other)
    row = [other.get(number, 0.0) for number in range(least, max(other) + 1)]
    sums = [0.0] * (max(one) - first + len(row))
    for number, chance in one.items():
        for place, also in enumerate(row, number - first):
            sums[place] += chance * also
    return {number: chance for number, chance in enumerate(sums, first + least) if chance}


def shifted(chances: Mapping[int, float], by: int) -> Chances:
    """Return the chances of a number with something added."""
    return {number + by: chance for number, chance in chances.items()}


def mirrored(chances: Mapping[int, float]) -> Chances:
    """Return the chances of the number with its sign changed."""
    return {-number: chance for number, chance in chances.items()}


def scaled(chances: Mapping[int, float], least: float = 1e-9) -> Chances:
    """Return chances that add up to 1, without those that are too small to matter."""
    kept = {number: chance for number, chance in chances.items() if chance > least}
    whole = sum(kept.values())
    return {number: chance / whole for number, chance in kept.items()}


def powers(chances: Mapping[int, float], most: int) -> list[Mapping[int, float]]:
    """Return the chances of the sum of 0, 1, 2 … `most` numbers of the same kind."""
    sums: list[Mapping[int, float]] = [NOTHING]
    for _ in range(most):
        sums.append(scaled(added(sums[-1], chances)))
    return sums


def mean_of(chances: Mapping[int, float]) -> float:
    """Return the number to be expected."""
    return sum(number * chance for number, chance in chances.items())


def variance_of(chances: Mapping[int, float]) -> float:
    """Return the mean square of the distance from the number to be expected."""
    mean = mean_of(chances)
    return sum((number - mean) ** 2 * chance for number, chance in chances.items())


def normal(mean: float, variance: float) -> Chances:
    """Return the chances of a rounded normal number with this mean and variance."""
    spread = sqrt(max(variance - _ROUNDING, _ROUNDING))
    first = round(mean - _WIDTH * spread) - 1
    last = round(mean + _WIDTH * spread) + 1
    scale = 1 / (spread * sqrt(2))
    below = -1.0
    chances: Chances = {}
    for number in range(first, last):
        reached = erf((number + 0.5 - mean) * scale)
        chances[number] = (reached - below) / 2
        below = reached
    chances[last] = (1.0 - below) / 2
    return chances
