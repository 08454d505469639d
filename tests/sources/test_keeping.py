"""Keeping the picture: whenever the process ends, the next one has all that was journaled."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.board.pictures import picture_of
from tests.sizes import examples
from touchline.archive.checkpoints import Checkpoints
from touchline.archive.journal import Entry, Journal, JournalLimits, Received
from touchline.archive.recordings import Recorded
from touchline.base.errors import JournalError
from touchline.board.board import Board
from touchline.board.picture import Picture
from touchline.simulator.engine import Simulator
from touchline.simulator.faults import FAULTS, Faults
from touchline.sources.intake import Intake, Taken
from touchline.sources.keeping import Heard, Keeping, Pace, Tries, restore
from touchline.sources.live_clock import LiveClock
from touchline.sources.pump import Pump

START = 1_700_000_000_000
MINUTE = 60_000
MESSAGES = 800


@pytest.fixture(scope="module")
def feed() -> list[Recorded]:
    """Return some minutes of matches with everything that can go wrong."""
    simulator = Simulator(START, seed=3, live=6, faults=Faults(frozenset(FAULTS)))
    return list(islice(simulator.messages(START + 60 * MINUTE), MESSAGES))


class Run:
    """One life of a process: what it restores, and what it is fed then."""

    def __init__(self, directory: Path) -> None:
        self.journal = Journal(directory / "journal", lambda: 1, JournalLimits(1 << 16))
        self.checkpoints = Checkpoints(directory / "checkpoints")
        self.clock = LiveClock(None)
        self.picture = Picture(Board("one"), self.clock)
        self.pump = Pump(self.picture, self.clock, new_board=lambda: Board("two"), source="feed")
        self.given_up: list[int] = []
        tries = Tries(directory / "journal")
        self.replayed = sum(
            1
            for _ in restore(
                self.pump.start_over(),
                self.checkpoints,
                self.journal,
                tries,
                self._replay,
                lambda entry: self.given_up.append(entry.number),
            )
        )
        self.pump.caught_up()
        self.intake = Intake(self._apply, self.journal)
        self.keeping = Keeping(
            self.picture, self.journal, self.checkpoints, lambda: self.intake.position
        )

    def _replay(self, entry: Entry) -> None:
        self._deliver(entry.recorded)

    def _apply(self, received: Received) -> None:
        self._deliver(Recorded(received.at, dict(received.headers), received.body))

    def _deliver(self, recorded: Recorded) -> None:
        self.clock.hear(recorded.at)
        self.pump.deliver(recorded.body, at=recorded.at, headers=recorded.headers)

    def take(self, messages: list[Recorded]) -> None:
        for one in messages:
            received = Received("feed", one.at, one.headers, one.body)
            self.intake.take(Taken(received, lambda: None, lambda: None))

    def feed(self, messages: list[Recorded]) -> None:
        """Take messages in, to the end."""

        async def work() -> None:
            self.take(messages)
            task = asyncio.create_task(self.intake.run())
            while self.intake.waiting:
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        asyncio.run(work())

    def checkpoint(self) -> None:
        asyncio.run(self.keeping.checkpoint())


def without_a_break(feed: list[Recorded], directory: Path) -> object:
    run = Run(directory)
    run.feed(feed)
    run.journal.close()
    return picture_of(run.picture.board)


@pytest.fixture(scope="module")
def whole(feed: list[Recorded], tmp_path_factory: pytest.TempPathFactory) -> object:
    return without_a_break(feed, tmp_path_factory.mktemp("whole"))


CUTS = st.lists(st.tuples(st.integers(0, MESSAGES), st.booleans()), max_size=4).map(sorted)


@settings(max_examples=examples(10))
@given(CUTS)
def test_the_picture_is_the_same_however_often_the_process_is_restarted(
    feed: list[Recorded],
    whole: object,
    tmp_path_factory: pytest.TempPathFactory,
    cuts: list[tuple[int, bool]],
) -> None:
    directory = tmp_path_factory.mktemp("state")
    done = 0
    for cut, is_checkpointed in cuts:
        run = Run(directory)
        assert run.journal.last == done
        run.feed(feed[done:cut])
        if is_checkpointed:
            run.checkpoint()
        done = cut
        run.journal.close()
    run = Run(directory)
    assert run.replayed <= done
    run.feed(feed[done:])
    assert picture_of(run.picture.board) == whole
    run.journal.close()


def test_a_checkpoint_leaves_only_what_came_after_it_to_be_replayed(
    feed: list[Recorded], tmp_path: Path
) -> None:
    run = Run(tmp_path)
    run.feed(feed[:600])
    run.checkpoint()
    run.feed(feed[600:700])
    run.journal.close()
    assert Run(tmp_path).replayed == 100


def test_a_checkpoint_while_messages_are_applied_costs_nothing(
    feed: list[Recorded], whole: object, tmp_path: Path
) -> None:
    async def work() -> None:
        working = asyncio.create_task(run.intake.run())
        rest = iter(feed)
        while messages := list(islice(rest, 100)):
            run.take(messages)
            await run.keeping.checkpoint()
        while run.intake.waiting:
            await asyncio.sleep(0)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)

    run = Run(tmp_path)
    asyncio.run(work())
    assert picture_of(run.picture.board) == whole
    run.journal.close()
    again = Run(tmp_path)
    assert again.replayed < len(feed)
    assert picture_of(again.picture.board) == whole
    again.journal.close()


def lose_the_end(journal: Path, lines: int) -> None:
    """Cut the last lines off a journal, as a loss of power may."""
    for path in sorted(journal.glob("*.jsonl"), reverse=True):
        whole = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(whole[: max(len(whole) - lines, 0)]))
        lines -= len(whole)
        if lines < 0:
            return


@pytest.mark.parametrize("lines", [200, MESSAGES])
def test_what_comes_after_a_journal_lost_its_end_is_not_lost_too(
    feed: list[Recorded], whole: object, tmp_path: Path, lines: int
) -> None:
    run = Run(tmp_path)
    run.feed(feed[:600])
    run.checkpoint()
    run.journal.close()
    lose_the_end(tmp_path / "journal", lines)
    second = Run(tmp_path)
    assert second.intake.position == 600
    second.feed(feed[600:700])
    second.journal.close()
    third = Run(tmp_path)
    assert third.replayed == 100
    third.feed(feed[700:])
    assert picture_of(third.picture.board) == whole
    third.journal.close()


def test_no_checkpoint_speaks_of_what_is_not_on_the_disk(
    feed: list[Recorded], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run(tmp_path)
    run.feed(feed[:50])

    def fail() -> None:
        raise JournalError("journal-unwritable", "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(run.journal, "sync", fail)
        with pytest.raises(JournalError):
            run.checkpoint()
    assert not list((tmp_path / "checkpoints").iterdir())
    run.checkpoint()
    assert run.checkpoints.needed_after() == 50
    run.journal.close()


def test_how_much_of_the_journal_was_damaged_is_told(
    feed: list[Recorded], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run = Run(tmp_path)
    run.feed(feed[:10])
    run.journal.close()
    (path,) = (tmp_path / "journal").glob("*.jsonl")
    path.write_bytes(path.read_bytes().replace(b'"at":1', b'"at":9', 9))
    again = Run(tmp_path)
    assert again.replayed == 1
    assert again.journal.damaged == 9
    assert "9 damaged lines of the journal were skipped" in caplog.text
    again.journal.close()


@pytest.fixture(params=[5, 15, 30, 60, 120])
def killed_after(request: pytest.FixtureRequest) -> int:
    """Give ms after which a process is killed."""
    return int(request.param)


@pytest.fixture
def child() -> Iterator[list[int]]:
    children: list[int] = []
    yield children
    for process in children:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def test_after_a_kill_at_any_moment_the_picture_is_that_of_the_journal(
    feed: list[Recorded], whole: object, tmp_path: Path, killed_after: int
) -> None:
    process = os.fork()
    if not process:  # pragma: no cover - it is killed
        try:
            feed_with_checkpoints(Run(tmp_path), feed)
        finally:
            os._exit(1)
    until = time.monotonic() + 30
    while not any((tmp_path / "journal").glob("journal-*.jsonl")) and time.monotonic() < until:
        time.sleep(0.001)
    time.sleep(killed_after / 1_000)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    run = Run(tmp_path)
    journaled = run.journal.last
    assert journaled
    bodies = [entry.recorded.body for entry in run.journal.read()]
    assert bodies == [one.body for one in feed[:journaled]]
    run.feed(feed[journaled:])
    assert picture_of(run.picture.board) == whole
    run.journal.close()


def feed_with_checkpoints(run: Run, feed: list[Recorded]) -> None:
    """Take messages in a few at a time, and write checkpoints without a pause."""

    async def work() -> None:
        asyncio.get_running_loop().create_task(run.intake.run())
        rest = iter(feed)
        while messages := list(islice(rest, 20)):
            run.take(messages)
            await run.keeping.checkpoint()
        await asyncio.sleep(60)

    asyncio.run(work())


def test_a_message_that_ends_the_process_three_times_is_given_up(
    feed: list[Recorded], tmp_path: Path
) -> None:
    run = Run(tmp_path)
    run.feed(feed[:20])
    run.journal.close()

    class PoisonError(BaseException):
        """What ends a process."""

    def life(*poison: int) -> tuple[list[int], list[int]]:
        """Live until poison ends it; return what was applied, and what was given up."""
        journal = Journal(tmp_path / "journal", lambda: 1)
        applied: list[int] = []
        given_up: list[int] = []

        def apply(entry: Entry) -> None:
            if entry.number in poison:
                raise PoisonError
            applied.append(entry.number)

        try:
            for _ in restore(
                Board("x"), Checkpoints(tmp_path / "checkpoints"), journal,
                Tries(tmp_path / "journal"), apply, lambda entry: given_up.append(entry.number),
            ):  # fmt: skip
                pass
        finally:
            journal.close()
        return applied, given_up

    # Between the messages that end it, others of the same replay are tried: none is forgotten.
    for _ in range(6):
        with pytest.raises(PoisonError):
            life(7, 12)
    others = [number for number in range(1, 21) if number not in (7, 12)]
    assert life(7, 12) == (others, [7, 12])
    assert not (tmp_path / "journal" / "applying").exists()
    assert life() == (sorted([*others, 7, 12]), [])


def test_a_process_that_is_ended_from_outside_blames_no_message_for_long(tmp_path: Path) -> None:
    for number in range(1, 8):
        assert Tries(tmp_path).begin(number)
    assert [Tries(tmp_path).begin(5) for _ in range(3)] == [True, True, False]
    assert Tries(tmp_path).begin(6)


def test_tries_that_are_cut_off_begin_anew(tmp_path: Path) -> None:
    (tmp_path / "applying").write_bytes(b"\x05")
    assert Tries(tmp_path).begin(5)


def test_up_to_when_everything_had_come_outlives_the_process(tmp_path: Path) -> None:
    heard = Heard(tmp_path, "feed")
    assert heard.until is None
    heard.note(START)
    heard.note(START + 1)
    assert Heard(tmp_path, "feed").until == START + 1
    assert Heard(tmp_path, "another").until is None
    heard.note(None)
    assert Heard(tmp_path, "feed").until is None


@pytest.mark.parametrize("kind", [Tries, lambda directory: Heard(directory, "feed")])
def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, kind: type[Tries]) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(JournalError) as caught:
        kind(tmp_path / "file" / "journal")
    assert caught.value.code == "journal-unwritable"


def test_a_checkpoint_that_is_interrupted_has_ended_before_the_next_begins(
    feed: list[Recorded], tmp_path: Path
) -> None:
    run = Run(tmp_path)
    run.feed(feed[:200])
    has_begun, may_end = threading.Event(), threading.Event()
    finish = type(run.checkpoints.begin(Board("x"), 0)).finish
    ended: list[str] = []

    class Slow(Checkpoints):
        def begin(self, board: Board, position: int):  # type: ignore[no-untyped-def]
            checkpoint = super().begin(board, position)

            def slowly() -> None:
                has_begun.set()
                may_end.wait(20)
                finish(checkpoint)
                ended.append("finished")

            checkpoint.finish = slowly  # type: ignore[method-assign]
            return checkpoint

    async def work() -> None:
        slow = Keeping(
            run.picture, run.journal, Slow(tmp_path / "checkpoints"), lambda: run.intake.position
        )
        task = asyncio.create_task(slow.checkpoint())
        await asyncio.to_thread(has_begun.wait, 20)
        task.cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not task.done()
        may_end.set()
        await asyncio.gather(task, return_exceptions=True)
        ended.append("cancelled")
        await run.keeping.checkpoint()

    asyncio.run(work())
    assert ended == ["finished", "cancelled"]
    run.journal.close()
    again = Run(tmp_path)
    assert again.replayed == 0
    assert picture_of(again.picture.board) == picture_of(run.picture.board)
    again.journal.close()


def has_failed(keeping: Keeping) -> bool:
    return keeping.failure is not None


def test_a_failure_to_keep_is_told_until_it_is_over(
    feed: list[Recorded],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    run = Run(tmp_path)
    run.feed(feed[:50])

    class Full(Checkpoints):
        is_full = True

        def begin(self, board: Board, position: int):  # type: ignore[no-untyped-def]
            if self.is_full:
                raise JournalError("journal-unwritable", "No space left on device")
            return super().begin(board, position)

    checkpoints = Full(tmp_path / "checkpoints")
    synced: list[None] = []
    sync = run.journal.sync
    monkeypatch.setattr(run.journal, "sync", lambda: synced.append(sync()))

    async def work() -> None:
        keeping = Keeping(
            run.picture, run.journal, checkpoints, lambda: run.intake.position,
            pace=Pace(sync=5, checkpoint=5),
        )  # fmt: skip
        task = asyncio.create_task(keeping.run())
        async with asyncio.timeout(20):
            while not has_failed(keeping):
                await asyncio.sleep(0.005)
            synced.clear()
            while len(synced) < 3:
                # What the disk does with the journal says nothing of the checkpoints.
                assert has_failed(keeping)
                await asyncio.sleep(0.005)
            checkpoints.is_full = False
            while has_failed(keeping):
                await asyncio.sleep(0.005)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(work())
    assert caplog.text.count("cannot be kept") == 1
    run.journal.close()
    assert Run(tmp_path).replayed == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_does_not_keep_a_start_from_restoring(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "applying").symlink_to("/dev/full")
    tries = Tries(tmp_path)
    assert all(tries.begin(number) for number in range(1, 10))
    tries.close()
    assert caplog.text.count("will not be known again") == 1
