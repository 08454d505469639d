"""Events as v1 writes them, each kept until it would look different."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from touchline.model.event import Event
from touchline.surfaces.fragments import Fragment, Joined, join
from touchline.surfaces.memo import Memo, Written, stamp_of
from touchline.surfaces.v1.views import Lens

Write = Callable[[Event, Lens, int], tuple[Any, int | None]]
"""A form of events: returns one as it looks at a feed time, and until when at most (unix ms)."""

_encode = msgspec.json.Encoder().encode


class Rows:
    """Keeps events by form and by whose odds they show."""

    def __init__(self, max_bytes: int) -> None:
        """Keep at most `max_bytes`."""
        self._memo = Memo(max_bytes)

    def row(self, event: Event, write: Write, lens: Lens, now: int) -> Fragment:
        """Return an event in a form at a feed time."""

        def written() -> Written:
            view, until = write(event, lens, now)
            return _encode(view), until

        stamp = stamp_of(event, lens.board.source_of(event), now)
        return self._memo.row((event.id, write, lens.books), stamp, now, written)

    def joined(
        self, events: Iterable[Event], write: Write, lens: Lens, now: int, more: bytes = b""
    ) -> Joined:
        """Return the body of a list of events; `more` stands between its data and its count."""
        rows = [self.row(event, write, lens, now) for event in events]
        return join(rows, b'{"data":[', b'],%b"count":%d}' % (more, len(rows)))

    def clear(self) -> None:
        """Forget every row."""
        self._memo.clear()
