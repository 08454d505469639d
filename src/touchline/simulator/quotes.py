"""What one bookmaker says of one market: lines of bets that open, close and are settled."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b
from typing import Final

import msgspec

from touchline.base.clock import format_time
from touchline.model.enums import BetStatus
from touchline.model.market import Bet
from touchline.simulator.bet_chances import BetChances
from touchline.simulator.offers import Offer

CALCULATED_ID: Final = 0
"""Stands for calculated odds where a bookmaker's number is asked for."""
_ID_DIGITS: Final = 18
"""Long enough to be above 2^53, short enough for 64 bits."""


class Reason(IntEnum):
    """Why a bet is suspended (reference feed-protocol 3, SuspensionReason)."""

    PROVIDERS = 1
    MAJORITY = 3
    LIVESCORE = 6
    OUT_OF_PRICE_RANGE = 7
    LINE_REMOVED = 8
    OUT_OF_LINE_RANGE = 9
    FIXTURE_STATUS = 10


class QuotedBet(msgspec.Struct, gc=False):
    """One bet as it stands; `updated` is its LastUpdate."""

    id: int
    name: str
    line: str | None
    base_line: str | None
    provider_bet_id: str
    status: int = int(BetStatus.OPEN)
    price: str = ""
    start_price: str = ""
    probability: float | None = None
    settlement: int | None = None
    reason: int | None = None
    updated: str = ""

    def as_bet(self) -> Bet:
        """Return the bet as it is said to the feed."""
        return Bet(
            id=self.id,
            name=self.name,
            line=self.line,
            base_line=self.base_line,
            status=self.status,
            start_price=self.start_price,
            price=self.price,
            settlement=self.settlement,
            suspension_reason=self.reason,
            last_update=self.updated,
            provider_bet_id=self.provider_bet_id,
            probability=self.probability,
        )


class QuotedLine(msgspec.Struct):
    """The bets of one line, which open and close together.

    `chances` are those that the prices were made from. With the first of its bets a line is
    settled.
    """

    key: "Key"
    bets: list[QuotedBet]
    chances: BetChances = ()
    is_open: bool = False
    is_settled: bool = False

    @property
    def base_line(self) -> str | None:
        """The line as the feed writes it."""
        return self.bets[0].base_line


Key = tuple[float, str]
"""A line as a number, 0 where a market has none, and the score that it counts from."""


class Book:
    """The bets of one bookmaker in one market of a match."""

    def __init__(self, fixture_id: int, provider_id: int, offer: Offer) -> None:
        """Begin without bets; `provider_id` is CALCULATED_ID for calculated odds."""
        self.offer = offer
        self.provider_id = provider_id
        self.lines: dict[Key, QuotedLine] = {}
        self.taking: dict[Key, QuotedLine] = {}
        """Those lines on which bets are taken."""
        self.updated = ""
        self._updated_at = 0
        self._fixture_id = fixture_id
        self._ids: set[int] = set()

    def line(self, key: Key) -> QuotedLine:
        """Return a line, with new bets that are still to be priced where there is none."""
        found = self.lines.get(key)
        if found is None:
            found = self.lines[key] = QuotedLine(
                key, [self._bet(*said) for said in bets_on(self.offer, key)]
            )
        return found

    def open(self, line: QuotedLine, chances: BetChances, prices: Sequence[str]) -> list[QuotedBet]:
        """Quote prices and take bets; return the bets that changed."""
        line.chances = chances
        line.is_open = True
        self.taking[line.key] = line
        changed = []
        for bet, chance, price in zip(line.bets, chances, prices, strict=True):
            if bet.status != BetStatus.OPEN or bet.price != price:
                bet.status, bet.reason, bet.price = int(BetStatus.OPEN), None, price
                bet.start_price = bet.start_price or price
                if self.provider_id == CALCULATED_ID:
                    bet.probability = round(chance, 4)
                changed.append(bet)
        return changed

    def suspend(self, line: QuotedLine, reason: int) -> list[QuotedBet]:
        """Take no more bets on a line; return the bets that changed."""
        if not line.is_open:
            return []
        line.is_open = False
        del self.taking[line.key]
        changed = [bet for bet in line.bets if bet.status == BetStatus.OPEN]
        for bet in changed:
            bet.status, bet.reason = int(BetStatus.SUSPENDED), int(reason)
        return changed

    def settle(self, line: QuotedLine, bet: QuotedBet, settlement: int) -> None:
        """Settle a bet, or correct how it was settled."""
        line.is_open, line.is_settled = False, True
        self.taking.pop(line.key, None)
        bet.status, bet.settlement, bet.reason = int(BetStatus.SETTLED), int(settlement), None
        bet.probability = None if bet.probability is None else -1.0

    def stamp(self, bets: Iterable[QuotedBet], now: int) -> None:
        """Note a feed time (unix ms) as that of a change, later than every change before."""
        self._updated_at = max(now, self._updated_at + 1)
        self.updated = _text_of(self._updated_at)
        for bet in bets:
            bet.updated = self.updated

    def _bet(self, name: str, line: str | None, base_line: str | None) -> QuotedBet:
        said = f"{self.offer.id}/{self.provider_id}/{name}/{line or ''}"
        number = own_number(said, self._fixture_id)
        while number in self._ids:
            said += "+"
            number = own_number(said, self._fixture_id)
        self._ids.add(number)
        is_calculated = self.provider_id == CALCULATED_ID
        return QuotedBet(
            id=int(f"{number}{self._fixture_id}"),
            name=name,
            line=line,
            base_line=base_line,
            provider_bet_id="0" if is_calculated else str(number),
        )


