"""How likely each end of an American football match is: series of downs left, and overtime."""

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

from touchline.model.part import Part
from touchline.simulator.forecast import Forecast
from touchline.simulator.games.american_football.chain import (
    Chain,
    Points,
    State,
    anywhere,
    chain,
    mix,
)
from touchline.simulator.games.american_football.overtime import (
    Drive,
    OvertimeChain,
    next_drive,
)
from touchline.simulator.games.american_football.rules import (
    OVERTIME_SECONDS,
    QUARTER,
    QUARTERS,
    TOUCHDOWN,
    WARNING,
    Zone,
    series_lengths,
)
from touchline.simulator.games.distributions import NOTHING, added, mirrored, scaled, shifted
from touchline.simulator.games.goal_grid import either
from touchline.simulator.games.overtime import Extra, with_extra
from touchline.simulator.match import AWAY, HOME, Score

_HALF = QUARTERS // 2
_SMALL = 1e-6
_OVERTIME_STEP = 0.15
"""Edges are rounded to this for an overtime that few matches will have."""
_TOSS: Mapping[State, float] = {(HOME, None): 0.5, (AWAY, None): 0.5}
"""Where a half begins before the toss."""


class Standing(NamedTuple):
    """How a match stands.

    `quarter` counts from 1, overtime is the one after the last; `left` are seconds of it. `state`
    is where the next series begins and `second` the side that begins the second half, None before
    they are known. `period` is the score of the current period alone. `try_` are the chances of
    the points after a touchdown that the other side is about to try for; `overturned` is the
    chance that this touchdown is taken back.
    """

    quarter: int = 1
    left: int = QUARTER
    score: Score = (0, 0)
    period: Score = (0, 0)
    state: State | None = None
    second: int | None = None
    try_: tuple[tuple[int, float], ...] = ()
    overturned: float = 0.0
    drive: Drive = Drive()


def has_warning(quarter: int) -> bool:
    """Tell whether play stops two minutes before the end of a quarter."""
    return quarter % 2 == 0 or quarter > QUARTERS


class Outlook:
    """What can be expected of two sides whose match must be decided or may end level."""

    def __init__(self, chain: Chain, *, must_be_decided: bool) -> None:
        self._chain = chain
        self._overtime = OvertimeChain(chain)
        self._must_be_decided = must_be_decided

    def forecast(self, standing: Standing) -> dict[Part, Forecast]:
        """Return the chances of every part that is not over."""
        if not standing.overturned:
            return self._forecast(standing)
        stands = self._forecast(standing._replace(overturned=0.0))
        not_so = self._forecast(_taken_back(standing))
        return {
            part: either(standing.overturned, not_so[part], forecast)
            for part, forecast in stands.items()
        }

    def _forecast(self, standing: Standing) -> dict[Part, Forecast]:
        if standing.quarter > QUARTERS:
            return {"whole": _final(self.in_overtime(standing), standing.score)}
        quarter = self._within(standing, standing.quarter)
        half = self._within(standing, standing.quarter + standing.quarter % 2)
        parts: dict[Part, Forecast] = {}
        match = half
        if standing.quarter <= _HALF:
            parts["half"] = _final(half, standing.score)
            match = _both(half, self._second_half(standing.second))
        parts["match"] = _final(match, standing.score)
        parts["whole"] = with_extra(parts["match"], self._extra, least=2 * max(standing.score))
        parts[f"period:{standing.quarter}"] = _final(quarter, standing.period)
        for later in range(standing.quarter + 1, QUARTERS + 1):
            parts[f"period:{later}"] = self._later(later, standing.second)
        return parts

    def _within(self, standing: Standing, last: int) -> Points:
        """Return the points until the end of a quarter of this half."""
        counts = _counts(standing.quarter, standing.left)
        for quarter in range(standing.quarter + 1, last + 1):
            counts = scaled(added(counts, _counts(quarter, QUARTER)), _SMALL)
        state = standing.state
        if state is None:
            return self._chain.points(counts, _TOSS)
        points = self._chain.points(counts, {state: 1.0})
        return _tried(points, state, dict(standing.try_))

    def _second_half(self, side: int | None) -> Points:
        halves = self._second_halves
        return mix((0.5, half) for half in halves) if side is None else halves[side]

    @cached_property
    def _second_halves(self) -> tuple[Points, Points]:
        """The points of the second half, by the side that begins it."""
        home, away = (
            self._within(Standing(_HALF + 1, state=(side, None)), QUARTERS) for side in (HOME, AWAY)
        )
        return home, away

    def _later(self, quarter: int, second: int | None) -> Forecast:
        if quarter == _HALF + 1 and second is not None:
            return self._quarters[quarter, second]
        return self._quarters[quarter, None]

    @cached_property
    def _quarters(self) -> Mapping[tuple[int, int | None], Forecast]:
        """The forecasts of quarters to come, by the side that begins them where it is known."""
        found: dict[tuple[int, int | None], Forecast] = {}
        for quarter in range(2, QUARTERS + 1):
            counts = _counts(quarter, QUARTER)
            is_kicked_off = quarter == _HALF + 1
            states = _TOSS if is_kicked_off else anywhere()
            found[quarter, None] = Forecast(*self._chain.points(counts, states))
            if is_kicked_off:
                for side in (HOME, AWAY):
                    begins = self._chain.points(counts, {(side, None): 1.0})
                    found[quarter, side] = Forecast(*begins)
        return found

    @property
    def _extra(self) -> Extra:
        """What overtime adds, where nobody knows who begins it."""
        return _extra(round(self._chain.edge / _OVERTIME_STEP), self._must_be_decided)

    def in_overtime(self, standing: Standing) -> Points:
        """Return the points from here on of a match that is in overtime."""
        counts = None if self._must_be_decided else _counts(standing.quarter, standing.left)
        state, drive = standing.state, standing.drive
        if state is None:
            return mix(
                (0.5, self._overtime.points(counts, (side, None), drive)) for side in (HOME, AWAY)
            )
        if not standing.try_:
            return self._overtime.points(counts, state, drive)
        cases = []
        for more, chance in standing.try_:
            following = next_drive(drive, TOUCHDOWN + more)
            then = (
                Points(NOTHING, NOTHING)
                if following is None
                else self._overtime.points(counts, state, following)
            )
            cases.append((chance, _tried(then, state, {more: 1.0})))
        return mix(cases)


