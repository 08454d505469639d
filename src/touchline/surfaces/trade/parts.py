"""An event of the picture as the parts of feed messages."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

import msgspec

from touchline.board.availability import Reason, line_reason
from touchline.model.enums import BetStatus
from touchline.model.event import Book, CompetitionKey, Event, Market, MarketLine, Node, Quote
from touchline.model.market import Bet, MarketUpdate, ProviderMarket
from touchline.model.message import Competition, EventUpdate
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
Wanted = Mapping[BookKey, Iterable[int]]
"""Which bets of which books."""


class Closed(NamedTuple):
    """Why bets of an event are not to be had, for reasons of ours: all of it, or some lines."""

    reason: Reason | None = None
    lines: frozenset[MarketLine] = frozenset()

    def reason_of(self, market: Market, quote: Quote) -> Reason | None:
        """Return why a bet is not to be had, None where nothing of ours stands against it."""
        return self.reason or line_reason(quote, market, self.lines)


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


def markets_said(
    event: Event, wanted: Wanted, odds: OddsMode, reason: Reason | None
) -> Iterator[tuple[int, Said]]:
    """Yield what is said of the wanted bets, market by market.

    Where the event is unavailable for a `reason` of ours, open bets go out suspended.
    """
    by_market: dict[int, dict[int | None, Iterable[int]]] = {}
    for (market_id, provider), bets in wanted.items():
        by_market.setdefault(market_id, {})[provider] = bets
    for market_id, books in by_market.items():
        market = event.markets.get(market_id)
        if market is not None:
            yield market_id, _said(market, books, odds, Closed(reason, event.suspended_lines))


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
        for is_settled, bets in _bets(market, book, books[provider], closed).items():
            update = parts.get(is_settled)
            if update is None:
                update = parts[is_settled] = _head(market, odds)
            if provider is None:
                update.bets = bets
            else:
                update.provider_markets = update.provider_markets or []
                update.provider_markets.append(_provider_market(provider, book, bets))
    if not parts and None in books and odds is not OddsMode.PROVIDER:
        # Only the market itself changed: its main line, or its status.
        parts[False] = _head(market, odds)
    return Said(parts.get(False), parts.get(True))


def whole_market(
    market: Market,
    odds: OddsMode,
    reason: Reason | None,
    lines: frozenset[MarketLine] = frozenset(),
) -> MarketUpdate:
    """Return a market with all of its bets, as snapshots carry it.

    `reason` and `lines` are why the event, and which of its lines, are not to be had for reasons
    of ours.
    """
    closed = Closed(reason, lines)
    update = _head(market, odds)
    for provider, book in books_of(market, odds):
        bets = [bet_out(quote, closed.reason_of(market, quote)) for quote in book.bets.values()]
        if provider is None:
            update.bets = bets
        else:
            update.provider_markets = update.provider_markets or []
            update.provider_markets.append(_provider_market(provider, book, bets))
    return update


def _head(market: Market, odds: OddsMode) -> MarketUpdate:
    return MarketUpdate(
        id=market.id,
        name=market.name.value,
        # Not sent in packages of bookmakers' odds (reference feed-protocol 2).
        main_line=None if odds is OddsMode.PROVIDER else market.main_line.value,
        status=market.status.value,
    )


def _bets(market: Market, book: Book, ids: Iterable[int], closed: Closed) -> dict[bool, list[Bet]]:
    """Return the bets by whether they are settled; none of a kind is left out."""
    found: dict[bool, list[Bet]] = {}
    for number in ids:
        quote = book.bets.get(number)
        if quote is not None:
            bet = bet_out(quote, closed.reason_of(market, quote))
            found.setdefault(bet.status == BetStatus.SETTLED, []).append(bet)
    return found


def bet_out(quote: Quote, reason: Reason | None) -> Bet:
    """Return a bet as it goes out: with its first price, and suspended for a reason of ours.

    StartPrice is the first price (DECISIONS 6), Status 2 what is not to be had (DECISIONS 32).
    """
    bet = quote.bet
    status, suspended_for = bet.status, bet.suspension_reason
    if reason is not None and status == BetStatus.OPEN:
        status, suspended_for = int(BetStatus.SUSPENDED), SUSPENSION_REASONS.get(reason, 20)
    return msgspec.structs.replace(
        bet,
        status=status,
        suspension_reason=suspended_for,
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


def tree_of(
    update: EventUpdate, key: CompetitionKey, nodes: Mapping[CompetitionKey, Node]
) -> Competition:
    """Return the competitions around an outright, from the outermost in."""
    seen = {key}
    tree = _competition(key, nodes)
    tree.events = [update]
    parent = _parent(key, nodes)
    while parent is not None and parent not in seen:
        seen.add(parent)
        outer = _competition(parent, nodes)
        outer.competitions = [tree]
        tree, parent = outer, _parent(parent, nodes)
    return tree


def _competition(key: CompetitionKey, nodes: Mapping[CompetitionKey, Node]) -> Competition:
    node = nodes.get(key)
    return Competition(
        id=key[1],
        type=key[0],
        name=None if node is None else node.name.value,
        next_fixture_start_time=None if node is None else node.next_fixture_start_time.value,
    )


def _parent(key: CompetitionKey, nodes: Mapping[CompetitionKey, Node]) -> CompetitionKey | None:
    node = nodes.get(key)
    return None if node is None else node.parent.value
