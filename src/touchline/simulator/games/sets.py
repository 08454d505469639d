"""Matches that are decided by sets: who won how many, and which is the last."""

from collections.abc import Iterable

from touchline.simulator.games.two_ahead import START, plus_one
from touchline.simulator.match import AWAY, HOME, Score


def set_winner(score: Score) -> int:
    """Return who won a set, by its final score."""
    return HOME if score[0] > score[1] else AWAY


def sets_won(played: Iterable[Score]) -> Score:
    """Return how many sets each side won, by their final scores."""
    sets = START
    for score in played:
        sets = plus_one(sets, set_winner(score))
    return sets


def is_over(sets: Score, needed: int) -> bool:
    """Tell whether a side has the sets it needs."""
    return max(sets) == needed


def is_decider(sets: Score, needed: int) -> bool:
    """Tell whether the next set decides the match, whoever wins it."""
    return min(sets) == needed - 1
