"""Regions, competitions, teams and bookmakers of the picture, counted from its events."""

from collections.abc import Iterable, Sequence

from touchline.base.clock import format_time
from touchline.board.bookmakers import bookmaker
from touchline.board.facts import start_of
from touchline.board.parts import sport_of
from touchline.board.shown_odds import books_of
from touchline.model.catalogue import Sport, league_priority
from touchline.model.event import Book, Event, rank_milliseconds
from touchline.model.translations import Translations
from touchline.surfaces.v2.names import region_name
from touchline.surfaces.v2.schedule import STATUSES, Schedule
from touchline.surfaces.v2.structs import Bookmaker as BookmakerRow
from touchline.surfaces.v2.structs import (
    CaptionRef,
    Competition,
    CompetitionRef,
    EventCount,
    PictureStats,
    Region,
    RegionCount,
    SportRef,
    Team,
)


def regions(
    events: Iterable[Event], locale: str, translations: Translations, id_offset: int
) -> list[Region]:
    """Return the regions of events by name, each with its sports and competitions."""
    by_region: dict[int, list[Event]] = {}
    for event in events:
        fixture = event.fixture
        if fixture is not None and fixture.location is not None:
            by_region.setdefault(fixture.location.id, []).append(event)
    rows = [
        _region(region_id, found, locale, translations, id_offset)
        for region_id, found in by_region.items()
    ]
    return sorted(rows, key=lambda row: (row.caption.casefold(), row.id))


def _region(
    region_id: int,
    events: Sequence[Event],
    locale: str,
    translations: Translations,
    id_offset: int,
) -> Region:
    sports: dict[int, Sport] = {}
    leagues: dict[int, CompetitionRef] = {}
    first = min(events, key=_event_id)
    location = first.fixture.location if first.fixture is not None else None
    for event in sorted(events, key=_event_id):
        sport = sport_of(event)
        sports[sport.v2.id] = sport
        league = event.fixture.league if event.fixture is not None else None
        if league is not None and league.id not in leagues:
            name = translations.competition(league.id, league.name, locale)
            leagues[league.id] = CompetitionRef(
                id=league.id + id_offset, caption=name, sport_id=sport.v2.id
            )
    return Region(
        id=region_id + id_offset,
        caption=region_name(None if location is None else location.name, locale),
        count=RegionCount(competitions=len(leagues), events=len(events)),
        available_sports=[
            SportRef(id=number, name=sports[number].slug) for number in sorted(sports)
        ],
        competitions=sorted(
            leagues.values(), key=lambda row: (row.sport_id, row.caption.casefold(), row.id)
        ),
    )


def competitions(
    events: Iterable[Event], locale: str, translations: Translations, id_offset: int
) -> list[Competition]:
    """Return the competitions of events, by priority, then name."""
    by_league: dict[int, list[Event]] = {}
    for event in events:
        if event.fixture is not None and event.fixture.league is not None:
            by_league.setdefault(event.fixture.league.id, []).append(event)
    rows: list[tuple[int, Competition]] = []
    for league_id, found in by_league.items():
        fixture = min(found, key=_event_id).fixture
        league = fixture.league if fixture is not None else None
        location = fixture.location if fixture is not None else None
        name = None if league is None else league.name
        region_id = None if location is None else location.id + id_offset
        row = Competition(
            id=league_id + id_offset,
            caption=translations.competition(league_id, name, locale),
            region_id=region_id,
            region=CaptionRef(
                id=region_id,
                caption=region_name(None if location is None else location.name, locale),
            ),
            count=EventCount(events=len(found)),
        )
        rows.append((league_priority(league_id, name), row))
    rows.sort(key=lambda item: (-item[0], item[1].caption.casefold(), item[1].id))
    return [row for _, row in rows]


def _event_id(event: Event) -> int:
    return event.id


