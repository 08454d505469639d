"""Basketball, possession by possession: FIBA's quarters, the NBA's, and college halves."""

from collections.abc import Generator, Iterator, Mapping
from random import Random
from typing import Final

from touchline.base.durations import SECOND_MS
from touchline.model.catalogue import sport_by_feed_id
from touchline.model.enums import PeriodType, StatisticType
from touchline.model.part import Part
from touchline.simulator.contest import Contest
from touchline.simulator.forecast import Forecast
from touchline.simulator.games.basketball.forecast import Outlook, Standing, starter
from touchline.simulator.games.basketball.points import ending_at
from touchline.simulator.games.basketball.rules import (
    FREE_THROWS,
    ONE_SHOT,
    POINTS,
    RULES,
    Ending,
    possessions,
)
from touchline.simulator.games.scoring import finish, open_statistics
from touchline.simulator.games.stoppages import TIME_OUT_OF, break_after, break_after_overtime
from touchline.simulator.match import AWAY, HOME, Happened, MatchState, Moment

_SPORT: Final = sport_by_feed_id(48242)
_STATISTICS: Final = (
    StatisticType.TWO_POINTS,
    StatisticType.THREE_POINTS,
    StatisticType.FREE_THROWS,
    StatisticType.FOULS,
    StatisticType.TIMEOUTS,
    StatisticType.REBOUNDS,
    StatisticType.ASSISTS,
    StatisticType.STEALS,
)
_SHOTS: Final = {
    1: StatisticType.FREE_THROWS,
    2: StatisticType.TWO_POINTS,
    3: StatisticType.THREE_POINTS,
}
"""What is counted of a shot, by its points."""
_BASKETS: Final = {
    Ending.TWO: StatisticType.TWO_POINTS,
    Ending.TWO_AND_ONE: StatisticType.TWO_POINTS,
    Ending.THREE: StatisticType.THREE_POINTS,
}
_ALL_OVERTIME: Final[tuple[int, ...]] = (PeriodType.OVERTIME,)
_BUZZER: Final = 3 * SECOND_MS


