"""The rules of volleyball hold in every match, and forecasts come as often as they say."""

from collections import Counter
from itertools import pairwise
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
from tests.simulator.games.set_courses import answers, courses, game_of, played, score_of, sets_of
from tests.sizes import examples
from touchline.model.enums import FixtureStatus, PeriodType, StatisticType
from touchline.simulator.contest import Contest
from touchline.simulator.games.distributions import mean_of, variance_of
from touchline.simulator.games.set_break import BREAK_AFTER
from touchline.simulator.games.set_chain import score_forecast
from touchline.simulator.games.stoppages import TIME_OUT_OF
from touchline.simulator.games.two_ahead import plus_one, winner
from touchline.simulator.games.volleyball.game import VARIANTS, VolleyballGame
from touchline.simulator.games.volleyball.rally_chain import Rallies, begun_set, set_scores
from touchline.simulator.match import AWAY, HOME, TURN, Happened, Score

BREAK = int(PeriodType.BREAK)
EVEN = Rallies(1 / 3, 2 / 3)
STRONG = Rallies(0.4, 0.7)

SERVED_FIRST = 0.478
"""Sets won by who serves first, at a side-out of 0.667 in 10,000 simulated sets.

B. Raymond, M. Lebedew, as cited in the code.
"""


@pytest.mark.parametrize("variant", VARIANTS)
def test_sets_end_as_the_rules_say(variant: str) -> None:
    for course in courses("volleyball", variant):
        sets = sets_of(course.state)
        for number, score in enumerate(sets, 1):
            target = 15 if number == 5 else 25
            assert max(score) >= target
            ahead = max(score) - min(score)
            assert ahead == 2 or (ahead > 2 and max(score) == target)
        won = [sum(score[side] > score[1 - side] for score in sets) for side in (HOME, AWAY)]
        assert course.state.score == won
        assert max(won) == 3 > min(won)
        assert (sets[-1][HOME] > sets[-1][AWAY]) == (won[HOME] == 3)


def test_a_match_ends_with_its_result() -> None:
    for course in courses("volleyball", ""):
        state = course.state
        assert state.status == FixtureStatus.FINISHED
        assert state.period == PeriodType.FULL_TIME
        assert state.periods[state.period].score == state.score
        assert all(period.is_finished and period.is_confirmed for period in state.periods.values())
        assert TURN not in state.extra
        assert state.time is None


def test_who_wins_a_rally_serves() -> None:
    for seed in range(examples(10)):
        game = game_of("volleyball", f"service {seed}")
        first: dict[int, int] = {}
        before = [0, 0]
        for moment in play(game):
            state = game.state
            if state.period in (BREAK, PeriodType.FULL_TIME):
                before = [0, 0]
                continue
            turn = int(state.extra[TURN]) - 1
            score = state.periods[state.period].score
            if score == [0, 0]:
                first[state.period] = turn
                assert moment.happened is Happened.PERIOD
            elif score != before:
                assert sum(score) == sum(before) + 1
                assert score[turn] == before[turn] + 1
            before = list(score)
        # Sides take turns, but for the deciding set, for which they draw.
        assert all(first[one] != first[two] for one, two in pairwise(first) if two < 5)


def test_the_lot_decides_who_serves_first_in_the_last_set() -> None:
    drawn = Counter(last_lot(seed) for seed in range(examples(60)))
    assert min(drawn[True], drawn[False]) > 0


def last_lot(seed: int) -> bool | None:
    """Tell whether sides take turns in the last set too, None where it is not played."""
    game = game_of("volleyball", f"lot {seed}")
    first = {}
    for _ in play(game):
        period = game.state.period
        if period <= 5 and game.state.periods[period].score == [0, 0]:
            first[period] = game.state.extra[TURN]
    return first[4] != first[5] if 5 in first else None


def test_time_outs_are_two_a_side_and_set() -> None:
    taken = 0
    for seed in range(examples(20)):
        game = game_of("volleyball", f"time-outs {seed}")
        by_set: Counter[tuple[int, int]] = Counter()
        for moment in play(game):
            state = game.state
            if state.description in TIME_OUT_OF:
                assert moment.happened is Happened.NOTHING
                by_set[state.period, TIME_OUT_OF.index(state.description)] += 1
        assert max(by_set.values(), default=0) <= 2
        for side in (HOME, AWAY):
            taken_by_side = sum(count for (_, who), count in by_set.items() if who == side)
            assert game.state.statistics[StatisticType.TIMEOUTS][side] == taken_by_side
            taken += taken_by_side
    assert taken


def test_sets_are_followed_by_a_break_that_names_them() -> None:
    game = game_of("volleyball", "breaks")
    for moment in play(game):
        state = game.state
        if state.period == BREAK:
            assert moment.happened is Happened.PERIOD
            assert state.description == BREAK_AFTER[sum(state.score)]
    assert moment.happened is Happened.END


