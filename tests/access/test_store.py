"""Accounts, keys and credits as they are kept: one contract, on SQLite and on PostgreSQL."""

import asyncio
import stat
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import pytest

from tests.access.stores import Stores, asynchronous
from touchline.access.accounts import (
    KEYS_AN_ACCOUNT,
    KEYS_EVER,
    MOST_CREDITS,
    AccessError,
    CreditEntry,
    StoreError,
)
from touchline.access.database import Database
from touchline.access.keys import digest
from touchline.access.rows import ACCOUNTS
from touchline.access.store import open_store
from touchline.base.clock import ManualClock, wall_clock

NAMES = ["Ärger & Söhne", "東京", "'; DROP TABLE account; --", "100%_\\", '"', "7", "NULL", "🏀"]


async def refusal(asked: Awaitable[object]) -> str:
    """Return the code with which something is refused."""
    with pytest.raises(AccessError) as refused:
        await asked
    return refused.value.code


@asynchronous
async def test_an_account_is_found_by_id_and_by_name(stores: Stores) -> None:
    async with await stores.open(ManualClock(5_000)) as store:
        made = [await store.create_account(name, "PRO") for name in NAMES]
        assert [account.name for account in made] == NAMES
        assert {account.created_at for account in made} == {5_000}
        assert await store.accounts() == tuple(made)
        for account in made:
            assert await store.account(account.id) == account
            assert await store.account(f" {account.name} ") == account


@asynchronous
async def test_what_was_written_is_there_after_a_restart(stores: Stores) -> None:
    async with await stores.open() as store:
        account = await store.create_account("a", "FREE", credits=500, is_admin=True)
        key, _ = await store.create_key(account.id, "k", "test", ["read:odds", "operator"])
        before = await store.changes()
    async with await stores.open() as store:
        assert await store.changes() == before
        assert before.accounts == (account,)
        assert account.is_admin
        assert before.keys == (key,)
        assert key.scopes == ("operator", "read:odds")
        assert before.balances == (await store.balance(account.id),)


@asynchronous
async def test_a_name_is_taken_once_in_any_form_even_when_closed(stores: Stores) -> None:
    async with await stores.open() as store:
        account = await store.create_account("Caf\u00e9", "PRO")
        assert await refusal(store.create_account(" Cafe\u0301", "PRO")) == "account-exists"
        await store.close_account(account.id)
        assert await refusal(store.create_account("Café", "PRO")) == "account-exists"
        assert await refusal(store.create_account("\n", "PRO")) == "name-refused"


@pytest.mark.parametrize("who", [0, -1, 99, 2**63, 2**80, "nobody", "", "\0", "1", "x" * 500])
@asynchronous
async def test_who_is_not_there_is_unknown(stores: Stores, who: Any) -> None:
    async with await stores.open() as store:
        await store.create_account("a", "PRO")
        assert await refusal(store.account(who)) == "account-unknown"
        if isinstance(who, int):
            for asked in (
                store.balance(who),
                store.keys(who),
                store.close_account(who),
                store.set_tier(who, "PRO"),
                store.create_key(who, "k", "live"),
                store.add_credits(who, 1, ""),
                store.credit_entries(who),
                store.usage(who, 0, 1),
            ):
                assert await refusal(asked) == "account-unknown"


@asynchronous
async def test_a_key_is_shown_once_and_kept_as_its_digest(stores: Stores) -> None:
    async with await stores.open(ManualClock(7_000), seed=1) as store:
        account = await store.create_account("a", "PRO")
        key, text = await store.create_key(account.id, "production", "live")
        assert text.startswith("sk_live_")
        assert key.digest == digest(text)
        assert key.last_four == text[-4:]
        assert (key.kind, key.is_active, key.scopes) == ("live", True, None)
        assert (key.created_at, key.last_used_at) == (7_000, None)
        assert text[-64:] not in repr(await store.changes())
        assert await store.keys(account.id) == (key,)


