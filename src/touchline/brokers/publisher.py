"""Publishing to a broker with confirms: many messages are on their way at a time, none is lost."""

import contextlib
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any, Final

from touchline.base.errors import SourceError
from touchline.brokers.address import BrokerAddress
from touchline.brokers.confirms import MOST, Confirms, Packet
from touchline.brokers.connection import connected, reason_of
from touchline.brokers.queues import Queues

_END_SECONDS: Final = 1


class Publisher:
    """Publishes to queues through the default exchange, in order, and waits for every confirm."""

    def __init__(self, on_the_way: Confirms, address: BrokerAddress) -> None:
        """Publish on a channel that confirms."""
        self._on_the_way = on_the_way
        self._address = address

    async def publish(self, queue: str, body: bytes, headers: Mapping[str, Any]) -> None:
        """Send a message. Raises SourceError where this or one before was not confirmed."""
        await self._wait(MOST - 1)
        self._on_the_way.launch(queue, Packet(body, headers))

    async def flush(self) -> None:
        """Wait for the confirm of everything sent. Raises SourceError."""
        await self._wait(0)

    async def _wait(self, most: int) -> None:
        """Wait until no more than so many are on their way. Raises SourceError."""
        while True:
            failure = self._on_the_way.failure
            if failure is not None:
                raise SourceError(
                    "source-refused", f"the broker did not take a message: {reason_of(failure)}",
                    where=self._address.where, expected="a queue that is there, with room",
                )  # fmt: skip
            if len(self._on_the_way) <= most:
                return
            await self._on_the_way.news()


@contextlib.asynccontextmanager
async def publishing(
    address: BrokerAddress, confirmed: Callable[[], None] = lambda: None
) -> AsyncGenerator[Publisher]:
    """Give a publisher, and wait for its last confirm; each calls `confirmed`.

    Raises SourceError (source-unreachable, source-refused).
    """
    async with connected(address) as connection:
        channel = await Queues(connection, address).channel()
        with Confirms(channel, confirmed) as on_the_way:
            publisher = Publisher(on_the_way, address)
            try:
                yield publisher
                await publisher.flush()
            finally:
                await on_the_way.settled(_END_SECONDS)
                on_the_way.take_back()


async def declare(address: BrokerAddress, queue: str) -> None:
    """Make a durable queue where there is none of its name. Raises SourceError."""
    async with connected(address) as connection:
        await Queues(connection, address).make(queue)


async def check(address: BrokerAddress, queue: str) -> int:
    """Return how many messages a queue holds. Raises SourceError where there is no such queue."""
    async with connected(address) as connection:
        standing = await Queues(connection, address).standing(queue)
    if standing is None:
        raise SourceError(
            "source-refused", f"there is no queue {queue}", where=address.where,
            expected="a queue that is there",
        )  # fmt: skip
    return standing.messages
