"""Saving memory in idle moments, without changing anything that can be seen."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Final, TypeVar, cast

from touchline.board import prices
from touchline.board.retention import Departures
from touchline.model.event import Book, Event

PACKED_AFTER_MS: Final = 60 * 60_000
"""How long after its end an event is packed: messages that are older do not come any more."""
_SHARED_FIELDS: Final = ("name", "line", "base_line", "start_price")
_CALCULATED_BET: Final = "0"
"""What calculated odds have for a bookmaker's number of a bet."""

Value = TypeVar("Value", bound=Hashable)


class Tidying:
    """What there is to tidy, event by event."""

    def __init__(self, max_texts: int) -> None:
        """Begin with nothing to do; share about as many texts at most."""
        self.texts: dict[str, str] = {}
        self._max_texts = max_texts
        self._untidy: set[int] = set()
        self._unpacked = Departures()

    def note(self, event_id: int) -> None:
        """Note that an event has new bets."""
        self._untidy.add(event_id)

    def note_end(self, event_id: int, over_since: int) -> None:
        """Note that an event is over since a feed time (unix ms)."""
        self._unpacked.expect(event_id, over_since + PACKED_AFTER_MS)

    def forget(self, event_id: int) -> None:
        """Note that an event has left."""
        self._untidy.discard(event_id)
        self._unpacked.forget(event_id)

    def tidy(self, events: Mapping[int, Event], now: int) -> bool:
        """Tidy one event at a feed time (unix ms); return whether more is to do."""
        self._untidy.update(self._unpacked.due(now))
        if not self._untidy:
            return False
        event = events.get(self._untidy.pop())
        if event is not None:
            if len(self.texts) > self._max_texts:
                self.texts.clear()
            share_texts(event, self.texts)
            if event.over_since is not None:
                if event.over_since + PACKED_AFTER_MS <= now:
                    pack(event, self.texts)
                else:
                    # Its end may have moved on since it was noted.
                    self.note_end(event.id, event.over_since)
        return bool(self._untidy)


def share_texts(event: Event, shared: dict[str, str]) -> None:
    """Let the bets of an event share the texts that they repeat, which saves half their memory."""
    for book in _books_of(event):
        for quote in book.bets.values():
            bet = quote.bet
            for name in _SHARED_FIELDS:
                text = getattr(bet, name)
                if text is not None:
                    setattr(bet, name, shared.setdefault(text, text))
            if bet.provider_bet_id == _CALCULATED_BET:
                bet.provider_bet_id = _CALCULATED_BET


def pack(event: Event, shared: dict[str, str]) -> None:
    """Keep of the price trails of an event that is over what is shown, and equal parts once."""
    same = _Same(shared)
    for book in _books_of(event):
        book.stands = [same(stands) for stands in book.stands]
        book.last_update = same(book.last_update)
        for number, quote in book.bets.items():
            bet = quote.bet
            bet.id = number
            bet.price, bet.start_price = same(bet.price), same(bet.start_price)
            bet.last_update = same(bet.last_update)
            prices.shorten(quote, same)


class _Same:
    """Returns the first of equal values; texts are shared with other events."""

    def __init__(self, shared: dict[str, str]) -> None:
        self._known: dict[Hashable, Hashable] = {}
        self._shared = shared

    def __call__(self, value: Value) -> Value:
        if isinstance(value, str):
            return cast(Value, self._shared.setdefault(value, value))
        known = self._known.get(value)
        if known is None:
            known = tuple(map(self, value)) if isinstance(value, tuple) else value
            self._known[known] = known
        return cast(Value, known)


def _books_of(event: Event) -> Iterator[Book]:
    for market in event.markets.values():
        yield from market.providers.values()
        if market.average is not None:
            yield market.average
