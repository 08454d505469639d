"""The shapes of the world's TOML files, and reading them."""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from touchline.simulator.data_files import read_table

VenueKind = Literal["stadium", "hall", "rink", "park", "courts"]
SurfaceName = Literal["grass", "hard", "clay"]

INDOORS: Final[frozenset[VenueKind]] = frozenset({"hall", "rink"})
"""Kinds of venues that have a roof."""


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    """A table of a file: what it leaves out has the default."""


class CountryEntry(_Entry):
    """A location of the feed with its towns; `hours` are ahead of UTC, None for no one clock."""

    id: int
    name: str
    language: str
    towns: tuple[str, ...]
    code: str | None = None
    hours: int | None = None


class Localised(_Entry):
    """A text in every locale of v2."""

    en: str
    es: str
    pt: str

    def texts(self, **places: "Localised | str") -> dict[str, str]:
        """Return the text by locale, with its places filled in."""
        return {
            locale: getattr(self, locale).format(
                **{
                    place: value if isinstance(value, str) else getattr(value, locale)
                    for place, value in places.items()
                }
            )
            for locale in self.__struct_fields__
        }


class SportEntry(_Entry):
    """What leagues need to know of their sport; `minutes` by variant (see sports.toml)."""

    word: Localised
    venue: VenueKind
    minutes: dict[str, int]
    rest_hours: int


class PeopleEntry(_Entry):
    """Names of people of one territory."""

    men: tuple[str, ...]
    women: tuple[str, ...]
    surnames: tuple[str, ...]


class LeagueEntry(_Entry):
    """A league: where, what it is called, and who is in it (see leagues.toml)."""

    country: str
    title: str
    clubs: str | None = None
    nations: tuple[str, ...] = ()
    cup_of: int | None = None
    first: int = 0
    sides: int = 0
    shift: int = 0
    variant: str = ""
    women: bool = False
    yearly: bool = False
    surface: SurfaceName | None = None
    indoors: bool = False


class Tables(_Entry):
    """All files, each by the keys of its tables; leagues by the slug of their sport."""

    places: Mapping[str, CountryEntry]
    nations: Mapping[str, Localised]
    clubs: Mapping[str, tuple[str, ...]]
    venues: Mapping[str, Mapping[VenueKind, tuple[str, ...]]]
    people: Mapping[str, PeopleEntry]
    sports: Mapping[str, SportEntry]
    titles: Mapping[str, Localised]
    leagues: Mapping[str, tuple[LeagueEntry, ...]]


def read_tables() -> Tables:
    """Return the content of the files beside this module.

    Raises ValueError: a file does not have its shape.
    """
    return Tables(
        places=read_table("world/places.toml", dict[str, CountryEntry]),
        nations=read_table("world/nations.toml", dict[str, Localised]),
        clubs=read_table("world/clubs.toml", dict[str, tuple[str, ...]]),
        venues=read_table("world/venues.toml", dict[str, dict[VenueKind, tuple[str, ...]]]),
        people=read_table("world/people.toml", dict[str, PeopleEntry]),
        sports=read_table("world/sports.toml", dict[str, SportEntry]),
        titles=read_table("world/titles.toml", dict[str, Localised]),
        leagues=read_table("world/leagues.toml", dict[str, tuple[LeagueEntry, ...]]),
    )
