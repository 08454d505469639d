"""The feed's numbers of what is counted and said in sports that are played point by point."""

from typing import Final

ACES: Final = 20
DOUBLE_FAULTS: Final = 21
SERVICE_POINTS: Final = 22
BREAK_POINTS: Final = 23
FIRST_SERVICE_WINS: Final = 34
POINTS_WON: Final = 2008

RETIRED: Final = (3, 4)
"""The description of a scoreboard by the side that gave up, home first."""
MEDICAL_TIME_OUT: Final = 6

TURN: Final = "Turn"
"""Extra data of a livescore: the position of the side that serves."""
