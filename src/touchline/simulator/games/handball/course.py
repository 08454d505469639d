"""Where a handball match stands behind its livescore."""

from typing import Final

import msgspec

from touchline.simulator.games.goal_grid import Pair
from touchline.simulator.games.handball import rates
from touchline.simulator.games.handball.attacks import Stretch
from touchline.simulator.games.handball.rates import HALVES
from touchline.simulator.match import AWAY, HOME

_EACH_SECOND: Final = (rates.SUSPENSION + rates.RED_CARD) / (2 * rates.ATTACK_SECONDS)
"""How often a side has a player suspended."""
_BOTH_WAYS: Final = rates.FEWER + rates.MORE - 2
_MOST_SUCCESS: Final = 0.95


class Course(msgspec.Struct):
    """The attack that is under way, and who is off the court.

    `success` is the share of attacks of each side that end with a goal, between full sides;
    `stage` the mean length of a stage of an attack. The attack of `attacker` began at `point` of
    the half and has lasted `gone` seconds. `off` are the seconds of the match at which suspended
    players come back; `first` is the side that threw off the half.
    """

    success: Pair
    stage: float
    first: int
    attacker: int
    half: int = 0
    point: float = 0.0
    gone: float = 0.0
    off: tuple[list[float], list[float]] = msgspec.field(default_factory=lambda: ([], []))
    seven_metres: int | None = None

    def begin(self, half: int, first: int) -> None:
        """Look at the start of a half."""
        self.half = half
        self.first = self.attacker = first
        self.point = self.gone = 0.0

    @property
    def now(self) -> float:
        """The second of the match."""
        return HALVES[self.half].starts + self.point + self.gone

    def off_at(self, side: int, at: float) -> int:
        """Return how many players of a side are off at a second of the match."""
        return min(rates.MOST_OFF, sum(until > at for until in self.off[side]))

    def success_now(self, side: int) -> float:
        """Return the share of attacks of a side that end with a goal, while all is as it is."""
        own, other = (self.off_at(one, self.now) for one in (side, 1 - side))
        return min(_MOST_SUCCESS, self.success[side] * rates.strength(own, other))

    def stretches(self, halves: range) -> list[Stretch]:
        """Return what is left of some halves that are not over."""
        found = []
        for half in halves:
            entry = HALVES[half]
            first, gone = self.attacker, self.gone
            begins = self.now
            if half > self.half:
                # Both sides throw off in turn, half by half.
                first = self.first if (half - self.half) % 2 == 0 else 1 - self.first
                gone, begins = 0.0, float(entry.starts)
            ends = float(entry.ends)
            success = self._success(begins, ends)
            found.append(Stretch(max(0.0, ends - begins), first, success, gone))
        return found

    def _success(self, begins: float, ends: float) -> Pair:
        """Return the share of successful attacks over a time, suspensions to come included."""
        if ends <= begins:
            return self.success
        now, length = self.now, ends - begins
        to_come = _served(ends - now) - _served(begins - now)
        home = away = length + _BOTH_WAYS * _EACH_SECOND * to_come
        at = begins
        for until in sorted({*self.off[HOME], *self.off[AWAY]}):
            until = min(until, ends)
            if until > at:
                off = self.off_at(HOME, at), self.off_at(AWAY, at)
                home += (rates.strength(off[HOME], off[AWAY]) - 1) * (until - at)
                away += (rates.strength(off[AWAY], off[HOME]) - 1) * (until - at)
                at = until
        return (
            min(_MOST_SUCCESS, self.success[HOME] * home / length),
            min(_MOST_SUCCESS, self.success[AWAY] * away / length),
        )


def _served(seconds: float) -> float:
    """Return the time served in the next seconds, for each suspension that a second brings."""
    whole = rates.SUSPENSION_SECONDS
    if seconds <= whole:
        return seconds * seconds / 2
    return whole * (seconds - whole / 2)