@asynchronous
async def test_keys_are_made_of_the_randomness_that_is_passed_in(stores: Stores) -> None:
    async with await stores.open(seed=1) as store:
        account = await store.create_account("a", "PRO")
        texts = [(await store.create_key(account.id, name, "test")).text for name in "ab"]
    assert len(set(texts)) == 2


@asynchronous
async def test_the_text_of_a_key_is_nowhere_in_the_files(tmp_path: Path) -> None:
    async with await open_store(f"sqlite:///{tmp_path}/accounts.db") as store:
        account = await store.create_account("a", "PRO")
        _, text = await store.create_key(account.id, "k", "live")
        files = list(tmp_path.iterdir())
        assert files
        assert all(text[-64:].encode() not in path.read_bytes() for path in files)


@asynchronous
async def test_an_account_has_at_most_10_active_keys(stores: Stores) -> None:
    async with await stores.open() as store:
        account = await store.create_account("a", "PRO")
        made = [
            (await store.create_key(account.id, f"k{n}", "live")).key
            for n in range(KEYS_AN_ACCOUNT)
        ]
        assert await refusal(store.create_key(account.id, "k10", "live")) == "key-limit"
        await store.deactivate_key(account.id, made[3].id)
        again = (await store.create_key(account.id, "k3", "test")).key
        assert await refusal(store.create_key(account.id, "k10", "live")) == "key-limit"
        assert len(await store.keys(account.id)) == KEYS_AN_ACCOUNT + 1
        other = await store.create_account("b", "PRO")
        assert (await store.create_key(other.id, "k3", "live")).key.id > again.id


