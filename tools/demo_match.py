"""What is said of one invented match: its fixture, its score, its prices, its settlements."""

from collections.abc import Callable
from random import Random
from typing import Final, NamedTuple
from zlib import crc32

from touchline.base.clock import format_time
from touchline.model.enums import BetStatus, FixtureStatus, MessageType
from touchline.model.feed_struct import ExtraData, Named
from touchline.model.fixture import Fixture, League, Participant, Subscription
from touchline.model.livescore import (
    Clock,
    Incident,
    Livescore,
    Period,
    Result,
    Scoreboard,
    Statistic,
)
from touchline.model.market import Bet, MarketUpdate, ProviderMarket
from touchline.model.message import EventUpdate

START: Final = 1_768_057_200_000
"""Kick-off of all matches, 2026-01-10T15:00:00Z in unix ms."""
BOOKMAKERS: Final = ((93001, "Harbour Book", 1.05), (93002, "Northgate Odds", 1.07))
"""Id, name and how much the prices of a market add up to."""
WINNER, LOSER = 2, 1


class Match(NamedTuple):
    """Who plays whom, where; `strengths` are expected goals, or points for half a minute."""

    fixture_id: int
    sport: Named
    location: Named
    league: League
    sides: tuple[str, str]
    strengths: tuple[float, float]


class Moment(NamedTuple):
    """Something that is said of a match at a time (unix ms)."""

    at: int
    kind: MessageType
    update: EventUpdate
    market: int | None = None


