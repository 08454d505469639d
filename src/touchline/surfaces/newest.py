"""What was made and asked for last, kept for the next to ask; bounded in number and in bytes."""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Final, Generic, NamedTuple, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

ENTRY_BYTES: Final = 1_024
"""What an entry counts for beside its content: its key, and what it is compared by."""
_ANY: Final = 1 << 62


class _Held(NamedTuple, Generic[Value]):
    value: Value
    size: int


class Newest(Generic[Key, Value]):
    """Keeps values by key; the one that was not used for longest goes first."""

    def __init__(self, *, most: int = _ANY, most_bytes: int = _ANY) -> None:
        """Keep at most `most` values and `most_bytes`, but always the newest."""
        self._most = most
        self._most_bytes = most_bytes
        self._held: OrderedDict[Key, _Held[Value]] = OrderedDict()
        self.held_bytes = 0

    def __len__(self) -> int:
        """Return how many values are kept."""
        return len(self._held)

    def keep(self, key: Key, value: Value, size: int) -> None:
        """Keep a value of `size` bytes as the newest, in place of what its key had."""
        before = self._held.pop(key, None)
        if before is not None:
            self.held_bytes -= before.size
        held = self._held[key] = _Held(value, size + ENTRY_BYTES)
        self.held_bytes += held.size
        while len(self._held) > 1 and (
            len(self._held) > self._most or self.held_bytes > self._most_bytes
        ):
            _, oldest = self._held.popitem(last=False)
            self.held_bytes -= oldest.size

    def used(self, key: Key) -> Value | None:
        """Return what is kept under a key as the newest from now on, None for nothing."""
        held = self._held.get(key)
        if held is None:
            return None
        self._held.move_to_end(key)
        return held.value

    def values(self) -> Iterator[Value]:
        """Yield all that is kept, what was not used for longest first."""
        for held in self._held.values():
            yield held.value

    def clear(self) -> None:
        """Forget everything."""
        self._held.clear()
        self.held_bytes = 0
