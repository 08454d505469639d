"""Applying what a message says of markets, bet by bet. This is the hot path of the board."""

from collections.abc import Iterable, Sequence

import msgspec

from touchline.board import prices
from touchline.board.change import BookPath
from touchline.board.context import Context
from touchline.model.event import (
    BOOK_FIELDS,
    SETTLED_RANK,
    Book,
    Event,
    Latest,
    Market,
    Order,
    PriceKey,
    Quote,
)
from touchline.model.instants import ticks
from touchline.model.market import Bet, MarketUpdate, ProviderMarket


def apply_markets(
    event: Event, updates: Iterable[MarketUpdate], context: Context
) -> tuple[list[BookPath], list[int]]:
    """Apply the markets of one event; return the books and the markets that changed."""
    books: list[BookPath] = []
    markets: list[int] = []
    for update in updates:
        market = event.markets.get(update.id)
        is_new = market is None
        if market is None:
            market = Market(id=update.id, name=Latest(), main_line=Latest(), status=Latest())
            event.markets[update.id] = market
        if _describe_market(market, update, context.order) or is_new:
            markets.append(market.id)
        if update.bets is not None:
            is_new = market.average is None
            if market.average is None:
                market.average = Book()
            touched = _apply_book(market.average, update.bets, context.rank, context)
            if touched or is_new:
                books.append((market.id, None, tuple(touched)))
        for said in update.provider_markets or ():
            book = market.providers.get(said.id)
            is_new = book is None
            if book is None:
                book = market.providers[said.id] = Book()
            rank = _rank(said.last_update, context.rank, context)
            described = _describe_book(book, said, (rank, context.order))
            touched = _apply_book(book, said.bets or (), rank, context)
            if touched or described or is_new:
                books.append((market.id, said.id, tuple(touched)))
    return books, markets


def _describe_market(market: Market, update: MarketUpdate, order: Order) -> bool:
    changed = False
    for latest, value in (
        (market.name, update.name),
        (market.main_line, update.main_line),
        (market.status, update.status),
    ):
        if value is not None:
            before = latest.value
            latest.offer(value, order)  # type: ignore[arg-type]
            changed |= latest.value != before
    return changed


def _describe_book(book: Book, said: ProviderMarket, stands: tuple[int, Order]) -> bool:
    """Take what is newer of what is said of a book, field by field; what is absent stays."""
    values = (
        said.name,
        said.last_update,
        said.market_status,
        said.provider_fixture_id,
        said.provider_league_id,
        said.provider_market_id,
    )
    changed = False
    for index, value in enumerate(values):
        if value is None or stands < book.stands[index]:
            continue
        known = getattr(book, BOOK_FIELDS[index])
        if value != known:
            if stands == book.stands[index] and str(value) < str(known):
                continue
            setattr(book, BOOK_FIELDS[index], value)
            changed = True
        book.stands[index] = stands
    return changed


def _apply_book(book: Book, bets: Sequence[Bet], book_rank: int, context: Context) -> list[int]:
    touched = _apply_bets(book, bets, book_rank, context)
    if context.has_start_prices:
        begun = {
            bet.id
            for bet in bets
            if bet.start_price and prices.begin(book.bets[bet.id], bet.start_price)
        }
        touched.extend(sorted(begun.difference(touched)))
    return touched


def _apply_bets(book: Book, bets: Iterable[Bet], book_rank: int, context: Context) -> list[int]:
    touched: list[int] = []
    quotes = book.bets
    order = context.order
    always_settled = context.is_settlement
    last_text: str | None = None
    last_rank = book_rank
    for bet in bets:
        text = bet.last_update
        if text != last_text:
            last_rank = _rank(text, book_rank, context)
            last_text = text
        elif text is not None:
            bet.last_update = last_text
        rank = last_rank
        status = bet.status
        if status == 3 or always_settled:
            rank += SETTLED_RANK
        elif status != 1 and status != 2 and status:
            context.count("unknown-bet-status", str(status))
        price = bet.price or ""
        quote = quotes.get(bet.id)
        if quote is None:
            quotes[bet.id] = Quote(bet, (rank, order, price))
            touched.append(bet.id)
            continue
        stands = quote.stands
        if rank > stands[0]:
            held = stands[2]
            if not price or not held:
                quote.stands = (rank, order, price)
                prices.weave(quote, stands)
            else:
                if price == held or (len(price) != len(held) and prices.same_price(price, held)):
                    prices.restate(quote)
                else:
                    prices.change(quote)
                quote.stands = (rank, order, price)
            quote.bet = bet
        elif rank < stands[0]:
            if not price or not prices.weave(quote, (rank, order, price)):
                continue
        elif not _tie(quote, bet, (rank, order, price)):
            continue
        touched.append(bet.id)
    return touched


def _rank(text: str | None, otherwise: int, context: Context) -> int:
    """Return the ticks under which something is ordered: its stamp, else that of what holds it."""
    if text is None:
        return otherwise
    rank = ticks(text)
    if rank is None:
        context.count("unreadable-stamp", "")
        return otherwise
    if rank > context.ceiling:
        context.count("clamped-stamp", "")
        return context.received
    return max(rank, 0)


def _tie(quote: Quote, bet: Bet, said: PriceKey) -> bool:
    """Decide between two statements with equal stamps; return whether what is shown changed."""
    held, stands = quote.bet, quote.stands
    if bet == held and said[1] >= stands[1]:
        # The same once more, as in a snapshot: only where it stands may differ.
        if said[1] > stands[1]:
            if quote.first is None and quote.run is None and said[2]:
                quote.first = stands
            quote.stands = said
        return False
    if said[1] != stands[1]:
        wins = said[1] > stands[1]
    else:
        wins = (said[2], msgspec.json.encode(bet)) > (stands[2], msgspec.json.encode(held))
    if not wins:
        return prices.weave(quote, said)
    quote.bet, quote.stands = bet, said
    prices.weave(quote, stands)
    return True


def bets_of_participants(event: Event, participants: frozenset[int]) -> list[BookPath]:
    """Return the bets on some participants of an outright."""
    paths: list[BookPath] = []
    for market in event.markets.values():
        books: list[tuple[int | None, Book]] = [*market.providers.items()]
        if market.average is not None:
            books.append((None, market.average))
        for provider, book in books:
            found = [
                number
                for number, quote in book.bets.items()
                if quote.bet.participant_id in participants
            ]
            if found:
                paths.append((market.id, provider, tuple(found)))
    return paths
