"""A league: its teams, the rules that they play by, and its seasons."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, NamedTuple

import msgspec

from touchline.model.catalogue import sport_by_slug
from touchline.model.translations import Texts
from touchline.simulator.contest import Contest
from touchline.simulator.world.teams import Gender, Location, Team, Venue

_SEASON_BEGINS: Final = 7
"""The month in which a season begins that runs from summer to summer."""
_LAST_ROUNDS: Final[Mapping[int, str]] = {8: "Quarter-finals", 4: "Semi-finals", 2: "Final"}


class Season(NamedTuple):
    """A season: the year in which it begins, and its name."""

    id: int
    name: str


class League(msgspec.Struct, frozen=True, kw_only=True):
    """A competition and who takes part in it.

    `names` holds the name in every locale, `lasts` the mean time (ms) from the start of a match
    to its end, `rests` how long (ms) a team rests between two matches, where there are enough
    teams. In a knock-out all matches must be decided, and the number of teams is a power of 2.
    Cups share teams with leagues.
    """

    id: int
    name: str
    names: Texts
    location: Location
    sport: str
    teams: tuple[Team, ...]
    lasts: int
    rests: int
    variant: str = ""
    gender: Gender = Gender.MEN
    is_knock_out: bool = False
    has_home_side: bool = True
    is_yearly: bool = False
    venue: Venue | None = None

    @property
    def sport_id(self) -> int:
        """The feed's number of the sport."""
        sport = sport_by_slug(self.sport)
        if sport is None:
            raise ValueError(f"no sport of the catalogue: {self.sport}")
        return sport.feed_id

    def contest(self, home: Team, away: Team) -> Contest:
        """Return a match of two teams as it is drawn up."""
        return Contest(
            sport=self.sport,
            home=home.rating,
            away=away.rating,
            variant=self.variant,
            must_be_decided=self.is_knock_out,
            has_home_side=self.has_home_side,
        )

    def venue_of(self, home: Team) -> Venue | None:
        """Return where a team is at home in this league."""
        return self.venue or home.venue

    def season_of(self, at: int) -> Season:
        """Return the season to which a time (unix ms) belongs."""
        moment = datetime.fromtimestamp(at / 1000, UTC)
        if self.is_yearly:
            return Season(moment.year, str(moment.year))
        year = moment.year - (moment.month < _SEASON_BEGINS)
        return Season(year, f"{year}/{year + 1}")

    def round_name(self, number: int) -> str:
        """Return the name of a round; of a knock-out's, the number counts who is left."""
        if not self.is_knock_out:
            return f"Round {number}"
        return _LAST_ROUNDS.get(number, f"Round of {number}")
