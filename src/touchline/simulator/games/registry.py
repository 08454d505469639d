"""Every sport's game by its slug."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from touchline.simulator.contest import Contest
from touchline.simulator.forecast import Game
from touchline.simulator.games.american_football.game import AmericanFootballGame
from touchline.simulator.games.baseball.game import BaseballGame
from touchline.simulator.games.basketball.game import BasketballGame
from touchline.simulator.games.handball.game import HandballGame
from touchline.simulator.games.ice_hockey.game import IceHockeyGame
from touchline.simulator.games.soccer.game import SoccerGame
from touchline.simulator.games.tennis.game import TennisGame
from touchline.simulator.games.volleyball.game import VolleyballGame

GAMES: Final[Mapping[str, Callable[[Contest, Random], Game]]] = {
    "soccer": SoccerGame,
    "basketball": BasketballGame,
    "tennis": TennisGame,
    "baseball": BaseballGame,
    "volleyball": VolleyballGame,
    "american-football": AmericanFootballGame,
    "ice-hockey": IceHockeyGame,
    "handball": HandballGame,
}


def new_game(contest: Contest, random: Random) -> Game:
    """Return a match that is still to be played; raise KeyError for a sport that has no game."""
    return GAMES[contest.sport](contest, random)
