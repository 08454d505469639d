"""The world that matches are made up in: leagues, teams and players that do not exist.

All of it is data in the TOML files beside this module. Towns and regions may be real, nobody
else is. Ids are numbers of ranges of our own and stay when something is added.
"""

from collections.abc import Mapping
from typing import NamedTuple

from touchline.simulator.world.build import load_leagues
from touchline.simulator.world.league import League, Season
from touchline.simulator.world.teams import (
    Gender,
    Location,
    Surface,
    Team,
    TeamKind,
    Texts,
    Town,
    Venue,
)

__all__ = [
    "Gender",
    "League",
    "Location",
    "Names",
    "Season",
    "Surface",
    "Team",
    "TeamKind",
    "Texts",
    "Town",
    "Venue",
    "World",
]


class Names(NamedTuple):
    """Names by id and locale, of teams only where the locale matters."""

    teams: Mapping[int, Texts]
    competitions: Mapping[int, Texts]


class World:
    """Every league, with its teams."""

    def __init__(self) -> None:
        """Read the tables, once in a process.

        Raises ValueError: a table is wrong.
        """
        self.leagues = load_leagues()

    @property
    def sports(self) -> tuple[str, ...]:
        """The slugs of the sports that have leagues."""
        return tuple(dict.fromkeys(league.sport for league in self.leagues))

    def leagues_of(self, sport: str) -> tuple[League, ...]:
        """Return the leagues of a sport, which is named by its slug."""
        return tuple(league for league in self.leagues if league.sport == sport)

    def names(self) -> Names:
        """Return what teams and leagues are called in other languages."""
        return Names(
            teams={
                team.id: team.names
                for league in self.leagues
                for team in league.teams
                if team.names
            },
            competitions={league.id: league.names for league in self.leagues},
        )
