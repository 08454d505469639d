"""Who takes part in outrights, read from the table beside this module."""

from datetime import time
from random import Random
from string import ascii_uppercase
from typing import Final

import msgspec

from touchline.model.catalogue import SPORTS, Sport
from touchline.model.feed_struct import Named
from touchline.simulator.data_files import read_table


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file."""


class Place(_Entry, frozen=True):
    """A location of the feed."""

    id: int
    name: str

    def named(self) -> Named:
        """Return the location as the feed says it."""
        return Named(id=self.id, name=self.name)


class Track(_Entry, frozen=True):
    """Where horses race; the first race of each day starts at a time of day (UTC)."""

    id: int
    name: str
    location: Place
    first_race: time


class _Horses(_Entry, frozen=True):
    first_id: int
    first: tuple[str, ...]
    second: tuple[str, ...]


class _People(_Entry, frozen=True):
    surnames: tuple[str, ...]


class RaceKind(_Entry, frozen=True):
    """What a race is called, and its category in the feed."""

    name: str
    category: str


class _Titles(_Entry, frozen=True):
    prefixes: tuple[str, ...]
    kinds: tuple[RaceKind, ...]


class SeasonTeam(_Entry, frozen=True):
    """A team; its rating is in standard deviations of the strengths in its league."""

    id: int
    name: str
    rating: float


class SeasonLeague(_Entry, frozen=True):
    """A league with its teams, and what to expect of their matches in goals.

    `goals` are those of a match between equals, `home` what playing at home adds to the
    difference, and `difference` what one standard deviation of strength does.
    """

    id: int
    name: str
    location: Place
    sport: str
    goals: float
    home: float
    difference: float
    teams: tuple[SeasonTeam, ...]


class _File(_Entry, frozen=True):
    tracks: tuple[Track, ...]
    horses: _Horses
    people: _People
    titles: _Titles
    league: SeasonLeague


_FILE: Final = read_table("outrights/names.toml", _File)
_SPORTS: Final = {sport.slug: sport for sport in SPORTS}
HORSE_RACING: Final[Sport] = _SPORTS["horse-racing"]
TRACKS: Final = _FILE.tracks
LEAGUE: Final = _FILE.league
LEAGUE_SPORT: Final[Sport] = _SPORTS[LEAGUE.sport]


def draw_horses(random: Random, count: int) -> list[Named]:
    """Draw so many different horses, each with its id."""
    horses = _FILE.horses
    drawn = random.sample(range(len(horses.first) * len(horses.second)), count)
    return [_horse(number) for number in drawn]


def draw_person(random: Random) -> str:
    """Draw a jockey or a trainer."""
    return f"{random.choice(ascii_uppercase)}. {random.choice(_FILE.people.surnames)}"


def draw_title(random: Random) -> tuple[str, str]:
    """Draw the title of a race and its category."""
    kind = random.choice(_FILE.titles.kinds)
    return f"{random.choice(_FILE.titles.prefixes)} {kind.name}", kind.category


def _horse(number: int) -> Named:
    horses = _FILE.horses
    first, second = divmod(number, len(horses.second))
    return Named(id=horses.first_id + number, name=f"{horses.first[first]} {horses.second[second]}")
