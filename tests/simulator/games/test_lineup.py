"""Who did it: only who is on the field, once sent off nobody, of own goals the other side."""

from collections import Counter, defaultdict
from random import Random

import pytest

from tests.simulator.games.goal_matches import new
from tests.simulator.games.playing import play
from tests.sizes import examples
from touchline.model.enums import StatisticType
from touchline.simulator.contest import Contest
from touchline.simulator.games.baseball.game import BaseballGame
from touchline.simulator.games.lineup import Lineup
from touchline.simulator.match import HOME, SQUAD, Incident, MatchState, Shirt

FEW = 40
NAMED = {
    StatisticType.GOAL,
    StatisticType.OWN_GOAL,
    StatisticType.PENALTY_GOAL,
    StatisticType.MISSED_PENALTY,
    StatisticType.YELLOW_CARDS,
    StatisticType.RED_CARDS,
    StatisticType.SUBSTITUTIONS,
    StatisticType.TWO_MINUTE_PENALTIES,
}


def incidents(state: MatchState) -> list[Incident]:
    """Return the incidents of a match in the order of its periods."""
    return [one for key in sorted(state.periods) for one in state.periods[key].incidents]


def played(sport: str, seed: int) -> list[Incident]:
    game = new(sport, f"players {seed}", must_be_decided=True)
    for _ in play(game):
        pass
    return incidents(game.state)


@pytest.mark.parametrize("sport", ["soccer", "handball", "ice-hockey"])
def test_every_goal_and_card_names_a_player_of_its_side(sport: str) -> None:
    for seed in range(examples(FEW)):
        for one in played(sport, seed):
            is_own = one.kind == StatisticType.OWN_GOAL
            assert (one.player is not None) == (one.kind != StatisticType.CORNERS)
            if one.player is not None and one.side is not None:
                assert one.player.side == (1 - one.side if is_own else one.side)
                assert 0 <= one.player.place < SQUAD


def test_in_soccer_only_who_is_on_the_field_does_anything() -> None:
    kinds = Counter[int]()
    booked_twice = 0
    for seed in range(examples(FEW)):
        cards: defaultdict[Shirt, list[int]] = defaultdict(list)
        on = {Shirt(side, place) for side in (0, 1) for place in range(11)}
        for one in played("soccer", seed):
            if one.player is None:
                continue
            kinds[one.kind] += 1
            if one.kind == StatisticType.SUBSTITUTIONS:
                assert one.player not in on
                on.add(one.player)
            assert one.player in on
            if one.kind in (StatisticType.YELLOW_CARDS, StatisticType.RED_CARDS):
                cards[one.player].append(one.kind)
            if one.kind == StatisticType.RED_CARDS:
                on.discard(one.player)
        for shown in cards.values():
            assert shown.count(StatisticType.YELLOW_CARDS) <= 1
            assert shown.count(StatisticType.RED_CARDS) <= 1
            booked_twice += len(shown) == 2
    assert NAMED - {StatisticType.TWO_MINUTE_PENALTIES} <= set(kinds)
    assert booked_twice


def test_forwards_score_most_and_goalkeepers_hardly() -> None:
    scored = Counter(
        one.player.place
        for seed in range(examples(FEW))
        for one in played("soccer", seed)
        if one.kind == StatisticType.GOAL and one.player is not None
    )
    assert scored[10] > scored[1]
    assert scored[0] < sum(scored.values()) / 50


def test_in_handball_the_third_suspension_is_a_red_card() -> None:
    sent_off = 0
    for seed in range(examples(FEW)):
        suspensions = Counter[Shirt]()
        gone: set[Shirt] = set()
        for one in played("handball", seed):
            assert one.player not in gone
            if one.player is None:
                continue
            suspensions[one.player] += one.kind == StatisticType.TWO_MINUTE_PENALTIES
            assert suspensions[one.player] <= 3
            if one.kind == StatisticType.RED_CARDS:
                gone.add(one.player)
                sent_off += 1
    assert sent_off


def test_batters_come_in_turn() -> None:
    game = BaseballGame(Contest(sport="baseball"), Random(1))
    for _ in play(game):
        pass
    batters = [one.player for one in incidents(game.state)]
    assert len(batters) > 3
    assert all(batter is not None and batter.place < 9 for batter in batters)


def test_a_lineup_without_anybody_left_stays_as_it_is() -> None:
    lineup = Lineup(HOME, [1.0] * 11, Random(1))
    came = [lineup.substitute() for _ in range(SQUAD - 11)]
    assert len(set(came)) == SQUAD - 11
    again = lineup.anyone()
    assert lineup.replace(again) == again


def test_the_takers_of_a_shoot_out_are_all_before_one_is_twice() -> None:
    lineup = Lineup(HOME, [0.1, 1.0, 3.0], Random(1))
    assert [lineup.taker(attempt).place for attempt in range(4)] == [2, 1, 0, 2]
