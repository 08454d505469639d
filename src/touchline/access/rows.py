"""Finding accounts and keys: their rows, as the structs that they are outside the store."""

from typing import Any, Final

import msgspec
from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from touchline.access import schema
from touchline.access.accounts import (
    KEYS_AN_ACCOUNT,
    KEYS_EVER,
    AccessError,
    Account,
    ApiKey,
    Balance,
    clean_name,
)

AnyRow = Row[*tuple[Any, ...]]

_MOST_ID: Final = 2**63 - 1
_account: Final = schema.account.c
_key: Final = schema.api_key.c

ACCOUNTS: Final = select(
    _account.id,
    _account.name,
    _account.tier,
    _account.is_admin,
    _account.created_at,
    _account.closed_at,
).order_by(_account.id)
BALANCES: Final = select(
    _account.id.label("account_id"), _account.remaining, _account.leased
).order_by(_account.id)
KEYS: Final = select(
    *(column for column in schema.api_key.columns if column.name != "version")
).order_by(_key.id)


def account_of(row: AnyRow) -> Account:
    """Return a row of ACCOUNTS."""
    return Account(**row._mapping)


def balance_of(row: AnyRow) -> Balance:
    """Return a row of BALANCES."""
    return Balance(**row._mapping)


def key_of(row: AnyRow) -> ApiKey:
    """Return a row of KEYS."""
    said = dict(row._mapping)
    if said["scopes"] is not None:
        said["scopes"] = msgspec.json.decode(said["scopes"], type=tuple[str, ...])
    return ApiKey(**said)


async def find_account(connection: AsyncConnection, who: int | str) -> Account:
    """Return an account by its id or its name. Raises AccessError."""
    row = None
    if isinstance(who, int):
        if 0 < who <= _MOST_ID:
            row = (await connection.execute(ACCOUNTS.where(_account.id == who))).first()
    elif (name := _as_name(who)) is not None:
        row = (await connection.execute(ACCOUNTS.where(_account.name == name))).first()
    if row is None:
        raise AccessError("account-unknown", f"there is no account {_shown(who)}")
    return account_of(row)


async def find_open_account(connection: AsyncConnection, account_id: int) -> Account:
    """Return an account. Raises AccessError when it is unknown or closed."""
    account = await find_account(connection, account_id)
    if not account.is_open:
        raise AccessError("account-closed", f"the account {account.name!r} is closed")
    return account


async def find_balance(connection: AsyncConnection, account_id: int) -> Balance:
    """Return the credits of an account. Raises AccessError when it is unknown."""
    await find_account(connection, account_id)
    row = (await connection.execute(BALANCES.where(_account.id == account_id))).one()
    return balance_of(row)


async def find_key(connection: AsyncConnection, account_id: int, key_id: int) -> ApiKey:
    """Return a key of an account. Raises AccessError when either is unknown."""
    await find_account(connection, account_id)
    row = None
    if 0 < key_id <= _MOST_ID:
        which = KEYS.where(_key.account_id == account_id, _key.id == key_id)
        row = (await connection.execute(which)).first()
    if row is None:
        raise AccessError("key-unknown", f"the account has no key {_shown(key_id)}")
    return key_of(row)


async def check_room_for_key(connection: AsyncConnection, account_id: int) -> None:
    """Raise AccessError when an account has as many keys as it may have."""
    count = select(func.count()).where(_key.account_id == account_id)
    active = (await connection.execute(count.where(_key.is_active))).scalar_one()
    ever = (await connection.execute(count)).scalar_one()
    if active >= KEYS_AN_ACCOUNT or ever >= KEYS_EVER:
        raise AccessError(
            "key-limit",
            f"the account has {active} active keys, and {ever} with the inactive ones",
            expected=f"fewer than {KEYS_AN_ACCOUNT} and {KEYS_EVER}",
        )


async def check_key_name(connection: AsyncConnection, account_id: int, name: str) -> None:
    """Raise AccessError when a name is that of an active key of the account."""
    taken = select(_key.id).where(_key.account_id == account_id, _key.name == name, _key.is_active)
    if (await connection.execute(taken)).first() is not None:
        raise AccessError("key-exists", f"the account has an active key {name!r}")


def _as_name(text: str) -> str | None:
    try:
        return clean_name(text)
    except AccessError:
        return None


def _shown(who: int | str) -> str:
    return repr(who)[:64]
