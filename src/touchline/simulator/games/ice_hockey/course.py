"""Where an ice hockey match stands behind its livescore."""

from typing import Final

import msgspec

from touchline.simulator.contest import Contest
from touchline.simulator.games.goal_grid import Pair
from touchline.simulator.games.ice_hockey import rates
from touchline.simulator.games.ice_hockey.rates import PERIODS
from touchline.simulator.games.ice_hockey.strength import (
    Off,
    Schedule,
    factors,
    more_skaters,
    pulled,
    schedule,
)
from touchline.simulator.match import AWAY, HOME

OVERTIME: Final = PERIODS
"""The place of overtime, counted like the periods before it."""


class Course(msgspec.Struct):
    """The strength of both sides as the match goes on.

    `goals` fall in a second at even strength. `period` counts from 0; `point` is the second of
    it up to which is known what happened, `before` the seconds of the match before it. `off` are
    the penalties of each side.
    """

    goals: Pair
    length: float = rates.PERIOD_SECONDS
    period: int = 0
    point: float = 0.0
    before: float = 0.0
    off: tuple[list[Off], list[Off]] = msgspec.field(default_factory=lambda: ([], []))

    def begin(self, length: float) -> None:
        """Go on to the next period; after the first overtime that is one more of them."""
        self.before += self.length
        self.period = min(self.period + 1, OVERTIME)
        self.length = length
        self.point = 0.0

    @property
    def now(self) -> float:
        """The second of the match."""
        return self.before + self.point

    @property
    def left(self) -> float:
        """The seconds left in the period."""
        return self.length - self.point

    def schedule(self) -> Schedule:
        """Return how uneven the sides are from now on."""
        return schedule(self.off, self.now)

    def rates_now(self, lead: int) -> Pair:
        """Return how often in a second each side scores, while everything is as it is."""
        empty = pulled(lead, self.left) if self.period == PERIODS - 1 else None
        own, other = factors(more_skaters(self.off, self.now), empty)
        if self.period == OVERTIME and self.length == rates.SHORT_OVERTIME:
            own, other = own * rates.THREE_SKATERS, other * rates.THREE_SKATERS
        return self.goals[HOME] * own, self.goals[AWAY] * other

    def next_change(self, lead: int) -> float:
        """Return the second of the period at which strengths change by themselves, or its end."""
        changes = [self.length, *(one.until - self.before for ones in self.off for one in ones)]
        if self.period == PERIODS - 1 and abs(lead) in rates.PULLS:
            changes.append(self.length - rates.PULLS[abs(lead)])
        return min(change for change in changes if change > self.point)

    def send_off(self, side: int, penalty: rates.Penalty) -> None:
        """Let a side play with one skater less; a place becomes free first where two are off."""
        begins = self.now
        ends = sorted(one.until for one in self.off[side] if one.until > begins)
        if len(ends) >= rates.MOST_OFF:
            begins = ends[-rates.MOST_OFF]
        self.off[side].append(Off(begins + penalty.seconds, penalty.ends_by_goal))

    def score(self, side: int) -> None:
        """End the penalty that a goal of a side ends: of one with fewer skaters, the oldest."""
        more = more_skaters(self.off, self.now)
        other = self.off[1 - side]
        running = [one for one in other if one.until > self.now and one.ends_by_goal]
        if (more if side == HOME else -more) > 0 and running:
            other.remove(min(running))


def course_of(contest: Contest) -> Course:
    """Return the course of a match before its start."""
    home, away = rates.goals_a_match(contest)
    return Course(goals=(home / rates.MATCH_SECONDS, away / rates.MATCH_SECONDS))
