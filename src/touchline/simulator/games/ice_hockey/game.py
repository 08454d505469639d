"""Ice hockey: three periods with power plays and empty nets, overtime and shoot-out."""

from collections.abc import Iterator, Mapping
from functools import partial
from random import Random
from typing import Final

from msgspec.structs import replace

from touchline.model.enums import Description, FixtureStatus, PeriodType, StatisticType
from touchline.model.part import Part
from touchline.simulator.contest import Contest
from touchline.simulator.forecast import Forecast
from touchline.simulator.games.happenings import Happenings
from touchline.simulator.games.ice_hockey import rates
from touchline.simulator.games.ice_hockey.course import OVERTIME, course_of
from touchline.simulator.games.ice_hockey.forecast import parts
from touchline.simulator.games.ice_hockey.rates import PERIODS
from touchline.simulator.games.lineup import Lineup
from touchline.simulator.games.outcome import Action, Outcome
from touchline.simulator.games.scoring import (
    finish,
    is_level,
    open_statistics,
    score,
    score_in,
    score_of,
)
from touchline.simulator.games.set_break import BREAK_AFTER
from touchline.simulator.games.shootout import ShootOut, ShootOutRules
from touchline.simulator.games.usual_play import UsualPlay
from touchline.simulator.match import AWAY, HOME, Happened, MatchState, Moment

_BREAKS: Final = (BREAK_AFTER[1], BREAK_AFTER[2], Description.BEFORE_OVERTIME)
"""What the scoreboard says after each period."""

# Milliseconds.
_INTERMISSION: Final = (930_000, 1_080_000)
_SHORT_BREAK: Final = (60_000, 150_000)
_WHISTLE: Final = (15_000, 40_000)
_LONG_WHISTLE: Final = (80_000, 120_000)
_LONG_WHISTLES: Final = 0.12
"""The share of whistles after which the ice is cleaned or a side takes its time-out."""
_CELEBRATION: Final = (45_000, 75_000)
_TO_THE_BOX: Final = (30_000, 60_000)


