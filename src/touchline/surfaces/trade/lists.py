"""Sports, locations, leagues, markets and their names, as far as catalogue and picture know."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from touchline.model.catalogue import caption, sport_by_feed_id
from touchline.model.catalogue.markets import MARKETS
from touchline.model.event import Event
from touchline.model.fixture import OutrightFixture, Participant
from touchline.surfaces.trade.languages import (
    LOCALES,
    check_languages,
    known_sports,
    locale_of,
    market_name,
    sport_name,
)
from touchline.surfaces.trade.requests import (
    MarketsRequest,
    ScheduleRequest,
    TranslationRequest,
)
from touchline.surfaces.trade.selection import Scope

Row = dict[str, Any]
_OUTRIGHT: Final = 2


def sports(events: Iterable[Event], language: int | None) -> Row:
    """Return the sports of the catalogue and those of events."""
    locale = locale_of(language)
    named = known_sports() | dict(sports_said(events))
    return {
        "Sports": [
            {"Id": number, "Name": sport_name(number, name, locale)}
            for number, name in sorted(named.items())
        ]
    }


def locations(events: Iterable[Event], language: int | None) -> Row:
    """Return the locations of events; their names are the feed's in every language."""
    locale_of(language)
    return {"Locations": _rows(dict(_locations_said(events)))}


def leagues(events: Iterable[Event], scope: Scope, request: ScheduleRequest) -> Row:
    """Return the leagues of matches; subscribed are those of which the package gets a match."""
    locale_of(request.language_id)
    found: dict[tuple[int, int | None, int | None], Row] = {}
    taken = set()
    for event in events:
        said = event.fixture
        if said is None or said.league is None or not is_listed(event, request):
            continue
        sport = said.sport.id if said.sport is not None else None
        location = said.location.id if said.location is not None else None
        key = said.league.id, sport, location
        found[key] = {
            "Id": said.league.id,
            "Name": said.league.name,
            "Season": said.season.name if said.season is not None else None,
            "SportId": sport,
            "LocationId": location,
        }
        if scope.takes(event):
            taken.add(key)
    wanted = {0: set(found), 1: set(found) - taken, 2: taken}[request.subscription_status]
    return {"Leagues": [row for key, row in found.items() if key in wanted]}


def markets(events: Iterable[Event], request: MarketsRequest) -> Row:
    """Return the markets of the catalogue and of events; every one is settled in its time."""
    locale = locale_of(request.language_id)
    is_narrow = request.sport_ids or request.league_ids or request.location_ids
    named: dict[int, str | None] = {}
    if not is_narrow and request.market_type != _OUTRIGHT:
        named = {kind.id: kind.name for kind in MARKETS.values() if kind.id}
    about = ScheduleRequest(
        package_id=request.package_id,
        sport_ids=request.sport_ids,
        location_ids=request.location_ids,
        league_ids=request.league_ids,
    )
    for event in events:
        kind = 1 if event.fixture is not None else _OUTRIGHT
        if request.market_type in (None, 0, kind) and is_listed(event, about):
            named |= _markets_said(event)
    if request.is_settleable is False:
        named = {}
    return {
        "Markets": [
            {"Id": number, "Name": market_name(number, name, locale), "IsSettleable": True}
            for number, name in sorted(named.items())
            if not request.market_ids or number in request.market_ids
        ]
    }


def translations(events: Iterable[Event], request: TranslationRequest) -> Row:
    """Return names of what is asked for; a list that is empty asks for nothing of its kind."""
    check_languages(request.languages)
    if not request.languages:
        check_languages([0])
    events = list(events)
    known: dict[int, str | None] = {kind.id: kind.name for kind in MARKETS.values() if kind.id}
    for event in events:
        known |= _markets_said(event)
    people = {
        one.id: one.name for event in events for one in participants_of(event) if one.id is not None
    }
    kinds: Mapping[str, tuple[frozenset[int], Mapping[int, str | None]]] = {
        "Sports": (request.sport_ids, known_sports() | dict(sports_said(events))),
        "Leagues": (request.league_ids, dict(_leagues_said(events))),
        "Locations": (request.location_ids, dict(_locations_said(events))),
        "Markets": (request.market_ids, known),
        "Participants": (request.participant_ids, people),
    }
    return {
        kind: {
            str(number): [
                {"LanguageId": one, "Value": _name(kind, number, named[number], one)}
                for one in dict.fromkeys(request.languages)
            ]
            for number in sorted(ids)
            if number in named
        }
        for kind, (ids, named) in kinds.items()
    }


def is_listed(event: Event, request: ScheduleRequest) -> bool:
    """Tell whether a request lists an event by sport, location and league."""
    said = event.fixture or event.outright.value
    if said is None:
        return False
    league = None if isinstance(said, OutrightFixture) else said.league
    return all(
        not ids or (one is not None and one.id in ids)
        for ids, one in (
            (request.sport_ids, said.sport),
            (request.location_ids, said.location),
            (request.league_ids, league),
        )
    )


def _rows(named: Mapping[int, str | None]) -> list[Row]:
    return [{"Id": number, "Name": name} for number, name in sorted(named.items())]


def _name(kind: str, number: int, name: str | None, language: int) -> str | None:
    locale = LOCALES.get(language, "en")
    if kind == "Sports":
        return sport_name(number, name, locale)
    return market_name(number, name, locale) if kind == "Markets" else name


def sports_said(events: Iterable[Event]) -> Iterator[tuple[int, str]]:
    """Yield the sports of events by number, as feeds call them."""
    for event in events:
        said = event.fixture or event.outright.value
        if said is not None and said.sport is not None:
            yield said.sport.id, said.sport.name or caption(sport_by_feed_id(said.sport.id).caption)


def _locations_said(events: Iterable[Event]) -> Iterator[tuple[int, str | None]]:
    for event in events:
        said = event.fixture or event.outright.value
        if said is not None and said.location is not None:
            yield said.location.id, said.location.name


def _leagues_said(events: Iterable[Event]) -> Iterator[tuple[int, str | None]]:
    for event in events:
        if event.fixture is not None and event.fixture.league is not None:
            yield event.fixture.league.id, event.fixture.league.name


def _markets_said(event: Event) -> dict[int, str | None]:
    return {number: market.name.value for number, market in event.markets.items()}


def participants_of(event: Event) -> list[Participant]:
    """Return who takes part in an event."""
    said = event.fixture or event.outright.value
    return (said.participants if said is not None else None) or []
