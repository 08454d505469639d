"""Gathering what changed in the books of a match into messages: one for each market."""

from collections.abc import Iterable, Mapping

from touchline.model.market import Bet, MarketUpdate, ProviderMarket
from touchline.simulator.calculated import main_line
from touchline.simulator.quotes import CALCULATED_ID, Book, Changed

BookChanges = tuple[Book, list[Bet]]
"""What is to be said of one book."""


class Deltas:
    """What changed at one moment, with the last word on every bet."""

    def __init__(self) -> None:
        self._books: dict[tuple[int, int], tuple[Book, dict[int, Bet]]] = {}

    def add(self, changes: Changed) -> None:
        """Add changes that have just been made."""
        for book, changed in changes:
            _, bets = self._books.setdefault((book.offer.id, book.provider_id), (book, {}))
            bets.update((bet.id, bet.as_bet()) for bet in changed)

    def updates(self, names: Mapping[int, str]) -> list[MarketUpdate]:
        """Return what to say of each market that changed; `names` are the bookmakers'."""
        return market_updates(
            ((book, list(bets.values())) for book, bets in self._books.values()), names
        )


def market_updates(said: Iterable[BookChanges], names: Mapping[int, str]) -> list[MarketUpdate]:
    """Return one statement for each market, in the order in which markets are first named."""
    markets: dict[int, list[BookChanges]] = {}
    for book, bets in said:
        if bets:
            markets.setdefault(book.offer.id, []).append((book, bets))
    return [_update(books, names) for books in markets.values()]


def _update(books: list[BookChanges], names: Mapping[int, str]) -> MarketUpdate:
    first, _ = books[0]
    update = MarketUpdate(id=first.offer.id, name=first.offer.name)
    providers = []
    for book, bets in books:
        if book.provider_id == CALCULATED_ID:
            update.bets = bets
            update.main_line = main_line(book)
        else:
            providers.append(
                ProviderMarket(
                    id=book.provider_id,
                    name=names[book.provider_id],
                    last_update=book.updated,
                    bets=bets,
                )
            )
    update.provider_markets = providers or None
    return update
