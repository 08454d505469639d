"""The chances of a handball match: the goals of the attacks that are left."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from touchline.model.part import Part
from touchline.simulator.forecast import Forecast
from touchline.simulator.games.distributions import shifted
from touchline.simulator.games.goal_grid import decided_by_one, either
from touchline.simulator.games.half_sport import REGULAR
from touchline.simulator.games.handball.attacks import Stretch, goals_of
from touchline.simulator.games.handball.course import Course
from touchline.simulator.games.handball.rates import HALVES, SEVEN_METRES_SUCCESS
from touchline.simulator.games.overtime import Extra, with_extra
from touchline.simulator.match import AWAY, HOME, Score

_EVEN_SHOOT_OUT: Final = Extra(*decided_by_one(0.5)[:2])
_STEPS: Final = 200


def parts(
    course: Course, halves: Sequence[Score], *, must_be_decided: bool
) -> dict[Part, Forecast]:
    """Forecast every part of a match that is in regular time or overtime, or in a break.

    `halves` are the goals of each half up to the current one.
    """
    found = _parts(course, halves, must_be_decided)
    side = course.seven_metres
    if side is None:
        return found
    *played, current = halves
    scored = current[HOME] + (side == HOME), current[AWAY] + (side == AWAY)
    then = _parts(course, [*played, scored], must_be_decided)
    return {part: either(SEVEN_METRES_SUCCESS, then[part], found[part]) for part in found}


def _parts(course: Course, halves: Sequence[Score], must_be_decided: bool) -> dict[Part, Forecast]:
    score = sum(home for home, _ in halves), sum(away for _, away in halves)
    if course.half >= REGULAR:
        left = course.stretches(range(course.half, len(HALVES)))
        overtime = _forecast(left, course.stage, score)
        return {"whole": with_extra(overtime, _EVEN_SHOOT_OUT, 2 * max(score))}
    left = course.stretches(range(course.half, REGULAR))
    found = {
        f"period:{half + 1}": _forecast(
            [stretch], course.stage, halves[half] if half < len(halves) else (0, 0)
        )
        for half, stretch in enumerate(left, course.half)
    }
    found["match"] = _forecast(left, course.stage, score)
    if must_be_decided:
        extra = _overtime(
            round(course.success[HOME] * _STEPS), round(course.success[AWAY] * _STEPS), course.stage
        )
        found["whole"] = with_extra(found["match"], extra, 2 * max(score))
    return found


def _forecast(left: Sequence[Stretch], stage: float, score: Score) -> Forecast:
    to_come = goals_of(left, stage)
    return Forecast(
        shifted(to_come.margin, score[HOME] - score[AWAY]), shifted(to_come.total, sum(score))
    )


@lru_cache(maxsize=1024)
def _overtime(home: int, away: int, stage: float) -> Extra:
    """Return what overtime and shoot-out add, from shares of success in steps."""
    success = home / _STEPS, away / _STEPS
    halves = [
        Stretch(half.length, side, success)
        for side, half in zip((HOME, AWAY), HALVES[REGULAR:], strict=True)
    ]
    played = with_extra(_forecast(halves, stage, (0, 0)), _EVEN_SHOOT_OUT, 0)
    return Extra(played.margin, played.total)
