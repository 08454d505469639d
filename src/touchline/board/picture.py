"""The board that is served now, and who is told of its changes."""

from collections.abc import Callable, Sequence

from touchline.base.clock import Clock
from touchline.board.board import DEFAULT_SOURCE, Board
from touchline.board.change import Change
from touchline.board.suspensions import Suspension
from touchline.model.message import Message

Listener = Callable[[Sequence[Change]], None]


class ListenerError(Exception):
    """A listener failed at a change; the board and the other listeners have it."""


class Picture:
    """One namespace's live picture with its feed clock.

    Surfaces read `board` at `feed_clock()` (unix ms of feed time) and listen for changes. The
    single writer calls `apply` and `advance`. `restart` puts a new board, with a new epoch, in
    place of the old one; listeners hear of it as an empty sequence.
    """

    def __init__(self, board: Board, feed_clock: Clock) -> None:
        """Serve a board read at a feed clock."""
        self.board = board
        self.feed_clock = feed_clock
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Call `listener` with the changes of each step, in order."""
        self._listeners.append(listener)

    def apply(self, message: Message, received_at: int, source: str = DEFAULT_SOURCE) -> None:
        """Apply a message received at a feed time and tell the listeners."""
        self._tell(self.board.apply(message, received_at, source))

    def advance(self, now: int) -> None:
        """Let feed time pass and tell the listeners what fell due."""
        self._tell(self.board.advance(now))

    def hold(self, source: str, *, held: bool, now: int) -> None:
        """Hold a source down at a feed time, or lift that, and tell the listeners."""
        self._tell(self.board.hold(source, held=held, now=now))

    def suspend(self, owner: str, suspensions: Sequence[Suspension]) -> None:
        """Suspend what an owner says from now on, on every board, and tell the listeners."""
        self._tell(self.board.suspend(owner, suspensions, max(self.board.now, self.feed_clock())))

    def restart(self, board: Board) -> None:
        """Put a new board in place; what is suspended stays so."""
        for owner, suspensions in self.board.suspensions.owned().items():
            board.suspend(owner, suspensions, board.now)
        self.board = board
        for listener in self._listeners:
            listener(())

    def data_age(self, now: int) -> int:
        """Return how long ago any source was last heard, ms of feed time."""
        sources = self.board.sources.values()
        return max(now - max((source.heard_at for source in sources), default=now), 0)

    def _tell(self, changes: Sequence[Change]) -> None:
        """Tell every listener. Raises ListenerError where one of them fails."""
        failed: Exception | None = None
        for listener in self._listeners if changes else ():
            try:
                listener(changes)
            except Exception as error:
                failed = error
        if failed is not None:
            raise ListenerError(f"a listener failed: {failed!r}") from failed
