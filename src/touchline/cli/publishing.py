"""Publishing beside a server: the packages of the store, and their queues at a broker."""

import asyncio
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, NamedTuple

from touchline.base import limits
from touchline.base.redaction import redact
from touchline.base.settings import Settings
from touchline.board.picture import Picture
from touchline.brokers.address import BrokerAddress
from touchline.cli.account_store import store_address
from touchline.surfaces.ops.report import Failure, PublishingReport
from touchline.surfaces.trade.turns import Turns

if TYPE_CHECKING:
    # Importing these takes SQLAlchemy and a broker's client.
    from touchline.access.store import AccountStore
    from touchline.surfaces.trade.distribution import Distribution
    from touchline.surfaces.trade.keeper import PackageKeeper


class Published(NamedTuple):
    """The packages of the store, and their distribution where a broker is named."""

    directory: "PackageKeeper"
    distribution: "Distribution | None"

    def status(self) -> str:
        """Return how publishing does, in a few words for the status line."""
        if self.distribution is None:
            return ""
        on = self.distribution.packages
        rate = sum(self.distribution.status(one).messages_per_second for one in on)
        failure = self.distribution.failure
        packages = "1 package" if len(on) == 1 else f"{len(on)} packages"
        told = f", {packages} published, {rate:.0f} messages/s"
        return told if failure is None else f"{told} ({failure})"

    def report(self) -> PublishingReport | None:
        """Return how publishing does for those who watch, None where nothing is published."""
        its = self.distribution
        if its is None:
            return None
        standing = [its.status(one) for one in its.packages]
        failure = its.failure
        return PublishingReport(
            packages=len(standing),
            waiting=its.waiting,
            queued=sum(one.messages for one in standing),
            messages_per_second=sum(one.messages_per_second for one in standing),
            switched_off=its.given_up,
            failure=None if failure is None else Failure(failure.code, redact(str(failure))),
        )


@asynccontextmanager
async def published(
    settings: Settings,
    picture: Picture,
    address: BrokerAddress | None,
    store: "AccountStore | None",
    turns: Turns,
    *,
    is_open: bool,
) -> AsyncGenerator[Published]:
    """Give the packages of a store, published to a broker where one is named.

    Without a store that is open already its own is opened. Raises StoreError out of reach.
    """
    from touchline.access.store import open_store

    if store is None:
        wait = settings.limit(limits.STORE_TIMEOUT_MS)
        async with (
            await open_store(store_address(settings), wait_ms=wait) as own,
            published(settings, picture, address, own, turns, is_open=is_open) as its,
        ):
            yield its
        return
    from touchline.surfaces.trade.distribution import Distribution
    from touchline.surfaces.trade.keeper import PackageKeeper
    from touchline.surfaces.trade.queue_room import Bounds

    keeper = PackageKeeper(
        store.packages, picture, round_ms=settings.limit(limits.STORE_ROUND_MS), is_open=is_open
    )
    if address is not None:
        keeper.distribution = Distribution(
            picture,
            address,
            new_guid=lambda: str(uuid.uuid4()),
            bounds=Bounds(
                settings.limit(limits.PACKAGE_QUEUE), settings.limit(limits.PACKAGE_WAITING)
            ),
            turns=turns,
            switched_off=keeper.switched_off,
        )
    await keeper.learn()
    tasks = [asyncio.create_task(keeper.run())]
    if keeper.distribution is not None:
        tasks.append(asyncio.create_task(keeper.distribution.run()))
    try:
        yield Published(keeper, keeper.distribution)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
