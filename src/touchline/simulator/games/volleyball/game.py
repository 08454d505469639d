"""Volleyball, rally by rally."""

from collections.abc import Iterator, Mapping
from functools import lru_cache, partial
from random import Random
from types import MappingProxyType
from typing import Final

import msgspec

from touchline.model.enums import StatisticType
from touchline.model.part import Part
from touchline.simulator.contest import Contest
from touchline.simulator.forecast import Forecast
from touchline.simulator.games.scoring import open_statistics
from touchline.simulator.games.set_break import BREAK_AFTER
from touchline.simulator.games.set_chain import ScoreChances, SetChain
from touchline.simulator.games.sets import is_decider, is_over, sets_won
from touchline.simulator.games.steps import step
from touchline.simulator.games.stoppages import TIME_OUT_OF
from touchline.simulator.games.two_ahead import START, plus_one, winner
from touchline.simulator.games.volleyball.rally_chain import Rallies, begun_set, set_scores
from touchline.simulator.match import AWAY, HOME, TURN, Happened, MatchState, Moment, Score

_SETS_NEEDED: Final = 3
_SET_POINTS: Final = 25
_LAST_SET_POINTS: Final = 15
_TIME_OUTS: Final = 2
"""Of each side in a set."""
_STATISTICS: Final = (StatisticType.ACES, StatisticType.TIMEOUTS, StatisticType.POINTS_WON)

_RATING: Final = 0.032
"""Share of rallies that a standard deviation of the ratings is worth."""
_HOME: Final = 0.012
"""Share of rallies that playing at home is worth."""
_FORM: Final = 0.035
"""How far form and line-ups of the day move that: a standard deviation."""
_LEAST, _MOST = 0.15, 0.85

_RUN: Final = 3
"""Rallies lost in a row that make a coach think of a time-out."""
_TAKES_TIME_OUT: Final = 0.35

_RALLY_MS: Final = (22_000, 40_000)
"""From the end of one rally to the end of the next."""
_TIME_OUT_MS: Final = 30_000
_SET_BREAK_MS: Final = 180_000


class VolleyballRules(msgspec.Struct, frozen=True):
    """How a league plays: the share of rallies won by who receives, and of aces in those not."""

    side_out: float
    aces: float


VARIANTS: Final[Mapping[str, VolleyballRules]] = MappingProxyType(
    {"": VolleyballRules(0.665, 0.17), "women": VolleyballRules(0.6, 0.16)}
)
"""Men's ("") and women's leagues.

Side-outs of men: 66.7 % (B. Raymond, M. Lebedew, "Indicators of set win", 2016) and 65.8 %
(German Bundesliga 2010/11, Volleyball Magazin 2012).
"""


