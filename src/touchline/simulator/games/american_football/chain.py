"""Points of the series of downs that are left, counted series by series."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Final, NamedTuple

from touchline.simulator.games.american_football.rules import (
    SERIES,
    STARTS,
    WORTH,
    End,
    Series,
    Zone,
    series,
)
from touchline.simulator.games.chances import NOTHING, mirrored, scaled, shifted
from touchline.simulator.games.goal_grid import mixed
from touchline.simulator.match import AWAY, HOME

Place = Zone | None
"""Where a series begins, None where a drive is about to."""
State = tuple[int, Place]
"""The side with the ball, and the place."""

_MOST: Final = 0.75
"""With more of an edge, chances would be more than certain."""
_STEP: Final = 0.03
"""Edges are rounded to this, so that matches share their chains."""
_SMALL: Final = 1e-7
_SETTLED: Final = 40
"""After so many series nothing is known of where the first began."""
_POINTS: Final[Mapping[Series, Mapping[int, float]]] = {
    end: shifted(mirrored(worth.try_) if worth.points < 0 else worth.try_, worth.points)
    if worth.try_
    else {worth.points: 1.0}
    for end, worth in WORTH.items()
}


class Points(NamedTuple):
    """The chances of home minus away, and of both together, in some series."""

    margin: Mapping[int, float]
    total: Mapping[int, float]


def mix(cases: Iterable[tuple[float, Points]]) -> Points:
    """Return the points where each case is so likely."""
    found = list(cases)
    return Points(
        mixed((chance, points.margin) for chance, points in found),
        mixed((chance, points.total) for chance, points in found),
    )


class Chain:
    """What can be expected of two sides, of which home has an edge that away lacks."""

    def __init__(self, edge: float) -> None:
        self.series = tuple({zone: series(mine, zone) for zone in Zone} for mine in (edge, -edge))
        nothing = Points(NOTHING, NOTHING)
        places: list[Place] = [*Zone, None]
        self._tables = [{(side, place): nothing for side in (HOME, AWAY) for place in places}]

    def points(self, counts: Mapping[int, float], state: State) -> Points:
        """Return the points of the series from a state on, whose number is so likely each."""
        while len(self._tables) <= max(counts):
            self._tables.append(self._longer())
        return mix((chance, self._tables[count][state]) for count, chance in counts.items())

    def _longer(self) -> dict[State, Points]:
        """Return the points of one more series than the longest table has."""
        table: dict[State, Points] = {}
        for side in (HOME, AWAY):
            after = {result: self._after(side, result) for result in (*Zone, *End)}
            for zone, chances in self.series[side].items():
                points = mix((chance, after[result]) for result, chance in chances.items())
                table[side, zone] = Points(
                    scaled(points.margin, _SMALL), scaled(points.total, _SMALL)
                )
            table[side, None] = mix((chance, table[side, zone]) for zone, chance in STARTS.items())
        return table

    def _after(self, side: int, result: Series) -> Points:
        """Return the points of what a series led to, and of the series that follow."""
        following = self._tables[-1][next_state(side, result)]
        if result not in _POINTS:
            return following
        sign = 1 if side == HOME else -1
        return mix(
            (
                share,
                Points(
                    shifted(following.margin, sign * number),
                    shifted(following.total, abs(number)),
                ),
            )
            for number, share in _POINTS[result].items()
        )


def next_state(side: int, result: Series) -> State:
    """Return where the next series begins; who scored kicks off, and so does who conceded two."""
    if isinstance(result, Zone):
        return side, result
    return (side if result is End.RETURNED else 1 - side), None


@cache
def anywhere() -> Mapping[State, float]:
    """Return the chances of where a series begins long after the last kick-off."""
    states: dict[State, float] = {(HOME, None): 0.5, (AWAY, None): 0.5}
    for _ in range(_SETTLED):
        states = _after_series(states)
    return states


def _after_series(states: Mapping[State, float]) -> dict[State, float]:
    after: dict[State, float] = {}
    for (side, place), weight in states.items():
        begins = STARTS if place is None else {place: 1.0}
        for zone, share in begins.items():
            for result, chance in SERIES[zone].items():
                state = next_state(side, result)
                after[state] = after.get(state, 0.0) + weight * share * chance
    return after


def chain(edge: float) -> Chain:
    """Return the chain of sides of which home has about this edge."""
    return _chain(round(min(max(edge, -_MOST), _MOST) / _STEP))


@lru_cache(maxsize=128)
def _chain(steps: int) -> Chain:
    return Chain(steps * _STEP)
