"""The queues and channels of one connection to a broker."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any, Final, NamedTuple, TypeVar

from aiormq import Channel
from aiormq.abc import AbstractConnection
from aiormq.exceptions import ChannelNotFoundEntity

from touchline.brokers.address import BrokerAddress
from touchline.brokers.connection import refusals

_CLOSE_SECONDS: Final = 1
Some = TypeVar("Some")


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
        self._asked: set[asyncio.Future[Any]] = set()

    async def channel(self) -> Channel:
        """Return a new channel that confirms what is published on it. Raises SourceError."""
        return await self._in_turn(self._open(confirms=True))

    async def close(self, channel: Channel) -> None:
        """Close a channel; one that does not react is left to end with its connection."""
        with contextlib.suppress(Exception):
            async with asyncio.timeout(_CLOSE_SECONDS):
                await channel.close()

    async def standing(self, queue: str) -> QueueStanding | None:
        """Return how a queue stands, None where there is none. Raises SourceError."""
        return await self._in_turn(self._standing(queue))

    async def make(self, queue: str, most: int | None = None) -> bool:
        """Make a durable queue that refuses what is beyond `most`; return whether there was none.

        One that is there is taken as it is, whatever its kind. Raises SourceError.
        """
        return await self._in_turn(self._make(queue, most))

    async def _in_turn(self, asking: Coroutine[Any, Any, Some]) -> Some:
        """Ask when nobody else does; who gives up waiting leaves the answer to come.

        A question that is broken off costs its channel, and the close of that may meet another.
        """
        task = asyncio.ensure_future(self._alone(asking))
        self._asked.add(task)
        task.add_done_callback(self._asked.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(self._unwanted)
            raise

    def _unwanted(self, task: "asyncio.Future[Any]") -> None:
        """Take an answer that nobody waits for; a channel is closed again."""
        answer = None if task.cancelled() or task.exception() else task.result()
        if isinstance(answer, Channel):
            closing = asyncio.ensure_future(self.close(answer))
            self._asked.add(closing)
            closing.add_done_callback(self._asked.discard)

    async def _alone(self, asking: Coroutine[Any, Any, Some]) -> Some:
        async with self._turn, refusals(self._address):
            return await asking

    async def _make(self, queue: str, most: int | None) -> bool:
        if await self._standing(queue) is not None:
            return False
        bounds: dict[str, Any] = {"x-max-length": most, "x-overflow": "reject-publish"}
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
