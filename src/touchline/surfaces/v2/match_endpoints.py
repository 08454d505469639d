"""The endpoints of v2 about matches and their odds."""

import heapq
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from touchline.board.change import Change, ChangeKind
from touchline.board.facts import is_listed, is_silent
from touchline.board.picture import Picture
from touchline.board.shown_odds import ShownBooks, ShownLine, lines_of_bookmaker
from touchline.model.catalogue import league_priority
from touchline.model.event import Event
from touchline.model.instants import iso
from touchline.surfaces.fragments import Fragment, digest_of, end_of_second, join
from touchline.surfaces.negotiation import Made, content_tag
from touchline.surfaces.routing import Asked, Refused
from touchline.surfaces.v2.clock import clock_of
from touchline.surfaces.v2.directory import Bookmakers
from touchline.surfaces.v2.live import LiveLists, tail
from touchline.surfaces.v2.matches import Matches, Told
from touchline.surfaces.v2.memo import Memo, stamp_of
from touchline.surfaces.v2.odds import SHOWN, Bookmaker, bookmakers_of, named_bookmaker
from touchline.surfaces.v2.popularity import Views
from touchline.surfaces.v2.queries import LiveQuery, MatchesQuery, OddsQuery, Query, TrendingQuery
from touchline.surfaces.v2.schedule import Chosen, Schedule, moves_events
from touchline.surfaces.v2.structs import ListedMatch, MatchOdds

LIVE_TTL: Final = 10
"""Seconds that an answer about live matches and odds may be old (reference rest-apis 4, row 12)."""
LIST_TTL: Final = 30
TRENDING: Final = 5
"""How many matches are trending."""
_LIST: Final = b'{"data":['
_ID_DIGITS: Final = 19

_encode = msgspec.json.Encoder().encode


