"""Points of a possession, and of the possessions left in a period, counted one by one."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from touchline.simulator.games.basketball.rules import (
    FREE_THROWS,
    LONGEST,
    POINTS,
    RULES,
    Ending,
    Rates,
    possessions,
)
from touchline.simulator.games.distributions import (
    Distribution,
    added,
    mirrored,
    mixed,
    powers,
    scaled,
    shifted,
)
from touchline.simulator.games.overtime import Extra, decided
from touchline.simulator.match import AWAY, HOME

Edges = tuple[float, float]
"""How much more than usual home and away score, as a part of it."""
EDGE_STEP: Final = 0.01
"""Edges are rounded to this where tables are made for them."""


class Left(NamedTuple):
    """The chances of home minus away, and of both together, in what is left."""

    margin: Distribution
    total: Distribution


class _Tables(NamedTuple):
    margins: list[Mapping[int, float]]
    totals: list[Mapping[int, float]]
    single: tuple[Distribution, Distribution]


def endings_of(rates: Rates, edge: float) -> Iterator[tuple[Ending, float]]:
    """Yield the chances of how a possession ends; with an edge of 0.1 a tenth more score."""
    rest = 1.0
    for ending, usual in rates.endings.items():
        chance = usual if ending is Ending.TURNOVER else usual * (1 + edge)
        rest -= chance
        yield ending, chance
    yield Ending.MISS, rest


def ending_at(rates: Rates, edge: float, place: float) -> Ending:
    """Return the ending at a place from 0 to 1 where all of them stand side by side."""
    for ending, chance in endings_of(rates, edge):
        place -= chance
        if place < 0:
            return ending
    return Ending.MISS


def free_throws(rates: Rates, throws: int) -> Distribution:
    """Return the chances of points from free throws."""
    return dict(powers({0: 1 - rates.free_throw, 1: rates.free_throw}, throws)[throws])


def points_of(rates: Rates, edge: float) -> Distribution:
    """Return the chances of the points of a possession."""
    return mixed(
        (chance, shifted(free_throws(rates, FREE_THROWS.get(ending, 0)), POINTS.get(ending, 0)))
        for ending, chance in endings_of(rates, edge)
    )


def points_left(variant: str, edges: Edges, seconds: int, ball: int | None) -> Left:
    """Return what both sides score in the time left, of which a period has few seconds.

    `edges` are home's and away's; `ball` is the side in possession, None before it is known.
    """
    return _left(variant, _steps(edges), seconds, ball)


def overtime_points(variant: str, edges: Edges) -> Extra:
    """Return what overtime adds, where nobody knows who begins it."""
    return _overtime(variant, _steps(edges))


def _steps(edges: Edges) -> tuple[int, int]:
    home, away = (round(edge / EDGE_STEP) for edge in edges)
    return home, away


@lru_cache(maxsize=2048)
def _overtime(variant: str, steps: tuple[int, int]) -> Extra:
    left = _left(variant, steps, RULES[variant].overtime_seconds, None)
    return decided(left.margin, left.total)


def _left(variant: str, steps: tuple[int, int], seconds: int, ball: int | None) -> Left:
    if ball is None:
        either = [_left(variant, steps, seconds, side) for side in (HOME, AWAY)]
        return Left(
            mixed((0.5, left.margin) for left in either),
            mixed((0.5, left.total) for left in either),
        )
    tables = _tables(variant, *steps)
    counts = possessions(variant).counts(seconds)
    lone = tables.single[ball]
    return Left(
        _summed(counts, tables.margins, lone if ball == HOME else mirrored(lone)),
        _summed(counts, tables.totals, lone),
    )


def _summed(
    counts: Mapping[int, float], pairs: list[Mapping[int, float]], lone: Mapping[int, float]
) -> Distribution:
    """Return the sum of so many possessions, by turns; of an odd number one is alone."""
    halves: tuple[list[tuple[float, Mapping[int, float]]], ...] = ([], [])
    for count, chance in counts.items():
        halves[count % 2].append((chance, pairs[count // 2]))
    even, odd = halves
    return mixed([*even, (1.0, added(mixed(odd), lone))])


@lru_cache(maxsize=128)
def _tables(variant: str, home: int, away: int) -> _Tables:
    rates = RULES[variant].rates
    single = (points_of(rates, home * EDGE_STEP), points_of(rates, away * EDGE_STEP))
    most = max(possessions(variant).counts(LONGEST)) // 2
    margin = scaled(added(single[0], mirrored(single[1])))
    total = scaled(added(*single))
    return _Tables(powers(margin, most), powers(total, most), single)
