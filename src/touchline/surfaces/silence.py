"""Noticing that a source falls silent or speaks again, which no change need tell of."""

from touchline.board.board import Board
from touchline.board.facts import is_silent


class Silence:
    """Which sources are silent; nothing of theirs is shown as available (DECISIONS 23)."""

    def __init__(self) -> None:
        """Take every source for one that speaks."""
        self._silent: set[str] = set()

    def differs(self, board: Board, now: int) -> bool:
        """Tell whether other sources are silent at a feed time than when last asked."""
        differs = False
        for name, source in board.sources.items():
            if is_silent(source, now) != (name in self._silent):
                self._silent ^= {name}
                differs = True
        return differs
