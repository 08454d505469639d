"""Servers with keys over real sockets, one or two of them on one real store."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest

from tests.access.served import SECONDS, Served, ask
from tests.access.stores import Stores
from tests.cli.raw_http import Client, head
from touchline.access.accounts import Balance, NewKey
from touchline.access.keys import new_key
from touchline.access.store import AccountStore
from touchline.access.tariff import PRO, SCOPES

_T = TypeVar("_T")


def told(stores: Stores, what: Callable[[AccountStore], Awaitable[_T]]) -> _T:
    """Do something with the store, as a command does."""

    async def run() -> _T:
        async with await stores.open() as store:
            return await what(store)

    return asyncio.run(run())


def customer(stores: Stores, credits: int, scopes: Collection[str] | None = None) -> NewKey:
    """Open an account and return its key; it is the first, so that no demo is made."""

    async def make(store: AccountStore) -> NewKey:
        account = await store.create_account("A", PRO, credits=credits)
        return await store.create_key(account.id, "K", "test", scopes)

    return told(stores, make)


def balance(stores: Stores) -> Balance:
    return told(stores, lambda store: store.balance(1))


def until(is_so: Callable[[], bool]) -> None:
    """Wait for what comes about by itself."""
    end = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_100_at_once_on_two_servers_at_a_balance_of_7_get_3_answers_of_cost_2(
    stores: Stores,
) -> None:
    key = customer(stores, 7).text
    with Served(stores.url) as one, Served(stores.url) as other:

        async def all_at_once() -> Counter[int]:
            got = await asyncio.gather(*(ask((one, other)[n % 2], key) for n in range(100)))
            costs = sum(int(answer.headers["x-credits-consumed"]) for answer in got)
            assert costs == 6
            return Counter(answer.status for answer in got)

        assert asyncio.run(all_at_once()) == {200: 3, 402: 97}
    assert (balance(stores).remaining, balance(stores).leased) == (1, 0)


def test_a_key_works_on_every_server_soon_after_it_is_made_and_stops_once_it_is_deactivated(
    stores: Stores,
) -> None:
    first = customer(stores, 1_000)
    with Served(stores.url) as one, Served(stores.url) as other:
        servers = (one, other)
        made = told(stores, lambda store: store.create_key(1, "L", "test"))
        until(lambda: all(server.ask(made.text).status == 200 for server in servers))
        told(stores, lambda store: store.deactivate_key(1, made.key.id))
        until(lambda: all(server.ask(made.text).status == 401 for server in servers))
        assert [server.ask(first.text).status for server in servers] == [200, 200]
        told(stores, lambda store: store.close_account(1))
        until(lambda: all(server.ask(first.text).status == 403 for server in servers))


def test_after_a_clean_end_every_answer_is_charged_and_counted(stores: Stores) -> None:
    key = customer(stores, 1_000).text
    with Served(stores.url) as server:
        for _ in range(5):
            assert server.ask(key).status == 200
        assert server.ask(key, "/v2/matches/live?limit=no").status == 400
        assert server.ask(key, "/api/v1/live").status == 200
    found = balance(stores)
    assert (found.remaining, found.leased) == (990, 0)
    totals = told(stores, lambda store: store.usage(1, 0, 2**52, ["operation"]))
    assert {(row.operation, row.requests, row.credits) for row in totals} == {
        ("v2LiveMatches", 5, 10),
        ("v1Live", 1, 0),
    }


def test_without_its_store_a_server_goes_on_and_writes_later(stores: Stores) -> None:
    key = customer(stores, 1_000).text
    with Served(stores.url, store_timeout_ms=500) as server:
        assert server.ask(key).status == 200

        async def hold(store: AccountStore) -> None:
            # The one writer of the store, for as long as this takes.
            async with store._database.writing() as writing:
                async with asyncio.timeout(SECONDS):
                    while (await ask(server, path="/v2/health")).said()["status"] == "healthy":
                        await asyncio.sleep(0.05)
                health = (await ask(server, path="/v2/health")).said()
                assert health["message"] == "The store of accounts is out of reach"
                for _ in range(5):
                    got = await ask(server, key)
                    assert got.status == 200
                await writing.abandon()

        told(stores, hold)
        until(lambda: bool(server.ask(path="/v2/health").said()["status"] == "healthy"))
    assert (balance(stores).remaining, balance(stores).leased) == (988, 0)


def test_a_flood_of_wrong_keys_refuses_no_right_one_and_asks_no_store(tmp_path: Path) -> None:
    stores = Stores(f"sqlite:///{tmp_path}/accounts.db")
    key = customer(stores, 1_000).text
    with Served(stores.url) as server:
        random, statuses, is_over = Random(1), Counter[int](), threading.Event()
        wrong = [new_key("test", random.randbytes) for _ in range(32)]

        async def flood(worker: int) -> None:
            while not is_over.is_set():
                statuses[(await ask(server, wrong[worker])).status] += 1

        async def floods() -> None:
            await asyncio.gather(*map(flood, range(len(wrong))))

        flooding = threading.Thread(target=asyncio.run, args=[floods()])
        flooding.start()
        until(lambda: statuses[401] > 100)
        for number in range(20):
            got = server.ask(key)
            assert (got.status, got.headers["x-credits-remaining"]) == (200, str(998 - 2 * number))
        is_over.set()
        flooding.join(SECONDS)
        assert set(statuses) == {401}
    version = told(stores, lambda store: store.changes()).version
    assert version < 50, "each of the flood would have been a write of its own"


@pytest.mark.parametrize("before", [b"", head("/v2/health")], ids=["first", "second"])
def test_a_body_that_never_ends_is_408_and_the_end_while_others_are_answered(
    tmp_path: Path, before: bytes
) -> None:
    stores = Stores(f"sqlite:///{tmp_path}/accounts.db")
    key = customer(stores, 10, SCOPES).text
    posted = head(
        "/account/keys",
        "POST",
        authorization=f"Bearer {key}",
        content_type="application/json",
        content_length="1000",
    )
    with Served(stores.url, http_request_ms=1_000) as server, Client(server.port) as client:
        if before:
            client.write(before)
            assert client.answer().status == 200
        client.write(posted)
        is_over = threading.Event()

        def drip() -> None:
            with suppress(ConnectionError):
                while not is_over.wait(0.05):
                    client.write(b" ")

        dripping = threading.Thread(target=drip)
        dripping.start()
        assert server.ask(key, "/v2/stats").status == 200
        got = client.answer()
        is_over.set()
        dripping.join(SECONDS)
        assert (got.status, got.headers["connection"]) == (408, "close")
        assert got.said() == {
            "statusCode": 408,
            "message": "The request was not whole after 1 s.",
            "error": "Request Timeout",
        }
        assert client.is_at_end()
        assert server.ask(key, "/account").status == 200
