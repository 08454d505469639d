"""Baseball: its rules hold in every match, and its chances are those of its chain."""

from collections.abc import Iterator
from functools import cache
from random import Random
from statistics import fmean, pstdev

import pytest

from tests.simulator.games.part_scores import (
    Course,
    course,
    gathered,
    played,
    score_of,
)
from tests.simulator.games.playing import (
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
from touchline.simulator.games.baseball.forecast import Outlook, Standing
from touchline.simulator.games.baseball.game import BaseballGame
from touchline.simulator.games.baseball.innings import Batting, batting, scored
from touchline.simulator.games.baseball.rules import (
    EMPTY,
    INNINGS,
    ON_SECOND,
    Inning,
    Plate,
    Play,
    plays,
)
from touchline.simulator.games.distributions import mean_of
from touchline.simulator.match import AWAY, HOME, Happened

RUN, HIT, HOMER, STRIKEOUT, EXTRA, SCORE = 93, 33, 2082, 2083, 40, 27
TOP, BOTTOM = 71, 72
REGULAR = tuple(range(1, INNINGS + 1))
MATCHES = 300
FEW = 40
MOMENTS = 130


def new(seed: int) -> BaseballGame:
    random = Random(f"baseball {seed}")
    return BaseballGame(contest("baseball", random), random)


@cache
def season() -> list[Course]:
    return [
        played(new(seed), REGULAR, Random(f"lines {seed}"), MOMENTS)
        for seed in range(examples(MATCHES))
    ]


def few() -> Iterator[BaseballGame]:
    for seed in range(examples(FEW)):
        yield new(seed)


# Averages; their sources are in baseball_rules.py.


def test_runs_are_like_those_of_major_league_baseball() -> None:
    scores = [match.state.score for match in season()]
    assert fmean(sum(score) for score in scores) == pytest.approx(8.83, rel=0.1)
    assert pstdev(sum(score) for score in scores) == pytest.approx(4.47, rel=0.15)
    assert pstdev(score[HOME] - score[AWAY] for score in scores) == pytest.approx(4.35, rel=0.15)


def test_runs_are_expected_where_they_are_in_real_innings() -> None:
    # Runs to the end of the inning in the majors, 1984 to 1994 (NOAA/NSSL, H. Brooks).
    usual = batting(0.0)
    for inning, runs in (
        (Inning(0, EMPTY), 0.49),
        (Inning(0, (True, False, False)), 0.88),
        (Inning(0, ON_SECOND), 1.13),
        (Inning(1, (True, True, False)), 0.92),
        (Inning(2, (True, True, True)), 0.76),
        (Inning(0, (True, True, True)), 2.37),
    ):
        assert mean_of(usual.runs(inning)) == pytest.approx(runs, rel=0.15)


# The chain.


@pytest.mark.parametrize("edge", [-0.2, 0.0, 0.2])
def test_plays_add_up_and_move_on(edge: float) -> None:
    for inning in every_inning():
        found = plays(edge, inning)
        assert sum(play.chance for play in found) == pytest.approx(1)
        for play_ in found:
            runners = sum(inning.bases) + 1
            outs = play_.after.outs - inning.outs
            assert 0 <= outs <= 2
            if play_.after.outs < 3:
                # Whoever was on base or at bat is on base, has scored or is out.
                assert sum(play_.after.bases) + play_.runs + outs == runners


def every_inning() -> Iterator[Inning]:
    for outs in range(3):
        for number in range(8):
            yield Inning(outs, (bool(number & 1), bool(number & 2), bool(number & 4)))


def test_runs_come_as_often_as_the_chain_says() -> None:
    random, usual = Random(1), batting(0.0)
    count = examples(3000)
    for start in (Inning(), Inning(1, (True, False, True))):
        innings = [runs_of(usual, start, random) for _ in range(count)]
        for runs, expected in usual.runs(start).items():
            check_as_often_as_said([(expected, number == runs) for number in innings])


def runs_of(side: Batting, inning: Inning, random: Random) -> int:
    runs = 0
    while inning.outs < 3:
        found = side.plays(inning)
        play_ = random.choices(found, [one.chance for one in found])[0]
        runs += play_.runs
        inning = play_.after
    return runs


def test_a_lead_ends_the_match_with_one_run_or_all_of_a_home_run() -> None:
    single = Play(1.0, Plate.SINGLE, 2, Inning())
    homer = Play(1.0, Plate.HOMER, 4, Inning())
    assert [scored(single, behind) for behind in (0, 1, 2)] == [1, 2, 2]
    assert [scored(homer, behind) for behind in (0, 1, 5)] == [4, 4, 4]
    runs = batting(0.0).walk_off(Inning(), 0)
    assert max(runs) == 4
    assert runs[1] > runs[2] > runs[3]


# Forecasts.


def test_what_is_forecast_comes_as_often_as_said() -> None:
    said = gathered(one for match in season() for one in match.said)
    assert {"winner", "total of whole", "margin of first_five", "total of period:1"} <= said.keys()
    for ones in said.values():
        check_as_often_as_said(ones)


def test_parts_that_are_over_are_left_out() -> None:
    for seed in (went_on()[0], 1):
        game = new(seed)
        for _ in play(game):
            parts = game.forecast()
            check_forecast(parts)
            is_over = game.state.status == FixtureStatus.FINISHED
            periods = game.state.periods
            over = [number in periods and periods[number].is_finished for number in REGULAR]
            expected = {f"period:{nth}" for nth, done in enumerate(over[:-1], 1) if not done}
            if over[-2] and not over[-1] and not is_over:
                expected.add(f"period:{INNINGS}")
            expected |= set() if over[4] else {"first_five"}
            expected |= set() if over[-1] or is_over else {"match"}
            expected |= set() if is_over else {"whole"}
            assert parts.keys() == expected


def test_nine_innings_may_end_level_but_no_match_does() -> None:
    parts = new(1).forecast()
    check_forecast(parts)
    assert 0.05 < parts["match"].margin[0] < 0.15
    assert 0 not in parts["whole"].margin


def test_a_lead_in_the_last_bottom_is_final() -> None:
    outlook = Outlook(batting(0.0), batting(0.0))
    parts = outlook.forecast(Standing(9, AWAY, Inning(3, EMPTY), (3, 2), (0, 0), (0, 0)))
    assert parts["whole"].margin == {1: pytest.approx(1)}
    assert parts["match"].total == {5: pytest.approx(1)}
    behind = outlook.forecast(Standing(9, HOME, Inning(2, EMPTY), (2, 3), (0, 0), (0, 0)))
    assert max(behind["match"].margin) == 4
    assert behind["match"].margin[1] > 5 * behind["match"].margin[2]
    assert chance(behind["match"].margin, lambda lead: lead < 0) > 0.9


# Rules.


def test_scores_add_up() -> None:
    for match in season():
        state = match.state
        assert score_of(state, [*REGULAR, EXTRA]) == tuple(state.score)
        assert state.statistics[RUN] == state.score
        assert state.periods[int(PeriodType.FULL_TIME)].score == list(score_of(state, REGULAR))
        incidents = [one for period in state.periods.values() for one in period.incidents]
        assert {one.kind for one in incidents} <= {SCORE}
        if incidents:
            assert incidents[-1].score == tuple(state.score)
        for side in (HOME, AWAY):
            assert state.statistics[HOMER][side] <= state.statistics[HIT][side]


def test_a_match_is_decided_and_says_how() -> None:
    ends = set()
    for match in season():
        state = match.state
        home, away = score_of(state, REGULAR)
        assert state.score[HOME] != state.score[AWAY]
        assert (EXTRA in state.periods) is (home == away)
        assert state.period == (PeriodType.AFTER_OVERTIME if home == away else PeriodType.FULL_TIME)
        assert all(period.is_finished and period.is_confirmed for period in state.periods.values())
        assert state.time is None
        assert not state.extra
        ends.add(state.period)
    assert ends == {PeriodType.FULL_TIME, PeriodType.AFTER_OVERTIME}


def went_on() -> list[int]:
    """Seeds of matches with extra innings."""
    return [seed for seed, match in enumerate(season()) if EXTRA in match.state.periods]


def test_the_home_side_does_not_bat_when_it_leads_before_the_last_bottom() -> None:
    skipped = walked_off = 0
    for game in few():
        halves = []
        for _ in play(game):
            here = (game.state.period, game.state.description)
            if game.state.status == FixtureStatus.IN_PROGRESS and here not in halves:
                halves.append(here)
        home, away = game.state.score
        if EXTRA in game.state.periods:
            continue
        before = score_of(game.state, REGULAR[:-1])
        top = before[HOME] > before[AWAY] + game.state.periods[INNINGS].score[AWAY]
        assert ((INNINGS, BOTTOM) in halves) is not top
        skipped += top
        walked_off += not top and home > away
    assert skipped
    assert walked_off


def test_sides_bat_in_turns_and_three_outs_end_a_half() -> None:
    for game in few():
        outs = 0
        before: tuple[int, int] | None = None
        for moment in play(game):
            state = game.state
            if moment.happened is Happened.END:
                break
            half = (state.period, state.description)
            assert state.extra["Turn"] == ("2" if state.description == TOP else "1")
            if moment.happened is Happened.PERIOD and int(state.extra["Outs"]) == 0:
                assert before is None or outs == 3
                extra = state.period == EXTRA
                assert state.extra["Bases"] == ("0/1/0" if extra else "0/0/0")
                outs = 0
            assert before is None or half == before or outs in (0, 3)
            assert int(state.extra["Outs"]) >= outs
            outs = int(state.extra["Outs"])
            assert 0 <= int(state.extra["Balls"]) <= 3
            assert 0 <= int(state.extra["Strikes"]) <= 2
            before = half


def test_runs_come_as_scores() -> None:
    for game in few():
        before = [0, 0]
        for moment in play(game):
            if game.state.score != before:
                assert moment.happened in (Happened.SCORE, Happened.END)
            else:
                assert moment.happened is not Happened.SCORE
            before = list(game.state.score)


def test_the_same_seed_gives_the_same_match() -> None:
    assert course(new(5)) == course(new(5))
    assert course(new(5)) != course(new(6))


def test_forecasts_leave_the_course_as_it_is() -> None:
    game, other = new(7), course(new(7))
    for moment, (same, _) in zip(play(game), other, strict=True):
        game.forecast()
        assert moment == same


def test_equal_sides_without_a_home_side_have_nearly_equal_chances() -> None:
    even = Contest(sport="baseball", has_home_side=False)
    margin = BaseballGame(even, Random(1)).forecast()["whole"].margin
    assert chance(margin, lambda lead: lead > 0) == pytest.approx(0.5, abs=0.01)


def test_matches_take_as_long_as_they_do() -> None:
    lengths = []
    for game in few():
        count = sum(1 for _ in play(game))
        assert 90 < count < 350
        lengths.append(minutes(game))
    assert fmean(lengths) == pytest.approx(165, rel=0.1)