@asynchronous
async def test_an_account_does_not_fill_the_store_with_inactive_keys(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert KEYS_EVER > KEYS_AN_ACCOUNT
    monkeypatch.setattr("touchline.access.rows.KEYS_EVER", 3)
    async with await stores.open() as store:
        account = await store.create_account("a", "PRO")
        for _ in range(3):
            key, _ = await store.create_key(account.id, "k", "live")
            await store.deactivate_key(account.id, key.id)
        assert await refusal(store.create_key(account.id, "k", "live")) == "key-limit"


@asynchronous
async def test_ten_keys_are_not_passed_by_asking_at_once(stores: Stores) -> None:
    async with await stores.open() as one, await stores.open() as other:
        account = await one.create_account("a", "PRO")
        asked = [(one, other)[n % 2].create_key(account.id, f"k{n}", "live") for n in range(16)]
        answers = await asyncio.gather(*asked, return_exceptions=True)
        refused = [answer for answer in answers if isinstance(answer, AccessError)]
        assert len(refused) == 16 - KEYS_AN_ACCOUNT
        assert len(await one.keys(account.id)) == KEYS_AN_ACCOUNT


@asynchronous
async def test_names_of_active_keys_differ(stores: Stores) -> None:
    async with await stores.open() as store:
        account = await store.create_account("a", "PRO")
        first, _ = await store.create_key(account.id, "k", "live")
        second, _ = await store.create_key(account.id, "other", "test")
        assert await refusal(store.create_key(account.id, " k", "test")) == "key-exists"
        assert await refusal(store.rename_key(account.id, second.id, "k")) == "key-exists"
        assert await refusal(store.rename_key(account.id, second.id, "")) == "name-refused"
        assert await store.rename_key(account.id, first.id, "k") == first
        assert (await store.rename_key(account.id, second.id, "東京'; --")).name == "東京'; --"
        await store.deactivate_key(account.id, first.id)
        assert await refusal(store.rename_key(account.id, first.id, "x")) == "key-inactive"
        assert (await store.rename_key(account.id, second.id, "k")).name == "k"


@asynchronous
async def test_a_key_is_only_its_own_accounts(stores: Stores) -> None:
    async with await stores.open() as store:
        account = await store.create_account("a", "PRO")
        other = await store.create_account("b", "PRO")
        key, _ = await store.create_key(account.id, "k", "live")
        for wrong in (
            store.deactivate_key(other.id, key.id),
            store.rename_key(other.id, key.id, "x"),
        ):
            assert await refusal(wrong) == "key-unknown"
        assert await refusal(store.deactivate_key(account.id, 2**70)) == "key-unknown"
        assert await store.keys(other.id) == ()


@asynchronous
async def test_a_closed_account_keeps_its_bills_and_nothing_else_works(stores: Stores) -> None:
    async with await stores.open(ManualClock(9_000)) as store:
        account = await store.create_account("a", "PRO", credits=5)
        key, _ = await store.create_key(account.id, "k", "live")
        closed = await store.close_account(account.id)
        assert closed.closed_at == 9_000
        assert await store.close_account(account.id) == closed
        assert await store.account("a") == closed
        assert [one.is_active for one in await store.keys(account.id)] == [False]
        assert (await store.balance(account.id)).remaining == 5
        assert await store.lease(account.id, "h", 1, 1_000) is None
        for asked in (
            store.create_key(account.id, "x", "live"),
            store.add_credits(account.id, 1, ""),
            store.set_tier(account.id, "FREE"),
        ):
            assert await refusal(asked) == "account-closed"
        assert await refusal(store.rename_key(account.id, key.id, "x")) == "key-inactive"


@asynchronous
async def test_another_server_sees_each_change_once(stores: Stores) -> None:
    async with await stores.open() as one, await stores.open() as other:
        seen = await other.changes()
        assert (seen.accounts, seen.keys, seen.balances) == ((), (), ())

        account = await one.create_account("a", "PRO", credits=10)
        key, _ = await one.create_key(account.id, "k", "live")
        seen = await other.changes(seen.version)
        assert (seen.accounts, seen.keys) == ((account,), (key,))
        assert [balance.remaining for balance in seen.balances] == [10]
        assert await other.changes(seen.version) == type(seen)(version=seen.version)

        renamed = await one.rename_key(account.id, key.id, "x")
        seen = await other.changes(seen.version)
        assert (seen.accounts, seen.keys, seen.balances) == ((), (renamed,), ())

        inactive = await one.deactivate_key(account.id, key.id)
        assert not inactive.is_active
        seen = await other.changes(seen.version)
        assert seen.keys == (inactive,)

        balance = await one.add_credits(account.id, 5, "more")
        seen = await other.changes(seen.version)
        assert (seen.accounts, seen.keys, seen.balances) == ((), (), (balance,))

        moved = await one.set_tier(account.id, "ENTERPRISE")
        seen = await other.changes(seen.version)
        assert (seen.accounts, moved.tier) == ((moved,), "ENTERPRISE")

        await one.create_key(account.id, "second", "live")
        await one.close_account(account.id)
        seen = await other.changes(seen.version)
        assert [one.is_open for one in seen.accounts] == [False]
        assert [one.is_active for one in seen.keys] == [False]


@asynchronous
async def test_a_server_that_polls_misses_nothing_that_others_write(stores: Stores) -> None:
    async with await stores.open() as one, await stores.open() as other, await stores.open() as eye:
        writers = [
            asyncio.create_task((one, other)[n % 2].create_account(f"a{n}", "PRO"))
            for n in range(20)
        ]
        version, seen = 0, set()
        while not all(writer.done() for writer in writers):
            changes = await eye.changes(version)
            version = changes.version
            seen |= {account.name for account in changes.accounts}
        seen |= {account.name for account in (await eye.changes(version)).accounts}
        assert seen == {f"a{n}" for n in range(20)}


@asynchronous
async def test_who_reads_sees_one_state_of_everything(stores: Stores) -> None:
    async with await stores.open() as store:
        database = Database(stores.url)
        async with database.reading() as connection:
            assert (await connection.execute(ACCOUNTS)).all() == []
            await store.create_account("a", "PRO")
            assert (await connection.execute(ACCOUNTS)).all() == []
        await database.close()


@asynchronous
async def test_credits_are_given_and_taken_back_with_a_reason(stores: Stores) -> None:
    async with await stores.open(ManualClock(1)) as store:
        account = await store.create_account("a", "PRO", credits=500)
        assert (await store.add_credits(account.id, 20_000, "pack\n1'")).remaining == 20_500
        assert (await store.add_credits(account.id, -20_500, "refund")).remaining == 0
        assert await refusal(store.add_credits(account.id, -1, "")) == "credits-negative"
        assert await store.credit_entries(account.id) == (
            CreditEntry(account_id=account.id, amount=500, reason="opening", at=1),
            CreditEntry(account_id=account.id, amount=20_000, reason="pack\\n1'", at=1),
            CreditEntry(account_id=account.id, amount=-20_500, reason="refund", at=1),
        )
        assert await refusal(store.create_account("b", "PRO", credits=-1)) == "credits-negative"
        assert [one.name for one in await store.accounts()] == ["a"]


@asynchronous
async def test_huge_credits_are_exact_up_to_the_most(stores: Stores) -> None:
    async with await stores.open() as store:
        account = await store.create_account("a", "PRO", credits=MOST_CREDITS - 1)
        assert (await store.add_credits(account.id, 1, "")).remaining == MOST_CREDITS
        for much in (1, MOST_CREDITS, 2**63, 2**200):
            assert await refusal(store.add_credits(account.id, much, "")) == "credits-too-many"
        assert await refusal(store.add_credits(account.id, -(2**200), "")) == "credits-negative"
        assert (await store.balance(account.id)).remaining == MOST_CREDITS
        lease = await store.lease(account.id, "h", MOST_CREDITS, 1_000)
        assert lease is not None
        assert lease.granted == MOST_CREDITS


@asynchronous
async def test_what_servers_hold_cannot_be_taken_back(stores: Stores) -> None:
    async with await stores.open() as store:
        account = await store.create_account("a", "PRO", credits=10)
        await store.lease(account.id, "h", 6, 1_000)
        assert await refusal(store.add_credits(account.id, -5, "")) == "credits-negative"
        assert (await store.add_credits(account.id, -4, "")).free == 0


@asynchronous
async def test_the_time_is_the_databases_own(stores: Stores) -> None:
    async with await stores.open() as store:
        before = wall_clock()
        account = await store.create_account("a", "PRO")
        # SQLite's own time has the precision of a double.
        assert before - 1 <= account.created_at <= wall_clock() + 1


@asynchronous
async def test_a_sqlite_store_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "accounts.db"
    async with await open_store(f"sqlite:///{path}") as store:
        await store.create_account("a", "PRO")
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == dict.fromkeys(("accounts.db", "accounts.db-wal", "accounts.db-shm"), 0o600)


@pytest.mark.parametrize(
    "url", ["", "accounts.db", "mysql://root@127.0.0.1/test", "sqlite://", "sqlite:///:memory:"]
)
@asynchronous
async def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(StoreError) as refused:
        await open_store(url)
    assert refused.value.code == "store-address"


@asynchronous
async def test_a_store_out_of_reach_says_so_without_its_password(tmp_path: Path) -> None:
    (tmp_path / "bad.db").write_text("This is a text of more than a hundred characters. " * 40)
    for url in (
        f"sqlite:///{tmp_path}/bad.db",
        f"sqlite:///{tmp_path}/bad.db/below.db",
        f"sqlite:///{tmp_path}",
        "postgresql://someone:hunter2@127.0.0.1:1/touchline",
    ):
        with pytest.raises(StoreError) as refused:
            await open_store(url)
        assert refused.value.code == "store-unreachable"
        assert "hunter2" not in str(refused.value)
        assert "SELECT" not in str(refused.value)


@asynchronous
async def test_a_database_that_is_not_there_is_named(database_url: str) -> None:
    with pytest.raises(StoreError, match="nowhere") as refused:
        await open_store(database_url.rpartition("/")[0] + "/nowhere")
    assert refused.value.code == "store-unreachable"
