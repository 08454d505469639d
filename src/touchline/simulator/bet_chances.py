"""From forecasts to the chances of bets: one rule for each way in which bets are settled."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from math import exp
from typing import Final, Literal, NamedTuple

from touchline.model.settlement import (
    Rule,
    asian_handicap,
    both_score,
    double_chance,
    european_handicap,
    next_goal,
    odd_even,
    three_way,
    total,
    two_way,
)
from touchline.simulator.forecast import Forecast

BetChances = tuple[float, ...]
"""Of the outcomes of one line, in the order of their names.

Where stakes may be given back it is the chance among the bets that are won or lost, halves
counted by half: what makes a bet at 1/chance fair.
"""
_EVEN: Final = 0.5
_SMALL: Final = 0.1


class Cumulative:
    """The chances of a whole number."""

    def __init__(self, chances: Mapping[int, float]) -> None:
        self._numbers = sorted(chances)
        self._sums = [0.0, *accumulate(chances[number] for number in self._numbers)]

    def above(self, line: float) -> float:
        """Return the chance of more than a line."""
        return self._sums[-1] - self._sums[bisect_right(self._numbers, line)]

    def below(self, line: float) -> float:
        """Return the chance of less than a line."""
        return self._sums[bisect_left(self._numbers, line)]

    def odd(self) -> float:
        """Return the chance of an odd number."""
        sums = self._sums
        return sum(
            sums[place + 1] - sums[place]
            for place, number in enumerate(self._numbers)
            if number % 2
        )

    def median(self) -> int:
        """Return the number that it is as likely to stay below as to exceed."""
        place = bisect_left(self._sums, self._sums[-1] * _EVEN, 1)
        return self._numbers[min(place, len(self._numbers)) - 1]

    def beats(self, line: float) -> float | None:
        """Return the chance to win on more than a line, None once it cannot be won or lost.

        A quarter line is half a bet on each of the lines beside it.
        """
        halves = (line - 0.25, line + 0.25) if line * 4 % 2 else (line,)
        won = lost = 0.0
        for half in halves:
            above, below = self.above(half), self.below(half)
            if not above or not below:
                return None
            won += above
            lost += below
        return won / (won + lost)


class PartChances(NamedTuple):
    """What may come of one part of a match; `margin_now` is home minus away so far."""

    margin: Cumulative
    total: Cumulative
    both_score: float | None
    next_score: tuple[float, float, float] | None = None
    margin_now: int = 0


def part_from(forecast: Forecast, margin_now: int = 0) -> PartChances:
    """Return a forecast in the form that chances are read from."""
    return PartChances(
        Cumulative(forecast.margin),
        Cumulative(forecast.total),
        forecast.both_score,
        forecast.next_score,
        margin_now,
    )


class Outcomes(NamedTuple):
    """The outcomes of a line: names, and where their chances come from.

    `leaning` is which opinion shifts them, and `weights` how far each. `winners` is how many of
    them win together: all or all but one. Of `lines` there are none, numbers of any kind, whole
    numbers that count scores, or scores that both sides start from.
    """

    names: tuple[str, ...]
    chances: Callable[[PartChances, float], BetChances | None]
    leaning: Literal["home", "over"] = "home"
    weights: tuple[float, ...] = (1.0, -1.0)
    winners: int = 1
    lines: Literal["", "number", "count", "start"] = ""


def lean(chances: Sequence[float], outcomes: Outcomes, shift: float) -> BetChances:
    """Return chances as somebody sees them whose log odds differ by a shift."""
    if outcomes.winners > 1:
        # What all others win together is what each one loses alone.
        losing = _shifted([1 - chance for chance in chances], outcomes.weights, -shift)
        return tuple([1 - chance for chance in losing])
    return tuple(_shifted(chances, outcomes.weights, shift))


def _shifted(chances: Sequence[float], weights: Sequence[float], shift: float) -> list[float]:
    # Each side of log odds moves by half.
    half = shift / 2
    raised = [chance * exp(weight * half) for chance, weight in zip(chances, weights, strict=True)]
    whole = sum(raised)
    return [chance / whole for chance in raised]


def has_moved(before: Sequence[float], after: Sequence[float], patience: float) -> bool:
    """Tell whether any chance is off by more than a share of itself, of a small one a bit more."""
    for old, new in zip(before, after, strict=True):
        least = patience * (old if old > _SMALL else _SMALL)
        if not -least <= new - old <= least:
            return True
    return False


def _result(part: PartChances, _: float) -> BetChances:
    home, away = part.margin.above(0), part.margin.below(0)
    return home, max(0.0, 1 - home - away), away


def _from_start(part: PartChances, start: float) -> BetChances:
    home, away = part.margin.above(-start), part.margin.below(-start)
    return home, max(0.0, 1 - home - away), away


def _double_chance(part: PartChances, line: float) -> BetChances:
    home, draw, away = _result(part, line)
    return home + draw, home + away, draw + away


def _two(chance: float | None) -> BetChances | None:
    return None if chance is None else (chance, 1 - chance)


OUTCOMES: Final[Mapping[Rule, Outcomes]] = {
    three_way: Outcomes(("1", "X", "2"), _result, weights=(1.0, 0.0, -1.0)),
    two_way: Outcomes(("1", "2"), lambda part, _: _two(part.margin.beats(0))),
    double_chance: Outcomes(
        ("1X", "12", "X2"), _double_chance, weights=(1.0, 0.0, -1.0), winners=2
    ),
    total: Outcomes(
        ("Over", "Under"), lambda part, line: _two(part.total.beats(line)), "over", lines="number"
    ),
    asian_handicap: Outcomes(
        ("1", "2"),
        lambda part, line: _two(part.margin.beats(part.margin_now - line)),
        lines="number",
    ),
    european_handicap: Outcomes(
        ("1", "X", "2"), _from_start, weights=(1.0, 0.0, -1.0), lines="start"
    ),
    next_goal: Outcomes(
        ("1", "No Goal", "2"),
        lambda part, _: part.next_score,
        weights=(1.0, 0.0, -1.0),
        lines="count",
    ),
    both_score: Outcomes(("Yes", "No"), lambda part, _: _two(part.both_score), "over"),
    odd_even: Outcomes(("Odd", "Even"), lambda part, _: _two(part.total.odd()), weights=(0.0, 0.0)),
}
"""How the chances of a market follow from what may come, by the rule that settles it."""
