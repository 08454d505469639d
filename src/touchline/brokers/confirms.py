"""Messages on their way to a broker that confirms each: many at a time, none forgotten."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from aiormq import Channel
from pamqp.commands import Basic

from touchline.brokers.connection import end_of

MOST: Final = 200
"""How many may be on their way."""
_CONFIRM_SECONDS: Final = 30
"""How long a broker may confirm nothing while messages are on their way."""


class Packet(NamedTuple):
    """A message for a queue, what its body is, and when it was sent (unix ms)."""

    body: bytes
    headers: Mapping[str, Any]
    content_type: str | None = None
    sent_at: int | None = None

    def properties(self) -> Basic.Properties:
        """Return what AMQP says of it beside its body; its time is in whole seconds."""
        sent = self.sent_at
        return Basic.Properties(
            headers=dict(self.headers),
            delivery_mode=2,
            content_type=self.content_type,
            timestamp=None if sent is None else datetime.fromtimestamp(sent // 1_000, UTC),
        )


class Confirms:
    """The messages on their way on a channel, in order; `failure` is the first thing that failed.

    `confirmed` is called for each that is safe at the broker.
    """

    def __init__(self, channel: Channel, confirmed: Callable[[], None]) -> None:
        """Begin with a channel that confirms; use it as a context, which ends with the channel."""
        self.failure: BaseException | None = None
        self._channel = channel
        self._confirmed = confirmed
        self._on_the_way: dict[asyncio.Future[Any], Packet] = {}
        self._heard_at = 0.0
        self._wake = asyncio.Event()

    def __enter__(self) -> "Confirms":
        """Hear when the channel ends."""
        self._channel.closing.add_done_callback(self._ended)
        return self

    def __exit__(self, *_: object) -> None:
        """Hear no more of the channel."""
        self._channel.closing.remove_done_callback(self._ended)

    def __len__(self) -> int:
        """Return how many are not confirmed."""
        return len(self._on_the_way)

    def launch(self, queue: str, packet: Packet) -> None:
        """Send a message to a queue of the default exchange."""
        if not self._on_the_way:
            self._heard_at = asyncio.get_running_loop().time()
        # Not awaited: the next message need not wait for the confirm of this one. Tasks begin in
        # the order in which they were made, and so do the messages leave.
        task = asyncio.ensure_future(
            self._channel.basic_publish(
                packet.body,
                routing_key=queue,
                properties=packet.properties(),
                mandatory=True,
                wait=False,
            )
        )
        self._on_the_way[task] = packet
        task.add_done_callback(self._done)

    async def news(self) -> None:
        """Wait until one is confirmed or fails, or for `wake`; nothing for too long is failure."""
        self._wake.clear()
        deadline = self._heard_at + _CONFIRM_SECONDS if self._on_the_way else None
        try:
            async with asyncio.timeout_at(deadline):
                await self._wake.wait()
        except TimeoutError as error:
            self._fail(error)

    def wake(self) -> None:
        """Let who waits for news look again."""
        self._wake.set()

    async def settled(self, seconds: float) -> None:
        """Wait until each is confirmed or has failed, at most for so long."""
        if self._on_the_way:
            await asyncio.wait(self._on_the_way, timeout=seconds)

    def take_back(self) -> list[Packet]:
        """Give up what is not confirmed, and return it; some of it may have arrived."""
        left, self._on_the_way = self._on_the_way, {}
        for task in left:
            task.cancel()
        return list(left.values())

    def _done(self, task: "asyncio.Future[Any]") -> None:
        # Also where it was given up: asyncio logs each exception that nobody takes.
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        if task not in self._on_the_way:
            return
        if error is not None:
            self._fail(error)
            return
        del self._on_the_way[task]
        self._heard_at = asyncio.get_running_loop().time()
        self._confirmed()
        self._wake.set()

    def _ended(self, closing: "asyncio.Future[Any]") -> None:
        self._fail(ConnectionError(end_of(closing)))

    def _fail(self, error: BaseException) -> None:
        if self.failure is None:
            self.failure = error
        self._wake.set()
