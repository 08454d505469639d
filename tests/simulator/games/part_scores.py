"""What the parts of a match ended with, and whether that came as often as it was forecast."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import NamedTuple

import msgspec

from tests.simulator.games.playing import Foretold, chance, check_forecast, play
from touchline.model.part import Part
from touchline.simulator.forecast import Forecast, Game
from touchline.simulator.games.distributions import mean_of
from touchline.simulator.match import AWAY, HOME, MatchState, Moment, Score


def score_of(state: MatchState, numbers: Iterable[int]) -> Score:
    """Return the points of both sides in some periods."""
    played = [state.periods[number].score for number in numbers if number in state.periods]
    return sum(score[HOME] for score in played), sum(score[AWAY] for score in played)


def part_scores(state: MatchState, regular: tuple[int, ...]) -> dict[Part, Score]:
    """Return what every part of a match that is over ended with."""
    scores: dict[Part, Score] = {
        "whole": (state.score[HOME], state.score[AWAY]),
        "match": score_of(state, regular),
        "half": score_of(state, regular[: len(regular) // 2]),
        "first_five": score_of(state, regular[:5]),
    }
    for nth, number in enumerate(regular, 1):
        scores[f"period:{nth}"] = score_of(state, [number])
    return scores


def forecast_at(game: Game, nth: int) -> Mapping[Part, Forecast]:
    """Play a match to its end; return what was forecast at its moment `nth`, or before it."""
    found = game.forecast() if nth == 0 else {}
    for number, _ in enumerate(play(game), 1):
        if number == nth:
            found = game.forecast()
            check_forecast(found)
    return found


def said_of(
    forecasts: Mapping[Part, Forecast], scores: Mapping[Part, Score], random: Random
) -> Iterator[tuple[str, Foretold]]:
    """Yield for a line of each kind in each part how likely it was to be beaten, and if it was."""
    for part, forecast in forecasts.items():
        home, away = scores[part]
        for kind, chances, number in (
            ("margin", forecast.margin, home - away),
            ("total", forecast.total, home + away),
        ):
            line = random.choices(list(chances), list(chances.values()))[0]
            over = chance(chances, lambda value, line=line: value > line)  # type: ignore[misc]
            yield f"{kind} of {part}", (over, number > line)
    if "whole" in forecasts:
        winning = chance(forecasts["whole"].margin, lambda margin: margin > 0)
        yield "winner", (winning, scores["whole"][HOME] > scores["whole"][AWAY])


def gathered(said: Iterable[tuple[str, Foretold]]) -> dict[str, list[Foretold]]:
    """Return what was said by the kind of bet."""
    found: defaultdict[str, list[Foretold]] = defaultdict(list)
    for kind, one in said:
        found[kind].append(one)
    return dict(found)


def course(game: Game) -> list[tuple[Moment, bytes]]:
    """Return every moment of a match with its state."""
    return [(moment, msgspec.json.encode(game.state)) for moment in play(game)]


class Course(NamedTuple):
    """A match at its end, with what was forecast before it and of one of its moments.

    `lead` is by how much home was expected to win, `level` how likely regular time to end so.
    """

    state: MatchState
    winning: float
    lead: float
    level: float
    said: list[tuple[str, Foretold]]


def played(game: Game, regular: tuple[int, ...], random: Random, moments: int) -> Course:
    """Play a match whose forecast is asked for at one of its first moments."""
    before = game.forecast()
    whole, match = before["whole"].margin, before["match"].margin
    forecasts = forecast_at(game, random.randrange(moments))
    scores = part_scores(game.state, regular)
    said = list(said_of(forecasts, scores, random))
    said += [(f"{kind} before it", one) for kind, one in said_of(before, scores, random)]
    winning = chance(whole, lambda margin: margin > 0)
    return Course(game.state, winning, mean_of(whole), match.get(0, 0.0), said)
