"""Ledgers in step with a real store: what is spent, written, heard of, and what faults cost."""

import asyncio
from typing import Any

import pytest

from tests.access.ledgers import LIVE, MATCHES, V1_LIVE, passed, refusal, tariff
from tests.access.servers import Clocks, Server, customer
from tests.access.stores import Stores, asynchronous
from touchline.access import keeper as keeper_module
from touchline.access.accounts import Changes
from touchline.access.ledger import Admitted
from touchline.access.pace import Pace
from touchline.access.rate import DAY_MS
from touchline.access.refusals import Reason
from touchline.base import limits


@asynchronous
async def test_100_at_once_at_a_balance_of_7_get_3_answers_of_cost_2(stores: Stores) -> None:
    clocks = Clocks()
    async with await stores.open(clocks.store) as store:
        account, key = await customer(store, 7)
        server = await Server(store, "a", clocks).learn()
        outcomes = await asyncio.gather(*(server.ask(key) for _ in range(100)))
        assert passed(outcomes) == 3
        refused = refusal(outcomes[-1])
        assert (refused.reason, refused.required, refused.remaining) == (Reason.CREDITS, 2, 1)
        assert server.link.leases <= 2
        await server.keeper.stop()
        balance = await store.balance(account)
        assert (balance.remaining, balance.leased) == (1, 0)


@asynchronous
async def test_100_at_once_on_two_servers_get_3_answers_of_cost_2(stores: Stores) -> None:
    clocks = Clocks()
    async with await stores.open(clocks.store) as one, await stores.open(clocks.store) as other:
        _, key = await customer(one, 7)
        servers = [await Server(one, "a", clocks).learn(), await Server(other, "b", clocks).learn()]
        outcomes = await asyncio.gather(*(servers[n % 2].ask(key) for n in range(100)))
        assert passed(outcomes) == 3


@asynchronous
async def test_two_servers_share_a_small_balance_in_small_blocks(stores: Stores) -> None:
    clocks = Clocks()
    async with await stores.open(clocks.store) as store:
        _, key = await customer(store, 7)
        servers = [await Server(store, name, clocks).learn() for name in "ab"]
        outcomes = [await servers[n % 2].ask(key) for n in range(10)]
        assert [isinstance(outcome, Admitted) for outcome in outcomes] == [True] * 3 + [False] * 7


@asynchronous
async def test_what_one_server_does_not_use_the_other_may(stores: Stores) -> None:
    clocks = Clocks()
    async with await stores.open(clocks.store) as store:
        _, key = await customer(store, 4)
        one, other = [await Server(store, name, clocks).learn() for name in "ab"]
        assert passed([await one.ask(key, MATCHES)]) == 1
        await asyncio.gather(*(one.ask(key, LIVE, 304) for _ in range(2)))
        assert refusal(await other.ask(key)).reason is Reason.CREDITS
        clocks.advance(1_000)
        await one.keeper.round()
        await other.keeper.round()
        assert passed([await other.ask(key)]) == 1


@asynchronous
async def test_a_deactivated_key_stops_after_one_round_on_every_server(stores: Stores) -> None:
    clocks = Clocks()
    async with await stores.open(clocks.store) as store:
        account, key = await customer(store, 100)
        servers = [await Server(store, name, clocks).learn() for name in "ab"]
        for server in servers:
            assert passed([await server.ask(key)]) == 1
        await store.deactivate_key(account, (await store.keys(account))[0].id)
        for server in servers:
            await server.keeper.round()
            assert refusal(await server.ask(key)).reason is Reason.INACTIVE_KEY
    assert limits.STORE_ROUND_MS.maximum < 1_000, "within one second, as is promised"


@asynchronous
async def test_accounts_keys_and_credits_that_are_added_are_heard_of(stores: Stores) -> None:
    clocks = Clocks()
    async with await stores.open(clocks.store) as store:
        server = await Server(store, "a", clocks).learn()
        account, key = await customer(store, 0)
        assert refusal(await server.ask(key)).reason is Reason.UNKNOWN_KEY
        await server.keeper.round()
        assert refusal(await server.ask(key)).reason is Reason.CREDITS
        await store.add_credits(account, 2, "paid")
        await server.keeper.round()
        assert passed([await server.ask(key) for _ in range(2)]) == 1
        await store.close_account(account)
        await server.keeper.round()
        assert refusal(await server.ask(key)).reason is Reason.ACCOUNT_CLOSED


@asynchronous
async def test_an_empty_account_is_asked_about_once(stores: Stores) -> None:
    clocks = Clocks()
    async with await stores.open(clocks.store) as store:
        _, key = await customer(store, 0)
        server = await Server(store, "a", clocks).learn()
        for _ in range(50):
            assert refusal(await server.ask(key)).reason is Reason.CREDITS
        assert server.link.leases == 1


@asynchronous
async def test_credits_are_leased_before_they_are_needed(stores: Stores) -> None:
    clocks = Clocks()
    async with await stores.open(clocks.store) as store:
        account, key = await customer(store, 100_000)
        server = await Server(store, "a", clocks).learn()
        for second in range(120):
            for _ in range(10):
                assert passed([await server.ask(key)]) == 1
            if second == 10:
                server.link.leases = 0
            for _ in range(2):
                clocks.advance(500)
                await server.keeper.round()
        assert server.link.leases == 0, "no request waited after the first seconds"
        assert (await store.balance(account)).remaining == 100_000 - 120 * 10 * 2
        outcome = await server.keeper.admit(key, LIVE)
        standings = server.ledger.standings(outcome)
        assert standings is not None
        assert standings.credits == 100_000 - 120 * 10 * 2


