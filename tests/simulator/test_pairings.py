"""Who meets whom: the rounds of a league, and those of a knock-out until its final."""

from collections import Counter
from random import Random

import pytest

from touchline.simulator.pairings import FINAL, Pairing, Pairings
from touchline.simulator.world import League, Team, World

WORLD = World()
CUPS = [league for league in WORLD.leagues if league.is_knock_out]


def cup_of(size: int) -> League:
    return next(league for league in CUPS if len(league.teams) == size)


def played(pairings: Pairings, random: Random) -> list[tuple[Pairing, Team]]:
    """Play all the matches that are to be played until the next final, with their winners."""
    matches = []
    while True:
        pairing = pairings.take(0, {})
        assert pairing is not None
        winner = random.choice((pairing.home, pairing.away))
        matches.append((pairing, winner))
        pairings.decide(pairing, winner)
        if pairing.round == FINAL:
            return matches


@pytest.mark.parametrize("league", CUPS, ids=lambda league: f"{league.sport} {league.name}")
def test_a_knock_out_has_so_many_teams_that_it_comes_down_to_two(league: League) -> None:
    assert len(league.teams).bit_count() == 1


@pytest.mark.parametrize("size", [8, 16, 32, 64])
def test_winners_go_on_and_losers_are_out_until_the_final(size: int) -> None:
    random = Random(size)
    pairings = Pairings(cup_of(size), random)
    played(pairings, random)
    for _ in range(3):
        season = played(pairings, random)
        assert len(season) == size - 1
        rounds = Counter(pairing.round for pairing, _ in season)
        assert rounds == {left: left // 2 for left in rounds}
        out: set[int] = set()
        for pairing, winner in season:
            assert pairing.home is not pairing.away
            assert not {pairing.home.id, pairing.away.id} & out
            out.add((pairing.away if winner is pairing.home else pairing.home).id)
        assert len(out) == size - 1


@pytest.mark.parametrize("seed", range(20))
def test_the_first_season_has_begun_and_comes_to_a_final_too(seed: int) -> None:
    random = Random(seed)
    season = played(Pairings(cup_of(32), random), random)
    first = season[0][0].round
    assert first in (32, 16, 8)
    assert len(season) == first - 1


def test_nobody_meets_before_it_is_known_who_won() -> None:
    pairings = Pairings(cup_of(16), Random(1))
    count = 0
    while pairings.take(0, {}) is not None:
        count += 1
    assert count in (8, 4, 2)


def test_who_is_not_free_yet_waits() -> None:
    league = cup_of(8)
    pairings = Pairings(league, Random(1))
    busy = {team.id: 10 for team in league.teams}
    assert pairings.take(9, busy) is None
    assert pairings.take(10, busy) is not None


def test_the_last_rounds_have_names() -> None:
    cup = cup_of(16)
    assert [cup.round_name(left) for left in (16, 8, 4, 2)] == [
        "Round of 16",
        "Quarter-finals",
        "Semi-finals",
        "Final",
    ]
