"""Credits lent to servers: what any two of them do, an account never spends what it has not."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.access.stores import Stores, asynchronous
from tests.sizes import examples
from touchline.access.accounts import (
    DAY_MS,
    HOUR_MS,
    Batch,
    Lease,
    Recorded,
    Spent,
    UsageRow,
    UsageTotal,
)
from touchline.access.store import AccountStore
from touchline.base.clock import ManualClock

LASTS_MS = 30_000
LATE_MS = 8 * DAY_MS


def spent(lease: Lease, credits: int, *, is_last: bool = False) -> Spent:
    return Spent(account_id=lease.account_id, fence=lease.fence, spent=credits, is_last=is_last)


async def leased(store: AccountStore, account_id: int, holder: str, amount: int) -> Lease:
    """Return a lease that is granted."""
    lease = await store.lease(account_id, holder, amount, LASTS_MS)
    assert lease is not None
    return lease


@asynchronous
async def test_a_lease_takes_from_what_is_free(stores: Stores) -> None:
    async with await stores.open() as store:
        account = await store.create_account("a", "PRO", credits=100)
        first = await leased(store, account.id, "one", 60)
        second = await leased(store, account.id, "other", 60)
        assert (first.granted, second.granted) == (60, 40)
        assert second.fence > first.fence
        assert await store.lease(account.id, "one", 1, LASTS_MS) is None
        balance = await store.balance(account.id)
        assert (balance.remaining, balance.leased, balance.free) == (100, 100, 0)


@pytest.mark.parametrize("amount", [0, -5])
@asynchronous
async def test_who_wants_nothing_gets_nothing(stores: Stores, amount: int) -> None:
    async with await stores.open() as store:
        account = await store.create_account("a", "PRO", credits=10)
        assert await store.lease(account.id, "one", amount, LASTS_MS) is None
        assert await store.lease_many("one", {}, LASTS_MS) == ()
        assert await store.lease_many("one", {account.id + 1: 5}, LASTS_MS) == ()


@asynchronous
async def test_many_accounts_are_leased_and_recorded_at_once(stores: Stores) -> None:
    async with await stores.open() as store:
        ids = [(await store.create_account(f"a{n}", "PRO", credits=n)).id for n in range(5)]
        # More than go into one statement.
        wanted = dict.fromkeys([*ids, *range(1_000_000, 1_002_500)], 3)
        leases = await store.lease_many("one", wanted, LASTS_MS)
        assert {lease.account_id: lease.granted for lease in leases} == dict(
            zip(ids[1:], [1, 2, 3, 3], strict=True)
        )
        none_such = [Spent(account_id=n, fence=n, spent=1) for n in range(2_500)]
        batch = Batch(
            holder="one",
            number=1,
            spent=(*none_such, *(spent(lease, 1, is_last=True) for lease in leases)),
        )
        assert (await store.record(batch)).charged == 4
        remaining = {one.account_id: one.remaining for one in (await store.changes()).balances}
        assert [remaining[which] for which in ids] == [0, 0, 1, 2, 3]


@asynchronous
async def test_the_same_or_an_older_number_charges_nothing(stores: Stores) -> None:
    async with await stores.open() as store:
        account = await store.create_account("a", "PRO", credits=100)
        lease = await leased(store, account.id, "one", 50)
        numbers = count(1)
        for so_far, charged in ((10, 10), (10, 0), (7, 0), (-3, 0), (12, 2), (80, 38), (90, 0)):
            batch = Batch(holder="one", number=next(numbers), spent=(spent(lease, so_far),))
            assert await store.record(batch) == Recorded(charged=charged)
        balance = await store.balance(account.id)
        assert (balance.remaining, balance.leased) == (50, 0)


@asynchronous
async def test_a_batch_that_is_sent_again_counts_once(stores: Stores) -> None:
    async with await stores.open() as store:
        account = await store.create_account("a", "PRO", credits=100)
        key, _ = await store.create_key(account.id, "k", "live")
        lease = await leased(store, account.id, "one", 50)
        row = UsageRow(
            account_id=account.id, key_id=key.id, operation="v2Match", hour=0, requests=3, credits=3
        )
        batch = Batch(
            holder="one", number=1, spent=(spent(lease, 3),), usage=(row, row), used={key.id: 77}
        )
        assert await store.record(batch) == Recorded(charged=3)
        for _ in range(2):
            assert await store.record(batch) == Recorded()
        assert await store.usage(account.id, 0, 1) == (UsageTotal(requests=6, credits=6),)
        assert [one.last_used_at for one in await store.keys(account.id)] == [77]
        # Another server's numbers are its own, and a key was last used at the later time.
        await store.record(Batch(holder="other", number=1, usage=(row,), used={key.id: 70}))
        assert await store.usage(account.id, 0, 1) == (UsageTotal(requests=9, credits=9),)
        assert [one.last_used_at for one in await store.keys(account.id)] == [77]


@asynchronous
async def test_only_its_holder_reports_of_a_lease(stores: Stores) -> None:
    async with await stores.open() as store:
        account = await store.create_account("a", "PRO", credits=100)
        lease = await leased(store, account.id, "one", 50)
        recorded = await store.record(
            Batch(holder="other", number=1, spent=(spent(lease, 9, is_last=True),))
        )
        assert recorded == Recorded(ended=((account.id, lease.fence),))
        await store.return_lease(account.id, "other", lease.fence)
        balance = await store.balance(account.id)
        assert (balance.remaining, balance.leased) == (100, 50)


@asynchronous
async def test_a_returned_lease_frees_what_was_not_spent(stores: Stores) -> None:
    async with await stores.open() as store:
        account = await store.create_account("a", "PRO", credits=100)
        first = await leased(store, account.id, "one", 40)
        second = await leased(store, account.id, "one", 40)
        reports = (spent(first, 15, is_last=True), spent(second, 5))
        assert (await store.record(Batch(holder="one", number=1, spent=reports))).charged == 20
        balance = await store.balance(account.id)
        assert (balance.remaining, balance.leased) == (80, 35)
        for _ in range(2):
            await store.return_lease(account.id, "one", second.fence)
            balance = await store.balance(account.id)
            assert (balance.remaining, balance.leased) == (80, 0)


@asynchronous
async def test_a_lease_is_given_back_once_even_in_one_batch(stores: Stores) -> None:
    async with await stores.open() as store:
        account = await store.create_account("a", "PRO", credits=100)
        lease = await leased(store, account.id, "one", 40)
        await leased(store, account.id, "one", 40)
        reports = (spent(lease, 5, is_last=True), spent(lease, 9, is_last=True))
        assert (await store.record(Batch(holder="one", number=1, spent=reports))).charged == 9
        balance = await store.balance(account.id)
        assert (balance.remaining, balance.leased) == (91, 40)


@asynchronous
async def test_an_expired_lease_frees_what_was_not_recorded(stores: Stores) -> None:
    clock = ManualClock(1_000)
    async with await stores.open(clock) as store:
        account = await store.create_account("a", "PRO", credits=100)
        lease = await leased(store, account.id, "one", 60)
        await store.record(Batch(holder="one", number=1, spent=(spent(lease, 10),)))
        clock.advance(LASTS_MS - 1)
        assert await store.reclaim() == 0
        before = (await store.changes()).version
        clock.advance(1)
        assert await store.reclaim() == 50
        assert await store.reclaim() == 0
        (balance,) = (await store.changes(before)).balances
        assert (balance.remaining, balance.leased) == (90, 0)


@asynchronous
async def test_reclaiming_nothing_is_no_change(stores: Stores) -> None:
    async with await stores.open() as store:
        account = await store.create_account("a", "PRO", credits=100)
        await leased(store, account.id, "one", 60)
        before = await store.changes()
        assert await store.reclaim() == 0
        assert await store.changes() == before


@asynchronous
async def test_asking_in_vain_and_sending_again_are_no_change(stores: Stores) -> None:
    async with await stores.open() as store:
        account = await store.create_account("a", "PRO", credits=100)
        lease = await leased(store, account.id, "one", 100)
        batch = Batch(holder="one", number=1, spent=(spent(lease, 1),))
        await store.record(batch)
        before = (await store.changes()).version
        assert await store.lease(account.id, "other", 1, LASTS_MS) is None
        assert await store.record(batch) == Recorded()
        assert (await store.changes()).version == before
        assert await store.lease(account.id, "other", 1, LASTS_MS) is None


@asynchronous
async def test_who_asks_gets_what_expired_without_waiting_for_anybody(stores: Stores) -> None:
    clock = ManualClock()
    async with await stores.open(clock) as store:
        account = await store.create_account("a", "PRO", credits=100)
        await leased(store, account.id, "killed", 100)
        clock.advance(LASTS_MS)
        assert (await leased(store, account.id, "other", 80)).granted == 80


@asynchronous
async def test_what_is_reported_after_the_end_is_charged_from_what_is_free(
    stores: Stores,
) -> None:
    clock = ManualClock()
    async with await stores.open(clock) as store:
        account = await store.create_account("a", "PRO", credits=100)
        late = await leased(store, account.id, "one", 50)
        clock.advance(LASTS_MS)
        other = await leased(store, account.id, "other", 90)
        place = ((account.id, late.fence),)
        batch = Batch(holder="one", number=1, spent=(spent(late, 30),))
        assert await store.record(batch) == Recorded(charged=10, uncollected=20, ended=place)
        batch = Batch(holder="one", number=2, spent=(spent(late, 30, is_last=True),))
        assert await store.record(batch) == Recorded(ended=place)
        await store.record(Batch(holder="other", number=1, spent=(spent(other, 90, is_last=True),)))
        balance = await store.balance(account.id)
        assert (balance.remaining, balance.leased) == (0, 0)


@asynchronous
async def test_leases_and_servers_that_are_long_gone_are_forgotten(stores: Stores) -> None:
    clock = ManualClock()
    async with await stores.open(clock) as store:
        account = await store.create_account("a", "PRO", credits=100)
        lease = await leased(store, account.id, "one", 50)
        await store.record(Batch(holder="one", number=5, spent=(spent(lease, 1),)))
        clock.advance(LASTS_MS)
        assert await store.reclaim() == 49
        clock.advance(LATE_MS)
        assert await store.reclaim() == 0
        recorded = await store.record(Batch(holder="one", number=1, spent=(spent(lease, 40),)))
        assert recorded == Recorded(ended=((account.id, lease.fence),))
        assert (await store.balance(account.id)).free == 99


@asynchronous
async def test_usage_is_told_apart_as_asked(stores: Stores) -> None:
    async with await stores.open() as store:
        ids = [(await store.create_account(name, "PRO")).id for name in "ab"]
        rows = tuple(
            UsageRow(
                account_id=account_id,
                key_id=key_id,
                operation=operation,
                hour=hour * HOUR_MS,
                requests=1,
                credits=2**40,
            )
            for account_id in ids
            for key_id in (1, 2)
            for operation in ("v2LiveMatches", "v2Match")
            for hour in (0, 23, 24)
        )
        await store.record(Batch(holder="one", number=1, usage=rows))

        def total(requests: int, **fields: Any) -> UsageTotal:
            return UsageTotal(requests=requests, credits=requests * 2**40, **fields)

        until = 2 * DAY_MS
        assert await store.usage(ids[0], 0, until) == (total(12),)
        assert await store.usage(None, 0, until, ["account"]) == tuple(
            total(12, account_id=account_id) for account_id in ids
        )
        assert await store.usage(ids[0], 0, until, ["day"]) == (
            total(8, at=0),
            total(4, at=DAY_MS),
        )
        by_hour = await store.usage(ids[1], 0, until, {"hour", "day", "key"})
        assert by_hour == tuple(
            total(2, key_id=key_id, at=hour * HOUR_MS) for key_id in (1, 2) for hour in (0, 23, 24)
        )
        assert await store.usage(ids[0], HOUR_MS, DAY_MS, ["operation"]) == (
            total(2, operation="v2LiveMatches"),
            total(2, operation="v2Match"),
        )
        assert await store.usage(ids[0], until, until + DAY_MS) == ()


@asynchronous
async def test_two_servers_that_lease_at_once_share_the_balance(stores: Stores) -> None:
    async with await stores.open() as one, await stores.open() as other:
        account = await one.create_account("a", "PRO", credits=100)
        asked = [
            store.lease(account.id, holder, 7, LASTS_MS)
            for _ in range(12)
            for store, holder in ((one, "one"), (other, "other"))
        ]
        leases = [lease for lease in await asyncio.gather(*asked) if lease is not None]
        assert sum(lease.granted for lease in leases) == 100
        assert len({lease.fence for lease in leases}) == len(leases)
        reports = {
            holder: tuple(spent(lease, lease.granted) for lease in leases if lease.holder == holder)
            for holder in ("one", "other")
        }
        recorded = await asyncio.gather(
            *(
                store.record(Batch(holder=holder, number=1, spent=reports[holder]))
                for store, holder in ((one, "one"), (other, "other"))
                for _ in range(3)
            )
        )
        assert sum(one.charged for one in recorded) == 100
        assert (await one.balance(account.id)).remaining == 0


class Server:
    """A server as the store sees it: spends from its leases, reports, and may be killed."""

    names = count()

    def __init__(self, store: AccountStore, clock: ManualClock, account_id: int) -> None:
        self.store = store
        self.clock = clock
        self.account_id = account_id
        self.charged = self.uncollected = self.lost = self.truly_spent = 0
        self.start()

    def start(self) -> None:
        """Begin as another holder that knows of nothing."""
        self.holder = f"server-{next(self.names)}"
        self.leases: dict[int, tuple[Lease, int]] = {}
        self.spent: dict[int, int] = {}
        self.known: dict[int, int] = {}
        self.number = 0
        self.unsure: Batch | None = None

    async def lease(self, amount: int) -> None:
        lease = await self.store.lease(self.account_id, self.holder, amount, LASTS_MS)
        if lease is not None:
            assert 0 < lease.granted <= amount
            self.leases[lease.fence] = lease, self.clock.now + LASTS_MS
            self.spent[lease.fence] = self.known[lease.fence] = 0

    async def spend(self, amount: int) -> None:
        """Spend as far as its leases go that have not expired."""
        for fence, (lease, until) in self.leases.items():
            if self.clock.now < until:
                part = min(amount, lease.granted - self.spent[fence])
                self.spent[fence] += part
                self.truly_spent += part
                amount -= part

    async def report(self, amount: int) -> None:
        """Report everything; with an odd amount the answer gets lost, so that it asks again."""
        await self.retry()
        self.number += 1
        batch = Batch(
            holder=self.holder,
            number=self.number,
            spent=tuple(
                spent(lease, self.spent[fence]) for fence, (lease, _) in self.leases.items()
            ),
        )
        self.count(await self.store.record(batch))
        if amount % 2:
            self.unsure = batch

    async def retry(self) -> None:
        if self.unsure is not None:
            assert await self.store.record(self.unsure) == Recorded()
            self.unsure = None

    async def give_back(self, _: int) -> None:
        self.number += 1
        batch = Batch(
            holder=self.holder,
            number=self.number,
            spent=self.reports(is_last=True),
        )
        self.count(await self.store.record(batch))
        self.leases.clear()

    def reports(self, *, is_last: bool = False) -> tuple[Spent, ...]:
        return tuple(
            spent(lease, self.spent[fence], is_last=is_last)
            for fence, (lease, _) in self.leases.items()
        )

    async def kill(self, _: int) -> None:
        self.lost += sum(self.spent[fence] - self.known[fence] for fence in self.leases)
        self.start()

    def count(self, recorded: Recorded) -> None:
        self.charged += recorded.charged
        self.uncollected += recorded.uncollected
        self.known = dict(self.spent)


STEPS: dict[str, Callable[[Server, int], Awaitable[None]]] = {
    "lease": Server.lease,
    "spend": Server.spend,
    "report": Server.report,
    "give back": Server.give_back,
    "kill": Server.kill,
}
PLANS = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from([*STEPS, "lease", "spend", "expire", "reclaim"]),
        st.integers(1, 60),
    ),
    max_size=16,
)


@given(credits=st.integers(0, 100), plan=PLANS)
@example(  # Spent, expired, leased by the other and spent there, and only then reported.
    credits=50,
    plan=[
        (0, "lease", 50), (0, "spend", 30), (0, "expire", 1), (1, "lease", 50), (1, "spend", 50),
        (0, "report", 1), (1, "report", 1), (0, "report", 1),
    ],
)  # fmt: skip
@example(  # Killed with some of its charges written.
    credits=20,
    plan=[
        (0, "lease", 20), (0, "spend", 5), (0, "report", 1), (0, "spend", 5), (0, "kill", 1),
        (1, "lease", 20), (0, "expire", 1), (1, "lease", 20), (1, "spend", 20), (1, "report", 2),
    ],
)  # fmt: skip
@settings(max_examples=examples(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
@asynchronous
async def test_whatever_two_servers_do_no_credit_is_spent_twice(
    stores: Stores, credits: int, plan: list[tuple[int, str, int]]
) -> None:
    clock = ManualClock()
    async with await stores.open(clock) as one, await stores.open(clock) as other:
        name = f"account {next(Server.names)}"
        account = await one.create_account(name, "PRO", credits=credits)
        servers = Server(one, clock, account.id), Server(other, clock, account.id)
        for who, step, amount in plan:
            if step == "expire":
                clock.advance(LASTS_MS)
            elif step == "reclaim":
                await servers[who].store.reclaim()
            else:
                await STEPS[step](servers[who], amount)
            await check(one, servers, credits)
        for server in servers:
            await server.retry()
            await server.give_back(0)
        clock.advance(LASTS_MS)
        await one.reclaim()
        await check(one, servers, credits)
        balance = await one.balance(account.id)
        assert balance.leased == 0
        told = sum(server.charged + server.uncollected + server.lost for server in servers)
        assert sum(server.truly_spent for server in servers) == told


async def check(store: AccountStore, servers: tuple[Server, Server], credits: int) -> None:
    """Assert what holds at every moment."""
    balance = await store.balance(servers[0].account_id)
    charged = sum(server.charged for server in servers)
    assert balance.remaining == credits - charged
    assert 0 <= balance.leased <= balance.remaining


SPENDER = """
import asyncio, sys
from touchline.access.accounts import Batch, Spent, UsageRow
from touchline.access.store import open_store

