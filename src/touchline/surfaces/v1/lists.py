"""The live leagues and the live list of one sport."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from touchline.model.catalogue import league_priority
from touchline.model.event import Event
from touchline.model.instants import milliseconds
from touchline.surfaces.fragments import Fragment, FragmentStore, Joined, digest_of
from touchline.surfaces.v1.odds import OddsView
from touchline.surfaces.v1.structs import LiveLeague
from touchline.surfaces.v1.views import Lens, league_name, live_row, main_odds

TOP_LEAGUES: Final = 15
"""How many leagues the live list of a sport holds."""
_encode = msgspec.json.Encoder().encode


class LeagueCount(msgspec.Struct):
    """A league with its live events, in the order of a list."""

    id: int
    name: str
    priority: int
    events: list[Event]


def live_leagues(events: Iterable[Event]) -> list[LeagueCount]:
    """Group live events by league: by priority, number of live events, id (DECISIONS 17)."""
    leagues: dict[int, LeagueCount] = {}
    for event in events:
        fixture = event.fixture
        if fixture is None:
            continue
        league_id = fixture.league.id if fixture.league is not None else 0
        league = leagues.get(league_id)
        if league is None:
            name = fixture.league.name if fixture.league is not None else None
            league = leagues[league_id] = LeagueCount(
                league_id, league_name(fixture), league_priority(league_id, name), []
            )
        league.events.append(event)
    for league in leagues.values():
        league.events.sort(key=_start_and_id)
    return sorted(
        leagues.values(), key=lambda league: (-league.priority, -len(league.events), league.id)
    )


def _start_and_id(event: Event) -> tuple[int, int]:
    start = milliseconds(event.fixture.start_date) if event.fixture is not None else None
    return start or 0, event.id


def league_rows(leagues: Iterable[LeagueCount], id_offset: int) -> list[LiveLeague]:
    """Return leagues as /live/sports shows them."""
    return [
        LiveLeague(
            id=league.id + id_offset,
            name=league.name,
            live_count=len(league.events),
            priority=league.priority,
        )
        for league in leagues
    ]


class EventList:
    """The live list of one sport, kept up to date."""

    def __init__(
        self,
        lens: Lens,
        slug: str,
        events: Sequence[Event],
    ) -> None:
        """List the events in the top leagues."""
        top = live_leagues(events)[:TOP_LEAGUES]
        shown = {event.id: event for league in top for event in league.events}
        self._rows = _Rows(lens, shown)
        self._store = FragmentStore(self._rows)
        end = b'],"sport":%b,"count":' % _encode(slug)
        self._list = self._store.list_of(
            tuple(shown), b'{"data":[', lambda count: b"%b%d}" % (end, count)
        )

    @property
    def held_bytes(self) -> int:
        """How much is kept of rows and bodies."""
        return self._store.held_bytes

    def touch(self, event_id: int, *, has_other_odds: bool) -> None:
        """Note that an event changed, and whether its odds may have."""
        if has_other_odds:
            self._rows.odds.pop(event_id, None)
        self._store.touch(event_id)

    def touch_all(self) -> None:
        """Note that every event may look different, as when a source goes down."""
        self._rows.odds.clear()
        self._store.touch_all()

    def body(self, count: int, now: int) -> bytes:
        """Return the body of /live/events with the first `count` events at a feed time."""
        return self.joined(count, now).body

    def joined(self, count: int, now: int) -> Joined:
        """Return that body with its tag."""
        return self._list.joined(count, now)


class _Rows:
    """Makes the fragments of a live list; odds are kept while only the play changes."""

    def __init__(self, lens: Lens, events: Mapping[int, Event]) -> None:
        self._lens = lens
        self._events = events
        self.odds: dict[int, OddsView] = {}

    def make(self, event_id: int, now: int) -> Fragment:
        """Return the event as it looks at a feed time."""
        event = self._events[event_id]
        odds = self.odds.get(event_id)
        if odds is None or (odds.until is not None and odds.until <= now):
            odds = self.odds[event_id] = main_odds(event, self._lens, now)
        row, until = live_row(event, self._lens, now, odds)
        content = _encode(row)
        return Fragment(content, digest_of(content), until)

    again = make
