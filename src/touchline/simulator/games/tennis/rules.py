"""The rules and levels of tennis by variant, and the chances of points in a contest.

Fitted to published figures of the ATP tour and of men's grand slams, which
tests/simulator/games/test_tennis.py holds matches against; those of women are plausible.
"""

from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import Final

import msgspec

from touchline.simulator.contest import Contest
from touchline.simulator.games.sets import is_decider
from touchline.simulator.games.steps import step
from touchline.simulator.games.tennis.chain import Service
from touchline.simulator.match import Score

_TIE_BREAK: Final = 7
_MATCH_TIE_BREAK: Final = 10

_FORM: Final = 0.03
"""How far form on the day, and how styles suit each other, move that: a standard deviation."""
_STYLE: Final = 0.03
"""How far courts and styles move the chances of both servers alike: a standard deviation."""
_LEAST, _MOST = 0.4, 0.85


class TennisRules(msgspec.Struct, frozen=True, kw_only=True):
    """How a match is played, and how well its players serve.

    `service` is the share of points that an average server wins, `rating` what a standard
    deviation of the ratings adds to it. `aces` are shares of the points won with a first service,
    `double_faults` of those lost with a second. `gives_up` is the chance that who was treated
    gives up, before each game from then on: it ends 2 to 3 % of matches, as on the ATP tour (K.
    Breznik, V. Batagelj, "Retired matches among male professional tennis players", Journal of
    Sports Science and Medicine 11, 2012).
    """

    sets_needed: int = 2
    last_tie_break: int = _TIE_BREAK
    service: float = 0.63
    rating: float = 0.022
    aces: float = 0.19
    double_faults: float = 0.19
    gives_up: float = 0.03

    def tie_break_points(self, sets: Score) -> int:
        """Return how many points win a tie-break of the set after so many won sets."""
        return self.last_tie_break if is_decider(sets, self.sets_needed) else _TIE_BREAK


_WOMEN: Final = TennisRules(service=0.565, rating=0.026, aces=0.11, double_faults=0.24)
VARIANTS: Final[Mapping[str, TennisRules]] = MappingProxyType(
    {
        "": TennisRules(),
        "grand_slam": TennisRules(
            sets_needed=3, last_tie_break=_MATCH_TIE_BREAK, rating=0.034, gives_up=0.013
        ),
        "wta": _WOMEN,
        "grand_slam_women": msgspec.structs.replace(_WOMEN, last_tie_break=_MATCH_TIE_BREAK),
    }
)
"""The men's tour ("") and grand slams, the women's tour and grand slams.

Since 2022 all grand slams play the last tie-break to ten points.
"""


def service_of(contest: Contest, rules: TennisRules, random: Random) -> Service:
    """Return the chances of points in a contest, as they are on the day."""
    level = rules.service + random.gauss(0, _STYLE)
    edge = (contest.home - contest.away) * rules.rating + random.gauss(0, _FORM)
    return Service(step(level + edge, _LEAST, _MOST), step(level - edge, _LEAST, _MOST))
