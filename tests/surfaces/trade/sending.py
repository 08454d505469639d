"""A server's distribution on a real broker for tests, and its customers."""

import asyncio
import contextlib
import itertools
import secrets
from collections.abc import AsyncGenerator
from typing import Any

from aiormq.abc import DeliveredMessage

from tests.sources.feeds import until
from touchline.archive.recordings import Recorded
from touchline.board.board import Board
from touchline.board.picture import Picture
from touchline.brokers.address import parse_address
from touchline.brokers.connection import connected
from touchline.surfaces.trade.directory import Subscriptions
from touchline.surfaces.trade.distribution import Distribution
from touchline.surfaces.trade.package import OddsMode, Package
from touchline.surfaces.trade.queue_room import Bounds
from touchline.wire import Form, decode

WIDE = Bounds(queue=10_000, waiting=10_000)
NOW = 1_700_000_000_000
"""The feed time at which tests begin, unix ms."""


def new_package(form: Form = Form.JSON, odds: OddsMode = OddsMode.PROVIDER) -> Package:
    """Return a package whose queue no other test has."""
    return Package(secrets.randbelow(2**30) + 2**30, form, odds)


class Sending:
    """The distribution of a picture; who is switched off by it is noted."""

    def __init__(
        self, url: str, picture: Picture | None = None, bounds: Bounds = WIDE, now: int = NOW
    ) -> None:
        self.now = now
        self.picture = picture or Picture(Board("sending"), self._clock)
        self.off: list[int] = []
        count = itertools.count(1)
        self.distribution = Distribution(
            self.picture,
            parse_address(url, "url"),
            new_guid=lambda: f"guid-{next(count)}",
            bounds=bounds,
            switched_off=self.off.append,
        )
        self._url = url
        self._queues: set[str] = set()

    def _clock(self) -> int:
        return self.now

    def tell(self, recorded: Recorded) -> None:
        """Bring a message into the picture, at the time at which it was sent."""
        self.now = max(self.now, recorded.at)
        self.picture.apply(decode(recorded.body).message, recorded.at)

    async def there(self, package: Package) -> None:
        """Wait until the queue of a package was looked at anew."""
        self.distribution._known.pop(package.id, None)
        await until(lambda: package.id in self.distribution._known)

    def add(self, package: Package, *, tells_all: bool = False) -> None:
        """Switch a package on, and take its queue away in the end."""
        self._queues.add(package.queue)
        self.distribution.switch_on(package, Subscriptions(), tells_all=tells_all)

    def leave(self, package: Package) -> None:
        """Leave the queue of a package to who goes on with it."""
        self._queues.discard(package.queue)

    @contextlib.asynccontextmanager
    async def published(self, url: str, package: Package) -> AsyncGenerator["Got"]:
        """Consume the queue of a package, once it is there."""
        await self.there(package)
        async with consumed(url, package) as got:
            yield got

    @contextlib.asynccontextmanager
    async def running(self, cleaned_at: str | None = None) -> AsyncGenerator[None]:
        task = asyncio.create_task(self.distribution.run())
        try:
            yield
        finally:
            assert not task.done(), task.exception()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            async with connected(parse_address(cleaned_at or self._url, "url")) as connection:
                channel = await connection.channel()
                for queue in self._queues:
                    await channel.queue_delete(queue)


class Got:
    """What came out of a queue, in order: headers and bodies."""

    def __init__(self) -> None:
        self.messages: list[tuple[dict[str, Any], bytes]] = []

    async def take(self, message: DeliveredMessage) -> None:
        headers = dict(message.header.properties.headers or {})
        self.messages.append((headers, bytes(message.body)))

    def types(self) -> list[str]:
        """Return the types of what came, without heartbeats and keep-alives."""
        types = [str(headers["MessageType"]) for headers, _ in self.messages]
        return [one for one in types if one not in ("31", "32")]


@contextlib.asynccontextmanager
async def consumed(url: str, package: Package) -> AsyncGenerator[Got]:
    """Consume the queue of a package, which is there already."""
    got = Got()
    async with connected(parse_address(url, "url")) as connection:
        channel = await connection.channel()
        await channel.basic_consume(package.queue, got.take, no_ack=True)
        yield got