class BasketballGame:
    """A basketball match.

    Variants: "" (four quarters of 10 minutes, the clock counting up), "nba" (four of 12 minutes,
    counting down) and "college" (two halves of 20 minutes, counting down).
    """

    def __init__(self, contest: Contest, random: Random) -> None:
        """Take a contest, and the randomness of its course."""
        self.state = MatchState()
        self._random = random
        self._rules = RULES[contest.variant]
        self._possessions = possessions(contest.variant)
        rates = self._rules.rates
        openness = max(-2.0, min(2.0, random.gauss(0, 1))) * rates.openness
        self._outlook = Outlook(contest, openness)
        self._index = 0
        self._left = self._rules.seconds
        self._ball: int | None = None
        self._first: int | None = None
        self._throws = 0
        self._is_shot_to_come = True
        self._time_outs: dict[tuple[int, int], int] = {}
        self._seen: tuple[Standing, Mapping[Part, Forecast]] | None = None

    def play(self) -> Iterator[Moment]:
        """Play the match from its start to its end."""
        state = self.state
        open_statistics(state, _STATISTICS)
        first = self._first = self._random.randrange(2)
        regular = len(self._rules.periods)
        while self._index < regular or state.score[0] == state.score[1]:
            if self._index:
                yield self._break()
            yield from self._play_period(first)
        results = [(PeriodType.FULL_TIME, self._regular_score())]
        if self._index > regular:
            results.append((PeriodType.AFTER_OVERTIME, (state.score[0], state.score[1])))
        finish(state, results)
        yield Moment(Happened.END, 0)

    def forecast(self) -> Mapping[Part, Forecast]:
        """Return the chances of every part that is not over."""
        if int(PeriodType.FULL_TIME) in self.state.periods:
            return {}
        standing = self._standing()
        if self._seen is None or self._seen[0] != standing:
            self._seen = (standing, self._outlook.forecast(standing))
        return self._seen[1]

    def _standing(self) -> Standing:
        home, away = self.state.score
        period = self.state.periods.get(self._number)
        mine = (period.score[0], period.score[1]) if period is not None else (0, 0)
        return Standing(
            self._index,
            self._left,
            (home, away),
            mine,
            self._ball,
            self._first,
            self._throws,
            self._is_shot_to_come,
        )

    @property
    def _number(self) -> int:
        """The feed's number of the current period, or of the next one in a break."""
        numbers = self._rules.periods
        return numbers[self._index] if self._index < len(numbers) else PeriodType.OVERTIME

    def _regular_score(self) -> tuple[int, int]:
        played = [self.state.periods[number].score for number in self._rules.periods]
        return sum(score[0] for score in played), sum(score[1] for score in played)

    def _play_period(self, first: int) -> Iterator[Moment]:
        """Play a period to its end, when the next one is awaited."""
        state, random, number = self.state, self._random, self._number
        is_regular = self._index < len(self._rules.periods)
        attack = starter(first, self._index) if is_regular else random.randrange(2)
        self._ball = attack
        state.begin(number)
        happened = Happened.PERIOD
        while self._left:
            self._run()
            length = self._possessions.draw(random)
            seconds = min(length, self._left)
            is_completed = seconds == length or random.random() * length < seconds
            yield Moment(happened, seconds * SECOND_MS)
            self._left -= seconds
            happened = Happened.NOTHING
            if is_completed:
                happened = yield from self._end_possession(attack)
                attack = 1 - attack
        state.stop(self._shown())
        yield Moment(happened, _BUZZER)
        if self._index == len(self._rules.periods) - 1 and self._last_shot():
            yield Moment(Happened.SCORE, _BUZZER)
        self._end_period(number, first)

    def _last_shot(self) -> bool:
        """Let a side that is behind by one shot level with the buzzer, now and then."""
        self._is_shot_to_come = False
        lead = self.state.score[HOME] - self.state.score[AWAY]
        if not 0 < abs(lead) <= ONE_SHOT or self._random.random() >= self._rules.rates.last_shot:
            return False
        self._score(AWAY if lead > 0 else HOME, _SHOTS[abs(lead)], abs(lead))
        return True

    def _end_period(self, number: int, first: int) -> None:
        state, rules = self.state, self._rules
        self._index += 1
        self._ball = None
        overtimes = self._index - len(rules.periods)
        self._left = rules.seconds if overtimes < 0 else rules.overtime_seconds
        is_level = state.score[0] == state.score[1]
        if overtimes <= 0:
            state.end(number, description=break_after(_SPORT, number))
            self._ball = None if overtimes == 0 else starter(first, self._index)
        elif is_level:
            # All overtimes are one period of the feed, which goes on after this break.
            state.period = int(PeriodType.BREAK)
            state.description = break_after_overtime(overtimes)
        else:
            state.end(number)

    def _break(self) -> Moment:
        pace = self._rules.pace
        if self._index >= len(self._rules.periods):
            seconds = pace.before_overtime
        elif self._index == self._rules.middle:
            seconds = pace.half_time
        else:
            seconds = pace.break_time
        return Moment(Happened.PERIOD, seconds * SECOND_MS)

    def _end_possession(self, attack: int) -> Generator[Moment, None, Happened]:
        """Count what a possession brought; play stands still where the rules say so."""
        random, rates = self._random, self._rules.rates
        defence = 1 - attack
        self._ball = defence
        ending = self._draw_ending(attack)
        if random.random() < rates.rebound_in_attack:
            self.state.count(StatisticType.REBOUNDS, attack)
        happened = Happened.NOTHING
        is_dead = False
        if ending in POINTS:
            self._score(attack, _BASKETS[ending], POINTS[ending])
            if random.random() < rates.assist:
                self.state.count(StatisticType.ASSISTS, attack)
            happened = Happened.SCORE
        elif ending is Ending.MISS:
            self.state.count(StatisticType.REBOUNDS, defence)
        elif ending is Ending.TURNOVER:
            is_dead = self._turn_over(attack)
        if ending in FREE_THROWS:
            happened = yield from self._throw(attack, FREE_THROWS[ending], happened)
        elif random.random() < rates.common_foul:
            self.state.count(StatisticType.FOULS, attack)
            is_dead = True
        if is_dead and self._left:
            yield self._whistle(happened)
            happened = Happened.NOTHING
        if self._left and self._takes_time_out(defence):
            yield self._time_out(defence, happened)
            happened = Happened.NOTHING
            self.state.description = 0
        return happened

    def _draw_ending(self, attack: int) -> Ending:
        lead = self.state.score[0] - self.state.score[1]
        edge = self._outlook.edges(lead)[attack]
        return ending_at(self._rules.rates, edge, self._random.random())

    def _turn_over(self, attack: int) -> bool:
        """Count a turnover; return whether the ball is dead."""
        rates = self._rules.rates
        kind = self._random.random()
        if kind < rates.steal:
            self.state.count(StatisticType.STEALS, 1 - attack)
            return False
        if kind < rates.steal + rates.foul_in_attack:
            self.state.count(StatisticType.FOULS, attack)
        return True

    def _throw(
        self, side: int, throws: int, happened: Happened
    ) -> Generator[Moment, None, Happened]:
        """Take free throws after a foul."""
        self.state.count(StatisticType.FOULS, 1 - side)
        self._throws = throws
        yield self._whistle(happened)
        self._throws = 0
        made = sum(self._random.random() < self._rules.rates.free_throw for _ in range(throws))
        self._score(side, StatisticType.FREE_THROWS, made, made)
        return Happened.SCORE if made else Happened.NOTHING

    def _score(self, side: int, statistic: int, points: int, times: int = 1) -> None:
        self.state.score[side] += points
        self.state.periods[self._number].score[side] += points
        self.state.count(statistic, side, times)

    def _takes_time_out(self, side: int) -> bool:
        return self._random.random() < self._rules.rates.time_out and self._has_time_out(side)

    def _has_time_out(self, side: int) -> bool:
        regular = len(self._rules.periods)
        if self._index >= regular:
            limits = [(_ALL_OVERTIME, (self._index - regular + 1) * self._rules.overtime_time_outs)]
        else:
            limits = [limit for limit in self._rules.time_outs if self._number in limit[0]]
        return all(
            sum(self._time_outs.get((side, number), 0) for number in numbers) < most
            for numbers, most in limits
        )

    def _time_out(self, side: int, happened: Happened) -> Moment:
        key = (side, self._number)
        self._time_outs[key] = self._time_outs.get(key, 0) + 1
        self.state.count(StatisticType.TIMEOUTS, side)
        self.state.description = TIME_OUT_OF[side]
        return self._still(happened, self._rules.pace.time_out)

    def _whistle(self, happened: Happened) -> Moment:
        return self._still(happened, self._rules.pace.whistle)

    def _still(self, happened: Happened, seconds: tuple[int, int]) -> Moment:
        """Stop the clock for a while."""
        self.state.stop(self._shown())
        return Moment(happened, self._random.randint(*seconds) * SECOND_MS)

    def _shown(self) -> int:
        """Return what the clock shows: seconds played or seconds left of the period."""
        return self._left if self._rules.step < 0 else self._length - self._left

    def _run(self) -> None:
        limit = 0 if self._rules.step < 0 else self._length
        self.state.run(self._shown(), self._rules.step, limit)

    @property
    def _length(self) -> int:
        is_regular = self._index < len(self._rules.periods)
        return self._rules.seconds if is_regular else self._rules.overtime_seconds
