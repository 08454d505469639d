"""The rules and rates of American football: what a series of downs leads to.

A drive is told in series of about two plays, from one of four parts of the field to the next.
Rates are set so that of all drives about 22 % end with a touchdown, 16 % with a field goal, 40 %
with a punt and 12 % with a turnover (NFL: 21.7 to 22.1 % touchdowns, Pro Football Reference by way
of sportsdaynow.com), and both sides together score 43 to 44 points (41.4 [1983 to 2006], of which
home sides 2.9 more, wizardofodds.com, NFL appendix; more points and less advantage since). Games
end slightly less than 14 points from the spread in standard deviation (Stern, "On the probability
of winning a football game", American Statistician 45, 1991).

Overtime is that of the NFL since 2025: 10 minutes, a possession for both sides, then the next score
wins; a match that must be decided goes on for as long as it takes.
"""

from collections.abc import Mapping
from enum import Enum, IntEnum
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

from touchline.simulator.games.renewal import Renewal, triangular


class Zone(IntEnum):
    """Where a series begins, as the side with the ball sees it."""

    OWN_HALF = 0
    MIDFIELD = 1
    FIELD_GOAL_RANGE = 2
    RED_ZONE = 3


class End(Enum):
    """How a drive ends."""

    TOUCHDOWN = "touchdown"
    FIELD_GOAL = "field_goal"
    MISSED = "missed"
    PUNT = "punt"
    TURNOVER = "turnover"
    DOWNS = "downs"
    SAFETY = "safety"
    RETURNED = "returned"
    """A turnover that the other side carries into the end zone."""


Series = Zone | End

SERIES: Final[Mapping[Zone, Mapping[Series, float]]] = MappingProxyType(
    {
        Zone.OWN_HALF: {
            Zone.OWN_HALF: 0.26,
            Zone.MIDFIELD: 0.36,
            Zone.FIELD_GOAL_RANGE: 0.06,
            Zone.RED_ZONE: 0.02,
            End.TOUCHDOWN: 0.02,
            End.PUNT: 0.225,
            End.TURNOVER: 0.048,
            End.SAFETY: 0.002,
            End.RETURNED: 0.005,
        },
        Zone.MIDFIELD: {
            Zone.MIDFIELD: 0.20,
            Zone.FIELD_GOAL_RANGE: 0.36,
            Zone.RED_ZONE: 0.08,
            End.TOUCHDOWN: 0.03,
            End.PUNT: 0.235,
            End.TURNOVER: 0.05,
            End.DOWNS: 0.04,
            End.RETURNED: 0.005,
        },
        Zone.FIELD_GOAL_RANGE: {
            Zone.FIELD_GOAL_RANGE: 0.15,
            Zone.RED_ZONE: 0.42,
            End.TOUCHDOWN: 0.07,
            End.FIELD_GOAL: 0.205,
            End.MISSED: 0.055,
            End.TURNOVER: 0.045,
            End.DOWNS: 0.05,
            End.RETURNED: 0.005,
        },
        Zone.RED_ZONE: {
            Zone.RED_ZONE: 0.25,
            End.TOUCHDOWN: 0.43,
            End.FIELD_GOAL: 0.23,
            End.MISSED: 0.01,
            End.TURNOVER: 0.04,
            End.DOWNS: 0.04,
        },
    }
)
"""Chances of what a series leads to between average sides."""
STARTS: Final[Mapping[Zone, float]] = MappingProxyType(
    {Zone.OWN_HALF: 0.80, Zone.MIDFIELD: 0.16, Zone.FIELD_GOAL_RANGE: 0.04}
)
"""Where drives begin."""

