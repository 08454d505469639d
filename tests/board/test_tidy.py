"""Tidying saves memory in idle moments and changes nothing that can be seen."""

from tests.board.builders import (
    MATCH,
    OTHER,
    OTHER_BOOK,
    bet,
    bets,
    board_of,
    fixture,
    play,
    quote_of,
)
from tests.board.pictures import picture_of
from touchline.board.board import Board, BoardLimits
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
    assert len(board._shared_texts) <= 3
