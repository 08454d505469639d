"""Shoot-outs end as soon as they are decided, and are as open as they look."""

from collections import Counter
from random import Random

import pytest

from tests.simulator.games.playing import START, check_as_often_as_said
from tests.sizes import examples
from touchline.model.enums import PeriodType, StatisticType
from touchline.simulator.games.lineup import Lineup
from touchline.simulator.games.shootout import ShootOut, ShootOutRules, chance_of_first, is_decided
from touchline.simulator.match import AWAY, HOME, Happened, MatchState

LINEUPS = [Lineup(side, (1.0, 2.0, 3.0), Random(1)) for side in (HOME, AWAY)]
RULES = ShootOutRules(5, 0.75, StatisticType.PENALTY_GOAL, StatisticType.MISSED_PENALTY)


@pytest.mark.parametrize(
    ("taken", "score", "decided"),
    [
        ((3, 3), (3, 0), True),
        ((3, 3), (3, 1), False),
        ((4, 3), (3, 0), True),
        ((5, 4), (4, 3), False),
        ((5, 4), (4, 2), True),
        ((5, 5), (4, 4), False),
        ((6, 5), (5, 4), False),
        ((6, 6), (5, 4), True),
        ((0, 0), (0, 0), False),
    ],
)
def test_it_is_decided_when_nobody_can_catch_up(
    taken: tuple[int, int], score: tuple[int, int], decided: bool
) -> None:
    assert is_decided(RULES, taken, score) == decided


def test_it_is_open_while_both_have_scored_and_taken_the_same() -> None:
    for each in range(7):
        assert chance_of_first(RULES, (each, each), (0, 0)) == pytest.approx(0.5)
    assert chance_of_first(RULES, (1, 0), (1, 0)) > 0.5 > chance_of_first(RULES, (1, 0), (0, 0))
    assert chance_of_first(RULES, (6, 5), (5, 4)) == pytest.approx(0.25 + 0.75 / 2)


def test_the_chance_comes_as_often_as_said() -> None:
    said = []
    for seed in range(examples(400)):
        random = Random(f"shoot-out {seed}")
        state = MatchState(now=START, score=[1, 1])
        shoot_out = ShootOut(RULES, state, random, LINEUPS)
        look = random.randrange(9)
        chances = [shoot_out.forecast()["whole"].margin[1] for _ in shoot_out.play()]
        score = state.periods[PeriodType.SHOOT_OUT].score
        if look < len(chances):
            said.append((chances[look], score[0] > score[1]))
    check_as_often_as_said(said)


def test_attempts_are_noted_with_the_score_of_the_shoot_out() -> None:
    for seed in range(examples(40)):
        state = MatchState(now=START, score=[2, 2])
        happened = Counter(
            moment.happened for moment in ShootOut(RULES, state, Random(seed), LINEUPS).play()
        )
        period = state.periods[PeriodType.SHOOT_OUT]
        assert state.score == [2, 2]
        assert state.time is None
        assert happened[Happened.PERIOD] == 1
        assert abs(period.score[0] - period.score[1]) >= 1
        assert period.is_confirmed
        running = [0, 0]
        for incident in period.incidents:
            assert incident.side is not None
            running[incident.side] += incident.kind == StatisticType.PENALTY_GOAL
            assert incident.score == tuple(running)
        assert running == period.score
        sides = [incident.side for incident in period.incidents]
        assert all(one != other for one, other in zip(sides[::2], sides[1::2], strict=False))
        assert HOME in sides