class IceHockeyGame:
    """An ice hockey match; variants are those of `ice_hockey_rates`.

    A league's match that is level has a short overtime and a shoot-out. One that must be decided
    goes on for whole periods until a goal falls.
    """

    def __init__(self, contest: Contest, random: Random) -> None:
        """Draw up a match; nothing of it has happened."""
        self.state = MatchState()
        self._must_be_decided = contest.must_be_decided
        self._variant = rates.VARIANTS[contest.variant]
        self._random = random
        self._lineups = [Lineup(side, rates.SCORES, random) for side in (HOME, AWAY)]
        self._course = course_of(contest)
        self._penalties = [often / rates.MATCH_SECONDS for often in rates.PENALTIES_A_MATCH]
        self._happenings = Happenings(
            [
                (often / rates.MATCH_SECONDS, partial(self._usual, play, side))
                for play in rates.PLAYS
                for side, often in enumerate(play.a_match(contest))
            ],
            [
                partial(kind, side)
                for kind in (self._score, self._penalise)
                for side in (HOME, AWAY)
            ],
            random,
        )
        self._shoot_out: ShootOut | None = None

    def forecast(self) -> Mapping[Part, Forecast]:
        """Return the chances of the parts that are not over."""
        if self.state.status == FixtureStatus.FINISHED:
            return {}
        if self._shoot_out is not None:
            return self._shoot_out.forecast()
        course = self._course
        return parts(
            replace(course, point=self._settled()),
            [score_in(self.state, period + 1) for period in range(min(course.period + 1, PERIODS))],
            must_be_decided=self._must_be_decided,
        )

    def play(self) -> Iterator[Moment]:
        """Play the match to its end."""
        open_statistics(self.state, rates.STATISTICS)
        for period, description in enumerate(_BREAKS):
            yield from self._play_period(period + 1)
            self.state.end(period + 1, description=description)
            if period + 1 < PERIODS:
                self._course.begin(rates.PERIOD_SECONDS)
                yield Moment(Happened.PERIOD, self._random.randint(*_INTERMISSION))
        results = [(PeriodType.FULL_TIME, score_of(self.state))]
        if is_level(self.state):
            yield from self._overtime()
            results.append((PeriodType.AFTER_OVERTIME, score_of(self.state)))
            if self._shoot_out is not None:
                yield from self._shoot_out.play()
                results.append((PeriodType.AFTER_PENALTIES, score_of(self.state)))
        finish(self.state, results)
        yield Moment(Happened.END, 0)

    def _overtime(self) -> Iterator[Moment]:
        """Play until a goal falls, or until a league has its shoot-out."""
        state = self.state
        length = rates.PERIOD_SECONDS if self._must_be_decided else rates.SHORT_OVERTIME
        pause = _INTERMISSION if self._must_be_decided else _SHORT_BREAK
        while True:
            self._course.begin(length)
            yield Moment(Happened.PERIOD, self._random.randint(*pause))
            yield from self._play_period(PeriodType.OVERTIME)
            if not is_level(self.state):
                state.end(PeriodType.OVERTIME)
                return
            if not self._must_be_decided:
                break
            # Overtimes in a row are one period of the feed.
            state.stop()
            state.period = int(PeriodType.BREAK)
            state.description = Description.BEFORE_OVERTIME
        state.end(PeriodType.OVERTIME, description=Description.BEFORE_PENALTIES)
        rules = ShootOutRules(
            self._variant.shoot_out_rounds, rates.SHOOT_OUT_SUCCESS, StatisticType.GOAL
        )
        self._shoot_out = ShootOut(rules, state, self._random, self._lineups)
        yield Moment(Happened.PERIOD, self._random.randint(*_SHORT_BREAK))

    def _lead(self) -> int:
        return self.state.score[HOME] - self.state.score[AWAY]

    # The clock

    def _settled(self) -> float:
        """Return the second of the period up to which it shows that nothing else happened."""
        time = self.state.time
        if time is None or not time.step:
            return self._course.point
        shown = time.seconds_at(self.state.now)
        length = self._course.length
        played = shown if self._variant.step > 0 else length - shown
        return max(self._course.point, min(played, length))

    def _shown(self) -> float:
        course = self._course
        return course.point if self._variant.step > 0 else course.left

    def _face_off(self) -> None:
        self.state.count(StatisticType.FACE_OFFS_WON, self._random.randrange(2))
        limit = self._course.length if self._variant.step > 0 else 0
        self.state.run(self._shown(), self._variant.step, limit)

    # Play

    def _play_period(self, period: int) -> Iterator[Moment]:
        """Play a period; the last moment leaves it to be ended."""
        course = self._course
        self.state.begin(period)
        self._face_off()
        happened = Happened.PERIOD
        while True:
            point, action = self._draw()
            yield Moment(happened, max(1, round((point - course.point) * 1000)))
            course.point = point
            if action is None:
                if point >= course.length:
                    self.state.stop(self._shown())
                    return
                happened = Happened.NOTHING
                continue
            outcome = action()
            happened = outcome.happened
            if course.period == OVERTIME and not is_level(self.state):
                self.state.stop(self._shown())
                return
            if outcome.wait:
                self.state.stop(self._shown())
                yield Moment(happened, outcome.wait)
                self._face_off()
                happened = Happened.NOTHING

    def _draw(self) -> tuple[float, Action | None]:
        """Draw when something happens next, and what; None if strengths change before."""
        course, lead = self._course, self._lead()
        seconds, action = self._happenings.draw([*course.rates_now(lead), *self._penalties])
        point, change = course.point + seconds, course.next_change(lead)
        return (point, action) if point < change else (change, None)

    def _usual(self, play: UsualPlay, side: int) -> Outcome:
        play.count_in(self.state, side)
        stops = self._random.random() < play.whistle
        return Outcome(Happened.NOTHING, self._whistle() if stops else 0)

    def _whistle(self) -> int:
        is_long = self._random.random() < _LONG_WHISTLES
        return self._random.randint(*(_LONG_WHISTLE if is_long else _WHISTLE))

    def _score(self, side: int) -> Outcome:
        self.state.count(StatisticType.SHOTS_ON_TARGET, side)
        score(self.state, side, StatisticType.GOAL, self._lineups[side].scorer())
        self._course.score(side)
        return Outcome(Happened.SCORE, self._random.randint(*_CELEBRATION))

    def _penalise(self, side: int) -> Outcome:
        state, random = self.state, self._random
        penalty = rates.MAJOR if random.random() < rates.MAJORS else rates.MINOR
        is_misconduct = random.random() < rates.MISCONDUCTS
        state.count(StatisticType.PENALTIES, side)
        state.count(
            StatisticType.PENALTY_MINUTES,
            side,
            penalty.minutes + (rates.MISCONDUCT_MINUTES if is_misconduct else 0),
        )
        state.note(StatisticType.PENALTIES, side, player=self._lineups[side].anyone())
        self._course.send_off(side, penalty)
        return Outcome(Happened.CARD, random.randint(*_TO_THE_BOX))