def bets_on(offer: Offer, key: Key) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield name, line and base line of the bets on a line."""
    outcomes = offer.outcomes
    base_line = line_text(offer, *key)
    for place, name in enumerate(outcomes.names):
        is_turned = offer.kind.asian and place > 0
        yield name, line_text(offer, 0.0 - key[0], key[1]) if is_turned else base_line, base_line


@lru_cache(maxsize=64)
def _text_of(at: int) -> str:
    # Many books change at one time.
    return format_time(at)


Changed = list[tuple[Book, list[QuotedBet]]]
"""What changed in some books: in each the bets that did."""


def stamped(changes: Iterable[tuple[Book, list[QuotedBet]]], now: int) -> Changed:
    """Return what there is of changes, stamped with a feed time (unix ms)."""
    found = [(book, changed) for book, changed in changes if changed]
    for book, changed in found:
        book.stamp(changed, now)
    return found


def suspended(
    books: Iterable[Book],
    reason: int,
    now: int,
    holds: Callable[[Offer, Key], bool] = lambda offer, key: True,
) -> Changed:
    """Take no more bets on any line, or on those of which something holds; return what changed."""
    return stamped(
        (
            (
                book,
                [
                    bet
                    for key, line in list(book.taking.items())
                    if holds(book.offer, key)
                    for bet in book.suspend(line, reason)
                ],
            )
            for book in books
        ),
        now,
    )


def own_number(said: str, fixture_id: int) -> int:
    """Return the first digits of a bet's id, which ends in that of its fixture.

    The same bet has the same number in every run.
    """
    digits = max(1, _ID_DIGITS - len(str(fixture_id)))
    least: int = 10 ** (digits - 1)
    digest = blake2b(f"{fixture_id}/{said}".encode(), digest_size=8).digest()
    return least + int.from_bytes(digest, "big") % (9 * least)


def line_text(offer: Offer, point: float, score: str) -> str | None:
    """Return a line as the feed writes it, None where a market has none.

    It is "2.5", or "-0.5 (1-0)" where it counts from a score; "3" for the third goal; "0:1" where
    the away side starts with a goal.
    """
    lines = offer.outcomes.lines
    if not lines:
        return None
    if lines == "start":
        return f"{max(point, 0):.0f}:{max(-point, 0):.0f}"
    if lines == "count":
        return f"{point:.0f}"
    return f"{point} ({score})" if score else str(point)
