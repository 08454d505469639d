"""Looking at the match clock of a board."""

from tests.board.builders import FOOTBALL, at, board_of, fixture, match_of
from touchline.board.board import Board
from touchline.board.match_clock import Anchor, anchor_of
from touchline.board.parts import sport_of
from touchline.model.message import Message

RUNNING, STOPPED, PAUSED = 1, 0, 2
FAR = 3600
"""Long after everything that a clock does by itself."""


def clock_of(board: Board) -> Anchor | None:
    event = match_of(board)
    return anchor_of(event, sport_of(event))


def shown(board: Board, second: float) -> int | None:
    """Return the seconds shown at a feed time, in seconds after T."""
    anchor = clock_of(board)
    return None if anchor is None else anchor.seconds_at(at(second))


def match(*messages: Message, sport: int = FOOTBALL) -> Board:
    """Read messages of a match that is in play."""
    return board_of(fixture(0, status=2, sport=sport), *messages)
