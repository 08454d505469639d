"""How a server stands, as its parts tell it; durations in ms."""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

STALLED_MS: Final = 10_000
"""A picture in which time has not passed for so long is not alive."""

Readiness = Literal["starting", "ready", "degraded"]
Counts = Mapping[str, Mapping[str, int]]
"""Counters by name and label."""


class Failure(msgspec.Struct, frozen=True):
    """What fails now: a code of the table of errors, and all of it, for the operator alone."""

    code: str
    text: str


class SourceReport(msgspec.Struct, frozen=True):
    """How a source stands; `state` and `cause` are those of its supervisor."""

    name: str
    state: str
    cause: str | None
    since_ms: int
    is_connected: bool
    heard_ms: int | None
    lag_ms: int
    failure: Failure | None


class JournalReport(msgspec.Struct, frozen=True):
    """How far the journal is, and the picture behind it, in numbers of messages."""

    last: int
    applied: int
    failure: Failure | None


class PublishingReport(msgspec.Struct, frozen=True):
    """How publishing does: packages that are on, and their messages here and in the queues.

    `switched_off` is how many distributions were, by the server itself.
    """

    packages: int
    waiting: int
    queued: int
    messages_per_second: float
    switched_off: int
    failure: Failure | None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """How a server stands now. `ticked_ms` is how long ago time passed in the picture."""

    is_restored: bool = True
    ticked_ms: int = 0
    sources: tuple[SourceReport, ...] = ()
    live_events: int = 0
    events: int = 0
    messages_per_second: float = 0
    waiting: int = 0
    refused: Mapping[str, int] = {}
    messages: Mapping[str, int] = {}
    counted: Counts = {}
    quarantined: int = 0
    journal: JournalReport | None = None
    store: Literal["up", "down"] | None = None
    publishing: PublishingReport | None = None

    @property
    def is_alive(self) -> bool:
        """Whether time passes in the picture."""
        return not self.is_restored or self.ticked_ms < STALLED_MS

    @property
    def readiness(self) -> Readiness:
        """Whether the picture can be shown, and whether anything is missing.

        A source that is down makes the server degraded, not unready: what it shows is unavailable,
        and says so, while other servers of the same feed would be as badly off.
        """
        if not self.is_restored or any(_is_starting(source) for source in self.sources):
            return "starting"
        is_whole = (
            self.is_alive
            and all(source.state in ("up", "late") for source in self.sources)
            and (self.journal is None or self.journal.failure is None)
            and self.store != "down"
            and (self.publishing is None or self.publishing.failure is None)
        )
        return "ready" if is_whole else "degraded"


def _is_starting(source: SourceReport) -> bool:
    return source.state == "starting" or (source.state == "recovering" and source.cause == "start")
