"""When the bets of a match are settled, and what may go wrong with it."""

from collections.abc import Sequence
from enum import Enum
from random import Random
from typing import Final

from touchline.model.outcome import Outcome
from touchline.simulator.bookmakers import draw
from touchline.simulator.desk import NEVER
from touchline.simulator.quotes import Book, Changed
from touchline.simulator.settling import (
    Verdicts,
    cancel_books,
    judge_by_wrong_score,
    settle_books,
    settle_wrongly,
    unknown_settlement,
)

_SETTLES: Final = (60_000, 80_000)
"""How long after it was decided a bet is settled (ms; reference feed-protocol 6)."""
_CORRECTS: Final = (30_000, 90_000)
"""How long after a wrong settlement it is corrected (ms)."""
_CANCELLED_FIRST: Final = 0.5
"""How often a wrong settlement is cancelled before it is made anew."""


class Mistake(Enum):
    """What may go wrong where bets are settled."""

    WRONG_SCORE = "wrong score"
    UNKNOWN = "unknown"
    """A settlement that nobody knows."""


class Settler:
    """Settles the books of one match; times are feed time in unix ms, NEVER for none."""

    def __init__(self, random: Random, *, waits: bool) -> None:
        """Begin with nothing to settle; with `waits` another decision puts off the one before."""
        self._random = random
        self._waits = waits
        self._settles_at = NEVER
        self._corrects_at = NEVER
        self._mistake: Mistake | None = None
        self._mistaken = 0

    def due(self) -> int:
        """Return the feed time of the next settlement."""
        return min(self._settles_at, self._corrects_at)

    def plan(self, now: int, *, is_final: bool = False) -> None:
        """Settle in about a minute what is decided by then."""
        if is_final or self._waits or self._settles_at == NEVER:
            self._settles_at = now + draw(_SETTLES, self._random)

    def put_off(self, now: int) -> None:
        """Settle nothing yet of what is due."""
        if self._settles_at <= now:
            self._settles_at = now + draw(_SETTLES, self._random)
        if self._corrects_at <= now:
            self._corrects_at = now + draw(_CORRECTS, self._random)

    def misjudge(self, mistake: Mistake) -> None:
        """Settle one market wrongly the next time that something is settled; correct it later."""
        self._mistake = mistake

    def work(
        self, books: Sequence[Book], truth: Outcome, now: int, *, is_final: bool = False
    ) -> Changed:
        """Settle by what is known of the match; return what changed.

        `is_final` says that what is not decided now never will be.
        """
        if self._settles_at <= now:
            self._settles_at = NEVER
            settled = settle_books(books, Verdicts(truth).of, now, is_final=is_final)
            return settled + self._err(settled, truth, now)
        self._corrects_at = NEVER
        mistaken = [book for book in books if book.offer.id == self._mistaken]
        if self._random.random() < _CANCELLED_FIRST:
            self._settles_at = min(self._settles_at, now + draw(_CORRECTS, self._random))
            return cancel_books(mistaken, now)
        return settle_books(mistaken, Verdicts(truth).of, now, is_final=is_final)

    def _err(self, settled: Changed, truth: Outcome, now: int) -> Changed:
        """Make the mistake that is asked for, in one of the markets that were just settled."""
        if self._mistake is None:
            return []
        is_unknown = self._mistake is Mistake.UNKNOWN
        judge = unknown_settlement if is_unknown else judge_by_wrong_score(truth)
        markets = list(dict.fromkeys(book.offer.id for book, _ in settled))
        self._random.shuffle(markets)
        for market_id in markets:
            here = [(book, bets) for book, bets in settled if book.offer.id == market_id]
            wrong = settle_wrongly(here, judge, now)
            if wrong:
                self._mistake, self._mistaken = None, market_id
                self._corrects_at = now + draw(_CORRECTS, self._random)
                return wrong
        return []
