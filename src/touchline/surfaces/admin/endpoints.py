"""The handlers of the operator's API."""

from typing import TYPE_CHECKING

from touchline.access.accounts import Account
from touchline.access.administration import make_key, open_account
from touchline.access.tariff import Tariff
from touchline.base.clock import Clock
from touchline.surfaces.accounts import (
    AccountBody,
    BalanceBody,
    CreditsBody,
    KeyBody,
    KeysBody,
    NewKeyBody,
    UsageBody,
    WholeAccountBody,
    account_body,
    balance_body,
    credits_body,
    key_body,
    keys_body,
    new_key_body,
    whole_account_body,
)
from touchline.surfaces.admin.structs import Accounts
from touchline.surfaces.routing import Refused
from touchline.surfaces.stored import StoreAsked, number
from touchline.surfaces.usage import usage

if TYPE_CHECKING:
    # Importing it takes SQLAlchemy.
    from touchline.access.store import AccountStore


class AdminEndpoints:
    """Answers from one store and one tariff; times are those of a wall clock."""

    def __init__(self, store: "AccountStore", tariff: Tariff, wall_clock: Clock) -> None:
        self._store = store
        self._tariff = tariff
        self._wall_clock = wall_clock

    async def accounts(self, asked: StoreAsked) -> Accounts:
        """Return every account, or the one of a name."""
        known = await self._store.changes()
        balances = {balance.account_id: balance for balance in known.balances}
        name = asked.query.name
        data = [
            account_body(account, balances[account.id])
            for account in known.accounts
            if name is None or account.name == name
        ]
        return Accounts(data=data, count=len(data))

    async def create_account(self, asked: StoreAsked) -> AccountBody:
        """Open an account."""
        body = asked.body
        account = await open_account(
            self._store,
            self._tariff,
            body.name,
            body.tier,
            credits=body.credits,
            is_admin=body.is_admin,
        )
        return await self._body(account)

    async def account(self, asked: StoreAsked) -> WholeAccountBody:
        """Return an account with its keys."""
        account = await self._account(asked)
        return whole_account_body(
            account,
            await self._store.balance(account.id),
            await self._store.keys(account.id),
            self._tariff,
        )

    async def set_tier(self, asked: StoreAsked) -> AccountBody:
        """Move an account to another tier."""
        self._tariff.tier(asked.body.tier)
        account = await self._account(asked)
        return await self._body(await self._store.set_tier(account.id, asked.body.tier))

    async def close_account(self, asked: StoreAsked) -> AccountBody:
        """Close an account and deactivate its keys."""
        account = await self._account(asked)
        return await self._body(await self._store.close_account(account.id))

    async def keys(self, asked: StoreAsked) -> KeysBody:
        """Return the keys of an account."""
        account = await self._account(asked)
        return keys_body(await self._store.keys(account.id), account, self._tariff)

    async def create_key(self, asked: StoreAsked) -> NewKeyBody:
        """Make a key, an operator's too where the account is an administrator's."""
        account, body = await self._account(asked), asked.body
        new = await make_key(self._store, self._tariff, account, body.name, body.kind, body.scopes)
        return new_key_body(new, account, self._tariff)

    async def rename_key(self, asked: StoreAsked) -> KeyBody:
        """Give a key another name."""
        account = await self._account(asked)
        key_id = number(asked.path, "keyId")
        key = await self._store.rename_key(account.id, key_id, asked.body.name)
        return key_body(key, account, self._tariff)

    async def deactivate_key(self, asked: StoreAsked) -> KeyBody:
        """Let a key never be used again."""
        account = await self._account(asked)
        key = await self._store.deactivate_key(account.id, number(asked.path, "keyId"))
        return key_body(key, account, self._tariff)

    async def credits(self, asked: StoreAsked) -> CreditsBody:
        """Return the credits of an account and what was given."""
        account = await self._account(asked)
        return credits_body(
            await self._store.balance(account.id), await self._store.credit_entries(account.id)
        )

    async def add_credits(self, asked: StoreAsked) -> BalanceBody:
        """Give an account credits, or take some back."""
        account, body = await self._account(asked), asked.body
        if not body.amount:
            raise Refused(400, "amount: 0 changes nothing.")
        return balance_body(await self._store.add_credits(account.id, body.amount, body.reason))

    async def usage(self, asked: StoreAsked) -> UsageBody:
        """Return what was used, by one account or all."""
        query = asked.query
        return await usage(self._store, query.account, query, query.by, self._wall_clock())

    async def _account(self, asked: StoreAsked) -> Account:
        return await self._store.account(number(asked.path, "id"))

    async def _body(self, account: Account) -> AccountBody:
        return account_body(account, await self._store.balance(account.id))
