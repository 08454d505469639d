"""Soccer: two halves with stoppage time, extra time and penalties where it must be decided."""

from collections.abc import Iterator, Mapping
from functools import partial
from random import Random
from typing import Final

from msgspec.structs import replace

from touchline.model.enums import Confirmation, FixtureStatus, StatisticType
from touchline.model.part import Part
from touchline.simulator.contest import Contest
from touchline.simulator.forecast import Forecast
from touchline.simulator.games.half_sport import HalfFrame
from touchline.simulator.games.happenings import Happenings
from touchline.simulator.games.lineup import Lineup
from touchline.simulator.games.outcome import Action, Outcome
from touchline.simulator.games.scoring import open_statistics, score, score_in, take_back
from touchline.simulator.games.shootout import ShootOutRules
from touchline.simulator.games.soccer import rates
from touchline.simulator.games.soccer.course import (
    SUBSTITUTIONS_EACH_SECOND,
    USUAL_SECONDS,
    Pending,
    course_of,
)
from touchline.simulator.games.soccer.forecast import parts
from touchline.simulator.games.soccer.rates import HALVES
from touchline.simulator.games.usual_play import UsualPlay
from touchline.simulator.match import AWAY, HOME, Check, Happened, MatchState, Moment, Shirt

_SHOOT_OUT: Final = ShootOutRules(
    rates.SHOOT_OUT_ROUNDS,
    rates.SHOOT_OUT_SUCCESS,
    StatisticType.PENALTY_GOAL,
    StatisticType.MISSED_PENALTY,
)
_PAUSES: Final = ((900_000, 990_000), (240_000, 330_000), (60_000, 120_000), (240_000, 330_000))
"""The break after each half (ms)."""
_NEVER: Final = float("inf")

# Milliseconds for which the ball is out of play.
_AFTER_PLAY: Final = (3_000, 8_000)
_CELEBRATION: Final = (40_000, 70_000)
_CHECK: Final = (50_000, 130_000)
_PENALTY: Final = (60_000, 110_000)


