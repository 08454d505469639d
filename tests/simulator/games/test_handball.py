"""Handball: its rules hold in every match, its averages are plausible and its chances right."""

from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from random import Random
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
from touchline.simulator.games.distributions import mean_of, variance_of
from touchline.simulator.games.handball import rates
from touchline.simulator.games.handball.attacks import Stretch, attacks_in, goals_of
from touchline.simulator.games.stoppages import TIME_OUT_OF
from touchline.simulator.match import AWAY, HOME, Happened

SPORT = "handball"
FEW = 40
LONGEST, LONGEST_CUP = 86, 120
ORDER = (10, BREAK, 20, BREAK, 30, BREAK, 35, BREAK, SHOOT_OUT)
SAYS = {10: 1, 20: 55, 30: 2, 35: 56}
STAGE = rates.ATTACK_SECONDS / rates.ATTACK_STAGES
GOALS = {StatisticType.GOAL, StatisticType.PENALTY_GOAL}


@cache
def league() -> list[Seen]:
    return [seen(SPORT, f"league {seed}", LONGEST) for seed in range(examples(400))]


@cache
def cup() -> list[Seen]:
    return [
        seen(SPORT, f"cup {seed}", LONGEST_CUP, must_be_decided=True)
        for seed in range(examples(150))
    ]


# Published averages; their sources are in handball_rates.py.


def test_goals_are_plausible() -> None:
    scores = [match.state.score for match in league()]
    assert fmean(sum(score) for score in scores) == pytest.approx(55.3, rel=0.1)
    assert pstdev(sum(score) for score in scores) == pytest.approx(7.3, rel=0.2)
    margins = [score[HOME] - score[AWAY] for score in scores]
    assert 0 < fmean(margins) < 2
    assert fmean(margin == 0 for margin in margins) == pytest.approx(0.08, rel=0.5)


def test_statistics_are_plausible() -> None:
    for kind, usual in (
        (StatisticType.TWO_MINUTE_PENALTIES, 6.3),
        (StatisticType.TIMEOUTS, 4),
        (StatisticType.YELLOW_CARDS, 5),
        (StatisticType.PENALTIES, 7.5),
    ):
        counts = [sum(match.state.statistics[kind]) for match in league()]
        assert fmean(counts) == pytest.approx(usual, rel=0.15)
    assert fmean(match.minutes for match in league()) == pytest.approx(84, abs=4)


# Chances


@pytest.mark.parametrize("matches", [league, cup])
def test_what_is_forecast_comes_as_often_as_said(matches: Callable[[], list[Seen]]) -> None:
    said = gathered(one for match in matches() for one in match.said)
    assert {"1 of match", "X of match", "margin of period:1", "total of period:2"} <= set(said)
    for ones in said.values():
        check_as_often_as_said(ones)


@pytest.mark.parametrize("must_be_decided", [False, True])
def test_forecasts_hold_at_every_moment(must_be_decided: bool) -> None:
    for seed in range(examples(6)):
        check_forecasts(new(SPORT, seed, must_be_decided=must_be_decided), SPORT)


def test_what_is_forecast_before_the_match() -> None:
    assert set(new(SPORT, 1).forecast()) == {"match", "period:1", "period:2"}
    cup_match = new(SPORT, 1, must_be_decided=True).forecast()
    assert set(cup_match) == {"match", "whole", "period:1", "period:2"}
    assert cup_match["whole"].margin.get(0, 0.0) == 0


@pytest.mark.parametrize("gone", [0.0, 20.0])
def test_as_many_attacks_are_counted_as_are_played(gone: float) -> None:
    random = Random(1)
    seconds = 200.0
    said = attacks_in(Stretch(seconds, HOME, (0.5, 0.5), gone), STAGE)
    played = Counter[int]()
    for _ in range(examples(2000)):
        ends, attacks = 0.0, 0
        while ends <= gone:
            ends = random.gammavariate(rates.ATTACK_STAGES, STAGE)
        while ends <= gone + seconds:
            attacks += 1
            ends += random.gammavariate(rates.ATTACK_STAGES, STAGE)
        played[attacks] += 1
    for attacks, chance in said.items():
        assert played[attacks] / played.total() == pytest.approx(chance, abs=0.05)


