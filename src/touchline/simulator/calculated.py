"""Calculated odds: what the open books of a match say together."""

from collections.abc import Iterable, Sequence
from typing import Final

from touchline.simulator.bet_chances import BetChances, has_moved
from touchline.simulator.bookmakers import CALCULATED
from touchline.simulator.contest import Contest
from touchline.simulator.desk import Desk
from touchline.simulator.offers import offers_of
from touchline.simulator.pricing import texts
from touchline.simulator.quotes import (
    CALCULATED_ID,
    Book,
    Changed,
    Key,
    QuotedBet,
    QuotedLine,
    Reason,
    stamped,
)

SUSPENDED: Final = "suspended"
"""What MainLine says when no line is open (reference feed-protocol 2)."""


class CalculatedOdds:
    """The calculated odds of one match, by the number of the market."""

    def __init__(self, contest: Contest, fixture_id: int) -> None:
        self.books = {
            offer.id: Book(fixture_id, CALCULATED_ID, offer)
            for offer in offers_of(contest.sport, contest.variant)
        }

    def follow(
        self, desks: Sequence[Desk], markets: Iterable[int], now: int, *, is_hasty: bool = False
    ) -> Changed:
        """Calculate the odds of some markets anew; return what changed."""
        patience = 0.0 if is_hasty else CALCULATED.patience
        books = [self.books[market_id] for market_id in markets]
        return stamped(((book, _follow_book(book, desks, patience)) for book in books), now)


def main_line(book: Book) -> str | None:
    """Return the open line with the closest prices, "suspended" without one, None without lines."""
    if not book.offer.outcomes.lines:
        return None
    lines = [(_spread(line), key) for key, line in book.lines.items() if line.is_open]
    return book.lines[min(lines)[1]].base_line if lines else SUSPENDED


def _spread(line: QuotedLine) -> float:
    prices = [float(bet.price) for bet in line.bets]
    return max(prices) - min(prices)


def _follow_book(book: Book, desks: Sequence[Desk], patience: float) -> list[QuotedBet]:
    market_id = book.offer.id
    said = [desk.books[market_id].lines for desk in desks if market_id in desk.books]
    keys = dict.fromkeys(key for lines in said for key in lines)
    return [
        bet
        for key in keys
        for bet in _follow_line(book, key, [lines[key] for lines in said if key in lines], patience)
    ]


def _follow_line(
    book: Book, key: Key, quoted: Sequence[QuotedLine], patience: float
) -> list[QuotedBet]:
    line = book.lines.get(key)
    if line is not None and line.is_settled:
        return []
    taking = [one for one in quoted if one.is_open]
    if len(taking) * 2 < len(quoted) or not taking:
        reason = Reason.MAJORITY if taking else _reason(quoted)
        return [] if line is None else book.suspend(line, reason)
    chances = _mean([one.chances for one in taking])
    if line is not None and line.is_open and not has_moved(line.chances, chances, patience):
        return []
    terms = CALCULATED.terms(book.offer.margin)
    prices = texts(chances, terms, book.offer.outcomes.winners)
    if prices is None:
        return [] if line is None else book.suspend(line, Reason.OUT_OF_PRICE_RANGE)
    return book.open(line or book.line(key), chances, prices)


def _mean(chances: Sequence[BetChances]) -> BetChances:
    return tuple(sum(column) / len(chances) for column in zip(*chances, strict=True))


def _reason(quoted: Sequence[QuotedLine]) -> int:
    """Return why nobody takes bets on a line: what the first of them says."""
    reasons = (bet.reason for line in quoted for bet in line.bets)
    return next((reason for reason in reasons if reason is not None), Reason.PROVIDERS)
