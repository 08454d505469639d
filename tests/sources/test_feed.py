"""A feed on a real broker: nothing is lost, and bets are open only when they can be counted on."""

import asyncio
from itertools import islice
from pathlib import Path

import pytest

from tests.recordings.playing import play, truth_of
from tests.recordings.test_truth import bets_of, final_of
from tests.sources.feeds import (
    Receiving,
    beat_until,
    feed_of,
    fixture,
    heartbeat,
    left,
    publish,
    queue,
    until,
)
from touchline.archive.journal import Journal
from touchline.archive.recordings import read_recording
from touchline.base.clock import wall_clock
from touchline.base.errors import JournalError
from touchline.brokers.address import parse_address
from touchline.brokers.connection import connected
from touchline.sources.supervisor import Cause, State

RECORDING = "nfl-2016-09-11"


@pytest.mark.parametrize("name", ["nfl-2016-09-11", "epl-2018-05-13-xml"])
def test_a_matchday_through_the_broker_gives_its_truth(
    broker: str, shared: Path, tmp_path: Path, name: str
) -> None:
    async def run() -> Receiving:
        recorded = list(islice(read_recording(shared / "recordings" / f"{name}.jsonl.gz"), 6_500))
        async with queue(broker) as its:
            journal = Journal(tmp_path / "journal", wall_clock)
            receiving = Receiving(feed_of(broker, its, clock="messages"), tmp_path, journal=journal)
            async with receiving.running():
                await publish(broker, its, recorded)
                await until(lambda: receiving.applied == len(recorded), 60)
                assert receiving.feed.supervisor.state is State.UP
            assert [entry.recorded.body for entry in journal.read()] == [
                one.body for one in recorded
            ]
            assert await left(broker, its) == 0
            journal.close()
        return receiving

    receiving = asyncio.run(run())
    if name == RECORDING:
        board = receiving.picture.board
        truth = truth_of(shared, name)
        for number, said in truth["fixtures"].items():
            assert final_of(board.events[int(number)]) == said["final"]
            assert bets_of(board.events[int(number)]) == said["bets"]
    assert receiving.quarantine.kept == 0


def test_what_is_not_journaled_is_not_acknowledged(broker: str, tmp_path: Path) -> None:
    class Full(Journal):
        is_full = False

        def _writable(self) -> int:
            if self.is_full:
                raise JournalError("journal-unwritable", "No space left on device")
            return super()._writable()

    async def run() -> None:
        async with queue(broker) as its:
            journal = Full(tmp_path / "journal", wall_clock)
            receiving = Receiving(feed_of(broker, its), tmp_path, journal=journal)
            async with receiving.running():
                await publish(broker, its, [heartbeat()])
                await until(lambda: receiving.applied == 1)
                journal.is_full = True
                await publish(broker, its, [fixture(1), fixture(2)])
                await until(lambda: receiving.intake.failure is not None)
                assert receiving.applied == 1
            # What was not acknowledged is at the broker again when we are gone.
            assert await left(broker, its) == 2
            journal.is_full = False
            again = Receiving(feed_of(broker, its), tmp_path, journal=journal)
            async with again.running():
                await until(lambda: again.applied == 2)
            assert await left(broker, its) == 0
            assert set(again.picture.board.events) == {1, 2}
            journal.close()

    asyncio.run(run())


def test_a_backlog_does_not_open_bets_before_it_is_worked_off(broker: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with queue(broker) as its:
            old = wall_clock() - 300_000
            await publish(broker, its, [heartbeat(old), fixture(1, at=old), heartbeat(old + 5_000)])
            receiving = Receiving(feed_of(broker, its), tmp_path)
            async with receiving.running():
                await until(lambda: receiving.applied == 3)
                assert receiving.feed.supervisor.state is State.RECOVERING
                assert receiving.picture.board.sources["feed"].is_down
                await publish(broker, its, [heartbeat()])
                await until(lambda: receiving.feed.supervisor.state is State.UP)
                assert not receiving.picture.board.sources["feed"].is_down

    asyncio.run(run())


def test_a_queue_that_is_taken_away_is_down_and_comes_back(broker: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with queue(broker) as its:
            receiving = Receiving(feed_of(broker, its), tmp_path)
            supervisor = receiving.feed.supervisor
            async with receiving.running():
                await beat_until(broker, its, lambda: supervisor.state is State.UP)
                async with connected(parse_address(broker, "url")) as connection:
                    channel = await connection.channel()
                    await channel.queue_delete(its)
                    await until(lambda: supervisor.state is State.DOWN)
                    assert supervisor.cause is Cause.NOT_CONNECTED
                    await until(lambda: receiving.feed.failure is not None)
                    assert "NOT_FOUND" in str(receiving.feed.failure)
                    await channel.queue_declare(its, durable=True)
                await beat_until(broker, its, lambda: supervisor.state is State.UP)

    asyncio.run(run())


def test_bets_close_at_the_tick_after_the_third_heartbeat_that_is_missed(
    broker: str, tmp_path: Path
) -> None:
    async def run() -> None:
        now = 1_000_000
        async with queue(broker) as its:
            receiving = Receiving(feed_of(broker, its), tmp_path, monotonic=lambda: now)
            supervisor = receiving.feed.supervisor
            async with receiving.running():
                await beat_until(broker, its, lambda: supervisor.state is State.UP)
                # What comes last shows that no heartbeat is on its way any more.
                await publish(broker, its, [heartbeat(), fixture(1)])
                await until(lambda: 1 in receiving.picture.board.events)
                now += supervisor.patience.silence - 1
                # Time stands still while some ticks pass.
                await asyncio.sleep(0.6)
                assert not receiving.picture.board.sources["feed"].is_down
                now += 1
                await until(lambda: receiving.picture.board.sources["feed"].is_down)
                assert supervisor.since == now
                assert (supervisor.state, supervisor.cause) == (State.DOWN, Cause.SILENT)
                held = receiving.picture.board.sources["feed"]
                await beat_until(broker, its, lambda: not held.is_down)

    asyncio.run(run())


def test_a_broker_that_is_not_there_is_told_and_tried_again(tmp_path: Path) -> None:
    async def run() -> None:
        receiving = Receiving(feed_of("amqp://127.0.0.1:9/", "q"), tmp_path)
        async with receiving.running():
            await until(lambda: receiving.feed.failure is not None)
        assert "source-unreachable" in str(receiving.feed.failure)
        assert receiving.feed.supervisor.state is State.STARTING

    asyncio.run(run())


def test_the_same_picture_as_a_replay(broker: str, shared: Path, tmp_path: Path) -> None:
    played = play(shared, RECORDING)

    async def run() -> Receiving:
        recorded = list(read_recording(shared / "recordings" / f"{RECORDING}.jsonl.gz"))
        async with queue(broker) as its:
            receiving = Receiving(feed_of(broker, its, clock="messages"), tmp_path)
            async with receiving.running():
                await publish(broker, its, recorded)
                await until(lambda: receiving.applied == len(recorded), 60)
        return receiving

    board = asyncio.run(run()).picture.board
    assert board.events.keys() == played.board.events.keys()
    for number, event in played.board.events.items():
        assert final_of(board.events[number]) == final_of(event)
        assert bets_of(board.events[number]) == bets_of(event)
