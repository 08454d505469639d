"""What is forecast of tennis agrees with play, and comes as often as it says."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from math import sqrt
from random import Random
from statistics import fmean

import pytest

from tests.simulator.games.playing import (
    SIGMAS,
    chance,
    check_as_often_as_said,
    check_forecast,
    play,
)
from tests.simulator.games.set_courses import answers, courses, game_of, score_of
from tests.sizes import examples
from touchline.simulator.games.distributions import mean_of, variance_of
from touchline.simulator.games.set_chain import SetChain, score_forecast
from touchline.simulator.games.sets import sets_won
from touchline.simulator.games.tennis.chain import (
    Service,
    first_of_next_set,
    game,
    place_scores,
    set_scores,
    tie_break,
)
from touchline.simulator.games.tennis.game import RETIRED
from touchline.simulator.games.tennis.rules import VARIANTS, TennisRules
from touchline.simulator.games.tennis.score import TennisScore, Won
from touchline.simulator.games.two_ahead import START
from touchline.simulator.match import AWAY, HOME, Happened, Score

STRONG = Service(0.7, 0.6)


def test_a_game_is_held_as_often_as_the_closed_form_says() -> None:
    # Four points to love, fifteen or thirty, or from deuce on.
    p, q = 0.63, 0.37
    held = p**4 * (1 + 4 * q + 10 * q**2) + 20 * p**5 * q**3 / (1 - 2 * p * q)
    assert game(Service(p, 0.5), START, HOME) == pytest.approx(held)
    assert game(Service(0.5, p), START, AWAY) == pytest.approx(1 - held)


@pytest.mark.parametrize("first", [HOME, AWAY])
def test_equal_players_have_equal_chances(first: int) -> None:
    service = Service(0.65, 0.65)
    assert tie_break(service, 7, START, first) == pytest.approx(0.5)
    margin = score_forecast(set_scores(service, 7, START, first)).margin
    assert chance(margin, lambda games: games > 0) == pytest.approx(0.5)


def test_sides_are_mirrored() -> None:
    swapped = Service(STRONG.away, STRONG.home)
    for (home, away), value in set_scores(STRONG, 10, START, HOME).items():
        assert set_scores(swapped, 10, START, AWAY)[away, home] == pytest.approx(value)


@pytest.mark.parametrize("points", [(0, 0), (3, 2), (2, 3), (5, 5), (0, 3)])
@pytest.mark.parametrize("games", [(0, 0), (5, 4), (6, 6), (3, 5)])
@pytest.mark.parametrize("first", [HOME, AWAY])
def test_a_point_is_worth_what_it_leads_to(games: Score, points: Score, first: int) -> None:
    score = TennisScore(VARIANTS[""], first)
    score.games, score.points = games, points
    home = STRONG.home if score.server == HOME else 1 - STRONG.away
    weighed: dict[Score, float] = {}
    for side, weight in ((HOME, home), (AWAY, 1 - home)):
        then = deepcopy(score)
        is_over = then.point(side) is Won.SET
        scores = {then.played[-1]: 1.0} if is_over else place_scores(STRONG, 7, then.place)
        for final, value in scores.items():
            weighed[final] = weighed.get(final, 0.0) + weight * value
    assert weighed == pytest.approx(dict(place_scores(STRONG, 7, score.place)))


@pytest.mark.parametrize("variant", VARIANTS)
def test_forecasts_agree_with_play_from_the_same_place(variant: str) -> None:
    rules = VARIANTS[variant]
    random = Random(f"same place {variant}")
    for already in (0, 25, 70, 110):
        service = Service(random.uniform(0.5, 0.75), random.uniform(0.5, 0.75))
        score = TennisScore(rules, random.randrange(2))
        for _ in range(already):
            if play_point(score, service, random) is Won.MATCH:
                break
        else:
            check_against_play(rules, service, score, random)


def play_point(score: TennisScore, service: Service, random: Random) -> Won:
    server = score.server
    return score.point(server if random.random() < service[server] else 1 - server)


def check_against_play(
    rules: TennisRules, service: Service, score: TennisScore, random: Random
) -> None:
    chain = SetChain(
        rules.sets_needed,
        lambda sets, first: set_scores(service, rules.tie_break_points(sets), START, first),
        first_of_next_set,
    )
    current = place_scores(service, score.tie_break_points, score.place)
    parts = chain.forecast(score.played, current, score.first)
    check_forecast(parts)
    ends = [played_on(score, service, random) for _ in range(examples(400))]
    number = len(score.played)
    totals = {
        "sets": [sets_won(sets) for sets in ends],
        "points": [(sum(h for h, _ in sets), sum(a for _, a in sets)) for sets in ends],
        f"period:{number + 1}": [sets[number] for sets in ends],
        f"period:{number + 2}": [sets[number + 1] for sets in ends if len(sets) > number + 1],
    }
    for part, forecast in parts.items():
        margins = [home - away for home, away in totals[part]]
        check_mean(forecast.margin, margins)
        check_mean(forecast.total, [home + away for home, away in totals[part]])
        home = chance(forecast.margin, lambda margin: margin > 0)
        check_mean({1: home, 0: 1 - home}, [int(margin > 0) for margin in margins])


def played_on(score: TennisScore, service: Service, random: Random) -> list[Score]:
    onward = deepcopy(score)
    while play_point(onward, service, random) is not Won.MATCH:
        pass
    return onward.played


def check_mean(chances: Mapping[int, float], numbers: Sequence[int]) -> None:
    if numbers:
        spread = sqrt(variance_of(chances) / len(numbers))
        assert abs(fmean(numbers) - mean_of(chances)) <= SIGMAS * spread + 1e-9


def test_before_play_the_first_two_sets_are_forecast() -> None:
    parts = game_of("tennis", "before").forecast()
    assert list(parts) == ["sets", "points", "period:1", "period:2"]
    assert set(parts["sets"].margin) == {-2, -1, 1, 2}
    assert set(parts["sets"].total) == {2, 3}
    assert 13 in parts["period:1"].total
    assert 0 not in parts["period:1"].margin


def test_forecasts_hold_what_comes_at_every_moment() -> None:
    for seed in range(examples(6)):
        match = game_of("tennis", f"every moment {seed}", "grand_slam")
        seen = []
        for moment in play(match):
            parts = match.forecast()
            check_forecast(parts)
            seen.append(parts)
            if moment.happened is not Happened.END:
                played = len(
                    [period for period in match.state.periods.values() if period.is_finished]
                )
                assert f"period:{played + 1}" in parts
                assert f"period:{played}" not in parts
        if match.state.description in RETIRED:
            continue
        for parts in seen:
            for part, forecast in parts.items():
                score = score_of(part, match.state)
                if score is not None:
                    assert forecast.margin[score[HOME] - score[AWAY]] > 0
                    assert forecast.total[sum(score)] > 0


def test_a_forecast_changes_nothing() -> None:
    quiet, asked = game_of("tennis", "quiet"), game_of("tennis", "quiet")
    moments = list(play(quiet))
    for moment, expected in zip(play(asked), moments, strict=True):
        asked.forecast()
        assert moment == expected
    assert asked.state == quiet.state


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_is_forecast_comes_as_often_as_it_is_said(variant: str) -> None:
    # Bets are given back where a player gives up.
    completed = [
        course for course in courses("tennis", variant) if course.state.description not in RETIRED
    ]
    said = answers(completed)
    assert len(said) == 18
    for question, ones in said.items():
        assert len(ones) > len(completed) / 3, question
        check_as_often_as_said(ones)
