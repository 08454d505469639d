"""Lists as fragments that are already made.

A list is fragments joined. A change of one event costs its own fragment and one join; the passing
of a second costs the fragments whose clock runs. The tag of a list is summed from the hashes of
its fragments, so that no body is read again to tell whether it is the same.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Final, NamedTuple, Protocol

import msgspec

from touchline.surfaces.negotiation import content_tag

_BODIES: Final = 4
"""How many lengths of one list are kept joined."""
_DIGEST_BYTES: Final = 16
_MODULUS: Final = 1 << (8 * _DIGEST_BYTES)
_NEVER: Final = 1 << 62


class Fragment(NamedTuple):
    """One encoded row of a list.

    `digest` stands for its content, the same in every run and on every machine. `until` is the
    feed time (unix ms) from which it may look different although nothing changed, None for never.
    """

    content: bytes
    digest: int
    until: int | None = None


class Maker(Protocol):
    """Makes the fragments of events, by id, as they look at a feed time."""

    def make(self, event_id: int, now: int) -> Fragment:
        """Return the fragment of an event that changed."""
        ...

    def again(self, event_id: int, now: int) -> Fragment:
        """Return the fragment of an event of which nothing changed but the time."""
        ...


class Joined(NamedTuple):
    """The body of a list and the tag that tells it from others."""

    body: bytes
    tag: str


def digest_of(content: bytes) -> int:
    """Return what stands for a content: equal for equal bytes."""
    return int.from_bytes(blake2b(content, digest_size=_DIGEST_BYTES).digest(), "big")


def end_of_second(now: int) -> int:
    """Return the feed time at which a running clock is read again: when the second is over."""
    return (now // 1000 + 1) * 1000


def earliest(*moments: int | None) -> int | None:
    """Return the first of some feed times, None where all are None, which is never."""
    return min((moment for moment in moments if moment is not None), default=None)


def join(fragments: Sequence[Fragment], head: bytes, tail: bytes) -> Joined:
    """Return a list that is not kept: its fragments between head and tail."""
    total = sum(_placed(item.digest, index) for index, item in enumerate(fragments)) % _MODULUS
    body = b"".join((head, b",".join([item.content for item in fragments]), tail))
    return Joined(body, _tag(total, head, tail))


class FragmentStore:
    """The fragments of events, each made when it is asked for and again once it differs.

    Nothing is made for lists that nobody asks for, nor for the end of those whose beginning is
    asked for alone.
    """

    def __init__(self, maker: Maker) -> None:
        """Keep what a maker makes."""
        self._maker = maker
        self._held: dict[int, Fragment] = {}
        # Whether each held row that may differ has changed, or was only reached by time.
        self._stale: dict[int, bool] = {}
        self._due: dict[int, int] = {}
        self._next_due = _NEVER
        self._lists: list[FragmentList] = []
        self.version = 0

    @property
    def held_bytes(self) -> int:
        """How much is kept, of rows and of what was joined from them."""
        rows = sum(len(fragment.content) for fragment in self._held.values())
        return rows + sum(made.held_bytes for made in self._lists)

    @property
    def stale(self) -> Mapping[int, bool]:
        """The held rows that may differ; `version` grows whenever there may be others."""
        return self._stale

    def touch(self, event_id: int) -> None:
        """Note that an event changed."""
        if event_id in self._held:
            self._stale[event_id] = True
            self.version += 1

    def touch_all(self) -> None:
        """Note that every event may look different, as when a source goes down."""
        self._stale.update(dict.fromkeys(self._held, True))
        self.version += 1

    def list_of(
        self, event_ids: Sequence[int], head: bytes, tail: Callable[[int], bytes]
    ) -> "FragmentList":
        """Return a list of events in order; `tail` makes the end of its body from the count."""
        made = FragmentList(self, event_ids, head, tail)
        self._lists.append(made)
        return made

    def start_over(self, event_ids: Iterable[int]) -> None:
        """Forget every list, and the fragments of all events but these."""
        self._lists.clear()
        for event_id in self._held.keys() - set(event_ids):
            del self._held[event_id]
            self._stale.pop(event_id, None)
            self._due.pop(event_id, None)

    def lapse(self, now: int) -> None:
        """Note which rows may look different because time passed."""
        if self._next_due > now:
            return
        for event_id in [key for key, until in self._due.items() if until <= now]:
            del self._due[event_id]
            self._stale.setdefault(event_id, False)
        self._next_due = min(self._due.values(), default=_NEVER)
        self.version += 1

    def fragment(self, event_id: int, now: int) -> Fragment:
        """Return the fragment of an event as it was last made, made now if there is none."""
        held = self._held.get(event_id)
        return self._keep(event_id, self._maker.make(event_id, now)) if held is None else held

    def make_again(self, event_ids: Iterable[int], now: int) -> None:
        """Make stale rows again, and put them in place in every list."""
        for event_id in event_ids:
            is_changed = self._stale[event_id]
            fragment = (self._maker.make if is_changed else self._maker.again)(event_id, now)
            # Forgotten only once it is made, so that a failure never leaves an old row behind.
            del self._stale[event_id]
            before = self._held[event_id]
            self._keep(event_id, fragment)
            if fragment.digest != before.digest:
                for held in self._lists:
                    held.replace(event_id, before, fragment)

    def _keep(self, event_id: int, fragment: Fragment) -> Fragment:
        self._held[event_id] = fragment
        if fragment.until is None:
            self._due.pop(event_id, None)
        else:
            self._due[event_id] = fragment.until
            self._next_due = min(self._next_due, fragment.until)
        return fragment


class _Body(msgspec.Struct):
    """A body with the version of the store at which its rows were last known to be right."""

    joined: Joined
    version: int


class FragmentList:
    """Some events of a store in order, joined for each length that was asked for."""

    def __init__(
        self,
        store: FragmentStore,
        event_ids: Sequence[int],
        head: bytes,
        tail: Callable[[int], bytes],
    ) -> None:
        """List events; made by `FragmentStore.list_of`."""
        self._store = store
        self._event_ids = event_ids
        self._position = {event_id: index for index, event_id in enumerate(event_ids)}
        self._head = head
        self._tail = tail
        # Commas stand between the rows, so that a body is one join and no row is kept twice.
        self._pieces = [head]
        self._totals: dict[int, int] = {}
        self._bodies: dict[int, _Body] = {}

    def __len__(self) -> int:
        """Return how many events there are."""
        return len(self._event_ids)

    @property
    def held_bytes(self) -> int:
        """How much is kept beside the rows of the store."""
        return sum(len(made.joined.body) for made in self._bodies.values())

    def joined(self, count: int | None, now: int) -> Joined:
        """Return the first `count` events, all for None, at a feed time."""
        self._store.lapse(now)
        length = len(self._event_ids)
        count = length if count is None else min(count, length)
        made = self._bodies.get(count)
        if made is not None and made.version == self._store.version:
            return made.joined
        self._store.make_again(self._stale(count), now)
        made = self._bodies.get(count)
        if made is None:
            made = self._bodies[count] = _Body(self._join(count, now), 0)
        made.version = self._store.version
        return made.joined

    def replace(self, event_id: int, before: Fragment, after: Fragment) -> None:
        """Put a fragment in place of the one that was joined until now."""
        index = self._position.get(event_id)
        if index is None or index >= self._laid:
            return
        self._pieces[2 * index + 1] = after.content
        step = _placed(after.digest, index) - _placed(before.digest, index)
        for count in self._totals:
            if index < count:
                self._totals[count] = (self._totals[count] + step) % _MODULUS
                self._bodies.pop(count, None)

    @property
    def _laid(self) -> int:
        """How many rows are laid out as pieces."""
        return len(self._pieces) // 2

    def _stale(self, count: int) -> list[int]:
        """Return which of the first `count` events may differ from their rows."""
        stale = self._store.stale
        if len(stale) < count:
            return [key for key in stale if self._position.get(key, count) < count]
        return [key for key in self._event_ids[:count] if key in stale]

    def _join(self, count: int, now: int) -> Joined:
        if count not in self._totals:
            self._total(count, now)
        tail = self._tail(count)
        return Joined(
            b"".join((*self._pieces[: max(2 * count, 1)], tail)),
            _tag(self._totals[count], self._head, tail),
        )

    def _total(self, count: int, now: int) -> None:
        """Sum the digests of the first fragments, and lay the pieces of the body out."""
        fragments = [self._store.fragment(event_id, now) for event_id in self._event_ids[:count]]
        for fragment in fragments[self._laid :]:
            if len(self._pieces) > 1:
                self._pieces.append(b",")
            self._pieces.append(fragment.content)
        if len(self._totals) >= _BODIES:
            self._totals.clear()
            self._bodies.clear()
        placed = (_placed(item.digest, index) for index, item in enumerate(fragments))
        self._totals[count] = sum(placed) % _MODULUS


def _placed(digest: int, index: int) -> int:
    """Weigh a digest by its place, so that the same rows in another order have another sum."""
    return digest * (2 * index + 1)


def _tag(total: int, head: bytes, tail: bytes) -> str:
    return content_tag(b"%b\n%b\n%x" % (head, tail, total))
