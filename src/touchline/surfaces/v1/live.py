"""The live endpoints of v1 (seed 000)."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

import msgspec

from touchline.base import limits
from touchline.board.bookmakers import Bookmakers
from touchline.board.change import Change, ChangeKind
from touchline.board.facts import is_listed, is_live, is_silent
from touchline.board.picture import Picture
from touchline.board.shown_odds import Books, NamedBook, ShownBooks
from touchline.model.catalogue import Sport, sport_by_v1_id
from touchline.model.event import Event
from touchline.surfaces.named_odds import named_bookmaker
from touchline.surfaces.negotiation import Made, content_tag
from touchline.surfaces.newest import Newest
from touchline.surfaces.routing import Asked, Refused
from touchline.surfaces.silence import Silence
from touchline.surfaces.v1.lists import EventList, league_rows, live_by_sport, live_leagues
from touchline.surfaces.v1.queries import EventsQuery
from touchline.surfaces.v1.structs import LiveSport, LiveSports
from touchline.surfaces.v1.views import Lens, event_detail, league_event

SPORTS_TTL: Final = 10
"""Seconds that an answer of /live/sports may be old (seed 000)."""
EVENTS_TTL: Final = 5

_IDS: Final = 2**63
"""Ids are 64 bits wide, as those of the feed."""
_ID: Final = re.compile(r"0|-?[1-9][0-9]{0,18}")
_encode = msgspec.json.Encoder().encode


_Stamp = tuple[str, int, int, bool, int]
"""Epoch, the event's seq, its source's version, whether the source is silent, the second."""


class _Detail(NamedTuple):
    """The body of an event that is already made."""

    stamp: _Stamp
    body: bytes
    tag: str


class Live:
    """Answers from one picture; lists are kept made."""

    def __init__(
        self, picture: Picture, books: ShownBooks, bookmakers: Bookmakers, id_offset: int
    ) -> None:
        """Show a picture with the bookmakers of `books`, or the one of `bookmakers` that is named.

        `id_offset` is added to public ids.
        """
        self._picture = picture
        self._books = books
        self._bookmakers = bookmakers
        self._id_offset = id_offset
        self._lists: dict[int, EventList] = {}
        self._live: dict[int, tuple[Sport, list[Event]]] | None = None
        self._leagues: set[int] = set()
        self._named_lists: Newest[tuple[int, Books], EventList] = Newest(limits.NAMED_LISTS.default)
        self._details: Newest[tuple[int, Books], _Detail] = Newest(limits.V1_DETAILS.default)
        self._silence = Silence()
        picture.listen(self._on_changes)

    def sports(self, asked: Asked) -> Made:
        """Answer /live/sports."""
        wanted = asked.query.sport
        rows = [
            LiveSport(
                id=sport_id,
                name=sport.v1.name,
                total_live=len(events),
                leagues=league_rows(live_leagues(events), self._id_offset),
            )
            for sport_id, (sport, events) in sorted(self._live_events().items())
            if wanted is None or wanted == sport_id
        ]
        body = _encode(LiveSports(data=rows, total_live=sum(row.total_live for row in rows)))
        return self._made(body, SPORTS_TTL, asked)

    def events(self, asked: Asked) -> Made:
        """Answer /live/events."""
        query: EventsQuery = asked.query
        if self._silence.differs(self._picture.board, asked.now):
            for kept in self._kept_lists():
                kept.touch_all()
        listed = self._lists.get(query.sport) if query.provider is None else None
        if listed is None:
            listed = self._listed(query.sport, self.lens(asked), asked.now)
        if listed is None:
            sport = sport_by_v1_id(query.sport)
            slug = sport.v1.slug if sport is not None else str(query.sport)
            body = b'{"data":[],"sport":%b,"count":0}' % _encode(slug)
            return self._made(body, EVENTS_TTL, asked)
        joined = listed.joined(query.count, asked.now)
        return Made(joined.body, joined.tag, EVENTS_TTL, self._picture.data_age(asked.now))

    def league(self, asked: Asked) -> Made:
        """Answer /live/leagues/{leagueId}; a league never seen is 404."""
        league_id = path_id(asked, "leagueId")
        known = self.events_of_league(league_id)
        live = [event for group in live_leagues(filter(is_live, known)) for event in group.events]
        lens = self.lens(asked)
        rows = [league_event(event, lens, asked.now) for event in live]
        body = _encode({"data": rows, "leagueId": league_id, "count": len(rows)})
        return self._made(body, EVENTS_TTL, asked)

    def event(self, asked: Asked) -> Made:
        """Answer /live/event/{id}."""
        return self.detail(asked, EVENTS_TTL)

    def detail(self, asked: Asked, ttl: int) -> Made:
        """Answer with one event; its body is made once for each second and change.

        Raises Refused 404 for an unknown id.
        """
        event_id = path_id(asked, "id")
        lens = self.lens(asked)
        event = lens.board.events.get(event_id - self._id_offset)
        if event is None or not is_listed(event):
            raise Refused(404, f"Event {event_id} is not known.")
        source = lens.board.source_of(event)
        stamp = (
            lens.board.epoch,
            event.seq,
            0 if source is None else source.version,
            is_silent(source, asked.now),
            asked.now // 1000,
        )
        key = (event.id, lens.books)
        held = self._details.used(key)
        if held is None or held.stamp != stamp:
            body = _encode({"data": event_detail(event, lens, asked.now)})
            held = self._details[key] = _Detail(stamp, body, content_tag(body))
        return Made(held.body, held.tag, ttl, self._picture.data_age(asked.now))

    def events_of_league(self, league_id: int) -> list[Event]:
        """Return the events of a league by its public id; raise Refused 404 if never seen."""
        feed_id = league_id - self._id_offset
        if feed_id not in self._leagues:
            raise Refused(404, f"League {league_id} is not known.")
        return [
            event for event in self._picture.board.events.values() if _league_id(event) == feed_id
        ]

    def _made(self, body: bytes, ttl: int, asked: Asked) -> Made:
        return Made(body, content_tag(body), ttl, self._picture.data_age(asked.now))

    def lens(self, asked: Asked) -> Lens:
        """Return through what a request looks at events.

        Raises Refused 400 where its `provider` is nobody.
        """
        books: Books = self._books
        said = asked.query.provider
        if said is not None:
            named = named_bookmaker(self._bookmakers, "provider", said, asked.now)
            books = NamedBook(named.provider)
        return Lens(self._picture.board, books, self._id_offset)

    def _listed(self, sport_id: int, lens: Lens, now: int) -> EventList | None:
        """Return the list of a sport, None where nothing of it is live."""
        live = self._live_events().get(sport_id)
        if live is None:
            return None
        is_named = lens.books is not self._books
        listed = self._named_lists.used((sport_id, lens.books)) if is_named else None
        if listed is None:
            listed = EventList(lens, live[0].v1.slug, live[1], now)
            if is_named:
                self._named_lists[sport_id, lens.books] = listed
            else:
                self._lists[sport_id] = listed
        return listed

    def _kept_lists(self) -> Iterator[EventList]:
        return chain(self._lists.values(), self._named_lists.values())

    def _live_events(self) -> dict[int, tuple[Sport, list[Event]]]:
        if self._live is None:
            self._live = live_by_sport(self._picture.board)
        return self._live

    def _on_changes(self, changes: Sequence[Change]) -> None:
        if not changes or any(_moves_events(change) for change in changes):
            self._live = None
            self._lists.clear()
            self._named_lists.clear()
            self._note_leagues(changes)
            return
        for listed in self._kept_lists():
            for change in changes:
                if change.event is not None:
                    touched = change.touched
                    listed.touch(
                        change.event,
                        has_other_odds=bool(touched.books or touched.markets)
                        or touched.availability,
                    )
                elif change.kind is ChangeKind.SOURCE:
                    listed.touch_all()

    def _note_leagues(self, changes: Sequence[Change]) -> None:
        for change in changes:
            event = None if change.event is None else self._picture.board.events.get(change.event)
            league_id = None if event is None else _league_id(event)
            if league_id is not None:
                self._leagues.add(league_id)


def _league_id(event: Event) -> int | None:
    league = event.fixture.league if event.fixture is not None else None
    return None if league is None else league.id


def path_id(asked: Asked, name: str) -> int:
    """Return an id of the path; raise Refused 400 for anything but a whole number as we write it.

    An id has one spelling, so that a path has one answer.
    """
    text = asked.path[name]
    if _ID.fullmatch(text) and -_IDS <= int(text) < _IDS:
        return int(text)
    raise Refused(400, f"{name} is a whole number, for example 33021.")


def _moves_events(change: Change) -> bool:
    """Tell whether events may enter, leave or move in lists."""
    touched = change.touched
    return (
        change.kind is ChangeKind.REMOVED or touched.everything or touched.fixture or touched.status
    )
