"""What was used and is not written yet: summed by key, operation and hour, bounded in memory."""

from touchline.access.accounts import HOUR_MS, UsageRow
from touchline.base import limits


class UsageCounts:
    """Sums of answered requests and their credits, and when each key was last used."""

    def __init__(self, most_rows: int = limits.USAGE_ROWS.default) -> None:
        """Keep at most `most_rows` sums, and beyond that one of each key and operation."""
        self._most_rows = most_rows
        self._sums: dict[tuple[int, int, str, int], list[int]] = {}
        self._latest: dict[tuple[int, int, str], int] = {}
        self._used: dict[int, int] = {}

    def __len__(self) -> int:
        """Return how many sums wait."""
        return len(self._sums)

    def add(self, account_id: int, key_id: int, operation: str, credits: int, now: int) -> None:
        """Count an answer at a time of the wall clock.

        Where there is no room for another hour, the last one of the key and operation takes it.
        """
        what = (account_id, key_id, operation)
        hour = now - now % HOUR_MS
        if len(self._sums) >= self._most_rows:
            hour = self._latest.get(what, hour)
        sums = self._sums.get((*what, hour))
        if sums is None:
            self._sums[(*what, hour)] = [1, credits]
            self._latest[what] = hour
        else:
            sums[0] += 1
            sums[1] += credits

    def touch(self, key_id: int, now: int) -> None:
        """Note when a key was used, in unix ms."""
        self._used[key_id] = now

    def take(self) -> tuple[tuple[UsageRow, ...], dict[int, int]]:
        """Return the sums and the times of last use, and begin anew."""
        rows = tuple(
            UsageRow(
                account_id=account_id,
                key_id=key_id,
                operation=operation,
                hour=hour,
                requests=requests,
                credits=credits,
            )
            for (account_id, key_id, operation, hour), (requests, credits) in self._sums.items()
        )
        used = self._used
        self._sums, self._latest, self._used = {}, {}, {}
        return rows, used
