"""The prematch family of v1: sports, leagues and events that are live or still to come."""

from collections.abc import Iterable
from typing import Final

import msgspec

from touchline.board.facts import is_completed, is_listed, is_live
from touchline.board.parts import sport_of
from touchline.board.picture import Picture
from touchline.model.catalogue import SPORTS, Sport, league_priority
from touchline.model.event import Event
from touchline.model.instants import milliseconds
from touchline.surfaces.negotiation import Made, content_tag
from touchline.surfaces.routing import Asked
from touchline.surfaces.v1.live import Live, path_id
from touchline.surfaces.v1.structs import LeagueRow, SportRow
from touchline.surfaces.v1.views import current_event, league_name

SPORTS_TTL: Final = 600
"""Seconds, as reference rest-apis 1.2 lists them."""
LEAGUES_TTL: Final = 300
EVENTS_TTL: Final = 30
EVENT_TTL: Final = 60

_encode = msgspec.json.Encoder().encode


class Prematch:
    """Answers from one picture."""

    def __init__(self, picture: Picture, live: Live, id_offset: int) -> None:
        """Show a picture; `live` knows its leagues."""
        self._live = live
        self._picture = picture
        self._id_offset = id_offset

    def sports(self, asked: Asked) -> Made:
        """Answer /sports: the catalogue's, and whatever else the feed brings."""
        sports: dict[int, Sport] = {sport.v1.id: sport for sport in SPORTS}
        live: dict[int, int] = {}
        total: dict[int, int] = {}
        for event in self._current():
            sport = sport_of(event)
            sports.setdefault(sport.v1.id, sport)
            live[sport.v1.id] = live.get(sport.v1.id, 0) + is_live(event)
            total[sport.v1.id] = total.get(sport.v1.id, 0) + 1
        rows = [
            SportRow(
                id=sport_id,
                name=sport.v1.name,
                slug=sport.v1.slug,
                live_count=live.get(sport_id, 0),
                event_count=total.get(sport_id, 0),
            )
            for sport_id, sport in sorted(sports.items())
        ]
        return self._made({"data": rows, "count": len(rows)}, SPORTS_TTL, asked)

    def leagues(self, asked: Asked) -> Made:
        """Answer /sports/{id}/leagues; a sport without events is an empty list."""
        sport_id = path_id(asked, "id")
        events = [event for event in self._current() if sport_of(event).v1.id == sport_id]
        rows: dict[int, LeagueRow] = {}
        for event in events:
            league = event.fixture.league if event.fixture is not None else None
            if league is None:
                continue
            row = rows.get(league.id)
            if row is None:
                row = rows[league.id] = LeagueRow(
                    id=league.id + self._id_offset,
                    name=league_name(event.fixture),
                    live_count=0,
                    event_count=0,
                    priority=league_priority(league.id, league.name),
                )
            row.event_count += 1
            row.live_count += is_live(event)
        ordered = sorted(rows.values(), key=lambda row: (-row.priority, -row.event_count, row.id))
        return self._made(
            {"data": ordered, "sportId": sport_id, "count": len(ordered)}, LEAGUES_TTL, asked
        )

    def league_events(self, asked: Asked) -> Made:
        """Answer /leagues/{id}/events: what is live or still to come, live ones first, by start."""
        league_id = path_id(asked, "id")
        events = [event for event in self._live.events_of_league(league_id) if _is_current(event)]
        events.sort(key=_live_first)
        rows = self._views(events[: asked.query.count], asked)
        return self._made(
            {"data": rows, "leagueId": league_id, "count": len(rows)}, EVENTS_TTL, asked
        )

    def top(self, asked: Asked) -> Made:
        """Answer /events/top: by the league's priority, live ones first, by start."""
        wanted = asked.query.sport
        events = [
            event for event in self._current() if wanted is None or sport_of(event).v1.id == wanted
        ]
        events.sort(key=lambda event: (-_priority(event), *_live_first(event)))
        rows = self._views(events[: asked.query.count], asked)
        return self._made({"data": rows, "count": len(rows)}, EVENTS_TTL, asked)

    def event(self, asked: Asked) -> Made:
        """Answer /event/{id} with the same body as the live detail."""
        return self._live.detail(asked, EVENT_TTL)

    def _current(self) -> Iterable[Event]:
        return filter(_is_current, self._picture.board.events.values())

    def _views(self, events: Iterable[Event], asked: Asked) -> list[object]:
        lens = self._live.lens(asked)
        return [current_event(event, lens, asked.now) for event in events]

    def _made(self, body: object, ttl: int, asked: Asked) -> Made:
        encoded = _encode(body)
        return Made(encoded, content_tag(encoded), ttl, self._picture.data_age(asked.now))


def _is_current(event: Event) -> bool:
    return is_listed(event) and not is_completed(event)


def _priority(event: Event) -> int:
    league = event.fixture.league if event.fixture is not None else None
    return league_priority(league.id, league.name) if league is not None else 0


def _live_first(event: Event) -> tuple[bool, int, int]:
    start = milliseconds(event.fixture.start_date) if event.fixture is not None else None
    return not is_live(event), start or 0, event.id
