"""Settling the books of a match by what is known of it."""

from collections.abc import Iterable

from touchline.model.enums import BetStatus, Settlement
from touchline.model.outcome import Outcome
from touchline.model.settlement import settle
from touchline.simulator.quotes import Book, Changed, QuotedBet, stamped


def settle_books(
    books: Iterable[Book], outcome: Outcome, now: int, *, is_final: bool = False
) -> Changed:
    """Settle every bet that is decided; return what changed.

    A bet whose decision was taken back is cancelled until there is another one, and so is one
    that stays undecided at the very end.
    """
    known: dict[tuple[int, str, str | None], Settlement | None] = {}

    def decided(book: Book, bet: QuotedBet) -> Settlement | None:
        key = (book.offer.id, bet.name, bet.line)
        if key not in known:
            known[key] = settle(outcome, book.offer.kind, bet.name, bet.line, bet.base_line)
        return known[key]

    def settled(book: Book) -> list[QuotedBet]:
        changed = []
        for line in book.lines.values():
            for bet in line.bets:
                settlement = decided(book, bet)
                if settlement is None and (is_final or bet.status == BetStatus.SETTLED):
                    settlement = Settlement.CANCELLED
                if settlement is not None and settlement != bet.settlement:
                    book.settle(line, bet, settlement)
                    changed.append(bet)
        return changed

    return stamped(((book, settled(book)) for book in books), now)


def cancel_market(books: Iterable[Book], market_id: int, now: int) -> Changed:
    """Cancel how the bets of a market were settled; return what changed."""

    def cancelled(book: Book) -> list[QuotedBet]:
        changed = []
        for line in book.lines.values():
            for bet in line.bets:
                if bet.settlement not in (None, Settlement.CANCELLED):
                    book.settle(line, bet, Settlement.CANCELLED)
                    changed.append(bet)
        return changed

    return stamped(((book, cancelled(book)) for book in books if book.offer.id == market_id), now)


def settled_markets(books: Iterable[Book]) -> list[int]:
    """Return the markets in which something is settled, each once, in order."""
    return list(
        dict.fromkeys(
            book.offer.id for book in books if any(line.is_settled for line in book.lines.values())
        )
    )
