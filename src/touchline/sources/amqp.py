"""A queue of a broker, consumed: message after message, acknowledged when each is safe."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from typing import Any, Final

from aiormq.abc import AbstractChannel, DeliveredMessage

from touchline.brokers.connection import connected, end_of, refusals
from touchline.sources.feed_address import FeedAddress

_ACK_SECONDS: Final = 10

Take = Callable[[bytes, dict[str, Any], Callable[[], None]], None]
"""Takes a body with its headers; it calls what it is handed when the message is safe."""


class Consumption:
    """The consuming of one queue on one connection, until `over`."""

    def __init__(self, take: Take) -> None:
        """Hand messages to `take` in the order in which the broker sends them."""
        self._take = take
        self._over: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._safe_tag = 0
        self._has_safe = asyncio.Event()

    async def over(self) -> str:
        """Wait for the end of it and return why it ended; raise what taking a message raised."""
        return await asyncio.shield(self._over)

    def end(self, reason: str) -> None:
        """End it."""
        if not self._over.done():
            self._over.set_result(reason)

    async def receive(self, message: DeliveredMessage) -> None:
        """Take what the broker delivered; it never waits, so that the order stays."""
        tag = message.delivery_tag or 0
        headers = message.header.properties.headers
        try:
            self._take(bytes(message.body), dict(headers or {}), lambda: self._is_safe(tag))
        except Exception as error:
            # The client would take no notice of it, nor of the message.
            if not self._over.done():
                self._over.set_exception(error)

    async def acknowledge(self, channel: AbstractChannel) -> None:
        """Acknowledge what is safe, for ever; many messages at once where they come fast."""
        while True:
            await self._has_safe.wait()
            self._has_safe.clear()
            # Messages become safe in the order in which they came.
            async with asyncio.timeout(_ACK_SECONDS):
                await channel.basic_ack(self._safe_tag, multiple=True)

    def _is_safe(self, tag: int) -> None:
        self._safe_tag = max(self._safe_tag, tag)
        self._has_safe.set()


@contextlib.asynccontextmanager
async def consuming(address: FeedAddress, take: Take) -> AsyncGenerator[Consumption]:
    """Consume a queue, which is never declared: it is the provider's.

    Raises SourceError (source-unreachable, source-refused) where that cannot be begun.
    """
    async with connected(address) as connection:
        consumption = Consumption(take)
        async with refusals(address):
            channel = await connection.channel(publisher_confirms=False)
            await channel.basic_qos(prefetch_count=address.prefetch)
            channel.on_consumer_cancel_callbacks.add(
                lambda _: consumption.end("the broker cancelled the consumer")
            )
            await channel.basic_consume(address.queue, consumption.receive)
        for part in (connection, channel):
            part.closing.add_done_callback(lambda ended: consumption.end(end_of(ended)))
        acknowledging = asyncio.create_task(consumption.acknowledge(channel))
        acknowledging.add_done_callback(lambda ended: consumption.end(end_of(ended)))
        try:
            yield consumption
        finally:
            acknowledging.cancel()
            await asyncio.gather(acknowledging, return_exceptions=True)
