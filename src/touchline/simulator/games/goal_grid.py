"""What independent goals at known rates lead to: tables of chances, cached, and their sums."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import exp
from typing import Final

from touchline.simulator.forecast import Forecast
from touchline.simulator.games.distributions import Distribution, mixed

Pair = tuple[float, float]
"""A value of the home side and one of the away side."""

_THOUSANDTHS: Final = 1000
_TAIL: Final = 1e-9
_NOTHING_LEFT: Final = (1.0,)


def goals(*means: float) -> tuple[float, ...]:
    """Return the chances of 0, 1, 2 … goals where so many are expected, each to a thousandth."""
    return _poisson(sum(round(mean * _THOUSANDTHS) for mean in means))


@lru_cache(maxsize=8192)
def _poisson(thousandths: int) -> tuple[float, ...]:
    if thousandths <= 0:
        return _NOTHING_LEFT
    mean = thousandths / _THOUSANDTHS
    chance = exp(-mean)
    table = [chance]
    left = 1 - chance
    while left > _TAIL or len(table) <= mean:
        chance *= mean / len(table)
        table.append(chance)
        left -= chance
    whole = sum(table)
    return tuple(chance / whole for chance in table)


def total_of(table: Sequence[float], already: int) -> Distribution:
    """Return the chances of a number of which some are there already."""
    return {already + more: chance for more, chance in enumerate(table)}


def margin_of(home: Sequence[float], away: Sequence[float], lead: int) -> Distribution:
    """Return the chances of home minus away, from the tables of what each adds to a lead."""
    most = len(away) - 1
    margins = [0.0] * (len(home) + most)
    backwards = away[::-1]
    for scored, chance in enumerate(home):
        end = scored + most + 1
        margins[scored:end] = [
            before + chance * other
            for before, other in zip(margins[scored:end], backwards, strict=True)
        ]
    return {lead - most + place: chance for place, chance in enumerate(margins)}


def independent(means: Pair, score: Sequence[int], *, asks_more: bool = False) -> Forecast:
    """Forecast a part in which both sides go on scoring at rates of their own.

    With `asks_more` also whether both score, and who does next.
    """
    home, away = goals(means[0]), goals(means[1])
    both = following = None
    if asks_more:
        both = 1.0
        for table, scored in ((home, score[0]), (away, score[1])):
            if not scored:
                both *= 1 - table[0]
        following = _next_of(means, home[0] * away[0])
    return Forecast(
        margin_of(home, away, score[0] - score[1]),
        total_of(goals(*means), score[0] + score[1]),
        both,
        following,
    )


def _next_of(means: Pair, none: float) -> tuple[float, float, float]:
    """Return the chances that home, nobody and away scores next."""
    share = means[0] / sum(means) if sum(means) else 0.5
    return share * (1 - none), none, (1 - share) * (1 - none)


def either(chance: float, then: Forecast, otherwise: Forecast) -> Forecast:
    """Forecast what is one thing by a chance and the other thing by the rest of it."""
    rest = 1 - chance
    both = None
    if then.both_score is not None and otherwise.both_score is not None:
        both = chance * then.both_score + rest * otherwise.both_score
    return Forecast(
        mixed(((chance, then.margin), (rest, otherwise.margin))),
        mixed(((chance, then.total), (rest, otherwise.total))),
        both,
    )


def draws_of(means: Pair, score: Sequence[int]) -> Distribution:
    """Return how likely each total is together with a draw; they add up to the chance of a draw."""
    home, away = goals(means[0]), goals(means[1])
    level = max(score)
    return {
        2 * each: home[each - score[0]] * away[each - score[1]]
        for each in range(level, min(score[0] + len(home), score[1] + len(away)))
    }


def settled(level: Forecast, draws: Mapping[int, float], then: Forecast) -> Forecast:
    """Forecast a part that goes on after a draw, with what is scored then.

    `draws` says how likely each total is together with a draw.
    """
    drawn = level.margin.get(0, 0.0)
    ended = {number: chance for number, chance in level.margin.items() if number}
    margin = mixed(((1.0, ended), (drawn, then.margin)))
    total = dict(level.total)
    listed = sum(draws.values())
    for number, chance in draws.items():
        moved = min(chance * drawn / listed, total.get(number, 0.0))
        total[number] = total.get(number, 0.0) - moved
        for more, share in then.total.items():
            total[number + more] = total.get(number + more, 0.0) + moved * share
    return Forecast(margin, total)


def decided_by_one(chance_of_home: float) -> Forecast:
    """Forecast what is decided by a single goal, or by a shoot-out, which counts as one."""
    return Forecast({1: chance_of_home, -1: 1 - chance_of_home}, {1: 1.0})
