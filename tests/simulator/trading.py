"""Playing matches with their trader, and the books that its messages add up to."""

from collections.abc import Iterator, Mapping
from functools import cache
from random import Random
from typing import NamedTuple

from touchline.model.enums import MessageType, PeriodType
from touchline.model.market import Bet, MarketUpdate
from touchline.model.part import Part
from touchline.simulator.contest import Contest
from touchline.simulator.desk import NEVER
from touchline.simulator.forecast import Forecast, Game
from touchline.simulator.games.registry import new_game
from touchline.simulator.match import Happened, MatchState, Moment
from touchline.simulator.offers import Offer, offers_of
from touchline.simulator.trader import Trader

START = 1_770_000_000_000
"""When matches begin, in feed time."""
BEFORE = 3 * 3_600_000
"""How long before its start a match is traded (ms)."""
FIXTURE = 90_000_017

Said = tuple[MessageType, MarketUpdate]
BookKey = tuple[int, int | None]
"""A market and a bookmaker, None for calculated odds."""


class Step(NamedTuple):
    """One moment of a match that is traded: what happened, or what was said."""

    now: int
    happened: Happened | None
    said: list[Said]


class FakeGame:
    """A soccer match that is played by hand: the test sets the state and what is expected."""

    def __init__(self) -> None:
        """Begin with a match between equals that has not started."""
        self.state = MatchState()
        self.expected: dict[Part, Forecast] = {"match": forecast_of(0, 0)}

    def play(self) -> Iterator[Moment]:
        """Play nothing: tests tell the trader themselves what happened."""
        return iter(())

    def forecast(self) -> Mapping[Part, Forecast]:
        """Return what the test expects."""
        return self.expected

    def kick_off(self, now: int) -> None:
        """Begin the first half."""
        self.state.now = now
        self.state.begin(10)

    def goal(self, side: int, by: int = 1) -> None:
        """Count a goal, or take one back."""
        self.state.score[side] += by
        self.state.periods[10].score[side] += by
        self.expected = {"match": forecast_of(*self.state.score)}

    def finish(self, now: int) -> None:
        """End the match after one half."""
        self.state.now = now
        self.state.end(10)
        self.state.finish(int(PeriodType.FULL_TIME))


def forecast_of(home: int, away: int) -> Forecast:
    """Return what may come of a score while each side scores up to two more."""
    goals = {0: 0.45, 1: 0.35, 2: 0.2}
    margin: dict[int, float] = {}
    total: dict[int, float] = {}
    both = 0.0
    for more_home, home_chance in goals.items():
        for more_away, away_chance in goals.items():
            scores = home + more_home, away + more_away
            chance = home_chance * away_chance
            margin[scores[0] - scores[1]] = margin.get(scores[0] - scores[1], 0.0) + chance
            total[sum(scores)] = total.get(sum(scores), 0.0) + chance
            both += chance if min(scores) else 0.0
    return Forecast(margin, total, both)


def trader_of(game: Game, *, sport: str = "soccer", seed: int = 1, opens_at: int = 0) -> Trader:
    """Return the trader of a match, which opens three hours before it unless told otherwise."""
    return Trader(
        FIXTURE,
        Contest(sport=sport),
        game,
        Random(seed),
        opens_at=opens_at or START - BEFORE,
        starts_at=START,
    )


def work(trader: Trader, until: int) -> list[Said]:
    """Let a trader work until a feed time, whenever something is due."""
    return [one for step in steps(trader, until) for one in step.said]


def steps(trader: Trader, until: int) -> Iterator[Step]:
    """Yield what a trader says until a feed time."""
    while (due := trader.due()) <= until:
        yield Step(due, None, trader.work(due))


def trade(game: Game, trader: Trader) -> Iterator[Step]:
    """Play a match and trade it until nothing more follows."""
    moments = game.play()
    next_moment = START
    while next_moment < NEVER:
        yield from steps(trader, next_moment - 1)
        game.state.now = next_moment
        moment = next(moments, None)
        if moment is None:
            break
        trader.heed(moment.happened, next_moment)
        yield Step(next_moment, moment.happened, [])
        next_moment += moment.wait
    yield from steps(trader, NEVER - 1)


class Traded(NamedTuple):
    """A whole match that was traded."""

    game: Game
    trader: Trader
    steps: list[Step]


@cache
def traded(sport: str, seed: int = 5) -> Traded:
    """Play and trade a whole match of a sport."""
    game = new_game(Contest(sport=sport, home=0.3, away=-0.2), Random(seed))
    trader = trader_of(game, sport=sport, seed=seed)
    return Traded(game, trader, list(trade(game, trader)))


def books_of(update: MarketUpdate) -> Iterator[tuple[int | None, list[Bet]]]:
    """Yield the books that a message speaks of, with their bets."""
    if update.bets is not None:
        yield None, update.bets
    for provider in update.provider_markets or ():
        yield provider.id, provider.bets or []


class Books:
    """What messages add up to, bet by bet."""

    def __init__(self) -> None:
        """Begin without any."""
        self.books: dict[BookKey, dict[int, Bet]] = {}

    def take(self, said: list[Said]) -> list[tuple[BookKey, Bet, Bet | None]]:
        """Take messages; return every bet that they name, with what it was before."""
        taken = []
        for _, update in said:
            for provider, bets in books_of(update):
                book = self.books.setdefault((update.id, provider), {})
                for bet in bets:
                    taken.append(((update.id, provider), bet, book.get(bet.id)))
                    book[bet.id] = bet
        return taken

    def bets(self, provider: int | None = None, status: int | None = None) -> list[Bet]:
        """Return the bets, of one bookmaker or of all, in one status or in any."""
        return [
            bet
            for (_, who), bets in self.books.items()
            if provider in (None, who)
            for bet in bets.values()
            if status in (None, bet.status)
        ]

    def lines(self, key: BookKey) -> dict[str | None, list[Bet]]:
        """Return the bets of a book by line."""
        lines: dict[str | None, list[Bet]] = {}
        for bet in self.books[key].values():
            lines.setdefault(bet.base_line, []).append(bet)
        return lines


def offer_of(sport: str, market_id: int) -> Offer:
    """Return what is offered in a sport under a market's number."""
    return next(offer for offer in offers_of(sport) if offer.id == market_id)
