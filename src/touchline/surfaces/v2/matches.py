"""Matches of the picture as v2 shows them, without their clock (seed 002)."""

from typing import Any, Final, NamedTuple

from msgspec import UNSET

from touchline.base.clock import format_time
from touchline.board.board import Board
from touchline.board.facts import (
    is_completed,
    is_live,
    participant,
    start_of,
    status_reason,
    status_reason_until,
)
from touchline.board.liveness import Source
from touchline.board.parts import sport_of
from touchline.board.shown_odds import Books, NamedBook, ShownLine
from touchline.model.catalogue import MarketRole, Sport, caption
from touchline.model.event import Event
from touchline.model.translations import Translations
from touchline.surfaces.fragments import earliest, end_of_second
from touchline.surfaces.memo import Stamp, stamp_of
from touchline.surfaces.v2 import odds
from touchline.surfaces.v2.captions import Sides
from touchline.surfaces.v2.clock import MatchClock, clock_of
from touchline.surfaces.v2.names import region_name
from touchline.surfaces.v2.phase import is_playing, phase_of
from touchline.surfaces.v2.popularity import Views
from touchline.surfaces.v2.stats import Moment, live_data_of, moment_of, stats_of
from touchline.surfaces.v2.stats_struct import Stats
from touchline.surfaces.v2.structs import (
    CaptionRef,
    ListedMatch,
    LiveEventData,
    LiveMarket,
    LiveMatch,
    MatchDetail,
    Metadata,
    SportRef,
    Status,
    TeamRef,
)
from touchline.surfaces.v2.timeline import timeline_of

TRENDING_ROLES: Final[tuple[MarketRole, ...]] = ("match_result", "totals")
"""The markets that cards of trending matches have room for."""


def status_of(event: Event) -> Status:
    """Return the status of an event (DECISIONS 10)."""
    if is_live(event):
        return "live"
    return "completed" if is_completed(event) else "upcoming"


class Reader(NamedTuple):
    """For whom matches are written: in which language, and with whose odds.

    `bookmaker` is the slug of the one who is named, None where nobody is.
    """

    locale: str
    books: Books
    bookmaker: str | None = None


class Told(NamedTuple):
    """An event with all that is asked of it again and again while it is written down."""

    event: Event
    source: Source | None
    sport: Sport
    sides: Sides
    locale: str
    books: Books
    now: int


class _Shown(NamedTuple):
    """The lines that an event shows, and until when at most, while its stamp is the same."""

    books: Books
    stamp: Stamp
    lines: list[ShownLine]
    until: int | None


