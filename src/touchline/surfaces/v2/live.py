"""The live lists, made of fragments whose clock is filled in.

The fragment of an event is encoded once with gaps where the clock stands; each second costs the
filling of the gaps and not the encoding of the odds.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple

import msgspec

from touchline.base.clock import format_time
from touchline.board.parts import sport_of
from touchline.board.picture import Picture
from touchline.surfaces.fragments import (
    Fragment,
    FragmentList,
    FragmentStore,
    Joined,
    digest_of,
    earliest,
    end_of_second,
)
from touchline.surfaces.memo import Kept
from touchline.surfaces.named_lists import NamedLists
from touchline.surfaces.v2.clock import MatchClock, clock_of
from touchline.surfaces.v2.matches import Matches, Reader, told_moment
from touchline.surfaces.v2.schedule import Schedule
from touchline.surfaces.v2.stats import moment_of
from touchline.surfaces.v2.structs import LiveMatch

_HEAD: Final = b'{"data":['
# JSON escapes control characters, so a bare one marks a gap and nothing else.
_ELAPSED: Final = msgspec.Raw(b"\x00")
_CAPTION: Final = msgspec.Raw(b"\x01")
_REFERENCE: Final = msgspec.Raw(b"\x02")
_REFERENCE_UNIX: Final = msgspec.Raw(b"\x03")
_GAPS: Final = re.compile(rb"([\x00-\x03])")

_encode = msgspec.json.Encoder().encode


class _Template(NamedTuple):
    """An encoded event; `parts` alternate between text and the place of a value of the clock."""

    parts: list[bytes]
    gaps: list[int]
    digest: int
    clock: MatchClock
    until: int | None


class LiveRows:
    """Makes the fragments of live events for one kind of reader."""

    def __init__(
        self, picture: Picture, matches: Matches, reader: Reader, *, with_data: bool
    ) -> None:
        """Write matches for a reader, with liveEventData where that is asked for."""
        self._picture = picture
        self._matches = matches
        self._reader = reader
        self._with_data = with_data
        self._templates: dict[int, _Template] = {}

    @property
    def held_bytes(self) -> int:
        """How much is kept to be filled in."""
        return sum(len(part) for template in self._templates.values() for part in template.parts)

    def make(self, event_id: int, now: int) -> Fragment:
        """Return an event as it looks at a feed time."""
        board = self._picture.board
        told = self._matches.told(board, board.events[event_id], self._reader, now)
        shown, until = self._matches.shown(told)
        clock = clock_of(told.event, told.sport)
        row = self._matches.live(told, shown, told_moment(told, clock), with_data=self._with_data)
        if clock is None or not clock.anchor.is_running:
            self._templates.pop(event_id, None)
            content = _encode(row)
            return Fragment(content, digest_of(content), until)
        parts = _GAPS.split(_encode(_with_gaps(row)))
        template = _Template(
            parts, [part[0] for part in parts[1::2]], digest_of(b"".join(parts)), clock, until
        )
        self._templates[event_id] = template
        return _filled(template, now)

    def again(self, event_id: int, now: int) -> Fragment:
        """Return an event of which nothing changed but the time."""
        template = self._templates.get(event_id)
        if template is None or (template.until is not None and template.until <= now):
            return self.make(event_id, now)
        return _filled(template, now)

    def keep(self, event_ids: Iterable[int]) -> None:
        """Forget all events but these."""
        for event_id in self._templates.keys() - set(event_ids):
            del self._templates[event_id]


def _with_gaps(row: LiveMatch) -> LiveMatch:
    stats: Any = row.stats
    stats.elapsed_seconds = _ELAPSED
    stats.phase_caption = _CAPTION
    stats.reference_time = _REFERENCE
    if row.live_event_data is not msgspec.UNSET:
        for item in row.live_event_data:
            data: Any = item.live_data_json
            data.elapsed_seconds = _ELAPSED
            data.reference_time = _REFERENCE
            data.reference_time_unix = _REFERENCE_UNIX
    return row


def _filled(template: _Template, now: int) -> Fragment:
    clock = template.clock
    moment = moment_of(clock, None, now)
    reference = moment.reference or 0
    values = (
        b"%d" % (moment.elapsed or 0),
        b'"%b"' % (moment.caption or "").encode(),
        b'"%b"' % format_time(reference).encode(),
        b"%d" % (reference // 1000),
    )
    parts = template.parts.copy()
    parts[1::2] = [values[gap] for gap in template.gaps]
    until = earliest(template.until, end_of_second(now) if clock.is_moving(now) else None)
    digest = digest_of(b"%x %b %b" % (template.digest, values[0], values[2]))
    return Fragment(b"".join(parts), digest, until)


class _Shelf:
    """The rows for one kind of reader, and the lists that are made of them."""

    def __init__(self, rows: LiveRows) -> None:
        self._rows = rows
        self.store = FragmentStore(rows)
        self.lists: dict[tuple[str | None, bool], FragmentList] = {}

    @property
    def held_bytes(self) -> int:
        """How much is kept of rows and bodies."""
        return self.store.held_bytes + self._rows.held_bytes

    def start_over(self, event_ids: Sequence[int]) -> None:
        """Forget every list, and the rows of all events but these."""
        self.lists.clear()
        self.store.start_over(event_ids)
        self._rows.keep(event_ids)


class LiveLists:
    """The live lists by reader, sport and order, kept up to date.

    Those for readers who name a bookmaker are bounded in number, so that they cannot push out the
    others.
    """

    def __init__(self, picture: Picture, matches: Matches, schedule: Schedule, kept: Kept) -> None:
        """List the live events of a schedule; so much is `kept` for named bookmakers."""
        self._picture = picture
        self._matches = matches
        self._schedule = schedule
        self._shelves: dict[tuple[Reader, bool], _Shelf] = {}
        self._named: NamedLists[tuple[Reader, bool], _Shelf] = NamedLists(
            kept.named_lists, kept.named_lists_bytes
        )
        self._version = -1

    def touch(self, event_id: int) -> None:
        """Note that an event changed."""
        for shelf in self._all():
            shelf.store.touch(event_id)

    def touch_all(self) -> None:
        """Note that every event may look different, as when a source goes down."""
        for shelf in self._all():
            shelf.store.touch_all()

    def clear(self) -> None:
        """Forget everything, as when another board takes the place of this one."""
        self._shelves.clear()
        self._named.clear()

    def joined(
        self,
        reader: Reader,
        sport: str | None,
        count: int | None,
        now: int,
        *,
        prioritized: bool,
        with_data: bool,
    ) -> Joined:
        """Return the body of /v2/matches/live at a feed time, with its tag."""
        if self._schedule.version != self._version:
            self._version = self._schedule.version
            live = [event.id for event in self._schedule.events("live")]
            for kept in self._all():
                kept.start_over(live)
        key = reader, with_data
        is_named = reader.bookmaker is not None
        shelf = self._named.find(key) if is_named else self._shelves.get(key)
        if shelf is None:
            shelf = _Shelf(LiveRows(self._picture, self._matches, reader, with_data=with_data))
        found = shelf.lists.get((sport, prioritized))
        if found is None:
            found = shelf.lists[sport, prioritized] = shelf.store.list_of(
                self._event_ids(sport, prioritized), _HEAD, tail
            )
        joined = found.joined(count, now)
        if is_named:
            self._named.answered(key, shelf, joined)
        else:
            self._shelves[key] = shelf
        return joined

    def _all(self) -> Iterator[_Shelf]:
        return chain(self._shelves.values(), self._named.values())

    def _event_ids(self, sport: str | None, prioritized: bool) -> Sequence[int]:
        listed = self._schedule.prioritized() if prioritized else self._schedule.events("live")
        return [event.id for event in listed if sport is None or sport_of(event).slug == sport]


def tail(count: int) -> bytes:
    """Return the end of the body of a list."""
    return b'],"count":%d}' % count