class VolleyballGame:
    """A match of volleyball; its variants are `VARIANTS`."""

    def __init__(self, contest: Contest, random: Random) -> None:
        """Draw up a match; raises KeyError for a variant that is not known."""
        self.state = MatchState()
        self._random = random
        self._rules = VARIANTS[contest.variant]
        self._rallies = _rallies_of(contest, self._rules, random)
        self._played: list[Score] = []
        self._points = START
        self._first = random.randrange(2)
        self._server = self._first
        self._is_between_sets = True
        self._run = 0
        self._time_outs = [0, 0]

    def forecast(self) -> Mapping[Part, Forecast]:
        """Return the chances of sets, of points in all of them, and of this and the next set."""
        if is_over(sets_won(self._played), _SETS_NEEDED):
            return {}
        chain = _chain_of(self._rallies)
        return chain.forecast(self._played, self._current(), self._first)

    def play(self) -> Iterator[Moment]:
        """Play the match from its start to its end."""
        open_statistics(self.state, _STATISTICS)
        while not is_over(sets_won(self._played), _SETS_NEEDED):
            self._begin_set()
            yield Moment(Happened.PERIOD, self._to_next_rally())
            while not self._rally():
                yield Moment(Happened.POINT, self._to_next_rally())
                yield from self._time_out()
            self._end_set()
            if not is_over(sets_won(self._played), _SETS_NEEDED):
                yield Moment(Happened.PERIOD, _SET_BREAK_MS)
        del self.state.extra[TURN]
        self.state.finish()
        yield Moment(Happened.END, 0)

    def _current(self) -> ScoreChances:
        sets = sets_won(self._played)
        if self._is_between_sets:
            return _begun(self._rallies, sets, self._first)
        home_serves = float(self._server == HOME)
        return set_scores(self._rallies, _target(sets), self._points, home_serves)

    def _begin_set(self) -> None:
        is_last = is_decider(sets_won(self._played), _SETS_NEEDED)
        self._server = self._random.randrange(2) if is_last else self._first
        self._is_between_sets = False
        self._time_outs = [0, 0]
        self._run = 0
        self.state.begin(len(self._played) + 1)
        self._show_server()

    def _rally(self) -> bool:
        """Play a rally; return whether it ends the set."""
        server = self._server
        is_home = self._random.random() < self._rallies[HOME if server == HOME else AWAY]
        side = HOME if is_home else AWAY
        self.state.count(StatisticType.POINTS_WON, side)
        if side == server and self._random.random() < self._rules.aces:
            self.state.count(StatisticType.ACES, side)
        self._run = self._run + 1 if side == server else 1
        self._server = side
        self._points = plus_one(self._points, side)
        self.state.periods[self.state.period].score[:] = self._points
        self._show_server()
        return winner(self._points, _target(sets_won(self._played))) is not None

    def _end_set(self) -> None:
        self._played.append(self._points)
        self._first = _follows(self._points, self._first)
        self._points = START
        self._is_between_sets = True
        number = len(self._played)
        self.state.score[:] = sets_won(self._played)
        self.state.end(number, description=BREAK_AFTER[number])

    def _time_out(self) -> Iterator[Moment]:
        side = 1 - self._server
        if self._run < _RUN or self._time_outs[side] == _TIME_OUTS:
            return
        if self._random.random() >= _TAKES_TIME_OUT:
            return
        self._time_outs[side] += 1
        self.state.count(StatisticType.TIMEOUTS, side)
        self.state.description = TIME_OUT_OF[side]
        yield Moment(Happened.NOTHING, _TIME_OUT_MS)
        self.state.description = 0
        yield Moment(Happened.NOTHING, self._to_next_rally())

    def _show_server(self) -> None:
        self.state.extra[TURN] = str(self._server + 1)

    def _to_next_rally(self) -> int:
        return self._random.randint(*_RALLY_MS)


def _rallies_of(contest: Contest, rules: VolleyballRules, random: Random) -> Rallies:
    edge = (contest.home - contest.away) * _RATING + random.gauss(0, _FORM)
    if contest.has_home_side:
        edge += _HOME
    return Rallies(
        step(1 - rules.side_out + edge, _LEAST, _MOST), step(rules.side_out + edge, _LEAST, _MOST)
    )


def _target(sets: Score) -> int:
    return _LAST_SET_POINTS if is_decider(sets, _SETS_NEEDED) else _SET_POINTS


def _follows(score: Score, first: int) -> int:
    """Return who serves first in the next set: sides take turns."""
    return 1 - first


# Matches that are announced but not played keep no tables.
@lru_cache(maxsize=64)
def _chain_of(rallies: Rallies) -> SetChain:
    return SetChain(_SETS_NEEDED, partial(_begun, rallies), _follows)


def _begun(rallies: Rallies, sets: Score, first: int) -> ScoreChances:
    # Who serves first in the deciding set is drawn by lot.
    is_drawn = is_decider(sets, _SETS_NEEDED)
    home_serves = 0.5 if is_drawn else float(first == HOME)
    return begun_set(rallies, _target(sets), home_serves)
