"""Messages for one queue, kept in order until the broker confirmed them, over any connection."""

import math
from collections import deque

from aiormq import Channel
from aiormq.exceptions import DeliveryError, PublishError
from pamqp.commands import Basic

from touchline.base.errors import SourceError
from touchline.brokers.address import BrokerAddress
from touchline.brokers.confirms import MOST, Confirms, Packet
from touchline.brokers.connection import reason_of


class QueueFullError(SourceError):
    """A queue has no room; what is published to it is refused, not dropped."""


class QueueGoneError(SourceError):
    """There is no queue of this name any more."""


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
        self._on_the_way: Confirms | None = None

    def __len__(self) -> int:
        """Return how many messages are not confirmed."""
        return len(self._waiting) + len(self._on_the_way or ())

    def put(self, packet: Packet) -> None:
        """Take a message, to be sent after those before it."""
        self._waiting.append(packet)
        if self._on_the_way is not None:
            self._on_the_way.wake()

    def clear(self) -> None:
        """Drop what was not sent."""
        self._waiting.clear()

    async def send(self, channel: Channel, address: BrokerAddress, most: float = math.inf) -> None:
        """Send on a channel that confirms, until so many that wait now are safe, or for ever.

        Raises QueueFullError, QueueGoneError, and SourceError when the channel ends.
        """
        left = most if most == math.inf else min(most, len(self._waiting))
        with Confirms(channel, self._confirm) as on_the_way:
            self._on_the_way = on_the_way
            try:
                while True:
                    if on_the_way.failure is not None:
                        raise self._told(on_the_way.failure, address)
                    while left and self._waiting and len(on_the_way) < MOST:
                        on_the_way.launch(self.queue, self._waiting.popleft())
                        left -= 1
                    if not left and not on_the_way:
                        return
                    await on_the_way.news()
            finally:
                self._waiting.extendleft(reversed(on_the_way.take_back()))
                self._on_the_way = None

    def _confirm(self) -> None:
        self.confirmed += 1

    def _told(self, failure: BaseException, address: BrokerAddress) -> SourceError:
        if isinstance(failure, DeliveryError) and isinstance(failure.frame, Basic.Nack):
            return QueueFullError(
                "queue-full", "the queue is full", where=f"{address.where} {self.queue}",
                expected="a consumer that keeps up",
            )  # fmt: skip
        if isinstance(failure, PublishError):
            return QueueGoneError(
                "source-refused", f"the queue {self.queue} is gone", where=address.where
            )
        return SourceError("source-unreachable", reason_of(failure), where=address.where)
