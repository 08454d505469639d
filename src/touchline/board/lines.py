"""Which of the lines of a market is the main one (DECISIONS 13)."""

from collections.abc import Mapping
from typing import Final

from touchline.board.shown_odds import ShownLine
from touchline.model.line import line_of

SUSPENDED: Final = "suspended"
"""What MainLine says when no line is open."""


def main_line(lines: Mapping[str, ShownLine], said: str | None, *, asian: bool) -> str | None:
    """Return the main line: the one that was said, else the open one with the closest prices.

    None where no line has two available bets.
    """
    if said is not None and said != SUSPENDED:
        key = line_of(said, asian)
        if key in lines:
            return key
    spreads: list[tuple[float, str]] = []
    for key, shown in lines.items():
        odds = [bet.odds for bet in shown.bets if bet.is_available and bet.odds is not None]
        if len(odds) > 1:
            spreads.append((max(odds) - min(odds), key))
    return min(spreads)[1] if spreads else None
