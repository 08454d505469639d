"""Shoot-outs: so many attempts each, then one each until they differ."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from random import Random
from typing import Final

import msgspec

from touchline.model.enums import PeriodType
from touchline.model.part import Part
from touchline.simulator.forecast import Forecast
from touchline.simulator.games.lineup import Lineup
from touchline.simulator.match import HOME, Happened, MatchState, Moment, Score

_PAUSE_MS: Final = (30_000, 50_000)
"""Between two attempts."""


class ShootOutRules(msgspec.Struct, frozen=True):
    """How a shoot-out goes in a sport: rounds before sudden death, and how many attempts score.

    `scored` and `missed` are the feed's kinds of incident, None where it lists none.
    """

    rounds: int
    success: float
    scored: int
    missed: int | None = None


def is_decided(rules: ShootOutRules, taken: Score, score: Score) -> bool:
    """Tell whether a side cannot be caught up any more."""
    if min(taken) < rules.rounds:
        left = [rules.rounds - attempts for attempts in taken]
        return score[0] > score[1] + left[1] or score[1] > score[0] + left[0]
    return taken[0] == taken[1] and score[0] != score[1]


@lru_cache(maxsize=4096)
def chance_of_first(rules: ShootOutRules, taken: Score, score: Score) -> float:
    """Return how likely the side that began wins, from what each has taken and scored."""
    if is_decided(rules, taken, score):
        return float(score[0] > score[1])
    if taken[0] == taken[1] >= rules.rounds:
        return 0.5
    turn = 0 if taken[0] == taken[1] else 1
    tried = (taken[0] + (turn == 0), taken[1] + (turn == 1))
    hit = (score[0] + (turn == 0), score[1] + (turn == 1))
    return rules.success * chance_of_first(rules, tried, hit) + (
        1 - rules.success
    ) * chance_of_first(rules, tried, score)


class ShootOut:
    """The shoot-out of a match that is level; it has no clock."""

    def __init__(
        self, rules: ShootOutRules, state: MatchState, random: Random, lineups: Sequence[Lineup]
    ) -> None:
        """Draw who begins; nothing is taken yet."""
        self._rules = rules
        self._lineups = lineups
        self._state = state
        self._random = random
        self._first = random.randrange(2)
        self._taken = [0, 0]
        self._scored = [0, 0]

    def forecast(self) -> dict[Part, Forecast]:
        """Return the chances of the match, in which the shoot-out counts one for its winner."""
        chance = chance_of_first(self._rules, *self._from_first())
        home = chance if self._first == HOME else 1 - chance
        return {"whole": Forecast({1: home, -1: 1 - home}, {sum(self._state.score) + 1: 1.0})}

    def play(self) -> Iterator[Moment]:
        """Take one attempt after the other; the last one ends the period without a moment."""
        state = self._state
        state.begin(PeriodType.SHOOT_OUT)
        state.time = None
        happened = Happened.PERIOD
        while not is_decided(self._rules, *self._from_first()):
            yield Moment(happened, self._random.randint(*_PAUSE_MS))
            self._attempt()
            happened = Happened.ATTEMPT
        state.end(PeriodType.SHOOT_OUT)

    def _attempt(self) -> None:
        first_is_ahead = self._taken[self._first] > self._taken[1 - self._first]
        side = 1 - self._first if first_is_ahead else self._first
        taker = self._lineups[side].taker(self._taken[side])
        self._taken[side] += 1
        hits = self._random.random() < self._rules.success
        period = self._state.periods[PeriodType.SHOOT_OUT]
        if hits:
            self._scored[side] += 1
            period.score[side] += 1
        kind = self._rules.scored if hits else self._rules.missed
        if kind is not None:
            self._state.note(kind, side, player=taker)
            period.incidents[-1].score = (period.score[0], period.score[1])

    def _from_first(self) -> tuple[Score, Score]:
        one, two = self._first, 1 - self._first
        return (self._taken[one], self._taken[two]), (self._scored[one], self._scored[two])
