"""How often things happen in a soccer match, and where the numbers are from.

Goals, results: Premier League, seasons 2003/04 to 2022/23, 7585 matches (sport12x.com, mathematical
statistics of goals, 2023-05-30): home 1.53 goals with a standard deviation of 1.31, away 1.17 with
1.15, together 2.69 with 1.67; home wins 45.8 %, draws 24.7 %, away wins 29.5 %.

Shots, cards: Premier League 2015/16, a match: 25.8 shots, 8.4 on target, 5.8 saved, 3.2 yellow
cards (Press Association, 2016-05-18). Stoppage time: Premier League 2016/17, 8 minutes on average,
2.9 of them before half-time (ESPN, 2017-08); 55.6 % of goals in the second half of 2018/19
(premierleague.com, news 3871035). Goals taken back after a video check: 56, 42 and 43 in the
seasons 2019/20 to 2021/22 (ESPN, 2022-06-06); 74 of 243 checks on the screen changed the decision
(Sky Sports, 2020-02-04). A dismissal takes a third of the scoring rate from its side and gives the
other a quarter (Vecer, Kopriva, Ichiba, "Estimating the effect of the red card in soccer", Journal
of Quantitative Analysis in Sports 5(1), 2009). The rest are usual numbers of top leagues.
"""

from math import exp
from typing import Final, NamedTuple

from touchline.model.enums import StatisticType
from touchline.simulator.contest import Contest
from touchline.simulator.games.goal_grid import Pair
from touchline.simulator.games.half_sport import REGULAR, halves_of
from touchline.simulator.games.usual_play import UsualPlay

HALVES: Final = halves_of("soccer")
_REGULAR_SECONDS: Final = sum(half.length for half in HALVES[:REGULAR])


class Stoppage(NamedTuple):
    """The stoppage time of a half in seconds.

    It is `base`, up to `whim` more, and what was lost, within `least` and `most`; `usual` is what
    this comes to on average.
    """

    base: float
    whim: float
    usual: float
    least: float
    most: float

    @property
    def usually_lost(self) -> float:
        """How much time is lost on average."""
        return self.usual - self.base - self.whim / 2

    def added(self, whim: float, lost: float) -> float:
        """Return what the referee adds, from his whim and what was lost."""
        return max(self.least, min(self.base + whim + lost, self.most))


_EXTRA: Final = Stoppage(base=20, whim=30, usual=70, least=20, most=180)
STOPPAGES: Final = (
    Stoppage(base=60, whim=40, usual=132, least=60, most=180),
    Stoppage(base=50, whim=90, usual=297, least=120, most=480),
    _EXTRA,
    _EXTRA,
)


class Tide(NamedTuple):
    """How a rate goes up through regular time, on a straight line; 1 is its average.

    In stoppage time it stays where it is, in extra time it is `extra`.
    """

    first: float
    last: float
    extra: float = 1.0

    def at(self, half: int, seconds: float) -> float:
        """Return the height at so many seconds of a half."""
        if half >= REGULAR:
            return self.extra
        played = HALVES[half].starts + min(seconds, HALVES[half].length)
        return self.first + (self.last - self.first) * played / _REGULAR_SECONDS

    def over(self, half: int, start: float, end: float) -> float:
        """Return the sum of the heights of each second between two moments of a half."""
        length = HALVES[half].length
        flat_from = min(max(start, length), end)
        rising = flat_from - min(start, flat_from)
        mean = (self.at(half, start) + self.at(half, flat_from)) / 2
        return rising * mean + (end - flat_from) * self.at(half, end)


GOAL_TIDE: Final = Tide(0.85, 1.15)
CARD_TIDE: Final = Tide(0.4, 1.6)
CORNER_TIDE: Final = Tide(1.0, 1.0)


def usual_exposure(tide: Tide) -> float:
    """Return what a tide adds up to in a match with the usual stoppage time."""
    return sum(
        tide.over(half, 0, HALVES[half].length + STOPPAGES[half].usual) for half in range(REGULAR)
    )


SKILL: Final = 0.165
"""What one of the ratings' standard deviations adds to the logarithm of a side's goals."""
_EVEN_SHARE: Final = exp(SKILL * SKILL)
"""By how much the mean over unequal sides is above the goals of equal ones."""
_HOME_GOALS: Final = 1.53 / _EVEN_SHARE
_AWAY_GOALS: Final = 1.17 / _EVEN_SHARE

