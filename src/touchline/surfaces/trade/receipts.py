"""When markets last changed, by receipt: what snapshots since a moment hold."""

from collections.abc import Sequence

from touchline.board.change import Change, ChangeKind
from touchline.board.picture import Picture
from touchline.model.event import Event


class Receipts:
    """Listens to a picture and remembers when each market changed, in unix ms of feed time.

    Feeds stamp bets when they made them, and messages may be late: only what was received after a
    client went away is certainly new to it. A market that was not heard of since the start counts
    as received with the last message about its event.
    """

    def __init__(self, picture: Picture) -> None:
        """Listen to a picture."""
        self._picture = picture
        self._markets: dict[int, dict[int, int]] = {}
        self._events: dict[int, int] = {}
        self._sources: dict[str, int] = {}
        picture.listen(self._listen)

    def is_newer(self, event: Event, market: int, moment: int) -> bool:
        """Tell whether a market of an event changed at a moment or later (unix ms)."""
        turned = max(self._events.get(event.id, 0), self._sources.get(event.source, 0))
        if turned >= moment:
            return True
        received = self._markets.get(event.id, {}).get(market, event.heard_at)
        return received >= moment

    def _listen(self, changes: Sequence[Change]) -> None:
        if not changes:
            # Another board: nothing that was received stands for it.
            self._markets.clear()
            self._events.clear()
            self._sources.clear()
        now = self._picture.board.now
        for change in changes:
            if change.kind is ChangeKind.SOURCE and change.source is not None:
                self._sources[change.source] = now
            elif change.event is None:
                continue
            elif change.kind is ChangeKind.REMOVED:
                self._markets.pop(change.event, None)
                self._events.pop(change.event, None)
            elif change.kind is ChangeKind.EVENT:
                self._note(change, change.event, now)

    def _note(self, change: Change, event: int, now: int) -> None:
        touched = change.touched
        if touched.everything or touched.availability or touched.status:
            self._events[event] = now
        if touched.books or touched.markets:
            markets = self._markets.setdefault(event, {})
            for market, *_ in touched.books:
                markets[market] = now
            for market in touched.markets:
                markets[market] = now