TOUCHDOWN: Final = 6
TWO_POINT_TRY: Final = 0.10
EXTRA_POINT_GOOD: Final = 0.945
TWO_POINTS_GOOD: Final = 0.48
TRY: Final[Mapping[int, float]] = MappingProxyType(
    {
        0: (1 - TWO_POINT_TRY) * (1 - EXTRA_POINT_GOOD) + TWO_POINT_TRY * (1 - TWO_POINTS_GOOD),
        1: (1 - TWO_POINT_TRY) * EXTRA_POINT_GOOD,
        2: TWO_POINT_TRY * TWO_POINTS_GOOD,
    }
)
"""Chances of the points after a touchdown."""
TWO_POINTS_NEEDED: Final[Mapping[int, float]] = MappingProxyType(
    {0: 1 - TWO_POINTS_GOOD, 2: TWO_POINTS_GOOD}
)
"""Chances of the points after a touchdown where one would not do."""


class Worth(NamedTuple):
    """Points for the side with the ball, or negative ones, which are the other side's.

    `try_` are the chances of the points after a touchdown, empty where there is none.
    """

    points: int
    try_: Mapping[int, float] = MappingProxyType({})


NOTHING_WON: Final = Worth(0)
WORTH: Final[Mapping[End, Worth]] = MappingProxyType(
    {
        End.TOUCHDOWN: Worth(TOUCHDOWN, TRY),
        End.FIELD_GOAL: Worth(3),
        End.SAFETY: Worth(-2),
        End.RETURNED: Worth(-TOUCHDOWN, TRY),
    }
)
"""What the end of a drive brings, if anything."""

REVIEWED: Final = 0.06
OVERTURNED: Final = 0.2
"""How often a touchdown is reviewed, and how often a reviewed one is taken back."""

ADVANTAGE: Final = 0.03
STRENGTH: Final = 0.065
"""How much more often the home side's series move on or score, and those of a side that is one
standard deviation better, as a part of it; the other side's as much less often."""
PASSED: Final = 0.66
"""The part of the yards that is passed."""
YARDS: Final = (6, 32)
"""Yards of a series that moves on."""
YARDS_STOPPED: Final = (0, 9)

QUARTER: Final = 900
QUARTERS: Final = 4
WARNING: Final = 120
"""Play stops with so many seconds left of each half, and of overtime."""
OVERTIME_SECONDS: Final = 600
DECIDING_OVERTIME_SECONDS: Final = 900
TIME_OUTS: Final = 3
"""A side's time-outs in a half."""
OVERTIME_TIME_OUTS: Final = 2
TIME_OUT: Final = 0.12
TIME_OUT_LATE: Final = 0.50
"""How often a side takes a time-out after a series, usually and after the two-minute warning."""
STOPPED: Final = 0.70
"""How often the clock stands after a series that the drive survives."""

LENGTH: Final = (20, 55, 120)
LENGTH_STEP: Final = 5
"""Seconds of the game clock of a series, least, usual and most, in steps."""

# Real time that play stands still, in seconds.
BETWEEN_PLAYS: Final = (45, 90)
NEW_DRIVE: Final = (140, 270)
BEFORE_TRY: Final = (40, 60)
REVIEW: Final = (60, 120)
TIME_OUT_LASTS: Final = (70, 130)
WARNING_LASTS: Final = (100, 120)
BREAK: Final = 130
HALF_TIME: Final = 770
BEFORE_OVERTIME: Final = 180


@cache
def series_lengths() -> Renewal:
    """Return how series follow each other."""
    return Renewal(triangular(*LENGTH, LENGTH_STEP), QUARTER, LENGTH_STEP)


def series(edge: float, zone: Zone) -> dict[Series, float]:
    """Return what a series leads to; with an edge of 0.1 a tenth more move on or score."""
    usual = SERIES[zone]
    good: dict[Series, float] = {
        result: chance * (1 + edge)
        for result, chance in usual.items()
        if result is End.TOUCHDOWN or (isinstance(result, Zone) and result > zone)
    }
    left = 1 - sum(good.values())
    rest = sum(chance for result, chance in usual.items() if result not in good)
    return {result: good.get(result, chance * left / rest) for result, chance in usual.items()}
