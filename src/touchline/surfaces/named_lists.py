"""The live lists with the odds of named bookmakers, bounded so that they push nothing else out."""

from collections.abc import Hashable, Iterator
from typing import Generic, Protocol, TypeVar

from touchline.surfaces.fragments import Joined
from touchline.surfaces.newest import Newest


class Sized(Protocol):
    """What knows how much it keeps."""

    @property
    def held_bytes(self) -> int:
        """How much is kept, in bytes."""
        ...


Key = TypeVar("Key", bound=Hashable)
Lists = TypeVar("Lists", bound=Sized)


class NamedLists(Generic[Key, Lists]):
    """Keeps lists by who is named and what else is asked; they grow while they are asked."""

    def __init__(self, most: int, most_bytes: int) -> None:
        """Keep at most `most` lists and `most_bytes`; the one not asked for longest goes."""
        self._lists: Newest[Key, tuple[Lists, Joined]] = Newest(most=most, most_bytes=most_bytes)

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._lists)

    def find(self, key: Key) -> Lists | None:
        """Return the lists of a key, None where there are none."""
        held = self._lists.used(key)
        return None if held is None else held[0]

    def answered(self, key: Key, lists: Lists, joined: Joined) -> None:
        """Keep lists with the body that they were just asked for."""
        held = self._lists.used(key)
        # Only a body that was made anew lets them grow.
        if held is None or held[1] is not joined:
            self._lists.keep(key, (lists, joined), lists.held_bytes)

    def values(self) -> Iterator[Lists]:
        """Yield all lists."""
        for lists, _ in self._lists.values():
            yield lists

    def clear(self) -> None:
        """Forget every list."""
        self._lists.clear()
