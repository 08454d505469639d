"""What fills the picture of a running server: a playback, or the feeds of providers."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from touchline.archive.quarantine import Quarantine
from touchline.archive.spool import Spool, Spooled
from touchline.base import limits
from touchline.base.clock import monotonic_clock, wall_clock
from touchline.base.errors import JournalError, TouchlineError
from touchline.base.redaction import redact
from touchline.base.settings import Settings
from touchline.board.board import Board
from touchline.board.picture import Picture
from touchline.cli.limited import limited_decode
from touchline.sources.playback import Playback
from touchline.sources.pump import TRIES, Pump
from touchline.sources.retries import bring_retries
from touchline.surfaces.ops.report import Failure, JournalReport, Report, SourceReport

if TYPE_CHECKING:
    # Importing these takes a broker's client, a client of HTTP and the journal.
    from touchline.archive.journal import Entry, Journal, Received
    from touchline.sources.feed import Feed
    from touchline.sources.feed_address import FeedAddress
    from touchline.sources.journaling import Journaling
    from touchline.sources.live_clock import LiveClock
    from touchline.sources.supervisor import Patience

JOURNAL: Final = "journal"
CHECKPOINTS: Final = "checkpoints"
PLAYED: Final = "played"
"""Apart from the journal, so that no feed's picture is restored from what was played."""
_RESTORED_EVERY: Final = 200
_log = logging.getLogger(__name__)


class Feeding(Protocol):
    """Fills a picture; `ready` is set once everything that lies before the start is in it."""

    ready: asyncio.Event

    async def run(self) -> None:
        """Fill it until cancelled; raise TouchlineError where it never becomes ready."""
        ...

    def status(self) -> str:
        """Return how it does, in a few words for the status line."""
        ...

    def report(self) -> Report:
        """Return how it does, for those who watch the server."""
        ...


class PlaybackFeeding:
    """A recording, or the simulator."""

    def __init__(
        self,
        name: str,
        playback: Playback,
        pump: Pump,
        picture: Picture,
        quarantine: Quarantine,
        spool: Spool,
        journaling: "Journaling | None" = None,
    ) -> None:
        """Play into a picture, through a journal where there is one; `name` is the source's."""
        self.ready = pump.ready
        self._name = name
        self._playback = playback
        self._pump = pump
        self._picture = picture
        self._quarantine = quarantine
        self._spool = spool
        self._journaling = journaling
        self._began = monotonic_clock()

    async def run(self) -> None:
        """Play to the end; the picture is served on, and time goes on in it."""
        journaling = self._journaling
        ticking = asyncio.gather(
            self._pump.tick(),
            bring_retries(self._spool, self._deliver),
            *(() if journaling is None else (journaling.run(),)),
        )
        try:
            try:
                await self._playback.run(journaling or self._pump)
            except TouchlineError as error:
                if not self.ready.is_set():
                    raise
                _log.error("the replay ends here: %s", error)
            except Exception:
                if not self.ready.is_set():
                    raise
                _log.exception("the replay ends here")
            await ticking
        finally:
            ticking.cancel()
            await asyncio.gather(ticking, return_exceptions=True)
            if journaling is not None:
                journaling.journal.close()

    def _deliver(self, spooled: Spooled) -> None:
        recorded, at = spooled.recorded, self._picture.feed_clock()
        self._pump.deliver(recorded.body, at=at, headers=recorded.headers, source=spooled.source)
        self._spool.done(spooled)

    def status(self) -> str:
        """Return live events, messages a second, lag, and what was refused."""
        status = self._pump.status()
        if not self.ready.is_set():
            return (
                f"making the picture of the start: {status.live_events} live events so far, "
                f"{status.messages_per_second:.0f} messages/s"
            )
        refused = f", {status.refused} messages refused" if status.refused else ""
        return (
            f"{status.live_events} live events, {status.messages_per_second:.1f} messages/s, "
            f"lag {status.lag_ms} ms{refused}"
        )

    def report(self) -> Report:
        """Return how it does: a playback is up once its beginning is in the picture."""
        is_ready = self.ready.is_set()
        source = SourceReport(
            name=self._name,
            state="up" if is_ready else "starting",
            cause=None if is_ready else "start",
            since_ms=monotonic_clock() - self._began,
            is_connected=True,
            heard_ms=None,
            lag_ms=self._pump.status().lag_ms,
            failure=None,
        )
        report = _report(self._pump, self._picture, self._quarantine, (source,))
        if self._journaling is None:
            return report
        journal = _journal_report(
            self._journaling.journal.last, self._journaling.journal.last, self._journaling.failure
        )
        return msgspec.structs.replace(report, journal=journal)