class Matches:
    """Writes the events of a picture as matches of v2."""

    def __init__(self, views: Views, translations: Translations, id_offset: int) -> None:
        """Write with translated names; `id_offset` is added to public ids."""
        self._views = views
        self._translations = translations
        self._id_offset = id_offset
        self._shown: dict[int, _Shown] = {}

    def forget(self, event_id: int) -> None:
        """Drop what is remembered of an event that is gone."""
        self._shown.pop(event_id, None)

    def clear(self) -> None:
        """Drop all that is remembered, as when another board takes the place of this one."""
        self._shown.clear()

    def told(self, board: Board, event: Event, reader: Reader, now: int) -> Told:
        """Return an event as it is to be told to a reader at a feed time (unix ms)."""
        locale = reader.locale
        sides = Sides(
            self._team(event, "1", locale).name,
            self._team(event, "2", locale).name,
        )
        source = board.source_of(event)
        return Told(event, source, sport_of(event), sides, locale, reader.books, now)

    def shown(self, told: Told) -> tuple[list[ShownLine], int | None]:
        """Return the lines that are shown, the match result first, and until when at most.

        Without a named bookmaker they are the same in every language, and found once for all.
        """
        if isinstance(told.books, NamedBook):
            return self._found(told)
        stamp = stamp_of(told.event, told.source, told.now)
        held = self._shown.get(told.event.id)
        if (
            held is None
            or held.stamp != stamp
            or held.books is not told.books
            or (held.until is not None and held.until <= told.now)
        ):
            held = self._shown[told.event.id] = _Shown(told.books, stamp, *self._found(told))
        return held.lines, held.until

    def _found(self, told: Told) -> tuple[list[ShownLine], int | None]:
        lines, until = told.books.lines(told.event, told.source, told.now)
        return odds.main_first(lines, told.event, told.sport), until

    def lines(self, told: Told, shown: list[ShownLine]) -> list[odds.Line]:
        """Return lines in words."""
        return odds.lines_of(shown, self.wording(told))

    def wording(self, told: Told) -> odds.Wording:
        """Return for whom the odds of an event are written."""
        return odds.Wording(told.event.id + self._id_offset, told.sport, told.sides, told.locale)

    def live(
        self, told: Told, shown: list[ShownLine], moment: Moment, *, with_data: bool
    ) -> LiveMatch:
        """Return a live event as the live list shows it."""
        lines = self.lines(told, shown)
        in_play = is_in_play(told, shown)
        return LiveMatch(
            **self._common(told),
            stats=self._stats(told, moment, in_play, lines),
            markets=odds.markets(lines, self.wording(told)),
            live_event_data=[self._live_data(told, moment, in_play)] if with_data else UNSET,
        )

    def listed(self, told: Told) -> tuple[ListedMatch, int | None]:
        """Return an event as lists show it, and until when at most (DECISIONS 24)."""
        status = status_of(told.event)
        until: int | None = None
        lines: list[odds.Line] = []
        stats: Any = UNSET
        if status == "upcoming":
            shown, until = self.shown(told)
            lines = self.lines(told, shown)
        elif status == "completed":
            moment = moment_of(clock_of(told.event, told.sport), None, told.now)
            stats = self._stats(told, moment, False, [])
        return (
            ListedMatch(
                **self._common(told),
                stats=stats,
                markets=odds.markets(lines, self.wording(told)),
            ),
            earliest(until, status_reason_until(told.event, told.now)),
        )

    def trending(self, told: Told) -> tuple[ListedMatch, int | None]:
        """Return an event with the markets that matter most alone, and until when at most."""
        shown: list[ShownLine] = []
        until: int | None = None
        if status_of(told.event) != "completed":
            lines, until = self.shown(told)
            shown = odds.in_roles(lines, told.event, told.sport, TRENDING_ROLES)
        markets = odds.markets(self.lines(told, shown), self.wording(told))
        return (
            ListedMatch(**self._common(told), markets=markets),
            earliest(until, status_reason_until(told.event, told.now)),
        )

    def detail(self, told: Told) -> tuple[MatchDetail, int | None]:
        """Return an event with all there is to it, and until when at most."""
        status = status_of(told.event)
        shown: list[ShownLine] = []
        until: int | None = None
        if status != "completed":
            shown, until = self.shown(told)
        lines = self.lines(told, shown)
        stats: Stats | None = None
        second: int | None = None
        if status != "upcoming":
            clock = clock_of(told.event, told.sport)
            if clock is not None and clock.is_moving(told.now):
                second = end_of_second(told.now)
            stats = self._stats(told, told_moment(told, clock), is_in_play(told, shown), lines)
            stats.timeline = timeline_of(told.event, told.sport, told.sides)
        detail = MatchDetail(
            **self._common(told),
            stats=stats,
            live_markets=odds.live_markets(lines) if status == "live" else [],
            markets=odds.markets(lines, self.wording(told)),
            analysis_insight=None,
            event_news=[],
        )
        detail.sport.sysname = told.sport.v2.sysname
        detail.sport.caption = caption(told.sport.caption, told.locale)
        return detail, earliest(until, second, status_reason_until(told.event, told.now))

    def live_markets(self, told: Told, shown: list[ShownLine]) -> list[LiveMarket]:
        """Return lines as live markets."""
        return odds.live_markets(self.lines(told, shown))

    def _live_data(self, told: Told, moment: Moment, in_play: bool) -> LiveEventData:
        phase = phase_of(told.event, told.sport)
        return LiveEventData(
            event_id=str(told.event.id + self._id_offset),
            phase_sysname=None if phase is None else phase.sysname,
            is_live=True,
            live_data_json=live_data_of(
                told.event, told.sport, told.locale, moment=moment, is_in_play=in_play
            ),
        )

    def _stats(self, told: Told, moment: Moment, in_play: bool, lines: list[odds.Line]) -> Stats:
        return stats_of(
            told.event,
            told.sport,
            told.locale,
            public_id=told.event.id + self._id_offset,
            moment=moment,
            is_in_play=in_play,
            bets=odds.live_bet_items(lines),
        )

    def _common(self, told: Told) -> dict[str, Any]:
        event, locale = told.event, told.locale
        fixture = event.fixture
        start = start_of(event)
        home, away = self._team(event, "1", locale), self._team(event, "2", locale)
        league = fixture.league if fixture is not None else None
        location = fixture.location if fixture is not None else None
        competition_id = None if league is None else league.id + self._id_offset
        region_id = None if location is None else location.id + self._id_offset
        return {
            "id": str(event.id + self._id_offset),
            "start_date_time": None if start is None else format_time(start),
            "status": status_of(event),
            "status_reason": status_reason(event, told.now),
            "competition_id": competition_id,
            "sport_id": told.sport.v2.id,
            "region_id": region_id,
            "views": self._views.shown(event.id),
            "home_team_id": home.id,
            "away_team_id": away.id,
            "sport": SportRef(id=told.sport.v2.id, name=told.sport.slug),
            "home_team": home,
            "away_team": away,
            "competition": CaptionRef(
                id=competition_id,
                caption=""
                if league is None
                else self._translations.competition(league.id, league.name, locale),
            ),
            "region": CaptionRef(
                id=region_id,
                caption=region_name(None if location is None else location.name, locale),
            ),
            "metadata": Metadata(
                sport_name=told.sport.slug, home_team_name=home.name, away_team_name=away.name
            ),
        }

    def _team(self, event: Event, position: str, locale: str) -> TeamRef:
        side = participant(event.fixture, position)
        if side is None:
            return TeamRef(id=None, name="")
        return TeamRef(
            id=None if side.id is None else side.id + self._id_offset,
            name=self._translations.team(side.id, side.name, locale),
        )


def is_in_play(told: Told, shown: list[ShownLine]) -> bool:
    """Tell whether play goes on and at least one bet can be placed (DECISIONS 23)."""
    return is_playing(told.event, told.sport) and odds.any_available(shown)


def told_moment(told: Told, clock: MatchClock | None) -> Moment:
    """Return what the clock of an event shows, or the name of its phase."""
    phase = phase_of(told.event, told.sport)
    named = None if phase is None else caption(phase.caption, told.locale)
    return moment_of(clock, named, told.now)
