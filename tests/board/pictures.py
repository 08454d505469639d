"""Everything that can be seen of a board, as plain data to compare."""

from typing import Any

import msgspec

from touchline.board import availability
from touchline.board.board import Board
from touchline.board.match_clock import clock_of
from touchline.board.parts import sport_of
from touchline.model.event import Book, Event, Market, Quote

Plain = dict[str, Any]


def picture_of(board: Board) -> Plain:
    """Return all that is visible, and what later visibility hangs on, but no seq."""
    return {
        "events": {event.id: event_picture(board, event) for event in board.events.values()},
        "competitions": {
            key: (node.name.value, node.next_fixture_start_time.value, node.parent.value)
            for key, node in board.competitions.items()
        },
        "members": {key: node.members for key, node in board.competitions.items()},
        "sources": {
            source.name: (
                source.down,
                source.is_keep_alive_late,
                source.interrupted.value or (),
                source.active_events,
            )
            for source in board.sources.values()
        },
    }


def event_picture(board: Board, event: Event) -> Plain:
    """Return all that is visible of one event at the board's feed time."""
    source = board.source_of(event)
    clock = clock_of(event, sport_of(event))
    return {
        "is_seen": event.is_seen,
        "fixture": plain(event.fixture),
        "fixture_name": event.fixture_name.value,
        "outright": plain(event.outright.value),
        "is_outright_league": event.is_outright_league,
        "score": plain(event.score.value),
        "competition": event.competition.value,
        "status": event.status,
        "over_since": event.over_since,
        "source": event.source,
        "livescore": plain(event.livescore.value),
        "reason": availability.event_reason(event, source),
        "is_unlisted": event.is_unlisted,
        "clock": plain(clock),
        "seconds": None if clock is None else clock[0].seconds_at(board.now),
        "markets": {market.id: _market_picture(event, market) for market in event.markets.values()},
    }


def plain(said: object) -> Any:
    """Return a struct as plain data, None for None."""
    return msgspec.to_builtins(said)


def _market_picture(event: Event, market: Market) -> Plain:
    books: dict[int | None, Book] = dict(market.providers.items())
    if market.average is not None:
        books[None] = market.average
    inactive = availability.inactive_participants(event)
    return {
        "name": market.name.value,
        "main_line": market.main_line.value,
        "status": market.status.value,
        "reason": availability.market_reason(market),
        "books": {
            provider: {
                "name": book.name,
                "last_update": book.last_update,
                "status": book.status,
                "provider_ids": (
                    book.provider_fixture_id,
                    book.provider_league_id,
                    book.provider_market_id,
                ),
                "reason": availability.book_reason(book),
                "bets": {
                    number: {
                        **quote_picture(quote),
                        "reason": availability.bet_reason(quote, inactive),
                    }
                    for number, quote in book.bets.items()
                },
            }
            for provider, book in books.items()
        },
    }


def quote_picture(quote: Quote) -> Plain:
    """Return all that is visible of one bet but its availability."""
    return {
        "bet": plain(quote.bet),
        "price": quote.price,
        "first": quote.first_price,
        "previous": quote.previous_price,
        "change": quote.price_change,
        "changed_at": quote.changed_at,
        "updated_at": quote.updated_at,
    }
