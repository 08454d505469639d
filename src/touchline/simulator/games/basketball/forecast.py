"""How likely each end of a basketball match is: possessions left, and what a lead is worth."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from touchline.model.part import Part
from touchline.simulator.contest import Contest
from touchline.simulator.forecast import Forecast
from touchline.simulator.games.basketball.points import (
    Left,
    free_throws,
    overtime_points,
    points_left,
    points_of,
)
from touchline.simulator.games.basketball.rules import (
    LONGEST,
    MOST_EDGE,
    ONE_SHOT,
    RETURN,
    RULES,
    possessions,
)
from touchline.simulator.games.distributions import (
    NOTHING,
    Distribution,
    added,
    mean_of,
    mirrored,
    normal,
    shifted,
    variance_of,
)
from touchline.simulator.games.overtime import with_extra
from touchline.simulator.match import HOME, Score


class Standing(NamedTuple):
    """How a match stands.

    `over` counts the periods that are over, overtimes too; `left` are seconds of the next one.
    `ball` is the side in possession and `first` the side that began the match with it, None before
    they are known. `period` is the score of the current period alone. `throws` are free throws
    that the other side is about to take. `is_shot_to_come` tells whether regular time can still be
    levelled by its last shot.
    """

    over: int
    left: int
    score: Score = (0, 0)
    period: Score = (0, 0)
    ball: int | None = None
    first: int | None = None
    throws: int = 0
    is_shot_to_come: bool = True


def starter(first: int, index: int) -> int:
    """Return who begins a period with the ball: who began the match, in the first and the last."""
    return first if index % 3 == 0 else 1 - first


class Outlook:
    """What can be expected of a contest on a day of the given openness (see `Rates`)."""

    def __init__(self, contest: Contest, openness: float) -> None:
        self.variant = contest.variant
        self.rules = RULES[contest.variant]
        self._renewal = possessions(contest.variant)
        self._openness = openness
        points = points_of(self.rules.rates, openness)
        self._mean = mean_of(points)
        self._variance = variance_of(points)
        rates = self.rules.rates
        expected = rates.strength * (contest.home - contest.away)
        if contest.has_home_side:
            expected += rates.advantage
        count, _ = self._renewal.expected(self.rules.seconds)
        self._drift = expected * RETURN / (1 - _kept(len(self.rules.periods) * count / 2))

    def edges(self, lead: float) -> tuple[float, float]:
        """Return how much more than usual both sides score while home leads by so much."""
        more = (self._drift - RETURN * lead) / (2 * self._mean)
        more = min(max(more, -MOST_EDGE), MOST_EDGE)
        return self._openness + more, self._openness - more

    def forecast(self, standing: Standing) -> dict[Part, Forecast]:
        """Return the chances of every part that is not over."""
        throws = free_throws(self.rules.rates, standing.throws)
        last = len(self.rules.periods) - 1
        if standing.over > last:
            left = _after(throws, standing.ball, self._counted(standing))
            return {"whole": self._whole(standing, _final(left, standing.score))}
        match = self._until(last, standing, throws)
        if standing.is_shot_to_come:
            match = with_last_shot(match, self.rules.rates.last_shot)
        parts = {"match": match, "whole": self._whole(standing, match)}
        if standing.over < self.rules.middle:
            parts["half"] = self._until(self.rules.middle - 1, standing, throws)
        if standing.over == last:
            parts[f"period:{last + 1}"] = _without(match, standing)
        else:
            parts[f"period:{standing.over + 1}"] = self._current(standing, throws)
        for later in range(standing.over + 1, last + 1):
            parts[f"period:{later + 1}"] = self._later(later, standing)
        return parts

    def _until(self, last: int, standing: Standing, throws: Distribution) -> Forecast:
        if last == standing.over and standing.left <= LONGEST:
            left = self._counted(standing)
        else:
            left = self._expected(standing, last)
        return _final(_after(throws, standing.ball, left), standing.score)

    def _current(self, standing: Standing, throws: Distribution) -> Forecast:
        left = (
            self._counted(standing)
            if standing.left <= LONGEST
            else self._expected(standing, standing.over)
        )
        return _final(_after(throws, standing.ball, left), standing.period)

    def _counted(self, standing: Standing) -> Left:
        lead = standing.score[0] - standing.score[1]
        return points_left(self.variant, self.edges(lead), standing.left, standing.ball)

    def _expected(self, standing: Standing, last: int) -> Left:
        lead = standing.score[0] - standing.score[1]
        margin, margin_variance = self._lead(lead, standing, last)
        total, total_variance = self._total(standing, last)
        return Left(normal(margin - lead, margin_variance), normal(total, total_variance))

    def _later(self, index: int, standing: Standing) -> Forecast:
        """Return the forecast of a period to come: the lead at its start matters a little."""
        lead = standing.score[0] - standing.score[1]
        before, spread = self._lead(lead, standing, index - 1)
        fresh = Standing(index, self.rules.seconds, ball=_starter(standing, index))
        margin, variance = self._lead(before, fresh, index)
        lost = 1 - _kept(self._total(fresh, index)[0] / self._mean / 2)
        total, total_variance = self._total(fresh, index)
        return Forecast(
            normal(margin - before, variance + lost**2 * spread), normal(total, total_variance)
        )

    def _lead(self, lead: float, standing: Standing, last: int) -> tuple[float, float]:
        """Return mean and variance of home's lead at the end of a period."""
        variance = 0.0
        for seconds, ball in self._stretches(standing, last):
            count, _ = self._renewal.expected(seconds)
            kept = _kept(count / 2)
            lead = lead * kept + self._drift / RETURN * (1 - kept)
            if ball is not None:
                lead += (0.5 if ball == HOME else -0.5) * self._mean
            noise = 2 * self._variance * (1 - kept**2) / (1 - _kept(1) ** 2)
            variance = variance * kept**2 + noise
        return lead, variance

    def _total(self, standing: Standing, last: int) -> tuple[float, float]:
        """Return mean and variance of the points of both until the end of a period."""
        mean = variance = 0.0
        for seconds, _ in self._stretches(standing, last):
            count, spread = self._renewal.expected(seconds)
            mean += count * self._mean
            variance += count * self._variance + spread * self._mean**2
        return mean, variance

    def _stretches(self, standing: Standing, last: int) -> Iterator[tuple[int, int | None]]:
        yield standing.left, standing.ball
        for index in range(standing.over + 1, last + 1):
            yield self.rules.seconds, _starter(standing, index)

    def _whole(self, standing: Standing, regular: Forecast) -> Forecast:
        overtime = overtime_points(self.variant, self.edges(0))
        return with_extra(regular, overtime, least=2 * max(standing.score))


