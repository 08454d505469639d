"""kill -9 of a real server under load, again and again: nothing acknowledged is ever lost."""

import asyncio
import random
import re
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests.cli.processes import get, server
from tests.faults.streaming import RECORDING, assert_truth, matchday
from tests.recordings.playing import truth_of
from tests.sizes import SOAK
from tests.sources.feeds import left, publish, queue
from touchline.archive.checkpoints import Checkpoints
from touchline.archive.journal import Journal
from touchline.archive.recordings import Recorded
from touchline.board.board import Board
from touchline.wire import decode

KILLS = 3 if SOAK == 1 else 50
SECONDS = 60
_GUID = re.compile(rb'"MessageGuid":"([0-9a-f-]+)"')
_MOST_LIFE = 0.4
"""How many seconds a server lives at most once it takes messages."""


class Bench:
    """A queue, and the state of the servers that consume it one after the other."""

    def __init__(self, broker: str, its: str, folder: Path) -> None:
        config = folder / "touchline.toml"
        config.write_text("[limits]\ncheckpoint_ms = 1000\njournal_segment_bytes = 1048576\n")
        self.state = folder / "state"
        self.broker = broker
        self.queue = its
        self.arguments = (
            "--source", f"{broker}?queue={its}&clock=messages&prefetch=200",
            "--config", config, "--open", "--port", "0",
        )  # fmt: skip

    def publish(self, messages: list[Recorded]) -> None:
        asyncio.run(publish(self.broker, self.queue, messages))

    def left(self) -> int:
        return asyncio.run(left(self.broker, self.queue))

    def has_more_than(self, size: int) -> bool:
        return self.written() > size

    def written(self) -> int:
        """Return how many bytes the journal has."""
        return sum(path.stat().st_size for path in (self.state / "journal").glob("*.jsonl"))

    def journaled(self) -> set[bytes]:
        """Return the guid of every message in the journal, also while a server writes it."""
        return {
            guid
            for path in (self.state / "journal").glob("*.jsonl")
            for guid in _GUID.findall(path.read_bytes())
        }

    def restored(self) -> Board:
        """Return the picture that the next server would begin with."""
        journal = Journal(self.state / "journal", lambda: 1)
        board, position = Board("restored"), 0
        found = Checkpoints(self.state / "checkpoints").restore()
        if found is not None:
            board.restore(found.content)
            position = found.position
        for entry in journal.read(after=position):
            board.apply(decode(entry.recorded.body).message, entry.recorded.at, entry.source)
        journal.close()
        return board


@pytest.fixture
def bench(broker: str, tmp_path: Path) -> Iterator[Bench]:
    with asyncio.Runner() as runner:
        its = queue(broker)
        name = runner.run(its.__aenter__())
        try:
            yield Bench(broker, name, tmp_path)
        finally:
            runner.run(its.__aexit__(None, None, None))


def until(is_so: Callable[[], object], what: str) -> None:
    """Wait until something is so; fail loudly after so many seconds."""
    end = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < end, what
        time.sleep(0.005)


def guids_of(messages: Iterable[Recorded]) -> set[bytes]:
    return {str(one.headers["MessageGuid"]).encode() for one in messages}


def test_a_server_that_is_killed_again_and_again_has_the_whole_truth_in_the_end(
    bench: Bench, shared: Path, tmp_path: Path
) -> None:
    day = matchday(shared)
    chance = random.Random(7)
    size = len(day) // (KILLS + 1) + 1
    published: set[bytes] = set()

    def is_nothing_lost() -> bool:
        """Tell whether the broker still has whatever is not in the journal."""
        return len(published - bench.journaled()) <= bench.left()

    with ThreadPoolExecutor(1) as executor:
        for start in range(0, KILLS * size, size):
            part = day[start : start + size]
            with server(tmp_path, *bench.arguments) as running:
                running.address()
                before = bench.written()
                sending = executor.submit(bench.publish, part)
                until(partial(bench.has_more_than, before), "nothing is journaled")
                time.sleep(chance.uniform(0, _MOST_LIFE))
                running.process.send_signal(signal.SIGKILL)
                running.process.wait()
                sending.result(SECONDS)
            published |= guids_of(part)
            until(is_nothing_lost, "a message is neither at the broker nor in the journal")
    with server(tmp_path, *bench.arguments) as running:
        address = running.address()
        bench.publish(day[KILLS * size :])
        until(lambda: bench.journaled() == guids_of(day), "not all is journaled")
        for number, said in truth_of(shared, RECORDING)["fixtures"].items():
            ended = partial(has_ended, address, number, said["final"]["score"])
            until(ended, f"the picture of {number} is not that of the end")
        assert bench.left() == 0
        running.process.send_signal(signal.SIGKILL)
        running.process.wait()
    assert_truth(bench.restored(), shared)


def has_ended(address: str, number: str, score: list[int]) -> bool:
    """Tell whether both read APIs show the end of a match."""
    told = get(address, f"/api/v1/live/event/{number}")["data"]["score"]
    match = get(address, f"/v2/matches/{number}")["data"]
    return [told["home"], told["away"]] == score and bool(match["status"] == "completed")
