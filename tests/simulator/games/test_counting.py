"""Chances of numbers, of how much fits into a time, and of what overtime adds."""

from random import Random

import pytest

from tests.simulator.games.playing import check_as_often_as_said, check_forecast
from tests.sizes import examples
from touchline.model.catalogue import sport_by_feed_id
from touchline.simulator.forecast import Forecast
from touchline.simulator.games.distributions import (
    added,
    mean_of,
    mirrored,
    normal,
    powers,
    scaled,
    shifted,
    variance_of,
)
from touchline.simulator.games.overtime import decided, with_extra
from touchline.simulator.games.renewal import Renewal, triangular
from touchline.simulator.games.stoppages import break_after, break_after_overtime

DIE = dict.fromkeys(range(1, 7), 1 / 6)


def test_numbers_add_up() -> None:
    two = added(DIE, DIE)
    assert two[7] == pytest.approx(1 / 6)
    assert two == pytest.approx(dict(powers(DIE, 2)[2]))
    assert mean_of(shifted(mirrored(two), 3)) == pytest.approx(-4)
    assert scaled({1: 2.0, 2: 6.0, 3: 0.0}) == {1: 0.25, 2: 0.75}


@pytest.mark.parametrize(("mean", "variance"), [(0.0, 4.0), (114.2, 160.0), (-3.4, 30.5)])
def test_a_normal_number_has_its_mean_and_variance(mean: float, variance: float) -> None:
    chances = normal(mean, variance)
    assert sum(chances.values()) == pytest.approx(1, abs=1e-12)
    assert mean_of(chances) == pytest.approx(mean)
    assert variance_of(chances) == pytest.approx(variance, rel=1e-3)


@pytest.mark.parametrize("step", [1, 5])
def test_as_much_fits_into_a_time_as_is_said(step: int) -> None:
    lengths = triangular(10, 20, 40, step)
    assert sum(lengths.values()) == pytest.approx(1)
    renewal = Renewal(lengths, 200, step)
    random = Random(1)
    counts = [_completed(renewal, 100, random) for _ in range(examples(1000))]
    expected = renewal.counts(100)
    assert sum(expected.values()) == pytest.approx(1, abs=1e-12)
    for number, chance in expected.items():
        check_as_often_as_said([(chance, count == number) for count in counts])


def _completed(renewal: Renewal, seconds: int, random: Random) -> int:
    count = 0
    while seconds:
        length = renewal.draw(random)
        played = min(length, seconds)
        count += played == length or random.random() * length < played
        seconds -= played
    return count


def test_more_time_fits_evenly_more() -> None:
    renewal = Renewal(triangular(10, 20, 40), 200)
    (short, _), (middle, _), (long, spread) = map(renewal.expected, (100, 200, 1000))
    assert middle - short == pytest.approx(100 / renewal.mean, abs=1e-3)
    assert long - middle == pytest.approx(800 / renewal.mean)
    assert 0 < spread < long


def test_overtime_is_added_to_level_matches_alone() -> None:
    extra = decided({-1: 0.3, 0: 0.4, 1: 0.3}, {0: 0.4, 1: 0.6})
    assert extra.margin == pytest.approx({-1: 0.5, 1: 0.5})
    regular = Forecast({-2: 0.5, 0: 0.3, 3: 0.2}, {4: 0.3, 6: 0.5, 7: 0.2})
    whole = with_extra(regular, extra, least=4)
    check_forecast({"whole": whole})
    assert whole.margin == pytest.approx({-2: 0.5, 3: 0.2, -1: 0.15, 1: 0.15})
    assert mean_of(whole.total) > mean_of(regular.total)
    assert with_extra(Forecast({1: 1.0}, {9: 1.0}), extra, least=10).margin == {1: 1.0}


@pytest.mark.parametrize(("feed_id", "said"), [(48242, [46, 1, 48, 55]), (131506, [46, 1, 48, 55])])
def test_breaks_are_named_by_the_catalogue(feed_id: int, said: list[int]) -> None:
    sport = sport_by_feed_id(feed_id)
    assert [break_after(sport, period) for period in range(1, 5)] == said
    assert [break_after_overtime(count) for count in (1, 2, 3, 9)] == [52, 53, 54, 54]
