"""The prematch family of v1: sports, leagues and events that are live or still to come."""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from touchline.board.facts import is_live
from touchline.model.catalogue import SPORTS, Sport, league_priority
from touchline.model.event import Event
from touchline.surfaces.memo import Bodies, Kept
from touchline.surfaces.negotiation import Made
from touchline.surfaces.routing import Asked
from touchline.surfaces.v1.current import Current
from touchline.surfaces.v1.live import Live, path_id
from touchline.surfaces.v1.queries import LEAGUE, SPORT
from touchline.surfaces.v1.structs import LeagueRow, Leagues, SportRow, Sports
from touchline.surfaces.v1.views import current_row, league_name

SPORTS_TTL: Final = 600
"""Seconds, as reference rest-apis 1.2 lists them."""
LEAGUES_TTL: Final = 300
EVENTS_TTL: Final = 30
EVENT_TTL: Final = 60

_encode = msgspec.json.Encoder().encode


class Prematch:
    """Answers from one picture; what was counted is kept until events move."""

    def __init__(self, current: Current, live: Live, id_offset: int, kept: Kept) -> None:
        """Count the events of `current`; `live` writes them. So much is `kept`."""
        self._current = current
        self._live = live
        self._id_offset = id_offset
        self._bodies = Bodies(kept.bodies)

    def sports(self, asked: Asked) -> Made:
        """Answer /sports: the catalogue's, and whatever else the feed brings."""
        return self._counted(None, self._sports, SPORTS_TTL, asked)

    def leagues(self, asked: Asked) -> Made:
        """Answer /sports/{id}/leagues; a sport without events is an empty list."""
        sport_id = path_id(asked, "id", SPORT)
        return self._counted(sport_id, lambda: self._leagues(sport_id), LEAGUES_TTL, asked)

    def league_events(self, asked: Asked) -> Made:
        """Answer /leagues/{id}/events: what is live or still to come, live ones first, by start."""
        league_id = path_id(asked, "id", LEAGUE)
        events = self._live.events_of_league(league_id)[: asked.query.count]
        return self._live.list_of(
            events, current_row, EVENTS_TTL, asked, b'"leagueId":%d,' % league_id
        )

    def top(self, asked: Asked) -> Made:
        """Answer /events/top: by the league's priority, live ones first, by start."""
        wanted, listing = asked.query.sport, self._current.listing
        events = listing.top if wanted is None else listing.top_by_sport.get(wanted, ())
        return self._live.list_of(events[: asked.query.count], current_row, EVENTS_TTL, asked)

    def event(self, asked: Asked) -> Made:
        """Answer /event/{id} with the same body as the live detail."""
        return self._live.detail(asked, EVENT_TTL)

    def _counted(self, key: int | None, write: Callable[[], bytes], ttl: int, asked: Asked) -> Made:
        body = self._bodies.body(key, self._current.version, write)
        return self._live.made(body, ttl, asked)

    def _sports(self) -> bytes:
        catalogue: dict[int, tuple[Sport, Sequence[Event]]] = {
            sport.v1.id: (sport, ()) for sport in SPORTS
        }
        rows = [
            SportRow(
                id=sport_id,
                name=sport.v1.name,
                slug=sport.v1.slug,
                live_count=sum(map(is_live, events)),
                event_count=len(events),
            )
            for sport_id, (sport, events) in sorted(
                {**catalogue, **self._current.listing.by_sport}.items()
            )
        ]
        return _encode(Sports(data=rows, count=len(rows)))

    def _leagues(self, sport_id: int) -> bytes:
        current = self._current.listing.by_sport.get(sport_id)
        rows: dict[int, LeagueRow] = {}
        for event in () if current is None else current[1]:
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
        return _encode(Leagues(data=ordered, sport_id=sport_id, count=len(ordered)))
