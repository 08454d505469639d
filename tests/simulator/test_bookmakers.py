"""The bookmakers themselves, and how honest their prices are."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from random import Random
from statistics import fmean
from typing import NamedTuple

import pytest

from tests.simulator.games.playing import check_as_often_as_said
from tests.simulator.trading import FIXTURE, START, FakeGame
from tests.sizes import examples
from touchline.model.catalogue import sport_by_slug
from touchline.model.catalogue.markets import MARKETS
from touchline.model.enums import FixtureStatus, Settlement
from touchline.model.outcome import Outcome, outcome_of
from touchline.model.settlement import settle
from touchline.simulator.bookmakers import BOOKMAKERS, CALCULATED, Margin
from touchline.simulator.calculated import CalculatedOdds
from touchline.simulator.contest import Contest
from touchline.simulator.desk import LEANINGS, Desk
from touchline.simulator.games.registry import GAMES, new_game
from touchline.simulator.livescore import livescore_of
from touchline.simulator.offers import Offer, offers_of
from touchline.simulator.pricing import Terms, with_margin
from touchline.simulator.prospects import Prospects
from touchline.simulator.quotes import CALCULATED_ID, Book, QuotedBet, QuotedLine
from touchline.simulator.settling import Verdicts
from touchline.simulator.trader import MOOD

NOTHING_KNOWN = Verdicts(Outcome(sport="soccer", tallies={}))
SPORTS = sorted(GAMES)
MAIN: tuple[Margin, ...] = ("result", "totals", "handicap")
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
    contest = Contest(sport=sport)
    desks = [Desk(bookmaker, contest, FIXTURE, Random(1)) for bookmaker in BOOKMAKERS.values()]
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


def chances_behind(prices: Sequence[float], terms: Terms, winners: int) -> list[float]:
    """Return the chances that prices stand for: the margin and its bias are taken out again."""
    asked = [1 / price for price in prices]
    chances = [share * winners / sum(asked) for share in asked]
    for _ in range(10):
        guessed = with_margin(chances, terms, winners)
        off = [
            chance * share / guess
            for chance, share, guess in zip(chances, asked, guessed, strict=True)
        ]
        chances = [one * winners / sum(off) for one in off]
    return chances


@pytest.mark.parametrize("number", BOOKMAKERS)
def test_the_chances_behind_exact_prices_are_those_they_were_made_from(number: int) -> None:
    for margin in MAIN:
        terms = BOOKMAKERS[number].terms(margin)
        for chances in ([0.5, 0.5], [0.9, 0.1], [0.45, 0.3, 0.25], [0.75, 0.2, 0.05]):
            prices = [1 / share for share in with_margin(chances, terms)]
            assert chances_behind(prices, terms, 1) == pytest.approx(chances, abs=1e-3)


@pytest.mark.parametrize("number", BOOKMAKERS)
def test_a_book_takes_its_margin(number: int) -> None:
    game = FakeGame()
    desk = Desk(BOOKMAKERS[number], Contest(sport="soccer"), FIXTURE, Random(3))
    prospects = Prospects(game.forecast(), (0, 0))
    desk.price(prospects, NOTHING_KNOWN, dict.fromkeys(LEANINGS, 0.0), START)
    compared = 0
    for book in desk.books.values():
        winners = book.offer.outcomes.winners
        for line in book.lines.values():
            whole = sum(1 / float(bet.price) for bet in line.bets) / winners - 1
            assert whole == pytest.approx(desk.bookmaker.margins[book.offer.margin], abs=0.03)
            compared += 1
    assert compared >= 6


class Wager(NamedTuple):
    """One bet that stands for a kind: its chance by the price, by the forecast, and how it came."""

    kind: tuple[str, Margin, str]
    chance: float
    forecast: float
    came: bool


Bet = tuple[tuple[str, Margin, str], float, float, Offer, QuotedBet]
"""Kind of a bet, its chance by the price and by the forecast, its market and the bet itself."""


def on_offer(
    name: str, books: Iterable[Book], prospects: Prospects, when: str, random: Random
) -> Iterator[Bet]:
    """Yield one open bet of a bookmaker, or of the calculated odds, for each kind of market."""
    by_kind: dict[Margin, list[Book]] = {}
    for book in books:
        by_kind.setdefault(book.offer.margin, []).append(book)
    for margin, ones in by_kind.items():
        book = random.choice(ones)
        # Half bets are neither won nor lost.
        lines = [
            (key[0], line) for key, line in book.lines.items() if line.is_open and key[0] % 0.5 == 0
        ]
        if lines:
            point, line = random.choice(lines)
            expected = prospects.chances(book.offer, point)
            assert expected is not None
            place = random.randrange(len(line.bets))
            bet = line.bets[place]
            yield (name, margin, when), shown(book, line)[place], expected[place], book.offer, bet


def shown(book: Book, line: QuotedLine) -> list[float]:
    """Return the chances that a line stands for: calculated odds tell them."""
    if book.provider_id == CALCULATED_ID:
        return [bet.probability or 0.0 for bet in line.bets]
    terms = BOOKMAKERS[book.provider_id].terms(book.offer.margin)
    prices = [float(bet.price) for bet in line.bets]
    return chances_behind(prices, terms, book.offer.outcomes.winners)


def wagers_of(sport: str, seed: int) -> Iterator[Wager]:
    """Play a match whose bookmakers price it at its start and once in play; yield some bets."""
    random = Random(f"{sport} prices {seed}")
    contest = Contest(sport=sport, home=random.gauss(0, 1), away=random.gauss(0, 1))
    game = new_game(contest, random)
    own = Random(f"{sport} bookmakers {seed}")
    desks = [Desk(bookmaker, contest, FIXTURE, own) for bookmaker in BOOKMAKERS.values()]
    calculated = CalculatedOdds(contest, FIXTURE)
    for desk in desks:
        desk.books = main_of(desk.books)
    calculated.books = main_of(calculated.books)
    mood = {leaning: own.gauss(0, MOOD) for leaning in LEANINGS}
    bets: list[Bet] = []

    def look(when: str) -> None:
        home, away = game.state.score
        prospects = Prospects(game.forecast(), (home, away))
        for desk in desks:
            desk.price(prospects, NOTHING_KNOWN, mood, game.state.now)
        calculated.follow(desks, calculated.books, game.state.now)
        for name, books in (
            *((desk.bookmaker.name, desk.books) for desk in desks),
            ("calculated", calculated.books),
        ):
            bets.extend(on_offer(name, books.values(), prospects, when, own))

    look("at the start")
    looks_at = START + own.randrange(100 * 60_000)
    game.state.now = START
    for moment in game.play():
        then = game.state.now + moment.wait
        if game.state.now <= looks_at < then:
            game.state.now = looks_at
            look("in play")
        game.state.now = then
    catalogued = sport_by_slug(sport)
    assert catalogued is not None
    outcome = outcome_of(catalogued, FixtureStatus.FINISHED, livescore_of(game.state))
    for kind, chance, forecast, offer, bet in bets:
        settlement = settle(outcome, offer.kind, bet.name, bet.line, bet.base_line)
        if settlement in (Settlement.WINNER, Settlement.LOSER):
            yield Wager(kind, chance, forecast, settlement is Settlement.WINNER)


def main_of(books: Mapping[int, Book]) -> dict[int, Book]:
    """Return the books on the winner, the total and the handicap of the whole match."""
    return {
        number: book
        for number, book in books.items()
        if book.offer.margin in MAIN and book.offer.part in ("match", "whole", "sets", "points")
    }


@pytest.mark.parametrize("sport", ["basketball", "soccer", "tennis"])
def test_what_a_bookmaker_prices_p_happens_p_of_the_time(sport: str) -> None:
    wagers: dict[tuple[str, Margin, str], list[Wager]] = {}
    for seed in range(examples(300)):
        for wager in wagers_of(sport, seed):
            wagers.setdefault(wager.kind, []).append(wager)
    assert len(wagers) == (len(BOOKMAKERS) + 1) * len(MAIN) * 2
    for ones in wagers.values():
        check_as_often_as_said([(one.chance, one.came) for one in ones], buckets=5)
        # Opinions differ, but nobody is wrong in one direction.
        off = fmean(one.chance - one.forecast for one in ones)
        assert abs(off) < 0.003, (ones[0].kind, off)
