"""One package's distribution: what it is told of the picture, and what its queue has not yet."""

from collections.abc import Iterable, Sequence
from typing import Final

from touchline.board.board import Board
from touchline.board.change import Change, ChangeKind
from touchline.brokers.outbox import Outbox
from touchline.surfaces.trade.directory import Subscriptions
from touchline.surfaces.trade.envelopes import Envelopes
from touchline.surfaces.trade.outgoing import Conversation, Outgoing, is_interrupted
from touchline.surfaces.trade.package import Package
from touchline.surfaces.trade.turns import Turns

HEARTBEAT_MS: Final = 5_000
"""How often a heartbeat goes out (reference feed-protocol 1)."""
KEEP_ALIVE_MS: Final = 30_000
_LITTLE: Final = 500
"""While fewer messages wait, more of what is put off is told: a whole source, an order."""


class Outlet:
    """Tells one package of the picture; times are ms of feed time and of a monotonic clock."""

    def __init__(
        self,
        package: Package,
        envelopes: Envelopes,
        subscriptions: Subscriptions,
        turns: Turns,
        board: Board,
    ) -> None:
        """Begin with a package that was told nothing."""
        self.package = package
        self.outbox = Outbox(package.queue)
        self._envelopes = envelopes
        self._turns = turns
        self._heartbeat_at: tuple[int, int] | None = None
        self._keep_alive_at: tuple[int, int] | None = None
        self._was_interrupted = False
        self._begin(board, subscriptions)

    def begin_anew(self, board: Board) -> None:
        """Forget what was told and what waits; its customer recovers by a snapshot."""
        self.outbox.clear()
        self._heartbeat_at = self._keep_alive_at = None
        self._was_interrupted = False
        self._begin(board, self._conversation.subscriptions)

    def tell_all(self, board: Board) -> None:
        """Tell everything as the package catches up: its customer holds what nobody knows."""
        self._conversation.tell_all(board)

    def order(self, subscriptions: Subscriptions) -> None:
        """Take what the package ordered; what is new in it is told as it catches up."""
        self._conversation.order(subscriptions)

    def tell(self, changes: Sequence[Change], board: Board, now: int, monotonic: int) -> None:
        """Tell of changes at a feed time, after what falls due by then."""
        self.beat(board, now, monotonic)
        self._send(self._conversation.about(changes, board), now)
        for change in changes:
            if change.kind is ChangeKind.REMOVED and change.event is not None:
                self._envelopes.forget(change.event)

    def beat(self, board: Board, now: int, monotonic: int) -> None:
        """Send heartbeat and keep-alive where they are due, at once where a source turned.

        Feed time may run fast in a replay, or stand still at its end; neither leaves customers
        without heartbeats. Before anything says what the time is there are none.
        """
        if now <= 0:
            return
        turned = is_interrupted(board) != self._was_interrupted
        self._was_interrupted ^= turned
        if turned or _is_due(self._heartbeat_at, now, monotonic, HEARTBEAT_MS):
            self._heartbeat_at = now, monotonic
            self._send([self._conversation.heartbeat(board)], now)
        if turned or _is_due(self._keep_alive_at, now, monotonic, KEEP_ALIVE_MS):
            self._keep_alive_at = now, monotonic
            self._send([self._conversation.keep_alive(board)], now)

    @property
    def is_behind(self) -> bool:
        """Whether anything is put off: a source that turned, suspensions, orders."""
        return self._conversation.is_behind

    def catch_up(self, board: Board, now: int, room: int) -> None:
        """Tell more of what is put off, while less waits than there is room for."""
        while self._conversation.is_behind and len(self.outbox) < min(_LITTLE, room):
            self._send(self._conversation.catch_up(board), now)

    def _begin(self, board: Board, subscriptions: Subscriptions) -> None:
        self._conversation = Conversation(self.package, self._turns, board, subscriptions)
        self._envelopes.keep(board.events)

    def _send(self, told: Iterable[Outgoing], now: int) -> None:
        for outgoing in told:
            self.outbox.put(self._envelopes.write(outgoing, now))


def _is_due(last: tuple[int, int] | None, now: int, monotonic: int, every: int) -> bool:
    return last is None or now - last[0] >= every or monotonic - last[1] >= every
