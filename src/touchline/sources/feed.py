"""One provider's feed: its connection, its supervisor, and the recovery of what was missed."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, NamedTuple

from touchline.archive.journal import Received
from touchline.base.clock import Clock, monotonic_clock
from touchline.base.errors import SourceError
from touchline.board.picture import Picture
from touchline.brokers.connection import unexpected
from touchline.sources.amqp import Consumption, consuming
from touchline.sources.envelope import Envelope, envelope_of
from touchline.sources.feed_address import FeedAddress
from touchline.sources.intake import Intake, Taken
from touchline.sources.keeping import Heard
from touchline.sources.live_clock import LiveClock
from touchline.sources.provider_api import ProviderApi
from touchline.sources.supervisor import Cause, Patience, State, Supervisor, Task

_TICK_SECONDS: Final = 0.25
_LEAST_RETRY_SECONDS: Final = 0.5
_MOST_RETRY_SECONDS: Final = 30.0
_FULL_QUEUE_SECONDS: Final = 1.0
_LOSS_MARGIN_MS: Final = 10_000
"""What was sent before the last heartbeat may still have been on its way."""
_UNKNOWN_FIXTURES_MS: Final = 60_000
"""How often fixtures are asked for that keep-alives list and nothing else speaks of."""
_MOST_FIXTURES: Final = 1_000
_CONNECTING: Final = "not connected"
_STARTING: Final = "the distribution may be off"
_RECOVERING: Final = "no snapshot yet"
_log = logging.getLogger(__name__)


class Standing(NamedTuple):
    """How a feed stands now, for those who look; times in ms."""

    name: str
    state: str
    cause: str | None
    since_ms: int
    is_connected: bool
    heard_ms: int | None
    lag_ms: int
    failure: SourceError | None


class Feed:
    """Consumes a queue for ever, whatever happens to it.

    While the supervisor says so, the source is held down in the picture.
    """

    def __init__(
        self,
        address: FeedAddress,
        picture: Picture,
        intake: Intake,
        api: ProviderApi,
        clock: LiveClock,
        wall_clock: Clock,
        *,
        patience: Patience | None = None,
        heard: Heard | None = None,
        monotonic: Clock = monotonic_clock,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Hold the source down until it is known to be up; `heard` is what the last run knew."""
        self.address = address
        self.supervisor = Supervisor(monotonic(), patience)
        self._picture = picture
        self._intake = intake
        self._api = api
        self._clock = clock
        self._wall_clock = wall_clock
        self._monotonic = monotonic
        self._sleep = sleep
        self._consumption: Consumption | None = None
        self._recovery: asyncio.Task[None] | None = None
        self._heard_at: int | None = None
        self._heard = heard
        is_known = address.name in picture.board.sources
        self._heartbeat_sent_at = heard.until if heard is not None and is_known else None
        self._lost_at = self._heartbeat_sent_at
        self._is_snapshot_in = False
        self._failures: dict[str, SourceError] = {}
        self._told: tuple[State, Cause | None] = (self.supervisor.state, self.supervisor.cause)
        # When what is not in the picture yet was received, by the monotonic clock.
        self._waiting: deque[int] = deque()
        self._asked_fixtures_at = monotonic()
        self._retry_seconds = _LEAST_RETRY_SECONDS
        self._hold()

    @property
    def failure(self) -> SourceError | None:
        """What fails now."""
        return next(iter(self._failures.values()), None)

    def standing(self) -> Standing:
        """Return how the feed stands now."""
        supervisor, now = self.supervisor, self._monotonic()
        return Standing(
            name=self.address.name,
            state=supervisor.state,
            cause=supervisor.cause,
            since_ms=now - supervisor.since,
            is_connected=supervisor.is_connected,
            heard_ms=None if self._heard_at is None else now - self._heard_at,
            lag_ms=supervisor.lag_ms,
            failure=self.failure,
        )

    async def run(self) -> None:
        """Consume until cancelled."""
        ticking = asyncio.create_task(self._tick())
        try:
            while True:
                await self._connect()
                await self._sleep(self._retry_seconds)
                self._retry_seconds = min(2 * self._retry_seconds, _MOST_RETRY_SECONDS)
        finally:
            ticking.cancel()
            self._stop_recovery()
            await asyncio.gather(ticking, return_exceptions=True)

    async def _connect(self) -> None:
        """Consume on one connection, until it ends."""
        while self._intake.failure is not None:
            # What is not safe stays at the broker, and is not to pile up here.
            await self._sleep(_FULL_QUEUE_SECONDS)
        try:
            await self._start_distribution()
            async with consuming(self.address, self._take) as consumption:
                self._consumption = consumption
                self._failures.pop(_CONNECTING, None)
                _log.info("%s: consuming %s", self.address.name, self.address.where)
                self._do(self.supervisor.connected(self._monotonic()))
                reason = await consumption.over()
                _log.warning("%s: %s", self.address.name, reason)
        except SourceError as error:
            self._fail(_CONNECTING, error)
        except Exception as error:
            # Whatever it is, the other feeds go on, and this one is tried again.
            self._fail(_CONNECTING, unexpected(self.address, error))
        finally:
            self._consumption = None
            self._lose()
            self.supervisor.lost(self._monotonic())
            self._hold()

    async def _start_distribution(self) -> None:
        """Start it where it is off; where nobody can say, the queue itself will tell."""
        try:
            await self._api.start_distribution()
        except SourceError as error:
            self._fail(_STARTING, error)
        else:
            self._failures.pop(_STARTING, None)

    def _fail(self, what: str, error: SourceError) -> None:
        """Tell what fails, once for as long as it is the same."""
        last = self._failures.get(what)
        if last is None or error.for_log() != last.for_log():
            _log.error(
                "%s: %s: %s",
                self.address.name, what, error.for_log(), exc_info=error.__cause__,
            )  # fmt: skip
        self._failures[what] = error

    def _take(self, body: bytes, headers: dict[str, Any], safe: Callable[[], None]) -> None:
        envelope = envelope_of(body, headers)
        now = self._monotonic()
        self._heard_at = now
        self._retry_seconds = _LEAST_RETRY_SECONDS
        at = self._clock.hear(envelope.sent_at)
        received = Received(self.address.name, at, headers, body)
        self._waiting.append(now)
        self._intake.take(Taken(received, safe, lambda: self._applied(envelope)))
        self._do(self.supervisor.received(now, is_heartbeat=envelope.is_heartbeat))

    def _applied(self, envelope: Envelope) -> None:
        supervisor = self.supervisor
        # The intake applies in the order in which it was given.
        lag = self._lag(envelope, self._waiting.popleft())
        if lag is not None:
            supervisor.applied(self._monotonic(), lag)
        if not supervisor.is_held and envelope.is_heartbeat:
            # A stamp of the future would leave out of a recovery what came until then.
            sent_at = envelope.sent_at and min(envelope.sent_at, self._wall_clock())
            self._heartbeat_sent_at = sent_at
            if self._heard is not None:
                self._heard.note(sent_at)
        if self._is_snapshot_in and (lag is None or lag < supervisor.patience.late):
            # What came before the snapshot is in, and so is what was waiting in the queue.
            self._is_snapshot_in = False
            supervisor.recovered(self._monotonic())
        self._hold()

    def _lag(self, envelope: Envelope, received_at: int) -> int | None:
        """Return how old a message is now that it is in the picture; None where nothing tells."""
        if self.address.clock == "messages":
            # What it says of when it was sent may be years ago: only our own delay counts.
            return self._monotonic() - received_at
        if envelope.sent_at is None:
            return None
        return max(self._wall_clock() - envelope.sent_at, 0)

    async def _tick(self) -> None:
        while True:
            await self._sleep(_TICK_SECONDS)
            was_held, now = self.supervisor.is_held, self._monotonic()
            task = self.supervisor.tick(now, now - self._waiting[0] if self._waiting else 0)
            if self.supervisor.is_held and not was_held:
                self._lose()
            self._do(task)
            self._hold()
            self._ask_for_unknown_fixtures()

    def _do(self, task: Task | None) -> None:
        if task is Task.REBUILD and self._consumption is not None:
            self._consumption.end("the connection is open and brings nothing")
            # The broker is there: what comes next is not to wait for a connection.
            self._retry_seconds = _LEAST_RETRY_SECONDS
        elif task is Task.RECOVER:
            self._stop_recovery()
            self._recovery = asyncio.create_task(self._recover())
        self._hold()

    def _lose(self) -> None:
        """Stop what a loss interrupts, and remember up to when everything had come."""
        self._stop_recovery()
        self._lost_at = self._heartbeat_sent_at

    async def _recover(self) -> None:
        """Bring in what was missed; the first fresh message behind it ends the recovery."""
        since = None if self._lost_at is None else max(self._lost_at - _LOSS_MARGIN_MS, 0)
        wait = _LEAST_RETRY_SECONDS
        while True:
            try:
                await self._bring_snapshot(since)
                break
            except SourceError as error:
                self._fail(_RECOVERING, error)
            except Exception:
                # Whatever is wrong with one snapshot, the next may be right.
                _log.exception("%s: no snapshot yet", self.address.name)
            await self._sleep(wait)
            wait = min(2 * wait, _MOST_RETRY_SECONDS)
        self._failures.pop(_RECOVERING, None)
        self._is_snapshot_in = True

    async def _bring_snapshot(self, since: int | None, fixtures: Sequence[int] = ()) -> None:
        """Take a snapshot in, and return when it is in the picture."""
        is_in = asyncio.Event()
        brought = applied = 0

        def count() -> None:
            nonlocal applied
            applied += 1
            is_in.set()

        async for body in self._api.snapshot(since, fixtures):
            # Where time is that of the messages, a snapshot is ahead of what waits in the queue.
            at = self._clock.hear(envelope_of(body, {}).sent_at)
            received = Received(self.address.name, at, {}, body)
            self._intake.take(Taken(received, _nothing, count))
            brought += 1
            # Others get their turn between the parts of what may be large.
            await self._sleep(0)
        while applied < brought:
            is_in.clear()
            await is_in.wait()

    def _ask_for_unknown_fixtures(self) -> None:
        """Ask for fixtures that are live by the keep-alive and that the picture does not have."""
        now = self._monotonic()
        if (
            self.supervisor.is_held
            or not self._api.has_snapshots
            or now - self._asked_fixtures_at < _UNKNOWN_FIXTURES_MS
            or (self._recovery is not None and not self._recovery.done())
        ):
            return
        self._asked_fixtures_at = now
        board = self._picture.board
        source = board.sources.get(self.address.name)
        unknown = [
            fixture
            for fixture in (source.active_events if source is not None else ())
            if fixture not in board.events or not board.events[fixture].is_seen
        ]
        if unknown:
            _log.warning("%s: %d live fixtures are unknown", self.address.name, len(unknown))
            self._recovery = asyncio.create_task(
                self._complete(sorted(unknown)[:_MOST_FIXTURES]),
            )

    async def _complete(self, fixtures: Sequence[int]) -> None:
        try:
            await self._bring_snapshot(None, fixtures)
        except SourceError as error:
            _log.error("%s: unknown fixtures stay so: %s", self.address.name, error.for_log())

    def _stop_recovery(self) -> None:
        self._is_snapshot_in = False
        if self._recovery is not None:
            self._recovery.cancel()
            self._recovery = None

    def _hold(self) -> None:
        """Let the picture and the log know what the supervisor says, where that is news."""
        self._tell()
        source = self._picture.board.sources.get(self.address.name)
        is_held = self.supervisor.is_held
        if source is None or source.is_held != is_held:
            self._picture.hold(self.address.name, held=is_held, now=self._clock())

    def _tell(self) -> None:
        """Tell in the log that the state is another, and drop the failures that it is over."""
        stands = (self.supervisor.state, self.supervisor.cause)
        if stands == self._told:
            return
        was, self._told = self._told, stands
        is_good = stands[0] in (State.UP, State.RECOVERING)
        level = logging.INFO if is_good else logging.WARNING
        _log.log(level, "%s: %s, was %s", self.address.name, _named(*stands), _named(*was))
        if not self.supervisor.is_held:
            self._failures.clear()


def _named(state: State, cause: Cause | None) -> str:
    """Return a state and its cause in words, without a cause that only repeats it."""
    return state if cause is None or cause == str(state) else f"{state} ({cause})"


def _nothing() -> None:
    """Hear that a snapshot's part is safe, which nobody waits for."""
