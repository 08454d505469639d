"""The bookmakers themselves, and how honest their prices are."""

import re
from collections.abc import Callable
from random import Random

import pytest

from tests.simulator.games.playing import Said, check_as_often_as_said
from tests.simulator.trading import FIXTURE, START, FakeGame, offer_of, trader_of
from tests.sizes import examples
from touchline.model.catalogue import sport_by_slug
from touchline.model.catalogue.markets import MARKETS
from touchline.model.enums import FixtureStatus, Settlement
from touchline.model.line import plain_line
from touchline.model.market import Bet
from touchline.model.outcome import Outcome, outcome_of
from touchline.model.settlement import RULES, settle
from touchline.simulator.bookmakers import BOOKMAKERS, CALCULATED
from touchline.simulator.chances import OUTCOMES, part_from
from touchline.simulator.contest import Contest
from touchline.simulator.desk import LEANINGS, Desk
from touchline.simulator.games.registry import GAMES, new_game
from touchline.simulator.livescore import livescore_of
from touchline.simulator.match import Happened
from touchline.simulator.offers import offers_of
from touchline.simulator.prospects import Prospects
from touchline.simulator.trader import Trader

SPORTS = sorted(GAMES)
PROVIDERS = {0, 7, 8, 13, 31, 145}
"""Numbers of real bookmakers that the references name."""


def test_there_are_five_and_no_two_are_alike() -> None:
    assert len(BOOKMAKERS) == 5
    assert not PROVIDERS & set(BOOKMAKERS)
    assert all(bookmaker.id == number for number, bookmaker in BOOKMAKERS.items())
    for of in (
        lambda bookmaker: bookmaker.name,
        lambda bookmaker: bookmaker.lag,
        lambda bookmaker: bookmaker.reaction,
        lambda bookmaker: bookmaker.bias,
        lambda bookmaker: bookmaker.ladder,
        lambda bookmaker: tuple(bookmaker.margins.values()),
    ):
        assert len({of(bookmaker) for bookmaker in BOOKMAKERS.values()}) == 5


def test_they_are_slow_and_greedy_within_reason() -> None:
    for bookmaker in BOOKMAKERS.values():
        assert 700 <= bookmaker.lag[0] < bookmaker.lag[1] <= 6_000
        assert 300 <= bookmaker.reaction[0] < bookmaker.reaction[1] <= 1_500
        assert all(0.01 < margin < 0.3 for margin in bookmaker.margins.values())
        assert re.fullmatch(r"[A-Z][a-z]+", bookmaker.name)
    assert set(CALCULATED.margins) == set(BOOKMAKERS[9001].margins)


@pytest.mark.parametrize("sport", SPORTS)
def test_every_sport_has_several_bookmakers_and_markets(sport: str) -> None:
    offers = offers_of(sport)
    desks = [Desk(bookmaker, sport, FIXTURE, Random(1)) for bookmaker in BOOKMAKERS.values()]
    assert len(offers) >= 6
    assert len({offer.id for offer in offers}) == len(offers)
    assert all(sum(offer.id in desk.books for desk in desks) >= 2 for offer in offers)
    catalogued = sport_by_slug(sport)
    assert catalogued is not None
    offered = {offer.kind.key: offer.id for offer in offers}
    for role in ("match_result", "totals", "handicap"):
        assert catalogued.role_market(role, offered) is not None


def test_our_own_numbers_are_nobody_elses() -> None:
    known = {kind.id for kind in MARKETS.values() if kind.id}
    for sport in SPORTS:
        for offer in offers_of(sport):
            assert (offer.id in known) == bool(offer.kind.id)
            assert offer.id


def without_margin(bets: list[Bet], winners: int) -> list[float]:
    """Return the chances that prices stand for if all alike bear the margin."""
    shares = [1 / float(bet.price or 0) for bet in bets]
    return [share * winners / sum(shares) for share in shares]


@pytest.mark.parametrize("number", BOOKMAKERS)
def test_without_its_margin_a_book_is_near_to_the_forecast(number: int) -> None:
    game = FakeGame()
    desk = Desk(BOOKMAKERS[number], "soccer", FIXTURE, Random(3))
    prospects = Prospects(game.forecast(), (0, 0))
    desk.price(prospects, dict.fromkeys(LEANINGS, 0.0), START)
    part = part_from(game.expected["match"])
    compared = 0
    for book in desk.books.values():
        outcomes = OUTCOMES[RULES[book.offer.kind.key]]
        for (point, _), line in book.lines.items():
            chances = outcomes.chances(part, point)
            assert chances is not None
            bets = [bet.as_bet() for bet in line.bets]
            shown = without_margin(bets, outcomes.winners)
            assert shown == pytest.approx(chances, abs=0.04)
            whole = sum(1 / float(bet.price or 0) for bet in bets) / outcomes.winners - 1
            assert whole == pytest.approx(desk.bookmaker.margins[book.offer.margin], abs=0.03)
            compared += 1
    assert compared >= 6


def opened_at(sport: str, seed: int, minutes: float) -> tuple[Trader, Callable[[], Outcome]]:
    """Play a match for a while and open its books; the outcome comes with playing on."""
    random = Random(f"{sport} {seed}")
    contest = Contest(sport=sport, home=random.gauss(0, 1), away=random.gauss(0, 1))
    game = new_game(contest, random)
    moments = game.play()
    game.state.now = now = START
    if minutes > 0:
        for moment in moments:
            now += moment.wait
            if moment.happened is Happened.END or now > START + minutes * 60_000:
                break
            game.state.now = now
    trader = trader_of(game, sport=sport, seed=seed, opens_at=game.state.now)
    trader.work(game.state.now)

    def finish() -> Outcome:
        for moment in moments:
            game.state.now += moment.wait
        catalogued = sport_by_slug(sport)
        assert catalogued is not None
        return outcome_of(catalogued, FixtureStatus.FINISHED, livescore_of(game.state))

    return trader, finish


def one_of(bets: list[Bet]) -> Bet:
    """Return one open bet to stand for a market: of whole or half lines that closest to even."""
    whole = [bet for bet in bets if float(plain_line(bet.line) or 0) * 2 % 1 == 0]
    return min(whole, key=lambda bet: abs((bet.probability or 0) - 0.5))


@pytest.mark.parametrize("sport", ["basketball", "soccer", "tennis"])
def test_what_is_priced_p_happens_p_of_the_time(sport: str) -> None:
    said: dict[str, list[Said]] = {}
    random = Random(11)
    for seed in range(examples(80)):
        trader, finish = opened_at(sport, seed, random.uniform(-30, 90))
        snapshot = trader.snapshot()
        outcome = finish()
        for update in snapshot:
            bet = one_of(update.bets or [])
            kind = offer_of(sport, update.id).kind
            settlement = settle(outcome, kind, bet.name or "", bet.line, bet.base_line)
            if settlement in (Settlement.WINNER, Settlement.LOSER):
                came = settlement is Settlement.WINNER
                said.setdefault(kind.key, []).append((bet.probability or 0, came))
    assert len(said) > 3
    for ones in said.values():
        check_as_often_as_said(ones, buckets=5)
