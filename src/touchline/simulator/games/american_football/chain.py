"""Points of the series of downs that are left, counted series by series."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Final, NamedTuple

from touchline.simulator.games import packed
from touchline.simulator.games.american_football.rules import (
    SERIES,
    STARTS,
    WORTH,
    End,
    Series,
    Zone,
    series,
)
from touchline.simulator.games.distributions import mirrored, mixed, scaled, shifted
from touchline.simulator.games.packed import Packed
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
_MOST_BEHIND: Final = 110
"""Nobody falls farther behind."""
_SETTLED: Final = 40
"""After so many series nothing is known of where the first began."""
_POINTS: Final[Mapping[End, Mapping[int, float]]] = {
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


class _Table(NamedTuple):
    """The points of a number of series from each state on."""

    margin: Mapping[State, Packed]
    total: Mapping[State, Packed]


class Chain:
    """What can be expected of two sides, of which home has an edge that away lacks."""

    def __init__(self, edge: float) -> None:
        self.edge = edge
        self.series = tuple({zone: series(mine, zone) for zone in Zone} for mine in (edge, -edge))
        states: list[State] = [(side, place) for side in (HOME, AWAY) for place in (*Zone, None)]
        self._tables = [
            _Table(
                dict.fromkeys(states, packed.certain(_MOST_BEHIND)),
                dict.fromkeys(states, packed.certain(0)),
            )
        ]

    def points(self, counts: Mapping[int, float], states: Mapping[State, float]) -> Points:
        """Return the points of the series from some states on, each of which is so likely.

        So is each number of series.
        """
        while len(self._tables) <= max(counts):
            before = self._tables[-1]
            self._tables.append(
                _Table(
                    self._longer(before.margin, is_margin=True),
                    self._longer(before.total, is_margin=False),
                )
            )
        cases = [
            (chance * weight, self._tables[count], state)
            for count, chance in counts.items()
            for state, weight in states.items()
        ]
        margin = packed.mixed((chance, table.margin[state]) for chance, table, state in cases)
        total = packed.mixed((chance, table.total[state]) for chance, table, state in cases)
        return Points(
            scaled(packed.unpacked(margin, -_MOST_BEHIND), _SMALL),
            scaled(packed.unpacked(total, 0), _SMALL),
        )

    def _longer(self, before: Mapping[State, Packed], *, is_margin: bool) -> dict[State, Packed]:
        """Return the points of one more series than before."""
        table: dict[State, Packed] = {}
        for side in (HOME, AWAY):
            sign = -1 if is_margin and side == AWAY else 1
            ends: dict[End, Packed] = {}
            for end, worth in _POINTS.items():
                following = before[next_state(side, end)]
                ends[end] = packed.mixed(
                    (share, packed.moved(following, sign * points if is_margin else abs(points)))
                    for points, share in worth.items()
                )
            nothing = before[1 - side, None]
            for zone, chances in self.series[side].items():
                table[side, zone] = packed.mixed(
                    (
                        chance,
                        before[side, result]
                        if isinstance(result, Zone)
                        else ends.get(result, nothing),
                    )
                    for result, chance in chances.items()
                )
            table[side, None] = packed.mixed(
                (chance, table[side, zone]) for zone, chance in STARTS.items()
            )
        return table


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
