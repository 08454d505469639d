"""Tidying saves memory in idle moments and changes nothing that can be seen."""

import pytest

from tests.board.builders import (
    MATCH,
    OTHER,
    OTHER_BOOK,
    at,
    bet,
    bets,
    board_of,
    fixture,
    play,
    quote_of,
    settlement,
)
from tests.board.pictures import picture_of
from touchline.board.board import Board, BoardLimits
from touchline.board.tidying import PACKED_AFTER_MS
from touchline.model.message import Message


def line(text: str) -> str:
    """Make a text that no other text is, as a decoder does."""
    return "".join(text)


def two_books(event: int = MATCH) -> list[Message]:
    return [
        bets(1, bet(1, updated=1, line=line("2.5 goals")), event=event),
        bets(1, bet(1, updated=1, line=line("2.5 goals")), event=event, book=OTHER_BOOK),
        bets(1, bet(1, updated=1, line=line("2.5 goals")), event=event, book=None),
    ]


def lines(board: Board, event: int = MATCH) -> list[str | None]:
    return [quote_of(board, event=event, book=book).bet.line for book in (8, OTHER_BOOK, None)]


def test_texts_that_repeat_are_shared() -> None:
    board = board_of(fixture(), *two_books())
    before = picture_of(board)
    assert len({id(text) for text in lines(board)}) == 3
    assert not board.tidy()
    assert len({id(text) for text in lines(board)}) == 1
    assert picture_of(board) == before


def test_it_is_done_event_by_event_and_only_where_something_is_new() -> None:
    board = board_of(*two_books(), *two_books(OTHER))
    assert board.tidy()
    assert not board.tidy()
    assert not board.tidy()
    assert len({id(text) for text in [*lines(board), *lines(board, OTHER)]}) == 1


def test_what_is_shared_is_bounded() -> None:
    board = Board("epoch", keep=BoardLimits(shared_texts=1))
    for number in range(20):
        play(
            board, bets(number, bet(1, updated=number, line=line(f"{number} goals")), event=number)
        )
        board.tidy()
    assert len(board._tidying.texts) <= 3


def told_often() -> list[Message]:
    """Return what is said of two bets: repeated, changed, without a price, and settled."""
    said = [
        (1, "2.0", None), (2, "2.2", "2.2"), (3, "2.20", "2.2"), (4, "2.2", None),
        (5, "2.2", "2.3"), (6, "2.2", "2.30"), (7, None, "2.3"),
    ]  # fmt: skip
    return [
        bets(seconds, bet(1, first, updated=seconds), bet(2, second, updated=seconds))
        for seconds, first, second in said
    ]


def packed(*after: Message) -> Board:
    """Return a board that packed a match that is over, before some messages."""
    board = board_of(fixture(), *told_often(), settlement(8, 1, 2, price="2.2"), fixture(9, 3))
    board.advance(at(9) + PACKED_AFTER_MS)
    assert not board.tidy()
    play(board, *after)
    return board


def unpacked(*after: Message) -> Board:
    """Return the same without packing."""
    board = board_of(fixture(), *told_often(), settlement(8, 1, 2, price="2.2"), fixture(9, 3))
    board.advance(at(9) + PACKED_AFTER_MS)
    play(board, *after)
    return board


@pytest.mark.parametrize(
    "after",
    [
        (),
        (settlement(10, 1, 1, price="2.2"),),
        (settlement(10, 1, 1, price="2.5"),),
        (settlement(10, 2, 1, price="2.3"), settlement(11, 2, 2, price="2.1")),
        (*told_often(), settlement(8, 1, 2, price="2.2"), fixture(9, 3)),
    ],
)
def test_an_event_that_is_over_is_packed_and_shows_the_same_whatever_follows(
    after: tuple[Message, ...],
) -> None:
    assert picture_of(packed(*after)) == picture_of(unpacked(*after))


def test_of_a_packed_bet_no_more_is_kept_than_is_shown() -> None:
    quote = quote_of(packed())
    assert quote.run is not None
    assert len(quote.run) == 1
    before = quote_of(unpacked())
    assert before.run is not None
    assert len(before.run) > 1
    assert quote.stands[2] is quote.run[0][2]


def test_an_event_that_is_not_over_for_long_is_not_packed() -> None:
    board = board_of(fixture(), *told_often(), settlement(8, 1, 2, price="2.2"), fixture(9, 3))
    board.advance(at(9) + PACKED_AFTER_MS - 1)
    assert not board.tidy()
    run = quote_of(board).run
    assert run is not None
    assert len(run) > 1


def test_an_end_that_was_taken_back_is_not_waited_for() -> None:
    ended = (fixture(9, 3), fixture(10, 2), fixture(1_000, 3))
    board = board_of(fixture(), *told_often(), settlement(8, 1, 2, price="2.2"), *ended)
    board.advance(at(9) + PACKED_AFTER_MS)
    assert not board.tidy()
    assert len(quote_of(board).run or ()) > 1
    board.advance(at(1_000) + PACKED_AFTER_MS)
    assert not board.tidy()
    assert len(quote_of(board).run or ()) == 1
