"""Publishing to a broker: messages a second, each confirmed, of what the simulator makes up."""

import asyncio
import os
import secrets
import socket
import time
import uuid
from itertools import islice
from urllib.parse import urlsplit

from benchmarks.messages import START
from benchmarks.rows import Row
from touchline.board.board import Board
from touchline.board.picture import Picture
from touchline.brokers.address import parse_address
from touchline.brokers.connection import connected
from touchline.simulator.engine import Simulator
from touchline.surfaces.trade.directory import Subscriptions
from touchline.surfaces.trade.distribution import Distribution
from touchline.surfaces.trade.package import Package
from touchline.surfaces.trade.queue_room import Bounds
from touchline.wire import decode

BROKER = os.environ.get("TOUCHLINE_TEST_AMQP", "amqp://guest:guest@127.0.0.1:5672/")
PUBLISHED = 6_000
"""About how many messages are measured."""
_MADE_UP_MS = 3_600_000
_WIDE = 1_000_000
_LITTLE = 2_000


def publishing() -> list[Row]:
    """Measure one package and twenty, nothing where no broker runs."""
    parts = urlsplit(BROKER)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 5672), timeout=2).close()
    except OSError:
        return [
            {"what": f"publishing: not measured, no broker at {parts.hostname}", "value": 0.0,
             "unit": "/s"}
        ]  # fmt: skip
    rows: list[Row] = []
    for packages in (1, 20):
        published, written = asyncio.run(_measured(packages))
        named = f"{packages} package{'s' if packages > 1 else ''}"
        rows.append({"what": f"published with confirms, {named}", "value": published, "unit": "/s"})
        rows.append({"what": f"told and written alone, {named}", "value": written, "unit": "/s"})
    return rows


async def _measured(packages: int) -> tuple[float, float]:
    """Return messages a second that are published, and that are written without a broker."""
    now = START
    picture = Picture(Board("bench"), lambda: now)
    messages = Simulator(START).messages(START + _MADE_UP_MS)
    for made in messages:
        picture.apply(decode(made.body).message, made.at)
        if made.at >= START:
            break
    address = parse_address(BROKER, "TOUCHLINE_TEST_AMQP")
    distribution = Distribution(
        picture, address, new_guid=lambda: str(uuid.uuid4()), bounds=Bounds(_WIDE, _WIDE)
    )
    made_up = [Package(secrets.randbelow(2**30) + 2**30) for _ in range(packages)]
    for package in made_up:
        distribution.switch_on(package, Subscriptions())
    running = asyncio.create_task(distribution.run())
    try:
        while any(distribution.status(one.id).messages == 0 for one in made_up):
            await asyncio.sleep(0.05)
        outlets = list(distribution._outlets.values())
        confirmed = sum(outlet.outbox.confirmed for outlet in outlets)
        writing = 0.0
        decoded = [
            (decode(made.body).message, made.at)
            for made in islice(messages, max(PUBLISHED // packages, 200))
        ]
        began = time.perf_counter()
        for message, at in decoded:
            told = time.perf_counter()
            picture.apply(message, at)
            writing += time.perf_counter() - told
            while sum(map(len, (outlet.outbox for outlet in outlets))) > _LITTLE:
                await asyncio.sleep(0.001)
        while any(len(outlet.outbox) for outlet in outlets):
            await asyncio.sleep(0.001)
        elapsed = time.perf_counter() - began
        count = sum(outlet.outbox.confirmed for outlet in outlets) - confirmed
        return count / elapsed, count / writing
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        async with connected(address) as connection:
            channel = await connection.channel()
            for package in made_up:
                await channel.queue_delete(package.queue)
