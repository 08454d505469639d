"""Basketball: its rules hold in every match, and its averages and chances are right."""

from collections.abc import Iterator
from functools import cache
from random import Random
from statistics import fmean, pstdev

import pytest

from tests.simulator.games.part_scores import Course, course, gathered, played, score_of
from tests.simulator.games.playing import (
    SIGMAS,
    chance,
    check_as_often_as_said,
    check_forecast,
    contest,
    minutes,
    play,
)
from tests.sizes import examples
from touchline.model.enums import FixtureStatus, PeriodType
from touchline.simulator.contest import Contest
from touchline.simulator.games.basketball.forecast import Outlook, Standing
from touchline.simulator.games.basketball.game import BasketballGame
from touchline.simulator.games.basketball.rules import RULES
from touchline.simulator.games.distributions import mean_of
from touchline.simulator.games.stoppages import TIME_OUT_OF
from touchline.simulator.match import AWAY, HOME, Happened

VARIANTS = sorted(RULES)
TWO, THREE, FREE_THROW, TIME_OUT, OVERTIME = 28, 30, 32, 31, 40
HALF_TIME, BEFORE_OVERTIME, AFTER_FIRST_OVERTIME = 1, 55, 52
MATCHES = 1000
FEW = 40
MOMENTS = 220
"""About as many as the shorter NBA matches have."""


def new(seed: int, variant: str = "nba") -> BasketballGame:
    random = Random(f"basketball {variant} {seed}")
    return BasketballGame(contest("basketball", random, variant), random)


@cache
def season(variant: str) -> list[Course]:
    count = MATCHES if variant == "nba" else MATCHES // 8
    return [
        played(new(seed, variant), RULES[variant].periods, Random(f"lines {seed}"), MOMENTS)
        for seed in range(examples(count))
    ]


def few(variant: str) -> Iterator[BasketballGame]:
    for seed in range(examples(FEW)):
        yield new(seed, variant)


# Published averages; their sources are in basketball_rules.py.


def test_sides_score_as_many_points_as_in_the_nba() -> None:
    points = [score for match in season("nba") for score in match.state.score]
    assert fmean(points) == pytest.approx(114.2, rel=0.1)
    assert pstdev(points) == pytest.approx(12.8, rel=0.1)


def test_totals_vary_as_in_the_nba() -> None:
    totals = [sum(match.state.score) for match in season("nba")]
    assert pstdev(totals) == pytest.approx(19.8, rel=0.1)


def test_margins_vary_as_in_the_nba() -> None:
    margins = [match.state.score[HOME] - match.state.score[AWAY] for match in season("nba")]
    assert pstdev(margins) == pytest.approx(14.33, rel=0.1)


def test_home_sides_win_by_as_much_as_in_the_nba() -> None:
    # The mean of as many matches is not known to a tenth; what is expected of equal sides is.
    equal = BasketballGame(Contest(sport="basketball", variant="nba"), Random(1))
    assert mean_of(equal.forecast()["whole"].margin) == pytest.approx(2.32, rel=0.1)
    off = [
        match.state.score[HOME] - match.state.score[AWAY] - match.lead for match in season("nba")
    ]
    assert abs(fmean(off)) < SIGMAS * pstdev(off) / len(off) ** 0.5


def test_overtime_is_as_frequent_as_in_the_nba() -> None:
    assert fmean(match.level for match in season("nba")) == pytest.approx(0.055, rel=0.1)


@pytest.mark.parametrize("variant", VARIANTS)
def test_overtime_is_as_frequent_as_forecast(variant: str) -> None:
    check_as_often_as_said(
        (match.level, match.state.period == PeriodType.AFTER_OVERTIME) for match in season(variant)
    )


def test_favourites_win_as_often_as_in_the_nba() -> None:
    wins = [
        (match.state.score[HOME] > match.state.score[AWAY]) == (match.winning > 0.5)
        for match in season("nba")
    ]
    assert fmean(wins) == pytest.approx(0.676, rel=0.1)


@pytest.mark.parametrize(("variant", "mean", "spread"), [("", 80.7, 14.78), ("college", 72.7, 14)])
def test_other_leagues_score_as_published(variant: str, mean: float, spread: float) -> None:
    points = [score for match in season(variant) for score in match.state.score]
    margins = [match.state.score[HOME] - match.state.score[AWAY] for match in season(variant)]
    assert fmean(points) == pytest.approx(mean, rel=0.1)
    assert pstdev(margins) == pytest.approx(spread, rel=0.15)


