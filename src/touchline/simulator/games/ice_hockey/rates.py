"""How often things happen in an ice hockey match, and where the numbers are from.

Goals of 60 minutes: NHL, October 2014 to June 2024, 13,479 matches (sport12x.com, mathematical
statistics of goals, 2024-06): home 2.97 goals with a standard deviation of 1.74, away 2.71 with
1.64, together 5.67 with 2.32; home wins 42.6 %, level 22.6 %, away wins 34.8 %. Power plays: NHL
2022/23, 6.14 a match, of which 21.3 % score (The Hockey News, 2023-06-13); 31.4 shots of a side
(thesportsdaily.com, 2022-11-28). Overtime with three skaters each: 109 of the first 171 of 2015/16
were decided by a goal (givemesport.com, after Sporting Charts). A side without goalkeeper concedes
2.6 goals for each that it scores (hockey2k.com). The rest are usual numbers of top leagues.
"""

from math import exp
from typing import Final, NamedTuple

from touchline.model.catalogue import SPORTS
from touchline.model.enums import StatisticType
from touchline.simulator.contest import Contest
from touchline.simulator.games.goal_grid import Pair
from touchline.simulator.games.usual_play import UsualPlay

_HOCKEY: Final = next(sport for sport in SPORTS if sport.slug == "ice-hockey")

PERIODS: Final = _HOCKEY.regular
SHORT_OVERTIME, PERIOD_SECONDS = _HOCKEY.clock.overtime_lengths
"""Overtime of a league, and that of a match which must be decided: a whole period."""
MATCH_SECONDS: Final = PERIODS * PERIOD_SECONDS


class Variant(NamedTuple):
    """Which way the clock goes, and the rounds of a shoot-out before sudden death."""

    step: int
    shoot_out_rounds: int


VARIANTS: Final = {"": Variant(1, 5), "nhl": Variant(-1, 3)}
"""The rules of the IIHF, and those of the NHL."""

SKILL: Final = 0.085
"""What one of the ratings' standard deviations adds to the logarithm of a side's goals."""
_HOME_GOALS: Final = 2.42
_AWAY_GOALS: Final = 2.26
"""Of 60 minutes with five skaters each; power plays and empty nets add a fifth."""

BY_SKATERS: Final = {-2: 0.2, -1: 0.37, 0: 1.0, 1: 3.0, 2: 6.0}
"""How often a side scores, by how many skaters it has more, against even sides."""
EMPTY_NET: Final = 20.0
"""By how much more it scores against no goalkeeper."""
PULLS: Final = {1: 110.0, 2: 170.0}
"""With how many seconds left a side that is so much behind takes its goalkeeper off."""
CLOSING_SECONDS: Final = max(PULLS.values())
THREE_SKATERS: Final = 2.3
"""How often sides score in an overtime of three skaters each, against five each."""

SCORES: Final = (*[0.5] * 6, *[1.2] * 6, *[2.0] * 6)
"""How often the skaters of a side score, against each other: defenders, then forwards."""

SHOOT_OUT_SUCCESS: Final = 0.32


class Penalty(NamedTuple):
    """A kind of penalty: how long, what is counted, and whether a goal ends it."""

    seconds: int
    minutes: int
    ends_by_goal: bool


MINOR: Final = Penalty(120, 2, True)
MAJOR: Final = Penalty(300, 5, False)
MAJORS: Final = 0.04
"""The share of penalties."""
MISCONDUCTS: Final = 0.04
"""The share of penalties with ten minutes more for the player, who is replaced at once."""
MISCONDUCT_MINUTES: Final = 10
PENALTIES_A_MATCH: Final = (3.05, 3.2)
USUAL_PENALTY: Final = 112.0
"""How many seconds a penalty lasts on average, with those that a goal ends."""
MOST_OFF: Final = 2
"""At least three skaters stay on the ice; who else is penalised waits (IIHF rule 16)."""


PLAYS: Final = (
    UsualPlay(
        57,
        (StatisticType.SHOTS_ON_TARGET,),
        (StatisticType.GOALKEEPER_SAVES,),
        whistle=0.35,
        edge=0.05,
    ),
    UsualPlay(24, (StatisticType.SHOTS_OFF_TARGET,), whistle=0.15, edge=0.05),
    UsualPlay(28, (StatisticType.BLOCKED_SHOTS,), whistle=0.05, edge=0.05),
    UsualPlay(30, (), whistle=1.0),
)
"""The last is what stops play: icing, offside, a puck out of play."""
STATISTICS: Final = sorted(
    {kind for play in PLAYS for kind in (*play.own, *play.other)}
    | {StatisticType.PENALTIES, StatisticType.PENALTY_MINUTES, StatisticType.FACE_OFFS_WON}
)


def goals_a_match(contest: Contest) -> Pair:
    """Return the goals that each side would score in 60 minutes of even strength."""
    home, away = _HOME_GOALS, _AWAY_GOALS
    if not contest.has_home_side:
        home = away = (home * away) ** 0.5
    better = SKILL * (contest.home - contest.away)
    return home * exp(better), away * exp(-better)
