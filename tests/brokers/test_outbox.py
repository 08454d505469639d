"""What is put into an outbox leaves in order, each message once confirmed, whatever ends it."""

import asyncio
from typing import Any

import pytest

from tests.faults.proxy import Proxy
from tests.sources.feeds import left, queue, until
from touchline.base.errors import SourceError
from touchline.brokers.address import parse_address
from touchline.brokers.confirms import Packet
from touchline.brokers.connection import connected
from touchline.brokers.outbox import Outbox, QueueFullError, QueueGoneError
from touchline.brokers.queues import Queues, QueueStanding


async def _sending(broker: str, outbox: Outbox) -> None:
    """Send until it fails."""
    address = parse_address(broker, "url")
    async with connected(address) as connection:
        await outbox.send(await Queues(connection, address).channel(), address)


def test_what_was_on_its_way_is_sent_again_before_anything_else(broker: str) -> None:
    async def run() -> list[bytes]:
        async with queue(broker) as its:
            outbox = Outbox(its)
            for number in range(2_500):
                outbox.put(Packet(b"%d" % number, {}))
            sending = asyncio.create_task(_sending(broker, outbox))
            await until(lambda: outbox.confirmed > 100)
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            assert 0 < outbox.confirmed < 2_500
            assert len(outbox) + outbox.confirmed == 2_500
            again = asyncio.create_task(_sending(broker, outbox))
            await until(lambda: len(outbox) == 0)
            again.cancel()
            await asyncio.gather(again, return_exceptions=True)
            return await _taken(broker, its)

    bodies = asyncio.run(run())
    firsts = list(dict.fromkeys(bodies))
    assert firsts == [b"%d" % number for number in range(2_500)]


def test_a_full_queue_refuses_and_says_so(broker: str) -> None:
    async def run() -> None:
        async with queue(broker) as taken:
            address = parse_address(broker, "url")
            its = f"{taken}-bounded"
            async with connected(address) as connection:
                assert await Queues(connection, address).make(its, 10)
                assert not await Queues(connection, address).make(its, 10)
                outbox = Outbox(its)
                for number in range(30):
                    outbox.put(Packet(b"%d" % number, {}))
                with pytest.raises(QueueFullError, match="queue-full"):
                    await _sending(broker, outbox)
                queues = Queues(connection, address)
                assert await queues.standing(its) == QueueStanding(10, 0)
                assert (await _taken(broker, its))[:10] == [b"%d" % one for one in range(10)]
                await (await queues.channel()).queue_delete(its)
                assert await queues.standing(its) is None

    asyncio.run(run())


def test_only_a_broker_that_confirms_nothing_at_all_is_given_up(
    broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("touchline.brokers.confirms._CONFIRM_SECONDS", 1.0)

    async def run() -> None:
        async with queue(broker) as its, Proxy(broker).running() as proxy:
            outbox = Outbox(its)
            sending = asyncio.create_task(_sending(proxy.url, outbox))
            # For longer than that in all, each time for less.
            for number in range(3):
                outbox.put(Packet(b"%d" % number, {}))
                await until(lambda: outbox.confirmed)
                proxy.stall()
                outbox.put(Packet(b"more", {}))
                await asyncio.sleep(0.5)
                assert not sending.done()
                proxy.go_on()
                await until(lambda: len(outbox) == 0)
            proxy.stall()
            outbox.put(Packet(b"last", {}))
            with pytest.raises(SourceError, match="does not answer in time"):
                await sending
            assert len(outbox) == 1

    asyncio.run(run())


def test_a_queue_that_is_gone_is_told_and_what_waits_is_kept(broker: str) -> None:
    async def run() -> None:
        outbox = Outbox("touchline-test-no-such-queue")
        outbox.put(Packet(b"one", {}))
        with pytest.raises(QueueGoneError, match="is gone"):
            await _sending(broker, outbox)
        assert (len(outbox), outbox.confirmed) == (1, 0)
        outbox.clear()
        assert len(outbox) == 0

    asyncio.run(run())


async def _taken(broker: str, its: str) -> list[bytes]:
    """Take everything out of a queue, in order."""
    count = await left(broker, its)
    bodies: list[bytes] = []

    async def take(message: Any) -> None:
        bodies.append(bytes(message.body))

    async with connected(parse_address(broker, "url")) as connection:
        channel = await connection.channel()
        await channel.basic_consume(its, take, no_ack=True)
        await until(lambda: len(bodies) >= count)
    return bodies
