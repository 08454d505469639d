"""Applying the full parts of an event: fixture, livescore, outright results. Newest wins."""

from collections.abc import Sequence

import msgspec

from touchline.board.change import LivescorePath
from touchline.board.context import Context
from touchline.model.catalogue import Sport, sport_by_feed_id
from touchline.model.enums import (
    COMPLETED_STATUSES,
    KEPT_ALIVE_STATUSES,
    LIVE_STATUSES,
    MessageType,
)
from touchline.model.event import Event, Latest, Order
from touchline.model.fixture import Fixture, OutrightFixture
from touchline.model.instants import milliseconds
from touchline.model.livescore import Livescore, Period, Statistic
from touchline.model.message import EventUpdate

_FIXTURE_FIELDS = Fixture.__struct_fields__
_MOST_PERIODS = 32
_MOST_SECONDS = 10_000_000
_MOST_ENDS = 8


def new_event(event_id: int) -> Event:
    """Make an event of which nothing is known."""
    return Event(
        id=event_id,
        full_fixture=Latest(),
        hint=Latest(),
        outright=Latest(),
        outright_league=Latest(),
        fixture_name=Latest(),
        score=Latest(),
        livescore=Latest(),
        streamed=Latest(),
        competition=Latest(),
    )


def has_full_part(update: EventUpdate) -> bool:
    """Tell whether the update says more than markets: only then can the state of the event move."""
    return (
        update.fixture is not None
        or update.livescore is not None
        or update.outright_fixture is not None
        or update.outright_league is not None
        or update.outright_score is not None
    )


def apply_name(event: Event, update: EventUpdate, context: Context) -> bool:
    """Apply the name of the event; return whether it differs."""
    before = event.fixture_name.value
    if update.fixture_name is not None:
        event.fixture_name.offer(update.fixture_name, context.order)
    return event.fixture_name.value != before


def apply_fixtures(event: Event, update: EventUpdate, context: Context) -> bool:
    """Apply what is said of the fixture, of a match or an outright; return whether it differs."""
    before = (event.fixture, event.outright.value, event.is_outright_league)
    if update.fixture is not None:
        _apply_fixture(event, update.fixture, context)
    if update.outright_fixture is not None:
        _apply_outright(event, update.outright_fixture, context, is_league=False)
    if update.outright_league is not None:
        _apply_outright(event, update.outright_league, context, is_league=True)
    return before != (event.fixture, event.outright.value, event.is_outright_league)


def _apply_fixture(event: Event, fixture: Fixture, context: Context) -> None:
    order = context.order_of(fixture.last_update)
    if context.kind == MessageType.LIVESCORE and not context.is_snapshot:
        # The fixture inside a livescore message only fills what is unknown.
        taken = event.hint.offer(fixture, order)
    else:
        _note_status(event, fixture.status, order)
        taken = event.full_fixture.offer(fixture, order)
    if taken:
        event.fixture = _merged(event.full_fixture.value, event.hint.value)


def _merged(full: Fixture | None, hint: Fixture | None) -> Fixture | None:
    if full is None or hint is None:
        return full
    gaps = {
        name: getattr(hint, name)
        for name in _FIXTURE_FIELDS
        if getattr(full, name) is None and getattr(hint, name) is not None
    }
    return msgspec.structs.replace(full, **gaps) if gaps else full


def _apply_outright(
    event: Event, said: OutrightFixture, context: Context, *, is_league: bool
) -> None:
    order = context.order_of(said.last_update)
    _note_status(event, said.status, order)
    event.outright.offer(said, order)
    event.outright_league.offer(is_league, order)


def apply_score(event: Event, update: EventUpdate, context: Context) -> bool:
    """Apply the results of an outright; return whether they differ."""
    before = event.score.value
    if update.outright_score is not None:
        _note_status(event, update.outright_score.status, context.order)
        event.score.offer(update.outright_score, context.order)
    return event.score.value != before


def apply_livescore(
    event: Event, update: EventUpdate, context: Context
) -> tuple[LivescorePath, ...]:
    """Replace the state of play where it is newer; return the paths that differ.

    Scores, periods, statistics and time may go back: providers correct themselves (seed 004).
    """
    livescore = update.livescore
    if livescore is None:
        return ()
    order = context.order
    if not context.is_snapshot:
        event.streamed.offer(livescore, order)
    scoreboard = livescore.scoreboard
    if scoreboard is not None:
        _note_clock(event, livescore, order)
        if not _is_behind(scoreboard.status or 0, update, context):
            _note_status(event, scoreboard.status, order)
    before = event.livescore.value
    if not event.livescore.offer(livescore, order) or livescore == before:
        return ()
    return _differences(before or Livescore(), livescore)


