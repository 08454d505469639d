"""Which bookmaker's bets are shown, and which of them are available."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, Protocol

import msgspec

from touchline.board import availability
from touchline.board.facts import is_silent
from touchline.board.liveness import Source
from touchline.model.catalogue import market as market_kind
from touchline.model.enums import BetStatus
from touchline.model.event import Book, Event, Market, Quote
from touchline.model.line import line_of

PATIENCE_MS: Final = 30_000
"""How long a line keeps its bookmaker although it has no open bet there (DECISIONS 14)."""


class Shown(msgspec.Struct, frozen=True):
    """A bet of the shown bookmaker; `odds` is the decimal price, None when it is unreadable."""

    quote: Quote
    odds: float | None
    is_available: bool


@lru_cache(maxsize=65_536)
def readable_odds(price: str | None) -> float | None:
    """Return a price as a number with at most three decimals, None unless it is above 0."""
    try:
        odds = float(price or "")
    except ValueError:
        return None
    return round(odds, 3) if 0 < odds < 1e9 else None


def books_of(market: Market) -> Iterator[tuple[int | None, Book]]:
    """Yield the calculated odds (None) and each bookmaker's, by provider id."""
    if market.average is not None:
        yield None, market.average
    for provider_id in sorted(market.providers):
        yield provider_id, market.providers[provider_id]


def book_of(market: Market, provider: int | None) -> Book | None:
    """Return what one bookmaker has of a market; None as provider means the calculated odds."""
    return market.average if provider is None else market.providers.get(provider)


def bets_of(
    event: Event, source: Source | None, now: int, market: Market, book: Book
) -> list[Shown]:
    """Return the bets of a book with their availability at a feed time, from every level."""
    return _View(event, source, now).bets(market, book, book.bets.values())


class ShownLine(msgspec.Struct, frozen=True):
    """One line of a market as one bookmaker has it; `provider` is None for calculated odds."""

    market: Market
    line: str
    provider: int | None
    bets: list[Shown]


class Books(Protocol):
    """Chooses by which bookmaker the lines of an event are shown; can be part of a key."""

    def lines(
        self,
        event: Event,
        source: Source | None,
        now: int,
        only: Collection[int] | None = None,
    ) -> tuple[list[ShownLine], int | None]:
        """Return the lines of an event, without settled ones, by market and line.

        `only` names the markets that are wanted, None for all. The feed time (unix ms) comes with
        them at which another bookmaker may take a line over although nothing changes, None where
        none may.
        """
        ...


class NamedBook(NamedTuple):
    """Shows one bookmaker, None for the calculated odds; a line that it has not is not shown."""

    provider: int | None

    def lines(
        self,
        event: Event,
        source: Source | None,
        now: int,
        only: Collection[int] | None = None,
    ) -> tuple[list[ShownLine], int | None]:
        """Return the bookmaker's lines as `Books` says; nobody ever takes one over."""
        view = _View(event, source, now)
        shown = [
            view.line(market, line, self.provider, books[self.provider])
            for market, line, books in _lines(event, only, self._books_of)
        ]
        return shown, None

    def _books_of(self, market: Market) -> Iterator[tuple[int | None, Book]]:
        book = book_of(market, self.provider)
        if book is not None:
            yield self.provider, book


class _Choice(msgspec.Struct):
    """The bookmaker that a line shows, and when it was last known to have an open bet."""

    provider: int | None
    is_open: bool
    open_at: int


