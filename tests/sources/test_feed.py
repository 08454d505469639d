"""A feed on a real broker: nothing is lost, and bets are open only when they can be counted on."""

import asyncio
import logging
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
FAR = 99_999_999_999_999


class Full(Journal):
    """A journal whose disk is full when it is told so."""

    is_full = False

    def _writable(self) -> int:
        if self.is_full:
            raise JournalError("journal-unwritable", "No space left on device")
        return super()._writable()


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


@pytest.mark.parametrize("clock", ["wall", "messages"])
def test_what_waits_for_the_disk_makes_a_source_late_then_down_until_it_is_applied(
    broker: str, tmp_path: Path, clock: str
) -> None:
    async def run() -> None:
        now = 1_000_000
        async with queue(broker) as its:
            journal = Full(tmp_path / "journal", wall_clock)
            receiving = Receiving(
                feed_of(broker, its, clock=clock), tmp_path,
                journal=journal, monotonic=lambda: now,
            )  # fmt: skip
            feed, supervisor = receiving.feed, receiving.feed.supervisor
            async with receiving.running():
                await beat_until(broker, its, lambda: supervisor.state is State.UP)
                await until(lambda: not receiving.intake.waiting)
                journal.is_full = True
                await publish(broker, its, [fixture(1)])
                await until(lambda: receiving.intake.failure is not None)
                now += supervisor.patience.late
                await until(lambda: supervisor.state is State.LATE)
                assert feed.standing().lag_ms == supervisor.patience.late
                # It speaks all the while.
                waiting = receiving.intake.waiting
                await publish(broker, its, [heartbeat()])
                await until(lambda: receiving.intake.waiting > waiting)
                now += supervisor.patience.behind - supervisor.patience.late
                await until(lambda: feed.standing().state == State.DOWN)
                assert feed.standing().cause == Cause.BEHIND
                assert receiving.picture.board.sources["feed"].is_down
                journal.is_full = False
                await beat_until(broker, its, lambda: supervisor.state is State.UP)
                assert 1 in receiving.picture.board.events
                await until(lambda: not receiving.picture.board.sources["feed"].is_down)
            journal.close()

    asyncio.run(run())


def test_one_message_that_is_sent_in_another_age_does_not_empty_the_picture(
    broker: str, tmp_path: Path
) -> None:
    async def run() -> None:
        sent = 1_526_224_200_000
        async with queue(broker) as its:
            receiving = Receiving(feed_of(broker, its, clock="messages"), tmp_path)
            events = receiving.picture.board.events
            async with receiving.running():
                await publish(broker, its, [fixture(number, at=sent) for number in range(1, 10)])
                await until(lambda: len(events) == 9)
                await publish(broker, its, [heartbeat(FAR), heartbeat(sent + 5_000)])
                await until(lambda: receiving.applied == 11)
                receiving.pump.pass_time()
                assert len(events) == 9
                assert receiving.clock() == sent + 5_000

    asyncio.run(run())


def test_one_old_message_among_fresh_heartbeats_closes_nothing(broker: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with queue(broker) as its:
            receiving = Receiving(feed_of(broker, its), tmp_path)
            supervisor = receiving.feed.supervisor
            async with receiving.running():
                await beat_until(broker, its, lambda: supervisor.state is State.UP)
                # Nothing fresh comes for more than half a second.
                await asyncio.sleep(0.6)
                await publish(broker, its, [fixture(1, at=wall_clock() - 16_000)])
                await until(lambda: 1 in receiving.picture.board.events)
                assert supervisor.state is State.UP

    asyncio.run(run())


def test_each_change_of_state_is_one_line_with_its_cause(
    broker: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "touchline.sources.feed")

    def told() -> list[tuple[str, str]]:
        return [
            (record.levelname, record.getMessage())
            for record in caplog.records
            if ", was " in record.getMessage()
        ]

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
                now += supervisor.patience.silence
                await until(lambda: supervisor.state is State.DOWN)
                await beat_until(broker, its, lambda: supervisor.state is State.UP)

    asyncio.run(run())
    assert told()[:5] == [
        ("INFO", "feed: recovering (start), was starting (start)"),
        ("INFO", "feed: up, was recovering (start)"),
        ("WARNING", "feed: down (heartbeat-silent), was up"),
        ("INFO", "feed: recovering (speaks-again), was down (heartbeat-silent)"),
        ("INFO", "feed: up, was recovering (speaks-again)"),
    ]
    # At the end it is disconnected.
    assert told()[5:] == [("WARNING", "feed: down (not-connected), was up")]


def test_a_failure_is_dropped_once_the_source_is_up(broker: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with queue(broker) as its:
            address = feed_of(broker, its, package=7, distribution="http://127.0.0.1:9")
            receiving = Receiving(address, tmp_path)
            feed = receiving.feed
            async with receiving.running():
                await until(lambda: feed.supervisor.state is State.RECOVERING)
                assert "GetDistributionStatus" in str(feed.standing().failure)
                await beat_until(broker, its, lambda: feed.supervisor.state is State.UP)
                assert feed.standing().failure is None

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
