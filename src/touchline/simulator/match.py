"""The state of a match while it is played: what its livescore is written from."""

from enum import Enum
from typing import NamedTuple

import msgspec

from touchline.model.enums import Confirmation, FixtureStatus, PeriodType

HOME = 0
AWAY = 1
Score = tuple[int, int]
"""What both sides have, home first."""
SQUAD = 26
"""How many players a team has."""
TURN = "Turn"
"""Extra data of a livescore: the position of the side that serves, bats or has the ball."""


class Happened(Enum):
    """What a moment brought, as far as bookmakers care."""

    NOTHING = "nothing"
    """Statistics and time; chances drift."""
    DANGER = "danger"
    """Something that may change the score is about to be decided: nobody takes bets."""
    CLEARED = "cleared"
    """The danger passed and the score stands as it was."""
    CARD = "card"
    """Chances jumped without a score: a dismissal, a power play."""
    POINT = "point"
    """One of a game or a set was won; chances moved a little."""
    ATTEMPT = "attempt"
    """One of a shoot-out was scored or missed; the next one follows soon."""
    SCORE = "score"
    REVERTED = "reverted"
    """A score was taken back."""
    PERIOD = "period"
    """A period began or ended."""
    END = "end"


class Moment(NamedTuple):
    """What happened just now, and how long until the next moment (ms of feed time)."""

    happened: Happened
    wait: int


class Shirt(NamedTuple):
    """A player of a match: the side, and the place in its squad from 0."""

    side: int
    place: int


class Incident(msgspec.Struct, gc=False):
    """A goal, card or other incident; `kind` is the feed's number, `seconds` match time."""

    kind: int
    period: int
    seconds: int | None
    side: int | None
    score: tuple[int, int] | None = None
    player: Shirt | None = None


class Check(NamedTuple):
    """A decision that is looked at again, since a feed time (ms), and what came of it so far."""

    since: int
    confirmation: Confirmation = Confirmation.TO_BE_DECIDED


class PeriodState(msgspec.Struct):
    """The score of one period alone, with its incidents; `parts` are its sub-periods.

    `texts` are shown instead of the score where points are words ("40", "A").
    """

    number: int
    score: list[int] = msgspec.field(default_factory=lambda: [0, 0])
    is_finished: bool = False
    is_confirmed: bool = False
    incidents: list[Incident] = []
    parts: list["PeriodState"] = []
    texts: tuple[str, str] | None = None


class MatchTime(msgspec.Struct):
    """The match clock: `seconds` at the feed time `at` (ms), going up (1), down (-1) or not (0).

    It never goes past `limit`.
    """

    seconds: float
    at: int
    step: int = 0
    limit: float | None = None

    def seconds_at(self, now: int) -> int:
        """Return what the clock shows at a feed time."""
        shown = self.seconds + self.step * (now - self.at) / 1000
        if self.limit is not None:
            shown = min(shown, self.limit) if self.step >= 0 else max(shown, self.limit)
        return max(0, int(shown))


class MatchState(msgspec.Struct):
    """A match as it stands.

    `now` is feed time (unix ms), set before each moment by who lets time pass. Numbers of
    statuses, periods, descriptions and statistics are the feed's. `score` is the scoreboard:
    goals, points or runs so far without a shoot-out's, sets where a match is decided by sets.
    `statistics` and `extra` hold what was counted so far by number and name. Without a clock
    `time` is None. What came of a `check` stays until the next moment.
    """

    now: int = 0
    status: int = int(FixtureStatus.NOT_STARTED)
    period: int = int(PeriodType.NOT_STARTED)
    description: int = 0
    score: list[int] = msgspec.field(default_factory=lambda: [0, 0])
    periods: dict[int, PeriodState] = {}
    statistics: dict[int, list[int]] = {}
    extra: dict[str, str] = {}
    time: MatchTime | None = None
    check: Check | None = None

    def begin(self, number: int, *, description: int = 0) -> PeriodState:
        """Begin a period; the scoreboard names it."""
        self.status = int(FixtureStatus.IN_PROGRESS)
        self.period = number
        self.description = description
        return self.periods.setdefault(number, PeriodState(number))

    def end(self, number: int, *, description: int = 0) -> None:
        """End a period with its score confirmed; a break follows."""
        period = self.periods[number]
        period.is_finished = period.is_confirmed = True
        self.period = int(PeriodType.BREAK)
        self.description = description
        self.stop()

    def finish(self, number: int = int(PeriodType.FULL_TIME)) -> None:
        """End the match; `number` is the period of its result (100, 101 or 102)."""
        self.status = int(FixtureStatus.FINISHED)
        self.period = number
        self.description = 0
        self.stop()
        self.periods[number] = PeriodState(number, list(self.score), True, True)

    @property
    def winner(self) -> int | None:
        """The side that is ahead, by the shoot-out where there was one; None while it is level."""
        shoot_out = self.periods.get(int(PeriodType.SHOOT_OUT))
        for home, away in (self.score, *((shoot_out.score,) if shoot_out else ())):
            if home != away:
                return HOME if home > away else AWAY
        return None

    def count(self, statistic: int, side: int, by: int = 1) -> None:
        """Add to a statistic."""
        self.statistics.setdefault(statistic, [0, 0])[side] += by

    def note(self, kind: int, side: int | None, *, player: Shirt | None = None) -> None:
        """Note an incident of the current period, at the time that the clock shows."""
        self.periods[self.period].incidents.append(
            Incident(
                kind, self.period, self.seconds(), side, (self.score[0], self.score[1]), player
            )
        )

    def seconds(self) -> int | None:
        """Return what the match clock shows now."""
        return None if self.time is None else self.time.seconds_at(self.now)

    def run(self, seconds: float, step: int, limit: float | None = None) -> None:
        """Let the match clock run from `seconds` on."""
        self.time = MatchTime(seconds, self.now, step, limit)

    def stop(self, seconds: float | None = None) -> None:
        """Hold the match clock, where it is or at `seconds`."""
        if self.time is not None:
            shown = self.time.seconds_at(self.now) if seconds is None else seconds
            self.time = MatchTime(shown, self.now)
        elif seconds is not None:
            self.time = MatchTime(seconds, self.now)
