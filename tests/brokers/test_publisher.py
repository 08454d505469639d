"""Publishing with confirms: every message is safe or told, and every result is taken."""

import asyncio
import gc
from typing import Any

import pytest

from tests.sources.feeds import left, queue
from touchline.base.errors import SourceError
from touchline.brokers.address import parse_address
from touchline.brokers.connection import connected
from touchline.brokers.publisher import declare, publishing
from touchline.brokers.queues import Queues


def run(coroutine: Any) -> list[str]:
    """Run something; return what asyncio says that nobody took."""
    untaken: list[str] = []

    async def watched() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: untaken.append(context["message"]))
        await coroutine
        gc.collect()

    asyncio.run(watched())
    return untaken


class Count:
    """How many messages were confirmed."""

    def __init__(self) -> None:
        self.confirmed = 0

    def __call__(self) -> None:
        self.confirmed += 1


async def publish(url: str, its: str, number: int, count: Count) -> None:
    async with publishing(parse_address(url, "url"), count) as publisher:
        for _ in range(number):
            await publisher.publish(its, b"{}", {})


def test_a_full_queue_is_told_once_and_counts_what_went_in(broker: str) -> None:
    count = Count()

    async def fill() -> None:
        address = parse_address(broker, "url")
        async with queue(broker) as taken:
            its = f"{taken}-bounded"
            async with connected(address) as connection:
                assert await Queues(connection, address).make(its, 50)
                with pytest.raises(SourceError, match="did not take a message: the queue is full"):
                    await publish(broker, its, 500, count)
                assert await left(broker, its) == 50
                await (await connection.channel()).queue_delete(its)

    assert run(fill()) == []
    assert count.confirmed == 50


def test_who_is_cancelled_waits_for_what_is_on_its_way(broker: str) -> None:
    count = Count()

    async def cancelled() -> None:
        async with queue(broker) as its:
            started = asyncio.Event()

            async def wait() -> None:
                async with publishing(parse_address(broker, "url"), count) as publisher:
                    for _ in range(300):
                        await publisher.publish(its, b"{}", {})
                    started.set()
                    await asyncio.Event().wait()

            publishing_it = asyncio.create_task(wait())
            await started.wait()
            publishing_it.cancel()
            await asyncio.gather(publishing_it, return_exceptions=True)
            assert publishing_it.cancelled()
            assert await left(broker, its) == 300

    assert run(cancelled()) == []
    assert count.confirmed == 300


def test_a_queue_that_is_not_there_is_told_so(broker: str) -> None:
    async def nowhere() -> None:
        with pytest.raises(SourceError, match="did not take a message: there is no such queue"):
            await publish(broker, "touchline-test-no-such-queue", 100, Count())

    assert run(nowhere()) == []


def test_a_queue_that_is_there_is_not_declared_again(broker: str) -> None:
    async def again() -> None:
        address = parse_address(broker, "url")
        async with queue(broker) as taken, connected(address) as connection:
            its = f"{taken}-quorum"
            channel = await connection.channel()
            kind: dict[str, Any] = {"x-queue-type": "quorum"}
            await channel.queue_declare(its, durable=True, arguments=kind)
            await declare(address, its)
            await channel.queue_delete(its)
            await declare(address, its)
            assert await left(broker, its) == 0
            await channel.queue_delete(its)

    asyncio.run(again())
