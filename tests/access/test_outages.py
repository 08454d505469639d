"""What becomes of credits and requests when a server is killed or its store is out of reach."""

import asyncio

import pytest

from tests.access.ledgers import LIVE, V1_LIVE, passed, refusal
from tests.access.servers import Clocks, Server, customer
from tests.access.stores import Stores, asynchronous
from touchline.access.accounts import Batch, Recorded, StoreError, UsageRow
from touchline.access.pace import Pace
from touchline.access.refusals import Reason

LONG_AFTER_MS = 31_000
SECONDS = 5
"""How long a write may take before it counts as held up; less than a store is waited for."""


def is_up(server: Server) -> bool:
    return server.keeper.state.is_up


@asynchronous
async def test_a_killed_server_loses_what_it_had_not_written_and_no_paid_credit(
    stores: Stores,
) -> None:
    clocks = Clocks()
    async with await stores.open(clocks.store) as store:
        account, key = await customer(store, 100)
        server = await Server(store, "a", clocks).learn()
        for _ in range(5):
            await server.ask(key)
        await server.keeper.round()
        for _ in range(3):
            await server.ask(key)
        assert server.unreported() == 6
        clocks.advance(LONG_AFTER_MS)
        again = await Server(store, "a2", clocks).learn()
        balance = await store.balance(account)
        assert (balance.remaining, balance.leased) == (90, 0)
        assert passed([await again.ask(key) for _ in range(60)]) == 45


@asynchronous
async def test_without_its_store_a_server_goes_on_until_its_leases_end(
    stores: Stores, caplog: pytest.LogCaptureFixture
) -> None:
    clocks = Clocks()
    async with await stores.open(clocks.store) as store:
        account, key = await customer(store, 1_000)
        server = await Server(store, "a", clocks).learn()
        await server.ask(key)
        await server.keeper.round()
        server.link.fault = "cut"
        assert passed([await server.ask(key)]) == 1
        await server.keeper.round()
        await server.keeper.round()
        assert not is_up(server)
        calls = server.link.calls
        assert "cut" in server.keeper.state.reason
        assert caplog.text.count("out of reach") == 1
        assert passed([await server.ask(key) for _ in range(10)]) == 10
        clocks.advance(25_000)
        outcome = refusal(await server.ask(key))
        assert (outcome.reason, outcome.retry_after) == (Reason.STORE, 1)
        assert server.link.calls == calls, "no request waits for a store out of reach"
        assert passed([await server.ask(key, V1_LIVE)]) == 1
        clocks.advance(60_000)
        server.link.fault = ""
        await server.keeper.round()
        assert is_up(server)
        assert passed([await server.ask(key)]) == 1
        await server.keeper.stop()
        balance = await store.balance(account)
        assert (balance.remaining, balance.leased) == (1_000 - 13 * 2, 0)
        assert server.keeper.state.uncollected == 0
        (total,) = await store.usage(account, 0, 2 * clocks.wall.now)
        assert (total.requests, total.credits) == (14, 26)


@asynchronous
async def test_a_batch_whose_answer_was_lost_counts_once(stores: Stores) -> None:
    clocks = Clocks()
    async with await stores.open(clocks.store) as store:
        account, key = await customer(store, 1_000)
        server = await Server(store, "a", clocks).learn()
        await server.ask(key)
        server.link.fault = "deaf"
        for _ in range(3):
            await server.keeper.round()
            await server.ask(key)
        server.link.fault = ""
        await server.keeper.round()
        balance = await store.balance(account)
        assert balance.remaining == 1_000 - 4 * 2
        outcome = await server.keeper.admit(key, LIVE)
        standings = server.ledger.standings(outcome)
        assert standings is not None
        assert standings.credits == balance.remaining
        (total,) = await store.usage(account, 0, 2 * clocks.wall.now)
        assert (total.requests, total.credits) == (4, 8)


