"""Between the ledger and the store: brings news, leases credits ahead of need, writes what is used.

A request waits for it only where it would be refused for credits that the store may still have.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Final, Literal, NamedTuple, Protocol, TypeVar

from touchline.access.accounts import (
    HOUR_MS,
    AccessError,
    Batch,
    Changes,
    Lease,
    Recorded,
    StoreError,
    UsageField,
    UsageTotal,
)
from touchline.access.ledger import Admitted, Demand, Draft, Ledger, Outcome
from touchline.access.rate import DAY_MS
from touchline.access.refusals import Reason, Refusal
from touchline.base.clock import Clock

SLOW_ROUND_MS: Final = 5_000
"""How often credits of servers that are gone are freed, and the requests of the day are read that
other servers wrote."""

_MOST_ASKS: Final = 3
_MOST_READS: Final = 3
_SEND_WAIT_MS: Final = 100
_SECOND_MS: Final = 1_000
Side = Literal["reading", "writing"]
_BY: Final[tuple[UsageField, ...]] = ("account", "operation")

_logger: Final = logging.getLogger("touchline.access")
_T = TypeVar("_T")


class Store(Protocol):
    """What the keeper needs of `AccountStore`."""

    async def changes(self, since: int = 0) -> Changes: ...
    async def lease(
        self, account_id: int, holder: str, amount: int, lasts_ms: int
    ) -> Lease | None: ...
    async def lease_many(
        self, holder: str, wanted: Mapping[int, int], lasts_ms: int
    ) -> tuple[Lease, ...]: ...
    async def record(self, batch: Batch) -> Recorded: ...
    async def reclaim(self) -> int: ...
    async def usage(
        self, account_id: int | None, since: int, until: int, by: Collection[UsageField] = ()
    ) -> tuple[UsageTotal, ...]: ...


class _Ask:
    """A lease that requests wait for; who comes when it is sent waits for the `next` one."""

    def __init__(self) -> None:
        self.needed = 0
        self.is_sent = False
        self.next: _Ask | None = None
        self.task: asyncio.Task[None] | None = None


class StoreState(NamedTuple):
    """How it stands with the store, for health; times are ms of the monotonic clock.

    `since` is when it last changed between up and down. `uncollected` are credits that were spent
    from leases that had ended, and that no balance was left to pay for.
    """

    is_up: bool
    since: int
    reason: str = ""
    uncollected: int = 0


class Keeper:
    """Keeps one ledger in step with one store."""

    def __init__(
        self,
        ledger: Ledger,
        store: Store,
        holder: str,
        monotonic_clock: Clock,
    ) -> None:
        """Take the ledger and the store; `holder` names this run and no other, ever."""
        self._ledger = ledger
        self._store = store
        self._holder = holder
        self._monotonic_clock = monotonic_clock
        self._pace = ledger.pace
        self._version = 0
        self._number = 0
        self._unsure: tuple[Batch, Draft] | None = None
        self._lock = asyncio.Lock()
        self._asks: dict[int, _Ask] = {}
        self._uncollected = 0
        self._day = -1
        self._day_since = 0
        self._slow_at = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = asyncio.Event()
        self._failing: dict[Side, str] = {}
        self._sends = 0
        self.state = StoreState(is_up=True, since=monotonic_clock())

    async def start(self) -> None:
        """Learn everything from the store, then keep in step. Raises StoreError out of reach."""
        await self.learn()
        # Apart, so that a store that takes no writes does not hold back news of keys.
        self._tasks = [
            asyncio.create_task(self._repeat(step), name=f"access-{step.__name__}")
            for step in (self._write_round, self._read_round)
        ]

    async def learn(self) -> None:
        """Learn everything from the store. Raises StoreError out of reach."""
        await self._read()
        await self._slow_round()

    async def stop(self) -> None:
        """Stop, write everything and give the leases back. Raises StoreError out of reach."""
        self._stopping.set()
        if self._tasks:
            # What is under way ends by itself, so that no connection is broken off.
            await asyncio.wait(self._tasks, timeout=self._pace.store_timeout_ms / _SECOND_MS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        self._ledger.let_go(everything=True)
        await self._write()

    async def round(self) -> None:
        """Write and read once; a store out of reach is noted in `state` and tried again."""
        await self._write_round()
        await self._read_round()

    async def admit(self, key_text: str | None, demand: Demand) -> Outcome:
        """Decide on a request as the ledger does, after asking for credits where they lack."""
        outcome = self._ledger.admit(key_text, demand)
        for _ in range(_MOST_ASKS):
            if isinstance(outcome, Admitted) or not outcome.needs_lease or outcome.key is None:
                return outcome
            await self.lease_now(outcome.key.account.id, demand.cost)
            outcome = self._ledger.admit(key_text, demand)
        if isinstance(outcome, Refusal) and outcome.needs_lease:
            return Refusal(Reason.STORE, outcome.key, retry_after=1)
        return outcome

    async def lease_now(self, account_id: int, needed: int) -> None:
        """Ask the store for credits that a request lacks; return when the ledger knows the answer.

        One ask at a time for an account. Who waits meanwhile shares the next.
        """
        current = self._asks.get(account_id)
        if current is None:
            current = self._asks[account_id] = self._begin_ask(account_id, None)
        elif current.is_sent:
            if current.next is None:
                current.next = self._begin_ask(account_id, current.task)
            current = current.next
        current.needed += needed
        assert current.task is not None
        # A client that goes away must not take the lease from the others that wait.
        await asyncio.shield(current.task)

    def _begin_ask(self, account_id: int, before: asyncio.Task[None] | None) -> _Ask:
        ask = _Ask()
        ask.task = asyncio.create_task(self._ask(account_id, ask, before))
        return ask

    async def _ask(self, account_id: int, ask: _Ask, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
            self._asks[account_id] = ask
        ask.is_sent = True
        try:
            await self._ask_store(account_id, ask.needed)
        except (StoreError, AccessError) as error:
            self._ledger.ask_failed(account_id)
            if isinstance(error, StoreError):
                self._note_down("writing", error)
            else:
                _logger.warning("no lease for account %d: %s", account_id, error)
        except Exception:
            self._ledger.ask_failed(account_id)
            raise
        finally:
            if ask.next is None:
                del self._asks[account_id]

    async def _ask_store(self, account_id: int, needed: int) -> None:
        asked = self._ledger.wanted_now(account_id, needed)
        if not asked:
            return
        if self._ledger.is_returning(account_id):
            await self._write()
        asked_at = self._monotonic_clock()
        lease = await self._in_time(
            self._store.lease(account_id, self._holder, asked, self._pace.lease_ms)
        )
        self._ledger.grant(account_id, asked, lease, asked_at)

    async def _write_round(self) -> None:
        try:
            await self._lease_ahead()
            self._ledger.let_go()
            await self._write()
        except StoreError as error:
            self._note_down("writing", error)
        else:
            self._note_up("writing")

    async def _read_round(self) -> None:
        try:
            await self._read()
            if self._monotonic_clock() - self._slow_at >= SLOW_ROUND_MS:
                await self._slow_round()
        except StoreError as error:
            self._note_down("reading", error)
        else:
            self._note_up("reading")

    async def _lease_ahead(self) -> None:
        wanted = self._ledger.wanted_ahead()
        if not wanted:
            return
        asked_at = self._monotonic_clock()
        granted = await self._in_time(
            self._store.lease_many(self._holder, wanted, self._pace.lease_ms)
        )
        by_account = {lease.account_id: lease for lease in granted}
        for account_id, asked in wanted.items():
            self._ledger.grant(account_id, asked, by_account.get(account_id), asked_at)

    async def _write(self) -> None:
        async with self._lock:
            # What was sent and perhaps arrived goes again as it was, and counts once.
            if self._unsure is not None:
                await self._send(*self._unsure)
            draft = self._ledger.draft()
            if draft:
                self._number += 1
                batch = Batch(
                    holder=self._holder,
                    number=self._number,
                    spent=draft.spent,
                    usage=draft.usage,
                    used=draft.used,
                )
                await self._send(batch, draft)

    async def _send(self, batch: Batch, draft: Draft) -> None:
        self._unsure = (batch, draft)
        self._sends += 1
        recorded = await self._in_time(self._store.record(batch))
        self._unsure = None
        self._ledger.acknowledge(draft, recorded)
        if recorded.uncollected:
            self._uncollected += recorded.uncollected
            self.state = self.state._replace(uncollected=self._uncollected)
            _logger.warning("%d credits were spent after their lease", recorded.uncollected)

    def _sure_sends(self) -> int | None:
        """Return how many batches were sent, None while it is not known what became of one."""
        return self._sends if self._unsure is None else None

    async def _read(self) -> None:
        for _ in range(_MOST_READS):
            await self._until_sent()
            before = self._sure_sends()
            changes = await self._in_time(self._store.changes(self._version))
            # A balance is only heard of when it is certain which reports it holds.
            is_sure = before is not None and before == self._sure_sends()
            self._ledger.apply(changes, with_balances=is_sure)
            if is_sure:
                self._version = changes.version
            if is_sure or before is None:
                return

    async def _until_sent(self) -> None:
        """Wait for the batch that is being sent, but not long: news of keys does not depend on it.

        Both rounds begin at the same time, so that else a busy server would never be sure.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_SEND_WAIT_MS / _SECOND_MS), self._lock:
                pass

    async def _slow_round(self) -> None:
        await self._in_time(self._store.reclaim())
        await self._until_sent()
        before = self._sure_sends()
        day = self._ledger.days.number()
        if day != self._day:
            began = self._ledger.days.began_at()
            self._day, self._day_since = day, began - began % HOUR_MS
        until = self._day_since + 2 * DAY_MS
        totals = await self._in_time(self._store.usage(None, self._day_since, until, _BY))
        if before is not None and before == self._sure_sends():
            self._ledger.count_day(totals, day)
            self._slow_at = self._monotonic_clock()

    def _note_down(self, side: Side, error: StoreError) -> None:
        self._failing[side] = str(error)
        self._ledger.is_store_down = "writing" in self._failing
        if self.state.is_up:
            _logger.error("the store is out of reach for %s: %s", side, error)
            self.state = self.state._replace(is_up=False, since=self._monotonic_clock())
        self.state = self.state._replace(reason=str(error))

    def _note_up(self, side: Side) -> None:
        self._failing.pop(side, None)
        self._ledger.is_store_down = "writing" in self._failing
        if not self._failing and not self.state.is_up:
            _logger.warning("the store is there again")
            since = self._monotonic_clock()
            self.state = self.state._replace(is_up=True, since=since, reason="")

    async def _is_stopping(self) -> bool:
        """Wait for the next round, or for the end."""
        try:
            async with asyncio.timeout(self._pace.round_ms / _SECOND_MS):
                return await self._stopping.wait()
        except TimeoutError:
            return False

    async def _repeat(self, step: Callable[[], Awaitable[None]]) -> None:
        while not await self._is_stopping():
            try:
                await step()
            except Exception:
                # Keys and credits go on as they are known; the next round tries all of it again.
                _logger.exception("a round of the account keeper failed")

    async def _in_time(self, asked: Awaitable[_T]) -> _T:
        try:
            async with asyncio.timeout(self._pace.store_timeout_ms / _SECOND_MS):
                return await asked
        except TimeoutError:
            reason = f"no answer in {self._pace.store_timeout_ms / _SECOND_MS:g} s"
            raise StoreError("store-unreachable", reason) from None