# Forecasts.


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_is_forecast_comes_as_often_as_said(variant: str) -> None:
    said = gathered(one for match in season(variant) for one in match.said)
    assert {"winner", "margin of whole", "total of match", "margin of period:1"} <= said.keys()
    for ones in said.values():
        check_as_often_as_said(ones)


@pytest.mark.parametrize("variant", VARIANTS)
def test_matches_are_won_as_often_as_said_before_them(variant: str) -> None:
    check_as_often_as_said(
        (match.winning, match.state.score[HOME] > match.state.score[AWAY])
        for match in season(variant)
    )


@pytest.mark.parametrize("variant", VARIANTS)
def test_parts_that_are_over_are_left_out(variant: str) -> None:
    rules = RULES[variant]
    game = new(1, variant)
    for _ in play(game):
        parts = game.forecast()
        check_forecast(parts)
        periods = game.state.periods
        over = [number in periods and periods[number].is_finished for number in rules.periods]
        expected = {f"period:{nth}" for nth, is_over in enumerate(over, 1) if not is_over}
        expected |= set() if over[-1] else {"match"}
        expected |= set() if over[rules.middle - 1] else {"half"}
        expected |= set() if game.state.status == FixtureStatus.FINISHED else {"whole"}
        assert parts.keys() == expected


def test_every_part_is_forecast_before_the_match() -> None:
    parts = new(1).forecast()
    check_forecast(parts)
    assert parts.keys() == {"match", "whole", "half", *(f"period:{nth}" for nth in range(1, 5))}


def test_equal_sides_without_a_home_side_have_equal_chances() -> None:
    even = Contest(sport="basketball", variant="nba", has_home_side=False)
    margin = BasketballGame(even, Random(1)).forecast()["whole"].margin
    assert chance(margin, lambda lead: lead > 0) == pytest.approx(0.5, abs=1e-6)


def test_a_level_match_with_no_time_left_is_open_and_one_with_a_lead_is_not() -> None:
    outlook = Outlook(Contest(sport="basketball", has_home_side=False), openness=0.0)
    over = Standing(3, 0, ball=HOME, is_shot_to_come=False)
    level = outlook.forecast(over._replace(score=(80, 80)))
    assert level["match"].margin == {0: pytest.approx(1)}
    assert chance(level["whole"].margin, lambda lead: lead > 0) == pytest.approx(0.5, abs=0.01)
    assert chance(level["whole"].total, lambda total: total <= 160) < 0.01
    ahead = outlook.forecast(over._replace(score=(81, 80)))
    assert ahead["whole"].margin == {1: pytest.approx(1)}


@pytest.mark.parametrize("behind", [1, 2, 3, 4])
def test_who_is_behind_by_one_shot_may_level_with_the_last_one(behind: int) -> None:
    outlook = Outlook(Contest(sport="basketball", has_home_side=False), openness=0.0)
    ahead = outlook.forecast(Standing(3, 0, (80 + behind, 80), (20, 20), ball=HOME))
    levels = 0.0 if behind > 3 else RULES[""].rates.last_shot
    assert ahead["match"].margin.get(0, 0.0) == pytest.approx(levels)
    assert ahead["match"].total.get(160 + 2 * behind, 0.0) == pytest.approx(levels)
    assert ahead["period:4"].margin[0] == pytest.approx(1 - levels)
    assert ahead["period:4"].margin.get(-behind, 0.0) == pytest.approx(levels)


def test_free_throws_to_come_count() -> None:
    outlook = Outlook(Contest(sport="basketball", has_home_side=False), openness=0.0)
    free_throw = RULES[""].rates.free_throw
    # Away has the ball next: it is home that throws.
    standing = Standing(3, 0, (79, 80), (20, 20), ball=AWAY, throws=2, is_shot_to_come=False)
    parts = outlook.forecast(standing)
    assert parts["match"].margin[1] == pytest.approx(free_throw**2)


# Rules.


@pytest.mark.parametrize("variant", VARIANTS)
def test_scores_add_up(variant: str) -> None:
    for match in season(variant):
        state = match.state
        regular = score_of(state, RULES[variant].periods)
        assert score_of(state, [*RULES[variant].periods, OVERTIME]) == tuple(state.score)
        assert state.periods[int(PeriodType.FULL_TIME)].score == list(regular)
        for side in (HOME, AWAY):
            made = [state.statistics[kind][side] for kind in (TWO, THREE, FREE_THROW)]
            assert 2 * made[0] + 3 * made[1] + made[2] == state.score[side]


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_match_is_decided_and_says_how(variant: str) -> None:
    ends = set()
    for match in season(variant):
        state = match.state
        assert state.score[HOME] != state.score[AWAY]
        assert state.status == FixtureStatus.FINISHED
        assert all(period.is_finished and period.is_confirmed for period in state.periods.values())
        regular = score_of(state, RULES[variant].periods)
        went_on = regular[HOME] == regular[AWAY]
        assert (OVERTIME in state.periods) is went_on
        assert state.period == (PeriodType.AFTER_OVERTIME if went_on else PeriodType.FULL_TIME)
        ends.add(state.period)
    assert ends == {PeriodType.FULL_TIME, PeriodType.AFTER_OVERTIME}


