"""What a server serves over a picture: the surfaces, their documents, and the door before them."""

import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import msgspec
import typer

from touchline.base import limits
from touchline.base.clock import Clock
from touchline.base.settings import Settings
from touchline.board.picture import Picture
from touchline.board.shown_odds import ShownBooks
from touchline.brokers.address import BrokerAddress
from touchline.cli.admin import admin_beside
from touchline.cli.http_protocol import HttpConfig, HttpLimits
from touchline.cli.keyed import Keyed, keyed
from touchline.cli.publishing import published
from touchline.cli.server import Beside, Served, address_of, room_for
from touchline.model.translations import Translations
from touchline.surfaces.account.surface import account_surface
from touchline.surfaces.documents import Documents
from touchline.surfaces.door import Door
from touchline.surfaces.http import OPEN, Application
from touchline.surfaces.memo import Kept
from touchline.surfaces.negotiation import Packer
from touchline.surfaces.ops.metrics import Metrics
from touchline.surfaces.ops.report import Report
from touchline.surfaces.ops.surface import Ops
from touchline.surfaces.stored import StoreSurface
from touchline.surfaces.trade.call_limits import CallLimits, CallRates
from touchline.surfaces.trade.directory import PackageDirectory
from touchline.surfaces.trade.open_packages import OpenPackages
from touchline.surfaces.trade.surface import TradeSurface
from touchline.surfaces.trade.turns import Turns
from touchline.surfaces.v1.account_status import AccountStatus
from touchline.surfaces.v1.surface import V1
from touchline.surfaces.v2.surface import V2

_DEMO = """
There was no account, so there is one now, named demo. Its key is shown this once:
  {key}
Ask with it:
  curl -s -H 'Authorization: Bearer {key}' '{address}/v2/matches/live?limit=1'
"""


@asynccontextmanager
async def serving(
    settings: Settings,
    picture: Picture,
    clock: Clock,
    names: Translations,
    address: str,
    report: Callable[[], Report],
    *,
    is_open: bool,
    publish: BrokerAddress | None = None,
) -> AsyncGenerator[Served]:
    """Give what a server at an address serves of a picture; `clock` is feed time.

    Unless it is open, the accounts are there meanwhile. Packages are published to a broker where
    one is named. Raises what `keyed` raises.
    """
    http_limits = HttpLimits(
        header_bytes=settings.limit(limits.HTTP_HEADER_BYTES),
        request_ms=settings.limit(limits.HTTP_REQUEST_MS),
        keep_alive_ms=settings.limit(limits.HTTP_KEEP_ALIVE_MS),
        connections=room_for(settings.limit(limits.HTTP_CONNECTIONS)),
    )

    def announce(how: str, demo: str | None = None, beside: Beside = ()) -> None:
        typer.echo(f"Touchline serves {how} on {address}, documented at {address}/docs")
        if demo is not None:
            typer.echo(_DEMO.format(key=demo, address=address))
        for _, listener in beside:
            admin = address_of(listener)
            typer.echo(f"The operator's API is on {admin}/admin, documented at {admin}/docs")
        sys.stdout.flush()

    async with AsyncExitStack() as beside:
        keys = None
        if not is_open:
            keys = await beside.enter_async_context(keyed(settings, picture.board.namespace))
        # What is told to queues and what snapshots say have the same moments.
        turns = Turns(picture)
        packages = None
        if keys is not None or publish is not None:
            store = None if keys is None else keys.store
            packages = await beside.enter_async_context(
                published(settings, picture, publish, store, turns, is_open=is_open)
            )

        directory: PackageDirectory = (
            OpenPackages(
                picture,
                None if packages is None else packages.distribution,
                None if packages is None else packages.directory,
            )
            if packages is None or is_open
            else packages.directory
        )

        def watch() -> Report:
            if packages is None:
                return report()
            return msgspec.structs.replace(report(), publishing=packages.report())

        def status() -> str:
            said = "no keys" if keys is None else keys.status()
            return said + ("" if packages is None else packages.status())

        if keys is None:
            config = HttpConfig(
                application(settings, picture, clock, names, watch, None, directory, turns),
                http_limits,
                [OPEN],
            )
            yield Served(config, status, lambda: announce("without keys"))
            return
        demo, says = keys.demo, keys.status()
        config = HttpConfig(
            application(settings, picture, clock, names, watch, keys, directory, turns),
            http_limits,
        )
        watched = ops(watch, keys, is_private=True)
        with admin_beside(settings, keys, http_limits, watched) as admin:
            yield Served(config, status, lambda: announce(f"with {says}", demo, admin), admin)


def ops(report: Callable[[], Report], keys: Keyed | None, *, is_private: bool) -> Ops:
    """Return what watchers of the server ask; metrics only where no other machine asks."""

    def whole() -> Report:
        if keys is None:
            return report()
        return msgspec.structs.replace(report(), store="up" if keys.keeper.state.is_up else "down")

    return Ops(whole, Metrics(whole) if is_private else None)


def application(
    settings: Settings,
    picture: Picture,
    clock: Clock,
    names: Translations,
    report: Callable[[], Report],
    keys: Keyed | None,
    packages: PackageDirectory,
    turns: Turns,
) -> Application:
    """Return every surface of a picture, and before them the door where there are keys."""
    books = ShownBooks(settings.odds.providers)
    packer = Packer(settings.limit(limits.PACKED_BYTES))
    kept = Kept(
        rows=settings.limit(limits.ROWS_KEPT_BYTES),
        bodies=settings.limit(limits.BODIES_KEPT_BYTES),
        named_lists=settings.limit(limits.NAMED_LISTS),
        named_lists_bytes=settings.limit(limits.NAMED_LISTS_BYTES),
    )
    v1 = V1(
        picture,
        books=books,
        id_offset=settings.feed.id_offset,
        status=None if keys is None else AccountStatus(keys.ledger.caller),
        packer=packer,
        kept=kept,
    )
    v2 = V2(
        picture,
        books=books,
        id_offset=settings.feed.id_offset,
        translations=names,
        packer=packer,
        kept=kept,
        is_store_up=lambda: keys is None or keys.keeper.state.is_up,
    )
    door = None
    stored: list[StoreSurface] = []
    if keys is not None:
        door = Door(keys.ledger, keys.tariff, keys.keeper.admit, is_test=keys.is_test)
        stored = [
            account_surface(
                keys.store,
                keys.ledger,
                keys.tariff,
                max_body_bytes=settings.limit(limits.HTTP_BODY_BYTES),
            )
        ]
    documented = [v1.documented(), v2.documented(), *(one.documented() for one in stored)]
    return Application(
        [
            v1,
            v2,
            *stored,
            _trade(settings, picture, packages, turns),
            ops(report, keys, is_private=keys is None),
            Documents(documented, packer, is_open=keys is None),
        ],
        clock,
        door=door,
        cross_origin=settings.web.origins,
        max_header_bytes=settings.limit(limits.HTTP_HEADER_BYTES),
    )


def _trade(
    settings: Settings, picture: Picture, packages: PackageDirectory, turns: Turns
) -> TradeSurface:
    rates = CallRates(
        settings.limit(limits.PACKAGE_REPEAT_MS),
        settings.limit(limits.PACKAGE_CALLS_AT_ONCE),
        settings.limit(limits.PACKAGE_SNAPSHOT_GAP_MS),
        settings.limit(limits.PACKAGE_SNAPSHOT_CALL_MS),
    )
    return TradeSurface(
        picture,
        packages,
        turns=turns,
        call_limits=CallLimits(rates),
        max_body_bytes=settings.limit(limits.PACKAGE_BODY_BYTES),
    )
