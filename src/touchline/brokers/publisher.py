"""Publishing to a broker with confirms: many messages are on their way at a time, none is lost."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any, Final

from aiormq.abc import AbstractChannel
from pamqp.commands import Basic

from touchline.base.errors import SourceError
from touchline.brokers.address import BrokerAddress
from touchline.brokers.connection import connected, reason_of, refusals
from touchline.brokers.outbox import make_queue

_ON_THE_WAY: Final = 1_000
_CONFIRM_SECONDS: Final = 30
_END_SECONDS: Final = 1


class Publisher:
    """Publishes to queues through the default exchange, in order, and waits for every confirm."""

    def __init__(
        self, channel: AbstractChannel, address: BrokerAddress, confirmed: Callable[[], None]
    ) -> None:
        """Publish on a channel that confirms; `confirmed` is called for each message."""
        self._channel = channel
        self._address = address
        self._confirmed = confirmed
        self._on_the_way: set[asyncio.Task[Any]] = set()
        self._room = asyncio.Semaphore(_ON_THE_WAY)
        self._failure: BaseException | None = None

    async def publish(self, queue: str, body: bytes, headers: Mapping[str, Any]) -> None:
        """Send a message. Raises SourceError where this or one before was not confirmed."""
        await self._room.acquire()
        self._raise_failure()
        properties = Basic.Properties(headers=dict(headers), delivery_mode=2)
        # Not awaited here: the next message need not wait for the confirm of this one.
        task = asyncio.ensure_future(
            self._channel.basic_publish(
                body, routing_key=queue, properties=properties, mandatory=True,
                timeout=_CONFIRM_SECONDS,
            )
        )  # fmt: skip
        self._on_the_way.add(task)
        task.add_done_callback(self._done)

    async def flush(self) -> None:
        """Wait for the confirm of everything sent. Raises SourceError."""
        while self._on_the_way:
            await asyncio.wait(self._on_the_way)
        self._raise_failure()

    async def end(self) -> None:
        """Wait a moment for the confirms of what is on its way, and give up the rest."""
        left = list(self._on_the_way)
        if left:
            await asyncio.wait(left, timeout=_END_SECONDS)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _done(self, task: "asyncio.Task[Any]") -> None:
        self._on_the_way.discard(task)
        self._room.release()
        # Also where one failed before: asyncio logs each exception that nobody takes.
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        if error is None:
            self._confirmed()
        elif self._failure is None:
            self._failure = error

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise SourceError(
                "source-refused", f"the broker did not take a message: {reason_of(self._failure)}",
                where=self._address.where, expected="a queue that is there, with room",
            )  # fmt: skip


@contextlib.asynccontextmanager
async def publishing(
    address: BrokerAddress, confirmed: Callable[[], None] = lambda: None
) -> AsyncGenerator[Publisher]:
    """Give a publisher, and wait for its last confirm; each calls `confirmed`.

    Raises SourceError (source-unreachable, source-refused).
    """
    async with connected(address) as connection:
        async with refusals(address):
            channel = await connection.channel(publisher_confirms=True)
        publisher = Publisher(channel, address, confirmed)
        try:
            yield publisher
            await publisher.flush()
        finally:
            await publisher.end()


async def declare(address: BrokerAddress, queue: str) -> None:
    """Make a durable queue where there is none of its name. Raises SourceError."""
    async with connected(address) as connection:
        await make_queue(connection, address, queue)


async def check(address: BrokerAddress, queue: str) -> int:
    """Return how many messages a queue holds. Raises SourceError where there is no such queue."""
    async with connected(address) as connection, refusals(address):
        channel = await connection.channel()
        told = await channel.queue_declare(queue, passive=True)
        return told.message_count or 0