@pytest.mark.parametrize("first", [HOME, AWAY])
def test_few_and_many_attacks_are_counted_alike(first: int) -> None:
    # Both ways meet at a dozen attacks.
    short, long = (
        goals_of([Stretch(attacks * rates.ATTACK_SECONDS, first, (0.6, 0.5))], STAGE)
        for attacks in (12.3, 12.5)
    )
    assert mean_of(short.total) == pytest.approx(mean_of(long.total), abs=0.15)
    assert mean_of(short.margin) == pytest.approx(mean_of(long.margin), abs=0.05)
    assert variance_of(short.total) == pytest.approx(variance_of(long.total), rel=0.05)
    assert variance_of(short.margin) == pytest.approx(variance_of(long.margin), rel=0.05)
    assert min(long.total) >= 0


# Rules


@pytest.mark.parametrize("must_be_decided", [False, True])
def test_matches_keep_to_the_rules(must_be_decided: bool) -> None:
    results = Counter[int]()
    for seed in range(examples(FEW)):
        game = new(SPORT, f"rules {seed}", must_be_decided=must_be_decided)
        check_rules(game, SPORT)
        state = game.state
        results[state.period] += 1
        level = state.score[HOME] == state.score[AWAY]
        assert (SHOOT_OUT in state.periods) == (level and must_be_decided)
    assert (len(results) > 1) == must_be_decided


def test_halves_follow_each_other_with_their_breaks() -> None:
    for seed in range(examples(FEW)):
        game = new(SPORT, f"halves {seed}", must_be_decided=True)
        order: list[int] = []
        for moment in play(game):
            state = game.state
            if moment.happened is Happened.PERIOD:
                order.append(state.period)
                half = {entry.number: entry for entry in rates.HALVES}.get(order[-1])
                if state.period == BREAK:
                    ended = {entry.number: entry for entry in rates.HALVES}[order[-2]]
                    assert state.description == SAYS[ended.number]
                    assert state.seconds() == ended.starts + ended.length
                elif half is not None:
                    assert state.seconds() == half.starts
            for entry in rates.HALVES:
                if state.period == entry.number:
                    assert (state.seconds() or 0) <= entry.starts + entry.length
        assert tuple(order) == ORDER[: len(order)]


def test_every_goal_is_noted() -> None:
    for match in league()[:FEW]:
        for half in (10, 20):
            period = match.state.periods[half]
            goals = [one.side for one in period.incidents if one.kind in GOALS]
            assert [goals.count(HOME), goals.count(AWAY)] == period.score


def test_time_outs_stop_the_clock_and_are_limited() -> None:
    taken = 0
    for seed in range(examples(10)):
        game = new(SPORT, f"time-outs {seed}")
        by_half: Counter[tuple[int, int]] = Counter()
        before = [0, 0]
        for _ in play(game):
            state = game.state
            now = list(state.statistics[StatisticType.TIMEOUTS])
            for side in (HOME, AWAY):
                if now[side] > before[side]:
                    by_half[state.period, side] += 1
                    assert state.description == TIME_OUT_OF[side]
                    assert state.time is not None
                    assert state.time.step == 0
            before = now
        assert max(before) <= rates.MOST_TIMEOUTS
        assert max(by_half.values(), default=0) <= rates.MOST_TIMEOUTS_A_HALF
        taken += sum(before)
    assert taken


def test_cards_are_limited() -> None:
    third = 0
    for match in league():
        counts = match.state.statistics
        assert max(counts[StatisticType.YELLOW_CARDS]) <= rates.MOST_YELLOW_CARDS
        for side in (HOME, AWAY):
            assert (
                counts[StatisticType.RED_CARDS][side]
                <= counts[StatisticType.TWO_MINUTE_PENALTIES][side]
            )
        third += sum(counts[StatisticType.RED_CARDS])
    assert third


def test_a_suspension_lowers_the_chances_of_its_side() -> None:
    assert rates.strength(1, 0) < rates.strength(1, 1) == 1 < rates.strength(0, 1)
    assert rates.strength(2, 0) == pytest.approx(rates.FEWER**2)


def test_the_same_seed_plays_the_same_match() -> None:
    again = partial(new, SPORT, "again", must_be_decided=True)
    assert course(again()) == course(again())
    assert course(again()) != course(new(SPORT, "other", must_be_decided=True))
