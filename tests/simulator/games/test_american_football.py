"""American football: its rules hold in every match, and its chances come as often as said."""

from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from statistics import fmean, pstdev

import pytest

from tests.simulator.games.part_scores import Course, course, gathered, played, score_of
from tests.simulator.games.playing import (
    chance,
    check_as_often_as_said,
    check_forecast,
    contest,
    minutes,
    play,
)
from tests.sizes import examples
from touchline.model.enums import Description, FixtureStatus, PeriodType
from touchline.simulator.contest import Contest
from touchline.simulator.games.american_football.chain import anywhere, chain
from touchline.simulator.games.american_football.forecast import Outlook, Standing
from touchline.simulator.games.american_football.game import AmericanFootballGame
from touchline.simulator.games.american_football.overtime import Drive, next_drive, worth_of
from touchline.simulator.games.american_football.rules import (
    QUARTER,
    TRY,
    TWO_POINTS_NEEDED,
    WARNING,
    End,
    Zone,
    series,
)
from touchline.simulator.games.stoppages import TIME_OUT_OF
from touchline.simulator.match import AWAY, HOME, Happened

TOUCHDOWN, SCORE, TIME_OUT, OVERTIME = 129, 27, 31, 40
REGULAR = (1, 2, 3, 4)
MATCHES = 150
FEW = 40
MOMENTS = 110


def new(seed: int) -> AmericanFootballGame:
    random = Random(f"american football {seed}")
    return AmericanFootballGame(contest("american-football", random), random)


def deciding(seed: int) -> AmericanFootballGame:
    even = Contest(sport="american-football", must_be_decided=True)
    return AmericanFootballGame(even, Random(f"deciding {seed}"))


@cache
def season() -> list[Course]:
    return [
        played(new(seed), REGULAR, Random(f"lines {seed}"), MOMENTS)
        for seed in range(examples(MATCHES))
    ]


@cache
def finals() -> list[Course]:
    return [
        played(deciding(seed), REGULAR, Random(f"lines {seed}"), MOMENTS)
        for seed in range(examples(MATCHES))
    ]


def few() -> Iterator[AmericanFootballGame]:
    for seed in range(examples(FEW)):
        yield new(seed)


def went_on(matches: list[Course]) -> list[int]:
    """Return the seeds of matches with overtime."""
    return [seed for seed, match in enumerate(matches) if OVERTIME in match.state.periods]


# Averages; their sources are in american_football_rules.py.


def test_points_are_like_those_of_the_nfl() -> None:
    points = [score for match in season() for score in match.state.score]
    margins = [match.state.score[HOME] - match.state.score[AWAY] for match in season()]
    assert fmean(points) == pytest.approx(22, rel=0.1)
    assert pstdev(points) == pytest.approx(10, rel=0.15)
    assert pstdev(margins) == pytest.approx(14.5, rel=0.15)
    touchdowns = [count for match in season() for count in match.state.statistics[TOUCHDOWN]]
    assert fmean(touchdowns) == pytest.approx(2.5, rel=0.2)


# The chain.


@pytest.mark.parametrize("edge", [-0.3, 0.0, 0.3])
@pytest.mark.parametrize("zone", list(Zone))
def test_what_a_series_leads_to_adds_up(edge: float, zone: Zone) -> None:
    chances = series(edge, zone)
    assert sum(chances.values()) == pytest.approx(1)
    assert min(chances.values()) > 0
    assert (chances[End.TOUCHDOWN] > series(0.0, zone)[End.TOUCHDOWN]) is (edge > 0)


def test_a_side_with_the_ball_near_the_goal_scores_more() -> None:
    even, one = chain(0.0), {1: 1.0}
    expected = [
        sum(lead * share for lead, share in even.points(one, {(HOME, zone): 1.0}).margin.items())
        for zone in Zone
    ]
    assert expected == sorted(expected)
    mirror = even.points({12: 1.0}, {(AWAY, Zone.RED_ZONE): 1.0}).margin
    for lead, share in even.points({12: 1.0}, {(HOME, Zone.RED_ZONE): 1.0}).margin.items():
        assert mirror[-lead] == pytest.approx(share)


def test_a_series_begins_anywhere_in_the_end() -> None:
    assert sum(anywhere().values()) == pytest.approx(1)
    assert sum(share for (side, _), share in anywhere().items() if side == HOME) == pytest.approx(
        0.5
    )


# Overtime.


