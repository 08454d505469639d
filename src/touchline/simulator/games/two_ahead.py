"""Winning what is played to a target, but two ahead: games, tie-breaks and sets."""

from typing import Final

from touchline.simulator.match import AWAY, HOME, Score

START: Final[Score] = (0, 0)
_LEAD: Final = 2


def winner(score: Score, target: int) -> int | None:
    """Return the side that reached a target two ahead, None while it goes on."""
    home, away = score
    if max(home, away) < target or abs(home - away) < _LEAD:
        return None
    return HOME if home > away else AWAY


def plus_one(score: Score, side: int) -> Score:
    """Return a score with one more for a side."""
    return (score[0] + 1, score[1]) if side == HOME else (score[0], score[1] + 1)
