"""The queues and channels of one connection to a broker."""

import asyncio
import contextlib
from typing import Any, Final, NamedTuple

from aiormq import Channel
from aiormq.abc import AbstractConnection
from aiormq.exceptions import ChannelNotFoundEntity

from touchline.brokers.address import BrokerAddress
from touchline.brokers.connection import refusals

_CLOSE_SECONDS: Final = 1


class QueueStanding(NamedTuple):
    """How many messages wait in a queue, and how many consumers it has."""

    messages: int
    consumers: int


class Queues:
    """Opens channels, makes queues and tells how they stand, one at a time; others wait.

    A broker closes the channel on which it is asked for a queue that is not there, and its client
    gives the number of that channel to the next one before it has answered. Whoever opens one in
    that moment offends the broker, which then closes the connection of all.
    """

    def __init__(self, connection: AbstractConnection, address: BrokerAddress) -> None:
        """Take a connection; its channels are opened here alone."""
        self.connection = connection
        self._address = address
        self._turn = asyncio.Lock()
        self._asking: Channel | None = None

    async def channel(self) -> Channel:
        """Return a new channel that confirms what is published on it. Raises SourceError."""
        async with self._turn, refusals(self._address):
            return await self._open(confirms=True)

    async def close(self, channel: Channel) -> None:
        """Close a channel; one that does not react is left to end with its connection."""
        with contextlib.suppress(Exception):
            async with asyncio.timeout(_CLOSE_SECONDS):
                await channel.close()

    async def standing(self, queue: str) -> QueueStanding | None:
        """Return how a queue stands, None where there is none. Raises SourceError."""
        async with self._turn, refusals(self._address):
            return await self._standing(queue)

    async def make(self, queue: str, most: int | None = None) -> bool:
        """Make a durable queue that refuses what is beyond `most`; return whether there was none.

        One that is there is taken as it is, whatever its kind. Raises SourceError.
        """
        bounds: dict[str, Any] = {"x-max-length": most, "x-overflow": "reject-publish"}
        async with self._turn, refusals(self._address):
            if await self._standing(queue) is not None:
                return False
            asking = await self._channel()
            arguments = None if most is None else bounds
            await asking.queue_declare(queue, durable=True, arguments=arguments)
            return True

    async def _standing(self, queue: str) -> QueueStanding | None:
        asking = await self._channel()
        try:
            told = await asking.queue_declare(queue, passive=True)
        except ChannelNotFoundEntity:
            return None
        return QueueStanding(told.message_count or 0, told.consumer_count or 0)

    async def _channel(self) -> Channel:
        if self._asking is None or self._asking.is_closed:
            self._asking = await self._open(confirms=False)
        return self._asking

    async def _open(self, *, confirms: bool) -> Channel:
        opened = await self.connection.channel(publisher_confirms=confirms)
        assert isinstance(opened, Channel), "a connection makes no other"
        return opened