class Teams:
    """The teams of a schedule, found by a part of their name."""

    def __init__(self, schedule: Schedule, id_offset: int) -> None:
        """List the teams of the events of a schedule."""
        self._schedule = schedule
        self._id_offset = id_offset
        self._version = -1
        self._teams: list[tuple[str, Team]] = []

    def found(self, search: str, limit: int) -> list[Team]:
        """Return the first teams by name whose name holds a text, whatever its case."""
        if self._version != self._schedule.version:
            self._version = self._schedule.version
            self._teams = self._listed()
        wanted = search.strip().casefold()
        rows: list[Team] = []
        for name, team in self._teams:
            if wanted in name:
                rows.append(team)
                if len(rows) == limit:
                    break
        return rows

    def _listed(self) -> list[tuple[str, Team]]:
        teams: dict[tuple[int, int], Team] = {}
        for status in STATUSES:
            for event in self._schedule.events(status):
                fixture = event.fixture
                sport_id = sport_of(event).v2.id
                for side in (fixture.participants if fixture is not None else None) or ():
                    if side.id is not None and side.name:
                        teams[side.id, sport_id] = Team(
                            id=side.id + self._id_offset, name=side.name, sport_id=sport_id
                        )
        named = [(team.name.casefold(), team) for team in teams.values()]
        return sorted(named, key=lambda item: (item[0], item[1].id, item[1].sport_id))


class _Tally:
    """What is counted of one bookmaker."""

    def __init__(self) -> None:
        self.name: str | None = None
        self.events: set[int] = set()
        self.markets = 0
        self.fetched = 0


def picture_stats(schedule: Schedule, day: tuple[int, int], heard_at: int) -> PictureStats:
    """Return how much there is in the picture.

    `day` is what is called today, its end left out, `heard_at` when sources were last heard, all
    in unix ms.
    """
    events = [event for status in STATUSES for event in schedule.events(status)]
    fixtures = [event.fixture for event in events if event.fixture is not None]
    first, end = day
    starts = [start_of(event) for event in events]
    return PictureStats(
        total_regions=len({item.location.id for item in fixtures if item.location is not None}),
        total_competitions=len({item.league.id for item in fixtures if item.league is not None}),
        total_events=len(events),
        total_teams=len(
            {
                (side.id, event.fixture.sport.id if event.fixture.sport is not None else 0)
                for event in events
                if event.fixture is not None
                for side in event.fixture.participants or ()
                if side.id is not None
            }
        ),
        total_markets=sum(len(event.markets) for event in events),
        upcoming_events=len(schedule.events("upcoming")),
        today_events=sum(start is not None and first <= start < end for start in starts),
        live_events=len(schedule.events("live")),
        bookmakers=_bookmakers(events),
        last_updated=format_time(heard_at),
    )


def _bookmakers(events: Iterable[Event]) -> list[BookmakerRow]:
    tallies: dict[int | None, _Tally] = {}
    for event in events:
        for held in event.markets.values():
            for provider, book in books_of(held):
                tally = tallies.setdefault(provider, _Tally())
                tally.name = tally.name or book.name
                tally.events.add(event.id)
                tally.markets += 1
                tally.fetched = max(tally.fetched, _fetched(provider, book))
    rows = []
    for provider in sorted(tallies, key=lambda number: (number is not None, number or 0)):
        tally = tallies[provider]
        one = bookmaker(provider, tally.name)
        rows.append(
            BookmakerRow(
                id=one.slug,
                name=one.name,
                events_count=len(tally.events),
                markets_count=tally.markets,
                last_fetch=format_time(tally.fetched) if tally.fetched else None,
            )
        )
    return rows


def _fetched(provider: int | None, book: Book) -> int:
    """Return when a book was last updated, unix ms; calculated ones say so of their bets alone."""
    if provider is not None:
        return rank_milliseconds(max(rank for rank, _ in book.stands))
    return max((quote.updated_at for quote in book.bets.values()), default=0)
