"""Tennis, point by point."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from random import Random
from typing import Final

from touchline.model.enums import Description, Ending, PeriodType, StatisticType
from touchline.model.part import Part
from touchline.simulator.contest import Contest
from touchline.simulator.forecast import Forecast
from touchline.simulator.games.scoring import open_statistics
from touchline.simulator.games.set_break import BREAK_AFTER
from touchline.simulator.games.set_chain import ScoreChances, SetChain
from touchline.simulator.games.tennis.chain import (
    Service,
    first_of_next_set,
    place_scores,
    set_scores,
)
from touchline.simulator.games.tennis.point import Point, play_point
from touchline.simulator.games.tennis.rules import VARIANTS, TennisRules, service_of
from touchline.simulator.games.tennis.score import TennisScore, Won
from touchline.simulator.games.two_ahead import START
from touchline.simulator.match import TURN, Happened, MatchState, Moment, PeriodState, Score

_STATISTICS: Final = (
    StatisticType.ACES,
    StatisticType.DOUBLE_FAULTS,
    StatisticType.SERVICE_POINTS,
    StatisticType.BREAK_POINTS,
    StatisticType.FIRST_SERVE_WINS,
    StatisticType.POINTS_WON,
)
_GAME: Final = int(PeriodType.GAME)
RETIRED: Final = (Ending.HOME_RETIRED, Ending.AWAY_RETIRED)
"""The description of a scoreboard by the side that gave up, home first."""

_POINT_MS: Final = (20_000, 44_000)
"""From one point to the next: 25 s before the service at most, and the rally."""
_NEXT_GAME_MS: Final = 10_000
_CHANGE_OF_ENDS_MS: Final = 90_000
_SET_BREAK_MS: Final = 120_000
_TREATMENT_MS: Final = 180_000

_TREATED: Final = 0.008
"""The chance of a treatment at a change of ends."""


class TennisGame:
    """A match of tennis; its variants are those of `tennis_rules`."""

    def __init__(self, contest: Contest, random: Random) -> None:
        """Draw up a match; raises KeyError for a variant that is not known."""
        self.state = MatchState()
        self._random = random
        self._rules = VARIANTS[contest.variant]
        self._service = service_of(contest, self._rules, random)
        self._score = TennisScore(self._rules, random.randrange(2))
        self._treated: int | None = None
        self._is_over = False

    def forecast(self) -> Mapping[Part, Forecast]:
        """Return the chances of sets, of games and of this and the next set, if nobody gives up."""
        if self._is_over:
            return {}
        score = self._score
        current = place_scores(self._service, score.tie_break_points, score.place)
        chain = _chain_of(self._service, self._rules)
        return chain.forecast(score.played, current, score.first)

    def play(self) -> Iterator[Moment]:
        """Play the match from its start to its end."""
        open_statistics(self.state, _STATISTICS)
        self._begin_set()
        yield Moment(Happened.PERIOD, self._to_next_point())
        description = 0
        while (won := self._point()) is not Won.MATCH:
            yield self._after(won)
            if won is Won.POINT:
                continue
            if won is Won.SET:
                self._begin_set()
                yield Moment(Happened.PERIOD, self._to_next_point())
            yield from self._treatment()
            if self._treated is not None and self._random.random() < self._rules.gives_up:
                description = RETIRED[self._treated]
                break
        self._finish(description)
        yield Moment(Happened.END, 0)

    def _begin_set(self) -> None:
        self.state.begin(len(self._score.played) + 1)
        self.state.periods.setdefault(_GAME, PeriodState(_GAME))
        self._show_game()

    def _point(self) -> Won:
        score = self._score
        number = len(score.played) + 1
        server, is_break_point = score.server, score.is_break_point
        point = play_point(self._service[server], self._rules, self._random)
        side = server if point.is_won else 1 - server
        self._count(point, server, is_break_point)
        won = score.point(side)
        is_set = won in (Won.SET, Won.MATCH)
        self.state.periods[number].score[:] = score.played[-1] if is_set else score.games
        self.state.score[:] = score.sets
        if is_set:
            self.state.end(number, description=BREAK_AFTER[number])
        self._show_game()
        return won

    def _count(self, point: Point, server: int, is_break_point: bool) -> None:
        state = self.state
        state.count(StatisticType.POINTS_WON, server if point.is_won else 1 - server)
        state.count(StatisticType.SERVICE_POINTS, server, point.is_won)
        state.count(StatisticType.FIRST_SERVE_WINS, server, point.is_won and point.is_first_service)
        state.count(StatisticType.ACES, server, point.is_ace)
        state.count(StatisticType.DOUBLE_FAULTS, server, point.is_double_fault)
        state.count(StatisticType.BREAK_POINTS, 1 - server, is_break_point)

    def _show_game(self) -> None:
        game = self.state.periods[_GAME]
        game.score[:] = self._score.points
        game.texts = self._score.texts()
        self.state.extra[TURN] = str(self._score.server + 1)

    def _after(self, won: Won) -> Moment:
        if won is Won.SET:
            return Moment(Happened.PERIOD, _SET_BREAK_MS)
        wait = self._to_next_point()
        if won is Won.POINT:
            return Moment(Happened.POINT, wait)
        # After the first game of a set, players change ends without a rest.
        rests = self._change_ends() and sum(self._score.games) > 1
        return Moment(Happened.SCORE, wait + (_CHANGE_OF_ENDS_MS if rests else _NEXT_GAME_MS))

    def _change_ends(self) -> bool:
        return sum(self._score.games) % 2 == 1

    def _treatment(self) -> Iterator[Moment]:
        if self._treated is not None or not self._change_ends():
            return
        if self._random.random() >= _TREATED:
            return
        self._treated = self._random.randrange(2)
        self.state.description = Description.MEDICAL_TIMEOUT
        yield Moment(Happened.NOTHING, _TREATMENT_MS)
        self.state.description = 0
        yield Moment(Happened.NOTHING, self._to_next_point())

    def _to_next_point(self) -> int:
        return self._random.randint(*_POINT_MS)

    def _finish(self, description: int) -> None:
        self._is_over = True
        del self.state.periods[_GAME]
        del self.state.extra[TURN]
        self.state.finish()
        self.state.description = description


# Matches that are announced but not played keep no tables.
@lru_cache(maxsize=64)
def _chain_of(service: Service, rules: TennisRules) -> SetChain:
    def begun(sets: Score, first: int) -> ScoreChances:
        return set_scores(service, rules.tie_break_points(sets), START, first)

    return SetChain(rules.sets_needed, begun, first_of_next_set)
