"""The operator's API over one store."""

from typing import TYPE_CHECKING

from touchline.access.ledger import Ledger
from touchline.access.tariff import Tariff
from touchline.base import limits
from touchline.base.clock import Clock, wall_clock
from touchline.surfaces.admin.endpoints import AdminEndpoints
from touchline.surfaces.admin.operations import operations
from touchline.surfaces.stored import StoreSurface

if TYPE_CHECKING:
    # Importing it takes SQLAlchemy.
    from touchline.access.store import AccountStore


def admin_surface(
    store: "AccountStore",
    ledger: Ledger,
    tariff: Tariff,
    *,
    wall_clock: Clock = wall_clock,
    max_body_bytes: int = limits.HTTP_BODY_BYTES.default,
) -> StoreSurface:
    """Return the operator's API of a store, for the operators' keys that a ledger knows."""
    endpoints = AdminEndpoints(store, tariff, wall_clock)
    return StoreSurface(
        "admin",
        operations(endpoints),
        store,
        ledger,
        title="Touchline operator",
        description="Everything that the commands do with accounts, keys, credits and usage. It is "
        "served on this machine only, on a port of its own.",
        max_body_bytes=max_body_bytes,
    )
