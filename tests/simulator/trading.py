"""Playing matches with their bookmakers, and the books that messages add up to."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from random import Random
from typing import NamedTuple

from msgspec.structs import replace

from touchline.model.catalogue import sport_by_slug
from touchline.model.enums import MessageType, PeriodType
from touchline.model.market import Bet, MarketUpdate
from touchline.model.outcome import outcome_of
from touchline.model.part import Part
from touchline.simulator.contest import Contest
from touchline.simulator.desk import NEVER
from touchline.simulator.envelope import Said
from touchline.simulator.faults import NO_FAULTS, Faults
from touchline.simulator.fixture_life import FixtureLife
from touchline.simulator.forecast import Forecast, Game
from touchline.simulator.games.registry import new_game
from touchline.simulator.livescore import livescore_of
from touchline.simulator.match import Happened, MatchState, Moment
from touchline.simulator.offers import Offer, offers_of
from touchline.simulator.schedule import Fate, Planned, Schedule
from touchline.simulator.trader import Trader
from touchline.simulator.world import World

START = 1_770_000_000_000
"""When matches begin, in feed time."""
BEFORE = 45 * 60_000
"""How long before its start a match is traded (ms)."""
FIXTURE = 90_000_017

MarketSaid = tuple[MessageType, MarketUpdate]
BookKey = tuple[int, int | None]
"""A market and a bookmaker, None for calculated odds."""


class Step(NamedTuple):
    """One moment of a match that is traded: what happened, and what was said of markets."""

    now: int
    happened: Happened | None
    said: list[MarketSaid]


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
    """Return the trader of a match, which opens some time before it unless told otherwise."""
    return Trader(
        FIXTURE,
        Contest(sport=sport),
        game,
        Random(seed),
        opens_at=opens_at or START - BEFORE,
        starts_at=START,
    )


def work(trader: Trader, until: int) -> list[MarketSaid]:
    """Let a trader work until a feed time, whenever something is due."""
    return [one for step in steps(trader, until) for one in step.said]


def steps(trader: Trader, until: int) -> Iterator[Step]:
    """Yield what a trader says until a feed time."""
    while (due := trader.due()) <= until:
        yield Step(due, None, trader.work(due))


class Watched:
    """A game that notes what happened when."""

    def __init__(self, game: Game) -> None:
        """Watch a game that has not begun."""
        self.state = game.state
        self.happened: dict[int, Happened] = {}
        self._game = game

    def play(self) -> Iterator[Moment]:
        """Play the game."""
        for moment in self._game.play():
            self.happened[self.state.now] = moment.happened
            yield moment

    def forecast(self) -> Mapping[Part, Forecast]:
        """Return what the game forecasts."""
        return self._game.forecast()


class Traded(NamedTuple):
    """A whole match as it was told, with its markets step by step."""

    game: Game
    trader: Trader
    told: list[tuple[int, Said]]
    steps: list[Step]


def planned(contest: Contest) -> Planned:
    """Return the plan of a match that is announced some time before its start."""
    schedule = Schedule(
        World(),
        Random(1),
        (contest.sport,),
        live=4,
        start_at=START,
        winner_of=lambda match: match.home,
    )
    return replace(
        next(iter(schedule)),
        fixture_id=FIXTURE,
        contest=contest,
        announced_at=START - BEFORE,
        starts_at=START,
        fate=Fate.PLAYED,
        fate_at=0,
        fate_lasts=0,
        early_ms=0,
    )


def life_of(
    contest: Contest, game: Game, *, seed: int = 5, opens_at: int = 0, faults: Faults = NO_FAULTS
) -> FixtureLife:
    """Return the life of a match that is opened some time before it unless told otherwise."""
    life = FixtureLife(planned(contest), game, faults, Random(seed))
    life.open(opens_at or START - BEFORE)
    return life


def trade(
    contest: Contest, *, seed: int = 5, opens_at: int = 0, faults: Faults = NO_FAULTS
) -> Traded:
    """Play and trade a whole match."""
    game = Watched(new_game(contest, Random(seed)))
    life = life_of(contest, game, seed=seed, opens_at=opens_at, faults=faults)
    told: list[tuple[int, Said]] = []
    steps: list[Step] = []
    while (now := life.due()) < NEVER:
        said = life.work(now)
        told += [(now, one) for one in said]
        steps.append(Step(now, game.happened.get(now), list(markets_of(said))))
    assert life.trader is not None
    return Traded(game, life.trader, told, steps)


def markets_of(said: Iterable[Said]) -> Iterator[MarketSaid]:
    """Yield what messages say of markets."""
    for one in said:
        for event in (one.body.events if one.body is not None else None) or ():
            for update in event.markets or ():
                yield one.type, update


@cache
def traded(sport: str, variant: str = "") -> Traded:
    """Play and trade a match of a sport, once for all tests."""
    return trade(Contest(sport=sport, home=0.3, away=-0.2, variant=variant))


@cache
def cup_tie() -> Traded:
    """Play and trade a soccer match that has a shoot-out, once for all tests."""
    contest = Contest(sport="soccer", must_be_decided=True)
    for seed in range(100):
        game = new_game(contest, Random(seed))
        game.state.now = START
        for moment in game.play():
            game.state.now += moment.wait
        if PeriodType.SHOOT_OUT in game.state.periods:
            return trade(contest, seed=seed)
    raise AssertionError("no match had a shoot-out")


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

    def take(self, said: list[MarketSaid]) -> list[tuple[BookKey, Bet, Bet | None]]:
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


def show(trader: Trader, sport: str, state: MatchState, now: int) -> None:
    """Show bookmakers the livescore that is about to be told of a state."""
    catalogued = sport_by_slug(sport)
    assert catalogued is not None
    trader.see(outcome_of(catalogued, state.status, livescore_of(state)), now)
