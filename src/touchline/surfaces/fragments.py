"""Lists as fragments that are already made.

A list is fragments joined. A change of one event costs its own fragment and one join; the passing
of a second costs the fragments whose clock runs. The tag of a list is summed from the hashes of
its fragments, so that no body is read again to tell whether it is the same.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from typing import Final, NamedTuple, Protocol

from touchline.surfaces.negotiation import content_tag

_BODIES: Final = 16
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
    """The fragments of events, each made when it is first asked for and again when it changed."""

    def __init__(self, maker: Maker) -> None:
        """Keep what a maker makes."""
        self._maker = maker
        self._held: dict[int, Fragment] = {}
        self._changed: set[int] = set()
        self._due: dict[int, int] = {}
        self._next_due = _NEVER
        self._lists: list[FragmentList] = []

    def touch(self, event_id: int) -> None:
        """Note that an event changed."""
        if event_id in self._held:
            self._changed.add(event_id)

    def touch_all(self) -> None:
        """Note that every event may look different, as when a source goes down."""
        self._changed.update(self._held)

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
        wanted = set(event_ids)
        for event_id in self._held.keys() - wanted:
            del self._held[event_id]
            self._due.pop(event_id, None)
        self._changed &= wanted

    def fragment(self, event_id: int, now: int) -> Fragment:
        """Return the fragment of an event as it was last refreshed, made now if there is none."""
        held = self._held.get(event_id)
        return self._keep(event_id, self._maker.make(event_id, now)) if held is None else held

    def refresh(self, now: int) -> None:
        """Make again what changed, and what looks different because time passed."""
        if self._changed:
            for event_id in tuple(self._changed):
                # Forgotten only once it is made, so that a failure never leaves an old row behind.
                self._replace(event_id, self._maker.make(event_id, now))
                self._changed.discard(event_id)
        if self._next_due <= now:
            for event_id in [key for key, until in self._due.items() if until <= now]:
                self._replace(event_id, self._maker.again(event_id, now))
            self._next_due = min(self._due.values(), default=_NEVER)

    def _replace(self, event_id: int, fragment: Fragment) -> None:
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
        self._pieces: list[bytes] = []
        self._totals: dict[int, int] = {}
        self._bodies: dict[int, Joined] = {}

    def __len__(self) -> int:
        """Return how many events there are."""
        return len(self._event_ids)

    def joined(self, count: int | None, now: int) -> Joined:
        """Return the first `count` events, all for None, at a feed time."""
        self._store.refresh(now)
        length = len(self._event_ids)
        count = length if count is None else min(count, length)
        made = self._bodies.get(count)
        return made if made is not None else self._join(count, now)

    def replace(self, event_id: int, before: Fragment, after: Fragment) -> None:
        """Put a fragment in place of the one that was joined until now."""
        index = self._position.get(event_id)
        if index is None or not self._pieces:
            return
        self._pieces[index + 1] = _piece(after, index)
        step = _placed(after.digest, index) - _placed(before.digest, index)
        for count in self._totals:
            if index < count:
                self._totals[count] = (self._totals[count] + step) % _MODULUS
                self._bodies.pop(count, None)

    def _join(self, count: int, now: int) -> Joined:
        if count not in self._totals:
            self._total(count, now)
        tail = self._tail(count)
        made = Joined(
            b"".join((*self._pieces[: count + 1], tail)),
            _tag(self._totals[count], self._head, tail),
        )
        self._bodies[count] = made
        return made

    def _total(self, count: int, now: int) -> None:
        """Sum the digests of the first fragments, and lay the pieces of the body out."""
        fragments = [self._store.fragment(event_id, now) for event_id in self._event_ids]
        if not self._pieces:
            pieces = [_piece(fragment, index) for index, fragment in enumerate(fragments)]
            self._pieces = [self._head, *pieces]
        if len(self._totals) >= _BODIES:
            self._totals.clear()
            self._bodies.clear()
        placed = (_placed(item.digest, index) for index, item in enumerate(fragments[:count]))
        self._totals[count] = sum(placed) % _MODULUS


def _piece(fragment: Fragment, index: int) -> bytes:
    """Return a fragment with the comma before it, so that a body is one join and one copy."""
    return fragment.content if index == 0 else b"," + fragment.content


def _placed(digest: int, index: int) -> int:
    """Weigh a digest by its place, so that the same rows in another order have another sum."""
    return digest * (2 * index + 1)


def _tag(total: int, head: bytes, tail: bytes) -> str:
    return content_tag(b"%b\n%b\n%x" % (head, tail, total))