def test_both_sides_have_a_possession_and_then_the_next_score_wins() -> None:
    first = Drive()
    assert next_drive(first, 0) == Drive(2, 0)
    assert next_drive(first, 7) == Drive(2, -7)
    assert next_drive(first, -6) is None
    assert next_drive(Drive(2, -7), 7) == Drive(3, 0)
    assert next_drive(Drive(2, -7), 6) is None
    assert next_drive(Drive(2, 0), 3) is None
    # Of the later ones one is like the other.
    assert next_drive(Drive(3, 0), 0) == Drive(3, 0)
    assert next_drive(Drive(3, 0), 3) is None


def test_nobody_kicks_in_overtime_when_that_loses() -> None:
    assert worth_of(Drive(2, -7), End.FIELD_GOAL).points == 0
    assert worth_of(Drive(2, -3), End.FIELD_GOAL).points == 3
    assert worth_of(Drive(1, 0), End.FIELD_GOAL).points == 3


def test_a_try_follows_in_overtime_only_where_it_matters() -> None:
    assert worth_of(Drive(1, 0), End.TOUCHDOWN).try_ == TRY
    assert not worth_of(Drive(2, -3), End.TOUCHDOWN).try_
    assert worth_of(Drive(2, -7), End.TOUCHDOWN).try_ == TRY
    assert worth_of(Drive(2, -8), End.TOUCHDOWN).try_ == TWO_POINTS_NEEDED
    assert not worth_of(Drive(3, 0), End.TOUCHDOWN).try_
    assert not worth_of(Drive(1, 0), End.RETURNED).try_


def test_overtime_may_end_level_unless_the_match_must_be_decided() -> None:
    for must_be_decided in (False, True):
        outlook = Outlook(chain(0.0), must_be_decided=must_be_decided)
        margin = outlook.forecast(Standing(4, 0, (20, 20), state=(HOME, None)))["whole"].margin
        assert (0 in margin) is not must_be_decided
        assert chance(margin, lambda lead: lead > 0) == pytest.approx(
            chance(margin, lambda lead: lead < 0)
        )


def test_overtime_goes_on_until_a_match_that_must_be_decided_is() -> None:
    assert went_on(finals())
    for seed in went_on(finals()):
        game = deciding(seed)
        for _ in play(game):
            if game.state.period in (OVERTIME, PeriodType.BREAK):
                check_forecast(game.forecast())
        assert game.state.score[HOME] != game.state.score[AWAY]


def test_the_chances_of_overtime_come_as_often_as_said() -> None:
    outlook = Outlook(chain(0.0), must_be_decided=False)
    forecast = outlook.forecast(Standing(5, 600, (20, 20)))["whole"]
    assert 0.1 < forecast.margin[0] < 0.35
    level = [match for match in season() if OVERTIME in match.state.periods]
    check_as_often_as_said(
        (forecast.margin[0], match.state.score[HOME] == match.state.score[AWAY]) for match in level
    )


# Forecasts.


@pytest.mark.parametrize("matches", [season, finals])
def test_what_is_forecast_comes_as_often_as_said(matches: Callable[[], list[Course]]) -> None:
    said = gathered(one for match in matches() for one in match.said)
    assert {"winner", "total of whole", "margin of half", "total of period:4"} <= said.keys()
    for ones in said.values():
        check_as_often_as_said(ones)


def test_parts_that_are_over_are_left_out() -> None:
    for seed in (1, went_on(season())[0]):
        game = new(seed)
        for _ in play(game):
            parts = game.forecast()
            check_forecast(parts)
            periods = game.state.periods
            over = [number in periods and periods[number].is_finished for number in REGULAR]
            expected = {f"period:{nth}" for nth, done in enumerate(over, 1) if not done}
            expected |= set() if over[1] else {"half"}
            expected |= set() if over[3] else {"match"}
            expected |= set() if game.state.status == FixtureStatus.FINISHED else {"whole"}
            assert parts.keys() == expected


def test_a_touchdown_under_review_may_be_taken_back() -> None:
    outlook = Outlook(chain(0.0), must_be_decided=False)
    after = Standing(4, 0, (26, 20), (6, 0), (AWAY, None), HOME, tuple(TRY.items()), overturned=0.2)
    margin = outlook.forecast(after)["match"].margin
    assert margin[0] == pytest.approx(0.2)
    assert margin[7] == pytest.approx(0.8 * TRY[1])


# Rules.


