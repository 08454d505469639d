"""The endpoints of v2 about matches and their odds."""

import heapq
import re
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from touchline.base.clock import format_time
from touchline.board.bookmakers import Bookmaker, Bookmakers, bookmakers_of
from touchline.board.change import Change, ChangeKind
from touchline.board.facts import is_listed, moves_events
from touchline.board.liveness import Source
from touchline.board.picture import Picture
from touchline.board.shown_odds import NamedBook, ShownBooks, ShownLine
from touchline.model.catalogue import LOCALES, league_priority
from touchline.model.event import Event
from touchline.surfaces.fragments import Fragment, join
from touchline.surfaces.memo import Kept, Memo, Written, stamp_of
from touchline.surfaces.named_odds import named_bookmaker
from touchline.surfaces.negotiation import Made, content_tag
from touchline.surfaces.routing import Asked, Refused
from touchline.surfaces.silence import Silence
from touchline.surfaces.v2.live import LiveLists, tail
from touchline.surfaces.v2.matches import Matches, Reader, Told
from touchline.surfaces.v2.odds import SHOWN, SHOWN_NAMES
from touchline.surfaces.v2.popularity import Views
from touchline.surfaces.v2.queries import (
    LiveQuery,
    MatchesQuery,
    OddsQuery,
    TrendingQuery,
    named_in,
)
from touchline.surfaces.v2.schedule import Chosen, Schedule
from touchline.surfaces.v2.structs import ListedMatch, MatchDetail, MatchOdds

LIVE_TTL: Final = 10
"""Seconds that an answer about live matches and odds may be old (reference rest-apis 4, row 12)."""
LIST_TTL: Final = 30
TRENDING: Final = 5
"""How many matches are trending."""
_LIST: Final = b'{"data":['
_ID: Final = re.compile(r"(0|-?[1-9][0-9]{0,18})(-.*)?", re.DOTALL)
"""The number of a match as we write it, maybe with a name behind it."""

_Write = Callable[[Told], tuple[ListedMatch | MatchDetail | MatchOdds, int | None]]
"""Returns an event in a form, and until when it looks so at most (unix ms)."""

_encode = msgspec.json.Encoder().encode


