"""Playback: messages as a source, each at its feed time, from a recording or made up."""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final, Protocol

from touchline.archive.packing import check_packing
from touchline.archive.recordings import Recorded, read_recording
from touchline.base import limits
from touchline.base.clock import Clock, monotonic_clock
from touchline.base.errors import RecordingError, UsageError
from touchline.sources.feed_clock import FeedClock

_WORK_MS: Final = 5
"""How long messages are delivered before others get their turn."""
_log = logging.getLogger(__name__)

Sleep = Callable[[float], Awaitable[object]]
Refuse = Callable[[bytes, RecordingError], None]
"""Is handed what stands in place of a message, and why."""
Messages = Callable[[Refuse], Generator[Recorded, None, None]]
"""Opens messages from their beginning."""


def recorded_messages(path: Path, line_bytes: int = limits.LINE_BYTES.default) -> Messages:
    """Return the messages of a recording; raise RecordingError where there is none."""
    check_packing(path)
    return lambda refuse: read_recording(path, malformed=refuse, line_bytes=line_bytes)


def made_messages(messages: Iterator[Recorded]) -> Messages:
    """Return messages that are made as they are asked for, once."""

    def made(_refuse: Refuse) -> Generator[Recorded, None, None]:
        yield from messages

    return made


class Receiver(Protocol):
    """Where a source brings its messages."""

    def deliver(self, body: bytes, *, at: int, headers: Mapping[str, Any]) -> None:
        """Take one message, received at a feed time (unix ms)."""
        ...

    def refuse(self, line: bytes, error: RecordingError, *, at: int) -> None:
        """Take what stood in place of a message."""
        ...

    def start_over(self) -> object:
        """Expect everything from its beginning again, up to `caught_up` unseen."""
        ...

    def caught_up(self) -> None:
        """Hear that all that lies before the start was delivered, and feed time runs."""
        ...


class Playback:
    """Plays messages.

    What was received until `start_at` is delivered at once, the rest at its time at `speed`
    (None: as fast as can be). It ends after the last message received until `stop_at`, and feed
    time stands still there, or at the last message where the recording ends first; or it begins
    again, with `loop`.
    """

    def __init__(
        self,
        messages: Messages,
        clock: FeedClock,
        *,
        speed: float | None = 1,
        start_at: int | None = None,
        stop_at: int | None = None,
        loop: bool = False,
        monotonic: Clock = monotonic_clock,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """Raise UsageError for what makes no sense."""
        if speed is not None and not (math.isfinite(speed) and speed > 0):
            raise UsageError(
                "usage", f"{speed} is not a speed", where="--speed", expected="more than 0, or max"
            )
        if start_at is not None and stop_at is not None and stop_at < start_at:
            raise UsageError(
                "usage", "the end is before the start", where="--stop-at",
                expected="a time after --start-at",
            )  # fmt: skip
        self._messages = messages
        self._clock = clock
        self._speed = speed
        self._start_at = start_at
        self._stop_at = stop_at
        self._loop = loop
        self._monotonic = monotonic
        self._sleep = sleep
        self._turn_began = 0

    async def run(self, receiver: Receiver) -> None:
        """Play to the end, or for ever; raise RecordingError where they cannot be read on."""
        self._turn_began = self._monotonic()
        goes_on = await self._play(receiver, is_first=True)
        while self._loop and goes_on:
            await self._give_way()
            receiver.start_over()
            goes_on = await self._play(receiver, is_first=False)

    async def _play(self, receiver: Receiver, *, is_first: bool) -> bool:
        """Play once; return whether feed time ran, so that playing again makes sense."""
        clock = self._clock
        is_running = False
        is_cut = False
        last: int | None = None

        def refuse(line: bytes, error: RecordingError) -> None:
            receiver.refuse(line, error, at=clock())

        with closing(self._messages(refuse)) as messages:
            for recorded in messages:
                if self._monotonic() - self._turn_began >= _WORK_MS:
                    await self._give_way()
                at = recorded.at
                if not is_running and (self._start_at is None or at > self._start_at):
                    is_running = True
                    self._begin(receiver, at)
                if self._stop_at is not None and at > self._stop_at:
                    is_cut = True
                    clock.allow(self._stop_at)
                    continue
                if is_running:
                    clock.allow(at - 1)
                    await self._until(at)
                    clock.allow(at)
                elif is_first:
                    clock.stop(at)
                last = at if last is None else max(last, at)
                receiver.deliver(recorded.body, at=at, headers=recorded.headers)
        if not is_running:
            self._begin_at_end(receiver, last)
        if is_cut and self._stop_at is not None:
            await self._until(self._stop_at)
            clock.stop(self._stop_at)
        elif last is not None:
            clock.stop(last)
        return is_running and last is not None

    def _begin(self, receiver: Receiver, first: int) -> None:
        at = first if self._start_at is None else self._start_at
        self._clock.start(at if self._stop_at is None else min(at, self._stop_at), self._speed)
        receiver.caught_up()

    def _begin_at_end(self, receiver: Receiver, last: int | None) -> None:
        if last is None:
            _log.warning("there is no message to play")
        else:
            _log.warning("the last message is before the start")
            self._clock.stop(last)
        receiver.caught_up()

    async def _until(self, at: int) -> None:
        while (wait := self._clock.wait_ms(at)) > 0:
            await self._sleep(wait / 1000)
            self._turn_began = self._monotonic()

    async def _give_way(self) -> None:
        await self._sleep(0)
        self._turn_began = self._monotonic()
