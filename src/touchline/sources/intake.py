"""The intake: what was received is journaled, then acknowledged, then applied, in that order.

One writer for all sources. Nothing is held back for a recovery: what a part of the picture is, is
decided by the stamps of what speaks of it, not by who comes first.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple

from touchline.archive.journal import Journal, Received
from touchline.base import limits
from touchline.base.clock import Clock, monotonic_clock
from touchline.base.errors import JournalError

_WORK_MS: Final = 5
"""How long messages are applied before others get their turn."""
_RETRY_SECONDS: Final = 1
_log = logging.getLogger(__name__)


class Taken(NamedTuple):
    """A message, and who hears that it will not be lost, and that it was applied."""

    received: Received
    safe: Callable[[], object]
    applied: Callable[[], object]


class Intake:
    """Takes messages of any source, while it is running.

    `position` is the number in the journal up to which everything is applied, 0 without a journal.
    `failure` is why messages cannot be journaled now: none is acknowledged meanwhile, so that the
    brokers keep them.
    """

    def __init__(
        self,
        apply: Callable[[Received], None],
        journal: Journal | None,
        *,
        is_synced: bool = False,
        held_bytes: int = limits.FEED_HELD_BYTES.default,
        monotonic: Clock = monotonic_clock,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Apply what is taken; about `held_bytes` are acknowledged and not yet applied at most.

        With `is_synced`, what is acknowledged is on the disk, not only with the system.
        """
        self.failure: JournalError | None = None
        self.position = 0 if journal is None else journal.last
        self._apply = apply
        self._journal = journal
        self._is_synced = is_synced
        self._held_bytes = held_bytes
        self._monotonic = monotonic
        self._sleep = sleep
        self._arrived: list[Taken] = []
        self._waiting: deque[tuple[int, Taken]] = deque()
        self._waiting_bytes = 0
        self._has_arrived = asyncio.Event()
        self._has_work = asyncio.Event()
        self._has_room = asyncio.Event()
        self._has_room.set()

    @property
    def waiting(self) -> int:
        """How many messages are not in the picture yet."""
        return len(self._arrived) + len(self._waiting)

    def take(self, taken: Taken) -> None:
        """Take a message."""
        self._arrived.append(taken)
        self._has_arrived.set()

    async def run(self) -> None:
        """Work until cancelled; at the end, what is journaled is applied."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._journal_all())
                group.create_task(self._apply_all())
        finally:
            while self._waiting:
                self._apply_next()

    async def _journal_all(self) -> None:
        while True:
            await self._has_arrived.wait()
            await self._has_room.wait()
            taken, self._arrived = self._arrived, []
            self._has_arrived.clear()
            while not self._is_journaled(taken):
                await self._sleep(_RETRY_SECONDS)
            # No wait from here on, so that what was journaled is in line before anything else.
            last = 0 if self._journal is None else self._journal.last
            first = last - len(taken) + 1
            for number, one in enumerate(taken, first):
                one.safe()
                self._waiting.append((number, one))
                self._waiting_bytes += len(one.received.body)
            self._has_work.set()
            if self._waiting_bytes >= self._held_bytes:
                self._has_room.clear()

    def _is_journaled(self, taken: list[Taken]) -> bool:
        if self._journal is None:
            return True
        try:
            self._journal.append(one.received for one in taken)
            if self._is_synced:
                self._journal.sync()
        except JournalError as error:
            if self.failure is None:
                _log.error("messages wait at their broker: %s", error)
            self.failure = error
            return False
        if self.failure is not None:
            _log.warning("the journal can be written again")
            self.failure = None
        return True

    async def _apply_all(self) -> None:
        while True:
            await self._has_work.wait()
            until = self._monotonic() + _WORK_MS
            while self._waiting and self._monotonic() < until:
                self._apply_next()
            if not self._waiting:
                self._has_work.clear()
            if self._waiting_bytes < self._held_bytes:
                self._has_room.set()
            await self._sleep(0)

    def _apply_next(self) -> None:
        number, taken = self._waiting.popleft()
        self._waiting_bytes -= len(taken.received.body)
        try:
            self._apply(taken.received)
        except Exception:
            # Whatever is wrong with one message, the others are not to wait for it.
            _log.exception("a message was not applied", extra={"source": taken.received.source})
        taken.applied()
        self.position = number
