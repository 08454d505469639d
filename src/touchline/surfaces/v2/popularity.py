"""How often each match was looked at, counted beside the board (DECISIONS 28)."""

from collections import OrderedDict
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from touchline.base.clock import Clock
from touchline.surfaces.v2.days import start_of_day

FOLD_MS: Final = 30_000
"""How old the numbers that are shown may be, in wall time."""
MOST_VIEWED: Final = 50_000
"""How many matches views are counted of."""
_SLOT_MS: Final = 15 * 60_000
"""Views are counted by quarters of an hour, on which days begin in every time zone."""
_KEPT_SLOTS: Final = 2 * 24 * 4


class _Tally(msgspec.Struct):
    total: int = 0
    slots: dict[int, int] = {}


class Views:
    """Counts views by event and day; what is shown of them moves at most every 30 s."""

    def __init__(self, wall_clock: Clock, max_events: int = MOST_VIEWED) -> None:
        """Count by a wall clock, for `max_events` events; those not looked at for longest go."""
        self._wall_clock = wall_clock
        self._max_events = max_events
        self._folded_at = wall_clock()
        self._pending: dict[int, dict[int, int]] = {}
        self._shown: OrderedDict[int, _Tally] = OrderedDict()

    def count(self, event_id: int) -> None:
        """Count one view of an event."""
        if event_id not in self._pending and len(self._pending) >= self._max_events:
            return
        slots = self._pending.setdefault(event_id, {})
        slot = self._wall_clock() // _SLOT_MS
        slots[slot] = slots.get(slot, 0) + 1

    def fold(self) -> list[int]:
        """Bring what is shown up to date where that is due; return the events that changed."""
        now = self._wall_clock()
        if 0 <= now - self._folded_at < FOLD_MS:
            return []
        self._folded_at = now
        changed = list(self._pending)
        for event_id, slots in self._pending.items():
            tally = self._shown.setdefault(event_id, _Tally())
            self._shown.move_to_end(event_id)
            tally.total += sum(slots.values())
            oldest = now // _SLOT_MS - _KEPT_SLOTS
            merged = {slot: count for slot, count in tally.slots.items() if slot >= oldest}
            for slot, count in slots.items():
                merged[slot] = merged.get(slot, 0) + count
            tally.slots = merged
        self._pending.clear()
        while len(self._shown) > self._max_events:
            changed.append(self._shown.popitem(last=False)[0])
        return changed

    def shown(self, event_id: int) -> int:
        """Return the views of an event."""
        tally = self._shown.get(event_id)
        return 0 if tally is None else tally.total

    def today(self, zone: ZoneInfo) -> dict[int, int]:
        """Return the views of today, as a time zone has it, of the events that have any."""
        first = start_of_day(self._wall_clock(), zone) // _SLOT_MS
        counts = {
            event_id: sum(count for slot, count in tally.slots.items() if slot >= first)
            for event_id, tally in self._shown.items()
        }
        return {event_id: count for event_id, count in counts.items() if count}

    def forget(self, event_id: int) -> None:
        """Drop the views of an event that is gone."""
        self._pending.pop(event_id, None)
        self._shown.pop(event_id, None)