class MatchEndpoints:
    """Answers about the matches of one picture; what was made is kept until it differs."""

    def __init__(
        self,
        picture: Picture,
        schedule: Schedule,
        books: ShownBooks,
        views: Views,
        matches: Matches,
        id_offset: int,
    ) -> None:
        """Show a picture; `id_offset` is added to public ids."""
        self._picture = picture
        self._schedule = schedule
        self._books = books
        self._views = views
        self._matches = matches
        self._id_offset = id_offset
        self._live = LiveLists(picture, matches, schedule)
        self._memo = Memo()
        self._bookmakers = Bookmakers()
        self._silent: frozenset[str] = frozenset()
        picture.listen(self._on_changes)

    def live(self, asked: Asked) -> Made:
        """Answer /v2/matches/live."""
        query: LiveQuery = asked.query
        locale, sport = query.language(), query.slug()
        self._fold_views()
        self._heed_silence(asked.now)
        joined = self._live.joined(
            locale,
            sport,
            query.limit,
            asked.now,
            prioritized=query.prioritize == "true",
            with_data="liveEventData" in query.include,
        )
        return Made(joined.body, joined.tag, LIVE_TTL, self._picture.data_age(asked.now))

    def matches(self, asked: Asked) -> Made:
        """Answer /v2/matches."""
        query: MatchesQuery = asked.query
        locale, chosen = query.language(), query.chosen(self._id_offset)
        found = self._schedule.chosen(chosen)
        first = (query.page - 1) * query.limit
        return self._list(
            found[first : first + query.limit], "listed", locale, self._matches.listed, asked
        )

    def trending(self, asked: Asked) -> Made:
        """Answer /v2/matches/trending: most views today first, then by league and start."""
        query: TrendingQuery = asked.query
        locale, sport, zone = query.language(), query.slug(), query.zone()
        self._fold_views()
        today = self._views.today(zone)
        found = self._schedule.chosen(Chosen(statuses=query.statuses(), sport=sport))
        first = heapq.nsmallest(
            TRENDING, found, lambda event: (-today.get(event.id, 0), -_priority(event))
        )
        return self._list(first, "trending", locale, self._matches.trending, asked)

    def detail(self, asked: Asked) -> Made:
        """Answer /v2/matches/{id}, which counts as a view of the match."""
        query: Query = asked.query
        locale = query.language()
        event = self._event(asked)
        self._views.count(event.id)
        self._fold_views()

        def encoded(told: Told) -> tuple[bytes, int | None]:
            detail, until = self._matches.detail(told)
            return b'{"data":%b}' % _encode(detail), until

        return self._one(event, "detail", locale, encoded, asked)

    def live_odds(self, asked: Asked) -> Made:
        """Answer /v2/matches/{id}/live-odds."""
        query: OddsQuery = asked.query
        locale = query.language()
        event = self._event(asked)
        named = self._named(event, query, asked.now)

        def encoded(told: Told) -> tuple[bytes, int | None]:
            odds, until = self._odds(told, named)
            return _encode({"data": odds}), until

        form = "odds" if named is None else f"odds:{named.slug}:{named.provider}"
        return self._one(event, form, locale, encoded, asked)

    def _odds(self, told: Told, named: Bookmaker | None) -> tuple[MatchOdds, int | None]:
        event = told.event
        if named is None:
            # The same bookmakers as in the lists, which may differ from line to line.
            lines, until = self._books.lines(event, told.source, told.now)
            source = _source_of(event, lines)
        else:
            lines = lines_of_bookmaker(event, told.source, named.provider, told.now)
            source, until = named.slug, None
        captured = [bet.quote.updated_at for line in lines for bet in line.bets]
        return (
            MatchOdds(
                event_id=str(event.id + self._id_offset),
                data_source=source,
                captured_at=iso(max(captured, default=event.heard_at)),
                live_markets=self._matches.live_markets(told, lines),
            ),
            until,
        )

    def _named(self, event: Event, query: OddsQuery, now: int) -> Bookmaker | None:
        """Return the bookmaker that a request names, None where it names none."""
        said = query.data_source if query.data_source is not None else query.provider
        if said is None:
            return None
        name = "dataSource" if query.data_source is not None else "provider"
        offered = bookmakers_of(event).values()
        known = self._bookmakers.known(self._picture.board, now)
        found = named_bookmaker(said, offered) or named_bookmaker(said, known)
        if found is None:
            listed = sorted({one.slug for one in (*offered, *known)})
            raise Refused(400, f"{name} is one of {', '.join(listed) or 'none: nobody has odds'}.")
        return found

    def _event(self, asked: Asked) -> Event:
        """Return the event of a path; the id may have a name behind it ("43357554-arsenal")."""
        said = asked.path["id"]
        digits = said.removeprefix("-").partition("-")[0]
        if digits.isascii() and digits.isdigit() and len(digits) <= _ID_DIGITS:
            number = -int(digits) if said.startswith("-") else int(digits)
            event = self._picture.board.events.get(number - self._id_offset)
            if event is not None and is_listed(event):
                return event
        raise Refused(404, "Event not found")

    def _one(
        self,
        event: Event,
        form: str,
        locale: str,
        encoded: Callable[[Told], tuple[bytes, int | None]],
        asked: Asked,
    ) -> Made:
        """Answer with one event, made again only where it would look different."""
        now = asked.now
        told = self._matches.told(self._picture.board, event, locale, now)
        stamp = stamp_of(told, self._views.shown(event.id))
        key = (event.id, form, locale)
        row = self._memo.get(key, stamp, now)
        if row is None:
            body, until = encoded(told)
            clock = clock_of(event, told.sport) if form == "detail" else None
            if clock is not None and clock.is_moving(now):
                until = min(end_of_second(now), until or end_of_second(now))
            row = self._memo.put(key, stamp, Fragment(body, digest_of(body), until))
        age = 0 if told.source is None else max(now - told.source.heard_at, 0)
        return Made(row.content, content_tag(b"%x" % row.digest), LIVE_TTL, age)

    def _list(
        self,
        events: Sequence[Event],
        form: str,
        locale: str,
        write: Callable[[Told], tuple[ListedMatch, int | None]],
        asked: Asked,
    ) -> Made:
        self._fold_views()
        rows = []
        for event in events:
            told = self._matches.told(self._picture.board, event, locale, asked.now)
            stamp = stamp_of(told, self._views.shown(event.id))
            key = (event.id, form, locale)
            row = self._memo.get(key, stamp, asked.now)
            if row is None:
                match, until = write(told)
                content = _encode(match)
                row = self._memo.put(key, stamp, Fragment(content, digest_of(content), until))
            rows.append(row)
        joined = join(rows, _LIST, tail(len(rows)))
        return Made(joined.body, joined.tag, LIST_TTL, self._picture.data_age(asked.now))

    def _fold_views(self) -> None:
        for event_id in self._views.fold():
            self._live.touch(event_id)

    def _heed_silence(self, now: int) -> None:
        """Make everything again when a source has become silent, or speaks again."""
        sources = self._picture.board.sources.values()
        silent = frozenset(source.name for source in sources if is_silent(source, now))
        if silent != self._silent:
            self._silent = silent
            self._live.touch_all()

    def _on_changes(self, changes: Sequence[Change]) -> None:
        if not changes:
            self._live.clear()
            self._memo.clear()
            self._books.clear()
            self._bookmakers.clear()
            self._schedule.invalidate()
            return
        for change in changes:
            if moves_events(change):
                self._schedule.invalidate()
            if change.event is not None:
                self._live.touch(change.event)
                if change.kind is ChangeKind.REMOVED:
                    self._books.forget(change.event)
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
