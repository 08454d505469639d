"""Where a match stands: its phase, and whether play goes on."""

from typing import NamedTuple

from touchline.board.facts import scoreboard_of
from touchline.board.match_clock import last_played
from touchline.model.catalogue import Period, Sport, description
from touchline.model.enums import (
    RESULT_PERIODS,
    ClockStatus,
    FixtureStatus,
    PeriodType,
)
from touchline.model.event import Event


class Phase(NamedTuple):
    """A phase by its short and long name, and the key of its caption."""

    name: str
    sysname: str
    caption: str


def phase_of(event: Event, sport: Sport) -> Phase | None:
    """Return the phase of an event, None while nothing was said of play.

    Where the status says more than the period, as when a match is abandoned, it is the phase.
    """
    said = sport.status_phases.get(event.status)
    if said is not None:
        return Phase(said.phase, said.sysname, said.caption)
    scoreboard = scoreboard_of(event)
    number = scoreboard.current_period if scoreboard is not None else None
    if event.status == FixtureStatus.FINISHED and number not in RESULT_PERIODS:
        number = _result(event, sport)
    if number is None:
        return None
    if number == PeriodType.BREAK:
        last = last_played(event.livescore.value, sport)
        pause = sport.break_for(
            scoreboard.description if scoreboard is not None else None,
            None if last is None else last.number,
        )
        return Phase(pause.phase, pause.sysname, pause.caption)
    period = sport.period(number)
    return Phase(period.phase, period.sysname, period.caption)


def _result(event: Event, sport: Sport) -> int:
    """Return how a finished match ended, from the periods that were played."""
    livescore = event.livescore.value
    kinds = {
        sport.period(period.type).kind
        for period in (livescore.periods if livescore is not None else None) or ()
        if period.type is not None
    }
    if "penalties" in kinds:
        return PeriodType.AFTER_PENALTIES
    return PeriodType.AFTER_OVERTIME if "overtime" in kinds else PeriodType.FULL_TIME


def is_playing(event: Event, sport: Sport) -> bool:
    """Tell whether play goes on: no break, no stoppage, as far as anything was said.

    A clock that stands still is a stoppage only where the clock of the sport does not stop for
    every dead ball.
    """
    if event.status != FixtureStatus.IN_PROGRESS:
        return False
    scoreboard = scoreboard_of(event)
    if scoreboard is None:
        return True
    if scoreboard.description is not None and description(scoreboard.description).stops_play:
        return False
    clock = scoreboard.clock.status if scoreboard.clock is not None else None
    if clock == ClockStatus.PAUSED or (clock == ClockStatus.STOPPED and sport.clock.cumulative):
        return False
    number = scoreboard.current_period
    return number is None or _is_play(sport.period(number))


def _is_play(period: Period) -> bool:
    return period.kind in {"regular", "overtime", "penalties", "game"}
