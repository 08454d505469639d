"""Matches decided by sets, played to their end, with what was forecast of them on the way."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import accumulate
from random import Random
from typing import NamedTuple

from tests.simulator.games.playing import Foretold, chance, check_forecast, contest, minutes, play
from tests.sizes import examples
from touchline.model.enums import PeriodType
from touchline.model.part import Part
from touchline.simulator.contest import Contest
from touchline.simulator.forecast import Forecast, Game
from touchline.simulator.games.tennis.game import TennisGame
from touchline.simulator.games.volleyball.game import VolleyballGame
from touchline.simulator.match import MatchState, Score

GAMES: Mapping[str, Callable[[Contest, Random], Game]] = {
    "tennis": TennisGame,
    "volleyball": VolleyballGame,
}
COUNTS = {("tennis", ""): 1000, ("volleyball", ""): 300}
OTHERS = 200
"""How many matches of a sport and variant are played in `make test`."""
MOMENTS = 150
"""A match is forecast before one of so many of its moments, if it comes so far."""


class Asked(NamedTuple):
    """What was forecast of one part: that home has more of it, and that both have over a line."""

    part: Part
    home: float
    over: float
    line: int
    margin: float
    margin_line: int
    when: str = "in play"


class Course(NamedTuple):
    """A match at its end, and what was forecast at one of its moments."""

    contest: Contest
    state: MatchState
    minutes: float
    asked: list[Asked]


def game_of(sport: str, seed: str, variant: str = "") -> Game:
    """Draw up a match between two sides of a league."""
    random = Random(seed)
    return GAMES[sport](contest(sport, random, variant), random)


def played(game: Game) -> MatchState:
    """Return the state of a match at its end."""
    for _ in play(game):
        pass
    return game.state


@cache
def courses(sport: str, variant: str) -> list[Course]:
    """Play many matches to their end."""
    count = examples(COUNTS.get((sport, variant), OTHERS))
    return [course_of(sport, variant, seed) for seed in range(count)]


def course_of(sport: str, variant: str, seed: int) -> Course:
    """Play a match to its end, and forecast it on the way."""
    random = Random(f"{sport} {variant} {seed}")
    between = contest(sport, random, variant)
    asked_at = random.randrange(MOMENTS)
    game = GAMES[sport](between, random)
    at = Random(f"asks {seed}").random()
    before = [
        asked_of(part, forecast, at)._replace(when="before it")
        for part, forecast in game.forecast().items()
    ]
    asked = []
    for index, _ in enumerate(play(game)):
        if index == asked_at:
            parts = game.forecast()
            check_forecast(parts)
            asked = [asked_of(part, forecast, at) for part, forecast in parts.items()]
    return Course(between, game.state, minutes(game), before + asked)


def asked_of(part: Part, forecast: Forecast, share: float) -> Asked:
    """Ask who has more of a part, and whether there is more of it than in a share of cases."""
    line, margin_line = quantile(forecast.total, share), quantile(forecast.margin, share)
    home = chance(forecast.margin, lambda margin: margin > 0)
    over = chance(forecast.total, lambda total: total > line)
    margin = chance(forecast.margin, lambda margin: margin > margin_line)
    return Asked(part, home, over, line, margin, margin_line)


def answers(courses: Iterable[Course]) -> Mapping[str, list[Foretold]]:
    """Return what was forecast and whether it came so, by question, of parts that were played."""
    said: defaultdict[str, list[Foretold]] = defaultdict(list)
    for course in courses:
        for part, home, over, line, margin, margin_line, when in course.asked:
            score = score_of(part, course.state)
            if score is not None:
                kind, _, _ = part.partition(":")
                said[f"home in {kind} {when}"].append((home, score[0] > score[1]))
                said[f"over in {kind} {when}"].append((over, sum(score) > line))
                ahead = score[0] - score[1] > margin_line
                said[f"margin in {kind} {when}"].append((margin, ahead))
    return said


def score_of(part: Part, state: MatchState) -> Score | None:
    """Return the final score of a part, None where it was not played."""
    sets = sets_of(state)
    if part == "sets":
        return state.score[0], state.score[1]
    if part == "points":
        return sum(home for home, _ in sets), sum(away for _, away in sets)
    number = int(part.removeprefix("period:"))
    return sets[number - 1] if number <= len(sets) else None


def sets_of(state: MatchState) -> list[Score]:
    """Return the scores of the sets of a match, in order."""
    return [
        (period.score[0], period.score[1])
        for number, period in sorted(state.periods.items())
        if number < PeriodType.GAME
    ]


def quantile(chances: Mapping[int, float], share: float) -> int:
    """Return the least number that is not exceeded in a share of cases."""
    numbers = sorted(chances)
    reached = accumulate(chances[number] for number in numbers)
    return next(
        (number for number, sum_ in zip(numbers, reached, strict=True) if sum_ >= share),
        numbers[-1],
    )
