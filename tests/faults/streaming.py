"""A matchday on its way through a broker, disturbed, and whether all of it arrived once."""

import asyncio
import random
from collections.abc import AsyncGenerator, Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from tests.board.pictures import picture_of
from tests.recordings.playing import folder, truth_of
from tests.recordings.test_truth import bets_of, final_of
from touchline.archive.journal import Journal
from touchline.archive.recordings import Recorded, read_recording
from touchline.board.board import Board
from touchline.brokers.address import parse_address
from touchline.brokers.publisher import publishing
from touchline.sources.supervisor import Patience
from touchline.wire import decode

RECORDING = "nfl-2016-09-11"
PATIENCE = Patience(silence=1_500, message_silence=3_000, rebuild=2_000)
"""Shorter than any that can be set, so that the tests need not wait for real ones."""
_AT_ONCE = 50
_BEAT_SECONDS = 0.3
_WINDOW = 20


def matchday(shared: Path) -> list[Recorded]:
    """Return a whole recording whose messages all have a guid."""
    return list(read_recording(folder(shared) / f"{RECORDING}.jsonl.gz"))


def disturbed(messages: Sequence[Recorded], seed: int) -> list[Recorded]:
    """Return messages with a fifth of them twice, and all of them a little out of order."""
    chance = random.Random(seed)
    found = [
        (place + chance.random() * _WINDOW, message)
        for place, message in enumerate(messages)
        for _ in range(1 + (chance.random() < 0.2))
    ]
    return [message for _, message in sorted(found, key=lambda pair: pair[0])]


async def stream(
    url: str, queue: str, messages: Iterable[Recorded], pause: float = 0
) -> AsyncGenerator[int]:
    """Publish some messages at a time; yield how many so far, and pause, after each time.

    Until the end, and however long that takes, the last heartbeat is sent again and again: a feed
    that stands still is not silent.
    """
    rest = iter(messages)
    count = 0
    beat: Recorded | None = None

    async def beat_on() -> None:
        while True:
            await asyncio.sleep(_BEAT_SECONDS)
            if beat is not None:
                await publisher.publish(queue, beat.body, beat.headers)

    async with publishing(parse_address(url, "url")) as publisher:
        beating = asyncio.create_task(beat_on())
        try:
            while some := list(islice(rest, _AT_ONCE)):
                for message in some:
                    await publisher.publish(queue, message.body, message.headers)
                    if message.headers["MessageType"] == "32":
                        beat = message
                await publisher.flush()
                count += len(some)
                yield count
                await asyncio.sleep(pause)
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)


def applied(board: Board) -> int:
    """Return how many messages were applied, without those that had come before."""
    return sum(board.counters.snapshot().get("messages", {}).values())


def assert_same(board: Board, messages: Iterable[Recorded]) -> None:
    """The picture is what the same messages make of it when nothing goes wrong."""
    undisturbed = Board("undisturbed")
    for one in messages:
        undisturbed.apply(decode(one.body).message, one.at, "feed")
    undisturbed.advance(board.now)
    assert picture_of(board) == picture_of(undisturbed)


def assert_truth(board: Board, shared: Path) -> None:
    """The picture at the end is what the recording says is true."""
    assert shown_of(board) == final_truth_of(shared, RECORDING)


def shown_of(board: Board) -> dict[str, Any]:
    """Return how each match and its bets stand."""
    return {
        str(number): (final_of(event), bets_of(event)) for number, event in board.events.items()
    }


def final_truth_of(shared: Path, name: str) -> dict[str, Any]:
    """Return how each match of a recording and its bets must stand in the end."""
    fixtures = truth_of(shared, name)["fixtures"]
    return {number: (said["final"], said["bets"]) for number, said in fixtures.items()}


def assert_nothing_missing(journal: Journal, published: Iterable[Recorded]) -> None:
    """Everything that the broker no longer has is in the journal."""
    journaled = {entry.recorded.body for entry in journal.read()}
    assert {one.body for one in published} <= journaled


def assert_nothing_twice(board: Board, journal: Journal, distinct: int) -> None:
    """However often a message came, it was applied once."""
    repeated = sum(board.counters.snapshot().get("repeated-guid", {}).values())
    assert applied(board) == distinct
    assert applied(board) + repeated == journal.last
