"""The score of a tennis match: points make games, games sets, sets the match."""

from enum import Enum
from typing import Final

from touchline.simulator.games.sets import is_over, sets_won
from touchline.simulator.games.tennis.chain import (
    GAME_POINTS,
    TIE_BREAK_GAMES,
    Place,
    first_of_next_set,
    is_set_over,
    server_of_game,
    server_of_tie_break,
)
from touchline.simulator.games.tennis.rules import TennisRules
from touchline.simulator.games.two_ahead import START, plus_one, winner
from touchline.simulator.match import Score

_WORDS: Final = ("0", "15", "30", "40")
_ADVANTAGE: Final = "A"


class Won(Enum):
    """The most that a point won."""

    POINT = "point"
    GAME = "game"
    SET = "set"
    MATCH = "match"


class TennisScore:
    """Where a match stands, and who serves."""

    def __init__(self, rules: TennisRules, first: int) -> None:
        """Begin a match in which side `first` serves the first game."""
        self._rules = rules
        self.played: list[Score] = []
        self.games: Score = START
        self.points: Score = START
        self.first = first

    @property
    def sets(self) -> Score:
        """Return the sets that each side won."""
        return sets_won(self.played)

    @property
    def place(self) -> Place:
        """Return where the set in play stands."""
        return Place(self.games, self.points, self.first)

    @property
    def is_tie_break(self) -> bool:
        """Tell whether the game in play is a tie-break."""
        return self.games == TIE_BREAK_GAMES

    @property
    def tie_break_points(self) -> int:
        """Return how many points win a tie-break of the set in play."""
        return self._rules.tie_break_points(self.sets)

    @property
    def server(self) -> int:
        """Return the side that serves the next point."""
        first = server_of_game(self.games, self.first)
        return server_of_tie_break(self.points, first) if self.is_tie_break else first

    @property
    def is_break_point(self) -> bool:
        """Tell whether the receiver wins the game if he wins the next point."""
        receiver = 1 - self.server
        if self.is_tie_break:
            return False
        return winner(plus_one(self.points, receiver), GAME_POINTS) == receiver

    def point(self, side: int) -> Won:
        """Give a point to a side and return what it won with it."""
        self.points = plus_one(self.points, side)
        if winner(self.points, self._game_points) is None:
            return Won.POINT
        self.points = START
        self.games = plus_one(self.games, side)
        if not is_set_over(self.games):
            return Won.GAME
        self.first = first_of_next_set(self.games, self.first)
        self.played.append(self.games)
        self.games = START
        return Won.MATCH if is_over(self.sets, self._rules.sets_needed) else Won.SET

    def texts(self) -> tuple[str, str]:
        """Return the points of the game as they are called."""
        home, away = self.points
        if self.is_tie_break:
            return str(home), str(away)
        deuce = GAME_POINTS - 1
        if min(home, away) >= deuce and home != away:
            is_home = home > away
            return (_ADVANTAGE, _WORDS[-1]) if is_home else (_WORDS[-1], _ADVANTAGE)
        return _WORDS[min(home, deuce)], _WORDS[min(away, deuce)]

    @property
    def _game_points(self) -> int:
        return self.tie_break_points if self.is_tie_break else GAME_POINTS
