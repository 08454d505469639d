"""A settlement is undone only by a newer settlement."""

from itertools import permutations

import pytest

from tests.board.builders import (
    BOOK,
    MATCH,
    OTHER_BOOK,
    at,
    bet,
    bets,
    board_of,
    events,
    fixture,
    market_part,
    new_board,
    play,
    quote_of,
    race_part,
    runners,
    settlement,
    snapshot,
    tree,
)
from tests.board.builders import node as tree_node
from touchline.board import availability
from touchline.board.availability import Reason
from touchline.board.board import Board
from touchline.model.enums import BetStatus
from touchline.model.message import EventUpdate, Message

WON, LOST, REFUND, CANCELLED = 2, 1, 3, -1


def read(*messages: Message) -> Board:
    board = board_of(fixture())
    for message in messages:
        board.apply(message, at(100))
    return board


def result(board: Board) -> tuple[int | None, int | None]:
    held = quote_of(board).bet
    return held.status, held.settlement


def test_a_bet_is_settled() -> None:
    board = read(bets(1, bet(1, updated=1)), settlement(2, 1, WON))
    assert result(board) == (BetStatus.SETTLED, WON)
    assert availability.bet_reason(quote_of(board), frozenset()) is Reason.BET_CLOSED


@pytest.mark.parametrize("updated", [1.0, 2.0, 9.0], ids=["older", "equal", "newer"])
def test_no_later_price_undoes_it(updated: float) -> None:
    said = [settlement(2, 1, WON), bets(9, bet(1, "3.0", updated=updated))]
    for order in permutations(said):
        assert result(read(*order)) == (BetStatus.SETTLED, WON)


def test_a_settled_status_in_a_market_message_is_a_settlement() -> None:
    said = [
        bets(2, bet(1, updated=2, status=3, settlement=WON)),
        bets(3, bet(1, "3.0", updated=3)),
    ]
    for order in permutations(said):
        assert result(read(*order)) == (BetStatus.SETTLED, WON)


@pytest.mark.parametrize("kind", [35, 42, 43])
def test_every_settlement_type_settles_whatever_the_status_says(kind: int) -> None:
    said = [
        bets(2, bet(1, updated=2, status=0, settlement=WON), kind=kind),
        bets(3, bet(1, updated=3)),
    ]
    for order in permutations(said):
        assert result(read(*order)) == (0, WON)


def test_a_settlement_is_corrected_by_a_newer_one_only() -> None:
    said = [settlement(2, 1, WON), settlement(4, 1, LOST), settlement(3, 1, REFUND)]
    for order in permutations(said):
        assert result(read(*order)) == (BetStatus.SETTLED, LOST)


def test_cancelled_and_then_settled_anew() -> None:
    said = [settlement(2, 1, WON), settlement(3, 1, CANCELLED), settlement(4, 1, LOST)]
    for order in permutations(said):
        assert result(read(*order)) == (BetStatus.SETTLED, LOST)
    assert result(read(*said[:2])) == (BetStatus.SETTLED, CANCELLED)
    # Cancelling does not open the bet again: only its provider's next settlement counts.
    assert result(read(*said[:2], bets(9, bet(1, updated=9)))) == (BetStatus.SETTLED, CANCELLED)


def test_each_correction_is_a_change_of_that_bet_alone() -> None:
    board = read(bets(1, bet(1, updated=1), bet(2, updated=1)), settlement(2, 1, WON))
    (change,) = play(board, settlement(101, 1, CANCELLED))
    assert change.touched.books == ((1, BOOK, (1,)),)
    assert quote_of(board, 2).bet.status == BetStatus.OPEN


def test_settling_one_bookmakers_bet_leaves_the_others() -> None:
    board = read(
        bets(1, bet(1, updated=1), book=OTHER_BOOK),
        bets(1, bet(1, updated=1)),
        settlement(2, 1, WON),
    )
    assert quote_of(board, book=OTHER_BOOK).bet.status == BetStatus.OPEN


def test_a_late_price_still_joins_the_trail_of_a_settled_bet() -> None:
    board = read(bets(1, bet(1, "2.0", updated=1)), settlement(5, 1, WON, price="2.4"))
    play(board, bets(3, bet(1, "2.2", updated=3)))
    quote = quote_of(board)
    assert result(board) == (BetStatus.SETTLED, WON)
    assert (quote.first_price, quote.previous_price, quote.price) == ("2.0", "2.2", "2.4")
    assert quote.updated_at == at(5)


def test_a_settlement_without_a_price_keeps_the_last_one_in_mind() -> None:
    board = read(bets(1, bet(1, "2.0", updated=1)), settlement(5, 1, WON, price=None))
    assert quote_of(board).price == "2.0"


def test_a_snapshot_from_before_does_not_undo_it() -> None:
    update = EventUpdate(fixture_id=MATCH, markets=[market_part(bet(1, updated=1))])
    assert result(read(settlement(2, 1, WON), snapshot(50, update))) == (BetStatus.SETTLED, WON)


def test_outrights_are_settled_by_their_own_types() -> None:
    race = race_part(participants=runners(1, 1))
    race.markets = [market_part(bet(1, updated=1, participant=501))]
    settled = EventUpdate(
        fixture_id=race.fixture_id,
        markets=[market_part(bet(1, updated=2, status=3, settlement=WON, participant=501))],
    )
    board = new_board()
    play(board, tree(1, tree_node(1, said=[race]), kind=41))
    play(board, tree(2, tree_node(1, said=[settled]), kind=42))
    play(board, events(3, 3, EventUpdate(fixture_id=race.fixture_id, markets=race.markets)))
    assert result(board) == (BetStatus.SETTLED, WON)
