"""Matches of sports that count goals: played once, looked at in play, and followed by the rules."""

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import NamedTuple

import msgspec

from tests.simulator.games.part_scores import said_of
from tests.simulator.games.playing import Foretold, chance, check_forecast, contest, minutes, play
from touchline.model.catalogue import SPORTS, Sport
from touchline.model.enums import RESULT_PERIODS, FixtureStatus, PeriodType
from touchline.model.outcome import Tally, outcome_of
from touchline.model.part import Part
from touchline.simulator.contest import Contest
from touchline.simulator.forecast import Forecast, Game
from touchline.simulator.games.handball.game import HandballGame
from touchline.simulator.games.ice_hockey.game import IceHockeyGame
from touchline.simulator.games.soccer.game import SoccerGame
from touchline.simulator.livescore import livescore_of
from touchline.simulator.match import AWAY, HOME, Happened, MatchState, Moment

START = 1_770_000_000_000
"""The feed time at which matches are played here."""
SHOOT_OUT = 50
BREAK = int(PeriodType.BREAK)
_GAMES: Mapping[str, Callable[[Contest, Random], Game]] = {
    "soccer": SoccerGame,
    "ice-hockey": IceHockeyGame,
    "handball": HandballGame,
}
_SPORTS: Mapping[str, Sport] = {sport.slug: sport for sport in SPORTS}


class Seen(NamedTuple):
    """A match at its end, and what was forecast of it at a time of play, for bets on its parts."""

    state: MatchState
    minutes: float
    moments: int
    said: list[tuple[str, Foretold]]


def new(sport: str, seed: object, variant: str = "", **rules: bool) -> Game:
    """Draw up a match between two sides of a league."""
    random = Random(f"{sport} {seed}")
    return _GAMES[sport](contest(sport, random, variant, **rules), random)


def seen(sport: str, seed: object, longest: float, variant: str = "", **rules: bool) -> Seen:
    """Play a match; look at it once at a time of its first so many minutes.

    The time does not depend on what happens. It mostly lies between two moments.
    """
    random = Random(f"looks at {sport} {seed}")
    game = new(sport, seed, variant, **rules)
    looks_at = START + random.randrange(round(longest * 60_000))
    forecasts: Mapping[Part, Forecast] = {}
    before = game.forecast()
    game.state.now = START
    moments = 0
    for moment in game.play():
        moments += 1
        then = game.state.now + moment.wait
        if game.state.now <= looks_at < then:
            game.state.now = looks_at
            forecasts = game.forecast()
            check_forecast(forecasts)
        game.state.now = then
    said = list(bets(forecasts, game.state, sport, random)) if forecasts else []
    said += [(f"{kind} before it", one) for kind, one in bets(before, game.state, sport, random)]
    said += list(first_goal(before["match"], game.state, sport))
    return Seen(game.state, minutes(game), moments, said)


def tallies(state: MatchState, sport: str) -> Mapping[Part, Tally]:
    """Return what bets on a match that is over are settled by."""
    return outcome_of(_SPORTS[sport], state.status, livescore_of(state)).tallies


def bets(
    forecasts: Mapping[Part, Forecast], state: MatchState, sport: str, random: Random
) -> Iterator[tuple[str, Foretold]]:
    """Yield kinds of bets with how likely they were to be won, and whether they were."""
    scores = {part: (tally.home, tally.away) for part, tally in tallies(state, sport).items()}
    yield from said_of(forecasts, scores, random)
    for part, forecast in forecasts.items():
        home, away = scores[part]
        margin, total = home - away, home + away
        yield f"1 of {part}", (chance(forecast.margin, lambda one: one > 0), margin > 0)
        yield f"X of {part}", (forecast.margin.get(0, 0.0), margin == 0)
        yield f"2 of {part}", (chance(forecast.margin, lambda one: one < 0), margin < 0)
        yield f"over 2.5 of {part}", (chance(forecast.total, lambda one: one > 2.5), total > 2.5)
        yield f"odd of {part}", (chance(forecast.total, lambda one: one % 2 == 1), total % 2 == 1)
        yield f"-1.5 of {part}", (chance(forecast.margin, lambda one: one > 1.5), margin > 1.5)
        if forecast.both_score is not None:
            yield f"both of {part}", (forecast.both_score, min(home, away) > 0)


