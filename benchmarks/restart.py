"""The restart benchmark: `python -m benchmarks.restart`. How long a killed server has no picture.

2,000 events with 90 bets each are in a checkpoint, and the messages of the ten seconds behind it in
the journal. Measured are the way from there to the picture, without the start of the process, and
how long a slice of a checkpoint keeps the loop from everything else.
"""

import argparse
import itertools
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks.messages import START, market_messages
from touchline.archive.checkpoints import Checkpoints
from touchline.archive.journal import Entry, Journal, Received
from touchline.board.board import Board
from touchline.sources.keeping import Tries, restore
from touchline.wire import decode

EVENTS = 2_000
BEHIND = 2_000
"""200 messages a second, and a checkpoint every ten seconds."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=EVENTS, help="events in the picture")
    parser.add_argument("--behind", type=int, default=BEHIND, help="messages behind the checkpoint")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        slices = _live(Path(directory), chosen.events, chosen.behind)
        began = time.perf_counter()
        board = _restart(Path(directory))
        passed = time.perf_counter() - began
    assert len(board.events) == chosen.events
    print(f"{chosen.events} events, {chosen.behind} messages behind the checkpoint")
    print(f"to the picture                  {passed:8.2f} s")
    print(f"longest slice of a checkpoint   {max(slices) * 1_000:8.2f} ms of {len(slices)}")


def _live(directory: Path, events: int, behind: int) -> list[float]:
    """Leave what a killed server leaves; return how long each slice took, in seconds."""
    board = Board("first")
    journal = Journal(directory / "journal", lambda: START)
    checkpoints = Checkpoints(directory / "checkpoints")
    feed = market_messages(events + behind, fixtures=events, change_rate=0.2)
    _take(board, journal, itertools.islice(feed, events))
    began = time.perf_counter()
    checkpoint = checkpoints.begin(board, journal.last)
    slices = [time.perf_counter() - began]
    while True:
        began = time.perf_counter()
        part = checkpoint.slice()
        slices.append(time.perf_counter() - began)
        if not part:
            break
        checkpoint.write(part)
    checkpoint.finish()
    _take(board, journal, feed)
    journal.close()
    return slices


def _take(board: Board, journal: Journal, feed: Iterable[bytes]) -> None:
    for body in feed:
        journal.append([Received("feed", START, {}, body)])
        board.apply(decode(body).message, START, "feed")


def _restart(directory: Path) -> Board:
    board = Board("second")
    journal = Journal(directory / "journal", lambda: START)

    def apply(entry: Entry) -> None:
        board.apply(decode(entry.recorded.body).message, entry.recorded.at, entry.source)

    restored = restore(
        board, Checkpoints(directory / "checkpoints"), journal, Tries(directory / "journal"),
        apply, lambda _: None,
    )  # fmt: skip
    for _ in restored:
        pass
    journal.close()
    return board


if __name__ == "__main__":
    main()
