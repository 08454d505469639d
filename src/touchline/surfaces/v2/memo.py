"""Rows that are made once and shown until something in them differs."""

from collections.abc import Hashable

from touchline.base import limits
from touchline.board.facts import is_silent
from touchline.surfaces.fragments import Fragment
from touchline.surfaces.newest import Newest
from touchline.surfaces.v2.matches import Told

Stamp = tuple[int, int, bool, int]
"""The event's seq, its source's version, whether the source is silent, the event's views."""


def stamp_of(told: Told, views: int) -> Stamp:
    """Return what tells whether an event looks as it did, its clock and time aside."""
    source = told.source
    return (
        told.event.seq,
        0 if source is None else source.version,
        is_silent(source, told.now),
        views,
    )


class Memo:
    """Keeps rows by event and form; the one not asked for longest goes when there are too many."""

    def __init__(self, max_rows: int = limits.V2_ROWS.default) -> None:
        """Keep at most `max_rows`."""
        self._rows: Newest[Hashable, tuple[Stamp, Fragment]] = Newest(max_rows)

    def get(self, key: Hashable, stamp: Stamp, now: int) -> Fragment | None:
        """Return the row of a key, None where it would look different now."""
        held = self._rows.get(key)
        if held is None or held[0] != stamp:
            return None
        self._rows.move_to_end(key)
        until = held[1].until
        return held[1] if until is None or now < until else None

    def put(self, key: Hashable, stamp: Stamp, row: Fragment) -> Fragment:
        """Keep a row and return it."""
        self._rows[key] = stamp, row
        return row

    def clear(self) -> None:
        """Forget every row."""
        self._rows.clear()
