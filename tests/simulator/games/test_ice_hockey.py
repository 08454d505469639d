"""Ice hockey: its rules hold in every match, its averages are plausible and its chances right."""

from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from statistics import fmean, pstdev

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
)
from tests.simulator.games.part_scores import gathered
from tests.simulator.games.playing import check_as_often_as_said, play
from tests.sizes import examples
from touchline.model.enums import StatisticType
from touchline.simulator.contest import Contest
from touchline.simulator.games.distributions import mean_of
from touchline.simulator.games.ice_hockey import rates
from touchline.simulator.games.ice_hockey.closing import FAR, Closings
from touchline.simulator.games.ice_hockey.course import course_of
from touchline.simulator.games.ice_hockey.forecast import parts
from touchline.simulator.games.ice_hockey.strength import (
    factors,
    later,
    more_skaters,
    pulled,
    schedule,
)
from touchline.simulator.match import AWAY, HOME, Happened

SPORT = "ice-hockey"
VARIANTS = sorted(rates.VARIANTS)
FEW = 30
LONGEST = 150
OVERTIME = 40
FULL_TIME = 100


@cache
def league() -> list[Seen]:
    return [seen(SPORT, f"league {seed}", LONGEST, "nhl") for seed in range(examples(250))]


@cache
def play_offs() -> list[Seen]:
    return [
        seen(SPORT, f"play-offs {seed}", LONGEST, must_be_decided=True)
        for seed in range(examples(60))
    ]


# Published averages; their sources are in ice_hockey_rates.py.


def test_goals_of_sixty_minutes_are_plausible() -> None:
    regular = [match.state.periods[FULL_TIME].score for match in league()]
    assert fmean(score[HOME] for score in regular) == pytest.approx(2.97, rel=0.15)
    assert fmean(score[AWAY] for score in regular) == pytest.approx(2.71, rel=0.15)
    assert pstdev(sum(score) for score in regular) == pytest.approx(2.32, rel=0.15)
    level = fmean(score[HOME] == score[AWAY] for score in regular)
    assert level == pytest.approx(0.226, rel=0.3)


@pytest.mark.parametrize(
    ("kind", "usual"),
    [
        (StatisticType.SHOTS_ON_TARGET, 62.8),
        (StatisticType.PENALTIES, 6.25),
        (StatisticType.PENALTY_MINUTES, 16),
        (StatisticType.FACE_OFFS_WON, 68),
    ],
)
def test_statistics_are_plausible(kind: int, usual: float) -> None:
    assert fmean(sum(match.state.statistics[kind]) for match in league()) == pytest.approx(
        usual, rel=0.1
    )


def test_overtime_decides_two_of_three_level_matches() -> None:
    level = [match.state for match in league() if OVERTIME in match.state.periods]
    assert 0.4 < fmean(SHOOT_OUT not in state.periods for state in level) < 0.85


def test_matches_last_more_than_two_hours() -> None:
    assert 130 < fmean(match.minutes for match in league()) < 150


# Chances


@pytest.mark.parametrize("matches", [league, play_offs])
def test_what_is_forecast_comes_as_often_as_said(matches: Callable[[], list[Seen]]) -> None:
    said = gathered(one for match in matches() for one in match.said)
    assert {"1 of match", "1 of whole", "X of period:1", "total of period:3"} <= set(said)
    for ones in said.values():
        check_as_often_as_said(ones)


@pytest.mark.parametrize("must_be_decided", [False, True])
def test_forecasts_hold_at_every_moment(must_be_decided: bool) -> None:
    for seed in range(examples(4)):
        check_forecasts(new(SPORT, seed, must_be_decided=must_be_decided), SPORT)


def test_what_is_forecast_before_the_match() -> None:
    found = new(SPORT, 1).forecast()
    assert set(found) == {"match", "whole", "period:1", "period:2", "period:3"}
    assert 0 not in found["whole"].margin
    assert found["match"].margin[0] > 0.1


# Strength


def test_a_goal_ends_the_oldest_minor_penalty_of_a_side_with_fewer_skaters() -> None:
    match = course_of(Contest(sport=SPORT))
    match.send_off(AWAY, rates.MINOR)
    match.point = 30
    match.send_off(AWAY, rates.MINOR)
    assert more_skaters(match.off, match.now) == 2
    match.score(AWAY)
    assert more_skaters(match.off, match.now) == 2
    match.score(HOME)
    assert [one.until for one in match.off[AWAY]] == [150]
    match.send_off(HOME, rates.MINOR)
    match.score(HOME)
    assert more_skaters(match.off, match.now) == 0


def test_a_goal_does_not_end_a_major_penalty() -> None:
    match = course_of(Contest(sport=SPORT))
    match.send_off(AWAY, rates.MAJOR)
    match.score(HOME)
    assert more_skaters(match.off, match.now) == 1


def test_three_skaters_stay_on_the_ice() -> None:
    match = course_of(Contest(sport=SPORT))
    for _ in range(3):
        match.send_off(HOME, rates.MINOR)
    times = schedule(match.off, match.now)
    assert [(round(one.until), one.more) for one in times] == [(120, -2), (240, -1)]
    assert later(times, 200) == ((40, -1),)


