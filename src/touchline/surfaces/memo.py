"""What is made once and shown until it differs: the rows of events, and whole bodies."""

from collections.abc import Callable, Hashable
from typing import Any

from touchline.base import limits
from touchline.board.facts import is_silent
from touchline.board.liveness import Source
from touchline.model.event import Event
from touchline.surfaces.fragments import Fragment, Joined, digest_of
from touchline.surfaces.negotiation import content_tag
from touchline.surfaces.newest import Newest

Stamp = tuple[Any, ...]
"""What a row is made from, as far as comparing tells; see `stamp_of`."""
Written = tuple[bytes, int | None]
"""An encoded row, and the feed time (unix ms) from which it may differ though nothing changes."""


def stamp_of(event: Event, source: Source | None, now: int) -> Stamp:
    """Return what tells whether an event looks as it did, the passing of time aside.

    It is the seq of the event, the version of its source, and whether that is silent.
    """
    return event.seq, 0 if source is None else source.version, is_silent(source, now)


class Memo:
    """Keeps rows by event and form; the one not asked for longest goes when there are too many."""

    def __init__(self, max_rows: int = limits.V2_ROWS.default) -> None:
        """Keep at most `max_rows`."""
        self._rows: Newest[Hashable, tuple[Stamp, Fragment]] = Newest(max_rows)

    def row(self, key: Hashable, stamp: Stamp, now: int, write: Callable[[], Written]) -> Fragment:
        """Return the row of a key at a feed time, written where none is kept that still holds."""
        held = self._rows.get(key)
        if held is not None and held[0] == stamp:
            row = held[1]
            if row.until is None or now < row.until:
                self._rows.move_to_end(key)
                return row
        content, until = write()
        row = Fragment(content, digest_of(content), until)
        self._rows[key] = stamp, row
        return row

    def clear(self) -> None:
        """Forget every row."""
        self._rows.clear()


class Bodies:
    """Keeps whole bodies with their tags while what they are made from has one version."""

    def __init__(self, max_bodies: int = limits.V2_DIRECTORIES.default) -> None:
        """Keep at most `max_bodies`; the one not asked for longest goes."""
        self._version: int | None = None
        self._bodies: Newest[Hashable, Joined] = Newest(max_bodies)

    def body(self, key: Hashable, version: int, write: Callable[[], bytes]) -> Joined:
        """Return the body of a key, written where it is not kept in this version."""
        if version != self._version:
            self._version = version
            self._bodies.clear()
        held = self._bodies.used(key)
        if held is None:
            content = write()
            held = self._bodies[key] = Joined(content, content_tag(content))
        return held
