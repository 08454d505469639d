"""How often things happen in a handball match, and where the numbers are from.

Attacks: men's Bundesliga 2020/21, 50.7 of each side a match (liquimoly-hbl.de, "ÜberZahl",
2021-01-15); its best side scored 30.6 goals of 50 attacks in 2022/23, the best defence conceded
25.0 (same, 2023-02-14). Of 7-metre throws 73.4 % score in the EHF Champions League 2022/23
(ehfcl.eurohandball.com). Home sides score little more than visitors (Smiatek, Heuer, "A statistical
view on team handball results", arXiv 1207.0700). In 697 matches for the European championship,
2010 to 2024, 55.3 goals fell with a standard deviation of 7.3, and 8.0 % were drawn (sport12x.com).
The rest are usual numbers of top leagues.
"""

from math import exp, log
from typing import Final

from touchline.model.enums import StatisticType
from touchline.simulator.contest import Contest
from touchline.simulator.games.goal_grid import Pair
from touchline.simulator.games.half_sport import REGULAR, halves_of

HALVES: Final = halves_of("handball")
_REGULAR_SECONDS: Final = sum(half.length for half in HALVES[:REGULAR])

ATTACKS: Final = 50.7
"""Of a side, in a match."""
ATTACK_SECONDS: Final = _REGULAR_SECONDS / ATTACKS / 2
ATTACK_STAGES: Final = 4
"""An attack lasts as long as so many stages of random length in a row."""
PACE: Final = 0.065
"""The standard deviation of the pace of a match, 1 on average."""
MOST_PACE: Final = 1.2

SUCCESS: Final = 0.556
"""The share of attacks that end with a goal, between sides of equal strength and number."""
HOME_EDGE: Final = 0.05
"""What being at home adds to the log odds of it, and takes from the visitors."""
SKILL: Final = 0.105
"""What one of the ratings' standard deviations adds to the log odds."""

SEVEN_METRES: Final = 0.075
"""The share of attacks that end with a 7-metre throw."""
SEVEN_METRES_SUCCESS: Final = 0.734
SAVED: Final = 0.45
"""The share of attacks without a goal that end with a save."""

SUSPENSION: Final = 0.065
"""The chance that a defender is suspended at the end of an attack."""
SUSPENSION_SECONDS: Final = 120
FEWER: Final = 0.78
"""What a player less does to the share of attacks that succeed."""
MORE: Final = 1.12
MOST_OFF: Final = 3
SCORES: Final = (0.05, 1.0, 1.0, 1.6, 1.4, 1.8, 1.2, 0.4, 0.4)
"""How often the players of a side score, against each other: those who play in turns."""
SUSPENSIONS_ALLOWED: Final = 2
"""The third suspension of a player is a red card."""
RED_CARD: Final = 0.0012
"""The chance of a direct one at the end of an attack; it is a suspension too."""
YELLOW_CARD: Final = 0.07
"""The chance of one at the end of an attack, while a side has fewer than allowed."""
MOST_YELLOW_CARDS: Final = 3
"""Of a side; whoever fouls after that is suspended (IHF rule 16:1)."""

TIMEOUT: Final = 0.05
"""The chance that a side takes one at the start of its attack, while it has one left."""
MOST_TIMEOUTS: Final = 3
MOST_TIMEOUTS_A_HALF: Final = 2

SHOOT_OUT_ROUNDS: Final = 5

STATISTICS: Final = (
    StatisticType.YELLOW_CARDS,
    StatisticType.RED_CARDS,
    StatisticType.PENALTIES,
    StatisticType.TIMEOUTS,
    StatisticType.GOALKEEPER_SAVES,
    StatisticType.TWO_MINUTE_PENALTIES,
)


def success(contest: Contest) -> Pair:
    """Return the share of attacks of each side that end with a goal."""
    edge = SKILL * (contest.home - contest.away) + (HOME_EDGE if contest.has_home_side else 0.0)
    even = log(SUCCESS / (1 - SUCCESS))
    return 1 / (1 + exp(-even - edge)), 1 / (1 + exp(-even + edge))


def strength(own_off: int, other_off: int) -> float:
    """Return what players off the court do to the share of a side's attacks that succeed."""
    fewer = own_off - other_off
    return FEWER**fewer if fewer > 0 else MORE**-fewer
