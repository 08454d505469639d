"""The pump: bytes that a source delivers, decoded and applied to the picture by one writer."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, Protocol

from touchline.archive.quarantine import NOT_APPLIED, Quarantine
from touchline.base.clock import Clock, monotonic_clock
from touchline.base.errors import RecordingError, WireError
from touchline.base.metrics import Counters
from touchline.board.board import DEFAULT_SOURCE, Board
from touchline.board.facts import is_live
from touchline.board.picture import ListenerError, Picture
from touchline.model.message import Message
from touchline.wire import Decoded, decode

TICK_MS: Final = 250
TRIES: Final = 3
"""How often a message is tried before it goes to the quarantine."""
_TIDY_MS: Final = 5
_RATE_SECONDS: Final = 5
_log = logging.getLogger(__name__)


class FeedTime(Protocol):
    """Feed time in unix ms; `due` is what it would be if no message were late."""

    def __call__(self) -> int: ...

    def due(self) -> int: ...


class Status(NamedTuple):
    """How a source does: live events, messages a second, ms of feed time that it is late."""

    live_events: int
    messages_per_second: float
    lag_ms: int
    refused: int


class Pump:
    """Brings the messages of one source into a picture.

    A message that cannot be used is kept in the quarantine and counted under `refused` by its
    code; it never stops the others. Unknown fields are counted under `unknown-field`, messages
    that had to be repaired under `repaired`.
    """

    def __init__(
        self,
        picture: Picture,
        clock: FeedTime,
        *,
        new_board: Callable[[], Board],
        source: str = DEFAULT_SOURCE,
        quarantine: Quarantine | None = None,
        decode: Callable[[bytes], Decoded] = decode,
        monotonic: Clock = monotonic_clock,
    ) -> None:
        """Write to a picture; `new_board` makes the empty board of a new start."""
        self.counters = Counters()
        self.ready = asyncio.Event()
        self._picture = picture
        self._clock = clock
        self._new_board = new_board
        self._source = source
        self._quarantine = quarantine
        self._decode = decode
        self._monotonic = monotonic
        self._next_board: Board | None = None
        self._lag_ms = 0
        self._began = self._ticked_at = monotonic()
        self._per_second: deque[tuple[int, int]] = deque(maxlen=_RATE_SECONDS + 1)

    def deliver(
        self, body: bytes, *, at: int, headers: Mapping[str, Any], source: str | None = None
    ) -> None:
        """Take one message, received at a feed time (unix ms), of a source other than its own."""
        source = source or self._source
        self._count()
        self._lag_ms = max(0, self._clock.due() - at)
        try:
            decoded = self._decode(body)
            if decoded.is_repaired:
                self.counters.add("repaired")
            for name, count in decoded.unknown.items():
                self.counters.add("unknown-field", name, count)
            self._apply(decoded.message, at, source)
        except WireError as error:
            self._refuse(error.code, body, at, source, error, headers)
        except Exception as error:
            # Whatever is wrong with one message, the others are not to wait for it.
            _log.exception("a message was not applied", extra={"source": source})
            self._refuse(NOT_APPLIED, body, at, source, error, headers)

    def refuse(self, line: bytes, error: RecordingError, *, at: int) -> None:
        """Take what stood in place of a message."""
        self._refuse(error.code, line, at, self._source, error, {})

    def start_over(self) -> Board:
        """Build a new board beside the one that is served, until `caught_up`; return it."""
        self._next_board = self._new_board()
        return self._next_board

    def caught_up(self) -> None:
        """Serve what was delivered so far, at the feed time that runs from now on."""
        if self._next_board is not None:
            board, self._next_board = self._next_board, None
            board.advance(self._clock())
            self._picture.restart(board)
        else:
            self._picture.advance(self._clock())
        self.ready.set()

    async def tick(self) -> None:
        """Let feed time act on the picture every 250 ms, and tidy it a little; for ever."""
        while True:
            await asyncio.sleep(TICK_MS / 1000)
            self.pass_time()

    def pass_time(self) -> None:
        """Let feed time act on the picture up to now, then tidy for at most 5 ms."""
        self._ticked_at = self._monotonic()
        try:
            self._picture.advance(self._clock())
            board = self._picture.board
            until = self._monotonic() + _TIDY_MS
            while board.tidy() and self._monotonic() < until:
                pass
        except Exception:
            self.counters.add("time-not-applied")
            # What fails once fails at every tick.
            if self.counters.value("time-not-applied") == 1:
                _log.exception("feed time was not applied", extra={"source": self._source})

    def ticked_ms(self) -> int:
        """Return how long ago feed time last acted on the picture, ms."""
        return self._monotonic() - self._ticked_at

    def status(self) -> Status:
        """Return how the source does now."""
        return Status(
            live_events=sum(map(is_live, self._picture.board.events.values())),
            messages_per_second=self._rate(),
            lag_ms=self._lag_ms,
            refused=sum(self.counters.snapshot().get("refused", {}).values()),
        )

    def _count(self) -> None:
        second = self._monotonic() // 1000
        if self._per_second and self._per_second[-1][0] == second:
            self._per_second[-1] = (second, self._per_second[-1][1] + 1)
        else:
            self._per_second.append((second, 1))

    def _rate(self) -> float:
        """Return the messages a second of the last whole seconds."""
        now = self._monotonic()
        this_second = now // 1000
        seconds = min(_RATE_SECONDS, this_second - self._began // 1000)
        if seconds <= 0:
            return float(sum(count for _, count in self._per_second))
        return (
            sum(
                count
                for second, count in self._per_second
                if this_second - seconds <= second < this_second
            )
            / seconds
        )

    def _apply(self, message: Message, at: int, source: str) -> None:
        """Apply a message, and what fails once a few times: applying it again changes nothing."""
        for tries_left in reversed(range(TRIES)):
            try:
                if self._next_board is None:
                    self._picture.apply(message, at, source)
                else:
                    self._next_board.apply(message, at, source)
            except ListenerError:
                # The board has the message: a second try would tell nobody.
                raise
            except Exception:
                if not tries_left:
                    raise
            else:
                return

    def _refuse(
        self,
        code: str,
        body: bytes,
        at: int,
        source: str,
        error: Exception,
        headers: Mapping[str, Any],
    ) -> None:
        self.counters.add("refused", code)
        if self._quarantine is not None:
            self._quarantine.keep(body, at=at, source=source, error=error, headers=headers)
