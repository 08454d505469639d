"""The endpoints of v2 about teams, regions, competitions and the picture itself."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from touchline import __version__
from touchline.base.clock import Clock, format_time
from touchline.board.picture import Picture
from touchline.model.translations import Translations
from touchline.surfaces.memo import Bodies
from touchline.surfaces.negotiation import Made, content_tag
from touchline.surfaces.routing import Asked
from touchline.surfaces.v2.days import day_of
from touchline.surfaces.v2.directory import Teams, competitions, picture_stats, regions
from touchline.surfaces.v2.queries import CompetitionsQuery, DirectoryQuery, TeamsQuery
from touchline.surfaces.v2.schedule import Chosen, Schedule
from touchline.surfaces.v2.structs import Competitions, Health, PictureStats, Regions
from touchline.surfaces.v2.structs import Teams as TeamsBody

DIRECTORY_TTL: Final = 300
"""Seconds that regions, competitions and teams may be old."""
STATS_TTL: Final = 60
_STATS_MS: Final = 10_000
_UTC: Final = ZoneInfo("UTC")

_encode = msgspec.json.Encoder().encode


class _Counted(NamedTuple):
    """The numbers of a picture, as they were counted at a feed time, and their body.

    `day` is what they call today; the sources were last heard at `heard_at`. All are in unix ms.
    """

    seq: int
    at: int
    day: tuple[int, int]
    heard_at: int
    numbers: PictureStats
    body: bytes


class CatalogueEndpoints:
    """Answers about what there is; an answer is kept while no event moves."""

    def __init__(
        self,
        picture: Picture,
        schedule: Schedule,
        translations: Translations,
        id_offset: int,
        wall_clock: Clock,
        is_store_up: Callable[[], bool],
        max_bytes: int,
    ) -> None:
        """Show a picture; `id_offset` is added to public ids."""
        self._picture = picture
        self._schedule = schedule
        self._translations = translations
        self._id_offset = id_offset
        self._wall_clock = wall_clock
        self._is_store_up = is_store_up
        self._teams = Teams(schedule, id_offset)
        self._bodies = Bodies(max_bytes)
        self._counted: _Counted | None = None
        picture.listen(lambda changes: None if changes else self._forget())

    def teams(self, asked: Asked) -> Made:
        """Answer /v2/teams."""
        query: TeamsQuery = asked.query

        def write() -> bytes:
            found = self._teams.found(query.search, query.limit)
            return _encode(TeamsBody(data=found, count=len(found)))

        return self._made("teams", query, write, asked)

    def regions(self, asked: Asked) -> Made:
        """Answer /v2/regions."""
        query: DirectoryQuery = asked.query
        locale = query.language()
        chosen = Chosen(statuses=query.statuses(), starts=query.starts())

        def write() -> bytes:
            events = self._schedule.chosen(chosen)
            return _encode(
                Regions(data=regions(events, locale, self._translations, self._id_offset))
            )

        return self._made("regions", query, write, asked)

    def competitions(self, asked: Asked) -> Made:
        """Answer /v2/competitions."""
        query: CompetitionsQuery = asked.query
        locale = query.language()
        chosen = Chosen(
            statuses=query.statuses(),
            location=None if query.region_id is None else query.region_id - self._id_offset,
            starts=query.starts(),
        )

        def write() -> bytes:
            events = self._schedule.chosen(chosen)
            return _encode(
                Competitions(data=competitions(events, locale, self._translations, self._id_offset))
            )

        return self._made("competitions", query, write, asked)

    def stats(self, asked: Asked) -> Made:
        """Answer /v2/stats, counted at most every 10 s of feed time."""
        held = self._counted = self._numbers(asked.now)
        age = max(asked.now - held.heard_at, 0)
        return Made(held.body, content_tag(held.body), STATS_TTL, age)

    def _numbers(self, now: int) -> _Counted:
        """Return the numbers as they are or, where they changed, as they were within 10 s."""
        seq, day = self._picture.board.seq, day_of(now, _UTC)
        heard_at = now - self._picture.data_age(now)
        held = self._counted
        if (
            held is None
            or held.day != day
            or (held.seq != seq and not 0 <= now - held.at < _STATS_MS)
        ):
            numbers = picture_stats(self._schedule, day, heard_at)
        elif held.seq == seq and held.heard_at != heard_at:
            numbers = replace(held.numbers, last_updated=format_time(heard_at))
        else:
            return held
        return _Counted(seq, now, day, heard_at, numbers, _encode(numbers))

    def health(self, asked: Asked) -> Made:
        """Answer /v2/health: whether its sources speak, and its store of accounts is there."""
        sources = self._picture.board.sources.values()
        down = sorted(source.name for source in sources if source.is_down)
        lacking = [f"No word from {', '.join(down)}"] if down else []
        if not self._is_store_up():
            lacking.append("The store of accounts is out of reach")
        body = _encode(
            Health(
                timestamp=format_time(self._wall_clock()),
                status="degraded" if lacking else "healthy",
                version=__version__,
                message=". ".join(lacking) or "Touchline is operational",
            )
        )
        return Made(body, content_tag(body), 0)

    def _made(self, name: str, query: Any, write: Callable[[], bytes], asked: Asked) -> Made:
        kept = self._bodies.body((name, query), self._schedule.version, write)
        return Made(kept.body, kept.tag, DIRECTORY_TTL, self._picture.data_age(asked.now))

    def _forget(self) -> None:
        self._counted = None