def test_a_side_that_is_behind_takes_its_goalkeeper_off() -> None:
    assert pulled(1, rates.PULLS[1]) == AWAY
    assert pulled(1, rates.PULLS[1] + 1) is None
    assert pulled(-2, rates.PULLS[2]) == HOME
    assert pulled(0, 1) is None
    assert pulled(3, 1) is None
    home, away = factors(0, HOME)
    assert 1 < home < away


def test_the_closing_minutes_bring_goals_where_a_goal_is_needed() -> None:
    match = course_of(Contest(sport=SPORT))
    closings = Closings(match.goals, rates.CLOSING_SECONDS, (), (1.0, 1.0))
    expected = {
        lead: sum(number * chance for number, chance in closings[lead].total.items())
        for lead in range(-FAR, FAR + 1)
    }
    for lead in (*rates.PULLS, *(-lead for lead in rates.PULLS)):
        assert expected[lead] > 1.5 * expected[0]
    assert expected[FAR] < expected[0]
    for lead in (*range(-FAR, FAR + 1), 2 * FAR):
        assert sum(closings[lead].margin.values()) == pytest.approx(1, abs=1e-5)
    assert closings[1].level == {
        total: chance for total, chance in closings[1].level.items() if total % 2
    }


def test_a_power_play_raises_the_chances_of_the_side_that_has_it() -> None:
    match = course_of(Contest(sport=SPORT))
    before = parts(match, [(0, 0)], must_be_decided=False)
    match.send_off(AWAY, rates.MINOR)
    after = parts(match, [(0, 0)], must_be_decided=False)
    for part in ("period:1", "match", "whole"):
        assert mean_of(after[part].margin) > mean_of(before[part].margin) + 0.1


# Rules


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("must_be_decided", [False, True])
def test_matches_keep_to_the_rules(variant: str, must_be_decided: bool) -> None:
    results = Counter[int]()
    for seed in range(examples(FEW)):
        game = new(SPORT, f"rules {seed}", variant, must_be_decided=must_be_decided)
        moments = check_rules(game, SPORT)
        state = game.state
        results[state.period] += 1
        # A match has a winner, and only a league's has a shoot-out.
        is_level = state.score[HOME] == state.score[AWAY]
        assert (SHOOT_OUT in state.periods) == is_level
        assert not (must_be_decided and is_level)
        # Overtime is over with its first goal.
        assert sum(state.periods[OVERTIME].score if OVERTIME in state.periods else [0]) <= 1
        cards = sum(moment.happened is Happened.CARD for moment in moments)
        assert cards == sum(state.statistics[StatisticType.PENALTIES])
    assert results[100] > results[101] > 0


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_clock_goes_within_each_period(variant: str) -> None:
    is_up = variant == ""
    for seed in range(examples(10)):
        game = new(SPORT, f"clock {seed}", variant)
        order: list[int] = []
        for moment in play(game):
            state = game.state
            seconds = state.seconds()
            if state.period == SHOOT_OUT:
                break
            assert seconds is not None
            length = rates.SHORT_OVERTIME if state.period == OVERTIME else rates.PERIOD_SECONDS
            assert 0 <= seconds <= length
            if moment.happened is Happened.PERIOD:
                order.append(state.period)
                is_end = (state.period == BREAK) == is_up
                if OVERTIME not in order:
                    assert seconds == (length if is_end else 0)
        assert order[:5] == [1, BREAK, 2, BREAK, 3]


def test_breaks_say_what_they_follow() -> None:
    said: set[tuple[int, int]] = set()
    for seed in range(examples(FEW)):
        game = new(SPORT, f"breaks {seed}")
        last = 0
        for _ in play(game):
            if game.state.period == BREAK:
                said.add((last, game.state.description))
            last = game.state.period if game.state.period != BREAK else last
    assert said == {(1, 46), (2, 47), (3, 55), (OVERTIME, 56)}


def test_long_overtimes_follow_each_other_in_one_period() -> None:
    for seed in range(1000):
        game = new(SPORT, f"long {seed}", must_be_decided=True)
        begun = sum(
            moment.happened is Happened.PERIOD and game.state.period == OVERTIME
            for moment in play(game)
        )
        if begun > 1:
            break
    assert begun > 1
    overtime = game.state.periods[OVERTIME]
    assert overtime.is_confirmed
    assert sum(overtime.score) == len(
        [one for one in overtime.incidents if one.kind == StatisticType.GOAL]
    )


def test_penalties_are_noted_with_their_minutes() -> None:
    for match in league()[:FEW]:
        state = match.state
        noted = [
            incident.side
            for period in state.periods.values()
            for incident in period.incidents
            if incident.kind == StatisticType.PENALTIES
        ]
        penalties = state.statistics[StatisticType.PENALTIES]
        assert [noted.count(HOME), noted.count(AWAY)] == penalties
        for side in (HOME, AWAY):
            assert state.statistics[StatisticType.PENALTY_MINUTES][side] >= 2 * penalties[side]


def test_the_clock_stands_while_play_is_stopped() -> None:
    game = new(SPORT, "whistles")
    stands = runs = 0
    for moment in play(game):
        time = game.state.time
        if game.state.period in (1, 2, 3) and time is not None:
            stands += not time.step
            runs += time.step != 0
            if moment.happened in (Happened.SCORE, Happened.CARD):
                assert not time.step
    assert runs > stands > 30


def test_the_same_seed_plays_the_same_match() -> None:
    again = partial(new, SPORT, "again")
    assert course(again()) == course(again())
    assert course(again()) != course(new(SPORT, "other"))