def test_statistics_add_up() -> None:
    for course in courses("volleyball", "")[:50]:
        points = [sum(score[side] for score in sets_of(course.state)) for side in (HOME, AWAY)]
        assert course.state.statistics[StatisticType.POINTS_WON] == points
        assert all(
            aces < won
            for aces, won in zip(course.state.statistics[StatisticType.ACES], points, strict=True)
        )


def test_the_same_seed_plays_the_same_match() -> None:
    first, second = game_of("volleyball", "again"), game_of("volleyball", "again")
    assert list(play(first)) == list(play(second))
    assert first.state == second.state
    assert played(game_of("volleyball", "other")) != first.state


def test_playing_at_home_helps() -> None:
    at_home, abroad = (
        VolleyballGame(Contest(sport="volleyball", has_home_side=is_home), Random("home"))
        for is_home in (True, False)
    )
    ahead, even = (
        chance(game.forecast()["sets"].margin, lambda sets: sets > 0) for game in (at_home, abroad)
    )
    assert ahead > even


def test_matches_are_as_in_leagues() -> None:
    """Plausible: about 45 points a set, 100 minutes a match, half of the matches in three sets."""
    league = courses("volleyball", "")
    sets = [sets_of(course.state) for course in league]
    points = [sum(score) for scores in sets for score in scores[:4]]
    assert 43 < fmean(points) < 48
    assert 85 < fmean(course.minutes for course in league) < 115
    assert 0.4 < fmean(len(scores) == 3 for scores in sets) < 0.55
    assert 0.15 < fmean(len(scores) == 5 for scores in sets) < 0.27
    won = [course.state.score[HOME] > course.state.score[AWAY] for course in league]
    assert 0.5 < fmean(won) < 0.65


def test_who_serves_first_is_at_a_slight_disadvantage() -> None:
    scores = score_forecast(begun_set(EVEN, 25, 1.0))
    assert chance(scores.margin, lambda points: points > 0) == pytest.approx(SERVED_FIRST, abs=0.01)


def test_sides_are_mirrored() -> None:
    mirror = Rallies(1 - STRONG.receiving, 1 - STRONG.serving)
    scores = set_scores(STRONG, 25, (3, 7), 1.0)
    mirrored = set_scores(mirror, 25, (7, 3), 0.0)
    assert {(away, home): value for (home, away), value in mirrored.items()} == pytest.approx(
        scores
    )


@pytest.mark.parametrize("points", [(0, 0), (24, 23), (23, 24), (24, 24), (12, 20), (31, 31)])
@pytest.mark.parametrize("server", [HOME, AWAY])
def test_a_set_is_forecast_as_it_is_played(points: Score, server: int) -> None:
    random = Random(f"set {points} {server}")
    scores = set_scores(STRONG, 25, points, float(server == HOME))
    ends = [set_played_on(points, server, random) for _ in range(examples(500))]
    forecast = score_forecast(scores)
    for chances, numbers in (
        (forecast.margin, [home - away for home, away in ends]),
        (forecast.total, [home + away for home, away in ends]),
    ):
        spread = sqrt(variance_of(chances) / len(numbers))
        assert abs(fmean(numbers) - mean_of(chances)) <= SIGMAS * spread + 1e-6


def set_played_on(points: Score, server: int, random: Random) -> Score:
    while winner(points, 25) is None:
        home = STRONG.serving if server == HOME else STRONG.receiving
        server = HOME if random.random() < home else AWAY
        points = plus_one(points, server)
    return points


def test_before_play_the_first_two_sets_are_forecast() -> None:
    parts = game_of("volleyball", "before").forecast()
    assert list(parts) == ["sets", "points", "period:1", "period:2"]
    assert set(parts["sets"].margin) == {-3, -2, -1, 1, 2, 3}
    assert set(parts["sets"].total) == {3, 4, 5}
    assert mean_of(parts["points"].total) > 3 * mean_of(parts["period:1"].total)


def test_forecasts_hold_what_comes_at_every_moment() -> None:
    for seed in range(examples(2)):
        game = game_of("volleyball", f"every moment {seed}")
        seen = []
        for _ in play(game):
            parts = game.forecast()
            check_forecast(parts)
            seen.append(parts)
        assert seen[-1] == {}
        for parts in seen:
            for part, forecast in parts.items():
                score = score_of(part, game.state)
                if score is not None:
                    assert forecast.margin[score[HOME] - score[AWAY]] > 0
                    assert forecast.total[sum(score)] > 0


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_is_forecast_comes_as_often_as_it_is_said(variant: str) -> None:
    league = courses("volleyball", variant)
    said = answers(league)
    assert len(said) == 18
    for question, ones in said.items():
        assert len(ones) > len(league) / 2, question
        check_as_often_as_said(ones)
