"""Opening accounts and making keys as the tariff allows, for commands and APIs alike."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from touchline.access.accounts import Account, Kind, NewKey
from touchline.access.tariff import Tariff

if TYPE_CHECKING:
    # Importing it takes SQLAlchemy.
    from touchline.access.store import AccountStore


async def open_account(
    store: "AccountStore",
    tariff: Tariff,
    name: str,
    tier: str,
    *,
    credits: int = 0,
    is_admin: bool = False,
) -> Account:
    """Open an account of a tier. Raises what `AccountStore.create_account` raises, and for a tier
    that there is not."""
    tariff.tier(tier)
    return await store.create_account(name, tier, credits=credits, is_admin=is_admin)


async def make_key(
    store: "AccountStore",
    tariff: Tariff,
    account: Account,
    name: str,
    kind: Kind,
    scopes: Collection[str] | None = None,
) -> NewKey:
    """Make a key with scopes that its account can hold.

    Raises what `AccountStore.create_key` raises, and AccessError for other scopes.
    """
    tariff.check_scopes(account.tier, scopes or (), is_admin=account.is_admin)
    return await store.create_key(account.id, name, kind, scopes)
