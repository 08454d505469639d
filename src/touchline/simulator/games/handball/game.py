"""Handball: two halves of attacks in turn, overtime and 7-metre throws where it must be decided."""

from collections.abc import Iterator, Mapping
from functools import partial
from random import Random
from typing import Final

from msgspec.structs import replace

from touchline.model.enums import FixtureStatus, StatisticType
from touchline.model.part import Part
from touchline.simulator.contest import Contest
from touchline.simulator.forecast import Forecast
from touchline.simulator.games.half_sport import REGULAR, HalfFrame
from touchline.simulator.games.handball import rates
from touchline.simulator.games.handball.course import Course
from touchline.simulator.games.handball.forecast import parts
from touchline.simulator.games.handball.rates import HALVES
from touchline.simulator.games.lineup import Lineup
from touchline.simulator.games.outcome import Outcome
from touchline.simulator.games.scoring import open_statistics, score, score_in
from touchline.simulator.games.shootout import ShootOutRules
from touchline.simulator.games.stoppages import TIME_OUT_OF
from touchline.simulator.match import AWAY, HOME, Happened, MatchState, Moment, Shirt

_SHOOT_OUT: Final = ShootOutRules(
    rates.SHOOT_OUT_ROUNDS,
    rates.SEVEN_METRES_SUCCESS,
    StatisticType.PENALTY_GOAL,
    StatisticType.MISSED_PENALTY,
)
_PAUSES: Final = ((600_000, 900_000), (300_000, 330_000), (60_000, 75_000), (240_000, 330_000))
"""The break after each half (ms)."""

# Milliseconds for which the clock stands.
_SEVEN_METRES: Final = (20_000, 45_000)
_SUSPENSION: Final = (15_000, 40_000)
_TIMEOUT: Final = (60_000, 75_000)


