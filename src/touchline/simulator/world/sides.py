"""The teams of a league, made from the patterns of their names."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from random import Random
from statistics import NormalDist, fmean, pstdev
from typing import Final

from touchline.model.catalogue import DEFAULT_LOCALE, LOCALES
from touchline.simulator.world.tables import (
    INDOORS,
    CountryEntry,
    LeagueEntry,
    Localised,
    Tables,
    VenueKind,
)
from touchline.simulator.world.teams import Location, Surface, Team, TeamKind, Town, Venue

_TEAMS_A_LEAGUE: Final = 1_000
"""How many team ids there are for each league id, and town ids for each location id."""
_WOMEN: Final = Localised(en="{team} Women", es="{team} Femenino", pt="{team} Feminino")
_NATIONAL_WOMEN: Final = Localised(en="{team} Women", es="{team} Femenina", pt="{team} Feminina")
"""A club is masculine, a national selection feminine, whatever the gender of the country."""


def location_of(country: CountryEntry) -> Location:
    """Return the location of the feed that a country is."""
    return Location(country.id, country.name, country.hours)


def venue_of(
    venue_id: int,
    tables: Tables,
    country: CountryEntry,
    place: int,
    kind: VenueKind,
    *,
    indoors: bool = False,
    surface: Surface | None = None,
) -> Venue:
    """Return the venue of a kind in the town at a place of the country's list."""
    patterns = tables.venues.get(country.language, {}).get(kind) or tables.venues["en"][kind]
    town = country.towns[place]
    return Venue(
        id=venue_id,
        name=patterns[place % len(patterns)].format(town=town),
        town=Town(country.id * _TEAMS_A_LEAGUE + place + 1, town),
        location=location_of(country),
        is_indoors=indoors or kind in INDOORS,
        surface=surface,
    )


def clubs(league_id: int, entry: LeagueEntry, tables: Tables, kind: VenueKind) -> Iterator[Team]:
    """Yield one club in each town of a league."""
    country = tables.places[entry.country]
    patterns = tables.clubs[entry.clubs or ""]
    ratings = _ratings(league_id, entry.sides)
    for index, rating in enumerate(ratings):
        place = entry.first + index
        name = patterns[(place + entry.shift) % len(patterns)].format(town=country.towns[place])
        names = _WOMEN.texts(team=name) if entry.women else {}
        team_id = _team_id(league_id, index)
        yield Team(
            id=team_id,
            name=names.get(DEFAULT_LOCALE, name),
            names=names,
            kind=TeamKind.CLUB,
            rating=rating,
            venue=venue_of(team_id, tables, country, place, kind),
        )


def nations(league_id: int, entry: LeagueEntry, tables: Tables) -> Iterator[Team]:
    """Yield the national teams of a league, who are listed from the strongest on."""
    ratings = sorted(_ratings(league_id, len(entry.nations)), reverse=True)
    for index, (code, rating) in enumerate(zip(entry.nations, ratings, strict=True)):
        nation = _nation(code, tables)
        names = _NATIONAL_WOMEN.texts(team=nation) if entry.women else nation.texts()
        yield Team(
            id=_team_id(league_id, index),
            name=names[DEFAULT_LOCALE],
            names=names,
            kind=TeamKind.NATIONAL,
            rating=rating,
        )


def players(league_id: int, names: Iterable[str]) -> Iterator[Team]:
    """Yield the players of a tournament."""
    entered = tuple(names)
    for index, (name, rating) in enumerate(
        zip(entered, _ratings(league_id, len(entered)), strict=True)
    ):
        yield Team(
            id=_team_id(league_id, index), name=name, kind=TeamKind.INDIVIDUAL, rating=rating
        )


def full_names(tables: Tables, *, women: bool) -> Iterator[str]:
    """Yield names of people, every territory in turn, none twice.

    They come to an end when a territory has no more surnames with other first names.
    """
    turn = 0
    while True:
        for people in tables.people.values():
            first = people.women if women else people.men
            lap, place = divmod(turn, len(people.surnames))
            if lap == len(first):
                return
            yield f"{first[(place + lap) % len(first)]} {people.surnames[place]}"
        turn += 1


def _team_id(league_id: int, index: int) -> int:
    return league_id * _TEAMS_A_LEAGUE + index + 1


def _ratings(league_id: int, count: int) -> Sequence[float]:
    """Return standard normal strengths of which the mean is 0 and the deviation 1."""
    random = Random(league_id)
    normal = NormalDist()
    drawn = [normal.inv_cdf(random.random()) for _ in range(count)]
    mean, deviation = fmean(drawn), pstdev(drawn)
    return [round((strength - mean) / deviation, 3) for strength in drawn]


def _nation(code: str, tables: Tables) -> Localised:
    """Return the name of a nation, in English as the feed calls its location."""
    named = tables.nations.get(code)
    if named is not None:
        return named
    texts = {locale: _territories(locale)[code] for locale in LOCALES}
    for country in tables.places.values():
        if country.code == code:
            texts[DEFAULT_LOCALE] = country.name
    return Localised(**texts)


@lru_cache(maxsize=len(LOCALES))
def _territories(locale: str) -> Mapping[str, str]:
    # Locale data is read from disk, and only by those who need it.
    from babel import Locale

    return dict(Locale.parse(locale).territories)
