"""Soccer: its rules hold in every match, its averages are a league's and its chances right."""

from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from random import Random
from statistics import fmean, pstdev
from typing import Any

import pytest

from tests.simulator.games.goal_matches import (
    BREAK,
    SHOOT_OUT,
    Seen,
    check_forecasts,
    check_rules,
    course,
    new,
    seen,
    tallies,
)
from tests.simulator.games.part_scores import gathered
from tests.simulator.games.playing import chance, check_as_often_as_said, play
from tests.sizes import examples
from touchline.model.enums import PeriodType, StatisticType
from touchline.model.outcome import Standing
from touchline.simulator.contest import Contest
from touchline.simulator.games.soccer import rates
from touchline.simulator.games.soccer.course import course_of
from touchline.simulator.games.soccer.forecast import parts
from touchline.simulator.games.soccer.game import SoccerGame
from touchline.simulator.match import AWAY, HOME, Happened, MatchState

SPORT = "soccer"
FEW = 40
LONGEST, LONGEST_CUP = 115, 160
ORDER = (10, BREAK, 20, BREAK, 30, BREAK, 35, BREAK, SHOOT_OUT)
ENDS = {10: 2700, 20: 5400, 30: 6300, 35: 7200}
GOALS = {StatisticType.GOAL, StatisticType.OWN_GOAL, StatisticType.PENALTY_GOAL}
SAYS = {10: 1, 20: 55, 30: 2, 35: 56}


@cache
def league() -> list[Seen]:
    return [seen(SPORT, f"league {seed}", LONGEST) for seed in range(examples(1000))]


@cache
def cup() -> list[Seen]:
    return [
        seen(SPORT, f"cup {seed}", LONGEST_CUP, must_be_decided=True)
        for seed in range(examples(200))
    ]


def each_side(kind: int) -> tuple[float, float]:
    counts = [match.state.statistics[kind] for match in league()]
    return fmean(count[HOME] for count in counts), fmean(count[AWAY] for count in counts)


def kinds_of(state: MatchState) -> list[int]:
    """Return the kinds of all incidents of regular time."""
    return [incident.kind for half in (10, 20) for incident in state.periods[half].incidents]


# Published averages; their sources are in soccer_rates.py.


def test_sides_score_as_many_goals_as_in_the_premier_league() -> None:
    home = [match.state.score[HOME] for match in league()]
    away = [match.state.score[AWAY] for match in league()]
    assert fmean(home) == pytest.approx(1.53, rel=0.1)
    assert fmean(away) == pytest.approx(1.17, rel=0.1)
    assert pstdev(home) == pytest.approx(1.31, rel=0.1)
    assert pstdev(away) == pytest.approx(1.15, rel=0.1)


def test_totals_vary_as_in_the_premier_league() -> None:
    totals = [sum(match.state.score) for match in league()]
    assert fmean(totals) == pytest.approx(2.69, rel=0.1)
    assert pstdev(totals) == pytest.approx(1.67, rel=0.1)
    assert fmean(total > 2.5 for total in totals) == pytest.approx(0.509, rel=0.1)


def test_results_are_shared_as_in_the_premier_league() -> None:
    margins = [match.state.score[HOME] - match.state.score[AWAY] for match in league()]
    assert fmean(margin > 0 for margin in margins) == pytest.approx(0.458, rel=0.1)
    assert fmean(margin == 0 for margin in margins) == pytest.approx(0.247, rel=0.1)
    assert fmean(margin < 0 for margin in margins) == pytest.approx(0.295, rel=0.1)


def test_more_goals_fall_in_the_second_half() -> None:
    goals = [[sum(match.state.periods[half].score) for half in (10, 20)] for match in league()]
    first, second = (sum(column) for column in zip(*goals, strict=True))
    assert second / (first + second) == pytest.approx(0.556, rel=0.1)


@pytest.mark.parametrize(
    ("kind", "usual"),
    [
        (StatisticType.CORNERS, 10.4),
        (StatisticType.SHOTS_ON_TARGET, 8.4),
        (StatisticType.GOALKEEPER_SAVES, 5.8),
        (StatisticType.YELLOW_CARDS, 3.2),
        (StatisticType.RED_CARDS, 0.12),
        (StatisticType.SUBSTITUTIONS, 6.6),
        (StatisticType.POSSESSION, 100),
    ],
)
def test_statistics_are_usual(kind: int, usual: float) -> None:
    assert sum(each_side(kind)) == pytest.approx(usual, rel=0.1 if usual > 1 else 0.5)


