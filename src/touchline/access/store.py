"""The store of accounts: SQLite, or PostgreSQL that servers share; the same code on both.

Importing it takes SQLAlchemy: do it where a store is opened.
"""

import secrets
from collections.abc import Collection, Mapping
from types import TracebackType
from typing import Any, Final, Self

import msgspec
from sqlalchemy import select, update

from touchline.access import keys, leasing, migrate, schema
from touchline.access.accounts import (
    MOST_CREDITS,
    AccessError,
    Account,
    ApiKey,
    Balance,
    Batch,
    Changes,
    CreditEntry,
    Kind,
    Lease,
    NewKey,
    Recorded,
    Spent,
    UsageField,
    UsageTotal,
    clean_name,
)
from touchline.access.bills import usage_totals
from touchline.access.database import WAIT_MS, Database, Writing
from touchline.access.keys import RandomBytes
from touchline.access.package_store import PackageStore
from touchline.access.rows import (
    ACCOUNTS,
    BALANCES,
    KEYS,
    account_of,
    balance_of,
    check_key_name,
    check_room_for_key,
    find_account,
    find_balance,
    find_key,
    find_open_account,
    key_of,
)
from touchline.base.clock import Clock
from touchline.base.text import one_line

_REASON_CHARACTERS: Final = 200
_account: Final = schema.account.c
_key: Final = schema.api_key.c


async def open_store(
    url: str,
    *,
    random_bytes: RandomBytes = secrets.token_bytes,
    clock: Clock | None = None,
    wait_ms: int = WAIT_MS,
) -> "AccountStore":
    """Open the store, make or upgrade its tables, and return it.

    `url` is sqlite:///FILE or postgresql://USER@HOST/DATABASE. The time is the database's own,
    which servers share, unless a clock is given. Every wait for it ends after `wait_ms`. Raises
    StoreError.
    """
    database = Database(url, clock, wait_ms)
    try:
        await database.prepare(migrate.upgrade)
    except BaseException:
        await database.close()
        raise
    return AccountStore(database, random_bytes)