@lru_cache(maxsize=32)
def _extra(steps: int, must_be_decided: bool) -> Extra:
    sides = outlook(chain(steps * _OVERTIME_STEP), must_be_decided=must_be_decided)
    return Extra(*sides.in_overtime(Standing(QUARTERS + 1, OVERTIME_SECONDS)))


@lru_cache(maxsize=128)
def outlook(chain: Chain, *, must_be_decided: bool) -> Outlook:
    """Return what can be expected of the sides of a chain; matches share what was counted."""
    return Outlook(chain, must_be_decided=must_be_decided)


@lru_cache(maxsize=1024)
def _counts(quarter: int, left: int) -> Mapping[int, float]:
    """Return how many series are left in a quarter."""
    lengths = series_lengths()
    if not has_warning(quarter) or left <= WARNING:
        return scaled(lengths.counts(left), _SMALL)
    return scaled(added(lengths.counts(left - WARNING), lengths.counts(WARNING)), _SMALL)


def _tried(points: Points, state: State, try_: Mapping[int, float]) -> Points:
    """Add the points after a touchdown of the side that does not begin the next series."""
    if not try_:
        return points
    margin = mirrored(try_) if state[0] == HOME else try_
    return _both(points, Points(margin, try_))


def _taken_back(standing: Standing) -> Standing:
    """Return how a match stands once the touchdown is taken back, its side in the red zone."""
    side = HOME if standing.state is None else 1 - standing.state[0]
    return standing._replace(
        score=_less(standing.score, side),
        period=_less(standing.period, side),
        state=(side, Zone.RED_ZONE),
        try_=(),
        overturned=0.0,
    )


def _less(score: Score, side: int) -> Score:
    home, away = score
    return (home - TOUCHDOWN, away) if side == HOME else (home, away - TOUCHDOWN)


def _both(one: Points, other: Points) -> Points:
    return Points(added(one.margin, other.margin), added(one.total, other.total))


def _final(points: Points, score: Score) -> Forecast:
    return Forecast(
        shifted(points.margin, score[0] - score[1]), shifted(points.total, score[0] + score[1])
    )
