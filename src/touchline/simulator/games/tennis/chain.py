"""The chances of a game, a tie-break and a set of tennis, from the chances of its points.

A server wins each of his points with the same chance, whatever came before. On tour that is close
to the truth (F. Klaassen, J. Magnus, "Are points in tennis independent and identically
distributed?", Journal of the American Statistical Association 96, 2001).
"""

from functools import lru_cache
from typing import Final, NamedTuple

from touchline.simulator.games.set_chain import ScoreChances
from touchline.simulator.games.two_ahead import START, plus_one, winner
from touchline.simulator.match import AWAY, HOME, Score

GAME_POINTS: Final = 4
SET_GAMES: Final = 6
TIE_BREAK_GAMES: Final[Score] = (SET_GAMES, SET_GAMES)


class Service(NamedTuple):
    """The chance of each side to win a point that it serves."""

    home: float
    away: float


class Place(NamedTuple):
    """Where a set stands: its games, the points of its game, and who served first in it."""

    games: Score
    points: Score
    first: int


def server_of_game(games: Score, first: int) -> int:
    """Return who serves a game, or first in a tie-break."""
    return first ^ (sum(games) & 1)


def server_of_tie_break(points: Score, first: int) -> int:
    """Return who serves a point of a tie-break: one point, then two each."""
    return first ^ ((sum(points) + 1) // 2 & 1)


def first_of_next_set(score: Score, first: int) -> int:
    """Return who serves first in the set after one of this score; a tie-break counts as a game."""
    return server_of_game(score, first)


@lru_cache(maxsize=1 << 13)
def game(service: Service, points: Score, server: int) -> float:
    """Return the chance that home wins a game from its points on."""
    won_by = winner(points, GAME_POINTS)
    if won_by is not None:
        return float(won_by == HOME)
    home = service.home if server == HOME else 1 - service.away
    if points[0] == points[1] >= GAME_POINTS - 1:
        # At deuce both points go to one side, or it is deuce again.
        return _first_of_pairs(home, home)
    return home * game(service, plus_one(points, HOME), server) + (1 - home) * game(
        service, plus_one(points, AWAY), server
    )


@lru_cache(maxsize=1 << 14)
def tie_break(service: Service, target: int, points: Score, first: int) -> float:
    """Return the chance that home wins a tie-break to a target from its points on."""
    won_by = winner(points, target)
    if won_by is not None:
        return float(won_by == HOME)
    if points[0] == points[1] >= target - 1:
        # Of two points after a tie, each side serves one.
        return _first_of_pairs(service.home, 1 - service.away)
    is_home = server_of_tie_break(points, first) == HOME
    home = service.home if is_home else 1 - service.away
    return home * tie_break(service, target, plus_one(points, HOME), first) + (
        1 - home
    ) * tie_break(service, target, plus_one(points, AWAY), first)


@lru_cache(maxsize=1 << 12)
def set_scores(service: Service, target: int, games: Score, first: int) -> ScoreChances:
    """Return the chances of the final games of a set, from the start of a game on.

    `target` is that of the points in its tie-break, `first` the side that served its first game.
    """
    if is_set_over(games):
        return {games: 1.0}
    return place_scores(service, target, Place(games, START, first))


def place_scores(service: Service, target: int, place: Place) -> ScoreChances:
    """Return the chances of the final games of a set, from wherever it stands."""
    games, points, first = place
    if games == TIE_BREAK_GAMES:
        home = tie_break(service, target, points, first)
    else:
        home = game(service, points, server_of_game(games, first))
    mixed: dict[Score, float] = {}
    for side, chance in ((HOME, home), (AWAY, 1 - home)):
        for score, then in set_scores(service, target, plus_one(games, side), first).items():
            mixed[score] = mixed.get(score, 0.0) + chance * then
    return mixed


def is_set_over(games: Score) -> bool:
    """Tell whether games decide a set: six and two ahead, or seven after a tie-break."""
    return winner(games, SET_GAMES) is not None or sum(games) > sum(TIE_BREAK_GAMES)


def _first_of_pairs(first: float, second: float) -> float:
    """Return the chance to win both points of a pair before losing both."""
    won = first * second
    return won / (won + (1 - first) * (1 - second))
