"""Servers on one real store, whose connections can be cut, and whose clocks are set by hand."""

from collections.abc import Awaitable, Collection, Mapping
from typing import Literal, TypeVar

from tests.access.ledgers import LIVE, NOON, QUOTA_OPERATIONS, tariff
from touchline.access.accounts import (
    Batch,
    Changes,
    Lease,
    Recorded,
    StoreError,
    UsageField,
    UsageTotal,
)
from touchline.access.keeper import Keeper
from touchline.access.ledger import Admitted, Demand, Ledger, Outcome
from touchline.access.pace import Pace
from touchline.access.store import AccountStore
from touchline.access.tariff import PRO, Tariff
from touchline.base.clock import ManualClock

_T = TypeVar("_T")


class Clocks:
    """The clock of the store, and a wall and a monotonic clock of each server, which go together.

    A wall clock may be set apart from the others.
    """

    def __init__(self) -> None:
        self.store, self.wall, self.monotonic = ManualClock(NOON), ManualClock(NOON), ManualClock()

    def advance(self, ms: int) -> None:
        """Let time pass."""
        for clock in (self.store, self.wall, self.monotonic):
            clock.advance(ms)


class Link:
    """A store behind a connection: `cut` loses what is sent, `deaf` only what comes back.

    `broken` fails in a way that nobody foresaw.
    """

    def __init__(self, store: AccountStore) -> None:
        self.store = store
        self.fault: Literal["", "cut", "deaf", "broken"] = ""
        self.leases = 0
        self.calls = 0

    async def changes(self, since: int = 0) -> Changes:
        """Pass it on."""
        return await self._through(self.store.changes(since))

    async def lease(self, account_id: int, holder: str, amount: int, lasts_ms: int) -> Lease | None:
        """Pass it on and count it."""
        self.leases += 1
        return await self._through(self.store.lease(account_id, holder, amount, lasts_ms))

    async def lease_many(
        self, holder: str, wanted: Mapping[int, int], lasts_ms: int
    ) -> tuple[Lease, ...]:
        """Pass it on."""
        return await self._through(self.store.lease_many(holder, wanted, lasts_ms))

    async def record(self, batch: Batch) -> Recorded:
        """Pass it on."""
        return await self._through(self.store.record(batch))

    async def reclaim(self) -> int:
        """Pass it on."""
        return await self._through(self.store.reclaim())

    async def usage(
        self, account_id: int | None, since: int, until: int, by: Collection[UsageField] = ()
    ) -> tuple[UsageTotal, ...]:
        """Pass it on."""
        return await self._through(self.store.usage(account_id, since, until, by))

    async def _through(self, asked: Awaitable[_T]) -> _T:
        self.calls += 1
        if self.fault == "cut":
            assert hasattr(asked, "close")
            asked.close()
            raise StoreError("store-unreachable", "the connection is cut")
        if self.fault == "broken":
            assert hasattr(asked, "close")
            asked.close()
            raise RuntimeError("it broke")
        said = await asked
        if self.fault == "deaf":
            raise StoreError("store-unreachable", "the answer is lost")
        return said


class Server:
    """A ledger with its keeper on a store."""

    def __init__(
        self,
        store: AccountStore,
        holder: str,
        clocks: Clocks,
        terms: Tariff | None = None,
        pace: Pace | None = None,
    ) -> None:
        self.link = Link(store)
        self.ledger = Ledger(
            terms or tariff(), QUOTA_OPERATIONS, clocks.wall, clocks.monotonic, pace
        )
        self.keeper = Keeper(self.ledger, self.link, holder, clocks.monotonic)

    async def learn(self) -> "Server":
        """Learn what the store has, without going on in the background."""
        await self.keeper.learn()
        return self

    async def ask(self, key: str, demand: Demand = LIVE, status: int = 200) -> Outcome:
        """Make a request and settle it at once."""
        outcome = await self.keeper.admit(key, demand)
        if isinstance(outcome, Admitted):
            self.ledger.charge(outcome, status)
        return outcome

    def unreported(self) -> int:
        """Return how many credits would be lost if the server were killed now."""
        return sum(account.credits.unreported() for account in self.ledger._accounts.values())


async def customer(store: AccountStore, credits: int, name: str = "A") -> tuple[int, str]:
    """Open a PRO account with credits and return it with the text of a key."""
    account = await store.create_account(name, PRO, credits=credits)
    return account.id, (await store.create_key(account.id, "K", "live")).text