def _is_behind(status: int, update: EventUpdate, context: Context) -> bool:
    """Tell whether a snapshot's scoreboard has an older status than the fixture beside it.

    A snapshot's own stamp does not tell when the scoreboard was said, so it must not take back
    a match that was finished or cancelled since.
    """
    if not context.is_snapshot:
        return False
    beside = update.fixture or update.outright_fixture or update.outright_league
    return beside is not None and _progress(beside.status or 0) > _progress(status)


def _progress(status: int) -> tuple[int, int]:
    """Rank statuses by how far a match has come."""
    return ((status in LIVE_STATUSES) + 2 * (status in COMPLETED_STATUSES), status)


def _note_status(event: Event, status: int | None, order: Order) -> None:
    """Take the newest status, by whichever part; of equal orders the one further on holds."""
    # Also from parts that arrive too late to be held, so that the order of arrival is nothing.
    if not status:
        return
    if status in KEPT_ALIVE_STATUSES and (event.first_live is None or order[0] < event.first_live):
        event.first_live = order[0]
    if (order, _progress(status)) > (event.status_order, _progress(event.status)):
        event.status, event.status_order = status, order
    if status in COMPLETED_STATUSES:
        event.ends = sorted({*event.ends, order})
    else:
        event.not_over = max(event.not_over, order)
    event.ends = [end for end in event.ends if end >= event.not_over]
    # An end that is repeated for ever began with the first.
    del event.ends[1:-_MOST_ENDS]


def _note_clock(event: Event, livescore: Livescore, order: Order) -> None:
    """Keep the first and last reading of each period: they tell which way the clock runs."""
    scoreboard = livescore.scoreboard
    if scoreboard is None or scoreboard.current_period is None:
        return
    seconds = clock_seconds(livescore)
    if seconds is None:
        return
    reading = (order, seconds)
    readings = event.clock_readings
    first, last = readings.get(scoreboard.current_period, (reading, reading))
    readings[scoreboard.current_period] = (min(first, reading), max(last, reading))
    if len(readings) > _MOST_PERIODS:
        del readings[max(readings)]


def clock_seconds(livescore: Livescore | None) -> int | None:
    """Return the seconds that the clock was said to show, None without a clock (absent or -1)."""
    if livescore is None or livescore.scoreboard is None:
        return None
    clock, time = livescore.scoreboard.clock, livescore.scoreboard.time
    if clock is not None and clock.seconds is not None:
        seconds = clock.seconds
    else:
        try:
            seconds = int(time or "-1")
        except ValueError:
            return None
    return seconds if 0 <= seconds <= _MOST_SECONDS else None


def sport_of(event: Event) -> Sport:
    """Return the sport of an event, of an outright too, whatever the feed said of it."""
    known = event.fixture or event.outright.value
    said = known.sport if known is not None else None
    return sport_by_feed_id(0) if said is None else sport_by_feed_id(said.id, said.name or "")


def speaker(event: Event) -> str:
    """Return the source that spoke last of the state of the event, "" before any did."""
    parts = (event.full_fixture, event.outright, event.score, event.livescore)
    return max(part.order for part in parts)[1]


def _differences(before: Livescore, after: Livescore) -> tuple[LivescorePath, ...]:
    paths: list[LivescorePath] = []
    if before.scoreboard != after.scoreboard:
        paths.append(("scoreboard",))
    if before.periods != after.periods:
        paths.extend(("periods", kind) for kind in _differing(before.periods, after.periods))
    if before.statistics != after.statistics:
        changed = _differing(before.statistics, after.statistics)
        paths.extend(("statistics", kind) for kind in changed)
    if before.livescore_extra_data != after.livescore_extra_data:
        paths.append(("extra",))
    if before.player_statistics != after.player_statistics:
        paths.append(("players",))
    if (before.current_incident, before.danger_triggers) != (
        after.current_incident,
        after.danger_triggers,
    ):
        paths.append(("incident",))
    return tuple(paths)


def _differing(
    before: Sequence[Period] | Sequence[Statistic] | None,
    after: Sequence[Period] | Sequence[Statistic] | None,
) -> list[int]:
    """Return the types whose parts differ; the order is nothing, but a type may come twice."""
    old, new = _by_type(before or ()), _by_type(after or ())
    return [kind for kind in old | new if old.get(kind) != new.get(kind)]


def _by_type(
    parts: Sequence[Period] | Sequence[Statistic],
) -> dict[int, Period | Statistic | list[Period | Statistic]]:
    grouped: dict[int, Period | Statistic | list[Period | Statistic]] = {}
    for part in parts:
        kind = part.type or 0
        held = grouped.get(kind)
        if held is None:
            grouped[kind] = part
        elif isinstance(held, list):
            held.append(part)
        else:
            grouped[kind] = [held, part]
    return grouped


def awaited_until(event: Event) -> int:
    """Return when an event is to begin, or an outright to end, unix ms; 0 where nobody said."""
    said = event.outright.value
    if said is not None:
        return milliseconds(said.end_date or said.start_date) or 0
    return (milliseconds(event.fixture.start_date) or 0) if event.fixture is not None else 0
