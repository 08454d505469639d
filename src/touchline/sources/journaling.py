"""What is played, kept in a journal on its way into the picture."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from touchline.archive.journal import Journal, Received
from touchline.base.errors import JournalError, RecordingError
from touchline.sources.playback import Receiver

_SECONDS: Final = 1
_log = logging.getLogger(__name__)


class Journaling:
    """A receiver that journals messages of one source before another receiver has them.

    Nobody waits for what is played to be safe: where the journal fails, `failure` says why, and
    the messages go on.
    """

    def __init__(self, receiver: Receiver, journal: Journal, source: str) -> None:
        """Journal what goes to a receiver."""
        self.failure: JournalError | OSError | None = None
        self.journal = journal
        self._receiver = receiver
        self._source = source

    def deliver(self, body: bytes, *, at: int, headers: Mapping[str, Any]) -> None:
        """Take one message, received at a feed time (unix ms)."""
        self._attempt(lambda: self.journal.append([Received(self._source, at, headers, body)]))
        self._receiver.deliver(body, at=at, headers=headers)

    def refuse(self, line: bytes, error: RecordingError, *, at: int) -> None:
        """Take what stood in place of a message; that is not journaled."""
        self._receiver.refuse(line, error, at=at)

    def start_over(self) -> object:
        """Expect everything from its beginning again."""
        return self._receiver.start_over()

    def caught_up(self) -> None:
        """Hear that feed time runs."""
        self._receiver.caught_up()

    async def run(self, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        """Bring the journal to the disk, and remove what is not kept, every second; for ever."""
        while True:
            await sleep(_SECONDS)
            await asyncio.to_thread(self._attempt, self._keep)

    def _keep(self) -> None:
        self.journal.sync()
        self.journal.prune(self.journal.last)

    def _attempt(self, do: Callable[[], object]) -> None:
        try:
            do()
        except (JournalError, OSError) as error:
            if self.failure is None:
                _log.error("what is played cannot be kept: %s", error)
            self.failure = error
        else:
            self.failure = None