@pytest.mark.parametrize(
    ("variant", "start", "end"), [("", 0, 600), ("nba", 720, 0), ("college", 1200, 0)]
)
def test_the_clock_runs_from_end_to_end_of_every_period(variant: str, start: int, end: int) -> None:
    rules = RULES[variant]
    for game in few(variant):
        shown: dict[int, list[int]] = {}
        for _ in play(game):
            assert game.state.time is not None
            if game.state.period in rules.periods:
                shown.setdefault(game.state.period, []).append(game.state.seconds() or 0)
        for seconds in shown.values():
            assert (seconds[0], seconds[-1]) == (start, end)
            assert seconds == sorted(seconds, reverse=rules.step < 0)


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_clock_stands_in_breaks_and_time_outs(variant: str) -> None:
    for game in few(variant):
        for _ in play(game):
            time = game.state.time
            assert time is not None
            stands = game.state.description != 0 or game.state.period >= PeriodType.BREAK
            assert time.step in (0, RULES[variant].step)
            assert not (stands and time.step)


@pytest.mark.parametrize("variant", VARIANTS)
def test_time_outs_are_limited(variant: str) -> None:
    rules = RULES[variant]
    for game in few(variant):
        taken = {(number, side): 0 for number in (*rules.periods, OVERTIME) for side in (0, 1)}
        for _ in play(game):
            if game.state.description in TIME_OUT_OF:
                taken[game.state.period, TIME_OUT_OF.index(game.state.description)] += 1
        for side in (HOME, AWAY):
            assert (
                sum(taken[number, side] for number in (*rules.periods, OVERTIME))
                == (game.state.statistics[TIME_OUT][side])
            )
            for numbers, most in rules.time_outs:
                assert sum(taken[number, side] for number in numbers) <= most


def test_breaks_say_what_they_are() -> None:
    said = []
    game = new(overtimes()[0])
    for _ in play(game):
        if game.state.period == PeriodType.BREAK and game.state.description not in said:
            said.append(game.state.description)
    assert said[:4] == [46, HALF_TIME, 48, BEFORE_OVERTIME]


def test_overtimes_are_one_period_that_goes_on() -> None:
    seen = set()
    for seed in overtimes():
        game = new(seed)
        for _ in play(game):
            if game.state.description == AFTER_FIRST_OVERTIME:
                assert not game.state.periods[OVERTIME].is_finished
                assert game.state.score[HOME] == game.state.score[AWAY]
                seen.add(seed)
    assert seen


@cache
def overtimes() -> list[int]:
    """Seeds of NBA matches with overtime."""
    return [
        seed
        for seed, match in enumerate(season("nba"))
        if match.state.period == PeriodType.AFTER_OVERTIME
    ]


@pytest.mark.parametrize("variant", VARIANTS)
def test_scores_come_as_scores(variant: str) -> None:
    for game in few(variant):
        before = [0, 0]
        for moment in play(game):
            is_score = game.state.score != before
            assert is_score is (moment.happened is Happened.SCORE) or moment.happened in (
                Happened.END,
                Happened.PERIOD,
            )
            before = list(game.state.score)


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_same_seed_gives_the_same_match(variant: str) -> None:
    assert course(new(5, variant)) == course(new(5, variant))
    assert course(new(5, variant)) != course(new(6, variant))


def test_forecasts_leave_the_course_as_it_is() -> None:
    game, other = new(7), course(new(7))
    for moment, (same, _) in zip(play(game), other, strict=True):
        game.forecast()
        assert moment == same


@pytest.mark.parametrize(("variant", "usual"), [("", 105), ("nba", 135), ("college", 120)])
def test_matches_take_as_long_as_they_do(variant: str, usual: int) -> None:
    lengths = []
    for game in few(variant):
        count = sum(1 for _ in play(game))
        assert 120 < count < 420
        lengths.append(minutes(game))
    assert fmean(lengths) == pytest.approx(usual, rel=0.1)
