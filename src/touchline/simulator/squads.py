"""The players of teams: who they are follows from the team alone."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from random import Random
from typing import Final, NamedTuple

from touchline.simulator.data_files import read_table
from touchline.simulator.match import SQUAD
from touchline.simulator.world import Team
from touchline.simulator.world.tables import CountryEntry, PeopleEntry

_AT_HOME: Final = 0.7
"""The share of the players of a team that come from its country."""


class Player(NamedTuple):
    """A player, by the number and the name in the feed."""

    id: str
    name: str


Squad = Sequence[Player]


def squad_of(team: Team, *, women: bool) -> Squad:
    """Return the squad of a team; its names are initial and surname, each another one."""
    return _squad(team.id, team.name if team.venue is None else team.venue.location.name, women)


@lru_cache(maxsize=512)
def _squad(team_id: int, country: str, women: bool) -> Squad:
    random = Random(f"squad {team_id}")
    people, home = _people(), _territories(country)
    names: dict[str, None] = {}
    while len(names) < SQUAD:
        others = home if random.random() < _AT_HOME else tuple(people)
        entry = people[random.choice(others)]
        first = random.choice(entry.women if women else entry.men)
        names[f"{first[0]}. {random.choice(entry.surnames)}"] = None
    return tuple(Player(f"{team_id}{place:02d}", name) for place, name in enumerate(names, start=1))


@cache
def _people() -> Mapping[str, PeopleEntry]:
    return read_table("world/people.toml", dict[str, PeopleEntry])


@cache
def _places() -> Mapping[str, CountryEntry]:
    """Return the countries by their English names."""
    places = read_table("world/places.toml", dict[str, CountryEntry])
    return {place.name: place for place in places.values()}


def _territories(country: str) -> Sequence[str]:
    """Return where most players come from: their team's country, or those of its language."""
    people, places = _people(), _places()
    if country not in places:
        return tuple(people)
    own = _territory(places[country])
    if own in people:
        return (own,)
    language = places[country].language
    akin = {_territory(place) for place in places.values() if place.language == language}
    return tuple(code for code in people if code in akin) or tuple(people)


def _territory(place: CountryEntry) -> str:
    return (place.code or "").partition("-")[0]
