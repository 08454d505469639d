"""The rounds and the table of a league, and who may still win it."""

from collections import Counter
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sizes import examples
from touchline.simulator.outrights.table import (
    Odds,
    Pairing,
    Row,
    out_of_reach,
    rounds,
    title_chances,
)

EVEN = Odds(0.4, 0.2, 0.4)


@pytest.mark.parametrize("count", [2, 4, 12, 20])
def test_everybody_meets_everybody_at_home_and_away(count: int) -> None:
    season = rounds(list(range(count)))
    assert len(season) == 2 * (count - 1)
    pairings = [pairing for pairings in season for pairing in pairings]
    assert Counter(pairings) == {
        Pairing(home, away): 1 for home, away in product(range(count), repeat=2) if home != away
    }
    for played in season:
        assert sorted(team for pairing in played for team in pairing) == list(range(count))


def test_a_team_plays_at_home_every_other_time_or_nearly() -> None:
    for team in range(12):
        at_home = [
            any(pairing.home == team for pairing in played) for played in rounds(list(range(12)))
        ]
        in_a_row = max(
            len(run) for run in "".join("H" if home else "A" for home in at_home).split("A")
        )
        assert in_a_row <= 3


def test_a_row_counts_points_and_goals() -> None:
    row = Row()
    for scored, conceded in ((3, 1), (1, 1), (0, 2)):
        row.add(scored, conceded)
    assert row == Row(played=3, points=4, difference=0, scored=4)


def test_a_team_is_out_once_it_cannot_have_as_many_points() -> None:
    table = {1: Row(points=10), 2: Row(points=7), 3: Row(points=6)}
    assert out_of_reach(table, {1: 1, 2: 1, 3: 1}) == {3}
    assert out_of_reach(table, {1: 0, 2: 0, 3: 2}) == {2}


def test_the_champion_is_first_in_the_end() -> None:
    table = {
        1: Row(points=9, difference=2, scored=5),
        2: Row(points=9, difference=2, scored=6),
        3: Row(points=6, difference=9, scored=9),
    }
    assert title_chances(table, {}) == {1: 0.0, 2: 1.0, 3: 0.0}


def test_one_match_decides_between_two() -> None:
    table = {1: Row(points=4, difference=1), 2: Row(points=4), 3: Row(points=0)}
    chances = title_chances(table, {Pairing(1, 2): Odds(0.5, 0.3, 0.2)})
    assert chances[3] == 0
    assert chances[1] > 0.75
    assert sum(chances.values()) == pytest.approx(1)


rows = st.builds(
    Row, points=st.integers(0, 30), difference=st.integers(-9, 9), scored=st.integers(0, 40)
)


@given(st.lists(rows, min_size=4, max_size=4), st.integers(0, 12))
@settings(max_examples=examples(50))
def test_chances_add_up_and_leave_out_who_is_out(found: list[Row], left: int) -> None:
    table = dict(enumerate(found))
    pairings = [pairing for played in rounds(list(table)) for pairing in played]
    coming = dict.fromkeys(pairings[len(pairings) - left :], EVEN)
    chances = title_chances(table, coming)
    assert sum(chances.values()) == pytest.approx(1)
    played = Counter(team for pairing in coming for team in pairing)
    out = out_of_reach(table, {team: played[team] for team in table})
    assert all(chances[team] == 0 for team in out)


def test_chances_are_near_those_of_many_seasons() -> None:
    table = {
        team: Row(points=points) for team, points in enumerate((20, 19, 18, 17, 15, 12, 10, 9))
    }
    pairings = [pairing for played in rounds(list(table)) for pairing in played]
    coming = dict.fromkeys(pairings[len(pairings) // 2 :], Odds(0.5, 0.2, 0.3))
    random, won, seasons = Random(1), Counter[int](), 2_000
    for _ in range(seasons):
        points = {team: row.points + random.random() / 2 for team, row in table.items()}
        for pairing, odds in coming.items():
            result = random.choices("HDA", odds)[0]
            points[pairing.home] += {"H": 3, "D": 1, "A": 0}[result]
            points[pairing.away] += {"A": 3, "D": 1, "H": 0}[result]
        won[max(points, key=points.__getitem__)] += 1
    for team, chance in title_chances(table, coming).items():
        assert abs(chance - won[team] / seasons) < 0.05