def with_last_shot(regular: Forecast, chance: float) -> Forecast:
    """Return the forecast of regular time in which who is behind by one shot may level."""
    margin, total = dict(regular.margin), dict(regular.total)
    for behind in range(1, ONE_SHOT + 1):
        levels = 0.0
        for lead in (behind, -behind):
            moved = margin.get(lead, 0.0) * chance
            if moved:
                margin[lead] -= moved
                margin[0] = margin.get(0, 0.0) + moved
                levels += moved
        _move(total, levels, behind)
    return Forecast(margin, total)


def _move(total: Distribution, levels: float, points: int) -> None:
    """Add points to the totals that go with such a lead, by the chance that it is levelled."""
    before = {number: chance for number, chance in total.items() if number % 2 == points % 2}
    whole = sum(before.values())
    share = min(1.0, levels / whole) if whole else 0.0
    for number, chance in before.items():
        total[number] -= chance * share
    for number, chance in before.items():
        total[number + points] = total.get(number + points, 0.0) + chance * share


def _without(match: Forecast, standing: Standing) -> Forecast:
    """Return the forecast of the period that is played last, from that of the match."""
    home, away = (
        of_match - of_period
        for of_match, of_period in zip(standing.score, standing.period, strict=True)
    )
    return Forecast(shifted(match.margin, away - home), shifted(match.total, -home - away))


def _starter(standing: Standing, index: int) -> int | None:
    return None if standing.first is None else starter(standing.first, index)


def _kept(pairs: float) -> float:
    """Return the part of a lead that is left after pairs of possessions."""
    return float((1 - RETURN) ** pairs)


def _after(throws: Mapping[int, float], ball: int | None, left: Left) -> Left:
    if throws == NOTHING:
        return left
    margin = mirrored(throws) if ball == HOME else throws
    return Left(added(margin, left.margin), added(throws, left.total))


def _final(left: Left, score: Score) -> Forecast:
    return Forecast(
        shifted(left.margin, score[0] - score[1]), shifted(left.total, score[0] + score[1])
    )
