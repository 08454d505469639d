"""What fills the picture of a server: where it goes on after a start."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from tests.sources.feeds import feed_of, fixture, heartbeat
from touchline.archive.journal import Received
from touchline.archive.quarantine import Quarantine
from touchline.base.settings import Paths, Settings
from touchline.board.board import Board
from touchline.board.picture import Picture
from touchline.cli.feeding import JOURNAL, LiveFeeding, open_journal
from touchline.sources.live_clock import LiveClock

SENT = 1_526_224_200_000


@pytest.mark.parametrize("starts", [1, 2])
def test_where_messages_tell_the_time_it_goes_on_from_where_the_picture_was(
    tmp_path: Path, starts: int
) -> None:
    """The first start reads the journal, the second the checkpoint that the first one left."""
    settings = msgspec.structs.replace(Settings(), paths=Paths(state_dir=str(tmp_path)))
    recorded = [fixture(1, at=SENT), heartbeat(SENT + 5_000)]
    journal = open_journal(settings, JOURNAL)
    journal.append(Received("feed", one.at, one.headers, one.body) for one in recorded)
    journal.close()

    async def start() -> LiveClock:
        clock = LiveClock(None)
        picture = Picture(Board("one"), clock)
        feeding = LiveFeeding(
            settings, [feed_of("amqp://127.0.0.1:9/", "q", clock="messages")], picture, clock,
            lambda: Board("two"), Quarantine(tmp_path / "quarantine", 1_000_000),
        )  # fmt: skip
        running = asyncio.create_task(feeding.run())
        async with asyncio.timeout(20):
            await feeding.ready.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert set(picture.board.events) == {1}
        return clock

    for _ in range(starts):
        clock = asyncio.run(start())
    assert clock() == SENT + 5_000
    assert clock.hear(SENT + 10**10) == SENT + 5_000
