"""Every bet keeps its first, previous and current price, when it changed and by how much."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from tests.board.builders import (
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
)
from tests.board.pictures import picture_of, quote_picture
from touchline.board.board import Board
from touchline.board.prices import RUN_LENGTH
from touchline.model.market import Bet
from touchline.model.message import EventUpdate, Message

Said = Sequence[tuple[float, str | None]]


def messages(said: Said, status: int = 1) -> list[Message]:
    return [bets(when, bet(1, price, updated=when, status=status)) for when, price in said]


def trail(board: Board) -> tuple[Any, ...]:
    """Return first, previous, current price, and when it was set in seconds."""
    shown = quote_picture(quote_of(board))
    return (
        shown["first"],
        shown["previous"],
        shown["price"],
        (shown["changed_at"] - at(0)) / 1000,
    )


TRAILS: list[tuple[str, Said, tuple[Any, ...]]] = [
    ("first", [(1, "2.0")], ("2.0", None, "2.0", 1)),
    ("repeated", [(1, "2.0"), (2, "2.0"), (3, "2.0")], ("2.0", None, "2.0", 1)),
    ("changed", [(1, "2.0"), (2, "2.2")], ("2.0", "2.0", "2.2", 2)),
    ("changed and repeated", [(1, "2.0"), (2, "2.2"), (3, "2.2")], ("2.0", "2.0", "2.2", 2)),
    ("changed twice", [(1, "2.0"), (2, "2.2"), (3, "1.9")], ("2.0", "2.2", "1.9", 3)),
    ("back again", [(1, "2.0"), (2, "2.2"), (3, "2.0")], ("2.0", "2.2", "2.0", 3)),
    ("the same number", [(1, "2.4"), (2, "2.40"), (3, "2.400")], ("2.4", None, "2.400", 1)),
    ("a whole number", [(1, "3"), (2, "3.0"), (3, "3.")], ("3", None, "3.", 1)),
    ("ten is not one", [(1, "10"), (2, "1.0")], ("10", "10", "1.0", 2)),
    ("number and change", [(1, "2.40"), (2, "2.4"), (3, "2.5")], ("2.40", "2.4", "2.5", 3)),
    ("no price at first", [(1, None), (2, "2.0")], ("2.0", None, "2.0", 2)),
    ("no price in between", [(1, "2.0"), (2, None), (3, "2.0")], ("2.0", None, "2.0", 1)),
    ("no price, then another", [(1, "2.0"), (2, None), (3, "2.2")], ("2.0", "2.0", "2.2", 3)),
    ("no price at last", [(1, "2.0"), (2, "2.2"), (3, None)], ("2.0", "2.0", "2.2", 2)),
    ("an empty price", [(1, "2.0"), (2, ""), (3, "2.2")], ("2.0", "2.0", "2.2", 3)),
    ("never a price", [(1, None), (2, None)], (None, None, None, 2)),
]


@pytest.mark.parametrize(("said", "shown"), [row[1:] for row in TRAILS], ids=[r[0] for r in TRAILS])
def test_trails_in_every_order_of_arrival(said: Said, shown: tuple[Any, ...]) -> None:
    made = messages(said)
    for order in permutations(made):
        board = board_of(fixture())
        for message in order:
            board.apply(message, at(10))
        assert trail(board) == shown


def test_the_held_bet_says_what_was_said_last() -> None:
    board = board_of(fixture(), *messages([(1, "2.40"), (2, "2.4"), (3, None)]))
    assert quote_of(board).bet.price is None
    assert quote_of(board).price == "2.4"


@pytest.mark.parametrize(
    ("prices", "change"),
    [
        (["2.0"], None),
        (["2.0", "2.00"], None),
        (["2.0", "2.15"], Decimal("0.15")),
        (["1.1", "1.3"], Decimal("0.2")),
        (["3.35", "3.3"], Decimal("-0.05")),
        (["evens", "2.0"], None),
        (["nan", "2.0"], None),
    ],
)
def test_the_change_is_decimal(prices: list[str], change: Decimal | None) -> None:
    board = board_of(fixture(), *messages(list(enumerate(prices))))
    assert quote_of(board).price_change == change


def test_the_change_of_status_is_no_change_of_price() -> None:
    board = board_of(
        fixture(),
        *messages([(1, "2.0"), (2, "2.2")]),
        *messages([(3, "2.2")], status=2),
        *messages([(4, "2.2")]),
    )
    assert trail(board) == ("2.0", "2.0", "2.2", 2)
    assert quote_of(board).updated_at == at(4)


def test_equal_last_updates_are_told_apart_by_their_messages() -> None:
    said = [
        bets(1, bet(1, "2.0", updated=1), sequence=1),
        bets(1, bet(1, "2.2", updated=1), sequence=2),
        bets(2, bet(1, "2.0", updated=1), sequence=3),
    ]
    for order in permutations(said):
        board = board_of(fixture())
        for message in order:
            board.apply(message, at(10))
        assert trail(board) == ("2.0", "2.2", "2.0", 1)


@pytest.mark.parametrize("said", [[(1, "2.0")], [(1, "2.0"), (2, "2.2")], [(1, "2.0"), (2, "2.0")]])
def test_a_snapshot_that_repeats_a_bet_leaves_its_trail(said: Said) -> None:
    board = board_of(fixture(), *messages(said))
    before = trail(board)
    when, price = said[-1]
    for second in (5, 6, 7):
        repeated = events(36, second, bets_update(bet(1, price, updated=when)))
        assert play(board, repeated) == []
        assert trail(board) == before
    play(board, *messages([(8, "2.4")]))
    assert trail(board) == (before[0], before[2], "2.4", 8)


def bets_update(*said: Bet) -> EventUpdate:
    return EventUpdate(fixture_id=MATCH, markets=[market_part(*said)])


def test_what_is_known_only_late_is_a_change_too() -> None:
    board = new_board()
    first, second, third = messages([(1, "2.0"), (2, "2.2"), (3, "2.4")])
    play(board, fixture(), third)
    for late, shown in ((first, ("2.0", "2.0", "2.4", 3)), (second, ("2.0", "2.2", "2.4", 3))):
        (change,) = board.apply(late, at(4))
        assert change.touched.books == ((1, 8, (1,)),)
        assert trail(board) == shown
    middle = bets(2, bet(1, "2.1", updated=1.5))
    assert board.apply(middle, at(4)) == []


def test_a_loser_of_equal_last_updates_is_a_change_where_its_price_is_new() -> None:
    board = board_of(fixture(), bets(2, bet(1, "2.0", updated=1)))
    (change,) = board.apply(bets(1, bet(1, "2.2", updated=1)), at(3))
    assert change.touched.books == ((1, 8, (1,)),)
    assert trail(board) == ("2.2", "2.2", "2.0", 1)


def test_a_loser_of_equal_last_updates_without_a_price_is_no_change() -> None:
    board = board_of(fixture(), bets(2, bet(1, None, updated=1, status=2)))
    assert board.apply(bets(1, bet(1, None, updated=1)), at(3)) == []
    assert quote_of(board).bet.status == 2


def test_bookmakers_have_trails_of_their_own() -> None:
    board = board_of(
        fixture(),
        bets(1, bet(1, "2.0", updated=1)),
        bets(2, bet(1, "3.0", updated=2), book=OTHER_BOOK),
        bets(3, bet(1, "2.1", updated=3)),
    )
    assert quote_of(board).previous_price == "2.0"
    assert quote_of(board, book=OTHER_BOOK).previous_price is None


# First prices that are told (DECISIONS 6)


def test_a_legacy_start_price_is_the_first_price_wherever_it_is_said() -> None:
    said = [
        bets(1, bet(1, "2.0", updated=1, start_price="1.9"), legacy=1),
        bets(2, bet(1, "2.2", updated=2, start_price="1.9"), legacy=2),
        bets(3, bet(1, "2.2", updated=3), legacy=3),
    ]
    for order in permutations(said):
        board = board_of(fixture())
        for message in order:
            board.apply(message, at(10))
        assert trail(board) == ("1.9", "2.0", "2.2", 2)


def test_a_legacy_start_price_is_no_statement_of_its_own() -> None:
    board = board_of(fixture(), bets(1, bet(1, "2.0", updated=1, start_price="1.9"), legacy=1))
    assert trail(board) == ("1.9", None, "2.0", 1)


def test_a_legacy_start_price_is_no_previous_price_in_any_order() -> None:
    said = [
        bets(when, bet(1, "2.0", updated=when, start_price="1.9"), legacy=when)
        for when in (1, 2, 3)
    ]
    for order in permutations(said):
        board = board_of(fixture())
        for message in order:
            board.apply(message, at(10))
        assert trail(board) == ("1.9", None, "2.0", 1)


def test_a_legacy_start_price_that_comes_late_is_a_change() -> None:
    board = board_of(fixture(), bets(2, bet(1, "2.0", updated=2), legacy=2))
    late = bets(1, bet(1, "2.0", updated=1, start_price="1.9"), legacy=1)
    (change,) = board.apply(late, at(3))
    assert change.touched.books == ((1, 8, (1,)),)
    assert trail(board) == ("1.9", None, "2.0", 1)


@pytest.mark.parametrize("start", ["1", "1.0", "", "2.2"])
def test_today_start_price_is_a_constant_and_says_nothing(start: str) -> None:
    board = board_of(
        fixture(),
        bets(1, bet(1, "2.0", updated=1, start_price=start)),
        bets(2, bet(1, "2.2", updated=2, start_price=start)),
    )
    assert trail(board) == ("2.0", "2.0", "2.2", 2)


MOST = RUN_LENGTH


def test_a_price_repeated_for_ever_keeps_its_time_and_little_memory() -> None:
    board = board_of(fixture(), *messages([(0.5, "1.9")]))
    play(board, *messages([(second, "2.0") for second in range(1, 10 * MOST)]))
    assert trail(board) == ("1.9", "1.9", "2.0", 1)
    assert len(quote_of(board).run or ()) <= 2 * MOST


def test_another_price_that_comes_late_among_the_last_repeats_dates_the_price_anew() -> None:
    said = messages([(second, "2.0") for second in range(1, 10 * MOST)])
    late = messages([(9 * MOST + 0.5, "2.2")])
    in_order, reordered = new_board(), new_board()
    play(in_order, fixture(), *sorted([*said, *late], key=lambda m: m.header.server_timestamp or 0))
    play(reordered, fixture(), *said, *late)
    assert trail(reordered) == ("2.0", "2.2", "2.0", 9 * MOST + 1)
    reordered.advance(in_order.now)
    assert picture_of(reordered) == picture_of(in_order)
