"""How likely each end of a baseball match is: chains of innings, added up."""

from collections.abc import Mapping
from functools import cached_property
from typing import Final, NamedTuple

from touchline.model.part import Part
from touchline.simulator.forecast import Forecast
from touchline.simulator.games.baseball.innings import Batting
from touchline.simulator.games.baseball.rules import FIRST_FIVE, INNINGS, ON_SECOND, Inning
from touchline.simulator.games.distributions import (
    Distribution,
    added,
    mirrored,
    mixed,
    scaled,
    shifted,
)
from touchline.simulator.games.overtime import Extra
from touchline.simulator.match import AWAY, HOME, Score

_EXTRA: Final = Inning(0, ON_SECOND)
_SMALL: Final = 1e-6
_ROUNDS: Final = 6
"""How many extra innings in a row are counted; what is left is in proportion."""


class Standing(NamedTuple):
    """How a match stands: the inning from 1, who bats, and how that half stands.

    `period` is the score of the current inning alone, `five` that of the first five.
    """

    inning: int = 1
    side: int = AWAY
    half: Inning = Inning()
    score: Score = (0, 0)
    period: Score = (0, 0)
    five: Score = (0, 0)


class Ends(NamedTuple):
    """What the bottom of a last inning leads to: an end, or a level total that goes on."""

    margin: Distribution
    total: Distribution
    level: Distribution


class Outlook:
    """What can be expected where two sides bat."""

    def __init__(self, home: Batting, away: Batting) -> None:
        self._batting = (home, away)

    def forecast(self, standing: Standing) -> dict[Part, Forecast]:
        """Return the chances of every part that is not over."""
        if standing.inning > INNINGS:
            return {"whole": self._whole(self._last(standing, _EXTRA))}
        ends = self._last(standing, Inning())
        parts = {"match": _after_nine(ends), "whole": self._whole(ends)}
        if standing.inning <= FIRST_FIVE:
            parts["first_five"] = self._five(standing)
        if standing.inning < INNINGS:
            home, away = (self._half(standing, side) for side in (HOME, AWAY))
            parts[f"period:{standing.inning}"] = _independent(home, away, standing.period)
        else:
            parts[f"period:{INNINGS}"] = _within(parts["match"], standing)
        for later in range(standing.inning + 1, INNINGS):
            parts[f"period:{later}"] = self._inning
        return parts

    def _half(self, standing: Standing, side: int) -> Mapping[int, float]:
        """Return the chances of the runs still to come of a side in the current inning."""
        batting = self._batting[side]
        if side == standing.side:
            return batting.runs(standing.half)
        return batting.innings[int(side == HOME)]

    def _until(self, standing: Standing, side: int, last: int) -> Mapping[int, float]:
        """Return the chances of the runs of a side up to an inning, the current one or later."""
        innings = self._batting[side].innings[last - standing.inning]
        return scaled(added(self._half(standing, side), innings), _SMALL)

    def _five(self, standing: Standing) -> Forecast:
        home, away = (self._until(standing, side, FIRST_FIVE) for side in (HOME, AWAY))
        return _independent(home, away, standing.five)

    @cached_property
    def _inning(self) -> Forecast:
        home, away = (batting.innings[1] for batting in self._batting)
        return _independent(home, away, (0, 0))

    def _last(self, standing: Standing, fresh: Inning) -> Ends:
        """Return what the last inning leads to, whose bottom begins as `fresh`."""
        home, away = standing.score
        if standing.inning >= INNINGS and standing.side == HOME:
            return self._bottom({home: 1.0}, {away: 1.0}, standing.half)
        if standing.inning >= INNINGS:
            before: Mapping[int, float] = {0: 1.0}
            top = self._batting[AWAY].runs(standing.half)
        else:
            before = self._until(standing, HOME, INNINGS - 1)
            top = self._until(standing, AWAY, INNINGS)
        return self._bottom(shifted(before, home), shifted(top, away), fresh)

    def _bottom(self, home: Mapping[int, float], away: Mapping[int, float], half: Inning) -> Ends:
        """Let the home side bat where it does not lead; `home` and `away` are their runs before."""
        ends = Ends({}, {}, {})
        batting = self._batting[HOME]
        for theirs, chance in away.items():
            for ours, also in home.items():
                both = chance * also
                if ours > theirs:
                    _add(ends.margin, ours - theirs, both)
                    _add(ends.total, ours + theirs, both)
                    continue
                for runs, more in batting.walk_off(half, theirs - ours).items():
                    margin, total = ours + runs - theirs, ours + runs + theirs
                    if margin:
                        _add(ends.margin, margin, both * more)
                        _add(ends.total, total, both * more)
                    else:
                        _add(ends.level, total, both * more)
        return ends

    def _whole(self, ends: Ends) -> Forecast:
        if not ends.level:
            return Forecast(ends.margin, ends.total)
        level = sum(ends.level.values())
        return Forecast(
            mixed(((1.0, ends.margin), (level, self._extra.margin))),
            mixed(((1.0, ends.total), (1.0, added(ends.level, self._extra.total)))),
        )

    @cached_property
    def _extra(self) -> Extra:
        """What extra innings add, played until one is not level."""
        ends = self._bottom({0: 1.0}, self._batting[AWAY].runs(_EXTRA), _EXTRA)
        level = sum(ends.level.values())
        total: Mapping[int, float] = scaled(ends.total)
        for _ in range(_ROUNDS):
            total = scaled(mixed(((1.0, ends.total), (1.0, added(ends.level, total)))), _SMALL)
        return Extra({lead: chance / (1 - level) for lead, chance in ends.margin.items()}, total)


def _after_nine(ends: Ends) -> Forecast:
    """Return the forecast of nine innings, which may end level."""
    if not ends.level:
        return Forecast(ends.margin, ends.total)
    level = sum(ends.level.values())
    return Forecast(
        mixed(((1.0, ends.margin), (1.0, {0: level}))),
        mixed(((1.0, ends.total), (1.0, ends.level))),
    )


def _within(nine: Forecast, standing: Standing) -> Forecast:
    """Return the forecast of the ninth inning alone, once it is the current one."""
    home, away = (standing.score[side] - standing.period[side] for side in (HOME, AWAY))
    return Forecast(shifted(nine.margin, away - home), shifted(nine.total, -home - away))


def _independent(home: Mapping[int, float], away: Mapping[int, float], score: Score) -> Forecast:
    return Forecast(
        shifted(added(home, mirrored(away)), score[0] - score[1]),
        shifted(added(home, away), score[0] + score[1]),
    )


def _add(chances: Distribution, number: int, chance: float) -> None:
    chances[number] = chances.get(number, 0.0) + chance