class AccountStore:
    """Every method is one transaction. Raises AccessError, and StoreError when out of reach."""

    def __init__(self, database: Database, random_bytes: RandomBytes) -> None:
        """Use a database whose tables are there; `open_store` makes them."""
        self._database = database
        self._random_bytes = random_bytes
        self.packages = PackageStore(database, random_bytes)

    async def close(self) -> None:
        """Close every connection."""
        await self._database.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def create_account(
        self, name: str, tier: str, *, credits: int = 0, is_admin: bool = False
    ) -> Account:
        """Open an account; its first credits are an entry like any other.

        Raises AccessError: a name that is none or taken, credits below 0 or too many. Whether
        there is such a tier is for the tariff to say.
        """
        name = clean_name(name)
        _checked_credits(credits, 0, least=0)
        async with self._database.writing() as writing:
            taken = select(_account.id).where(_account.name == name)
            if (await writing.connection.execute(taken)).first() is not None:
                raise AccessError("account-exists", f"there is an account {name!r}")
            inserted = await writing.connection.execute(
                schema.account.insert()
                .values(
                    name=name,
                    tier=tier,
                    is_admin=is_admin,
                    created_at=writing.now,
                    remaining=credits,
                    leased=0,
                    version=writing.version,
                    balance_version=writing.version,
                )
                .returning(_account.id)
            )
            account_id = inserted.scalar_one()
            if credits:
                await _note_credits(writing, account_id, credits, "opening")
            return await find_account(writing.connection, account_id)

    async def accounts(self) -> tuple[Account, ...]:
        """Return every account, closed ones too, the oldest first."""
        async with self._database.reading() as connection:
            return tuple(account_of(row) for row in await connection.execute(ACCOUNTS))

    async def account(self, who: int | str) -> Account:
        """Return an account by its id, or by its name. Raises AccessError."""
        async with self._database.reading() as connection:
            return await find_account(connection, who)

    async def set_tier(self, account_id: int, tier: str) -> Account:
        """Move an account to a tier. Raises AccessError when it is unknown or closed."""
        async with self._database.writing() as writing:
            await find_open_account(writing.connection, account_id)
            return await _change_account(writing, account_id, tier=tier)

    async def close_account(self, account_id: int) -> Account:
        """Close an account and deactivate its keys; closing it again changes nothing.

        Its credits stay, as do its bills. Raises AccessError when it is unknown.
        """
        async with self._database.writing() as writing:
            account = await find_account(writing.connection, account_id)
            if not account.is_open:
                return account
            await writing.connection.execute(
                update(schema.api_key)
                .where(_key.account_id == account_id, _key.is_active)
                .values(is_active=False, version=writing.version)
            )
            return await _change_account(writing, account_id, closed_at=writing.now)

    async def create_key(
        self, account_id: int, name: str, kind: Kind, scopes: Collection[str] | None = None
    ) -> NewKey:
        """Make a key and return it with its text, which cannot be had again.

        Without scopes it holds those of the account's tier that read; whether it may hold others
        is for the tariff to say. Raises AccessError: the account is unknown, closed or has its 10
        active keys, or the name is none or another active key's.
        """
        name = clean_name(name)
        text = keys.new_key(kind, self._random_bytes)
        async with self._database.writing() as writing:
            connection = writing.connection
            await find_open_account(connection, account_id)
            await check_room_for_key(connection, account_id)
            await check_key_name(connection, account_id, name)
            inserted = await connection.execute(
                schema.api_key.insert()
                .values(
                    account_id=account_id,
                    name=name,
                    kind=kind,
                    digest=keys.digest(text),
                    last_four=keys.last_four(text),
                    scopes=None if scopes is None else _packed(scopes),
                    is_active=True,
                    created_at=writing.now,
                    version=writing.version,
                )
                .returning(_key.id)
            )
            key = await find_key(connection, account_id, inserted.scalar_one())
        return NewKey(key, text)

    async def keys(self, account_id: int) -> tuple[ApiKey, ...]:
        """Return every key of an account, inactive ones too, the oldest first."""
        async with self._database.reading() as connection:
            await find_account(connection, account_id)
            rows = await connection.execute(KEYS.where(_key.account_id == account_id))
            return tuple(key_of(row) for row in rows)

    async def rename_key(self, account_id: int, key_id: int, name: str) -> ApiKey:
        """Give an active key another name.

        Raises AccessError: the account has no such key, it is inactive, or the name is none or
        another active key's.
        """
        name = clean_name(name)
        async with self._database.writing() as writing:
            key = await find_key(writing.connection, account_id, key_id)
            if not key.is_active:
                raise AccessError("key-inactive", f"the key {key.name!r} is inactive")
            if key.name == name:
                return key
            await check_key_name(writing.connection, account_id, name)
            return await _change_key(writing, key, name=name)

    async def deactivate_key(self, account_id: int, key_id: int) -> ApiKey:
        """Let a key never be used again; doing it again changes nothing.

        Raises AccessError when the account has no such key.
        """
        async with self._database.writing() as writing:
            key = await find_key(writing.connection, account_id, key_id)
            return await _change_key(writing, key, is_active=False) if key.is_active else key

    async def add_credits(self, account_id: int, amount: int, reason: str) -> Balance:
        """Give an account credits, or take some back (below 0), and keep the reason.

        Raises AccessError: the account is unknown or closed, or would hold too many, or fewer than
        servers may be spending now.
        """
        async with self._database.writing() as writing:
            connection = writing.connection
            await find_open_account(connection, account_id)
            balance = await find_balance(connection, account_id)
            _checked_credits(amount, balance.remaining, least=balance.leased)
            await connection.execute(
                update(schema.account)
                .where(_account.id == account_id)
                .values(
                    remaining=_account.remaining + amount,
                    balance_version=writing.version,
                )
            )
            await _note_credits(writing, account_id, amount, reason)
            return await find_balance(connection, account_id)

    async def credit_entries(self, account_id: int) -> tuple[CreditEntry, ...]:
        """Return the credits that an account was given, and why, the oldest first."""
        entry = schema.credit_entry.c
        async with self._database.reading() as connection:
            await find_account(connection, account_id)
            rows = await connection.execute(
                select(entry.account_id, entry.amount, entry.reason, entry.at)
                .where(entry.account_id == account_id)
                .order_by(entry.id)
            )
            return tuple(CreditEntry(**row._mapping) for row in rows)

    async def balance(self, account_id: int) -> Balance:
        """Return the credits of an account. Raises AccessError when it is unknown."""
        async with self._database.reading() as connection:
            return await find_balance(connection, account_id)

    async def changes(self, since: int = 0) -> Changes:
        """Return what changed after a version; after 0 that is everything.

        When a key was last used, and usage, are no changes.
        """
        version = schema.store_version.c.version
        async with self._database.reading() as connection:
            now = (await connection.execute(select(version))).scalar_one()
            if now <= since:
                return Changes(version=now)
            accounts = await connection.execute(ACCOUNTS.where(_account.version > since))
            changed_keys = await connection.execute(KEYS.where(_key.version > since))
            balances = await connection.execute(BALANCES.where(_account.balance_version > since))
            return Changes(
                version=now,
                accounts=tuple(account_of(row) for row in accounts),
                keys=tuple(key_of(row) for row in changed_keys),
                balances=tuple(balance_of(row) for row in balances),
            )

    async def lease(self, account_id: int, holder: str, amount: int, lasts_ms: int) -> Lease | None:
        """Lease credits of one account, as `lease_many` does; None when none are free."""
        leases = await self.lease_many(holder, {account_id: amount}, lasts_ms)
        return leases[0] if leases else None

    async def lease_many(
        self, holder: str, wanted: Mapping[int, int], lasts_ms: int
    ) -> tuple[Lease, ...]:
        """Set credits aside for a server, by account, as many as are free of those wanted.

        Nobody else can spend them until the lease is returned or has expired. An account without
        free credits, closed or unknown, gets no lease.
        """
        async with self._database.writing() as writing:
            return await leasing.lend(writing, holder, wanted, lasts_ms)

    async def record(self, batch: Batch) -> Recorded:
        """Write what a server has spent and counted; a batch sent again counts once."""
        async with self._database.writing() as writing:
            return await leasing.record(writing, batch)

    async def return_lease(self, account_id: int, holder: str, fence: int) -> None:
        """End a lease: what was not recorded as spent is free again. Ended ones stay as they are.

        With something left to record, `record` with `is_last` does both at once.
        """
        last = Spent(account_id=account_id, fence=fence, spent=0, is_last=True)
        async with self._database.writing() as writing:
            await leasing.charge(writing, holder, [last])

    async def reclaim(self) -> int:
        """End the leases that have expired and return how many credits are free again."""
        async with self._database.reading() as connection:
            if not await leasing.has_expired(connection, await self._database.now(connection)):
                return 0
        async with self._database.writing() as writing:
            await leasing.forget_old(writing)
            return await leasing.end_expired(writing)

    async def usage(
        self,
        account_id: int | None,
        since: int,
        until: int,
        by: Collection[UsageField] = (),
        *,
        limit: int | None = None,
    ) -> tuple[UsageTotal, ...]:
        """Return usage of one account or all, told apart by some fields and added up by the rest.

        It counts the hours that begin from `since` to before `until`. Raises AccessError when the
        account is unknown.
        """
        async with self._database.reading() as connection:
            if account_id is not None:
                await find_account(connection, account_id)
            return await usage_totals(connection, account_id, since, until, by, limit)


