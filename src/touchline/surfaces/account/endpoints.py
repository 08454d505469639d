"""The handlers of the account API: everything is of the account of the key that asks."""

from typing import TYPE_CHECKING

from touchline.access.administration import make_key
from touchline.access.tariff import OPERATOR_SCOPE, WRITE_SCOPE, Tariff
from touchline.base.clock import Clock
from touchline.surfaces.account.structs import OwnAccountBody
from touchline.surfaces.accounts import (
    CreditsBody,
    KeyBody,
    KeysBody,
    NewKeyBody,
    UsageBody,
    account_fields,
    credits_body,
    key_body,
    keys_body,
    new_key_body,
)
from touchline.surfaces.routing import Refused
from touchline.surfaces.stored import StoreAsked, number
from touchline.surfaces.usage import usage

if TYPE_CHECKING:
    # Importing it takes SQLAlchemy.
    from touchline.access.store import AccountStore

MORE_SCOPES = "A key gives no more scopes than it holds: {held}."
OTHER_KIND = "A test key makes test keys only."


class AccountEndpoints:
    """Answers from one store and one tariff; times are those of a wall clock."""

    def __init__(self, store: "AccountStore", tariff: Tariff, wall_clock: Clock) -> None:
        self._store = store
        self._tariff = tariff
        self._wall_clock = wall_clock

    async def account(self, asked: StoreAsked) -> OwnAccountBody:
        """Return the account, its limits and the key."""
        account = await self._store.account(asked.key.account.id)
        balance = await self._store.balance(account.id)
        keys = await self._store.keys(account.id)
        key = next(one for one in keys if one.id == asked.key.source.id)
        tier = asked.key.account.tier
        return OwnAccountBody(
            **account_fields(account, balance),
            requests_per_minute=tier.requests_a_minute,
            requests_per_day=tier.requests_a_day,
            key=key_body(key, account, self._tariff),
        )

    async def credits(self, asked: StoreAsked) -> CreditsBody:
        """Return the balance and what was given."""
        account_id = asked.key.account.id
        return credits_body(
            await self._store.balance(account_id), await self._store.credit_entries(account_id)
        )

    async def usage(self, asked: StoreAsked) -> UsageBody:
        """Return what was used."""
        account_id, query = asked.key.account.id, asked.query
        return await usage(self._store, account_id, query, query.by, self._wall_clock())

    async def keys(self, asked: StoreAsked) -> KeysBody:
        """Return the keys."""
        account = asked.key.account.source
        return keys_body(await self._store.keys(account.id), account, self._tariff)

    async def create_key(self, asked: StoreAsked) -> NewKeyBody:
        """Make a key that can do no more than the one that asks, and is never an operator's."""
        account, own = asked.key.account.source, asked.key
        held = own.scopes - {OPERATOR_SCOPE}
        scopes = asked.body.scopes
        wanted = held - {WRITE_SCOPE} if scopes is None else frozenset(scopes)
        self._tariff.check_scopes(account.tier, wanted - {OPERATOR_SCOPE})
        if not wanted <= held:
            raise Refused(403, MORE_SCOPES.format(held=", ".join(sorted(held))))
        kind = asked.body.kind or own.source.kind
        if own.is_test and kind != "test":
            raise Refused(403, OTHER_KIND)
        new = await make_key(self._store, self._tariff, account, asked.body.name, kind, wanted)
        return new_key_body(new, account, self._tariff)

    async def rename_key(self, asked: StoreAsked) -> KeyBody:
        """Give a key another name."""
        account = asked.key.account.source
        key_id = number(asked.path, "id")
        key = await self._store.rename_key(account.id, key_id, asked.body.name)
        return key_body(key, account, self._tariff)

    async def deactivate_key(self, asked: StoreAsked) -> KeyBody:
        """Let a key never be used again, perhaps the one that asks."""
        account = asked.key.account.source
        key = await self._store.deactivate_key(account.id, number(asked.path, "id"))
        return key_body(key, account, self._tariff)
