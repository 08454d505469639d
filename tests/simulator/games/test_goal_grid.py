"""Tables of goals: they agree with counting every score one by one."""

from itertools import product
from math import exp, factorial

import pytest

from tests.simulator.games.playing import chance
from touchline.simulator.forecast import Forecast
from touchline.simulator.games.goal_grid import (
    decided_by_one,
    draws_of,
    either,
    goals,
    independent,
    settled,
)

MEANS = (1.4, 0.9)
SCORE = (1, 0)


def poisson(mean: float, number: int) -> float:
    return exp(-mean) * mean**number / factorial(number)


def scores() -> list[tuple[int, int, float]]:
    """Return every final score with its chance."""
    return [
        (SCORE[0] + home, SCORE[1] + away, poisson(MEANS[0], home) * poisson(MEANS[1], away))
        for home, away in product(range(16), repeat=2)
    ]


@pytest.mark.parametrize("mean", [0.0, 0.004, 0.5, 3.0, 40.0])
def test_goals_are_poisson(mean: float) -> None:
    table = goals(mean)
    assert sum(table) == pytest.approx(1)
    for number in range(min(len(table), 5)):
        assert table[number] == pytest.approx(poisson(mean, number), abs=1e-8)
    assert sum(number * share for number, share in enumerate(table)) == pytest.approx(mean)


def test_independent_goals_are_as_counted() -> None:
    found = independent(MEANS, SCORE, asks_more=True)
    for margin in range(-4, 6):
        expected = sum(share for home, away, share in scores() if home - away == margin)
        assert found.margin[margin] == pytest.approx(expected, abs=1e-8)
    for total in range(1, 8):
        expected = sum(share for home, away, share in scores() if home + away == total)
        assert found.total[total] == pytest.approx(expected, abs=1e-8)
    assert 0 not in found.total
    assert found.both_score == pytest.approx(1 - exp(-MEANS[1]))


def test_nothing_left_is_certain() -> None:
    found = independent((0.0, 0.0), (2, 1), asks_more=True)
    assert found == Forecast({1: 1.0}, {3: 1.0}, 1.0, (0.0, 1.0, 0.0))


def test_a_draw_goes_on() -> None:
    match = independent(MEANS, SCORE)
    whole = settled(match, draws_of(MEANS, SCORE), decided_by_one(0.7))
    drawn = match.margin[0]
    assert 0 not in whole.margin
    assert whole.margin[1] == pytest.approx(match.margin[1] + 0.7 * drawn)
    assert whole.margin[-1] == pytest.approx(match.margin[-1] + 0.3 * drawn)
    for total in range(1, 8):
        expected = sum(
            share for home, away, share in scores() if home + away + (home == away) == total
        )
        assert whole.total[total] == pytest.approx(expected, abs=1e-6)
    assert sum(whole.total.values()) == pytest.approx(1)


def test_without_a_draw_nothing_goes_on() -> None:
    match = independent((0.0, 0.0), (3, 1))
    assert settled(match, draws_of((0.0, 0.0), (3, 1)), decided_by_one(0.5)).margin[2] == 1


def test_what_may_be_taken_back_is_weighed() -> None:
    stands, goes = independent(MEANS, (1, 0)), independent(MEANS, (0, 0))
    found = either(0.25, goes, stands)
    for margin in (-1, 0, 1, 2):
        assert found.margin[margin] == pytest.approx(
            0.25 * goes.margin[margin] + 0.75 * stands.margin[margin]
        )
    assert chance(found.total, lambda total: total >= 0) == pytest.approx(1)
