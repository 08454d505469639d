"""What is played is kept where that was asked for, and played on where it cannot be."""

import asyncio
from pathlib import Path

from touchline.archive.journal import Journal, JournalLimits
from touchline.archive.recordings import Kind, Recorded
from touchline.board.board import Board
from touchline.board.picture import Picture
from touchline.sources.feed_clock import FeedClock
from touchline.sources.journaling import Journaling
from touchline.sources.playback import Playback
from touchline.sources.pump import Pump

SENT = [
    Recorded(
        at, {"MessageType": "32"}, b'{"Header":{"Type":32,"ServerTimestamp":%d}}' % at, Kind.BODY
    )
    for at in range(1_768_057_200_000, 1_768_057_200_500)
]


def played(journal: Journal) -> tuple[Journaling, Board]:
    """Play what was sent through a journal; return the board that has it."""
    clock = FeedClock()
    picture = Picture(Board("epoch"), clock)
    pump = Pump(picture, clock, new_board=lambda: Board("epoch"), source="replay")
    journaling = Journaling(pump, journal, "replay")
    asyncio.run(Playback(lambda _: (one for one in SENT), clock, speed=None).run(journaling))
    return journaling, picture.board


def test_every_message_is_in_the_journal_and_in_the_picture(tmp_path: Path) -> None:
    journal = Journal(tmp_path, lambda: SENT[-1].at)
    journaling, board = played(journal)
    assert [(one.source, one.recorded) for one in journal.read()] == [
        ("replay", one) for one in SENT
    ]
    assert board.sources["replay"].heard_at == SENT[-1].at
    assert journaling.failure is None


def test_it_is_played_on_where_the_journal_fails(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal", lambda: 1)
    (tmp_path / "journal").rename(tmp_path / "gone")
    journaling, board = played(journal)
    assert board.sources["replay"].heard_at == SENT[-1].at
    assert "journal-unwritable" in str(journaling.failure)


def test_old_files_leave(tmp_path: Path) -> None:
    journal = Journal(tmp_path, lambda: 1, JournalLimits(segment_bytes=1_000, total_bytes=5_000))
    journaling, _ = played(journal)
    assert len(journal.segments()) > 20
    seconds = 0

    async def second(_: float) -> None:
        nonlocal seconds
        seconds += 1
        if seconds > 1:
            raise asyncio.CancelledError

    async def run() -> None:
        await asyncio.gather(journaling.run(second), return_exceptions=True)

    asyncio.run(run())
    assert sum(one.path.stat().st_size for one in journal.segments()) <= 6_000
    assert journaling.failure is None
