"""The market of an outright: each bookmaker's bets open, follow, close and are settled."""

from random import Random

import pytest

from tests.simulator.outright_pictures import said_bets, sums
from touchline.model.catalogue.markets import MARKETS
from touchline.model.enums import BetStatus, Settlement
from touchline.model.market import Bet
from touchline.simulator.bookmakers import BOOKMAKERS
from touchline.simulator.outrights.prices import OutrightMarket
from touchline.simulator.quotes import Reason

FIRST = 9001
EVEN = {1: 0.25, 2: 0.25, 3: 0.25, 4: 0.25}
NOW = 1_767_272_400_000


@pytest.fixture
def market() -> OutrightMarket:
    names = {1: "Amber Anvil", 2: "Bold Banner", 3: "Cedar Chapel", 4: "Dusty Dancer"}
    return OutrightMarket(60_000_000, MARKETS["race_winner"], "horse-racing", names, Random(1))


def bets(market: OutrightMarket, bookmaker: int | None = FIRST) -> dict[int | None, Bet]:
    found = said_bets(market.whole()).get(bookmaker, {})
    return {bet.participant_id: bet for bet in found.values()}


def statuses(market: OutrightMarket, bookmaker: int | None = FIRST) -> set[int | None]:
    return {bet.status for bet in bets(market, bookmaker).values()}


def test_everybody_prices_and_odds_are_calculated_beside_them(market: OutrightMarket) -> None:
    market.follow_all(EVEN, NOW)
    news = market.news(settled=False)
    assert news == market.whole()
    assert (news.id, news.name) == (160, "Race Winner")
    assert said_bets(news).keys() == {None, *BOOKMAKERS}
    assert min(sums(said_bets(news))) >= 1
    ids = [bet for book in said_bets(news).values() for bet in book]
    assert len(set(ids)) == len(ids) == 24
    assert all(number > 2**53 and str(number).endswith("60000000") for number in ids)
    assert market.news(settled=False) is None


def test_a_bookmaker_is_patient_with_small_changes(market: OutrightMarket) -> None:
    market.follow_all(EVEN, NOW)
    market.news(settled=False)
    market.follow(FIRST, {1: 0.2505, 2: 0.2495, 3: 0.25, 4: 0.25}, NOW + 1)
    assert market.news(settled=False) is None
    before = bets(market)
    market.follow(FIRST, {1: 0.3, 2: 0.2, 3: 0.25, 4: 0.25}, NOW + 2)
    news = market.news(settled=False)
    assert news is not None
    assert said_bets(news).keys() <= {None, FIRST}
    changed = {bet.participant_id for bet in said_bets(news)[FIRST].values()}
    assert changed >= {1, 2}
    assert float(bets(market)[1].price or 0) < float(before[1].price or 0)
    assert bets(market)[1].start_price == before[1].price


def test_who_cannot_win_any_more_is_taken_off(market: OutrightMarket) -> None:
    market.follow_all(EVEN, NOW)
    market.follow(FIRST, {1: 0.5, 2: 0.3, 3: 0.2}, NOW + 1)
    held = bets(market)[4]
    assert (held.status, held.suspension_reason) == (BetStatus.SUSPENDED, Reason.LINE_REMOVED)
    assert min(sums(said_bets(market.whole()))) >= 1


def test_there_is_no_book_once_it_is_decided(market: OutrightMarket) -> None:
    market.follow_all(EVEN, NOW)
    market.follow_all({1: 1.0, 2: 0.0}, NOW + 1)
    assert statuses(market) == statuses(market, None) == {BetStatus.SUSPENDED}


def test_calculated_odds_close_with_the_last_book(market: OutrightMarket) -> None:
    market.follow_all(EVEN, NOW)
    *others, last = BOOKMAKERS
    for bookmaker in others:
        market.suspend(bookmaker, Reason.FIXTURE_STATUS, NOW + 1)
    assert statuses(market, None) == {BetStatus.OPEN}
    market.suspend(last, Reason.FIXTURE_STATUS, NOW + 2)
    assert statuses(market, None) == {BetStatus.SUSPENDED}
    market.follow_all(EVEN, NOW + 3)
    assert statuses(market, None) == {BetStatus.OPEN}


def test_a_settled_bet_stays_settled(market: OutrightMarket) -> None:
    market.follow_all(EVEN, NOW)
    market.news(settled=False)
    market.settle({4: Settlement.REFUND}, NOW + 1)
    news = market.news(settled=True)
    assert news is not None
    assert {bet.settlement for book in said_bets(news).values() for bet in book.values()} == {3}
    assert market.news(settled=False) is None
    market.settle({4: Settlement.LOSER}, NOW + 2)
    market.follow_all(EVEN, NOW + 3)
    held = bets(market)[4]
    assert (held.status, held.settlement) == (BetStatus.SETTLED, Settlement.REFUND)
    assert (held.probability, bets(market, None)[4].probability) == (None, -1)
    assert min(sums(said_bets(market.whole()))) >= 1
