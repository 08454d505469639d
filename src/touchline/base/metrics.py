"""Counters that hostile input cannot grow: the labels of a name are bounded in number and size."""

from typing import Final

OTHER: Final = "other"
"""Counts what has no room for a label of its own."""
LABELS: Final = 1_000
"""How many labels a name tells apart."""
LABEL_CHARACTERS: Final = 100
"""How much of a label is kept."""


class Counters:
    """Whole numbers that only go up, by name and label."""

    def __init__(
        self,
        labels: int = LABELS,
        label_characters: int = LABEL_CHARACTERS,
    ) -> None:
        self._labels = labels
        self._label_characters = label_characters
        self._counts: dict[str, dict[str, int]] = {}

    def add(self, name: str, label: str = "", by: int = 1) -> None:
        """Count under a name and label.

        Names come from the code, labels may come from outside: a label is cut to its first
        characters, and one too many counts as `other`.
        """
        label = label[: self._label_characters]
        counts = self._counts.setdefault(name, {})
        if label not in counts and label and len(counts) >= self._labels:
            label = OTHER
        counts[label] = counts.get(label, 0) + by

    def value(self, name: str, label: str = "") -> int:
        """Return the count of a name and label, 0 where nothing was counted."""
        return self._counts.get(name, {}).get(label[: self._label_characters], 0)

    def snapshot(self) -> dict[str, dict[str, int]]:
        """Return a copy of all counts as name, label, number; sorted."""
        return {name: dict(sorted(counts.items())) for name, counts in sorted(self._counts.items())}
