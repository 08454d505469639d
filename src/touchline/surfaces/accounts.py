"""Accounts, keys, credits and usage as JSON: the same in both APIs and in what commands print."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from touchline.access import accounts
from touchline.access.accounts import Kind
from touchline.access.tariff import Tariff
from touchline.base.clock import format_time

AccountId = Annotated[int, Meta(description="Id of the account")]
KeyId = Annotated[int, Meta(description="Id of the key")]
Requests = Annotated[int, Meta(description="How many requests were answered with 2xx")]
Spent = Annotated[int, Meta(description="What they cost in credits")]


class AccountBody(msgspec.Struct, kw_only=True, rename="camel"):
    """An account."""

    id: AccountId
    name: Annotated[str, Meta(description="Name of the account, which no other has")]
    tier: Annotated[str, Meta(description="What its keys may do, and how often")]
    status: Annotated[
        Literal["Active", "Closed"], Meta(description="Keys of a closed account are refused")
    ]
    is_admin: Annotated[bool, Meta(description="Whether its keys may be an operator's")]
    credits: Annotated[int, Meta(description="Credits that are not recorded as spent")]
    created_at: Annotated[str, Meta(description="When it was opened, ISO 8601, UTC")]
    closed_at: Annotated[
        str | None, Meta(description="When it was closed, ISO 8601, UTC; null while it is open")
    ]


class KeyBody(msgspec.Struct, kw_only=True, rename="camel"):
    """A key without its text, which is not kept."""

    id: KeyId
    account_id: AccountId
    name: Annotated[str, Meta(description="Name of the key, which no other active one has")]
    kind: Annotated[
        Kind,
        Meta(description="A test key sees the simulator and recordings, a live key all the rest"),
    ]
    preview: Annotated[str, Meta(description="By which its owner knows it: its beginning and end")]
    scopes: Annotated[list[str], Meta(description="What it may do now, as far as its tier goes")]
    status: Annotated[
        Literal["Active", "Inactive"], Meta(description="An inactive key is refused, for ever")
    ]
    created_at: Annotated[str, Meta(description="When it was made, ISO 8601, UTC")]
    last_used_at: Annotated[
        str | None, Meta(description="When it was last used, ISO 8601, UTC; null for never")
    ]


class NewKeyBody(KeyBody, kw_only=True, rename="camel"):
    """A key that was just made, with its text."""

    key: Annotated[str, Meta(description="The key itself: it is told here and never again")]


class KeysBody(msgspec.Struct, kw_only=True):
    """The keys of an account."""

    data: Annotated[list[KeyBody], Meta(description="Inactive ones too, the oldest first")]
    count: Annotated[int, Meta(description="How many keys there are")]


class KeyName(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The new name of a key."""

    name: Annotated[str, Meta(description="A name that no other active key of the account has")]


class WholeAccountBody(AccountBody, kw_only=True, rename="camel"):
    """An account with its keys."""

    keys: Annotated[list[KeyBody], Meta(description="Its keys, inactive ones too")]


class CreditEntryBody(msgspec.Struct, kw_only=True, rename="camel"):
    """Credits that were given or taken back."""

    amount: Annotated[int, Meta(description="How many; below 0 they were taken back")]
    reason: Annotated[str, Meta(description="Why")]
    at: Annotated[str, Meta(description="When, ISO 8601, UTC")]


class BalanceBody(msgspec.Struct, kw_only=True, rename="camel"):
    """The credits of an account."""

    remaining: Annotated[int, Meta(description="Credits that are not recorded as spent")]
    held: Annotated[int, Meta(description="Those of them that servers have set aside to spend")]


class CreditsBody(BalanceBody, kw_only=True, rename="camel"):
    """The credits of an account, and where they come from."""

    entries: Annotated[
        list[CreditEntryBody], Meta(description="What was given and taken back, the oldest first")
    ]


class UsageRowBody(msgspec.Struct, kw_only=True, rename="camel"):
    """Usage added up; what it is not told apart by is left out."""

    at: Annotated[
        str | UnsetType, Meta(description="When the hour or the day begins, ISO 8601, UTC")
    ] = UNSET
    account_id: Annotated[int | UnsetType, Meta(description="Id of the account")] = UNSET
    key_id: Annotated[int | UnsetType, Meta(description="Id of the key")] = UNSET
    endpoint: Annotated[
        str | UnsetType, Meta(description="Name of the endpoint: its operationId in OpenAPI")
    ] = UNSET
    requests: Requests
    credits: Spent


