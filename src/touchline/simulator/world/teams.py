"""Who plays, and where."""

from enum import IntEnum

import msgspec

from touchline.model.catalogue import DEFAULT_LOCALE
from touchline.model.translations import Texts


class TeamKind(IntEnum):
    """What takes part, in the feed's numbers (reference feed-protocol 3, ParticipantType)."""

    CLUB = 1
    NATIONAL = 2
    INDIVIDUAL = 3


class Gender(IntEnum):
    """Who is on the field, in the feed's numbers (reference feed-protocol 3)."""

    MEN = 1
    WOMEN = 2


class Surface(IntEnum):
    """What a court is made of, in the feed's numbers (reference feed-protocol 3)."""

    GRASS = 0
    HARD = 1
    CLAY = 2


class Location(msgspec.Struct, frozen=True):
    """A region of the feed; `hours` are ahead of UTC, None where there is no one clock."""

    id: int
    name: str
    hours: int | None = None


class Town(msgspec.Struct, frozen=True):
    """Where a venue stands."""

    id: int
    name: str


class Venue(msgspec.Struct, frozen=True, kw_only=True):
    """Where matches are played; only courts have a surface."""

    id: int
    name: str
    town: Town
    location: Location
    is_indoors: bool
    surface: Surface | None = None


class Team(msgspec.Struct, frozen=True, kw_only=True):
    """A side: a club, a nation or a player.

    `name` is English; `names` holds it in the locales where it is another, if there are any.
    `rating` is in standard deviations within the league.
    """

    id: int
    name: str
    kind: TeamKind
    rating: float
    names: Texts = {}
    venue: Venue | None = None

    def named(self, locale: str) -> str:
        """Return the name in a locale."""
        return self.names.get(locale) or self.names.get(DEFAULT_LOCALE) or self.name
