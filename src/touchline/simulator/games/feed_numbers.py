"""The feed's numbers that several games count, note or say; the catalogue names them."""

from typing import Final

# Statistics and incidents, which share their numbers.
CORNERS: Final = 1
SHOTS_ON_TARGET: Final = 2
SHOTS_OFF_TARGET: Final = 3
ATTACKS: Final = 4
DANGEROUS_ATTACKS: Final = 5
YELLOW_CARDS: Final = 6
RED_CARDS: Final = 7
PENALTIES: Final = 8
GOAL: Final = 9
SUBSTITUTIONS: Final = 10
POSSESSION: Final = 11
FOULS: Final = 12
FREE_KICKS: Final = 13
GOAL_KICKS: Final = 14
OFFSIDES: Final = 15
BLOCKED_SHOTS: Final = 16
THROW_INS: Final = 17
WOODWORK_SHOTS: Final = 18
OWN_GOAL: Final = 24
PENALTY_GOAL: Final = 25
TIMEOUTS: Final = 31
MISSED_PENALTY: Final = 40
GOALKEEPER_SAVES: Final = 96
TWO_MINUTE_PENALTIES: Final = 2037
FACE_OFFS_WON: Final = 2048
PENALTY_MINUTES: Final = 2051
TACKLES: Final = 2228

# Descriptions of a scoreboard.
HALF_TIME: Final = 1
OVERTIME_HALF_TIME: Final = 2
TIMEOUT: Final = (7, 8)
"""Of the home side, of the away side."""
AFTER_PERIOD: Final = (46, 47)
"""The breaks after the first and the second period."""
BEFORE_OVERTIME: Final = 55
BEFORE_PENALTIES: Final = 56

# Periods of sports that play in halves.
FIRST_HALF: Final = 10
SECOND_HALF: Final = 20
OVERTIME_FIRST_HALF: Final = 30
OVERTIME_SECOND_HALF: Final = 35
OVERTIME: Final = 40
SHOOT_OUT: Final = 50