@asynchronous
async def test_credits_are_heard_of_although_a_batch_is_sent_meanwhile(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    clocks = Clocks()
    async with await stores.open(clocks.store) as store:
        account, key = await customer(store, 0)
        server = await Server(store, "a", clocks).learn()
        assert refusal(await server.ask(key)).reason is Reason.CREDITS
        await store.add_credits(account, 100, "paid")
        reads, real = 0, server.link.changes

        async def crossed(since: int) -> Changes:
            nonlocal reads
            reads += 1
            if reads == 1:
                await server.keeper._write_round()
            return await real(since)

        monkeypatch.setattr(server.link, "changes", crossed)
        await server.keeper._read_round()
        assert reads == 2
        assert passed([await server.ask(key)]) == 1


@asynchronous
async def test_idle_credits_go_back(stores: Stores) -> None:
    clocks = Clocks()
    async with await stores.open(clocks.store) as store:
        account, key = await customer(store, 1_000)
        server = await Server(store, "a", clocks).learn()
        await server.ask(key)
        await server.keeper.round()
        assert (await store.balance(account)).leased > 0
        clocks.advance(20_000)
        await server.keeper.round()
        balance = await store.balance(account)
        assert (balance.remaining, balance.leased) == (998, 0)
        assert passed([await server.ask(key)]) == 1


@asynchronous
async def test_a_lease_that_is_over_is_given_back_before_another_is_asked_for(
    stores: Stores,
) -> None:
    clocks = Clocks()
    async with await stores.open(clocks.store) as store:
        _, key = await customer(store, 4)
        server = await Server(store, "a", clocks).learn()
        await asyncio.gather(*(server.ask(key, LIVE, 304) for _ in range(3)))
        clocks.advance(26_000)
        assert passed([await server.ask(key)]) == 1


@asynchronous
async def test_a_clean_stop_writes_everything_and_gives_everything_back(stores: Stores) -> None:
    clocks = Clocks()
    async with await stores.open(clocks.store) as store:
        account, key = await customer(store, 1_000)
        server = await Server(store, "a", clocks).learn()
        for _ in range(30):
            await server.ask(key)
        await server.ask(key, V1_LIVE)
        await server.ask(key, LIVE, 404)
        await server.keeper.stop()
        balance = await store.balance(account)
        assert (balance.remaining, balance.leased) == (940, 0)
        totals = await store.usage(account, 0, 2 * clocks.wall.now, by=("key", "operation"))
        assert {(row.operation, row.requests, row.credits) for row in totals} == {
            ("v2LiveMatches", 30, 60),
            ("v1LiveEvents", 1, 0),
        }
        assert (await store.keys(account))[0].last_used_at == clocks.wall.now


@asynchronous
async def test_the_quota_of_a_day_holds_for_all_servers_and_after_a_restart(
    stores: Stores,
) -> None:
    clocks = Clocks()
    async with await stores.open(clocks.store) as store:
        _, key = await customer(store, 0)
        one, other = [await Server(store, name, clocks, tariff(day=10)).learn() for name in "ab"]
        for _ in range(6):
            assert passed([await one.ask(key, V1_LIVE)]) == 1
        for _ in range(2):
            for server in (one, other):
                clocks.advance(keeper_module.SLOW_ROUND_MS)
                await server.keeper.round()
        assert passed([await other.ask(key, V1_LIVE) for _ in range(20)]) == 4
        await other.keeper.round()
        clocks.wall.now += DAY_MS
        clocks.advance(keeper_module.SLOW_ROUND_MS)
        await one.keeper.round()
        assert refusal(await one.ask(key, V1_LIVE)).reason is Reason.DAY
        clocks.wall.now -= DAY_MS
        again = await Server(store, "a2", clocks, tariff(day=10)).learn()
        assert refusal(await again.ask(key, V1_LIVE)).reason is Reason.DAY


@asynchronous
async def test_it_runs_in_the_background_and_survives_its_own_faults(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clocks = Clocks()
    async with await stores.open(clocks.store) as store:
        server = Server(store, "a", clocks, pace=Pace(round_ms=1))
        await server.keeper.start()
        account, key = await customer(store, 10)
        async with asyncio.timeout(60):
            while not passed([await server.ask(key)]):
                await asyncio.sleep(0.001)
            real = server.ledger.apply

            def broken(*_: Any, **__: Any) -> None:
                monkeypatch.setattr(server.ledger, "apply", real)
                raise RuntimeError("a fault of ours")

            monkeypatch.setattr(server.ledger, "apply", broken)
            await store.deactivate_key(account, (await store.keys(account))[0].id)
            while passed([await server.ask(key, V1_LIVE)]):
                await asyncio.sleep(0.001)
        assert "a fault of ours" in caplog.text
        await server.keeper.stop()
        assert (await store.balance(account)).leased == 0