@asynchronous
async def test_a_store_that_takes_no_writes_does_not_hold_back_news(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    clocks = Clocks()
    async with await stores.open(clocks.store) as store:
        account, key = await customer(store, 1_000)
        other = (await store.create_key(account, "L", "live")).text
        server = await Server(store, "a", clocks).learn()
        record = server.link.record

        async def refuse(batch: Batch) -> Recorded:
            await record(batch)
            raise StoreError("store-unreachable", "only the answer is lost")

        monkeypatch.setattr(server.link, "record", refuse)
        await server.ask(key)
        await store.deactivate_key(account, (await store.keys(account))[0].id)
        await server.keeper.round()
        assert not is_up(server)
        assert refusal(await server.ask(key)).reason is Reason.INACTIVE_KEY
        standings = server.ledger.standings(await server.ask(other, LIVE, 304))
        assert standings is not None
        assert standings.credits == 998
        monkeypatch.setattr(server.link, "record", record)
        await server.keeper.round()
        assert is_up(server)
        standings = server.ledger.standings(await server.ask(other, LIVE, 304))
        assert standings is not None
        assert standings.credits == 998


@asynchronous
async def test_a_refused_lease_because_of_the_store_says_so(stores: Stores) -> None:
    clocks = Clocks()
    async with await stores.open(clocks.store) as store:
        _, key = await customer(store, 1_000)
        server = await Server(store, "a", clocks).learn()
        server.link.fault = "cut"
        outcomes = await asyncio.gather(*(server.ask(key) for _ in range(20)))
        assert {refusal(outcome).reason for outcome in outcomes} == {Reason.STORE}
        assert server.link.leases == 1
        server.link.fault = ""
        clocks.advance(1_000)
        await server.keeper.round()
        assert passed([await server.ask(key)]) == 1


@asynchronous
async def test_a_store_that_breaks_is_let_alone_for_a_second(stores: Stores) -> None:
    clocks = Clocks()
    async with await stores.open(clocks.store) as store:
        _, key = await customer(store, 1_000)
        server = await Server(store, "a", clocks).learn()
        server.link.fault = "broken"
        with pytest.raises(RuntimeError):
            await server.ask(key)
        server.link.fault = ""
        assert refusal(await server.ask(key)).reason is Reason.STORE
        clocks.advance(1_000)
        assert passed([await server.ask(key)]) == 1
        assert server.link.leases == 2


@asynchronous
async def test_a_client_that_leaves_does_not_take_the_lease_from_others(stores: Stores) -> None:
    clocks = Clocks()
    async with await stores.open(clocks.store) as store:
        _, key = await customer(store, 1_000)
        server = await Server(store, "a", clocks).learn()
        first, second = (asyncio.create_task(server.ask(key)) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        assert passed([await second]) == 1
        assert server.link.leases == 1


@asynchronous
async def test_a_store_that_does_not_answer_is_out_of_reach(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    clocks = Clocks()
    async with await stores.open(clocks.store) as store:
        server = Server(store, "a", clocks, pace=Pace(store_timeout_ms=1))

        async def hang(since: int = 0) -> None:
            await asyncio.Event().wait()

        monkeypatch.setattr(server.link, "changes", hang)
        await server.keeper.round()
        assert "no answer" in server.keeper.state.reason
        with pytest.raises(StoreError):
            await server.keeper.start()


@asynchronous
async def test_a_task_that_is_cancelled_while_it_writes_holds_up_nobody(stores: Stores) -> None:
    async with await stores.open() as one, await stores.open() as other:
        account, _ = await customer(one, 100)
        written = 0
        for step in range(60):
            row = UsageRow(
                account_id=account, key_id=1, operation="x", hour=0, requests=1, credits=0
            )
            batch = Batch(holder="a", number=2 * step + 1, usage=(row,))
            writing = asyncio.create_task(one.record(batch))
            await asyncio.sleep(step / 10_000)
            writing.cancel()
            # What holds the failure holds the frames of the transaction.
            left = await asyncio.gather(writing, return_exceptions=True)
            async with asyncio.timeout(SECONDS):
                await other.record(Batch(holder="b", number=step + 1, usage=(row,)))
                await one.record(batch)
            written += 2
            assert len(left) == 1
        (total,) = await one.usage(account, 0, 1)
        assert total.requests == written