def first_goal(before: Forecast, state: MatchState, sport: str) -> Iterator[tuple[str, Foretold]]:
    """Yield how likely each side, or neither, was to score first, and whether it came so."""
    if before.next_score is not None:
        scorers = outcome_of(_SPORTS[sport], state.status, livescore_of(state)).goals
        assert scorers is not None
        first = scorers[0] if scorers else None
        for name, side, chance in zip("1N2", (HOME, None, AWAY), before.next_score, strict=True):
            yield f"{name} scores first", (chance, first == side)


def goals(state: MatchState) -> int:
    """Return all goals so far, in a shoot-out too."""
    listed = [period for number, period in state.periods.items() if number not in RESULT_PERIODS]
    return sum(sum(period.score) for period in listed)


def check_rules(game: Game, sport: str) -> list[Moment]:
    """Follow a match by what every one keeps to; return its moments."""
    state = game.state
    moments: list[Moment] = []
    before, shown, period = 0, 0, 0
    for moment in play(game):
        moments.append(moment)
        check_goals(state, moment.happened, before)
        before = goals(state)
        is_over = moment.happened is Happened.END
        assert (moment.wait > 0) != is_over
        assert (state.status == FixtureStatus.FINISHED) == is_over
        if is_over:
            break
        assert state.status == FixtureStatus.IN_PROGRESS
        if state.period == SHOOT_OUT:
            assert state.time is None
            continue
        seconds = state.seconds()
        assert seconds is not None
        if state.period == BREAK:
            assert moment.happened is Happened.PERIOD
            assert state.description
            assert state.time is not None
            assert state.time.step == 0
        elif state.period == period and moment.happened is not Happened.PERIOD:
            step = -1 if state.time is not None and state.time.limit == 0 else 1
            assert not state.time or not state.time.step or seconds * step >= shown * step
        shown, period = seconds, state.period
    check_end(state, sport)
    assert game.forecast() == {}
    return moments


def check_goals(state: MatchState, happened: Happened, before: int) -> None:
    """Check that the score is what the periods say, and changes only when it is told."""
    played = [
        one
        for number, one in state.periods.items()
        if number not in RESULT_PERIODS and number != SHOOT_OUT
    ]
    for side in (HOME, AWAY):
        assert state.score[side] == sum(one.score[side] for one in played)
    change = goals(state) - before
    if happened is Happened.SCORE:
        assert change == 1
    elif happened is Happened.ATTEMPT:
        assert change in (0, 1)
    elif happened is Happened.REVERTED:
        assert change == -1
    else:
        # The last goal of an overtime or a shoot-out ends the match.
        assert change == 0 or (happened is Happened.END and change == 1)


def check_end(state: MatchState, sport: str) -> None:
    """Check that everything is finished, listed and confirmed."""
    assert state.period in RESULT_PERIODS
    assert all(one.is_finished and one.is_confirmed for one in state.periods.values())
    assert state.periods[state.period].score == state.score
    assert state.time is None or state.time.step == 0
    overtime = [n for n in state.periods if _SPORTS[sport].period(n).kind == "overtime"]
    assert (PeriodType.AFTER_OVERTIME in state.periods) == bool(overtime)
    assert (PeriodType.AFTER_PENALTIES in state.periods) == (SHOOT_OUT in state.periods)
    regular = state.periods[int(PeriodType.FULL_TIME)].score
    assert tuple(regular) == tallies(state, sport)["match"][:2]
    if overtime:
        assert regular[HOME] == regular[AWAY]
    if SHOOT_OUT in state.periods:
        assert state.score[HOME] == state.score[AWAY]


def course(game: Game) -> list[tuple[Moment, bytes]]:
    """Return every moment of a match with its state."""
    return [(moment, msgspec.json.encode(game.state)) for moment in play(game)]


def check_forecasts(game: Game, sport: str) -> None:
    """Check what is forecast at every moment: it adds up, it ends, and it changes nothing."""
    known: dict[Part, Tally] = {}
    for moment in play(game):
        before = msgspec.json.encode(game.state)
        found = game.forecast()
        assert msgspec.json.encode(game.state) == before
        check_forecast(found)
        known = dict(
            outcome_of(_SPORTS[sport], game.state.status, livescore_of(game.state)).tallies
        )
        for part, tally in known.items():
            assert (part in found) <= (not tally.is_over), part
            if part in found:
                check_not_undone(found[part], tally, moment)
    assert found == {}


def check_not_undone(forecast: Forecast, tally: Tally, moment: Moment) -> None:
    """Check that goals stay, except that a goal may be taken back at once."""
    may_be_taken_back = moment.happened in (Happened.SCORE, Happened.DANGER)
    least = min(total for total, chance in forecast.total.items() if chance > 0)
    assert least >= tally.total - may_be_taken_back
