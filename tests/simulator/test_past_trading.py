"""Matches that are over when the simulator begins: they have bets, settled by the public score."""

import pytest

from tests.simulator.feeds import START
from touchline.board.board import Board
from touchline.board.facts import is_completed
from touchline.board.parts import sport_of
from touchline.model.catalogue.markets import market as market_kind
from touchline.model.enums import BetStatus, FixtureStatus, Settlement
from touchline.model.event import Event
from touchline.model.outcome import outcome_of
from touchline.model.settlement import settle
from touchline.simulator.engine import Simulator
from touchline.wire import decode


@pytest.fixture(scope="module")
def over() -> list[Event]:
    """Give what is over at the start."""
    board = Board("made-up")
    for recorded in Simulator(START, live=30).messages(START):
        board.apply(decode(recorded.body).message, recorded.at)
    return [event for event in board.events.values() if is_completed(event)]


def test_some_matches_are_over_at_the_start_and_all_have_markets(over: list[Event]) -> None:
    assert len(over) >= 10
    for event in over:
        assert event.markets
        assert any(market.average is not None for market in event.markets.values())
        assert any(market.providers for market in event.markets.values())


def test_nobody_takes_bets_on_them(over: list[Event]) -> None:
    quotes = [
        quote
        for event in over
        for market in event.markets.values()
        for book in (market.average, *market.providers.values())
        if book is not None
        for quote in book.bets.values()
    ]
    assert {quote.bet.status for quote in quotes} <= {BetStatus.SETTLED, BetStatus.SUSPENDED}
    settled = sum(quote.bet.status == BetStatus.SETTLED for quote in quotes)
    # Those of matches that ended in the last minute are settled soon.
    assert settled > len(quotes) * 0.8
    assert all(quote.price for quote in quotes)


def test_they_are_settled_as_their_score_says(over: list[Event]) -> None:
    compared = 0
    for event in over:
        outcome = outcome_of(sport_of(event), event.status or 0, event.livescore.value)
        for market in event.markets.values():
            kind = market_kind(market.id, market.name.value)
            for book in (market.average, *market.providers.values()):
                for quote in () if book is None else book.bets.values():
                    bet = quote.bet
                    if bet.status != BetStatus.SETTLED:
                        continue
                    expected = settle(outcome, kind, bet.name or "", bet.line, bet.base_line)
                    expected = Settlement.CANCELLED if expected is None else expected
                    assert bet.settlement == expected, (event.id, market.name.value, bet.name)
                    compared += event.status == FixtureStatus.FINISHED
    assert compared > 500
