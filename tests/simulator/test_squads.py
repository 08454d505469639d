"""Players of teams: who they are follows from the team alone."""

import unicodedata

import pytest

from touchline.simulator.match import SQUAD
from touchline.simulator.squads import squad_of
from touchline.simulator.world import Gender, Team, World

LEAGUES = World().leagues
SURNAMES = {"Spain": "Vallejo", "Germany": "Brandt", "Japan": "Kobayashi"}
"""One of the usual surnames of a country."""


def teams() -> dict[int, tuple[Team, bool]]:
    return {
        team.id: (team, league.gender is Gender.WOMEN)
        for league in LEAGUES
        for team in league.teams
    }


def test_every_team_has_a_squad_of_its_own() -> None:
    numbers: set[str] = set()
    for team, women in teams().values():
        squad = squad_of(team, women=women)
        assert len({player.name for player in squad}) == SQUAD
        assert all(player.id.startswith(str(team.id)) for player in squad)
        numbers |= {player.id for player in squad}
    assert len(numbers) == SQUAD * len(teams())


def test_names_are_an_initial_and_a_surname_in_latin_script() -> None:
    for team, women in teams().values():
        for player in squad_of(team, women=women):
            initial, _, surname = player.name.partition(". ")
            assert len(initial) == 1
            assert surname
            for letter in player.name:
                assert letter in " .-'" or unicodedata.name(letter).startswith("LATIN")


@pytest.mark.parametrize("country", sorted(SURNAMES))
def test_most_players_are_from_the_country_of_their_club(country: str) -> None:
    clubs = [
        team
        for team, women in teams().values()
        if team.venue is not None and team.venue.location.name == country and not women
    ]
    named = sum(
        SURNAMES[country] in player.name for club in clubs for player in squad_of(club, women=False)
    )
    # One of thirteen surnames, of seven players in ten.
    assert named == pytest.approx(len(clubs) * SQUAD * 0.7 / 13, rel=0.5)