def test_stoppage_time_is_as_usual_as_the_rates_say() -> None:
    # What is left of a match is expected from this average.
    added_to = {10: list[int](), 20: list[int]()}
    for seed in range(examples(FEW)):
        latest: dict[int, int] = {}
        game = new(SPORT, f"stoppage {seed}")
        for _ in play(game):
            latest[game.state.period] = game.state.seconds() or 0
        for played, seconds in added_to.items():
            seconds.append(latest[played] - ENDS[played])
    for half, stoppage in zip((10, 20), rates.STOPPAGES, strict=False):
        # The last moment of a half comes some seconds before its end.
        assert stoppage.usual - 45 < fmean(added_to[half]) < stoppage.usual


def test_matches_last_about_two_hours() -> None:
    assert fmean(match.minutes for match in league()) == pytest.approx(113, abs=3)
    assert 150 < fmean(match.moments for match in league()) < 300


# Chances


@pytest.mark.parametrize("matches", [league, cup])
def test_what_is_forecast_comes_as_often_as_said(matches: Callable[[], list[Seen]]) -> None:
    said = gathered(one for match in matches() for one in match.said)
    assert {"1 of match", "X of period:1", "over 2.5 of match", "both of match"} <= set(said)
    assert {"1 scores first", "N scores first", "2 scores first"} <= set(said)
    for ones in said.values():
        check_as_often_as_said(ones)


@pytest.mark.parametrize("must_be_decided", [False, True])
def test_forecasts_hold_at_every_moment(must_be_decided: bool) -> None:
    for seed in range(examples(6)):
        check_forecasts(new(SPORT, seed, must_be_decided=must_be_decided), SPORT)


def test_what_is_forecast_before_the_match() -> None:
    league_match = new(SPORT, 1).forecast()
    assert set(league_match) == {"match", "period:1", "period:2", "corners", "yellow_cards"}
    assert league_match["match"].both_score is not None
    assert set(new(SPORT, 1, must_be_decided=True).forecast()) == {*league_match, "whole"}


def wins(**contest: Any) -> tuple[float, float]:
    """Return the chances of both sides to win."""
    margin = SoccerGame(Contest(sport=SPORT, **contest), Random(1)).forecast()["match"].margin
    return chance(margin, lambda one: one > 0), chance(margin, lambda one: one < 0)


def test_the_better_side_is_the_favourite() -> None:
    even, better, neutral = wins(), wins(home=1.0, away=-1.0), wins(has_home_side=False)
    assert better[HOME] > even[HOME] > neutral[HOME]
    assert better[AWAY] < even[AWAY] < neutral[AWAY]
    assert neutral[HOME] == pytest.approx(neutral[AWAY], rel=0.01)


def test_a_dismissal_costs_goals_that_the_other_side_gains() -> None:
    course = course_of(Contest(sport=SPORT))
    home, away = course.goals_left(0)
    course.sent_off[HOME] = 1
    fewer, more = course.goals_left(0)
    assert fewer == pytest.approx(home * rates.A_MAN_LESS, rel=0.01)
    assert more == pytest.approx(away * rates.A_MAN_MORE, rel=0.01)


def test_what_is_left_goes_down_to_nothing() -> None:
    course = course_of(Contest(sport=SPORT))
    course.begin(1)
    course.point = 2700
    course.stoppage = 200
    left = course.goals_left(1)
    course.point = 2900
    assert course.goals_left(1) == (0, 0)
    assert 0 < sum(left) < 0.2
    found = parts(course, [(1, 0), (0, 1)], {}, must_be_decided=False)
    assert found["match"].margin == {0: 1.0}
    assert found["match"].total == {2: 1.0}
    assert found["match"].both_score == 1.0


def test_stoppage_time_has_bounds() -> None:
    for stoppage in rates.STOPPAGES:
        assert stoppage.added(0, 0) >= stoppage.least
        assert stoppage.added(stoppage.whim, 10_000) == stoppage.most


# Rules


@pytest.mark.parametrize("must_be_decided", [False, True])
def test_matches_keep_to_the_rules(must_be_decided: bool) -> None:
    went_on = Counter[int]()
    for seed in range(examples(FEW)):
        game = new(SPORT, f"rules {seed}", must_be_decided=must_be_decided)
        check_rules(game, SPORT)
        state = game.state
        went_on[state.period] += 1
        level = state.score[HOME] == state.score[AWAY]
        assert (SHOOT_OUT in state.periods) == (level and must_be_decided)
        end = state.seconds()
        assert end == {100: 5400, 101: 7200, 102: None}[state.period]
    assert (len(went_on) > 1) == must_be_decided