class ShownBooks:
    """Remembers which bookmaker each line shows, so that it does not jump (DECISIONS 14).

    A line shows the first preferred bookmaker with an open bet and stays with it until it has had
    none for a while; without any open bet at all it stays where it is. What is open is read from
    bet and book alone: what closes the market, the event or the source closes all bookmakers.
    """

    def __init__(self, preference: Sequence[int] = (), patience: int = PATIENCE_MS) -> None:
        """Rank bookmakers by preference; `patience` is in ms of feed time."""
        self._preference = {provider: rank for rank, provider in enumerate(preference)}
        self._patience = patience
        self._chosen: dict[int, dict[tuple[int, str], _Choice]] = {}

    def forget(self, event_id: int) -> None:
        """Drop what is remembered of an event that is gone."""
        self._chosen.pop(event_id, None)

    def clear(self) -> None:
        """Drop all that is remembered."""
        self._chosen.clear()

    def lines(
        self,
        event: Event,
        source: Source | None,
        now: int,
        only: Collection[int] | None = None,
    ) -> tuple[list[ShownLine], int | None]:
        """Return the lines of an event by the bookmakers that they show, as `Books` says."""
        chosen = self._chosen.setdefault(event.id, {})
        view = _View(event, source, now)
        shown: list[ShownLine] = []
        until: int | None = None
        for market, line, books in _lines(event, only, books_of):
            provider, ends = self._choose(chosen, market, line, books, now)
            shown.append(view.line(market, line, provider, books[provider]))
            if ends is not None and (until is None or ends < until):
                until = ends
        return shown, until

    def _choose(
        self,
        chosen: dict[tuple[int, str], _Choice],
        market: Market,
        line: str,
        books: Mapping[int | None, Sequence[Quote]],
        now: int,
    ) -> tuple[int | None, int | None]:
        """Return the bookmaker of a line, and until when it is kept though it is closed."""
        held = chosen.get((market.id, line))
        if held is not None and held.provider in books:
            if _is_book_open(market, held.provider, books[held.provider]):
                held.is_open, held.open_at = True, now
                return held.provider, None
            if held.is_open:
                held.is_open = False
                held.open_at = min(now, max(held.open_at, _updated_at(books[held.provider])))
            if now - held.open_at < self._patience:
                return held.provider, held.open_at + self._patience
        ranked = sorted(books, key=self._rank)
        for provider in ranked:
            if _is_book_open(market, provider, books[provider]):
                chosen[market.id, line] = _Choice(provider, True, now)
                return provider, None
        if held is None or held.provider not in books:
            closed_at = min(now, _updated_at(books[ranked[0]]))
            held = chosen[market.id, line] = _Choice(ranked[0], False, closed_at)
        return held.provider, None

    def _rank(self, provider: int | None) -> tuple[int, int]:
        """Rank the preferred first, then calculated odds, then the others by id."""
        if provider is None:
            return len(self._preference), -(2**63)
        return self._preference.get(provider, len(self._preference)), provider


class _View:
    """What the bets of an event look like through its source at a feed time."""

    def __init__(self, event: Event, source: Source | None, now: int) -> None:
        self._inactive = availability.inactive_participants(event)
        self._suspended = event.suspended_lines
        self._is_open = availability.event_reason(event, source) is None and not is_silent(
            source, now
        )

    def line(
        self, market: Market, line: str, provider: int | None, quotes: Iterable[Quote]
    ) -> ShownLine:
        book = book_of(market, provider)
        return ShownLine(market, line, provider, self.bets(market, book, quotes))

    def bets(self, market: Market, book: Book | None, quotes: Iterable[Quote]) -> list[Shown]:
        is_open = (
            self._is_open
            and availability.market_reason(market, self._suspended) is None
            and book is not None
            and availability.book_reason(book) is None
        )
        shown = []
        for quote in quotes:
            odds = readable_odds(quote.price)
            is_available = (
                is_open
                and odds is not None
                and availability.bet_reason(quote, self._inactive) is None
                and availability.line_reason(quote, market, self._suspended) is None
            )
            shown.append(Shown(quote, odds, is_available))
        return shown


def _lines(
    event: Event,
    only: Collection[int] | None,
    books_in: Callable[[Market], Iterable[tuple[int | None, Book]]],
) -> Iterator[tuple[Market, str, dict[int | None, list[Quote]]]]:
    """Yield the bets of some books by line and bookmaker, in order of market and line.

    Who settled a line has left it.
    """
    for market_id in sorted(event.markets if only is None else only):
        market = event.markets[market_id]
        asian = market_kind(market_id, market.name.value).asian
        lines: dict[str, dict[int | None, list[Quote]]] = {}
        said_lines: dict[str | None, dict[int | None, list[Quote]]] = {}
        for provider, book in books_in(market):
            for quote in book.bets.values():
                bet = quote.bet
                said = bet.base_line if bet.base_line is not None else bet.line
                found = said_lines.get(said)
                if found is None:
                    found = said_lines[said] = lines.setdefault(line_of(said, asian), {})
                quotes = found.get(provider)
                if quotes is None:
                    found[provider] = [quote]
                else:
                    quotes.append(quote)
        for line in sorted(lines, key=_line_order):
            books = {
                provider: quotes
                for provider, quotes in lines[line].items()
                if quotes[0].bet.status != BetStatus.SETTLED
                or any(quote.bet.status != BetStatus.SETTLED for quote in quotes)
            }
            if books:
                yield market, line, books


def _line_order(line: str) -> tuple[float, str]:
    try:
        value = float(line or 0)
    except ValueError:
        return float("inf"), line
    return (value, line) if value == value else (float("inf"), line)


def _is_book_open(market: Market, provider: int | None, quotes: Iterable[Quote]) -> bool:
    book = book_of(market, provider)
    if book is None or availability.book_reason(book) is not None:
        return False
    # A loop costs half of what `any` does, and every line of every list comes by here.
    for quote in quotes:  # noqa: SIM110
        if quote.bet.status == BetStatus.OPEN:
            return True
    return False


def _updated_at(quotes: Iterable[Quote]) -> int:
    return max(quote.updated_at for quote in quotes)
