"""The endpoints of v2 about teams, regions, competitions and the picture itself."""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from touchline import __version__
from touchline.base import limits
from touchline.base.clock import Clock, format_time
from touchline.board.picture import Picture
from touchline.surfaces.negotiation import Made, content_tag
from touchline.surfaces.newest import Newest
from touchline.surfaces.routing import Asked
from touchline.surfaces.v2.directory import Teams, competitions, picture_stats, regions
from touchline.surfaces.v2.names import Translations
from touchline.surfaces.v2.queries import CompetitionsQuery, DirectoryQuery, TeamsQuery
from touchline.surfaces.v2.schedule import Chosen, Schedule
from touchline.surfaces.v2.structs import Competitions, Health, Regions
from touchline.surfaces.v2.structs import Teams as TeamsBody

DIRECTORY_TTL: Final = 300
"""Seconds that regions, competitions and teams may be old."""
STATS_TTL: Final = 60
_STATS_MS: Final = 10_000

_encode = msgspec.json.Encoder().encode


class CatalogueEndpoints:
    """Answers about what there is; an answer is kept while no event moves."""

    def __init__(
        self,
        picture: Picture,
        schedule: Schedule,
        translations: Translations,
        id_offset: int,
        wall_clock: Clock,
    ) -> None:
        """Show a picture; `id_offset` is added to public ids."""
        self._picture = picture
        self._schedule = schedule
        self._translations = translations
        self._id_offset = id_offset
        self._wall_clock = wall_clock
        self._teams = Teams(schedule, id_offset)
        self._version = -1
        self._kept: Newest[tuple[str, Any], tuple[bytes, str]] = Newest(
            limits.V2_DIRECTORIES.default
        )
        self._stats: tuple[int, int, bytes] | None = None
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
        seq, now = self._picture.board.seq, asked.now
        held = self._stats
        if held is None or (held[0] != seq and not 0 <= now - held[1] < _STATS_MS):
            body = _encode(picture_stats(self._picture.board, self._schedule, now))
            held = self._stats = (seq, now, body)
        return Made(held[2], content_tag(held[2]), STATS_TTL, self._picture.data_age(now))

    def health(self, asked: Asked) -> Made:
        """Answer /v2/health: whether the server works, and whether its sources speak."""
        sources = self._picture.board.sources.values()
        down = sorted(source.name for source in sources if source.down is not None)
        body = _encode(
            Health(
                timestamp=format_time(self._wall_clock()),
                status="degraded" if down else "healthy",
                version=__version__,
                message=f"No word from {', '.join(down)}" if down else "Touchline is operational",
            )
        )
        return Made(body, content_tag(body), 0)

    def _made(self, name: str, query: Any, write: Callable[[], bytes], asked: Asked) -> Made:
        if self._version != self._schedule.version:
            self._version = self._schedule.version
            self._kept.clear()
        held = self._kept.used((name, query))
        if held is None:
            body = write()
            held = self._kept[name, query] = (body, content_tag(body))
        return Made(held[0], held[1], DIRECTORY_TTL, self._picture.data_age(asked.now))

    def _forget(self) -> None:
        self._stats = None
