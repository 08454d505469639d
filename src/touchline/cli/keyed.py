"""The accounts of a running server: their store, what is known of them, and a first one."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from secrets import randbits
from typing import TYPE_CHECKING, Final, NamedTuple

from touchline.access.accounts import AccessError, Kind, StoreError
from touchline.access.administration import make_key, open_account
from touchline.access.keeper import Keeper
from touchline.access.ledger import Ledger
from touchline.access.pace import Pace
from touchline.access.tariff import QUOTA_OPERATIONS, Tariff
from touchline.access.tariff_tables import read_tariff
from touchline.base import limits
from touchline.base.clock import monotonic_clock, wall_clock
from touchline.base.ids import request_id
from touchline.base.redaction import redact
from touchline.base.settings import Settings
from touchline.cli.account_store import store_address

if TYPE_CHECKING:
    # Importing it takes SQLAlchemy.
    from touchline.access.store import AccountStore

TEST_NAMESPACE: Final = "test"
_DEMO: Final = "demo"
_DEMO_CREDITS: Final = 1_000_000


class Keyed(NamedTuple):
    """Accounts in memory, kept in step with the store at `address`.

    `is_test` tells which keys fit what is served. `demo` is the text of a key of a first account,
    where the store was empty.
    """

    store: "AccountStore"
    ledger: Ledger
    keeper: Keeper
    tariff: Tariff
    address: str
    is_test: bool
    demo: str | None

    def status(self) -> str:
        """Return where keys come from, and whether that is there, in a few words."""
        missing = "" if self.keeper.state.is_up else " (out of reach)"
        return f"keys from {self.address}{missing}"


@asynccontextmanager
async def keyed(settings: Settings, namespace: str) -> AsyncGenerator[Keyed]:
    """Give the accounts for what a namespace shows; write everything at the end.

    Raises StoreError where the store is out of reach, at the start or at the end, and AccessError
    for a tariff that is wrong.
    """
    from touchline.access.store import open_store

    tariff = read_tariff(settings.tariff.tiers, settings.tariff.costs)
    address = store_address(settings)
    is_test = namespace == TEST_NAMESPACE
    pace = _pace(settings)
    async with await open_store(address, wait_ms=pace.store_timeout_ms) as store:
        demo = await _demo_key(store, tariff, "test" if is_test else "live")
        ledger = Ledger(tariff, QUOTA_OPERATIONS, wall_clock, monotonic_clock, pace)
        keeper = Keeper(ledger, store, request_id(randbits), monotonic_clock)
        await keeper.start()
        try:
            yield Keyed(store, ledger, keeper, tariff, redact(address), is_test, demo)
        finally:
            await _stop(keeper)


async def _stop(keeper: Keeper) -> None:
    try:
        await keeper.stop()
    except StoreError as error:
        reason = f"what was used last is not written: {error.reason}"
        raise StoreError(error.code, reason, where=error.where) from error


async def _demo_key(store: "AccountStore", tariff: Tariff, kind: Kind) -> str | None:
    """Open a first account where there is none, and return its key."""
    if await store.accounts():
        return None
    tier = max(tariff.tiers, key=lambda name: tariff.tiers[name].requests_a_minute)
    try:
        account = await open_account(store, tariff, _DEMO, tier, credits=_DEMO_CREDITS)
    except AccessError:
        # Another server of the same store was faster.
        return None
    return (await make_key(store, tariff, account, _DEMO, kind)).text


def _pace(settings: Settings) -> Pace:
    return Pace(
        lease_ms=settings.limit(limits.CREDIT_LEASE_MS),
        least_block=settings.limit(limits.CREDIT_BLOCK),
        round_ms=settings.limit(limits.STORE_ROUND_MS),
        store_timeout_ms=settings.limit(limits.STORE_TIMEOUT_MS),
        usage_rows=settings.limit(limits.USAGE_ROWS),
    )
