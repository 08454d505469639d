"""When bets were last closed or opened again for a reason of ours."""

from collections.abc import Iterable, Sequence

from touchline.board.availability import Reason, event_reason
from touchline.board.board import Board
from touchline.board.change import Change, ChangeKind
from touchline.board.picture import Picture
from touchline.board.suspensions import bets_on
from touchline.model.event import Event, MarketLine
from touchline.surfaces.trade.parts import SUSPENSION_REASONS, BetKey, Closed

_NO_LINES: frozenset[MarketLine] = frozenset()


class Turns:
    """Listens to a picture and remembers when our reasons last turned, in unix ms of feed time.

    Customers take a bet only where its LastUpdate is not older than the one that they hold, and
    the feed says nothing of reasons of ours.
    """

    def __init__(self, picture: Picture) -> None:
        """Listen to a picture; what is closed in it counts as closed now."""
        self._picture = picture
        self._reasons: dict[int, Reason] = {}
        self._lines: dict[int, frozenset[MarketLine]] = {}
        self._events: dict[int, int] = {}
        self._bets: dict[int, dict[BetKey, int]] = {}
        self._look(picture.board.seen_events(), picture.board, picture.board.now)
        picture.listen(self._listen)

    def closed(self, event: Event) -> Closed:
        """Return why bets of an event are not to be had for reasons of ours, and since when."""
        return Closed(
            reason_of(event, self._picture.board),
            event.suspended_lines,
            self._events.get(event.id, 0),
            self._bets.get(event.id) or {},
        )

    def _listen(self, changes: Sequence[Change]) -> None:
        board = self._picture.board
        if not changes:
            # Another board: nothing of the last one stands for it.
            for kept in (self._reasons, self._lines, self._events, self._bets):
                kept.clear()
            self._look(board.seen_events(), board, board.now)
        for change in changes:
            if change.kind is ChangeKind.SOURCE:
                told = (event for event in board.seen_events() if event.source == change.source)
                self._look(told, board, change.at)
            elif change.event is None:
                continue
            elif change.kind is ChangeKind.REMOVED:
                for kept in (self._reasons, self._lines, self._events, self._bets):
                    kept.pop(change.event, None)
            elif change.kind is ChangeKind.EVENT:
                touched = change.touched
                event = board.events.get(change.event)
                if event is not None and (
                    touched.everything or touched.availability or touched.status or touched.fixture
                ):
                    self._look((event,), board, change.at)

    def _look(self, events: Iterable[Event], board: Board, now: int) -> None:
        for event in events:
            reason = reason_of(event, board)
            if reason is not self._reasons.get(event.id):
                self._events[event.id] = now
                if reason is None:
                    del self._reasons[event.id]
                else:
                    self._reasons[event.id] = reason
            lines = self._lines.get(event.id, _NO_LINES)
            if lines != event.suspended_lines:
                self._lines[event.id] = event.suspended_lines
                self._note_lines(event, lines ^ event.suspended_lines, now)

    def _note_lines(self, event: Event, lines: frozenset[MarketLine], now: int) -> None:
        bets = self._bets.setdefault(event.id, {})
        for market_id, provider, numbers in bets_on(event, lines):
            bets |= dict.fromkeys(((market_id, provider, number) for number in numbers), now)


def reason_of(event: Event, board: Board) -> Reason | None:
    """Return why an event is unavailable for a reason of ours, None where it is not."""
    reason = event_reason(event, board.source_of(event))
    return reason if reason in SUSPENSION_REASONS else None