class SoccerGame:
    """A soccer match; the only variant is "", halves of 45 minutes."""

    def __init__(self, contest: Contest, random: Random) -> None:
        """Draw up a match; nothing of it has happened."""
        self.state = MatchState()
        self._must_be_decided = contest.must_be_decided
        self._lineups = [Lineup(side, rates.SCORES, random) for side in (HOME, AWAY)]
        self._frame = HalfFrame(
            HALVES,
            _PAUSES,
            _SHOOT_OUT,
            self._lineups,
            must_be_decided=contest.must_be_decided,
        )
        self._random = random
        self._course = course_of(contest)
        kinds = (self._chance, self._book, self._send_off, self._send_off_booked)
        self._happenings = Happenings(
            [
                (often / USUAL_SECONDS, partial(self._usual, play, side))
                for play in rates.PLAYS
                for side, often in enumerate(play.a_match(contest))
            ],
            [
                *(partial(kind, side) for side in (HOME, AWAY) for kind in kinds),
                *(partial(self._substitute, side) for side in (HOME, AWAY)),
            ],
            random,
        )
        self._played_ms = 0
        self._waited = 0
        self._shows_from = _NEVER
        self._held = [1, 1]
        self._substituted = [0, 0]

    def forecast(self) -> Mapping[Part, Forecast]:
        """Return the chances of the parts that are not over."""
        if self.state.status == FixtureStatus.FINISHED:
            return {}
        if self._frame.shoot_out is not None:
            return self._frame.shoot_out.forecast()
        return parts(
            replace(self._course, point=self._settled()),
            [score_in(self.state, half.number) for half in HALVES[: self._course.half + 1]],
            self.state.statistics,
            must_be_decided=self._must_be_decided,
        )

    def _settled(self) -> float:
        """Return the second of the half up to which it shows that nothing else happens.

        While the ball is dead, what happens next may already be waiting.
        """
        course, clock = self._course, self.state.seconds()
        if clock is None:
            return course.point
        played = clock - HALVES[course.half].starts
        if played < self._shows_from:
            return course.point
        return max(course.point, min(played, self._end()))

    def _end(self) -> float:
        """Return the end of the half as far as it is shown."""
        return HALVES[self._course.half].length + (self._course.stoppage or 0.0)

    def play(self) -> Iterator[Moment]:
        """Play the match to its end."""
        open_statistics(self.state, rates.STATISTICS)
        self._show_possession()
        return self._frame.play(self.state, self._random, self._play_half, self._course.begin)

    def _play_half(self, half: int) -> Iterator[Moment]:
        """Play a half; the last moment leaves it to be ended."""
        course = self._course
        self.state.begin(HALVES[half].number)
        self.state.run(HALVES[half].starts, 1)
        self._played_ms = 0
        happened = Happened.PERIOD
        while True:
            point, action = self._draw()
            dead = self._random.randint(*_AFTER_PLAY)
            self._shows_from = (self._played_ms + dead) / 1000
            yield self._wait(happened, max(dead, round(point * 1000) - self._played_ms))
            course.point = point
            if action is not None:
                self._shows_from = _NEVER
                outcome = action()
                while outcome.then is not None:
                    yield self._wait(outcome.happened, outcome.wait)
                    outcome = outcome.then()
                happened = outcome.happened
            elif course.stoppage is None:
                stoppage = rates.STOPPAGES[half]
                course.stoppage = stoppage.added(
                    self._random.uniform(0, stoppage.whim), course.lost
                )
                happened = Happened.NOTHING
            else:
                self._shows_from = _NEVER
                return

    def _wait(self, happened: Happened, wait: int) -> Moment:
        self._played_ms += wait
        self._waited = wait
        return Moment(happened, wait)

    def _draw(self) -> tuple[float, Action | None]:
        """Draw when something happens next, and what; None at the end of the time as it stands."""
        seconds, action = self._happenings.draw(self._rates())
        point = self._course.point + seconds
        return (point, action) if point < self._end() else (self._end(), None)

    def _rates(self) -> list[float]:
        """Return how often what changes chances or players happens in a second now."""
        course = self._course
        return course.rates_now(self._happenings.gap) + [
            SUBSTITUTIONS_EACH_SECOND
            if course.half > 0 and substituted < rates.MOST_SUBSTITUTIONS
            else 0.0
            for substituted in self._substituted
        ]

    def _usual(self, play: UsualPlay, side: int) -> Outcome:
        play.count_in(self.state, side)
        if play is rates.CORNER:
            # Bets on corners count those of regular time alone.
            self.state.note(StatisticType.CORNERS, side)
        self._held[side] += self._waited
        self._show_possession()
        return Outcome(Happened.NOTHING)

    def _show_possession(self) -> None:
        home = round(100 * self._held[HOME] / sum(self._held))
        self.state.statistics[StatisticType.POSSESSION] = [home, 100 - home]

    def _substitute(self, side: int) -> Outcome:
        self.state.count(StatisticType.SUBSTITUTIONS, side)
        self.state.note(StatisticType.SUBSTITUTIONS, side, player=self._lineups[side].substitute())
        self._substituted[side] += 1
        self._course.lost += rates.LOST_BY_SUBSTITUTION
        return Outcome(Happened.NOTHING)

    # Cards

    def _foul(self, side: int, card: int, player: Shirt) -> None:
        self.state.count(StatisticType.FOULS, side)
        self.state.count(StatisticType.FREE_KICKS, 1 - side)
        self.state.count(card, side)
        self.state.note(card, side, player=player)

    def _book(self, side: int) -> Outcome:
        self._foul(side, StatisticType.YELLOW_CARDS, self._lineups[side].book())
        self._course.booked[side] += 1
        self._course.lost += rates.LOST_BY_CARD
        return Outcome(Happened.NOTHING)

    def _send_off(self, side: int, *, is_booked: bool = False) -> Outcome:
        self._foul(side, StatisticType.RED_CARDS, self._lineups[side].send_off(is_booked=is_booked))
        self._course.sent_off[side] += 1
        self._course.lost += rates.LOST_BY_DISMISSAL
        return Outcome(Happened.CARD)

    def _send_off_booked(self, side: int) -> Outcome:
        """Show a second yellow card: the feed counts it as a red one alone."""
        self._course.booked[side] -= 1
        return self._send_off(side, is_booked=True)

    # Goals

    def _chance(self, side: int) -> Outcome:
        self.state.count(StatisticType.ATTACKS, side)
        self.state.count(StatisticType.DANGEROUS_ATTACKS, side)
        if self._random.random() < rates.PENALTY_CHANCES:
            return self._penalty(side)
        is_own = self._random.random() < rates.OWN_GOALS
        self._count_goal(side, StatisticType.OWN_GOAL if is_own else StatisticType.GOAL)
        self._course.pending = Pending(side, -1, rates.TAKEN_BACK)
        is_checked = self._random.random() < rates.CHECKED
        return Outcome(
            Happened.SCORE,
            self._random.randint(*_CELEBRATION),
            partial(self._check, side, is_own) if is_checked else self._kick_off,
        )

    def _count_goal(self, side: int, kind: int) -> None:
        is_own = kind == StatisticType.OWN_GOAL
        if not is_own:
            self.state.count(StatisticType.SHOTS_ON_TARGET, side)
        by = self._lineups[1 - side].anyone() if is_own else self._lineups[side].scorer()
        score(self.state, side, kind, by)
        self._course.lost += rates.LOST_BY_GOAL

    def _kick_off(self) -> Outcome:
        self._course.pending = None
        return Outcome(Happened.NOTHING)

    def _check(self, side: int, is_own: bool) -> Outcome:
        """Look at a goal again on the screen."""
        self._course.lost += rates.LOST_BY_CHECK
        self._course.pending = Pending(side, -1, rates.TAKEN_BACK / rates.CHECKED)
        self.state.check = Check(self.state.now)
        return Outcome(
            Happened.DANGER, self._random.randint(*_CHECK), partial(self._decide, side, is_own)
        )

    def _decide(self, side: int, is_own: bool) -> Outcome:
        self._course.pending = None
        if self._random.random() >= rates.TAKEN_BACK / rates.CHECKED:
            self.state.check = Check(self.state.now, Confirmation.CONFIRMED)
            return Outcome(Happened.CLEARED)
        self.state.check = Check(self.state.now, Confirmation.CANCELLED)
        take_back(self.state, side)
        if not is_own:
            self.state.count(StatisticType.SHOTS_ON_TARGET, side, -1)
        self.state.count(StatisticType.OFFSIDES, side)
        self.state.count(StatisticType.FREE_KICKS, 1 - side)
        return Outcome(Happened.REVERTED)

    def _penalty(self, side: int) -> Outcome:
        self.state.count(StatisticType.PENALTIES, side)
        self._course.lost += rates.LOST_BY_PENALTY
        self._course.pending = Pending(side, 1, rates.PENALTY_SUCCESS)
        return Outcome(
            Happened.DANGER, self._random.randint(*_PENALTY), partial(self._take_penalty, side)
        )

    def _take_penalty(self, side: int) -> Outcome:
        self._course.pending = None
        if self._random.random() < rates.PENALTY_SUCCESS:
            self._count_goal(side, StatisticType.PENALTY_GOAL)
            return Outcome(Happened.SCORE, self._random.randint(*_CELEBRATION), self._kick_off)
        self.state.note(StatisticType.MISSED_PENALTY, side, player=self._lineups[side].scorer())
        if self._random.random() < rates.PENALTY_SAVED:
            self.state.count(StatisticType.SHOTS_ON_TARGET, side)
            self.state.count(StatisticType.GOALKEEPER_SAVES, 1 - side)
        else:
            self.state.count(StatisticType.SHOTS_OFF_TARGET, side)
        return Outcome(Happened.CLEARED)
