"""How a soccer match goes: what its rates are now, and what they add up to until the end.

Goals, bookings and corners come as Poisson processes whose rates depend only on the time, the
dismissals and the ratings. Play and forecast read them here, so that they agree.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec

from touchline.simulator.contest import Contest
from touchline.simulator.games.goal_grid import Pair
from touchline.simulator.games.half_sport import REGULAR
from touchline.simulator.games.soccer import rates
from touchline.simulator.games.soccer.rates import (
    CARD_TIDE,
    CORNER_TIDE,
    GOAL_TIDE,
    HALVES,
    STOPPAGES,
    Tide,
)
from touchline.simulator.match import AWAY, HOME

USUAL_SECONDS: Final = rates.usual_exposure(CORNER_TIDE)
"""Of a match with the usual stoppage time."""
SUBSTITUTIONS_EACH_SECOND: Final = rates.SUBSTITUTIONS / (HALVES[1].length + STOPPAGES[1].usual)
"""Of a side, from the second half on."""
_SENT_OFF: Final = rates.SENT_OFF / USUAL_SECONDS
_SENT_OFF_BOOKED: Final = rates.SENT_OFF_BOOKED / USUAL_SECONDS


class Pending(NamedTuple):
    """A decision that is awaited: by a chance, a side's goals change by a step."""

    side: int
    step: int
    chance: float


class Stretch(NamedTuple):
    """A part of a half: from and to which second of it, and how far ahead it begins."""

    start: float
    end: float
    ahead: float


class Course(msgspec.Struct):
    """Where a match stands behind its livescore.

    `point` is the second of the half up to which is settled what happens: a goal that falls
    while the ball is dead waits until it is not. `lost` is what the referee will add so far,
    `stoppage` what he added, None until that is shown. Rates are for each second at a tide of 1.
    """

    goals: Pair
    bookings: Pair
    corners: Pair
    half: int = 0
    point: float = 0.0
    lost: float = 0.0
    stoppage: float | None = None
    sent_off: list[int] = msgspec.field(default_factory=lambda: [0, 0])
    booked: list[int] = msgspec.field(default_factory=lambda: [0, 0])
    pending: Pending | None = None

    def begin(self, half: int) -> None:
        """Look at the start of a half."""
        self.half = half
        self.point = self.lost = 0.0
        self.stoppage = None

    def end_of(self, half: int) -> float:
        """Return the second at which a half ends, the expected one if nothing is shown yet."""
        length, stoppage = HALVES[half].length, STOPPAGES[half]
        if half > self.half:
            return length + stoppage.usual
        if self.stoppage is not None:
            return length + self.stoppage
        to_come = stoppage.usually_lost * (1 - self.point / length)
        return length + stoppage.added(stoppage.whim / 2, self.lost + to_come)

    def ahead(self, half: int) -> Stretch:
        """Return what is left of a half that is not over."""
        start = self.point if half == self.half else 0.0
        between = sum(self.end_of(before) for before in range(self.half, half))
        return Stretch(start, self.end_of(half), between + start - self.point)

    def rates_now(self, gap: float) -> list[float]:
        """Return how often in a second a side, home first, has each of four things happen.

        `gap` is how long it takes on average until anything happens: rates that rise are those of
        that time, because they stand still until then.

        It comes to a goal that may not stand or to a penalty; a player of it gets his first
        yellow card, a straight red one, or his second yellow one.
        """
        goal_tide = GOAL_TIDE.at(self.half, self.point + gap)
        card_tide = CARD_TIDE.at(self.half, self.point + gap)
        return [
            rate
            for side in (HOME, AWAY)
            for rate in (
                self.goals[side] * rates.CHANCES_A_GOAL * goal_tide * self._strength(side),
                self.bookings[side] * card_tide,
                *self._dismissal_rates(side),
            )
        ]

    # What is left

    def goals_left(self, half: int) -> Pair:
        """Return the goals that each side is still expected to score in a half."""
        stretch = self.ahead(half)
        exposure = _over(GOAL_TIDE, half, stretch)
        sent_off = [self._dismissals_ahead(side, stretch) for side in (HOME, AWAY)]
        less, more = 1 - rates.A_MAN_LESS, rates.A_MAN_MORE - 1
        left = [
            exposure
            * self.goals[side]
            * self._strength(side)
            * (1 - less * sent_off[side] + more * sent_off[1 - side])
            for side in (HOME, AWAY)
        ]
        return left[HOME], left[AWAY]

    def bookings_left(self) -> Pair:
        """Return the yellow cards that each side is still expected to get in regular time."""
        return self._left(self.bookings, CARD_TIDE)

    def corners_left(self) -> Pair:
        """Return the corners that each side is still expected to take in regular time."""
        return self._left(self.corners, CORNER_TIDE)

    def _left(self, often: Pair, tide: Tide) -> Pair:
        exposure = sum(_over(tide, half, self.ahead(half)) for half in range(self.half, REGULAR))
        return often[HOME] * exposure, often[AWAY] * exposure

    def _strength(self, side: int) -> float:
        return rates.A_MAN_LESS ** self.sent_off[side] * rates.A_MAN_MORE ** self.sent_off[1 - side]

    def _dismissal_rates(self, side: int) -> Pair:
        if self.sent_off[side] >= rates.MOST_SENT_OFF:
            return 0.0, 0.0
        return _SENT_OFF, _SENT_OFF_BOOKED * self.booked[side]

    def _dismissals_ahead(self, side: int, stretch: Stretch) -> float:
        """Return how many more of a side will be off, on average over a stretch.

        They come at a rate which grows with every booking to come.
        """
        rate = sum(self._dismissal_rates(side))
        growth = _SENT_OFF_BOOKED * self.bookings[side]
        begins = stretch.ahead
        ends = begins + stretch.end - stretch.start
        if ends <= begins:
            return 0.0
        return (rate * (ends**2 - begins**2) / 2 + growth * (ends**3 - begins**3) / 6) / (
            ends - begins
        )


def course_of(contest: Contest) -> Course:
    """Return the course of a match before its start."""
    return Course(
        goals=_each_second(rates.goals_a_match(contest), GOAL_TIDE),
        bookings=_each_second(rates.YELLOW_CARDS, CARD_TIDE),
        corners=_each_second(rates.CORNER.a_match(contest), CORNER_TIDE),
    )


def _each_second(a_match: Sequence[float], tide: Tide) -> Pair:
    exposure = rates.usual_exposure(tide)
    return a_match[HOME] / exposure, a_match[AWAY] / exposure


def _over(tide: Tide, half: int, stretch: Stretch) -> float:
    return tide.over(half, stretch.start, max(stretch.start, stretch.end))
