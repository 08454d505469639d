"""What every surface asks of an event: its sides, its state, its scores as numbers."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from touchline.base import limits
from touchline.board.change import Change, ChangeKind
from touchline.board.liveness import Source
from touchline.model.enums import COMPLETED_STATUSES, LIVE_STATUSES, FixtureStatus
from touchline.model.event import Event
from touchline.model.feed_struct import ExtraData
from touchline.model.fixture import Fixture, Participant
from touchline.model.instants import milliseconds
from touchline.model.livescore import Livescore, Result, Scoreboard

SILENT_MS: Final = limits.MESSAGE_SILENCE_MS.default
"""How long a source may be unheard before nothing of it is shown as available (DECISIONS 23)."""
DELAYED_AFTER_MS: Final = 60_000
"""How long after its start an event may not have started before it counts as delayed."""

StatusReason = Literal[
    "postponed", "cancelled", "interrupted", "abandoned", "lost_coverage", "delayed"
]
"""Why an event does not take its usual course."""
_STATUS_REASONS: Final[Mapping[int, StatusReason]] = {
    int(FixtureStatus.CANCELLED): "cancelled",
    int(FixtureStatus.POSTPONED): "postponed",
    int(FixtureStatus.INTERRUPTED): "interrupted",
    int(FixtureStatus.ABANDONED): "abandoned",
    int(FixtureStatus.LOST_COVERAGE): "lost_coverage",
}


def is_listed(event: Event) -> bool:
    """Tell whether event lists may show it: seen, and not an outright (DECISIONS 7)."""
    return event.fixture is not None


def is_live(event: Event) -> bool:
    """Tell whether the event is live (DECISIONS 10)."""
    return event.fixture is not None and event.status in LIVE_STATUSES


def is_completed(event: Event) -> bool:
    """Tell whether the event is over (DECISIONS 10); what is neither live nor over is upcoming."""
    return event.fixture is not None and event.status in COMPLETED_STATUSES


def is_silent(source: Source | None, now: int) -> bool:
    """Tell whether a source is down, or has not been heard of for 30 s of feed time."""
    return source is not None and (source.is_down or now - source.heard_at >= SILENT_MS)


def start_of(event: Event) -> int | None:
    """Return when the event starts, unix ms, None where nothing readable was said of it."""
    return milliseconds(event.fixture.start_date) if event.fixture is not None else None


def status_reason(event: Event, now: int) -> StatusReason | None:
    """Return why the event does not take its usual course at a feed time, None while it does."""
    said = _STATUS_REASONS.get(event.status)
    if said is not None:
        return said
    delayed_from = _delayed_from(event)
    return "delayed" if delayed_from is not None and now >= delayed_from else None


def status_reason_until(event: Event, now: int) -> int | None:
    """Return from when the reason differs although nothing changes, unix ms, None for never."""
    delayed_from = _delayed_from(event)
    return delayed_from if delayed_from is not None and now < delayed_from else None


def _delayed_from(event: Event) -> int | None:
    start = start_of(event) if event.status == FixtureStatus.NOT_STARTED else None
    return None if start is None else start + DELAYED_AFTER_MS + 1


def moves_events(change: Change) -> bool:
    """Tell whether events may enter, leave or move in lists because of a change."""
    touched = change.touched
    return (
        change.kind is ChangeKind.REMOVED or touched.everything or touched.fixture or touched.status
    )


def participant(fixture: Fixture | None, position: str) -> Participant | None:
    """Return the participant at a position, "1" for home and "2" for away."""
    for side in (fixture.participants if fixture is not None else None) or ():
        if side.position == position:
            return side
    return None


def extra(data: Sequence[ExtraData] | None, name: str) -> str | None:
    """Return the value of an extra datum, None where it is absent or empty."""
    for item in data or ():
        if item.name == name:
            return item.value or None
    return None


def scoreboard_of(event: Event) -> Scoreboard | None:
    """Return the scoreboard, None before the first livescore."""
    livescore = event.livescore.value
    return livescore.scoreboard if livescore is not None else None


def pair(results: Sequence[Result] | None) -> tuple[str | None, str | None]:
    """Return the texts of positions 1 and 2."""
    by_position = {result.position: result.value for result in results or ()}
    return by_position.get("1"), by_position.get("2")


def number(text: str | None) -> int:
    """Return a score as a number, 0 for text that is none ("A" in tennis)."""
    try:
        return int(text or 0)
    except ValueError:
        return 0


def score_of(event: Event) -> tuple[int, int]:
    """Return the total score, 0-0 before the first livescore."""
    scoreboard = scoreboard_of(event)
    home, away = pair(scoreboard.results if scoreboard is not None else None)
    return number(home), number(away)


def statistics_of(livescore: Livescore | None) -> dict[int | None, tuple[str | None, str | None]]:
    """Return the statistics by type, home and away as texts."""
    return {
        statistic.type: pair(statistic.results)
        for statistic in (livescore.statistics if livescore is not None else None) or ()
    }
