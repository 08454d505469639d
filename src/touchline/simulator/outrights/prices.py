"""The one market of an outright: who wins, as each bookmaker prices it, and as calculated."""

from collections.abc import Iterable, Iterator, Mapping
from math import exp
from random import Random
from typing import Final

from msgspec.structs import replace

from touchline.base.clock import format_time
from touchline.model.catalogue import MarketKind
from touchline.model.enums import BetStatus, Settlement
from touchline.model.market import Bet, BetMore, MarketUpdate, ProviderMarket
from touchline.simulator.bookmakers import BOOKMAKERS, CALCULATED, Span
from touchline.simulator.pricing import Terms, texts
from touchline.simulator.quotes import CALCULATED_ID, Reason, own_number

ParticipantChances = Mapping[int, float]
"""Of participants by their ids; those that cannot win any more are left out or have none."""
_NO_PROBABILITY: Final = -1.0
_DIGITS: Final = 4


class OutrightMarket:
    """Who wins: the bets of each bookmaker on each participant, and what is new of them."""

    def __init__(
        self,
        fixture_id: int,
        kind: MarketKind,
        sport: str,
        participants: Mapping[int, str],
        random: Random,
    ) -> None:
        """Begin without bets; each bookmaker forms an opinion of each participant."""
        self.id = kind.id
        self.name = kind.name
        self._calculated = _Book(
            CALCULATED_ID,
            fixture_id,
            kind.id,
            participants,
            dict.fromkeys(participants, 1.0),
            CALCULATED.terms("outright"),
            CALCULATED.patience,
        )
        self._books = {
            bookmaker.id: _Book(
                bookmaker.id,
                fixture_id,
                kind.id,
                participants,
                {one: exp(random.gauss(0, bookmaker.opinion)) for one in participants},
                bookmaker.terms("outright"),
                bookmaker.patience,
            )
            for bookmaker in BOOKMAKERS.values()
            if bookmaker.offers(sport, kind)
        }

    def lags(self) -> Iterator[tuple[int, Span]]:
        """Yield each bookmaker with its shortest and longest lag (ms)."""
        return ((number, BOOKMAKERS[number].lag) for number in self._books)

    def reactions(self) -> Iterator[tuple[int, Span]]:
        """Yield each bookmaker with its shortest and longest time to react (ms)."""
        return ((number, BOOKMAKERS[number].reaction) for number in self._books)

    def follow(self, bookmaker: int, chances: ParticipantChances, now: int) -> None:
        """Let a bookmaker price what it thinks of the chances, where that is news to it."""
        self._books[bookmaker].follow(chances, now)
        self._calculate(now)

    def follow_all(self, chances: ParticipantChances, now: int) -> None:
        """Let every bookmaker price the chances at once."""
        for book in self._books.values():
            book.follow(chances, now)
        self._calculate(now)

    def suspend(self, bookmaker: int, reason: Reason, now: int) -> None:
        """Let a bookmaker take no bets."""
        self._books[bookmaker].suspend(reason, now)
        self._calculate(now)

    def suspend_all(self, reason: Reason, now: int) -> None:
        """Let nobody take bets."""
        for book in (*self._books.values(), self._calculated):
            book.suspend(reason, now)

    def settle(self, endings: Mapping[int, Settlement], now: int) -> None:
        """Settle the bets on some participants, unless they are settled."""
        for book in (*self._books.values(), self._calculated):
            book.settle(endings, now)

    def news(self, *, settled: bool) -> MarketUpdate | None:
        """Return the bets, settled or not, that changed since this was asked last, if any."""
        calculated = self._calculated.news(settled=settled)
        providers = [
            book.as_provider(bets)
            for book in self._books.values()
            if (bets := book.news(settled=settled))
        ]
        return self._update(calculated, providers) if calculated or providers else None

    def whole(self) -> MarketUpdate:
        """Return every bet as it stands."""
        return self._update(
            list(self._calculated.bets.values()),
            [
                book.as_provider(list(book.bets.values()))
                for book in self._books.values()
                if book.bets
            ],
        )

    def _update(self, calculated: list[Bet], providers: list[ProviderMarket]) -> MarketUpdate:
        return MarketUpdate(
            id=self.id,
            name=self.name,
            bets=calculated or None,
            provider_markets=providers or None,
        )

    def _calculate(self, now: int) -> None:
        """Let calculated odds follow the mean of what the open books think."""
        open_books = [book for book in self._books.values() if book.chances]
        if not open_books:
            self._calculated.suspend(Reason.PROVIDERS, now)
            return
        thought = open_books[0].chances
        self._calculated.follow(
            {
                one: sum(book.chances.get(one, 0.0) for book in open_books) / len(open_books)
                for one in thought
            },
            now,
        )


