"""American football, series by series: four quarters, and overtime by the rules of the NFL."""

from collections.abc import Generator, Iterator, Mapping
from itertools import count
from random import Random
from typing import Final

from touchline.base.durations import SECOND_MS
from touchline.model.catalogue import sport_by_feed_id
from touchline.model.enums import Description, PeriodType, StatisticType
from touchline.model.part import Part
from touchline.simulator.contest import Contest
from touchline.simulator.forecast import Forecast
from touchline.simulator.games.american_football import rules
from touchline.simulator.games.american_football.chain import State, chain, next_state
from touchline.simulator.games.american_football.forecast import Standing, has_warning, outlook
from touchline.simulator.games.american_football.overtime import Drive, next_drive, worth_of
from touchline.simulator.games.american_football.rules import NOTHING_WON, WORTH, End, Series, Zone
from touchline.simulator.games.scoring import finish, open_statistics
from touchline.simulator.games.stoppages import (
    TIME_OUT_OF,
    break_after,
    break_after_overtime,
)
from touchline.simulator.match import AWAY, HOME, TURN, Happened, Incident, MatchState, Moment

_SPORT: Final = sport_by_feed_id(131506)
_WHISTLE: Final = 3 * SECOND_MS


class AmericanFootballGame:
    """A match of American football, in the only variant ""; it may end level unless it must not."""

    def __init__(self, contest: Contest, random: Random) -> None:
        """Take a contest, and the randomness of its course."""
        self.state = MatchState()
        self._random = random
        edge = rules.STRENGTH * (contest.home - contest.away)
        if contest.has_home_side:
            edge += rules.ADVANTAGE
        self._chain = chain(edge)
        self._must_be_decided = contest.must_be_decided
        self._outlook = outlook(self._chain, must_be_decided=contest.must_be_decided)
        self._quarter = 1
        self._left = rules.QUARTER
        self._ball: State = (HOME, None)
        self._second = AWAY
        self._is_tossed = False
        self._try: Mapping[int, float] = {}
        self._overturned = 0.0
        self._drive = Drive()
        self._is_danger = False
        self._is_over = False
        self._time_outs = [0, 0]
        self._seen: tuple[Standing, Mapping[Part, Forecast]] | None = None

    def play(self) -> Iterator[Moment]:
        """Play the match from its start to its end."""
        state = self.state
        open_statistics(
            state,
            (
                StatisticType.TOUCHDOWNS,
                StatisticType.PASSING_YARDS,
                StatisticType.RUSHING_YARDS,
                StatisticType.TIMEOUTS,
            ),
        )
        self._toss()
        self._second = 1 - self._ball[0]
        while self._quarter <= rules.QUARTERS:
            yield from self._play_period(self._quarter)
            self._end_quarter()
            if self._quarter <= rules.QUARTERS or self._is_level:
                yield Moment(Happened.PERIOD, self._pause_now() * SECOND_MS)
        results = [(PeriodType.FULL_TIME, self._score())]
        if self._is_level:
            yield from self._play_overtime()
            results.append((PeriodType.AFTER_OVERTIME, self._score()))
        state.extra.clear()
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
        period = self.state.periods.get(self._number)
        return Standing(
            self._quarter,
            self._left,
            self._score(),
            (period.score[HOME], period.score[AWAY]) if period is not None else (0, 0),
            self._ball if self._is_tossed else None,
            self._second if self._is_tossed else None,
            tuple(self._try.items()),
            self._overturned,
            self._drive,
        )

    def _score(self) -> tuple[int, int]:
        home, away = self.state.score
        return home, away

    @property
    def _is_level(self) -> bool:
        return self.state.score[HOME] == self.state.score[AWAY]

    @property
    def _number(self) -> int:
        """The feed's number of the current period, or of the next one in a break."""
        return self._quarter if self._quarter <= rules.QUARTERS else PeriodType.OVERTIME

    @property
    def _length(self) -> int:
        if self._quarter <= rules.QUARTERS:
            return rules.QUARTER
        if self._must_be_decided:
            return rules.DECIDING_OVERTIME_SECONDS
        return rules.OVERTIME_SECONDS

    def _end_quarter(self) -> None:
        """End a quarter; the next one, or overtime, is awaited."""
        self.state.end(self._quarter, description=break_after(_SPORT, self._quarter))
        self._quarter += 1
        self._left = self._length
        if self._quarter == rules.QUARTERS // 2 + 1:
            self._ball = (self._second, None)
            self._time_outs = [0, 0]
        if self._quarter > rules.QUARTERS:
            self._is_tossed = False
            self._time_outs = [0, 0]

    def _toss(self) -> None:
        """Toss a coin for who begins with the ball."""
        self._ball = (self._random.randrange(2), None)
        self._is_tossed = True

    def _pause_now(self) -> int:
        """Return for how many seconds the break lasts that precedes the next period."""
        if self._quarter > rules.QUARTERS:
            return rules.BEFORE_OVERTIME
        return rules.HALF_TIME if self._quarter == rules.QUARTERS // 2 + 1 else rules.BREAK

    def _play_overtime(self) -> Iterator[Moment]:
        """Play overtime until it is over: where a match must be decided, for many periods."""
        self._toss()
        for played in count(1):
            yield from self._play_period(PeriodType.OVERTIME)
            if self._is_over or not self._must_be_decided:
                break
            # All overtimes are one period of the feed, in which the drive goes on.
            self.state.period = int(PeriodType.BREAK)
            self.state.description = break_after_overtime(played)
            self._left = self._length
            yield Moment(Happened.PERIOD, rules.BREAK * SECOND_MS)
        self.state.end(PeriodType.OVERTIME)

    def _play_period(self, number: int) -> Iterator[Moment]:
        """Play until the clock or overtime ends."""
        self.state.begin(number)
        happened = Happened.PERIOD
        lengths = rules.series_lengths()
        while self._left and not self._is_over:
            side, zone = self._begin_series()
            length = lengths.draw(self._random)
            until = self._left - rules.WARNING if self._is_before_warning else self._left
            seconds = min(length, until)
            is_completed = seconds == length or self._random.random() * length < seconds
            yield Moment(happened, seconds * SECOND_MS)
            self._left -= seconds
            happened = Happened.NOTHING
            if is_completed:
                happened = yield from self._end_series(side, zone)
            if seconds == until and self._left and not self._is_over:
                yield self._stand_still(happened, rules.WARNING_LASTS, Description.TIMEOUT)
                happened = Happened.NOTHING
        if not self._is_over:
            yield from self._end_period(happened)

    def _end_period(self, happened: Happened) -> Iterator[Moment]:
        self.state.stop(0)
        yield Moment(happened, _WHISTLE)
        if self._quarter <= rules.QUARTERS:
            drive_goes_on = bool(self._quarter % 2)
        else:
            drive_goes_on = self._must_be_decided
        if self._is_danger and not drive_goes_on:
            self._is_danger = False
            yield Moment(Happened.CLEARED, _WHISTLE)

    @property
    def _is_before_warning(self) -> bool:
        return has_warning(self._quarter) and self._left > rules.WARNING

    def _begin_series(self) -> tuple[int, Zone]:
        """Let the clock run; return the side with the ball and where it is."""
        side, zone = self._ball
        if zone is None:
            starts = rules.STARTS
            zone = self._random.choices(list(starts), list(starts.values()))[0]
        self._ball = (side, zone)
        self.state.description = 0
        self.state.extra[TURN] = str(side + 1)
        self.state.run(self._left, -1, 0)
        return side, zone

    def _end_series(self, side: int, zone: Zone) -> Generator[Moment, None, Happened]:
        """Bring a series to its result; play stands still where the rules say so."""
        chances = self._chain.series[side][zone]
        result: Series = self._random.choices(list(chances), list(chances.values()))[0]
        self._count_yards(side, zone, result)
        if isinstance(result, End):
            return (yield from self._end_drive(side, result))
        self._ball = (side, result)
        happened = Happened.NOTHING
        if result is Zone.RED_ZONE and not self._is_danger:
            self._is_danger = True
            happened = Happened.DANGER
        taker = self._time_out_taker()
        if taker is not None:
            self._time_outs[taker] += 1
            self.state.count(StatisticType.TIMEOUTS, taker)
            yield self._stand_still(happened, rules.TIME_OUT_LASTS, TIME_OUT_OF[taker])
        elif self._random.random() < rules.STOPPED:
            yield self._stand_still(happened, rules.BETWEEN_PLAYS)
        else:
            return happened
        return Happened.NOTHING

    def _count_yards(self, side: int, zone: Zone, result: Series) -> None:
        moves_on = result is End.TOUCHDOWN or (isinstance(result, Zone) and result > zone)
        yards = self._random.randint(*(rules.YARDS if moves_on else rules.YARDS_STOPPED))
        is_pass = self._random.random() < rules.PASSED
        self.state.count(
            StatisticType.PASSING_YARDS if is_pass else StatisticType.RUSHING_YARDS, side, yards
        )

    def _time_out_taker(self) -> int | None:
        is_late = has_warning(self._quarter) and self._left <= rules.WARNING
        if self._random.random() >= (rules.TIME_OUT_LATE if is_late else rules.TIME_OUT):
            return None
        side = self._random.randrange(2)
        most = rules.TIME_OUTS if self._quarter <= rules.QUARTERS else rules.OVERTIME_TIME_OUTS
        return side if self._time_outs[side] < most and self._left else None

    def _end_drive(self, side: int, end: End) -> Generator[Moment, None, Happened]:
        """End a drive with its points."""
        is_overtime = self._quarter > rules.QUARTERS
        worth = worth_of(self._drive, end) if is_overtime else WORTH.get(end, NOTHING_WON)
        happened = Happened.CLEARED if self._is_danger else Happened.NOTHING
        self._is_danger = False
        self._ball = next_state(side, end)
        points = worth.points
        if points:
            happened = Happened.SCORE
            gainer = side if points > 0 else 1 - side
            self._add(gainer, abs(points), end)
            if worth.try_:
                stands, more = yield from self._after_touchdown(gainer, end, worth.try_)
                if not stands:
                    return Happened.REVERTED
                happened = Happened.SCORE if more else Happened.NOTHING
                points += more if points > 0 else -more
        if is_overtime:
            following = next_drive(self._drive, points)
            self._is_over = following is None
            self._drive = following or self._drive
        if self._is_over or not self._left:
            return happened
        yield self._stand_still(happened, rules.NEW_DRIVE)
        return Happened.NOTHING

    def _after_touchdown(
        self, side: int, end: End, try_: Mapping[int, float]
    ) -> Generator[Moment, None, tuple[bool, int]]:
        """Try for more after a touchdown; return whether that stands, and the points added."""
        random = self._random
        may_be_reviewed = end is End.TOUCHDOWN
        self._try = try_
        self._overturned = rules.REVIEWED * rules.OVERTURNED if may_be_reviewed else 0.0
        yield self._stand_still(Happened.SCORE, rules.BEFORE_TRY)
        if may_be_reviewed and random.random() < rules.REVIEWED:
            self._overturned = rules.OVERTURNED
            yield self._stand_still(Happened.DANGER, rules.REVIEW)
            if random.random() < rules.OVERTURNED:
                self._take_back(side)
                return False, 0
            self._overturned = 0.0
            yield self._stand_still(Happened.CLEARED, rules.BEFORE_TRY)
        self._overturned = 0.0
        self._try = {}
        more = random.choices(list(try_), list(try_.values()))[0]
        if more:
            self._add(side, more, None)
        return True, more

    def _add(self, side: int, points: int, end: End | None) -> None:
        """Count points, with the touchdown before them where `end` is None."""
        state = self.state
        period = state.periods[self._number]
        state.score[side] += points
        period.score[side] += points
        if end is None:
            period.incidents[-1].score = self._score()
            return
        is_touchdown = points == rules.TOUCHDOWN
        if is_touchdown:
            state.count(StatisticType.TOUCHDOWNS, side)
        period.incidents.append(
            Incident(
                StatisticType.TOUCHDOWNS if is_touchdown else StatisticType.SCORE,
                period.number,
                self._length - self._left,
                side,
                self._score(),
            )
        )

    def _take_back(self, side: int) -> None:
        """Take a touchdown back; its side goes on from the red zone."""
        period = self.state.periods[self._number]
        self.state.score[side] -= rules.TOUCHDOWN
        period.score[side] -= rules.TOUCHDOWN
        period.incidents.pop()
        self.state.count(StatisticType.TOUCHDOWNS, side, -1)
        self._ball = (side, Zone.RED_ZONE)
        self._try = {}
        self._overturned = 0.0

    def _stand_still(
        self, happened: Happened, seconds: tuple[int, int], description: int = 0
    ) -> Moment:
        """Stop the clock for a while."""
        self.state.stop(self._left)
        self.state.description = description
        return Moment(happened, self._random.randint(*seconds) * SECOND_MS)
