"""What networks and brokers do to a feed: nothing is lost, nothing counts twice, and it tells."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import pytest

from tests import rabbitmq
from tests.faults.proxy import Proxy
from tests.faults.streaming import (
    PATIENCE,
    applied,
    assert_nothing_missing,
    assert_nothing_twice,
    assert_same,
    assert_truth,
    disturbed,
    matchday,
    stream,
)
from tests.sources.feeds import Receiving, feed_of, left, new_queue, queue, until
from touchline.archive.journal import Journal
from touchline.archive.recordings import Recorded
from touchline.base.clock import wall_clock
from touchline.board import availability
from touchline.brokers.address import parse_address
from touchline.brokers.publisher import declare
from touchline.sources.supervisor import Cause, State

PAUSE = 0.02
PART = 2_000


class Line:
    """A broker, a proxy before it, and a server's feed behind that."""

    def __init__(self, broker: str, proxy: Proxy, its: str, directory: Path) -> None:
        self.broker = broker
        self.proxy = proxy
        self.queue = its
        self.journal = Journal(directory / "journal", wall_clock)
        self.receiving = Receiving(
            feed_of(proxy.url, its, clock="messages"),
            directory,
            patience=PATIENCE,
            journal=self.journal,
        )
        self.supervisor = self.receiving.feed.supervisor
        self.board = self.receiving.picture.board

    def is_up(self) -> bool:
        return self.supervisor.state is State.UP

    def is_down(self) -> bool:
        return self.supervisor.state is State.DOWN

    def has_all(self, day: Sequence[Recorded]) -> bool:
        return applied(self.board) == len(day) and not self.receiving.intake.waiting

    def open_events(self) -> int:
        """Return how many events have nothing against their bets."""
        return sum(
            availability.event_reason(event, self.board.source_of(event)) is None
            for event in self.board.events.values()
        )


@contextlib.asynccontextmanager
async def line(broker: str, directory: Path) -> AsyncGenerator[Line]:
    async with queue(broker) as its, Proxy(broker).running() as proxy:
        its_line = Line(broker, proxy, its, directory)
        async with its_line.receiving.running():
            yield its_line
        its_line.journal.close()


def test_cuts_lose_nothing_and_count_nothing_twice(
    broker: str, shared: Path, tmp_path: Path
) -> None:
    day = matchday(shared)[:PART]
    sent = disturbed(day, seed=1)

    async def run() -> None:
        async with line(broker, tmp_path) as its:
            async for count in stream(broker, its.queue, sent, PAUSE):
                if count % 500 == 0:
                    # Each cut hits a feed that had come back from the one before.
                    await until(its.is_up)
                    its.proxy.cut()
            await until(lambda: its.has_all(day))
            await until(its.is_up)
            assert its.proxy.connections > 1
            assert_same(its.board, day)
            assert_nothing_missing(its.journal, day)
            assert_nothing_twice(its.board, its.journal, len(day))
            await until_empty(its.broker, its.queue)

    asyncio.run(run())


async def until_empty(broker: str, name: str) -> None:
    async with asyncio.timeout(20):
        while await left(broker, name):
            await asyncio.sleep(0.05)


def test_a_connection_that_is_open_and_dead_is_given_up(
    broker: str, shared: Path, tmp_path: Path
) -> None:
    day = matchday(shared)[:PART]
    sent = disturbed(day, seed=2)

    async def run() -> None:
        async with line(broker, tmp_path) as its:
            async for count in stream(broker, its.queue, sent, PAUSE):
                if count == PART // 2:
                    await until(lambda: its.is_up() and its.open_events())
                    its.proxy.stall()
                    await until(its.is_down)
                    assert its.supervisor.cause is Cause.SILENT
                    assert its.supervisor.is_connected
                    assert its.open_events() == 0
                    # The old connection never moves again; a new one is made beside it.
                    await until(lambda: its.proxy.connections == 2)
                    await until(lambda: its.is_up() and its.open_events())
                    its.proxy.forget()
            await until(lambda: its.has_all(day))
            assert_same(its.board, day)
            assert_nothing_missing(its.journal, day)
            assert_nothing_twice(its.board, its.journal, len(day))

    asyncio.run(run())


def test_a_stall_that_is_shorter_than_our_patience_changes_nothing(
    broker: str, shared: Path, tmp_path: Path
) -> None:
    day = matchday(shared)[:PART]

    async def run() -> None:
        async with line(broker, tmp_path) as its:
            states: set[State] = set()
            async for count in stream(broker, its.queue, day, PAUSE):
                if count == PART // 2:
                    await until(its.is_up)
                    its.proxy.stall()
                    await asyncio.sleep(0.5)
                    states.add(its.supervisor.state)
                    its.proxy.go_on()
            await until(lambda: its.has_all(day))
            assert states == {State.UP}
            assert its.proxy.connections == 1
            assert_same(its.board, day)
            assert_nothing_twice(its.board, its.journal, len(day))

    asyncio.run(run())


def test_bets_are_closed_through_a_long_absence_and_open_again_after_it(
    broker: str, shared: Path, tmp_path: Path
) -> None:
    day = matchday(shared)[:PART]

    async def run() -> None:
        async with line(broker, tmp_path) as its:
            async for count in stream(broker, its.queue, day, PAUSE):
                if count == 800:
                    await until(lambda: its.is_up() and its.open_events())
                    its.proxy.refuse(True)
                    await until(its.is_down)
                    assert its.supervisor.cause is Cause.NOT_CONNECTED
                if 800 <= count < 1_200:
                    assert its.open_events() == 0
                if count == 1_200:
                    await until(lambda: its.receiving.feed.failure is not None)
                    assert its.board.sources["feed"].is_down
                    its.proxy.refuse(False)
                    await until(lambda: its.is_up() and its.open_events())
                    assert its.receiving.feed.failure is None
            await until(lambda: its.has_all(day))
            assert_same(its.board, day)
            assert_nothing_missing(its.journal, day)
            assert_nothing_twice(its.board, its.journal, len(day))

    asyncio.run(run())


@pytest.mark.skipif(rabbitmq.program() is None, reason=rabbitmq.ABSENT)
def test_a_broker_that_is_restarted_is_found_again(shared: Path, tmp_path: Path) -> None:
    day = matchday(shared)

    async def run(own: rabbitmq.OwnBroker) -> None:
        async with Proxy(own.url).running() as proxy:
            name = new_queue()
            await declare(parse_address(own.url, "url"), name)
            its_line = Line(own.url, proxy, name, tmp_path)
            async with its_line.receiving.running():
                async for _ in stream(own.url, name, day[:3_000]):
                    pass
                await until(its_line.is_up)
                await asyncio.to_thread(own.stop)
                await until(its_line.is_down)
                await asyncio.to_thread(own.start)
                async for _ in stream(own.url, name, day[3_000:]):
                    pass
                await until(lambda: its_line.has_all(day), 40)
                await until(its_line.is_up)
                assert_truth(its_line.board, shared)
                assert_nothing_missing(its_line.journal, day)
                assert_nothing_twice(its_line.board, its_line.journal, len(day))
            its_line.journal.close()

    with rabbitmq.own_broker(tmp_path) as own:
        asyncio.run(run(own))
