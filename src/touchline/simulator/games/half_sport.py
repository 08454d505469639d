"""The frame of sports that play in halves: breaks, overtime, shoot-out and results."""

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Final, NamedTuple

from touchline.model.catalogue import SPORTS
from touchline.model.enums import Description, PeriodType
from touchline.simulator.games.lineup import Lineup
from touchline.simulator.games.scoring import finish, is_level, score_of
from touchline.simulator.games.shootout import ShootOut, ShootOutRules
from touchline.simulator.match import Happened, MatchState, Moment, Score

REGULAR: Final = 2
"""How many halves are regular time."""
_NUMBERS: Final = (
    PeriodType.FIRST_HALF,
    PeriodType.SECOND_HALF,
    PeriodType.OVERTIME_FIRST_HALF,
    PeriodType.OVERTIME_SECOND_HALF,
)
_SAYS: Final = (
    Description.HALF_TIME,
    Description.BEFORE_OVERTIME,
    Description.OVERTIME_HALF_TIME,
    Description.BEFORE_PENALTIES,
)
"""The description of the break after each half."""
_RESULTS: Final = {1: PeriodType.FULL_TIME, 3: PeriodType.AFTER_OVERTIME}
"""The result that stands after a half, unless the match goes on."""

Pause = tuple[int, int]
"""The shortest and the longest time that something takes (ms)."""


class Half(NamedTuple):
    """A half by the feed's number, with the match clock at its start and its seconds."""

    number: int
    starts: int
    length: int

    @property
    def ends(self) -> int:
        """What the match clock shows at its end."""
        return self.starts + self.length


def halves_of(slug: str) -> tuple[Half, ...]:
    """Return the halves of a sport, overtime included."""
    sport = next(sport for sport in SPORTS if sport.slug == slug)
    return tuple(
        Half(period.number, period.starts_at_seconds or 0, period.length_seconds or 0)
        for period in map(sport.period, _NUMBERS)
    )


class HalfFrame:
    """What comes between the halves of a match and after them."""

    def __init__(
        self,
        halves: Sequence[Half],
        pauses: Sequence[Pause],
        rules: ShootOutRules,
        lineups: Sequence[Lineup],
        *,
        must_be_decided: bool,
    ) -> None:
        """Take the halves, the break after each of them, and how and by whom a shoot-out goes."""
        self._halves = halves
        self._pauses = pauses
        self._rules = rules
        self._lineups = lineups
        self._must_be_decided = must_be_decided
        self.shoot_out: ShootOut | None = None

    def play(
        self,
        state: MatchState,
        random: Random,
        play_half: Callable[[int], Iterator[Moment]],
        look_at: Callable[[int], None],
    ) -> Iterator[Moment]:
        """Play a match to its end.

        `play_half` plays a half, and its last moment leaves it to be ended. `look_at` turns to
        the start of the next one.
        """
        results: list[tuple[PeriodType, Score]] = []
        for place, (half, says, pause) in enumerate(
            zip(self._halves, _SAYS, self._pauses, strict=True)
        ):
            yield from play_half(place)
            state.end(half.number, description=says)
            state.stop(half.ends)
            if place in _RESULTS:
                results.append((_RESULTS[place], score_of(state)))
                if not (self._must_be_decided and is_level(state)):
                    break
            if place + 1 < len(self._halves):
                look_at(place + 1)
            else:
                self.shoot_out = ShootOut(self._rules, state, random, self._lineups)
            yield Moment(Happened.PERIOD, random.randint(*pause))
        if self.shoot_out is not None:
            yield from self.shoot_out.play()
            results.append((PeriodType.AFTER_PENALTIES, score_of(state)))
        finish(state, results)
        yield Moment(Happened.END, 0)
