"""Whether bets can be placed, derived level by level, each with its reason.

Never written over the data: a reason that goes away leaves what the feed said as it was.
"""

from enum import StrEnum

from touchline.board.liveness import Source
from touchline.board.suspensions import is_line_suspended
from touchline.model.enums import COMPLETED_STATUSES, KEPT_ALIVE_STATUSES, BetStatus, FixtureStatus
from touchline.model.event import Book, Event, Market, MarketLine, Quote


class Reason(StrEnum):
    """Why a level is unavailable."""

    SOURCE_DOWN = "source-down"
    LOST_COVERAGE = "lost-coverage"
    NOT_KEPT_ALIVE = "not-kept-alive"
    KEEP_ALIVE_LATE = "keep-alive-late"
    EVENT_OVER = "event-over"
    MANUAL = "manual"
    MARKET_CLOSED = "market-closed"
    BOOK_CLOSED = "book-closed"
    BET_CLOSED = "bet-closed"
    PARTICIPANT_INACTIVE = "participant-inactive"


_OPEN = (None, BetStatus.NOT_SET, BetStatus.OPEN)
"""Most feeds say nothing of whole markets and books."""


def event_reason(event: Event, source: Source | None) -> Reason | None:
    """Return why no bet of the event is available, None when nothing stands against it."""
    if source is not None and source.is_down:
        return Reason.SOURCE_DOWN
    if event.status == FixtureStatus.LOST_COVERAGE:
        return Reason.LOST_COVERAGE
    if event.status in COMPLETED_STATUSES:
        return Reason.EVENT_OVER
    if event.is_suspended:
        return Reason.MANUAL
    if event.is_unlisted:
        return Reason.NOT_KEPT_ALIVE
    if source is not None and source.is_keep_alive_late and event.status in KEPT_ALIVE_STATUSES:
        return Reason.KEEP_ALIVE_LATE
    return None


def market_reason(market: Market, suspended: frozenset[MarketLine] = frozenset()) -> Reason | None:
    """Return why the market as a whole is closed; an unknown status is not open.

    `suspended` are the lines of the event that are suspended by hand.
    """
    if market.status.value not in _OPEN:
        return Reason.MARKET_CLOSED
    return Reason.MANUAL if (market.id, None) in suspended else None


def line_reason(quote: Quote, market: Market, suspended: frozenset[MarketLine]) -> Reason | None:
    """Return why the line of a bet is closed: it, or its whole market, is suspended by hand."""
    if suspended and is_line_suspended(suspended, market, quote.bet):
        return Reason.MANUAL
    return None


def book_reason(book: Book) -> Reason | None:
    """Return why a bookmaker's whole market is closed; an unknown status is not open."""
    return None if book.status in _OPEN else Reason.BOOK_CLOSED


def bet_reason(quote: Quote, inactive_participants: frozenset[int]) -> Reason | None:
    """Return why the bet itself is closed; an unknown status is not open."""
    if quote.bet.status != BetStatus.OPEN:
        return Reason.BET_CLOSED
    if quote.bet.participant_id in inactive_participants:
        return Reason.PARTICIPANT_INACTIVE
    return None


def inactive_participants(event: Event) -> frozenset[int]:
    """Return the ids of runners that no longer take part (DECISIONS 7)."""
    outright = event.outright.value
    participants = outright.participants if outright is not None else None
    return frozenset(
        participant.id
        for participant in participants or ()
        if participant.is_active == 0 and participant.id is not None
    )


def is_unlisted(event: Event, source: Source) -> bool:
    """Tell whether the newest keep-alive left out an event that it should have listed.

    One that went live only after that list was sent is given time until the next.
    """
    return (
        source.keep_alive_at is not None
        and event.status in KEPT_ALIVE_STATUSES
        and event.first_live is not None
        and event.first_live < source.keep_alive_order[0]
        and event.id not in source.active_events
    )