class MatchEndpoints:
    """Answers about the matches of one picture; what was made is kept until it differs."""

    def __init__(
        self,
        picture: Picture,
        schedule: Schedule,
        books: ShownBooks,
        bookmakers: Bookmakers,
        views: Views,
        matches: Matches,
        id_offset: int,
        kept: Kept,
    ) -> None:
        """Show a picture with the bookmakers of `books`, or the one of `bookmakers` that is named.

        `id_offset` is added to public ids, and so much is `kept`.
        """
        self._picture = picture
        self._schedule = schedule
        self._books = books
        self._bookmakers = bookmakers
        self._views = views
        self._matches = matches
        self._id_offset = id_offset
        self._readers = {locale: Reader(locale, books) for locale in LOCALES}
        self._live = LiveLists(picture, matches, schedule, kept)
        self._memo = Memo(kept.rows)
        self._silence = Silence()
        picture.listen(self._on_changes)

    def live(self, asked: Asked) -> Made:
        """Answer /v2/matches/live."""
        query: LiveQuery = asked.query
        reader, sport = self._reader(query, asked.now), query.slug()
        self._fold_views()
        if self._silence.differs(self._picture.board, asked.now):
            self._live.touch_all()
        joined = self._live.joined(
            reader,
            sport,
            query.limit,
            asked.now,
            prioritized=query.is_prioritized(),
            with_data="liveEventData" in query.include,
        )
        return Made(joined.body, joined.tag, LIVE_TTL, self._picture.data_age(asked.now))

    def matches(self, asked: Asked) -> Made:
        """Answer /v2/matches."""
        query: MatchesQuery = asked.query
        reader, chosen = self._reader(query, asked.now), query.chosen(self._id_offset)
        found = self._schedule.chosen(chosen)
        first = (query.page - 1) * query.limit
        return self._list(
            found[first : first + query.limit], "listed", reader, self._matches.listed, asked
        )

    def trending(self, asked: Asked) -> Made:
        """Answer /v2/matches/trending: most views today first, then by league and start."""
        query: TrendingQuery = asked.query
        reader, sport, zone = self._reader(query, asked.now), query.slug(), query.zone()
        self._fold_views()
        today = self._views.today(zone)
        found = self._schedule.chosen(Chosen(statuses=query.statuses(), sport=sport))
        first = heapq.nsmallest(
            TRENDING, found, lambda event: (-today.get(event.id, 0), -_priority(event))
        )
        return self._list(first, "trending", reader, self._matches.trending, asked)

    def detail(self, asked: Asked) -> Made:
        """Answer /v2/matches/{id}; who asks for it anew looks at the match."""
        reader = self._reader(asked.query, asked.now)
        event = self._event(asked)
        if asked.method == "GET" and b"if-none-match" not in asked.headers:
            self._views.count(event.id)
        self._fold_views()
        return self._one(event, "detail", reader, self._matches.detail, asked)

    def live_odds(self, asked: Asked) -> Made:
        """Answer /v2/matches/{id}/live-odds."""
        reader = self._reader(asked.query, asked.now)
        event = self._event(asked)

        def write(told: Told) -> tuple[MatchOdds, int | None]:
            return self._odds(told, reader.bookmaker)

        return self._one(event, "odds", reader, write, asked)

    def _odds(self, told: Told, bookmaker: str | None) -> tuple[MatchOdds, int | None]:
        event = told.event
        # Without a name the same bookmakers as in the lists, which may differ from line to line.
        lines, until = told.books.lines(event, told.source, told.now)
        captured = [bet.quote.updated_at for line in lines for bet in line.bets]
        return (
            MatchOdds(
                event_id=str(event.id + self._id_offset),
                data_source=bookmaker or _source_of(event, lines),
                captured_at=format_time(max(captured, default=event.heard_at)),
                live_markets=self._matches.live_markets(told, lines),
            ),
            until,
        )

    def _reader(self, query: OddsQuery | MatchesQuery, now: int) -> Reader:
        """Return for whom a request wants matches to be written. Raises Refused 400."""
        locale = query.language()
        named = self._named(query, now)
        if named is None:
            return self._readers[locale]
        return Reader(locale, NamedBook(named.provider), named.slug)

    def _named(self, query: OddsQuery | MatchesQuery, now: int) -> Bookmaker | None:
        """Return the bookmaker that a request names, None where it names none."""
        if query.data_source is None and query.provider is None:
            return None
        found = [self._bookmaker(name, said, now) for name, said in named_in(query)]
        if len(set(found)) > 1:
            raise Refused(400, "provider is the same bookmaker as dataSource where both are given.")
        return found[0]

    def _bookmaker(self, name: str, said: str, now: int) -> Bookmaker | None:
        if said.casefold() in SHOWN_NAMES and self._bookmakers.named(said, now) is None:
            return None
        return named_bookmaker(self._bookmakers, name, said, now)

    def _event(self, asked: Asked) -> Event:
        """Return the event of a path; the id may have a name behind it ("43357554-arsenal")."""
        said = _ID.fullmatch(asked.path["id"])
        if said is not None:
            event = self._picture.board.events.get(int(said[1]) - self._id_offset)
            if event is not None and is_listed(event):
                return event
        raise Refused(404, "Event not found")

    def _one(self, event: Event, form: str, reader: Reader, write: _Write, asked: Asked) -> Made:
        """Answer with one event, written again only where it would look different."""
        row, source = self._row(event, form, reader, write, asked.now)
        age = 0 if source is None else max(asked.now - source.heard_at, 0)
        tag = content_tag(b"%x" % row.digest)
        return Made(b'{"data":%b}' % row.content, tag, LIVE_TTL, age)

    def _list(
        self,
        events: Sequence[Event],
        form: str,
        reader: Reader,
        write: _Write,
        asked: Asked,
    ) -> Made:
        self._fold_views()
        rows = [self._row(event, form, reader, write, asked.now)[0] for event in events]
        joined = join(rows, _LIST, tail(len(rows)))
        return Made(joined.body, joined.tag, LIST_TTL, self._picture.data_age(asked.now))

    def _row(
        self, event: Event, form: str, reader: Reader, write: _Write, now: int
    ) -> tuple[Fragment, Source | None]:
        """Return an event in a form, with its source."""
        source = self._picture.board.source_of(event)
        stamp = (*stamp_of(event, source, now), self._views.shown(event.id))

        def written() -> Written:
            view, until = write(self._matches.told(self._picture.board, event, reader, now))
            return _encode(view), until

        return self._memo.row((event.id, form, reader), stamp, now, written), source

    def _fold_views(self) -> None:
        for event_id in self._views.fold():
            self._live.touch(event_id)

    def _on_changes(self, changes: Sequence[Change]) -> None:
        if not changes:
            self._live.clear()
            self._memo.clear()
            self._books.clear()
            self._matches.clear()
            self._schedule.invalidate()
            return
        for change in changes:
            if moves_events(change):
                self._schedule.invalidate()
            if change.event is not None:
                self._live.touch(change.event)
                if change.kind is ChangeKind.REMOVED:
                    self._books.forget(change.event)
                    self._matches.forget(change.event)
                    self._views.forget(change.event)
            elif change.kind is ChangeKind.SOURCE:
                self._live.touch_all()


def _priority(event: Event) -> int:
    league = event.fixture.league if event.fixture is not None else None
    return 0 if league is None else league_priority(league.id, league.name)


def _source_of(event: Event, lines: Sequence[ShownLine]) -> str:
    """Return the one bookmaker of lines, or that they are those of the shown bookmakers."""
    providers = {line.provider for line in lines}
    if len(providers) != 1:
        return SHOWN
    return bookmakers_of(event)[providers.pop()].slug
