"""One bookmaker at one match: when it follows, closes and opens, and what it quotes."""

from collections.abc import Iterable, Mapping
from random import Random
from typing import Final

from touchline.simulator.bet_chances import BetChances, has_moved, lean
from touchline.simulator.bookmakers import Bookmaker, draw
from touchline.simulator.contest import Contest
from touchline.simulator.offers import Offer, offers_of
from touchline.simulator.pricing import texts
from touchline.simulator.prospects import Prospects
from touchline.simulator.quotes import Book, Changed, Key, QuotedBet, Reason, stamped, suspended
from touchline.simulator.settling import Verdicts

NEVER: Final = 1 << 62
"""A feed time that does not come."""
LEANINGS: Final = ("home", "over")
_KEPT: Final = 0.97
"""How much of an opinion is left the next time that prices are looked at."""
_KEPT_IN_BURST: Final = 0.5
_SAFE_RETURN: Final = 0.995
"""How far below the lowest price's chance a line is before it comes back, so that it stays."""

_EVEN: Final = 0.5

Opinion = Mapping[str, float]
"""How far log odds differ from the model's, by what they lean to."""


class Desk:
    """A bookmaker's prices of one match. Times are feed time in unix ms, NEVER for none."""

    def __init__(
        self, bookmaker: Bookmaker, contest: Contest, fixture_id: int, random: Random
    ) -> None:
        self.bookmaker = bookmaker
        self.books = {
            offer.id: Book(fixture_id, bookmaker.id, offer)
            for offer in offers_of(contest.sport, contest.variant)
            if bookmaker.offers(contest.sport, offer.kind)
        }
        self.is_open = False
        self.follows_at = NEVER
        self.closes_at = NEVER
        self.opens_at = NEVER
        self._closes_for = Reason.LIVESCORE
        self._stops_until = 0
        self._random = random
        self._mains: dict[int, float] = {}
        self._opinion = {leaning: random.gauss(0, bookmaker.opinion) for leaning in LEANINGS}

    def due(self) -> int:
        """Return the feed time of the next thing that this bookmaker does."""
        return min(self.follows_at, self.closes_at, self.opens_at)

    def follow(self, now: int, *, hurry: float = 1.0) -> None:
        """Take note that chances may have changed; prices follow after the bookmaker's lag.

        `hurry` divides the lag.
        """
        if self.is_open and self.closes_at == NEVER and now >= self._stops_until:
            wait = int(draw(self.bookmaker.lag, self._random) / hurry)
            self.follows_at = min(self.follows_at, now + wait)

    def hold(self, now: int, reason: Reason) -> None:
        """Stop taking bets within the bookmaker's reaction, until they are released."""
        self.opens_at = NEVER
        if self.is_open and self.closes_at == NEVER:
            wait = draw(self.bookmaker.reaction, self._random)
            self._close_at(max(now + wait, self._stops_until), reason)

    def shut(self, now: int, reason: Reason) -> Changed:
        """Suspend every bet at once, until they are released; return what changed."""
        self.opens_at = NEVER
        self._closes_for = reason
        return self.close(now)

    def release(self, at: int) -> None:
        """Take bets again from a feed time on."""
        self.opens_at = max(at, self._stops_until)

    def stop(self, now: int, until: int, silence: int) -> None:
        """Say nothing until a feed time; bets are suspended after `silence` ms, and come back."""
        self._stops_until = until
        self.follows_at = NEVER
        if not self.is_open:
            self.opens_at = max(self.opens_at, until)
        elif now + silence < until:
            if self.closes_at == NEVER:
                self.opens_at = until
            self._close_at(now + silence, Reason.PROVIDERS)

    def close(self, now: int) -> Changed:
        """Suspend every bet."""
        self.is_open = False
        self.closes_at = self.follows_at = NEVER
        return suspended(self.books.values(), self._closes_for, now)

    def think(self, *, is_hasty: bool = False) -> None:
        """Let the bookmaker's own opinion wander a little."""
        kept = _KEPT_IN_BURST if is_hasty else _KEPT
        spread = self.bookmaker.opinion * (1 - kept**2) ** 0.5
        for leaning in LEANINGS:
            self._opinion[leaning] = kept * self._opinion[leaning] + self._random.gauss(0, spread)

    def price(
        self,
        prospects: Prospects,
        verdicts: Verdicts,
        common: Opinion,
        now: int,
        *,
        is_hasty: bool = False,
    ) -> Changed:
        """Quote what is expected, as the bookmaker sees it; return what changed.

        Prices that are nearly right stay, unless the bookmaker is hasty. Nothing is taken on what
        is decided by all that is known.
        """
        self.is_open = True
        self.follows_at = NEVER
        if self.opens_at <= now:
            self.opens_at = NEVER
        opinion = {leaning: common[leaning] + self._opinion[leaning] for leaning in LEANINGS}
        patience = 0.0 if is_hasty else self.bookmaker.patience
        return stamped(
            (
                (book, self._price_book(book, prospects, verdicts, opinion, patience))
                for book in self.books.values()
            ),
            now,
        )

    def _close_at(self, at: int, reason: Reason) -> None:
        self.closes_at = at
        self.follows_at = NEVER
        self._closes_for = reason

    def _price_book(
        self,
        book: Book,
        prospects: Prospects,
        verdicts: Verdicts,
        opinion: Opinion,
        patience: float,
    ) -> list[QuotedBet]:
        offer = book.offer
        changed: list[QuotedBet] = []
        score = prospects.score_of(offer)
        wanted = {(point, score): None for point in self._points(book, prospects, score)}
        for key in [key for key in book.taking if key not in wanted]:
            is_gone = key[1] != score or not wanted
            reason = Reason.LINE_REMOVED if is_gone else Reason.OUT_OF_LINE_RANGE
            changed += book.suspend(book.taking[key], reason)
        for key in wanted:
            chances = None if verdicts.decides(offer, key) else prospects.chances(offer, key[0])
            changed += self._price_line(book, key, chances, opinion, patience)
        return changed

    def _price_line(
        self, book: Book, key: Key, chances: BetChances | None, opinion: Opinion, patience: float
    ) -> list[QuotedBet]:
        outcomes = book.offer.outcomes
        line = book.lines.get(key)
        if line is not None and line.is_settled:
            return []
        if chances is not None:
            seen = lean(chances, outcomes, opinion[outcomes.leaning])
            if line is not None and line.is_open and not has_moved(line.chances, seen, patience):
                return []
            terms = self.bookmaker.terms(book.offer.margin)
            is_back = line is None or line.is_open or max(seen) * terms.ladder.lowest < _SAFE_RETURN
            prices = texts(seen, terms, outcomes.winners) if is_back else None
            if prices is not None:
                return book.open(line or book.line(key), seen, prices)
        return [] if line is None else book.suspend(line, Reason.OUT_OF_PRICE_RANGE)

    def _points(self, book: Book, prospects: Prospects, score: str) -> Iterable[float]:
        """Return the lines to quote: round the main one, and those that are not far from it."""
        offer = book.offer
        if offer.outcomes.lines in ("", "count"):
            if not prospects.is_on(offer):
                return ()
            return (prospects.next_score if offer.outcomes.lines else 0.0,)
        grid = offer.grid_for(quarters=self.bookmaker.quarters)
        main = prospects.main(offer, grid, self._mains.get(offer.id))
        if main is None:
            return ()
        self._mains[offer.id] = main
        count = min(offer.lines, self.bookmaker.lines)
        reach = (count + 1) * grid.step
        points = [main + place * grid.step for place in range(-count, count + 1)]
        for point, said in book.taking:
            if said == score and -reach <= point - main <= reach:
                points.append(point)
        return _on_one_side(points, main, offer, prospects) if offer.kind.asian else points


def _on_one_side(
    points: Iterable[float], main: float, offer: Offer, prospects: Prospects
) -> list[float]:
    """Return the handicaps that give goals to the side that the main one gives them to.

    Those of one size are one line to readers, whichever side they help (DECISIONS 13).
    """
    side = main
    if not side:
        even = prospects.chances(offer, 0.0)
        side = -1.0 if even is not None and even[0] >= _EVEN else 1.0
    return [point for point in points if not point or point * side > 0]
