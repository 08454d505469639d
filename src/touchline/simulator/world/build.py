"""The leagues of the world, made from its tables."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from touchline.model.catalogue import DEFAULT_LOCALE, sport_by_slug
from touchline.simulator.world import sides
from touchline.simulator.world.league import League
from touchline.simulator.world.tables import LeagueEntry, Tables, read_tables
from touchline.simulator.world.teams import Gender, Surface, Team, Venue

_FIRST_LEAGUE_ID: Final = 61_000
_LEAGUES_A_SPORT: Final = 100
_MINUTE_MS: Final = 60_000
_HOUR_MS: Final = 60 * _MINUTE_MS


@lru_cache(maxsize=1)
def load_leagues() -> tuple[League, ...]:
    """Return every league of the tables.

    Raises ValueError: a table is wrong.
    """
    return build_leagues(read_tables())


def build_leagues(tables: Tables) -> tuple[League, ...]:
    """Return the leagues of some tables, sport by sport in their order.

    Raises ValueError: a sport is not one of the catalogue.
    """
    return tuple(league for slug in tables.leagues for league in _Sport(slug, tables).leagues())


class _Sport:
    """Makes the leagues of one sport; players enter one tournament after another."""

    def __init__(self, slug: str, tables: Tables) -> None:
        sport = sport_by_slug(slug)
        if sport is None:
            raise ValueError(f"simulator/world/leagues.toml: no sport of the catalogue: {slug}")
        self._slug = slug
        self._first_id = _FIRST_LEAGUE_ID + _LEAGUES_A_SPORT * sport.v2.id
        self._tables = tables
        self._sport = tables.sports[slug]
        self._names = {women: sides.full_names(tables, women=women) for women in (False, True)}
        self._made: list[League] = []

    def leagues(self) -> Iterator[League]:
        """Yield the leagues in the order of the table."""
        for place, entry in enumerate(self._tables.leagues[self._slug], start=1):
            league = self._league(self._first_id + place, entry)
            self._made.append(league)
            yield league

    def _league(self, league_id: int, entry: LeagueEntry) -> League:
        country = self._tables.places[entry.country]
        town = country.towns[entry.first] if country.towns else country.name
        names = self._tables.titles[entry.title].texts(sport=self._sport.word, town=town)
        is_open = entry.surface is not None
        return League(
            id=league_id,
            name=names[DEFAULT_LOCALE],
            names=names,
            location=sides.location_of(country),
            sport=self._slug,
            teams=tuple(self._teams(league_id, entry)),
            lasts=self._sport.minutes[entry.variant] * _MINUTE_MS,
            rests=self._sport.rest_hours * _HOUR_MS,
            variant=entry.variant,
            gender=Gender.WOMEN if entry.women else Gender.MEN,
            is_knock_out=is_open or bool(entry.nations) or entry.cup_of is not None,
            has_home_side=not (is_open or entry.nations),
            is_yearly=entry.yearly,
            venue=self._courts(league_id, entry),
        )

    def _teams(self, league_id: int, entry: LeagueEntry) -> Iterator[Team]:
        if entry.cup_of is not None:
            return iter(self._made[entry.cup_of - 1].teams[: entry.sides])
        if entry.nations:
            return sides.nations(league_id, entry, self._tables)
        if entry.surface is not None:
            return sides.players(league_id, islice(self._names[entry.women], entry.sides))
        return sides.clubs(league_id, entry, self._tables, self._sport.venue)

    def _courts(self, league_id: int, entry: LeagueEntry) -> Venue | None:
        if entry.surface is None:
            return None
        return sides.venue_of(
            league_id,
            self._tables,
            self._tables.places[entry.country],
            entry.first,
            self._sport.venue,
            indoors=entry.indoors,
            surface=Surface[entry.surface.upper()],
        )
