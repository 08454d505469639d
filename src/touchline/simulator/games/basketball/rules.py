"""The rules and rates of basketball, by variant.

Rates are per possession and come from league averages per game, divided by the possessions. Their
sources, seasons in brackets:

- NBA: 114.2 points a team and game (AP, "Inside the NBA numbers", 2024-04-14: 280,960 points in
  2,460 team games [2023/24]); 12.8 three-pointers, free throws 78.6 %, 89.3 shots a game (season
  reviews of 2024-01 [2023/24]). Over 13,183 games [2014/15 to 2023/24] a team's points have a
  standard deviation of 12.8, home minus away a mean of 2.32 and a standard deviation of 14.33, and
  5.5 % go to overtime (sport12x.com, mathematics, basketball, USA, NBA). Total points have a
  standard deviation of 19.8 [2017/18 to 2020/21]. Games end 12 points from the closing spread in
  standard deviation (W. Winston); its favourites win 67.6 % (betterthanguessing.com).
- Games under FIBA's rules: 80.7 points a team in the EuroLeague [2022/23] (A. Romeos); over 40,350
  games of all leagues [2014 to 2024] home minus away has a mean of 3.11 and a standard deviation of
  14.78 (sport12x.com, mathematics, basketball).
- NCAA men: 72.7 points a team (KPI Sports by way of CBS, 2013-12 [2013/14]).

A lead shrinks: who is behind scores more (Gabel and Redner, "Random walk picture of basketball
scoring", J. Quant. Anal. Sports 8, 2012), which is why games end closer than possessions that know
nothing of each other would. So does what sides do at the very end: without the last shot, 2.7 % of
matches would be level after regular time.
"""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Final

import msgspec

from touchline.simulator.games.renewal import Renewal, triangular


class Ending(Enum):
    """How a possession ends."""

    TWO = "two"
    THREE = "three"
    TWO_AND_ONE = "two_and_one"
    FREE_THROWS = "free_throws"
    TURNOVER = "turnover"
    MISS = "miss"


POINTS: Final = MappingProxyType({Ending.TWO: 2, Ending.THREE: 3, Ending.TWO_AND_ONE: 2})
"""Points of a basket made."""
FREE_THROWS: Final = MappingProxyType({Ending.TWO_AND_ONE: 1, Ending.FREE_THROWS: 2})
"""Free throws that follow."""


class Rates(msgspec.Struct, frozen=True, kw_only=True):
    """What happens on the court between two average sides.

    `endings` are chances of a possession, to which a miss adds the rest; `length` is its least,
    usual and greatest number of seconds. `advantage` is the home side's and `strength` that of one
    standard deviation of rating, both in points a match; `openness` is how much the scoring of a
    match varies with the day, as a part of it. The others are chances: of a rebound in attack per
    possession, of an assist per basket, of a steal or a foul in attack per turnover, of a foul
    between possessions, of a time-out before a possession, and of a `last_shot`: that a side which
    is behind by one shot levels with the end of regular time.
    """

    endings: Mapping[Ending, float]
    length: tuple[int, int, int]
    free_throw: float
    advantage: float
    strength: float
    openness: float
    rebound_in_attack: float = 0.107
    assist: float = 0.63
    steal: float = 0.55
    foul_in_attack: float = 0.12
    common_foul: float = 0.055
    time_out: float = 0.053
    last_shot: float = 0.18


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """Ranges of real time that play stands still, in seconds."""

    whistle: tuple[int, int]
    time_out: tuple[int, int]
    break_time: int
    half_time: int
    before_overtime: int = 150


class BasketballRules(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of a variant.

    `periods` are the feed's numbers of the regular time. `step` is 1 where the clock counts up and
    -1 where it counts down. `time_outs` limits a side's time-outs in groups of periods; each
    overtime has `overtime_time_outs` more.
    """

    periods: tuple[int, ...]
    seconds: int
    step: int
    time_outs: tuple[tuple[tuple[int, ...], int], ...]
    overtime_time_outs: int
    rates: Rates
    pace: Pace
    overtime_seconds: int = 300

    @property
    def middle(self) -> int:
        """How many periods make the first half."""
        return len(self.periods) // 2


ONE_SHOT: Final = 3
"""The most points that one shot makes up for."""
RETURN: Final = 0.006
"""The part of a lead that is lost again by each pair of possessions."""
MOST_EDGE: Final = 0.4
"""A side does not score more than so much more than usual, as a part of it."""
LONGEST: Final = 300
"""Up to this many seconds, possessions left are counted one by one."""

_NBA: Final = Rates(
    endings={
        Ending.TWO: 0.266,
        Ending.THREE: 0.129,
        Ending.TWO_AND_ONE: 0.022,
        Ending.FREE_THROWS: 0.098,
        Ending.TURNOVER: 0.137,
    },
    length=(3, 11, 29),
    free_throw=0.785,
    advantage=2.32,
    strength=4.9,
    openness=0.04,
)
_FIBA: Final = Rates(
    endings={
        Ending.TWO: 0.281,
        Ending.THREE: 0.122,
        Ending.TWO_AND_ONE: 0.020,
        Ending.FREE_THROWS: 0.086,
        Ending.TURNOVER: 0.160,
    },
    length=(4, 16, 30),
    free_throw=0.76,
    advantage=3.11,
    strength=5.0,
    openness=0.04,
    common_foul=0.13,
    time_out=0.045,
)
_COLLEGE: Final = Rates(
    endings={
        Ending.TWO: 0.280,
        Ending.THREE: 0.108,
        Ending.TWO_AND_ONE: 0.021,
        Ending.FREE_THROWS: 0.100,
        Ending.TURNOVER: 0.170,
    },
    length=(4, 14, 35),
    free_throw=0.715,
    advantage=3.2,
    strength=6.5,
    openness=0.05,
    common_foul=0.11,
    time_out=0.05,
)

RULES: Final[Mapping[str, BasketballRules]] = MappingProxyType(
    {
        "": BasketballRules(
            periods=(1, 2, 3, 4),
            seconds=600,
            step=1,
            time_outs=(((1, 2), 2), ((3, 4), 3)),
            overtime_time_outs=1,
            rates=_FIBA,
            pace=Pace(whistle=(40, 70), time_out=(60, 80), break_time=120, half_time=900),
        ),
        "nba": BasketballRules(
            periods=(1, 2, 3, 4),
            seconds=720,
            step=-1,
            time_outs=(((1, 2, 3, 4), 7), ((4,), 4)),
            overtime_time_outs=2,
            rates=_NBA,
            pace=Pace(whistle=(40, 60), time_out=(130, 200), break_time=150, half_time=900),
        ),
        "college": BasketballRules(
            periods=(10, 20),
            seconds=1200,
            step=-1,
            time_outs=(((10, 20), 4),),
            overtime_time_outs=1,
            rates=_COLLEGE,
            pace=Pace(whistle=(55, 90), time_out=(90, 150), break_time=120, half_time=1080),
        ),
    }
)
"""By variant: FIBA's four quarters, the NBA's, and the two halves of American men's colleges."""


@cache
def possessions(variant: str) -> Renewal:
    """Return how possessions follow each other in a variant."""
    return Renewal(triangular(*RULES[variant].rates.length), LONGEST)
