"""Taking a message apart in tests."""

from collections.abc import Iterable
from typing import TypeVar

from touchline.model.livescore import Result
from touchline.model.market import Bet, MarketUpdate
from touchline.model.message import EventUpdate, Message
from touchline.wire import decode

Item = TypeVar("Item")


def only(items: Iterable[Item] | None) -> Item:
    """Return the one item that there is to be."""
    assert items is not None
    (item,) = items
    return item


def message_of(body: bytes | str) -> Message:
    """Decode a body in which nothing is unknown and nothing had to be repaired."""
    decoded = decode(body.encode("utf-8") if isinstance(body, str) else body)
    assert decoded.unknown == {}
    assert not decoded.is_repaired
    return decoded.message


def event_of(message: Message) -> EventUpdate:
    """Return the one event of a message without competitions."""
    assert message.body is not None
    return only(message.body.events)


def market_of(message: Message) -> MarketUpdate:
    """Return the one market of the one event."""
    return only(event_of(message).markets)


def bet_of(message: Message) -> Bet:
    """Return the one bet of the one market, whoever offers it."""
    market = market_of(message)
    books = [market.bets or [], *(book.bets or [] for book in market.provider_markets or ())]
    return only(bet for bets in books for bet in bets)


def active_events(message: Message) -> list[int] | None:
    """Return what a keep-alive lists."""
    assert message.body is not None
    assert message.body.keep_alive is not None
    return message.body.keep_alive.active_events


def scores(results: Iterable[Result] | None) -> list[tuple[str | None, str | None]]:
    """Return positions and values in order."""
    return [(result.position, result.value) for result in results or ()]
