"""Outrights on a board that reads everything they tell, beside what is true."""

from collections.abc import Callable, Iterator
from random import Random

from touchline.board.board import Board
from touchline.board.competitions import lineage
from touchline.model.enums import BetStatus
from touchline.model.event import Book, Event
from touchline.model.market import Bet, MarketUpdate
from touchline.simulator.envelope import Envelope, Said
from touchline.simulator.outrights.outright import Outrights
from touchline.wire import decode

MINUTE, HOUR, DAY, WEEK = 60_000, 3_600_000, 86_400_000, 7 * 86_400_000
Bets = dict[int | None, dict[int, Bet]]
"""Bets by id, of each bookmaker; None stands for calculated odds."""


class Watched:
    """Outrights, and the board that reads them; `told` is when they told what."""

    def __init__(self, outrights: Outrights) -> None:
        self.outrights = outrights
        self.board = Board("epoch")
        self.told: list[tuple[int, Said]] = []
        self._envelope = Envelope(Random(5))

    def pass_time(self, until: int, look: Callable[[Said, int], None] | None = None) -> None:
        """Let feed time pass until a moment; look at the board after everything that is told."""
        while self.outrights.due() < until:
            now = self.outrights.due()
            for said in self.outrights.work(now):
                self.told.append((now, said))
                recorded = self._envelope.wrap(said, now)
                self.board.apply(decode(recorded.body).message, recorded.at)
                if look is not None:
                    look(said, now)

    def differences(self) -> list[str]:
        """Return in what the board differs from the truth."""
        wrong = []
        for truth in self.outrights.truths():
            event = self.board.events[truth.fixture_id]
            nodes = self.board.competitions
            path = [*lineage(event.competition.value, nodes)]
            pairs: dict[str, tuple[object, object]] = {
                "path": (
                    [(*key, nodes[key].name.value) for key in reversed(path)],
                    [tuple(node) for node in truth.path],
                ),
                "kind": (event.is_outright_league, truth.is_season),
                "fixture": (event.outright.value, truth.fixture),
                "status": (event.status, truth.fixture.status),
                "score": (event.score.value, truth.score),
                "bets": (held_bets(event), said_bets(truth.market)),
            }
            wrong += [f"{truth.fixture_id}: {what}" for what, (a, b) in pairs.items() if a != b]
        return wrong


class OneOutright(Outrights):
    """A single outright, which a test makes with the agenda."""

    def __init__(self) -> None:
        super().__init__(Random(1))
        self.agenda = self._agenda
        self.hold = self._hold
        self.open = self._open


def books_of(event: Event) -> Iterator[tuple[int | None, Book]]:
    """Yield the books of an outright by bookmaker."""
    for market in event.markets.values():
        yield from market.providers.items()
        if market.average is not None:
            yield None, market.average


def held_bets(event: Event) -> Bets:
    """Return the bets as the board has them."""
    return {
        number: {quote.bet.id: quote.bet for quote in book.bets.values()}
        for number, book in books_of(event)
    }


def said_bets(market: MarketUpdate) -> Bets:
    """Return the bets as they were said."""
    found: Bets = {
        provider.id: {bet.id: bet for bet in provider.bets or ()}
        for provider in market.provider_markets or ()
    }
    if market.bets:
        found[None] = {bet.id: bet for bet in market.bets}
    return found


def sums(bets: Bets) -> list[float]:
    """Return the sum of each book that takes bets."""
    found = []
    for book in bets.values():
        prices = [float(bet.price or 0) for bet in book.values() if bet.status == BetStatus.OPEN]
        if prices:
            found.append(sum(1 / price for price in prices))
    return found


def settlements(market: MarketUpdate) -> dict[int | None, set[int | None]]:
    """Return how the bets on each participant were settled, by whomever."""
    found: dict[int | None, set[int | None]] = {}
    for bets in said_bets(market).values():
        for bet in bets.values():
            found.setdefault(bet.participant_id, set()).add(bet.settlement)
    return found