def test_halves_follow_each_other_with_their_breaks() -> None:
    for seed in range(examples(FEW)):
        game = new(SPORT, f"halves {seed}", must_be_decided=True)
        order: list[int] = []
        for moment in play(game):
            state = game.state
            if moment.happened is Happened.PERIOD:
                order.append(state.period)
                if state.period == BREAK:
                    last = order[-2]
                    assert state.description == SAYS[last]
                    assert state.seconds() == ENDS[last]
                elif state.period != SHOOT_OUT:
                    assert state.seconds() == ENDS[state.period] - (
                        2700 if state.period <= 20 else 900
                    )
        assert tuple(order) == ORDER[: len(order)]


def test_time_goes_on_in_stoppage_time() -> None:
    game = new(SPORT, "stoppage")
    latest: dict[int, int] = {}
    for _ in play(game):
        seconds = game.state.seconds()
        if game.state.period in ENDS and seconds is not None:
            latest[game.state.period] = seconds
    assert 2700 + 8 * 60 > latest[10] > 2700
    assert latest[20] > 5400


def test_goals_that_are_taken_back_leave_no_trace() -> None:
    reverted = 0
    for seed in range(examples(100)):
        game = new(SPORT, f"checked {seed}")
        before = Happened.NOTHING
        for moment in play(game):
            if moment.happened is Happened.REVERTED:
                assert before is Happened.DANGER
                reverted += 1
            before = moment.happened
        goals = [kind for kind in kinds_of(game.state) if kind in GOALS]
        assert len(goals) == sum(game.state.score)
    assert reverted


def test_a_penalty_is_announced_and_decided() -> None:
    kinds = Counter[int]()
    for seed in range(examples(FEW)):
        game = new(SPORT, f"penalties {seed}")
        awarded, is_awaited = 0, False
        for moment in play(game):
            if is_awaited:
                assert moment.happened in (Happened.SCORE, Happened.CLEARED)
            is_awaited = sum(game.state.statistics[StatisticType.PENALTIES]) > awarded
            awarded += is_awaited
            assert moment.happened is Happened.DANGER or not is_awaited
        noted = Counter(kinds_of(game.state))
        assert noted[StatisticType.PENALTY_GOAL] + noted[StatisticType.MISSED_PENALTY] == awarded
        kinds += noted
    assert kinds[StatisticType.PENALTY_GOAL] > kinds[StatisticType.MISSED_PENALTY] > 0
    assert kinds[StatisticType.OWN_GOAL] < kinds[StatisticType.GOAL] / 10


def test_cards_are_noted_where_they_are_counted() -> None:
    for match in league()[:FEW]:
        for kind in (StatisticType.YELLOW_CARDS, StatisticType.RED_CARDS, StatisticType.CORNERS):
            noted = [
                incident.side
                for half in (10, 20)
                for incident in match.state.periods[half].incidents
                if incident.kind == kind
            ]
            assert [noted.count(HOME), noted.count(AWAY)] == match.state.statistics[kind]


def test_dismissals_are_told() -> None:
    told = sent_off = 0
    for seed in range(examples(FEW)):
        game = new(SPORT, f"cards {seed}")
        told += sum(moment.happened is Happened.CARD for moment in play(game))
        sent_off += sum(game.state.statistics[StatisticType.RED_CARDS])
    assert told == sent_off > 0


def test_corners_of_regular_time_are_known_after_extra_time() -> None:
    went_on = [match.state for match in cup() if 30 in match.state.periods]
    assert went_on
    for state in went_on:
        found = tallies(state, SPORT)
        for part, kind in (
            ("corners", StatisticType.CORNERS),
            ("yellow_cards", StatisticType.YELLOW_CARDS),
        ):
            assert found[part].standing is Standing.OVER
            assert found[part].total <= sum(state.statistics[kind])


def test_substitutions_are_limited() -> None:
    for match in league():
        assert max(match.state.statistics[StatisticType.SUBSTITUTIONS]) <= rates.MOST_SUBSTITUTIONS


def test_the_same_seed_plays_the_same_match() -> None:
    again = partial(new, SPORT, "again", must_be_decided=True)
    assert course(again()) == course(again())
    assert course(again()) != course(new(SPORT, "other", must_be_decided=True))


def test_a_break_in_play_shifts_what_follows() -> None:
    # Whoever plays may let more time pass than the game asked for.
    game, late = new(SPORT, "late"), new(SPORT, "late")
    states = [(moment, game.state.seconds()) for moment in play(game)]
    late.state.now = 1
    for moment, (same, _) in zip(late.play(), states, strict=True):
        assert moment == same
        late.state.now += moment.wait + 60_000
    assert late.state.score == game.state.score
    assert late.state.period == PeriodType.FULL_TIME