OWN_GOALS: Final = 0.03
"""The share of goals."""
PENALTY_GOALS: Final = 0.08
PENALTY_SUCCESS: Final = 0.78
PENALTY_SAVED: Final = 0.7
"""The share of those missed."""
TAKEN_BACK: Final = 0.045
"""The share of goals from play that do not stand."""
CHECKED: Final = 0.14
"""The share of goals from play that are checked for all to see."""

CHANCES_A_GOAL: Final = (1 - PENALTY_GOALS) / (1 - TAKEN_BACK) + PENALTY_GOALS / PENALTY_SUCCESS
"""Goals before their check and penalties, for each goal that counts."""
PENALTY_CHANCES: Final = PENALTY_GOALS / PENALTY_SUCCESS / CHANCES_A_GOAL

YELLOW_CARDS: Final = (1.5, 1.7)
"""A match, first ones of a player."""
SENT_OFF: Final = 0.03
"""Straight red cards of a side in a match."""
SENT_OFF_BOOKED: Final = 0.05
"""Second yellow cards of a player who has one, in a whole match."""
MOST_SENT_OFF: Final = 4
"""With fewer than seven players a match is over (Laws of the Game, 3.2)."""
A_MAN_LESS: Final = 2 / 3
A_MAN_MORE: Final = 5 / 4

SUBSTITUTIONS: Final = 3.6
"""Of a side, in the second half."""
MOST_SUBSTITUTIONS: Final = 5

SCORES: Final = (0.01, 0.4, 0.4, 0.5, 0.5, 0.8, 1.0, 1.4, 2.0, 2.6, 3.0)
"""How often the players of a side score, against each other: from the goalkeeper to the forwards.
"""

SHOOT_OUT_ROUNDS: Final = 5
SHOOT_OUT_SUCCESS: Final = 0.75

# Seconds that the referee adds for each.
LOST_BY_GOAL: Final = 25.0
LOST_BY_CHECK: Final = 60.0
LOST_BY_PENALTY: Final = 45.0
LOST_BY_CARD: Final = 15.0
LOST_BY_DISMISSAL: Final = 45.0
LOST_BY_SUBSTITUTION: Final = 20.0


_ATTACK: Final = (StatisticType.ATTACKS, StatisticType.DANGEROUS_ATTACKS)
CORNER: Final = UsualPlay(10.4, (StatisticType.CORNERS, *_ATTACK), edge=0.09)
PLAYS: Final = (
    CORNER,
    UsualPlay(44, (StatisticType.ATTACKS,), edge=0.05),
    UsualPlay(28, (StatisticType.ATTACKS,), (StatisticType.TACKLES,), edge=0.05),
    UsualPlay(36, _ATTACK, edge=0.07),
    UsualPlay(
        5.8, (StatisticType.SHOTS_ON_TARGET, *_ATTACK), (StatisticType.GOALKEEPER_SAVES,), edge=0.1
    ),
    UsualPlay(
        9.4, (StatisticType.SHOTS_OFF_TARGET, *_ATTACK), (StatisticType.GOAL_KICKS,), edge=0.1
    ),
    UsualPlay(
        0.6, (StatisticType.SHOTS_OFF_TARGET, StatisticType.WOODWORK_SHOTS, *_ATTACK), edge=0.1
    ),
    UsualPlay(6.6, (StatisticType.BLOCKED_SHOTS, *_ATTACK), edge=0.1),
    UsualPlay(
        3.9, (StatisticType.OFFSIDES, StatisticType.ATTACKS), (StatisticType.FREE_KICKS,), edge=0.05
    ),
    UsualPlay(18.0, (StatisticType.FOULS,), (StatisticType.FREE_KICKS,), edge=-0.02),
    UsualPlay(5.5, (StatisticType.GOAL_KICKS,), edge=-0.05),
    UsualPlay(40, (StatisticType.THROW_INS,)),
)
STATISTICS: Final = sorted(
    {kind for play in PLAYS for kind in (*play.own, *play.other)}
    | {
        StatisticType.YELLOW_CARDS,
        StatisticType.RED_CARDS,
        StatisticType.PENALTIES,
        StatisticType.SUBSTITUTIONS,
    }
)


def goals_a_match(contest: Contest) -> Pair:
    """Return the goals that each side is expected to score in a usual match."""
    home, away = _HOME_GOALS, _AWAY_GOALS
    if not contest.has_home_side:
        home = away = (home * away) ** 0.5
    better = SKILL * (contest.home - contest.away)
    return home * exp(better), away * exp(-better)