async def _note_credits(writing: Writing, account_id: int, amount: int, reason: str) -> None:
    await writing.connection.execute(
        schema.credit_entry.insert().values(
            account_id=account_id,
            amount=amount,
            reason=one_line(reason.strip())[:_REASON_CHARACTERS],
            at=writing.now,
        )
    )


async def _change_account(writing: Writing, account_id: int, **values: Any) -> Account:
    await writing.connection.execute(
        update(schema.account)
        .where(_account.id == account_id)
        .values(version=writing.version, **values)
    )
    return await find_account(writing.connection, account_id)


async def _change_key(writing: Writing, key: ApiKey, **values: Any) -> ApiKey:
    await writing.connection.execute(
        update(schema.api_key).where(_key.id == key.id).values(version=writing.version, **values)
    )
    return await find_key(writing.connection, key.account_id, key.id)


def _checked_credits(amount: int, before: int, *, least: int) -> None:
    after = before + amount
    if after < least:
        raise AccessError(
            "credits-negative", f"{amount} credits would leave {after}", expected=f"{least} or more"
        )
    if after > MOST_CREDITS:
        raise AccessError("credits-too-many", f"{amount} credits would make {after}")


def _packed(scopes: Collection[str]) -> str:
    return msgspec.json.encode(sorted(set(scopes))).decode()
