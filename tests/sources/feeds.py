"""Feeds on a real broker for tests: queues of their own, and everything behind them."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncGenerator, Callable, Iterable
from pathlib import Path
from typing import Any

import httpx
import msgspec

from touchline.archive.journal import Journal, Received
from touchline.archive.quarantine import Quarantine
from touchline.archive.recordings import Recorded
from touchline.base.clock import Clock, monotonic_clock, wall_clock
from touchline.board.board import Board
from touchline.board.picture import Picture
from touchline.brokers.address import parse_address
from touchline.brokers.connection import connected
from touchline.brokers.publisher import publishing
from touchline.sources.feed import Feed
from touchline.sources.feed_address import FeedAddress, parse_feed_address
from touchline.sources.intake import Intake
from touchline.sources.keeping import Heard
from touchline.sources.live_clock import LiveClock
from touchline.sources.provider_api import ProviderApi
from touchline.sources.pump import Pump
from touchline.sources.supervisor import Patience


def new_queue() -> str:
    """Return a name that no other queue has."""
    return f"touchline-test-{secrets.token_hex(8)}"


@contextlib.asynccontextmanager
async def queue(url: str) -> AsyncGenerator[str]:
    """Give a durable queue, as a provider would have made it."""
    name = new_queue()
    async with connected(parse_address(url, "url")) as connection:
        await (await connection.channel()).queue_declare(name, durable=True)
    try:
        yield name
    finally:
        with contextlib.suppress(Exception):
            async with connected(parse_address(url, "url")) as connection:
                await (await connection.channel()).queue_delete(name)


async def left(url: str, name: str) -> int:
    """Return how many messages a queue holds that nobody was sent."""
    async with connected(parse_address(url, "url")) as connection:
        channel = await connection.channel()
        told = await channel.queue_declare(name, passive=True)
        assert told is not None
        return told.message_count or 0


async def publish(url: str, name: str, messages: Iterable[Recorded]) -> None:
    """Put messages into a queue, as a provider would."""
    async with publishing(parse_address(url, "url")) as publisher:
        for recorded in messages:
            await publisher.publish(name, recorded.body, recorded.headers)


def heartbeat(at: int | None = None) -> Recorded:
    """Return a heartbeat that is sent at a time, or now."""
    sent = wall_clock() if at is None else at
    body = b'{"Header":{"Type":32,"ServerTimestamp":%d}}' % sent
    return Recorded(sent, {"MessageType": "32", "timestamp_in_ms": str(sent)}, body)


def fixture(number: int, status: int = 2, at: int | None = None) -> Recorded:
    """Return the full fixture of a football match, sent now."""
    sent = wall_clock() if at is None else at
    said = {"Sport": {"Id": 6046, "Name": "Football"}, "Status": status}
    body = {
        "Header": {"Type": 1, "MsgGuid": secrets.token_hex(8), "ServerTimestamp": sent},
        "Body": {"Events": [{"FixtureId": number, "Fixture": said}]},
    }
    headers = {"MessageType": "1", "timestamp_in_ms": str(sent)}
    return Recorded(sent, headers, msgspec.json.encode(body))


async def beat_until(url: str, name: str, is_so: Callable[[], object]) -> None:
    """Send heartbeats until something is so: one alone may come before a recovery is over."""
    async with asyncio.timeout(20):
        while not is_so():
            await publish(url, name, [heartbeat()])
            await asyncio.sleep(0.1)


class Receiving:
    """One feed with the picture that it fills."""

    def __init__(
        self,
        address: FeedAddress,
        directory: Path,
        *,
        patience: Patience | None = None,
        journal: Journal | None = None,
        client: httpx.AsyncClient | None = None,
        snapshot_gap_ms: int = 50,
        hurry: int = 20,
        heard: Heard | None = None,
        is_restored: bool = False,
        monotonic: Clock = monotonic_clock,
    ) -> None:
        """Consume for tests; what the provider asks us to wait is waited `hurry` times as fast.

        Where it `is_restored`, the picture knows the source from a run before.
        """
        self.clock = LiveClock(wall_clock if address.clock == "wall" else None)
        self.picture = Picture(Board("epoch"), self.clock)
        self.quarantine = Quarantine(directory / "quarantine", 10_000_000)
        self.pump = Pump(
            self.picture,
            self.clock,
            new_board=lambda: Board("next"),
            source=address.name,
            quarantine=self.quarantine,
        )
        if is_restored:
            self.picture.hold(address.name, held=False, now=self.clock())
        self.applied = 0
        self.bodies: set[bytes] = set()
        self.intake = Intake(self._apply, journal)
        self.client = client or httpx.AsyncClient(verify=False)
        api = ProviderApi(
            address,
            self.client,
            gap_ms=snapshot_gap_ms,
            sleep=lambda seconds: asyncio.sleep(seconds / hurry),
        )
        self.feed = Feed(
            address, self.picture, self.intake, api, self.clock, wall_clock,
            patience=patience, heard=heard, monotonic=monotonic,
        )  # fmt: skip

    def _apply(self, received: Received) -> None:
        self.applied += 1
        self.bodies.add(received.body)
        self.pump.deliver(received.body, at=received.at, headers=received.headers)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        tasks = [asyncio.create_task(self.feed.run()), asyncio.create_task(self.intake.run())]
        try:
            yield
        finally:
            for task in tasks:
                assert not task.done(), task.exception()
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            await self.client.aclose()


def feed_of(url: str, name: str, **fields: Any) -> FeedAddress:
    """Return the address of a feed in a queue."""
    query = "&".join(f"{key}={value}" for key, value in fields.items())
    return parse_feed_address(f"{url}?queue={name}&{query}")


async def until(is_so: Callable[[], object], seconds: float = 20) -> None:
    """Wait until something is so; fail loudly after so many seconds."""
    async with asyncio.timeout(seconds):
        while not is_so():
            await asyncio.sleep(0.02)