class _Book:
    """The bets of one bookmaker; `chances` are those it prices, none while it is closed."""

    def __init__(
        self,
        number: int,
        fixture_id: int,
        market_id: int,
        participants: Mapping[int, str],
        opinions: Mapping[int, float],
        terms: Terms,
        patience: float,
    ) -> None:
        self.bets: dict[int, Bet] = {}
        self.chances: dict[int, float] = {}
        self._number = number
        self._fixture_id = fixture_id
        self._market_id = market_id
        self._participants = participants
        self._opinions = opinions
        self._terms = terms
        self._patience = patience
        self._news: dict[int, Bet] = {}
        self._updated = ""

    def follow(self, chances: ParticipantChances, now: int) -> None:
        seen = {
            one: chance * self._opinions[one]
            for one, chance in chances.items()
            if chance > 0 and not self._is_settled(one)
        }
        whole = sum(seen.values())
        seen = {one: chance / whole for one, chance in seen.items()}
        if not self._is_news(seen):
            return
        prices = texts(tuple(seen.values()), self._terms) if len(seen) > 1 else None
        if prices is None:
            self.suspend(Reason.OUT_OF_PRICE_RANGE, now)
            return
        self.chances = seen
        for one, price in zip(seen, prices, strict=True):
            self._open(one, price, now)
        self._suspend((one for one in self.bets if one not in seen), Reason.LINE_REMOVED, now)

    def suspend(self, reason: Reason, now: int) -> None:
        self.chances = {}
        self._suspend(self.bets, reason, now)

    def settle(self, endings: Mapping[int, Settlement], now: int) -> None:
        for one, ending in endings.items():
            if one in self.bets and not self._is_settled(one):
                self._say(
                    replace(
                        self.bets[one],
                        status=int(BetStatus.SETTLED),
                        settlement=int(ending),
                        suspension_reason=None,
                        probability=self._probability(_NO_PROBABILITY),
                    ),
                    now,
                )

    def news(self, *, settled: bool) -> list[Bet]:
        """Return the bets, settled or not, that changed since this was asked last."""
        news = [one for one in self._news if self._is_settled(one) == settled]
        return [self._news.pop(one) for one in news]

    def as_provider(self, bets: list[Bet]) -> ProviderMarket:
        name = BOOKMAKERS[self._number].name
        return ProviderMarket(id=self._number, name=name, last_update=self._updated, bets=bets)

    def _probability(self, chance: float) -> float | None:
        """Return what is said of a chance: bookmakers keep theirs to themselves."""
        return chance if self._number == CALCULATED_ID else None

    def _is_settled(self, one: int) -> bool:
        bet = self.bets.get(one)
        return bet is not None and bet.status == BetStatus.SETTLED

    def _is_news(self, seen: ParticipantChances) -> bool:
        """Tell whether a price is off by more than the bookmaker has patience with."""
        if seen.keys() != self.chances.keys():
            return True
        return any(
            abs(chance - self.chances[one]) > self._patience * self.chances[one]
            for one, chance in seen.items()
        )

    def _open(self, one: int, price: str, now: int) -> None:
        held = self.bets.get(one)
        if held is not None and held.status == BetStatus.OPEN and held.price == price:
            return
        self._say(
            replace(
                held or self._new_bet(one, price),
                status=int(BetStatus.OPEN),
                price=price,
                suspension_reason=None,
                probability=self._probability(round(self.chances[one], _DIGITS)),
            ),
            now,
        )

    def _new_bet(self, one: int, price: str) -> Bet:
        number = own_number(f"{self._market_id}/{self._number}/{one}", self._fixture_id)
        return Bet(
            id=int(f"{number}{self._fixture_id}"),
            name=self._participants[one],
            start_price=price,
            provider_bet_id="0" if self._number == CALCULATED_ID else str(number),
            more=BetMore(participant_id=one),
        )

    def _suspend(self, participants: Iterable[int], reason: Reason, now: int) -> None:
        for one in list(participants):
            bet = self.bets[one]
            if bet.status == BetStatus.OPEN:
                suspended = int(BetStatus.SUSPENDED)
                self._say(replace(bet, status=suspended, suspension_reason=int(reason)), now)

    def _say(self, bet: Bet, now: int) -> None:
        self._updated = format_time(now)
        one = bet.participant_id or 0
        self.bets[one] = self._news[one] = replace(bet, last_update=self._updated)
