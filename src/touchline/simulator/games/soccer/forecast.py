"""The chances of a soccer match: grids of independent Poisson goals, corners and cards left."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Final

from touchline.model.enums import StatisticType
from touchline.model.part import Part
from touchline.simulator.forecast import Forecast
from touchline.simulator.games.goal_grid import (
    Pair,
    decided_by_one,
    draws_of,
    either,
    independent,
    settled,
)
from touchline.simulator.games.half_sport import REGULAR
from touchline.simulator.games.soccer.course import Course
from touchline.simulator.games.soccer.rates import HALVES
from touchline.simulator.match import AWAY, HOME, Score

_EVEN_SHOOT_OUT: Final = decided_by_one(0.5)


def parts(
    course: Course,
    halves: Sequence[Score],
    statistics: Mapping[int, Sequence[int]],
    *,
    must_be_decided: bool,
) -> dict[Part, Forecast]:
    """Forecast every part of a match that is in regular or extra time, or in a break.

    `halves` are the goals of each half up to the current one.
    """
    found = _goals(course, halves, must_be_decided)
    pending = course.pending
    if pending is not None:
        *played, current = halves
        changed = (
            current[HOME] + pending.step * (pending.side == HOME),
            current[AWAY] + pending.step * (pending.side == AWAY),
        )
        then = _goals(course, [*played, changed], must_be_decided)
        found = {part: either(pending.chance, then[part], found[part]) for part in found}
    if course.half < REGULAR:
        for part, left, kind in (
            ("corners", course.corners_left(), StatisticType.CORNERS),
            ("yellow_cards", course.bookings_left(), StatisticType.YELLOW_CARDS),
        ):
            found[part] = independent(left, statistics.get(kind, (0, 0)))
    return found


def _goals(course: Course, halves: Sequence[Score], must_be_decided: bool) -> dict[Part, Forecast]:
    score = reduce(_plus, halves, (0, 0))
    if course.half >= REGULAR:
        return {"whole": _to_the_end(course, score)}
    ahead = range(course.half, REGULAR)
    left = {half: course.goals_left(half) for half in ahead}
    both = reduce(_together, left.values())
    found = {
        f"period:{half + 1}": independent(
            left[half], halves[half] if half < len(halves) else (0, 0)
        )
        for half in ahead
    }
    found["match"] = independent(both, score, asks_more=True)
    if must_be_decided:
        extra = _to_the_end(course, (0, 0))
        found["whole"] = settled(found["match"], draws_of(both, score), extra)
    return found


def _to_the_end(course: Course, score: Score) -> Forecast:
    """Forecast extra time and shoot-out, from a score before them or during them."""
    halves = range(max(course.half, REGULAR), len(HALVES))
    left = reduce(_together, (course.goals_left(half) for half in halves))
    return settled(independent(left, score), draws_of(left, score), _EVEN_SHOOT_OUT)


def _plus(one: Score, other: Score) -> Score:
    return one[HOME] + other[HOME], one[AWAY] + other[AWAY]


def _together(one: Pair, other: Pair) -> Pair:
    return one[HOME] + other[HOME], one[AWAY] + other[AWAY]
