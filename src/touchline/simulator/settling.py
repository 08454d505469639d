"""Settling the books of a match by what is known of it, and now and then wrongly."""

from collections.abc import Callable, Iterable
from typing import Final

from msgspec.structs import replace

from touchline.model.enums import BetStatus, Settlement
from touchline.model.outcome import Outcome
from touchline.model.settlement import settle
from touchline.simulator.offers import Offer
from touchline.simulator.quotes import Book, Changed, Key, QuotedBet, bets_on, stamped

UNKNOWN_SETTLEMENT: Final = 77
"""A number of no settlement, as a provider may add one."""

Judge = Callable[[Offer, QuotedBet], int | None]
"""Returns how a bet ends, None while it is not decided."""


class Verdicts:
    """How bets end by what is known of a match; each is found once."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self._bets: dict[tuple[int, str, str | None], Settlement | None] = {}
        self._lines: dict[tuple[int, Key], bool] = {}

    def of(self, offer: Offer, bet: QuotedBet) -> Settlement | None:
        """Return how a bet ends, None while it is not decided."""
        key = (offer.id, bet.name, bet.line)
        if key not in self._bets:
            self._bets[key] = settle(self.outcome, offer.kind, bet.name, bet.line, bet.base_line)
        return self._bets[key]

    def decides(self, offer: Offer, key: Key) -> bool:
        """Tell whether a bet on a line is won, lost or given back already."""
        place = (offer.id, key)
        if place not in self._lines:
            self._lines[place] = any(
                settle(self.outcome, offer.kind, name, line, base_line) is not None
                for name, line, base_line in bets_on(offer, key)
            )
        return self._lines[place]

    def differ(self, offer: Offer, before: "Verdicts") -> bool:
        """Tell whether more or less is decided of a market than was before."""
        now, then = self.outcome, before.outcome
        return now.undecided != then.undecided or now.tallies.get(offer.part) != then.tallies.get(
            offer.part
        )


def settle_books(
    books: Iterable[Book], judge: Judge, now: int, *, is_final: bool = False
) -> Changed:
    """Settle every bet that is decided; return what changed.

    A bet whose decision was taken back is cancelled until there is another one, and so is one
    that stays undecided at the very end.
    """

    def settled(book: Book) -> list[QuotedBet]:
        changed = []
        for line in book.lines.values():
            for bet in line.bets:
                settlement = judge(book.offer, bet)
                if settlement is None and (is_final or bet.status == BetStatus.SETTLED):
                    settlement = Settlement.CANCELLED
                if settlement is not None and settlement != bet.settlement:
                    book.settle(line, bet, settlement)
                    changed.append(bet)
        return changed

    return stamped(((book, settled(book)) for book in books), now)


def cancel_books(books: Iterable[Book], now: int) -> Changed:
    """Cancel how bets were settled; return what changed."""

    def cancelled(_: Offer, bet: QuotedBet) -> int | None:
        return None if bet.settlement is None else Settlement.CANCELLED

    return settle_books(books, cancelled, now)


def unknown_settlement(_: Offer, __: QuotedBet) -> int:
    """Judge by a number that nobody knows."""
    return UNKNOWN_SETTLEMENT


def judge_by_wrong_score(outcome: Outcome) -> Judge:
    """Return how bets end by a score that is wrong: sides mistaken, one of them with one more."""
    wrong = {
        part: tally._replace(home=tally.away + 1, away=tally.home)
        for part, tally in outcome.tallies.items()
    }
    return Verdicts(replace(outcome, tallies=wrong, goals=None)).of


def settle_wrongly(settled: Changed, judge: Judge, now: int) -> Changed:
    """Settle again, by a wrong judge, bets that were just settled rightly; return what changed."""

    def mistaken(book: Book, bets: Iterable[QuotedBet]) -> list[QuotedBet]:
        changed = []
        for bet in bets:
            settlement = judge(book.offer, bet)
            if settlement not in (None, bet.settlement):
                bet.settlement = settlement
                changed.append(bet)
        return changed

    return stamped(((book, mistaken(book, bets)) for book, bets in settled), now)
