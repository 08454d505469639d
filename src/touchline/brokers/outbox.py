"""Messages for one queue, kept in order until the broker confirmed them, over any connection."""

import asyncio
import math
from collections import deque
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from aiormq.abc import AbstractChannel, AbstractConnection
from aiormq.exceptions import ChannelNotFoundEntity, DeliveryError, PublishError
from pamqp.commands import Basic

from touchline.base.errors import SourceError
from touchline.brokers.address import BrokerAddress
from touchline.brokers.connection import end_of, reason_of, refusals

_ON_THE_WAY: Final = 200
_CONFIRM_SECONDS: Final = 30
"""How long a broker may confirm nothing while messages are on their way."""


class QueueFullError(SourceError):
    """A queue has no room; what is published to it is refused, not dropped."""


class QueueGoneError(SourceError):
    """There is no queue of this name any more."""


class QueueStanding(NamedTuple):
    """How many messages wait in a queue, and how many consumers it has."""

    messages: int
    consumers: int


class Packet(NamedTuple):
    """A message for a queue."""

    body: bytes
    headers: Mapping[str, str]


class Outbox:
    """The messages for one queue; `confirmed` counts those that are safe at the broker.

    What was on its way when a connection ended is sent again before anything else, so that nothing
    is lost and some may come twice.
    """

    def __init__(self, queue: str) -> None:
        """Hold nothing yet for a queue of the default exchange."""
        self.queue = queue
        self.confirmed = 0
        self._waiting: deque[Packet] = deque()
        self._on_the_way: dict[asyncio.Future[Any], Packet] = {}
        self._failure: BaseException | None = None
        self._heard_at = 0.0
        self._wake = asyncio.Event()

    def __len__(self) -> int:
        """Return how many messages are not confirmed."""
        return len(self._waiting) + len(self._on_the_way)

    def put(self, packet: Packet) -> None:
        """Take a message, to be sent after those before it."""
        self._waiting.append(packet)
        self._wake.set()

    def clear(self) -> None:
        """Drop what was not sent."""
        self._waiting.clear()

    async def send(
        self, channel: AbstractChannel, address: BrokerAddress, most: float = math.inf
    ) -> None:
        """Send on a channel that confirms, until so many that wait now are safe, or for ever.

        Raises QueueFullError, QueueGoneError, and SourceError when the channel ends.
        """
        self._failure = None
        left = most if most == math.inf else min(most, len(self._waiting))
        channel.closing.add_done_callback(self._ended)
        try:
            while True:
                self._raise_failure(address)
                while left and self._waiting and len(self._on_the_way) < _ON_THE_WAY:
                    self._launch(channel, self._waiting.popleft())
                    left -= 1
                if not left and not self._on_the_way:
                    return
                self._wake.clear()
                await self._wait()
        finally:
            channel.closing.remove_done_callback(self._ended)
            self._take_back()

    async def _wait(self) -> None:
        """Wait for news; that nothing is confirmed for too long is a failure."""
        deadline = self._heard_at + _CONFIRM_SECONDS if self._on_the_way else None
        try:
            async with asyncio.timeout_at(deadline):
                await self._wake.wait()
        except TimeoutError as error:
            self._failure = error

    def _launch(self, channel: AbstractChannel, packet: Packet) -> None:
        properties = Basic.Properties(headers=dict(packet.headers), delivery_mode=2)
        if not self._on_the_way:
            self._heard_at = asyncio.get_running_loop().time()
        # Not awaited: the next message need not wait for the confirm of this one. Tasks begin in
        # the order in which they were made, and so do the messages leave.
        task = asyncio.ensure_future(
            channel.basic_publish(
                packet.body, routing_key=self.queue, properties=properties, mandatory=True
            )
        )
        self._on_the_way[task] = packet
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Future[Any]") -> None:
        error = None if task.cancelled() else task.exception()
        if task not in self._on_the_way:
            return
        if error is None and not task.cancelled():
            del self._on_the_way[task]
            self.confirmed += 1
            self._heard_at = asyncio.get_running_loop().time()
        elif self._failure is None:
            self._failure = error or asyncio.CancelledError()
        self._wake.set()

    def _ended(self, closing: "asyncio.Future[Any]") -> None:
        if self._failure is None:
            self._failure = ConnectionError(end_of(closing))
        self._wake.set()

    def _take_back(self) -> None:
        left, self._on_the_way = self._on_the_way, {}
        self._waiting.extendleft(reversed(left.values()))
        for task in left:
            task.cancel()

    def _raise_failure(self, address: BrokerAddress) -> None:
        failure = self._failure
        if failure is None:
            return
        if isinstance(failure, DeliveryError) and isinstance(failure.frame, Basic.Nack):
            raise QueueFullError(
                "queue-full", "the queue is full", where=f"{address.where} {self.queue}",
                expected="a consumer that keeps up",
            )  # fmt: skip
        if isinstance(failure, PublishError):
            raise QueueGoneError(
                "source-refused", f"the queue {self.queue} is gone", where=address.where
            )
        raise SourceError("source-unreachable", reason_of(failure), where=address.where)


async def make_queue(
    connection: AbstractConnection, address: BrokerAddress, queue: str, most: int | None = None
) -> bool:
    """Make a durable queue that refuses what is beyond `most`; return whether there was none.

    One that is there is taken as it is, whatever its kind. Raises SourceError.
    """
    async with refusals(address):
        probe = await connection.channel()
        try:
            await probe.queue_declare(queue, passive=True)
        except ChannelNotFoundEntity:
            pass
        else:
            await probe.close()
            return False
        channel = await connection.channel()
        bounds: dict[str, Any] = {"x-max-length": most, "x-overflow": "reject-publish"}
        arguments = None if most is None else bounds
        await channel.queue_declare(queue, durable=True, arguments=arguments)
        await channel.close()
        return True


async def standing_of(
    channel: AbstractChannel, address: BrokerAddress, queue: str
) -> QueueStanding:
    """Return how a queue stands. Raises SourceError where there is none."""
    async with refusals(address):
        told = await channel.queue_declare(queue, passive=True)
        return QueueStanding(told.message_count or 0, told.consumer_count or 0)
