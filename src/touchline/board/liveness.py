"""Whether a source still speaks: heartbeats, keep-alives, silence, all in feed time."""

from collections import OrderedDict
from enum import StrEnum

import msgspec

from touchline.model.event import NEVER, Latest, Order
from touchline.model.message import KeepAlive


class Silence(StrEnum):
    """Why a source counts as down."""

    HEARTBEAT = "heartbeat-silent"
    MESSAGES = "messages-silent"


class Thresholds(msgspec.Struct, frozen=True):
    """How long each kind of silence may last, ms."""

    heartbeat: int
    messages: int
    keep_alive: int


class Source(msgspec.Struct):
    """What the board knows of one source.

    `version` grows whenever availability through this source may differ, and is part of the key
    of what is encoded from it. `is_keep_alive_late` means that the last list is too old to count.
    `is_held` means that a supervisor holds it down, whatever it says.
    `interrupted` are the domains of the feed that its heartbeats call interrupted (1 is markets):
    advice, which suspends nothing. `guids` are those of its applied messages.
    """

    name: str
    heard_at: int = 0
    heartbeat_at: int | None = None
    keep_alive_at: int | None = None
    keep_alive_order: Order = NEVER
    active_events: frozenset[int] = frozenset()
    is_keep_alive_late: bool = False
    down: Silence | None = None
    is_held: bool = False
    interrupted: Latest[tuple[int, ...]] = msgspec.field(default_factory=Latest)
    version: int = 0
    guids: OrderedDict[str, None] = msgspec.field(default_factory=OrderedDict)

    @property
    def is_down(self) -> bool:
        """Whether nothing that this source said may be counted on."""
        return self.is_held or self.down is not None

    def hold(self, held: bool) -> bool:
        """Hold the source down, or lift that; return whether anything changed."""
        changed = held != self.is_held
        self.is_held = held
        self.version += changed
        return changed

    def due(self, thresholds: Thresholds) -> int | None:
        """Return when the next silence falls due, None while nothing can."""
        moments = []
        if self.down is None:
            moments.append(self._silence(thresholds)[0])
        if self.keep_alive_at is not None and not self.is_keep_alive_late:
            moments.append(self.keep_alive_at + thresholds.keep_alive)
        return min(moments, default=None)

    def fall_silent(self, now: int, thresholds: Thresholds) -> bool:
        """Fire what is due at `now`; return whether anything changed."""
        changed = False
        if self.down is None:
            moment, reason = self._silence(thresholds)
            if moment <= now:
                self.down = reason
                changed = True
        if (
            self.keep_alive_at is not None
            and not self.is_keep_alive_late
            and self.keep_alive_at + thresholds.keep_alive <= now
        ):
            self.is_keep_alive_late = True
            changed = True
        self.version += changed
        return changed

    def hear(self, now: int, *, heartbeat: bool = False) -> bool:
        """Note a message; return whether that brought the source back."""
        self.heard_at = max(self.heard_at, now)
        if heartbeat:
            self.heartbeat_at = max(self.heartbeat_at or 0, now)
        returns = self.down is not None and (heartbeat or self.down is Silence.MESSAGES)
        if returns:
            self.down = None
            self.version += 1
        return returns

    def keep_alive(self, now: int) -> bool:
        """Note a keep-alive; return whether that ended its being late."""
        self.keep_alive_at = now
        was_late = self.is_keep_alive_late
        if was_late:
            self.is_keep_alive_late = False
            self.version += 1
        return was_late

    def take_list(self, said: KeepAlive, order: Order) -> bool:
        """Take the list of a keep-alive where it is newer; return whether it was taken."""
        active = frozenset(said.active_events or ())
        if order < self.keep_alive_order or (
            order == self.keep_alive_order and sorted(active) <= sorted(self.active_events)
        ):
            return False
        self.keep_alive_order = order
        self.active_events = active
        return True

    def interrupt(self, domains: tuple[int, ...], order: Order) -> bool:
        """Take what a heartbeat says of interruptions; return whether that changed anything."""
        before = self.interrupted.value or ()
        self.interrupted.offer(domains, order)
        return (self.interrupted.value or ()) != before

    def remember(self, guid: str | None, most: int) -> None:
        """Remember the guid of an applied message, and at most so many."""
        if guid is not None:
            self.guids[guid] = None
            if len(self.guids) > most:
                self.guids.popitem(last=False)

    def _silence(self, thresholds: Thresholds) -> tuple[int, Silence]:
        # A source that sends heartbeats is judged by them alone: bets that still move while the
        # heartbeat is gone are not to be trusted (reference reliability, 3).
        if self.heartbeat_at is not None:
            return self.heartbeat_at + thresholds.heartbeat, Silence.HEARTBEAT
        return self.heard_at + thresholds.messages, Silence.MESSAGES
