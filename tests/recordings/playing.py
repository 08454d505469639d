"""Playing a recording into a board, and looking at the board at chosen moments."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec

from touchline.archive.recordings import read_recording
from touchline.base.errors import WireError
from touchline.board.board import Board
from touchline.board.change import Change
from touchline.wire import decode

NAMES = (
    "bundesliga-2018-04-28-chaos",
    "bundesliga-2018-05-12",
    "epl-2018-05-13",
    "epl-2018-05-13-xml",
    "mlb-2020-09-13",
    "nba-3-games",
    "nfl-2016-09-11",
    "tennis-wimbledon-2011-r2",
)
"""Every recording; a test makes sure that none is left out."""
XML = "epl-2018-05-13-xml"
XML_TWIN = "epl-2018-05-13"
CHAOS = "bundesliga-2018-04-28-chaos"

Probe = tuple[int, Callable[[Board], None]]
"""A moment in unix ms, and what looks at the board once every message up to it has been read."""


class Played(msgspec.Struct):
    """What came of a recording."""

    board: Board
    changes: list[Change] = []
    messages: int = 0
    refused: list[tuple[int, str]] = []
    """When each message that could not be decoded came, and the code of the error."""


def folder(shared: Path) -> Path:
    """Return where the recordings lie."""
    return shared / "recordings"


def truth_of(shared: Path, name: str) -> dict[str, Any]:
    """Return what a server must show of a recording."""
    found: dict[str, Any] = msgspec.json.decode(
        (folder(shared) / f"{name}.truth.json").read_bytes()
    )
    return found


def play(shared: Path, name: str, probes: Iterable[Probe] = (), *, step: int = 0) -> Played:
    """Play a whole recording; with a `step`, let feed time pass in steps of so many ms."""
    played = Played(Board("epoch"))
    board = played.board
    waiting = sorted(probes, key=lambda probe: probe[0])
    for recorded in read_recording(folder(shared) / f"{name}.jsonl.gz"):
        while waiting and waiting[0][0] < recorded.at:
            moment, look = waiting.pop(0)
            played.changes += board.advance(moment)
            look(board)
        if step and board.now:
            for now in range(board.now + step, recorded.at, step):
                played.changes += board.advance(now)
        played.messages += 1
        try:
            message = decode(recorded.body).message
        except WireError as error:
            played.refused.append((recorded.at, error.code))
        else:
            played.changes += board.apply(message, recorded.at)
    for moment, look in waiting:
        played.changes += board.advance(moment)
        look(board)
    return played
