"""What was made and asked for last, kept for the next to ask; bounded in number."""

from collections import OrderedDict
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Newest(OrderedDict[Key, Value]):
    """Keeps so many values by key. Who uses one moves it to the end; the first goes first."""

    def __init__(self, most: int) -> None:
        """Keep at most `most`."""
        super().__init__()
        self._most = most

    def __setitem__(self, key: Key, value: Value) -> None:
        """Keep a value as the newest."""
        super().__setitem__(key, value)
        self.move_to_end(key)
        if len(self) > self._most:
            self.popitem(last=False)

    def used(self, key: Key) -> Value | None:
        """Return what is kept under a key as the newest from now on, None for nothing."""
        value = self.get(key)
        if value is not None:
            self.move_to_end(key)
        return value