class LiveFeeding:
    """Feeds of providers, with the journal and the checkpoints of what they bring."""

    def __init__(
        self,
        settings: Settings,
        addresses: "Sequence[FeedAddress]",
        picture: Picture,
        clock: "LiveClock",
        new_board: Callable[[], Board],
        quarantine: Quarantine,
    ) -> None:
        """Open the journal. Raises JournalError."""
        from touchline.archive.checkpoints import Checkpoints
        from touchline.sources.intake import Intake
        from touchline.sources.keeping import Keeping, Pace

        self.feeds: list[Feed] = []
        self._settings = settings
        self._addresses = addresses
        self._picture = picture
        self._clock = clock
        self._quarantine = quarantine
        self._pump = Pump(
            picture,
            clock,
            new_board=new_board,
            quarantine=quarantine,
            decode=limited_decode(settings),
        )
        self.ready = self._pump.ready
        state = settings.state_dir()
        self.journal = open_journal(settings, JOURNAL)
        self._checkpoints = Checkpoints(state / CHECKPOINTS)
        self._spool = Spool(state)
        self.intake: Intake = Intake(
            self._apply,
            self.journal,
            is_synced=settings.limit(limits.JOURNAL_SYNC_MS) == 0,
            held_bytes=settings.limit(limits.FEED_HELD_BYTES),
        )
        self.keeping: Keeping = Keeping(
            picture,
            self.journal,
            self._checkpoints,
            lambda: self.intake.position,
            pace=Pace(settings.limit(limits.JOURNAL_SYNC_MS), settings.limit(limits.CHECKPOINT_MS)),
        )

    async def run(self) -> None:
        """Restore the picture of the last run, then consume the feeds."""
        import httpx

        from touchline.sources.feed import Feed
        from touchline.sources.keeping import Heard
        from touchline.sources.provider_api import ProviderApi

        settings = self._settings
        seconds = settings.limit(limits.SNAPSHOT_TIMEOUT_MS) / 1_000
        try:
            await self._restore()
            heard = [
                Heard(settings.state_dir() / JOURNAL, address.name) for address in self._addresses
            ]
            async with httpx.AsyncClient(timeout=seconds) as client:
                # From here on without a wait: what is served is held down until its feed is up.
                self._pump.caught_up()
                fed = {address.name for address in self._addresses}
                for name in self._picture.board.sources.keys() - fed:
                    self._hold(name)
                for address, its in zip(self._addresses, heard, strict=True):
                    api = ProviderApi(
                        address,
                        client,
                        gap_ms=settings.limit(limits.SNAPSHOT_GAP_MS),
                        most_bytes=settings.limit(limits.SNAPSHOT_BYTES),
                    )
                    self.feeds.append(
                        Feed(
                            address, self._picture, self.intake, api, self._clock, wall_clock,
                            patience=_patience(settings),
                            heard=its,
                        )
                    )  # fmt: skip
                async with asyncio.TaskGroup() as group:
                    group.create_task(self.intake.run())
                    for feed in self.feeds:
                        group.create_task(feed.run())
                    group.create_task(self.keeping.run())
                    group.create_task(self._pump.tick())
                    group.create_task(bring_retries(self._spool, self._take))
        finally:
            if self.ready.is_set():
                with contextlib.suppress(JournalError, OSError):
                    await self.keeping.checkpoint()
            self.journal.close()

    def status(self) -> str:
        """Return each feed's state, and what was refused."""
        states = ", ".join(
            f"{one.name} {one.state}" + (f" ({one.cause})" if one.cause else "")
            for one in (feed.standing() for feed in self.feeds)
        )
        status = self._pump.status()
        failure = self.intake.failure or self.keeping.failure
        return (
            f"{states or 'restoring'}: {status.live_events} live events, "
            f"{status.messages_per_second:.1f} messages/s, {self.intake.waiting} waiting"
            + (f", {status.refused} messages refused" if status.refused else "")
            + (f", {failure}" if failure else "")
        )

    def report(self) -> Report:
        """Return how each feed and the journal do."""
        failure = self.intake.failure or self.keeping.failure
        sources = tuple(
            SourceReport(**one._asdict() | {"failure": _failure(one.failure)})
            for one in (feed.standing() for feed in self.feeds)
        )
        report = _report(self._pump, self._picture, self._quarantine, sources)
        return msgspec.structs.replace(
            report,
            waiting=self.intake.waiting,
            journal=_journal_report(self.journal.last, self.intake.position, failure),
        )

    async def _restore(self) -> None:
        from touchline.sources.keeping import Tries, restore

        tries = Tries(self._settings.state_dir() / JOURNAL)
        board = self._pump.start_over()
        restored = restore(
            board, self._checkpoints, self.journal, tries, self._replay, self._give_up
        )
        applied = 0
        for applied in restored:
            if applied % _RESTORED_EVERY == 0:
                await asyncio.sleep(0)
        # The checkpoint may be further than the journal was.
        self.intake.position = self.journal.last
        # Where time is that of the messages, it goes on from where the picture is.
        self._clock.hear(board.now)
        events = len(board.events)
        if events or applied:
            _log.info("restored %d events, and applied %d messages behind them", events, applied)

    def _apply(self, received: "Received") -> None:
        self._pump.deliver(
            received.body, at=received.at, headers=received.headers, source=received.source
        )

    def _take(self, spooled: Spooled) -> None:
        from touchline.archive.journal import Received
        from touchline.sources.intake import Taken

        recorded = spooled.recorded
        if all(address.name != spooled.source for address in self._addresses):
            self._hold(spooled.source)
        received = Received(spooled.source, self._clock(), recorded.headers, recorded.body)
        self.intake.take(Taken(received, lambda: self._spool.done(spooled), lambda: None))

    def _hold(self, source: str) -> None:
        """Hold down what no feed brings any more: nobody would hear it fall silent."""
        self._picture.hold(source, held=True, now=self._clock())

    def _replay(self, entry: "Entry") -> None:
        recorded = entry.recorded
        self._pump.deliver(
            recorded.body, at=recorded.at, headers=recorded.headers, source=entry.source
        )

    def _give_up(self, entry: "Entry") -> None:
        _log.error("message %d of the journal ended the process %d times", entry.number, TRIES)
        recorded = entry.recorded
        self._quarantine.keep(
            recorded.body,
            at=recorded.at,
            source=entry.source,
            error=TouchlineError("message-not-applied", f"ended the process {TRIES} times"),
            headers=recorded.headers,
        )


