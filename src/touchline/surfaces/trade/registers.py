"""Incidents, places, participants, seasons and tours, as far as catalogue and picture know."""

from collections.abc import Iterable
from typing import Any, Final

from touchline.model.catalogue import DEFAULT_LOCALE, SPORTS, statistic
from touchline.model.catalogue.statuses import STATISTICS
from touchline.model.event import Event
from touchline.model.fixture import Participant
from touchline.surfaces.trade.languages import sport_name
from touchline.surfaces.trade.lists import participants_of, sports_said
from touchline.surfaces.trade.requests import ListFilter, ListRequest, read_day

Row = dict[str, Any]
_EVERY: Final = ListFilter()
_PAGE: Final = 100


def incidents(events: Iterable[Event], request: ListRequest) -> Row:
    """Return what the catalogue calls incidents and statistics, sport by sport.

    Nothing says when they were made, so none is older or newer than a date.
    """
    chosen = request.filter or _EVERY
    if chosen.from_ is not None:
        read_day(chosen.from_, "Filter.From")
    named = dict(sports_said(events))
    texts = [text.casefold() for text in chosen.search_text or ()]
    rows = [
        {
            "SportId": sport.feed_id,
            "SportName": sport_name(sport.feed_id, named.get(sport.feed_id), DEFAULT_LOCALE),
            "IncidentId": number,
            "IncidentName": statistic(number).name,
            "Description": None,
            "LastUpdate": None,
            "CreationDate": None,
        }
        for sport in SPORTS
        if not chosen.sports or sport.feed_id in chosen.sports
        for number in STATISTICS
        # 0 says that nothing is said.
        if number
        and (not chosen.ids or number in chosen.ids)
        and (not texts or any(text in statistic(number).name.casefold() for text in texts))
    ]
    return _page(rows, request)


def venues(events: Iterable[Event], request: ListRequest) -> Row:
    """Return the venues of events."""
    return {"Data": _places(events, request, "VenueId", ("id", "country", "state", "city"))}


def cities(events: Iterable[Event], request: ListRequest) -> Row:
    """Return the cities of events' venues."""
    return {"Data": _places(events, request, "CityId", ("city", "country", "state"))}


def states(events: Iterable[Event], request: ListRequest) -> Row:
    """Return the states of events' venues."""
    return {"Data": _places(events, request, "StateId", ("state", "country"))}


def participants(events: Iterable[Event], request: ListRequest) -> Row:
    """Return who takes part in events, with the location of the event that was heard of last."""
    chosen = request.filter or _EVERY
    found: dict[int, Row] = {}
    for event in events:
        said = event.fixture or event.outright.value
        sport = said.sport.id if said is not None and said.sport is not None else None
        location = said.location.id if said is not None and said.location is not None else None
        for one in participants_of(event):
            if one.id is not None and _is_chosen(one, sport, location, chosen):
                found[one.id] = {
                    "Id": one.id,
                    "SportId": sport,
                    "LocationId": location,
                    "Name": one.name,
                    "Gender": one.gender,
                    "AgeCategory": one.age_category,
                    "Type": one.type,
                }
    return _page([found[number] for number in sorted(found)], request)


def seasons(events: Iterable[Event], request: ListRequest) -> Row:
    """Return the seasons of events."""
    named = {}
    for event in events:
        said = event.fixture or event.outright.value
        if said is not None and said.season is not None:
            named[said.season.id] = said.season.name
    return {
        "Seasons": [
            {"SeasonId": number, "SeasonName": name}
            for number, name in sorted(named.items())
            if request.season_id is None or number == request.season_id
        ]
    }


def tours(events: Iterable[Event], request: ListRequest) -> Row:
    """Return the tours of leagues; feeds give them a number and no name."""
    found: dict[int, Row] = {}
    for event in events:
        said = event.fixture
        tour = said.league.tour if said is not None and said.league is not None else None
        if said is None or not isinstance(tour, int) or request.tour_id not in (None, tour):
            continue
        sport = said.sport
        if request.sport_id is not None and (sport is None or sport.id != request.sport_id):
            continue
        found[tour] = {
            "TourId": tour,
            "TourName": None,
            "SportId": None if sport is None else sport.id,
            "SportName": None if sport is None else sport.name,
        }
    return {"Tours": [found[number] for number in sorted(found)]}


def _is_chosen(
    one: Participant, sport: int | None, location: int | None, chosen: ListFilter
) -> bool:
    return (
        (not chosen.ids or one.id in chosen.ids)
        and (not chosen.sport_ids or sport in chosen.sport_ids)
        and (not chosen.location_ids or location in chosen.location_ids)
        and (chosen.name is None or chosen.name.casefold() in (one.name or "").casefold())
        and chosen.gender in (None, one.gender)
        and chosen.age_category in (None, one.age_category)
        and chosen.type in (None, one.type)
    )


def _places(
    events: Iterable[Event], request: ListRequest, key: str, levels: tuple[str, ...]
) -> list[Row]:
    """Return places of one level with what they are in, from the smallest out."""
    chosen = request.filter or _EVERY
    found: dict[int, Row] = {}
    for event in events:
        said = event.fixture or event.outright.value
        venue = said.venue if said is not None else None
        if venue is None:
            continue
        around = {"country": venue.country, "state": venue.state, "city": venue.city}
        place = venue if levels[0] == "id" else around[levels[0]]
        ids = {"venue": venue.id} | {
            level: None if one is None else one.id for level, one in around.items()
        }
        wanted = {
            "venue": chosen.venue_ids,
            "country": chosen.country_ids,
            "state": chosen.state_ids,
            "city": chosen.city_ids,
        }
        is_wanted = all(not those or ids[level] in those for level, those in wanted.items())
        if place is None or place.id is None or not is_wanted:
            continue
        found[place.id] = {key: place.id, "Name": place.name} | {
            level.capitalize(): None
            if (outer := around[level]) is None
            else {"Id": outer.id, "Name": outer.name}
            for level in levels[1:]
        }
    return [found[number] for number in sorted(found)]


def _page(rows: list[Row], request: ListRequest) -> Row:
    """Return the page that is asked for, or all where none is."""
    shown = rows
    if request.page is not None or request.page_size is not None:
        size = request.page_size or _PAGE
        start = ((request.page or 1) - 1) * size
        shown = rows[start : start + size]
    return {"Data": shown, "TotalItems": len(rows)}
