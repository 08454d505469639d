"""What is made once and shown until it differs: the rows of events, and whole bodies."""

from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

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


class Kept(NamedTuple):
    """How much of what was made is kept for the next to ask, in bytes but for `named_lists`."""

    rows: int = limits.ROWS_KEPT_BYTES.default
    bodies: int = limits.BODIES_KEPT_BYTES.default
    named_lists: int = limits.NAMED_LISTS.default
    named_lists_bytes: int = limits.NAMED_LISTS_BYTES.default


def stamp_of(event: Event, source: Source | None, now: int) -> Stamp:
    """Return what tells whether an event looks as it did, the passing of time aside.

    It is the seq of the event, the version of its source, and whether that is silent.
    """
    return event.seq, 0 if source is None else source.version, is_silent(source, now)


class Memo:
    """Keeps rows by event and form; the one not asked for longest goes when there is too much."""

    def __init__(self, max_bytes: int = Kept().rows) -> None:
        """Keep at most `max_bytes` of rows."""
        self._rows: Newest[Hashable, tuple[Stamp, Fragment]] = Newest(most_bytes=max_bytes)

    def row(self, key: Hashable, stamp: Stamp, now: int, write: Callable[[], Written]) -> Fragment:
        """Return the row of a key at a feed time, written where none is kept that still holds."""
        held = self._rows.used(key)
        if held is not None and held[0] == stamp:
            row = held[1]
            if row.until is None or now < row.until:
                return row
        content, until = write()
        row = Fragment(content, digest_of(content), until)
        self._rows.keep(key, (stamp, row), len(content))
        return row

    def clear(self) -> None:
        """Forget every row."""
        self._rows.clear()


class Bodies:
    """Keeps whole bodies with their tags while what they are made from has one version."""

    def __init__(self, max_bytes: int = Kept().bodies) -> None:
        """Keep at most `max_bytes`; the one not asked for longest goes."""
        self._version: int | None = None
        self._bodies: Newest[Hashable, Joined] = Newest(most_bytes=max_bytes)

    def body(self, key: Hashable, version: int, write: Callable[[], bytes]) -> Joined:
        """Return the body of a key, written where it is not kept in this version."""
        if version != self._version:
            self._version = version
            self._bodies.clear()
        held = self._bodies.used(key)
        if held is None:
            content = write()
            held = Joined(content, content_tag(content))
            self._bodies.keep(key, held, len(content))
        return held
