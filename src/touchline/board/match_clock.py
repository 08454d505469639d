"""The match clock, derived from what was last said of it and the rules of the sport.

DECISIONS 11 and the seed's notes: what is shown is time played, in seconds.
"""

import msgspec

from touchline.board.parts import clock_seconds
from touchline.model.catalogue import Period, Sport, description
from touchline.model.enums import RESULT_PERIODS, ClockStatus, FixtureStatus, PeriodType
from touchline.model.event import Event
from touchline.model.livescore import Livescore, Scoreboard


class Anchor(msgspec.Struct, frozen=True):
    """A clock that showed `seconds` of time played at a feed time.

    A running one goes on from `at` (unix ms) for at most `extrapolate_ms`, never past `limit`. Of
    one that stands only the seconds count; the others are 0 and None.
    """

    seconds: int
    at: int = 0
    is_running: bool = False
    extrapolate_ms: int = 0
    limit: int | None = None

    def seconds_at(self, now: int) -> int:
        """Return the time played at a feed time (unix ms)."""
        if not self.is_running:
            return self.seconds
        elapsed = min(max(now - self.at, 0), self.extrapolate_ms) // 1000
        reached = self.seconds + elapsed
        return reached if self.limit is None else min(reached, max(self.limit, self.seconds))

    def is_moving(self, now: int) -> bool:
        """Tell whether later feed times may show another second."""
        return self.is_running and now - self.at < self.extrapolate_ms


def last_played(livescore: Livescore | None, sport: Sport) -> Period | None:
    """Return the newest period that play has reached, None before the first."""
    played = [
        sport.period(period.type)
        for period in (livescore.periods if livescore is not None else None) or ()
        if period.type is not None
    ]
    return max(
        (period for period in played if period.v1 is not None),
        key=lambda period: (period.v1 or 0, period.number),
        default=None,
    )


def anchor_of(event: Event, sport: Sport) -> Anchor | None:
    """Return the anchor of an event's clock, None where it has no clock now."""
    livescore = event.livescore.value
    scoreboard = livescore.scoreboard if livescore is not None else None
    if livescore is None or scoreboard is None:
        return None
    fixed = _fixed_seconds(event, livescore, scoreboard, sport)
    if fixed is not None:
        return Anchor(fixed)
    said = clock_seconds(livescore)
    number = scoreboard.current_period
    if said is None or number is None:
        return None
    period = sport.period(number)
    if period.kind == "penalties":
        return None
    in_play = period.kind in ("regular", "overtime")
    shown_in = period if in_play else last_played(livescore, sport) or period
    length = None if sport.clock.cumulative else period_length(event, sport, shown_in.number)
    played = said
    if length is not None and counts_down(event, sport):
        played = max(length - said, 0)
    if not in_play or sport.clock.kind == "none" or not _runs(event, scoreboard):
        return Anchor(played)
    return Anchor(
        seconds=played,
        at=event.clock_read_at,
        is_running=True,
        extrapolate_ms=sport.clock.extrapolate_ms,
        limit=period.limit_seconds if sport.clock.cumulative else length,
    )


def _fixed_seconds(
    event: Event, livescore: Livescore, scoreboard: Scoreboard, sport: Sport
) -> int | None:
    """Return the time that is shown whatever was sent: at the end and in breaks of football."""
    number = scoreboard.current_period
    if event.status == FixtureStatus.FINISHED or number in RESULT_PERIODS:
        went_on = number == PeriodType.AFTER_OVERTIME or any(
            sport.period(period.type).kind == "overtime"
            for period in livescore.periods or ()
            if period.type is not None
        )
        end = PeriodType.AFTER_OVERTIME if went_on else PeriodType.FULL_TIME
        return sport.period(end).fixed_seconds
    if number == PeriodType.BREAK:
        last = last_played(livescore, sport)
        return sport.break_for(
            scoreboard.description, None if last is None else last.number
        ).fixed_seconds
    return None


def _runs(event: Event, scoreboard: Scoreboard) -> bool:
    if event.status != FixtureStatus.IN_PROGRESS:
        return False
    clock = scoreboard.clock
    if clock is not None and clock.status is not None:
        return clock.status == ClockStatus.RUNNING
    # A form without Clock.Status tells by its Description that play has stopped.
    said = scoreboard.description
    return said is None or not description(said).stops_play


def counts_down(event: Event, sport: Sport) -> bool:
    """Tell whether the provider's clock shows the time left, from its readings in each period."""
    if sport.clock.kind != "either":
        return sport.clock.kind == "down"
    falls = 0
    begins_high = False
    for number, (first, last) in event.clock_readings.items():
        lengths = sport.period_lengths(number)
        if lengths:
            falls += (last[1] < first[1]) - (last[1] > first[1])
            begins_high |= 2 * first[1] >= lengths[-1]
    return falls > 0 if falls else begins_high


def period_length(event: Event, sport: Sport, number: int) -> int | None:
    """Return the shortest length of a period, in seconds, that fits every reading of the clock."""
    lengths = sport.period_lengths(number)
    if not lengths:
        return None
    longest = max(
        (
            reading[1]
            for period, readings in event.clock_readings.items()
            for reading in readings
            if sport.period_lengths(period) == lengths
        ),
        default=0,
    )
    return next((length for length in lengths if length >= longest), lengths[-1])


def clock_of(event: Event, sport: Sport) -> tuple[Anchor, int] | None:
    """Return the clock with when it was read, which is shown of one that stands too."""
    anchor = anchor_of(event, sport)
    return None if anchor is None else (anchor, event.clock_read_at)