def test_scores_add_up() -> None:
    for match in season():
        state = match.state
        assert score_of(state, [*REGULAR, OVERTIME]) == tuple(state.score)
        assert state.periods[int(PeriodType.FULL_TIME)].score == list(score_of(state, REGULAR))
        incidents = [one for number in (*REGULAR, OVERTIME) if number in state.periods
                     for one in state.periods[number].incidents]  # fmt: skip
        before = [0, 0]
        for one in incidents:
            assert one.score is not None
            assert one.side is not None
            assert one.seconds is not None
            assert 0 <= one.seconds <= QUARTER
            gained = one.score[one.side] - before[one.side]
            assert gained in ((6, 7, 8) if one.kind == TOUCHDOWN else (2, 3))
            before = list(one.score)
        assert before == state.score
        for side in (HOME, AWAY):
            made = sum(one.kind == TOUCHDOWN and one.side == side for one in incidents)
            assert state.statistics[TOUCHDOWN][side] == made


def test_a_match_says_how_it_ended() -> None:
    ends = set()
    for match in season():
        state = match.state
        home, away = score_of(state, REGULAR)
        assert (OVERTIME in state.periods) is (home == away)
        assert state.status == FixtureStatus.FINISHED
        assert state.period == (PeriodType.AFTER_OVERTIME if home == away else PeriodType.FULL_TIME)
        assert all(period.is_finished and period.is_confirmed for period in state.periods.values())
        ends.add(state.period)
    assert ends == {PeriodType.FULL_TIME, PeriodType.AFTER_OVERTIME}


def test_the_clock_counts_down_and_stops_two_minutes_before_the_end_of_a_half() -> None:
    for game in few():
        shown: dict[int, list[int]] = {}
        warnings = []
        for _ in play(game):
            state = game.state
            assert state.time is not None
            if state.period in REGULAR:
                shown.setdefault(state.period, []).append(state.seconds() or 0)
            if state.description == Description.TIMEOUT:
                assert state.time.step == 0
                warnings.append((state.period, state.seconds()))
        for seconds in shown.values():
            assert (seconds[0], seconds[-1]) == (QUARTER, 0)
            assert seconds == sorted(seconds, reverse=True)
        assert [one for one in warnings if one[0] in REGULAR] == [(2, WARNING), (4, WARNING)]


def test_time_outs_are_limited() -> None:
    taken = 0
    for game in few():
        halves = {(half, side): 0 for half in (0, 1, 2) for side in (HOME, AWAY)}
        for _ in play(game):
            state = game.state
            if state.description in TIME_OUT_OF:
                half = 2 if state.period == OVERTIME else (state.period - 1) // 2
                halves[half, TIME_OUT_OF.index(state.description)] += 1
        assert max(halves.values()) <= 3
        assert sum(halves.values()) == sum(game.state.statistics[TIME_OUT])
        taken += sum(halves.values())
    assert taken


def test_danger_is_cleared_or_scored() -> None:
    kinds = set()
    for game in few():
        is_danger = False
        before = [0, 0]
        for moment in play(game):
            kinds.add(moment.happened)
            is_gain = sum(game.state.score) > sum(before)
            if moment.happened is Happened.DANGER:
                is_danger = True
            if moment.happened in (Happened.CLEARED, Happened.REVERTED):
                assert is_danger
                assert not is_gain
            if is_gain:
                assert moment.happened in (Happened.SCORE, Happened.END)
            if moment.happened in (Happened.SCORE, Happened.CLEARED, Happened.REVERTED):
                is_danger = False
            before = list(game.state.score)
    assert {Happened.DANGER, Happened.CLEARED, Happened.SCORE, Happened.REVERTED} <= kinds


def test_who_has_the_ball_is_said() -> None:
    for game in few():
        turns = {game.state.extra["Turn"] for moment in play(game)
                 if moment.happened is not Happened.END}  # fmt: skip
        assert turns == {"1", "2"}
        assert not game.state.extra


def test_the_same_seed_gives_the_same_match() -> None:
    assert course(new(5)) == course(new(5))
    assert course(new(5)) != course(new(6))


def test_forecasts_leave_the_course_as_it_is() -> None:
    game, other = new(7), course(new(7))
    for moment, (same, _) in zip(play(game), other, strict=True):
        game.forecast()
        assert moment == same


def test_equal_sides_without_a_home_side_have_equal_chances() -> None:
    even = Contest(sport="american-football", has_home_side=False, must_be_decided=True)
    parts = AmericanFootballGame(even, Random(1)).forecast()
    check_forecast(parts)
    assert chance(parts["whole"].margin, lambda lead: lead > 0) == pytest.approx(0.5, abs=1e-4)


def test_matches_take_as_long_as_they_do() -> None:
    lengths = []
    for game in few():
        count = sum(1 for _ in play(game))
        assert 80 < count < 220
        lengths.append(minutes(game))
    assert fmean(lengths) == pytest.approx(190, rel=0.1)