class HandballGame:
    """A handball match; the only variant is "", halves of 30 minutes.

    One that must be decided has one overtime and a shoot-out, as in the final four of the EHF
    Champions League.
    """

    def __init__(self, contest: Contest, random: Random) -> None:
        """Draw up a match; nothing of it has happened but the toss."""
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
        pace = min(max(random.gauss(1, rates.PACE), 1 / rates.MOST_PACE), rates.MOST_PACE)
        first = random.randrange(2)
        self._course = Course(
            success=rates.success(contest),
            stage=rates.ATTACK_SECONDS / rates.ATTACK_STAGES / pace,
            first=first,
            attacker=first,
        )
        self._suspensions: dict[Shirt, int] = {}
        self._timeouts: list[dict[int, int]] = [{}, {}]

    def forecast(self) -> Mapping[Part, Forecast]:
        """Return the chances of the parts that are not over."""
        if self.state.status == FixtureStatus.FINISHED:
            return {}
        if self._frame.shoot_out is not None:
            return self._frame.shoot_out.forecast()
        course = self._course
        return parts(
            replace(course, gone=self._gone()),
            [score_in(self.state, half.number) for half in HALVES[: course.half + 1]],
            must_be_decided=self._must_be_decided,
        )

    def play(self) -> Iterator[Moment]:
        """Play the match to its end."""
        open_statistics(self.state, rates.STATISTICS)
        return self._frame.play(self.state, self._random, self._play_half, self._look_at)

    def _look_at(self, half: int) -> None:
        """Turn to a half: the sides throw off in turn, after a toss before overtime."""
        first = self._random.randrange(2) if half == REGULAR else 1 - self._course.first
        self._course.begin(half, first)

    def _gone(self) -> float:
        """Return how long the attack that is under way has lasted."""
        time, half = self.state.time, HALVES[self._course.half]
        if time is None or not time.step:
            return 0.0
        played = time.seconds_at(self.state.now) - half.starts
        return max(0.0, min(played, half.length) - self._course.point)

    # Play

    def _play_half(self, half: int) -> Iterator[Moment]:
        """Play a half; the last moment leaves it to be ended."""
        course, state, entry = self._course, self.state, HALVES[half]
        state.begin(entry.number)
        happened = Happened.PERIOD
        while True:
            state.run(entry.starts + course.point, 1, entry.ends)
            ends = course.point + self._random.gammavariate(rates.ATTACK_STAGES, course.stage)
            is_last = ends >= entry.length
            ends = min(ends, entry.length)
            yield Moment(happened, max(1, round((ends - course.point) * 1000)))
            course.point = ends
            state.stop(entry.starts + ends)
            if is_last:
                return
            attacker = course.attacker
            course.attacker = 1 - attacker
            outcome = self._end_attack(attacker)
            while outcome.wait:
                yield Moment(outcome.happened, outcome.wait)
                outcome = Outcome(Happened.NOTHING) if outcome.then is None else outcome.then()
            happened = outcome.happened
            if self._wants_timeout(course.attacker):
                yield from self._timeout(course.attacker, happened)
                happened = Happened.NOTHING

    def _end_attack(self, attacker: int) -> Outcome:
        share = self._success_from_play(attacker)
        is_punished = self._punish(1 - attacker)
        if self._random.random() < rates.SEVEN_METRES:
            self.state.count(StatisticType.PENALTIES, attacker)
            self._course.seven_metres = attacker
            return Outcome(
                Happened.DANGER,
                self._random.randint(*_SEVEN_METRES),
                partial(self._throw_seven_metres, attacker),
            )
        happened = Happened.CARD if is_punished else Happened.NOTHING
        if self._random.random() < share:
            score(self.state, attacker, StatisticType.GOAL, self._lineups[attacker].scorer())
            happened = Happened.SCORE
        elif self._random.random() < rates.SAVED:
            self.state.count(StatisticType.GOALKEEPER_SAVES, 1 - attacker)
        return Outcome(happened, self._random.randint(*_SUSPENSION) if is_punished else 0)

    def _success_from_play(self, attacker: int) -> float:
        """Return the share of attacks without a 7-metre throw that succeed."""
        by_throws = rates.SEVEN_METRES * rates.SEVEN_METRES_SUCCESS
        return (self._course.success_now(attacker) - by_throws) / (1 - rates.SEVEN_METRES)

    def _throw_seven_metres(self, side: int) -> Outcome:
        self._course.seven_metres = None
        thrower = self._lineups[side].scorer()
        if self._random.random() < rates.SEVEN_METRES_SUCCESS:
            score(self.state, side, StatisticType.PENALTY_GOAL, thrower)
            return Outcome(Happened.SCORE)
        self.state.note(StatisticType.MISSED_PENALTY, side, player=thrower)
        if self._random.random() < rates.SAVED:
            self.state.count(StatisticType.GOALKEEPER_SAVES, 1 - side)
        return Outcome(Happened.CLEARED)

    def _punish(self, side: int) -> bool:
        """Punish a side's defence now and then; tell whether it plays on with a player less."""
        state, random = self.state, self._random
        warned = state.statistics[StatisticType.YELLOW_CARDS][side]
        if warned < rates.MOST_YELLOW_CARDS and random.random() < rates.YELLOW_CARD:
            self._show(StatisticType.YELLOW_CARDS, self._lineups[side].book())
            return False
        is_red = random.random() < rates.RED_CARD
        if not is_red and random.random() >= rates.SUSPENSION:
            return False
        player = self._lineups[side].anyone()
        self._show(StatisticType.TWO_MINUTE_PENALTIES, player)
        self._suspensions[player] = self._suspensions.get(player, 0) + 1
        if is_red or self._suspensions[player] > rates.SUSPENSIONS_ALLOWED:
            self._show(StatisticType.RED_CARDS, player)
            self._lineups[side].replace(player)
        self._course.off[side].append(self._course.now + rates.SUSPENSION_SECONDS)
        return True

    def _show(self, kind: int, player: Shirt) -> None:
        self.state.count(kind, player.side)
        self.state.note(kind, player.side, player=player)

    def _wants_timeout(self, side: int) -> bool:
        taken, half = self._timeouts[side], self._course.half
        return (
            half < REGULAR
            and sum(taken.values()) < rates.MOST_TIMEOUTS
            and taken.get(half, 0) < rates.MOST_TIMEOUTS_A_HALF
            and self._random.random() < rates.TIMEOUT
        )

    def _timeout(self, side: int, happened: Happened) -> Iterator[Moment]:
        taken, half = self._timeouts[side], self._course.half
        taken[half] = taken.get(half, 0) + 1
        self.state.count(StatisticType.TIMEOUTS, side)
        self.state.description = TIME_OUT_OF[side]
        yield Moment(happened, self._random.randint(*_TIMEOUT))
        self.state.description = 0