def open_journal(settings: Settings, folder: str) -> "Journal":
    """Open a journal in a folder of the state folder. Raises JournalError."""
    from touchline.archive.journal import Journal, JournalLimits

    return Journal(
        settings.state_dir() / folder,
        wall_clock,
        JournalLimits(
            segment_bytes=settings.limit(limits.JOURNAL_SEGMENT_BYTES),
            total_bytes=settings.limit(limits.JOURNAL_BYTES),
            age_ms=settings.limit(limits.JOURNAL_AGE_MS),
        ),
    )


def _journal_report(last: int, applied: int, failure: Exception | None) -> JournalReport:
    return JournalReport(last, applied, _failure(failure))


def _failure(failure: Exception | None) -> Failure | None:
    if failure is None:
        return None
    # What the disk says of a journal or a checkpoint has no code of its own.
    code = failure.code if isinstance(failure, TouchlineError) else "journal-unwritable"
    return Failure(code, redact(str(failure)))


def _report(
    pump: Pump, picture: Picture, quarantine: Quarantine, sources: tuple[SourceReport, ...]
) -> Report:
    status, counted = pump.status(), pump.counters.snapshot()
    noticed = picture.board.counters.snapshot()
    messages = noticed.pop("messages", {})
    refused = counted.pop("refused", {})
    return Report(
        is_restored=pump.ready.is_set(),
        ticked_ms=pump.ticked_ms(),
        sources=sources,
        live_events=status.live_events,
        events=len(picture.board.events),
        messages_per_second=status.messages_per_second,
        waiting=0,
        refused=refused,
        messages=messages,
        counted=noticed | counted,
        quarantined=quarantine.kept,
    )


def _patience(settings: Settings) -> "Patience":
    from touchline.sources.supervisor import Patience

    return Patience(
        silence=settings.limit(limits.HEARTBEAT_SILENCE_MS),
        message_silence=settings.limit(limits.MESSAGE_SILENCE_MS),
        late=settings.limit(limits.FEED_LATE_MS),
        behind=settings.limit(limits.FEED_BEHIND_MS),
        rebuild=settings.limit(limits.FEED_REBUILD_MS),
    )
