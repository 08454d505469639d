"""The time of play since a match began, also for clocks that start anew in each period."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from touchline.board.match_clock import Anchor, anchor_of, counts_down, last_played, period_length
from touchline.model.catalogue import Period, Sport
from touchline.model.enums import PeriodType
from touchline.model.event import Event
from touchline.model.livescore import Livescore


class MatchClock(NamedTuple):
    """The clock of a match: `before` is the seconds played before the period of the anchor.

    `read_at` is the feed time (unix ms) at which it was last read.
    """

    anchor: Anchor
    before: int
    read_at: int

    def elapsed_at(self, now: int) -> int:
        """Return the seconds of play at a feed time (unix ms)."""
        return self.before + self.anchor.seconds_at(now)

    def reference_at(self, now: int) -> int:
        """Return the feed time (unix ms) at which the clock showed what it shows now."""
        return self.read_at + (self.anchor.seconds_at(now) - self.anchor.seconds) * 1000

    def is_moving(self, now: int) -> bool:
        """Tell whether later feed times may show another second."""
        return self.anchor.is_moving(now)


def clock_of(event: Event, sport: Sport) -> MatchClock | None:
    """Return the clock of an event, None where it has none now."""
    anchor = anchor_of(event, sport)
    livescore = event.livescore.value
    if anchor is None or livescore is None or livescore.scoreboard is None:
        return None
    number = livescore.scoreboard.current_period
    if sport.clock.cumulative or number is None:
        return MatchClock(anchor, 0, event.clock_read_at)
    period = sport.period(number)
    if period.kind == "result":
        # What the clock shows after the end is left over from the last period, or nothing.
        played = _lengths(event, sport, _played(livescore, sport))
        return MatchClock(Anchor(played), 0, event.clock_read_at) if played else None
    if number == PeriodType.BREAK:
        period = last_played(livescore, sport) or period
    before = _lengths(event, sport, _earlier(livescore, sport, period))
    return None if before is None else MatchClock(anchor, before, event.clock_read_at)


def match_seconds(event: Event, sport: Sport, period: Period, said: int) -> int | None:
    """Return the seconds of play at a reading of the clock in a period, None where unknown."""
    if sport.clock.cumulative or sport.clock.kind == "none":
        return said
    before = _lengths(event, sport, _earlier(event.livescore.value, sport, period))
    if before is None or not counts_down(event, sport):
        return None if before is None else before + said
    length = period_length(event, sport, period.number)
    return None if length is None else before + max(length - said, 0)


def _lengths(event: Event, sport: Sport, periods: Iterable[Period]) -> int | None:
    total = 0
    for period in periods:
        length = period_length(event, sport, period.number)
        if length is None:
            return None
        total += length
    return total


def _earlier(livescore: Livescore | None, sport: Sport, period: Period) -> Iterator[Period]:
    """Yield the periods that are played before one, whether or not the feed lists them."""
    if period.kind not in {"regular", "overtime"}:
        return
    regular = _regular(livescore, sport, period)
    yield from (
        known for known in regular if period.kind == "overtime" or _is_before(known, period)
    )
    if period.kind == "overtime":
        yield from (
            known
            for known in _played(livescore, sport)
            if known.kind == "overtime" and _is_before(known, period)
        )


def _regular(livescore: Livescore | None, sport: Sport, period: Period) -> list[Period]:
    """Return the regular periods of the match: the counted ones, or halves where it has those."""
    counted = [sport.period(number) for number in range(1, sport.regular + 1)]
    halves = [
        known
        for known in sport.periods.values()
        if known.kind == "regular" and known.number > sport.regular
    ]
    seen = {known.number for known in (*_played(livescore, sport), period)}
    return halves if any(half.number in seen for half in halves) or not counted else counted


def _played(livescore: Livescore | None, sport: Sport) -> list[Period]:
    """Return the periods of play that the feed lists, in order."""
    listed = {
        period.type for period in (livescore.periods if livescore is not None else None) or ()
    }
    known = (sport.period(number) for number in listed if number is not None)
    played = [period for period in known if period.kind in {"regular", "overtime"}]
    return sorted(played, key=lambda period: (period.v1 or 0, period.number))


def _is_before(period: Period, other: Period) -> bool:
    return (period.v1 or 0, period.number) < (other.v1 or 0, other.number)
