"""What happened in a match: goals, cards and other incidents, in order of play."""

from collections.abc import Iterable, Iterator
from typing import Final

from touchline.model.catalogue import Sport, caption, statistic_name
from touchline.model.event import Event
from touchline.model.livescore import Incident as Said
from touchline.model.livescore import Livescore, Period
from touchline.surfaces.v2.captions import Sides
from touchline.surfaces.v2.clock import match_seconds
from touchline.surfaces.v2.stats_struct import Incident
from touchline.surfaces.v2.tables import INCIDENT_TYPES

_CONTEXTS: Final = {"1": "H", "2": "A"}
_LAST: Final = 1 << 62


def timeline_of(event: Event, sport: Sport, sides: Sides) -> list[Incident]:
    """Return the incidents of an event, the earliest first; none before the first livescore.

    An incident that the feed lists under its period and under its statistic is one.
    """
    livescore = event.livescore.value
    if livescore is None:
        return []
    seen: set[tuple[object, ...]] = set()
    found: list[tuple[tuple[int, int], Incident]] = []
    for number, said in _incidents(livescore):
        shown, seconds = _incident(event, sport, number, said, sides)
        if seconds is not None:
            key = (number, seconds, said.incident_type, said.participant_position, said.player_id)
            if key in seen:
                continue
            seen.add(key)
        found.append(((_place(sport, number), _LAST if seconds is None else seconds), shown))
    return [shown for _, shown in sorted(found, key=lambda item: item[0])]


def _incidents(livescore: Livescore) -> Iterator[tuple[int | None, Said]]:
    """Yield every incident with the number of its period."""
    yield from _of_periods(livescore.periods or ())
    for statistic in livescore.statistics or ():
        for said in statistic.incidents or ():
            yield said.period, _typed(said, statistic.type)


def _of_periods(periods: Iterable[Period]) -> Iterator[tuple[int | None, Said]]:
    for period in periods:
        for said in period.incidents or ():
            yield (period.type if said.period is None else said.period), said
        yield from _of_periods(period.sub_periods or ())


def _typed(said: Said, statistic: int | None) -> Said:
    if said.incident_type is not None:
        return said
    return Said(
        period=said.period,
        incident_type=statistic,
        seconds=said.seconds,
        participant_position=said.participant_position,
        player_id=said.player_id,
        player_name=said.player_name,
    )


def _incident(
    event: Event, sport: Sport, number: int | None, said: Said, sides: Sides
) -> tuple[Incident, int | None]:
    """Return an incident with the seconds of play at which it happened."""
    period = None if number is None else sport.period(number)
    seconds: int | None = None
    if said.seconds is not None and said.seconds >= 0:
        seconds = (
            said.seconds if period is None else match_seconds(event, sport, period, said.seconds)
        )
    # The first minute of play is minute 1.
    minute = None if seconds is None else seconds // 60 + 1
    position = said.participant_position or ""
    team = {"1": sides.home, "2": sides.away}.get(position, "")
    texts = ("" if minute is None else str(minute), said.player_name or "", team)
    shown = Incident(
        type=_type(said, sport),
        context=_CONTEXTS.get(position),
        captions=[texts[0], *(text for text in texts[1:] if text)],
        phase_code="" if period is None else caption(period.caption, short=True),
        time_offset=minute,
    )
    return shown, seconds


def _type(said: Said, sport: Sport) -> str:
    number = said.incident_type or 0
    known = INCIDENT_TYPES.get(number)
    if known is None:
        words = statistic_name(number).replace("-", " ").split()
        return "".join(word[:1].upper() + word[1:] for word in words)
    name = known.goals if known.goals is not None and sport.score_unit == "goals" else known.type
    return f"{name}WithoutPlayer" if known.named and not said.player_name else name


def _place(sport: Sport, number: int | None) -> int:
    """Order periods as they are played; those of no place, as the shoot-out, come last."""
    if number is None:
        return -1
    period = sport.period(number)
    return _LAST if period.v1 is None else period.v1