class Play:
    """One match while it is played, and all that is said of it."""

    def __init__(self, match: Match, random: Random) -> None:
        """Begin with what is said before the match."""
        self.match = match
        self.random = random
        self.moments: list[Moment] = []
        self.score = [0, 0]
        self.periods: dict[int, list[int]] = {}
        self.incidents: list[tuple[int, int, int, int, tuple[int, int]]] = []
        self.statistics: dict[int, list[int]] = {}
        self.said_bets: dict[int, tuple[str, int]] = {}
        self.open_lines: dict[tuple[int, str | None], tuple[str, ...]] = {}
        self.ends_at = 0

    def say_fixture(self, at: int, status: FixtureStatus) -> None:
        """Say who plays, and where the fixture stands."""
        match = self.match
        fixture = Fixture(
            subscription=Subscription(type=1, status=1),
            sport=match.sport,
            location=match.location,
            league=match.league,
            start_date=format_time(START),
            last_update=format_time(at),
            status=int(status),
            participants=[
                Participant(id=match.fixture_id * 10 + place, name=name, position=str(place))
                for place, name in enumerate(match.sides, 1)
            ],
            fixture_extra_data=[
                ExtraData(name="WithInPlay", value="true"),
                ExtraData(name="WithLivescore", value="true"),
            ],
        )
        update = EventUpdate(fixture_id=match.fixture_id, fixture=fixture)
        self.moments.append(Moment(at, MessageType.FIXTURE, update))

    def say_score(
        self, at: int, status: FixtureStatus, period: int, seconds: int, runs: bool
    ) -> None:
        """Say the whole state of play; `seconds` is what the clock shows, -1 without one."""
        clock = Clock(status=int(runs), seconds=seconds) if seconds >= 0 else None
        livescore = Livescore(
            scoreboard=Scoreboard(
                status=int(status), current_period=period, time=str(seconds),
                results=_results(self.score), clock=clock,
            ),
            periods=[self._period(number, period) for number in self.periods],
            statistics=[
                Statistic(type=number, results=_results(values))
                for number, values in sorted(self.statistics.items())
            ],
            livescore_extra_data=[],
        )  # fmt: skip
        update = EventUpdate(fixture_id=self.match.fixture_id, livescore=livescore)
        self.moments.append(Moment(at, MessageType.LIVESCORE, update))

    def _period(self, number: int, current: int) -> Period:
        incidents = [
            Incident(
                period=number, incident_type=kind, seconds=seconds,
                participant_position=str(side + 1), results=_results(score),
            )
            for period, kind, seconds, side, score in self.incidents
            if period == number
        ]  # fmt: skip
        is_over = number != current
        return Period(
            type=number, is_finished=is_over, is_confirmed=is_over, sequence_number=0,
            results=_results(self.periods[number]), incidents=incidents or None,
        )  # fmt: skip

    def add(self, period: int, side: int, points: int) -> None:
        """Count points of a side (0 home, 1 away) in a period."""
        self.score[side] += points
        self.periods[period][side] += points

    def say_odds(
        self, at: int, market: int, name: str, chances: dict[str, float], line: str | None = None
    ) -> None:
        """Open a market, or one line of it, at prices made from the chances of its bets."""
        self.open_lines[market, line] = tuple(chances)
        self._say_bets(at, market, name, line, tuple(chances), chances.get, BetStatus.OPEN)

    def suspend(self, at: int, names: dict[int, str]) -> None:
        """Suspend every open bet."""
        for (market, line), bets in self.open_lines.items():
            self._say_bets(
                at, market, names[market], line, bets, lambda _bet: None, BetStatus.SUSPENDED
            )

    def _say_bets(
        self,
        at: int,
        market: int,
        name: str,
        line: str | None,
        bets: tuple[str, ...],
        chance: Callable[[str], float | None],
        status: BetStatus,
    ) -> None:
        books = []
        for provider, provider_name, margin in BOOKMAKERS:
            changed = []
            for bet in bets:
                key = _bet_id(self.match.fixture_id, market, provider, bet, line)
                said = self.said_bets.get(key, ("1.01", 0))
                likely = chance(bet)
                noise = self.random.gauss(0, 0.006)
                price = said[0] if likely is None else _price(likely * (1 + noise) * margin)
                if said != (price, int(status)):
                    self.said_bets[key] = (price, int(status))
                    changed.append(_bet(key, bet, line, price, status, at))
            if changed:
                books.append(_book(provider, provider_name, at, changed))
        self._say_market(at, MessageType.MARKETS, market, name, books)

    def settle(self, at: int, market: int, name: str, line: str | None, winner: str) -> None:
        """Settle a market, or one line of it."""
        books = []
        for provider, provider_name, _ in BOOKMAKERS:
            bets = []
            for bet in self.open_lines[market, line]:
                key = _bet_id(self.match.fixture_id, market, provider, bet, line)
                settled = _bet(key, bet, line, self.said_bets[key][0], BetStatus.SETTLED, at)
                settled.settlement = WINNER if bet == winner else LOSER
                bets.append(settled)
            books.append(_book(provider, provider_name, at, bets))
        self._say_market(at, MessageType.SETTLEMENTS, market, name, books)

    def _say_market(
        self, at: int, kind: MessageType, market: int, name: str, books: list[ProviderMarket]
    ) -> None:
        if books:
            said = MarketUpdate(id=market, name=name, provider_markets=books)
            update = EventUpdate(fixture_id=self.match.fixture_id, markets=[said])
            self.moments.append(Moment(at, kind, update, market))


def _results(values: list[int] | tuple[int, int]) -> list[Result]:
    return [Result(position=str(place), value=str(value)) for place, value in enumerate(values, 1)]


def _bet_id(fixture_id: int, market: int, provider: int, bet: str, line: str | None) -> int:
    """Return an id that ends in the fixture's and is beyond 2^53, as the feed's are."""
    digits = crc32(f"{fixture_id}/{market}/{provider}/{bet}/{line}".encode()) % 899_999_999
    return int(f"{100_000_000 + digits}{fixture_id}")


def _bet(key: int, name: str, line: str | None, price: str, status: BetStatus, at: int) -> Bet:
    return Bet(
        id=key, name=name, line=line, base_line=line, status=int(status), start_price="1.0",
        price=price, provider_bet_id="0", last_update=format_time(at),
    )  # fmt: skip


def _book(provider: int, name: str, at: int, bets: list[Bet]) -> ProviderMarket:
    return ProviderMarket(id=provider, name=name, last_update=format_time(at), bets=bets)


def _price(chance: float) -> str:
    price = min(max(1 / max(chance, 0.002), 1.01), 301)
    places = 2 if price < 5 else 1 if price < 20 else 0
    return f"{price:.{places}f}"
