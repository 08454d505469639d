"""The account API over one store."""

from typing import TYPE_CHECKING

from touchline.access.ledger import Ledger
from touchline.access.tariff import Tariff
from touchline.base import limits
from touchline.base.clock import Clock, wall_clock
from touchline.surfaces.account.endpoints import AccountEndpoints
from touchline.surfaces.account.operations import operations
from touchline.surfaces.stored import StoreSurface

if TYPE_CHECKING:
    # Importing it takes SQLAlchemy.
    from touchline.access.store import AccountStore


def account_surface(
    store: "AccountStore",
    ledger: Ledger,
    tariff: Tariff,
    *,
    wall_clock: Clock = wall_clock,
    max_body_bytes: int = limits.HTTP_BODY_BYTES.default,
) -> StoreSurface:
    """Return the account API of a store, for the keys that a ledger knows."""
    endpoints = AccountEndpoints(store, tariff, wall_clock)
    return StoreSurface(
        "account",
        operations(endpoints),
        store,
        ledger,
        title="Touchline account",
        description="What the owner of a key sees and does of the own account, such as in a "
        "dashboard: credits, usage by hour and endpoint, and keys. No request costs credits.",
        max_body_bytes=max_body_bytes,
    )
