"""What can be expected of a match at one moment: the chances of every line."""

from collections.abc import Mapping
from typing import Final

from touchline.model.part import Part
from touchline.simulator.bet_chances import BetChances, PartChances, part_from
from touchline.simulator.forecast import Forecast
from touchline.simulator.offers import Grid, Offer

_EVEN: Final = 0.5
_REACH: Final = 2
"""How many lines on each side of the likeliest are looked at to find the main one."""
_HELD: Final = 0.05
"""By how much the chances of another line must be closer before it becomes the main one."""


class Prospects:
    """The chances of every line of a match, read from one forecast as they are asked for."""

    def __init__(self, forecast: Mapping[Part, Forecast], score: tuple[int, int]) -> None:
        """Read a forecast; `score` is that at the time of the bets."""
        self._forecast = forecast
        self._score = score
        self._parts: dict[tuple[Part, bool], PartChances | None] = {}
        self._known: dict[tuple[int, float], BetChances | None] = {}
        self._mains: dict[tuple[int, float, float | None], float | None] = {}

    @property
    def next_score(self) -> int:
        """The number of the score that comes next, if one does."""
        return sum(self._score) + 1

    def score_of(self, offer: Offer) -> str:
        """Return the score that lines count from as they say it, "" where they do not."""
        return "{}-{}".format(*self._score) if offer.with_score else ""

    def is_on(self, offer: Offer) -> bool:
        """Tell whether what a market counts is not over."""
        return self._part(offer) is not None

    def chances(self, offer: Offer, point: float) -> BetChances | None:
        """Return the chances of a line, None where it cannot be won or lost any more."""
        key = (offer.id, point)
        try:
            return self._known[key]
        except KeyError:
            part = self._part(offer)
        chances = None if part is None else offer.outcomes.chances(part, point)
        self._known[key] = chances
        return chances

    def main(self, offer: Offer, grid: Grid, held: float | None) -> float | None:
        """Return the line whose chances are closest to even, rather the one that was held."""
        key = (offer.id, grid.step, held)
        try:
            return self._mains[key]
        except KeyError:
            found = self._mains[key] = self._main(offer, grid, held)
        return found

    def _main(self, offer: Offer, grid: Grid, held: float | None) -> float | None:
        part = self._part(offer)
        if part is None:
            return None
        if offer.outcomes.leaning == "over":
            middle: float = part.total.median()
        else:
            middle = part.margin_now - part.margin.median()
        centre = grid.near(middle)
        points = [centre + place * grid.step for place in range(-_REACH, _REACH + 1)]
        distances = [(self._distance(offer, point), point) for point in points]
        nearest, point = min(distances)
        if held is not None and self._distance(offer, held) <= nearest + _HELD:
            return held
        return point

    def _distance(self, offer: Offer, point: float) -> float:
        if offer.outcomes.lines == "start" and not point:
            # That is the result without any handicap, which is a market of its own.
            return 1.0
        chances = self.chances(offer, point)
        return 1.0 if chances is None else abs(chances[0] - _EVEN)

    def _part(self, offer: Offer) -> PartChances | None:
        key = (offer.part, offer.with_score)
        if key not in self._parts:
            forecast = self._forecast.get(offer.part)
            margin = self._score[0] - self._score[1] if offer.with_score else 0
            self._parts[key] = None if forecast is None else part_from(forecast, margin)
        return self._parts[key]
