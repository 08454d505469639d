"""The rules and rates of baseball: what a plate appearance leads to.

Rates per plate appearance are those of Major League Baseball [April to July 2023]: bases on balls
8.4 to 8.8 %, strikeouts 22.4 to 23.0 %, home runs 3.0 to 3.3 %, a batting average of .247 to .249
and 4.5 to 4.6 runs a team and game (Rotowire, "The Z Files: four-month check-up"). Over 20,800
games [2011 to 2020] home sides score 4.47 runs with a standard deviation of 3.08, away sides 4.35
with 3.16, home minus away has a standard deviation of 4.35 and both together one of 4.47
(sport12x.com, mathematics, baseball, USA, MLB); home sides win 53.4 % (same place, all leagues).
How far runners get is set so that the runs follow from the hits.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final, NamedTuple

INNINGS: Final = 9
FIRST_FIVE: Final = 5
EXTRA_INNINGS: Final = 40
"""The feed's number of everything after the ninth inning."""
OUTS: Final = 3
BATTERS: Final = 9
"""Who bat in turn."""

Bases = tuple[bool, bool, bool]
"""Whether a runner is on first, second and third base."""
EMPTY: Final[Bases] = (False, False, False)
ON_SECOND: Final[Bases] = (False, True, False)
"""How a half of an extra inning begins (MLB rule since 2020)."""


class Plate(Enum):
    """How a plate appearance ends."""

    WALK = "walk"
    SINGLE = "single"
    DOUBLE = "double"
    TRIPLE = "triple"
    HOMER = "homer"
    STRIKEOUT = "strikeout"
    OUT = "out"


HITS: Final = frozenset({Plate.SINGLE, Plate.DOUBLE, Plate.TRIPLE, Plate.HOMER})
RATES: Final[Mapping[Plate, float]] = MappingProxyType(
    {
        Plate.WALK: 0.100,
        Plate.SINGLE: 0.146,
        Plate.DOUBLE: 0.045,
        Plate.TRIPLE: 0.004,
        Plate.HOMER: 0.032,
        Plate.STRIKEOUT: 0.227,
    }
)
"""Chances; any other out has the rest. A batter hit by a pitch counts as a walk, one who is safe by
an error as a walk or a single."""

SECOND_SCORES_ON_SINGLE: Final = 0.64
FIRST_TO_THIRD_ON_SINGLE: Final = 0.30
FIRST_SCORES_ON_DOUBLE: Final = 0.45
DOUBLE_PLAY: Final = 0.19
THIRD_SCORES_ON_OUT: Final = 0.50
SECOND_TO_THIRD_ON_OUT: Final = 0.25

ADVANTAGE: Final = 0.015
STRENGTH: Final = 0.035
"""How much more often home batters reach base, and those of a side that is one standard deviation
better, as a part of it; the other side's as much less often."""
OPENNESS: Final = 0.035
"""How much this varies with the day for both sides, in standard deviation."""

APPEARANCE: Final = (60, 135)
"""Seconds of real time of a plate appearance."""
BETWEEN_HALVES: Final = (120, 150)
"""Seconds of real time between two halves of innings."""
COUNT_SHOWN: Final = 0.7
"""How often the balls and strikes are told before the end of a plate appearance."""


class Inning(NamedTuple):
    """How a half of an inning stands."""

    outs: int = 0
    bases: Bases = EMPTY


class Play(NamedTuple):
    """One thing that a plate appearance can lead to."""

    chance: float
    plate: Plate
    runs: int
    after: Inning


def plays(edge: float, inning: Inning) -> list[Play]:
    """Return what a plate appearance can lead to; with an edge of 0.1 a tenth more reach base."""
    reached = [
        (plate, chance if plate is Plate.STRIKEOUT else chance * (1 + edge))
        for plate, chance in RATES.items()
    ]
    out = 1 - sum(chance for _, chance in reached)
    # Strikeouts and other outs share what remains in the usual proportion.
    usual = 1 - sum(chance for plate, chance in RATES.items() if plate is not Plate.STRIKEOUT)
    left = out + RATES[Plate.STRIKEOUT]
    chances = dict(reached)
    chances[Plate.STRIKEOUT] = left * RATES[Plate.STRIKEOUT] / usual
    chances[Plate.OUT] = left - chances[Plate.STRIKEOUT]
    return [
        Play(chance * share, plate, runs, after)
        for plate, chance in chances.items()
        for share, runs, after in _RUNNING[plate, inning]
        if share
    ]


def _run(plate: Plate, inning: Inning) -> list[tuple[float, int, Inning]]:
    """Return how the runners move, with the chance of each way."""
    outs, (first, second, third) = inning
    loaded = first + second + third
    if plate is Plate.WALK:
        bases = (True, first or second, (first and second) or third)
        return [(1.0, int(loaded == len(bases)), Inning(outs, bases))]
    if plate is Plate.HOMER:
        return [(1.0, loaded + 1, Inning(outs, EMPTY))]
    if plate is Plate.TRIPLE:
        return [(1.0, loaded, Inning(outs, (False, False, True)))]
    if plate is Plate.DOUBLE:
        return _double(inning)
    if plate is Plate.SINGLE:
        return _single(inning)
    if plate is Plate.STRIKEOUT:
        return [(1.0, 0, Inning(outs + 1, inning.bases))]
    return _out(inning)


def _double(inning: Inning) -> list[tuple[float, int, Inning]]:
    outs, (first, second, third) = inning
    runs = second + third
    if not first:
        return [(1.0, runs, Inning(outs, (False, True, False)))]
    return [
        (FIRST_SCORES_ON_DOUBLE, runs + 1, Inning(outs, (False, True, False))),
        (1 - FIRST_SCORES_ON_DOUBLE, runs, Inning(outs, (False, True, True))),
    ]


def _single(inning: Inning) -> list[tuple[float, int, Inning]]:
    outs, (first, second, third) = inning
    scores = SECOND_SCORES_ON_SINGLE if second else 0.0
    found = [(scores, third + 1, False), (1 - scores, int(third), second)]
    ways = []
    for share, runs, stays_on_third in found:
        advances = FIRST_TO_THIRD_ON_SINGLE if first and not stays_on_third else 0.0
        ways.append((share * advances, runs, Inning(outs, (True, False, True))))
        ways.append((share * (1 - advances), runs, Inning(outs, (True, first, stays_on_third))))
    return ways


def _out(inning: Inning) -> list[tuple[float, int, Inning]]:
    outs, (first, second, third) = inning
    if outs + 1 == OUTS:
        return [(1.0, 0, Inning(OUTS, inning.bases))]
    double = DOUBLE_PLAY if first else 0.0
    scores = THIRD_SCORES_ON_OUT if third else 0.0
    # The batter and the runner on first are out; with that out the inning may be over.
    ways = [(double, 0, Inning(outs + 2, (False, second, third)))]
    for share, runs, third_stays in ((scores, 1, False), (1 - scores, 0, third)):
        moves = SECOND_TO_THIRD_ON_OUT if second and not third_stays else 0.0
        rest = (1 - double) * share
        ways.append((rest * moves, runs, Inning(outs + 1, (first, False, True))))
        ways.append((rest * (1 - moves), runs, Inning(outs + 1, (first, second, third_stays))))
    return ways


_RUNNING: Final = {
    (plate, Inning(outs, (first, second, third))): _run(plate, Inning(outs, (first, second, third)))
    for plate in Plate
    for outs in range(OUTS)
    for first in (False, True)
    for second in (False, True)
    for third in (False, True)
}