class UsageBody(msgspec.Struct, kw_only=True, rename="camel"):
    """Usage by key, endpoint and hour, added up as asked for."""

    since: Annotated[str, Meta(description="Hours count from this on, ISO 8601, UTC")]
    until: Annotated[str, Meta(description="Hours count that begin before this, ISO 8601, UTC")]
    data: list[UsageRowBody]
    requests: Requests
    credits: Spent


def account_body(account: accounts.Account, balance: accounts.Balance) -> AccountBody:
    """Return an account with its credits."""
    return AccountBody(**account_fields(account, balance))


def whole_account_body(
    account: accounts.Account,
    balance: accounts.Balance,
    keys: Iterable[accounts.ApiKey],
    tariff: Tariff,
) -> WholeAccountBody:
    """Return an account with its credits and its keys."""
    return WholeAccountBody(
        keys=[key_body(key, account, tariff) for key in keys], **account_fields(account, balance)
    )


def key_body(key: accounts.ApiKey, account: accounts.Account, tariff: Tariff) -> KeyBody:
    """Return a key of an account with the scopes that it holds now."""
    return KeyBody(**_key_fields(key, account, tariff))


def keys_body(
    keys: Iterable[accounts.ApiKey], account: accounts.Account, tariff: Tariff
) -> KeysBody:
    """Return the keys of an account."""
    data = [key_body(key, account, tariff) for key in keys]
    return KeysBody(data=data, count=len(data))


def new_key_body(new: accounts.NewKey, account: accounts.Account, tariff: Tariff) -> NewKeyBody:
    """Return a key that was just made, with its text."""
    return NewKeyBody(key=new.text, **_key_fields(new.key, account, tariff))


def balance_body(balance: accounts.Balance) -> BalanceBody:
    """Return the credits of an account."""
    return BalanceBody(remaining=balance.remaining, held=balance.leased)


def credits_body(balance: accounts.Balance, entries: Iterable[accounts.CreditEntry]) -> CreditsBody:
    """Return the credits of an account with what was given."""
    return CreditsBody(
        remaining=balance.remaining,
        held=balance.leased,
        entries=[
            CreditEntryBody(amount=entry.amount, reason=entry.reason, at=format_time(entry.at))
            for entry in entries
        ],
    )


def usage_body(since: int, until: int, totals: Iterable[accounts.UsageTotal]) -> UsageBody:
    """Return usage between two times in unix ms."""
    data = [
        UsageRowBody(
            at=UNSET if total.at is None else format_time(total.at),
            account_id=UNSET if total.account_id is None else total.account_id,
            key_id=UNSET if total.key_id is None else total.key_id,
            endpoint=UNSET if total.operation is None else total.operation,
            requests=total.requests,
            credits=total.credits,
        )
        for total in totals
    ]
    return UsageBody(
        since=format_time(since),
        until=format_time(until),
        data=data,
        requests=sum(row.requests for row in data),
        credits=sum(row.credits for row in data),
    )


def account_fields(account: accounts.Account, balance: accounts.Balance) -> dict[str, Any]:
    """Return what every form of an account has."""
    return {
        "id": account.id,
        "name": account.name,
        "tier": account.tier,
        "status": "Active" if account.is_open else "Closed",
        "is_admin": account.is_admin,
        "credits": balance.remaining,
        "created_at": format_time(account.created_at),
        "closed_at": _time(account.closed_at),
    }


def _key_fields(key: accounts.ApiKey, account: accounts.Account, tariff: Tariff) -> dict[str, Any]:
    return {
        "id": key.id,
        "account_id": key.account_id,
        "name": key.name,
        "kind": key.kind,
        "preview": f"sk_{key.kind}_...{key.last_four}",
        "scopes": sorted(tariff.scopes_held(account.tier, key.scopes)),
        "status": "Active" if key.is_active else "Inactive",
        "created_at": format_time(key.created_at),
        "last_used_at": _time(key.last_used_at),
    }


def _time(ms: int | None) -> str | None:
    return None if ms is None else format_time(ms)
