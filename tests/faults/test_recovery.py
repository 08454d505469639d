"""What was missed is asked of the provider, from when it was lost, before bets are open again."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.faults.proxy import Proxy
from tests.faults.streaming import PATIENCE, assert_truth, matchday, stream
from tests.sources.feeds import Receiving, feed_of, heartbeat, publish, queue, until
from tests.sources.provider import EVENTS, START, STATUS, Answer, Provider
from touchline.archive.recordings import Recorded
from touchline.sources.keeping import Heard
from touchline.sources.supervisor import State

MARGIN = 10_000
LOST, BACK = 2_000, 4_000


class Line(NamedTuple):
    """A provider with its queue, a proxy before its broker, and a server's feed."""

    broker: str
    queue: str
    provider: Provider
    proxy: Proxy
    receiving: Receiving

    def is_up(self) -> bool:
        return self.receiving.feed.supervisor.state is State.UP

    def is_down(self) -> bool:
        return self.receiving.feed.supervisor.state is State.DOWN

    def is_down_in_the_picture(self) -> bool:
        return self.receiving.picture.board.sources["feed"].is_down

    async def send(self, messages: Sequence[Recorded]) -> None:
        """Let the provider say what its queue takes; return when the feed is up with all of it."""
        self.provider.board.tell(messages)
        last = messages[-1].body
        async for count in stream(self.broker, self.queue, messages):
            if count == len(messages):
                await until(lambda: self.is_up() and last in self.receiving.bodies)

    async def lose(self, messages: Sequence[Recorded]) -> None:
        """Let the provider say what its queue never takes, while nobody is connected."""
        self.proxy.refuse(True)
        await until(self.is_down)
        self.provider.is_on = False
        self.provider.board.tell(messages)


@contextlib.asynccontextmanager
async def line(broker: str, directory: Path, heard: Heard | None = None) -> AsyncGenerator[Line]:
    async with (
        Provider().serving() as provider,
        queue(broker) as its,
        Proxy(broker).running() as proxy,
    ):
        url = provider.url
        receiving = Receiving(
            feed_of(proxy.url, its, clock="messages", package=7, snapshot=url, distribution=url),
            directory,
            patience=PATIENCE,
            heard=heard,
            is_restored=heard is not None,
        )
        async with receiving.running():
            yield Line(broker, its, provider, proxy, receiving)


def last_heartbeat(messages: Sequence[Recorded]) -> int:
    """Return when the last heartbeat was sent, unix ms."""
    return int(
        next(
            one.headers["timestamp_in_ms"]
            for one in reversed(messages)
            if one.headers["MessageType"] == "32"
        )
    )


def test_what_a_queue_lost_comes_from_a_snapshot_and_the_picture_is_the_truth(
    broker: str, shared: Path, tmp_path: Path
) -> None:
    day = matchday(shared)

    async def run() -> None:
        async with line(broker, tmp_path) as its:
            await its.send(day[:LOST])
            asked_at_first = len(its.provider.asked)
            assert its.provider.snapshots()[0].get("Timestamp") is None
            await its.lose(day[LOST:BACK])
            standing: list[tuple[bool, bool]] = []
            its.provider.on_snapshot = lambda: standing.append(
                (its.receiving.feed.supervisor.is_connected, its.is_down_in_the_picture())
            )
            its.proxy.refuse(False)
            await its.send(day[BACK:])
            paths = its.provider.paths()[asked_at_first:]
            assert paths[:3] == [STATUS, START, STATUS]
            assert paths[3] == EVENTS
            # It was consuming, and bets were closed, when the snapshot was asked for.
            assert standing == [(True, True)]
            since = its.provider.snapshots()[-1]["Timestamp"]
            assert since == last_heartbeat(day[:LOST]) - MARGIN
            assert_truth(its.receiving.picture.board, shared)

    asyncio.run(run())


def test_a_recovery_that_is_interrupted_begins_again_from_the_same_moment(
    broker: str, shared: Path, tmp_path: Path
) -> None:
    day = matchday(shared)

    async def run() -> None:
        async with line(broker, tmp_path) as its:
            await its.send(day[:LOST])
            await its.lose(day[LOST:BACK])
            begun = len(its.provider.snapshots())
            is_cut = False

            def cut_once() -> None:
                nonlocal is_cut
                if not is_cut:
                    is_cut = True
                    its.proxy.cut()

            its.provider.on_snapshot = cut_once
            half = b'{"Header":{"Type":36},"Body":[{"FixtureId"'
            # The provider breaks off, refuses, and then the broker's connection ends in between.
            its.provider.script[EVENTS] = [Answer(half, cut=True), Answer(b"", 429)]
            its.proxy.refuse(False)
            await its.send(day[BACK:])
            moments = {one["Timestamp"] for one in its.provider.snapshots()[begun:]}
            assert is_cut
            assert len(its.provider.snapshots()) - begun >= 4
            assert moments == {last_heartbeat(day[:LOST]) - MARGIN}
            assert_truth(its.receiving.picture.board, shared)

    asyncio.run(run())


def test_bets_stay_closed_while_there_is_no_snapshot(broker: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with line(broker, tmp_path) as its:
            its.provider.script[EVENTS] = [Answer(b"", 500)] * 100
            for _ in range(5):
                await publish(broker, its.queue, [heartbeat()])
                await asyncio.sleep(0.1)
            await until(lambda: its.receiving.feed.failure is not None)
            assert its.is_down_in_the_picture()
            assert its.receiving.feed.supervisor.state is State.RECOVERING
            its.provider.script[EVENTS] = []
            async for _ in stream(broker, its.queue, [heartbeat()]):
                await until(its.is_up)
            assert its.receiving.feed.failure is None

    asyncio.run(run())


def test_a_restart_asks_from_when_everything_had_come_even_in_the_middle_of_a_recovery(
    broker: str, shared: Path, tmp_path: Path
) -> None:
    day = matchday(shared)[:BACK]

    async def first() -> None:
        async with line(broker, tmp_path, Heard(tmp_path, "feed")) as its:
            assert its.provider.snapshots() == []
            await its.send(day[:LOST])
            await its.lose(day[LOST:])
            its.provider.script[EVENTS] = [Answer(b"", 500)] * 100
            its.proxy.refuse(False)
            # Heartbeats come again, though what was lost has not: the process ends here.
            async for _ in stream(broker, its.queue, day[-10:]):
                await until(lambda: its.receiving.feed.failure is not None)

    async def second() -> None:
        async with line(broker, tmp_path, Heard(tmp_path, "feed")) as its:
            await until(its.provider.snapshots)
            assert its.provider.snapshots()[0]["Timestamp"] == last_heartbeat(day[:LOST]) - MARGIN

    asyncio.run(first())
    asyncio.run(second())