async def spend(url, account_id):
    async with await open_store(url) as store:
        lease = await store.lease(account_id, "killed", 500, 60_000)
        for number in range(1, 501):
            spent = Spent(account_id=account_id, fence=lease.fence, spent=number)
            row = UsageRow(account_id=account_id, key_id=1, operation="v2Match", hour=0,
                           requests=1, credits=1)
            await store.record(Batch(holder="killed", number=number, spent=(spent,), usage=(row,)))
            print(lease.fence, number, flush=True)

asyncio.run(spend(sys.argv[1], int(sys.argv[2])))
"""


@asynchronous
async def test_a_server_killed_while_it_writes_loses_nothing_that_was_acknowledged(
    stores: Stores,
) -> None:
    async with await stores.open() as store:
        account = await store.create_account("a", "PRO", credits=1_000)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", SPENDER, stores.url, str(account.id),
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        fence, acknowledged = 0, 0
        async for line in process.stdout:
            fence, acknowledged = map(int, line.split())
            if acknowledged == 20:
                process.send_signal(signal.SIGKILL)
        assert await process.wait() == -signal.SIGKILL
        assert acknowledged >= 20

        balance = await store.balance(account.id)
        charged = 1_000 - balance.remaining
        # At the most the one that was being written when it died.
        assert acknowledged <= charged <= acknowledged + 1
        assert balance.leased == 500 - charged
        assert await store.usage(account.id, 0, 1) == (
            UsageTotal(requests=charged, credits=charged),
        )
        again = Spent(account_id=account.id, fence=fence, spent=charged)
        batch = Batch(holder="killed", number=acknowledged + 2, spent=(again,))
        assert await store.record(batch) == Recorded()
        await store.return_lease(account.id, "killed", fence)
        balance = await store.balance(account.id)
        assert (balance.remaining, balance.leased) == (1_000 - charged, 0)
