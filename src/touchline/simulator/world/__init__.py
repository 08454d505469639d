"""The world that matches are made up in: leagues, teams and players that do not exist.

All of it is data in the TOML files beside this module. Towns and regions may be real, nobody
else is. Ids are numbers of ranges of our own and stay when something is added.
"""

from touchline.model.translations import Translations
from touchline.simulator.world.build import load_leagues
from touchline.simulator.world.league import League, Season
from touchline.simulator.world.teams import (
    Gender,
    Location,
    Surface,
    Team,
    TeamKind,
    Town,
    Venue,
)

__all__ = [
    "Gender",
    "League",
    "Location",
    "Season",
    "Surface",
    "Team",
    "TeamKind",
    "Town",
    "Venue",
    "World",
]


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

    def translations(self) -> Translations:
        """Return what teams and leagues are called in other languages.

        Teams are among them only where the language matters.
        """
        return Translations(
            teams={
                team.id: team.names
                for league in self.leagues
                for team in league.teams
                if team.names
            },
            competitions={league.id: league.names for league in self.leagues},
        )
