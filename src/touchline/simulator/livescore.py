"""Writing the livescore of a match from its state."""

from collections.abc import Iterable, Sequence
from typing import Final

from touchline.base.clock import format_time
from touchline.model.catalogue import statistic_name
from touchline.model.enums import ClockStatus, StatisticType
from touchline.model.feed_struct import ExtraData
from touchline.model.livescore import (
    Clock,
    CurrentIncident,
    Incident,
    Livescore,
    Period,
    Result,
    Scoreboard,
    Statistic,
)
from touchline.simulator.match import Check, MatchState, PeriodState
from touchline.simulator.match import Incident as Happening
from touchline.simulator.squads import Squad

_CARDS: Final = frozenset({StatisticType.YELLOW_CARDS, StatisticType.RED_CARDS})
"""Incidents that are listed under their statistic instead of their period (seed 004)."""
_NO_TIME: Final = -1


Squads = tuple[Squad, Squad]
"""The players of the home side and of the away side."""


def livescore_of(state: MatchState, squads: Squads | None = None) -> Livescore:
    """Return the whole livescore as it stands at `state.now`; without squads nobody is named."""
    numbers = sorted(state.periods)
    cards = [
        incident
        for number in numbers
        for incident in state.periods[number].incidents
        if _is_statistic(incident, state)
    ]
    return Livescore(
        scoreboard=_scoreboard(state),
        periods=[_period(state.periods[number], state, squads) for number in numbers],
        statistics=[
            Statistic(
                type=number,
                results=_results(state.statistics[number]),
                incidents=_incidents((card for card in cards if card.kind == number), squads),
            )
            for number in sorted(state.statistics)
        ],
        livescore_extra_data=[
            ExtraData(name=name, value=value) for name, value in state.extra.items()
        ],
        current_incident=None if state.check is None else _current(state.check),
    )


def _current(check: Check) -> CurrentIncident:
    return CurrentIncident(
        id=int(StatisticType.VAR),
        name=statistic_name(StatisticType.VAR),
        last_update=format_time(check.since),
        confirmation=int(check.confirmation),
    )


def _scoreboard(state: MatchState) -> Scoreboard:
    seconds = state.seconds()
    return Scoreboard(
        status=state.status,
        current_period=state.period,
        time=str(_NO_TIME if seconds is None else seconds),
        description=state.description or None,
        results=_results(state.score),
        clock=None if seconds is None else Clock(status=_clock_status(state), seconds=seconds),
    )


def _clock_status(state: MatchState) -> int:
    runs = state.time is not None and state.time.step != 0
    return int(ClockStatus.RUNNING if runs else ClockStatus.STOPPED)


def _is_statistic(incident: Happening, state: MatchState) -> bool:
    return incident.kind in _CARDS and incident.kind in state.statistics


def _period(period: PeriodState, state: MatchState, squads: Squads | None) -> Period:
    shown = (one for one in period.incidents if not _is_statistic(one, state))
    return Period(
        type=period.number,
        is_finished=period.is_finished,
        is_confirmed=period.is_confirmed,
        sequence_number=0,
        results=_results(period.texts or period.score),
        incidents=_incidents(shown, squads),
        sub_periods=[_period(part, state, squads) for part in period.parts] or None,
    )


def _incidents(incidents: Iterable[Happening], squads: Squads | None) -> list[Incident] | None:
    return [_incident(incident, squads) for incident in incidents] or None


def _incident(incident: Happening, squads: Squads | None) -> Incident:
    shirt = incident.player
    player = None if shirt is None or squads is None else squads[shirt.side][shirt.place]
    return Incident(
        period=incident.period,
        incident_type=incident.kind,
        seconds=_NO_TIME if incident.seconds is None else incident.seconds,
        participant_position=None if incident.side is None else str(incident.side + 1),
        player_id=None if player is None else player.id,
        player_name=None if player is None else player.name,
        results=None if incident.score is None else _results(incident.score),
    )


def _results(values: Sequence[int | str]) -> list[Result]:
    return [Result(position=str(place), value=str(value)) for place, value in enumerate(values, 1)]
