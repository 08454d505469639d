"""How many attacks are left in a time, and what the goals of both sides may add up to.

An attack lasts as long as some stages of random length in a row. The stages that end in a time are
then a Poisson number, and the attacks follow from it.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import comb, factorial
from typing import Final, NamedTuple

from touchline.simulator.games.distributions import Distribution, added, mixed, normal, scaled
from touchline.simulator.games.goal_grid import Pair, goals, margin_of
from touchline.simulator.games.handball.rates import ATTACK_STAGES
from touchline.simulator.match import AWAY, HOME

_FEW: Final = 12.0
"""Up to so many attacks are counted one by one; the goals of more are nearly normal."""
_STEPS: Final = 500
_GROUPING: Final = (ATTACK_STAGES**2 - 1) / 12
"""The variance of the stages that are left over when they are grouped to attacks."""


class Stretch(NamedTuple):
    """Time that is played in one go, and the side that attacks first in it.

    In seconds, as all here; `gone` is how long the first attack has lasted already. `success` is
    the share of attacks of each side that end with a goal.
    """

    seconds: float
    first: int
    success: Pair
    gone: float = 0.0


class Goals(NamedTuple):
    """The chances of goals to come: home minus away, and both together."""

    margin: Distribution
    total: Distribution


class _Count(NamedTuple):
    """How many attacks end, on average, and the variance of that."""

    mean: float
    variance: float


def goals_of(stretches: Sequence[Stretch], stage: float) -> Goals:
    """Return the goals that fall in some stretches of play, by the mean length of a stage."""
    counts = [_expected(stretch, stage) for stretch in stretches]
    if max(count.mean for count in counts) > _FEW:
        return _many(stretches, counts)
    margin: Distribution = {0: 1.0}
    total: Distribution = {0: 1.0}
    for stretch in stretches:
        few = _few(stretch, stage)
        margin, total = added(margin, few.margin), added(total, few.total)
    return Goals(margin, total)


def _stages(stretch: Stretch, stage: float) -> list[float]:
    """Return the chances of how many stages of the first attack are over."""
    gone = stretch.gone / stage
    weights = [gone**over / factorial(over) for over in range(ATTACK_STAGES)]
    whole = sum(weights)
    return [weight / whole for weight in weights]


def _expected(stretch: Stretch, stage: float) -> _Count:
    over = _stages(stretch, stage)
    mean = sum(number * chance for number, chance in enumerate(over))
    variance = sum((number - mean) ** 2 * chance for number, chance in enumerate(over))
    to_come = stretch.seconds / stage
    return _Count(
        (mean + to_come - (ATTACK_STAGES - 1) / 2) / ATTACK_STAGES,
        (variance + to_come + _GROUPING) / ATTACK_STAGES**2,
    )


def _many(stretches: Sequence[Stretch], counts: Sequence[_Count]) -> Goals:
    """Take the goals of many attacks from normal curves of the same mean and variance."""
    margin = total = margin_variance = total_variance = 0.0
    for stretch, count in zip(stretches, counts, strict=True):
        # Who attacks first has one attack more half of the time.
        ahead = 0.25 if stretch.first == HOME else -0.25
        attacks = count.mean / 2 + ahead, count.mean / 2 - ahead
        home, away = stretch.success
        single = sum(
            number * share * (1 - share)
            for number, share in zip(attacks, stretch.success, strict=True)
        )
        margin += attacks[HOME] * home - attacks[AWAY] * away
        total += attacks[HOME] * home + attacks[AWAY] * away
        uneven = ((home + away) / 4) ** 2
        margin_variance += single + (home - away) ** 2 / 4 * count.variance + uneven
        total_variance += single + (home + away) ** 2 / 4 * count.variance
    return Goals(normal(margin, margin_variance), _not_below_none(normal(total, total_variance)))


def _not_below_none(total: Distribution) -> Distribution:
    possible = {number: chance for number, chance in total.items() if number > 0}
    return {0: 1 - sum(possible.values()), **possible} if len(possible) < len(total) else total


def _few(stretch: Stretch, stage: float) -> Goals:
    """Count the goals of each possible number of attacks."""
    success = tuple(round(share * _STEPS) / _STEPS for share in stretch.success)
    cases = [
        (chance, _of_attacks((number + 1) // 2, number // 2, stretch.first, success))
        for number, chance in attacks_in(stretch, stage).items()
    ]
    return Goals(
        mixed((chance, case.margin) for chance, case in cases),
        mixed((chance, case.total) for chance, case in cases),
    )


def attacks_in(stretch: Stretch, stage: float) -> Distribution:
    """Return the chances of how many attacks end in a stretch."""
    counts: Distribution = {}
    ended = goals(stretch.seconds / stage)
    for over, share in enumerate(_stages(stretch, stage)):
        for more, chance in enumerate(ended, over):
            attacks = more // ATTACK_STAGES
            counts[attacks] = counts.get(attacks, 0.0) + share * chance
    return scaled(counts, 1e-6)


@lru_cache(maxsize=8192)
def _of_attacks(own: int, other: int, first: int, success: tuple[float, ...]) -> Goals:
    attacks = (own, other) if first == HOME else (other, own)
    home, away = (_binomial(number, share) for number, share in zip(attacks, success, strict=True))
    total: Distribution = {}
    for scored, chance in enumerate(home):
        for conceded, also in enumerate(away):
            total[scored + conceded] = total.get(scored + conceded, 0.0) + chance * also
    return Goals(margin_of(home, away, 0), total)


@lru_cache(maxsize=8192)
def _binomial(number: int, share: float) -> tuple[float, ...]:
    return tuple(
        comb(number, hits) * share**hits * (1 - share) ** (number - hits)
        for hits in range(number + 1)
    )
