"""The live endpoints of v1 (seed 000)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

import msgspec

from touchline.board.bookmakers import Bookmakers
from touchline.board.change import Change, ChangeKind
from touchline.board.facts import is_listed, is_live
from touchline.board.picture import Picture
from touchline.board.shown_odds import Books, NamedBook, ShownBooks
from touchline.model.catalogue import sport_by_v1_id
from touchline.model.event import Event
from touchline.surfaces.fragments import Joined, join
from touchline.surfaces.memo import Bodies, Kept
from touchline.surfaces.named_lists import NamedLists
from touchline.surfaces.named_odds import named_bookmaker
from touchline.surfaces.negotiation import Made, content_tag
from touchline.surfaces.routing import Asked, Refused
from touchline.surfaces.silence import Silence
from touchline.surfaces.v1.current import Current
from touchline.surfaces.v1.lists import EventList, league_rows, live_leagues
from touchline.surfaces.v1.queries import EVENT, LEAGUE, EventsQuery, wrong_id
from touchline.surfaces.v1.rows import Rows, Write
from touchline.surfaces.v1.structs import LiveSport, LiveSports
from touchline.surfaces.v1.views import Lens, detail_row, league_row

SPORTS_TTL: Final = 10
"""Seconds that an answer of /live/sports may be old (seed 000)."""
EVENTS_TTL: Final = 5

_IDS: Final = 2**63
"""Ids are 64 bits wide, as those of the feed."""
_ID: Final = re.compile(r"0|-?[1-9][0-9]{0,18}")
_encode = msgspec.json.Encoder().encode


class Live:
    """Answers from one picture; what was made is kept until it differs."""

    def __init__(
        self,
        picture: Picture,
        current: Current,
        books: ShownBooks,
        bookmakers: Bookmakers,
        id_offset: int,
        kept: Kept,
    ) -> None:
        """Show a picture with the bookmakers of `books`, or the one of `bookmakers` that is named.

        `current` are its events; `id_offset` is added to public ids, and so much is `kept`.
        """
        self._picture = picture
        self._current = current
        self._books = books
        self._bookmakers = bookmakers
        self._id_offset = id_offset
        self._lists: dict[int, EventList] = {}
        self._named_lists: NamedLists[tuple[int, Books], EventList] = NamedLists(
            kept.named_lists, kept.named_lists_bytes
        )
        self._version = current.version
        self._rows = Rows(kept.rows)
        self._details = Rows(kept.rows)
        self._bodies = Bodies(kept.bodies)
        self._silence = Silence()
        picture.listen(self._on_changes)

    def sports(self, asked: Asked) -> Made:
        """Answer /live/sports."""
        wanted = asked.query.sport

        def write() -> bytes:
            rows = [
                LiveSport(
                    id=sport_id,
                    name=sport.v1.name,
                    total_live=len(events),
                    leagues=league_rows(live_leagues(events), self._id_offset),
                )
                for sport_id, (sport, events) in sorted(self._current.listing.live.items())
                if wanted is None or wanted == sport_id
            ]
            return _encode(LiveSports(data=rows, total_live=sum(row.total_live for row in rows)))

        return self.made(self._bodies.body(wanted, self._current.version, write), SPORTS_TTL, asked)

    def events(self, asked: Asked) -> Made:
        """Answer /live/events."""
        query: EventsQuery = asked.query
        if self._silence.differs(self._picture.board, asked.now):
            for kept in self._kept_lists():
                kept.touch_all()
        joined = self._shown(asked) if query.provider is None else self._named(asked)
        if joined is None:
            sport = sport_by_v1_id(query.sport)
            slug = sport.v1.slug if sport is not None else str(query.sport)
            body = b'{"data":[],"sport":%b,"count":0}' % _encode(slug)
            joined = Joined(body, content_tag(body))
        return self.made(joined, EVENTS_TTL, asked)

    def league(self, asked: Asked) -> Made:
        """Answer /live/leagues/{leagueId}; a league never seen is 404."""
        league_id = path_id(asked, "leagueId", LEAGUE)
        events = filter(is_live, self.events_of_league(league_id))
        return self.list_of(events, league_row, EVENTS_TTL, asked, b'"leagueId":%d,' % league_id)

    def event(self, asked: Asked) -> Made:
        """Answer /live/event/{id}."""
        return self.detail(asked, EVENTS_TTL)

    def detail(self, asked: Asked, ttl: int) -> Made:
        """Answer with one event. Raises Refused 404 for an unknown id."""
        event_id = path_id(asked, "id", EVENT)
        lens = self.lens(asked)
        event = lens.board.events.get(event_id - self._id_offset)
        if event is None or not is_listed(event):
            raise Refused(404, f"Event {event_id} is not known.")
        row = self._details.row(event, detail_row, lens, asked.now)
        return self.made(join([row], b'{"data":', b"}"), ttl, asked)

    def events_of_league(self, league_id: int) -> Sequence[Event]:
        """Return the events of a league by its public id, live or still to come, live ones first.

        Raises Refused 404 for one that was never seen.
        """
        feed_id = league_id - self._id_offset
        if not self._current.knows_league(feed_id):
            raise Refused(404, f"League {league_id} is not known.")
        return self._current.listing.by_league.get(feed_id, ())

    def list_of(
        self, events: Iterable[Event], write: Write, ttl: int, asked: Asked, more: bytes = b""
    ) -> Made:
        """Answer with a list of events in a form; `more` stands between its data and its count."""
        return self.made(
            self._rows.joined(events, write, self.lens(asked), asked.now, more), ttl, asked
        )

    def made(self, joined: Joined, ttl: int, asked: Asked) -> Made:
        """Answer with a body that is as the picture is now."""
        return Made(joined.body, joined.tag, ttl, self._picture.data_age(asked.now))

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

    def _shown(self, asked: Asked) -> Joined | None:
        """Return the list of a sport, None where nothing of it is live."""
        query: EventsQuery = asked.query
        listed = self._lists.get(query.sport)
        if listed is None:
            listed = self._new_list(query.sport, self.lens(asked))
            if listed is None:
                return None
            self._lists[query.sport] = listed
        return listed.joined(query.count, asked.now)

    def _named(self, asked: Asked) -> Joined | None:
        """Return the list of a sport by a bookmaker, None where nothing of it is live."""
        query: EventsQuery = asked.query
        lens = self.lens(asked)
        key = query.sport, lens.books
        listed = self._named_lists.find(key)
        if listed is None:
            listed = self._new_list(query.sport, lens)
            if listed is None:
                return None
        joined = listed.joined(query.count, asked.now)
        self._named_lists.answered(key, listed, joined)
        return joined

    def _new_list(self, sport_id: int, lens: Lens) -> EventList | None:
        live = self._current.listing.live.get(sport_id)
        return None if live is None else EventList(lens, live[0].v1.slug, live[1])

    def _kept_lists(self) -> Iterator[EventList]:
        return chain(self._lists.values(), self._named_lists.values())

    def _on_changes(self, changes: Sequence[Change]) -> None:
        if not changes:
            self._rows.clear()
            self._details.clear()
        # What lists the events has heard of the changes before.
        if self._version != self._current.version:
            self._version = self._current.version
            self._lists.clear()
            self._named_lists.clear()
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


def path_id(asked: Asked, name: str, example: int) -> int:
    """Return an id of the path; raise Refused 400 for anything but a whole number as we write it.

    An id has one spelling, so that a path has one answer. A refusal names the example.
    """
    text = asked.path[name]
    if _ID.fullmatch(text) and -_IDS <= int(text) < _IDS:
        return int(text)
    raise Refused(400, wrong_id(name, example))
