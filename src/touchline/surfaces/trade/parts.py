"""An event of the picture as the parts of feed messages."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec

from touchline.base.clock import format_time
from touchline.board.availability import Reason, line_reason
from touchline.board.lines import SUSPENDED
from touchline.model.enums import BetStatus
from touchline.model.event import Book, Event, Market, MarketLine, Quote
from touchline.model.market import Bet, MarketUpdate, ProviderMarket
from touchline.model.message import EventUpdate
from touchline.surfaces.trade.package import OddsMode

SUSPENSION_REASONS: Final[Mapping[Reason, int]] = {
    Reason.SOURCE_DOWN: 20,
    Reason.KEEP_ALIVE_LATE: 20,
    Reason.NOT_KEPT_ALIVE: 20,
    Reason.LOST_COVERAGE: 10,
    Reason.MANUAL: 18,
}
"""What the feed calls our reasons (reference feed-protocol 3, SuspensionReason; DECISIONS 32)."""

BookKey = tuple[int, int | None]
"""Market and provider, None for calculated odds."""
BetKey = tuple[int, int | None, int]
"""Market, provider and bet."""
Wanted = Mapping[BookKey, Iterable[int]]
"""Which bets of which books."""


class Closed(NamedTuple):
    """Why bets of an event are not to be had, for reasons of ours: all of it, or some lines.

    `turned_at` and `turned_bets` are when that last began or ended, for all of it and for bets of
    lines, in unix ms of feed time.
    """

    reason: Reason | None = None
    lines: frozenset[MarketLine] = frozenset()
    turned_at: int = 0
    turned_bets: Mapping[BetKey, int] = MappingProxyType({})

    def reason_of(self, market: Market, quote: Quote) -> Reason | None:
        """Return why a bet is not to be had, None where nothing of ours stands against it."""
        return self.reason or line_reason(quote, market, self.lines)

    def turned(self, market: Market, provider: int | None, quote: Quote) -> int:
        """Return when a bet was last closed or opened for a reason of ours, 0 for never."""
        if not self.turned_bets:
            return self.turned_at
        key = market.id, provider, quote.bet.id
        return max(self.turned_at, self.turned_bets.get(key, 0))


_NOTHING_CLOSED: Final = Closed()


class Said(NamedTuple):
    """What is said of the bets of one market: those that can be had, and those that are over."""

    going: MarketUpdate | None
    settled: MarketUpdate | None


def fixture_part(event: Event) -> EventUpdate:
    """Return an event with its fixture, as type 1 and the fixture snapshots carry it."""
    return EventUpdate(fixture_id=event.id, fixture=event.fixture)


def livescore_part(event: Event) -> EventUpdate:
    """Return an event with its whole livescore, as type 2 carries it."""
    return EventUpdate(fixture_id=event.id, fixture=event.fixture, livescore=event.livescore.value)


def outright_part(event: Event) -> EventUpdate:
    """Return an outright with its fixture, as types 37 and 38 carry it."""
    update = EventUpdate(fixture_id=event.id, fixture_name=event.fixture_name.value)
    if event.is_outright_league:
        update.outright_league = event.outright.value
    else:
        update.outright_fixture = event.outright.value
    return update


def score_part(event: Event) -> EventUpdate:
    """Return an outright with its results, as type 39 carries them."""
    return EventUpdate(
        fixture_id=event.id,
        fixture_name=event.fixture_name.value,
        outright_score=event.score.value,
    )


def every_bet(markets: Iterable[Market], odds: OddsMode) -> dict[BookKey, Iterable[int]]:
    """Return every bet of markets that a package of this kind of odds holds."""
    return {
        (market.id, provider): tuple(book.bets)
        for market in markets
        for provider, book in books_of(market, odds)
    }


def books_of(market: Market, odds: OddsMode) -> Iterator[tuple[int | None, Book]]:
    """Yield the books of a market that a package of this kind of odds holds."""
    if odds is not OddsMode.PROVIDER and market.average is not None:
        yield None, market.average
    if odds is not OddsMode.AVERAGE:
        yield from market.providers.items()


def has_bets(market: Market, odds: OddsMode) -> bool:
    """Tell whether a market has bets of this kind of odds."""
    return any(book.bets for _, book in books_of(market, odds))


def markets_said(
    event: Event, wanted: Wanted, odds: OddsMode, closed: Closed
) -> Iterator[tuple[int, Said]]:
    """Yield what is said of the wanted bets, market by market.

    What of it is not to be had for a reason of ours goes out suspended.
    """
    by_market: dict[int, dict[int | None, Iterable[int]]] = {}
    for (market_id, provider), bets in wanted.items():
        by_market.setdefault(market_id, {})[provider] = bets
    for market_id, books in by_market.items():
        market = event.markets.get(market_id)
        if market is not None:
            yield market_id, _said(market, books, odds, closed)


def _said(
    market: Market,
    books: Mapping[int | None, Iterable[int]],
    odds: OddsMode,
    closed: Closed,
) -> Said:
    parts: dict[bool, MarketUpdate] = {}
    for provider, book in books_of(market, odds):
        if provider not in books:
            continue
        for is_settled, bets in _bets(market, provider, book, books[provider], closed).items():
            update = parts.get(is_settled)
            if update is None:
                update = parts[is_settled] = _head(market, odds, closed)
            if provider is None:
                update.bets = bets
            else:
                update.provider_markets = update.provider_markets or []
                update.provider_markets.append(_provider_market(provider, book, bets))
    if not parts and None in books and odds is not OddsMode.PROVIDER:
        # Only the market itself changed: its main line, or its status.
        parts[False] = _head(market, odds, closed)
    return Said(parts.get(False), parts.get(True))


def whole_market(market: Market, odds: OddsMode, closed: Closed = _NOTHING_CLOSED) -> MarketUpdate:
    """Return a market with all of its bets, as snapshots carry it."""
    update = _head(market, odds, closed)
    for provider, book in books_of(market, odds):
        bets = [bet_out(market, provider, quote, closed) for quote in book.bets.values()]
        if provider is None:
            update.bets = bets
        else:
            update.provider_markets = update.provider_markets or []
            update.provider_markets.append(_provider_market(provider, book, bets))
    return update


def _head(market: Market, odds: OddsMode, closed: Closed) -> MarketUpdate:
    main_line = market.main_line.value
    if odds is OddsMode.PROVIDER:
        # Not sent in packages of bookmakers' odds (reference feed-protocol 2).
        main_line = None
    elif main_line is not None and _is_closed(market, odds, closed):
        main_line = SUSPENDED
    return MarketUpdate(
        id=market.id, name=market.name.value, main_line=main_line, status=market.status.value
    )


def _is_closed(market: Market, odds: OddsMode, closed: Closed) -> bool:
    """Tell whether reasons of ours leave no bet of a market open."""
    if closed.reason is not None:
        return True
    return any(number == market.id for number, _ in closed.lines) and not any(
        quote.bet.status == BetStatus.OPEN and closed.reason_of(market, quote) is None
        for _, book in books_of(market, odds)
        for quote in book.bets.values()
    )


def _bets(
    market: Market, provider: int | None, book: Book, ids: Iterable[int], closed: Closed
) -> dict[bool, list[Bet]]:
    """Return the bets by whether they are settled; none of a kind is left out."""
    found: dict[bool, list[Bet]] = {}
    for number in ids:
        quote = book.bets.get(number)
        if quote is not None:
            bet = bet_out(market, provider, quote, closed)
            found.setdefault(bet.status == BetStatus.SETTLED, []).append(bet)
    return found


def bet_out(market: Market, provider: int | None, quote: Quote, closed: Closed) -> Bet:
    """Return a bet as it goes out: with its first price, and suspended for a reason of ours.

    StartPrice is the first price (DECISIONS 6), Status 2 what is not to be had (DECISIONS 32).
    LastUpdate is at least when that began or ended: what is older is no news to customers.
    """
    bet = quote.bet
    reason = closed.reason_of(market, quote)
    turned_at = closed.turned(market, provider, quote)
    is_newer = turned_at > 0 and turned_at > quote.updated_at
    status, suspended_for = bet.status, bet.suspension_reason
    if reason is not None and status == BetStatus.OPEN:
        status, suspended_for = int(BetStatus.SUSPENDED), SUSPENSION_REASONS.get(reason, 20)
    return msgspec.structs.replace(
        bet,
        status=status,
        suspension_reason=suspended_for,
        last_update=format_time(turned_at) if is_newer else bet.last_update,
        price=quote.price,
        start_price=quote.first_price,
    )


def _provider_market(provider: int, book: Book, bets: list[Bet]) -> ProviderMarket:
    return ProviderMarket(
        id=provider,
        name=book.name,
        last_update=book.last_update,
        market_status=book.status,
        provider_fixture_id=book.provider_fixture_id,
        provider_league_id=book.provider_league_id,
        provider_market_id=book.provider_market_id,
        bets=bets,
    )
