"""Order comes from what is said, never from arrival."""

from collections.abc import Iterator
from itertools import permutations

import pytest

from tests.board.builders import (
    MATCH,
    SOURCE,
    at,
    bet,
    bets,
    board_of,
    events,
    fixture,
    fixture_part,
    livescore,
    livescore_part,
    match_of,
    new_board,
    play,
    quote_of,
    settlement,
    stamp,
)
from tests.board.pictures import picture_of
from touchline.board.board import Board, BoardLimits
from touchline.model.message import EventUpdate, Message

LATER = 50
"""All messages of a test are received then, whatever their stamps."""


def read(*messages: Message, received: float = LATER) -> Board:
    board = new_board()
    for message in messages:
        board.apply(message, at(received))
    return board


def start_date(board: Board) -> str | None:
    shown = match_of(board).fixture
    return None if shown is None else shown.start_date


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ((1.0, None), (2.0, None)),
        ((1.0, 9), (2.0, 1)),
        ((1.0, 1), (1.0, 2)),
        ((1.0, None), (1.0, 1)),
    ],
    ids=["stamp", "stamp before a restarted counter", "counter of equal stamps", "no counter"],
)
def test_full_parts_are_ordered_by_stamp_then_counter(
    older: tuple[float, int | None], newer: tuple[float, int | None]
) -> None:
    said = [
        fixture(seconds, sequence=sequence, start_date=str(index))
        for index, (seconds, sequence) in enumerate((older, newer))
    ]
    assert start_date(read(*said)) == start_date(read(*said[::-1])) == "1"


def test_equal_stamps_and_counters_are_decided_by_content() -> None:
    said = [livescore(1, score=(home, 0)) for home in (1, 3, 2)]
    pictures = [picture_of(read(*order)) for order in permutations(said)]
    assert all(picture == pictures[0] for picture in pictures)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (bets(3, bet(1, "2.0", updated=1)), bets(2, bet(1, "3.0", updated=2))),
        (bets(2, bet(1, "2.0", updated=1)), bets(3, bet(1, "3.0", updated=1))),
        (
            bets(2, bet(1, "2.0", updated=1), sequence=1),
            bets(2, bet(1, "3.0", updated=1), sequence=2),
        ),
        (bets(3, bet(1, "2.0", updated=2)), settlement(2, 1, 2, updated=1, price="3.0")),
        (bets(2, bet(1, "2.0", updated=1)), bets(2, bet(1, "3.0", updated=1))),
        (bets(1, bet(1, "2.0")), bets(2, bet(1, "3.0"))),
        (
            bets(3, bet(1, "2.0"), book_updated=1),
            bets(2, bet(1, "3.0"), book_updated=2),
        ),
    ],
    ids=[
        "LastUpdate before stamp",
        "stamp of equal LastUpdates",
        "counter of equal stamps",
        "settled last",
        "content",
        "stamp without a LastUpdate",
        "LastUpdate of the book",
    ],
)
def test_bets_are_ordered_one_by_one(older: Message, newer: Message) -> None:
    for order in ((older, newer), (newer, older)):
        assert quote_of(read(fixture(), *order)).bet.price == "3.0"


def test_bets_of_one_message_have_each_their_own_place() -> None:
    board = read(
        fixture(),
        bets(5, bet(1, "2.0", updated=5), bet(2, "3.0", updated=2)),
        bets(4, bet(1, "2.1", updated=4), bet(2, "3.1", updated=3)),
    )
    assert [quote_of(board, number).price for number in (1, 2)] == ["2.0", "3.1"]


def test_an_unreadable_last_update_falls_back_to_the_header_and_is_counted() -> None:
    garbled = bet(1, "2.0")
    garbled.last_update = "yesterday"
    board = read(fixture(), bets(2, garbled), bets(1, bet(1, "3.0", updated=1)))
    assert quote_of(board).price == "2.0"
    assert board.counters.value("unreadable-stamp") == 1


def test_a_stamp_a_minute_ahead_of_its_receipt_is_believed() -> None:
    board = new_board()
    board.apply(fixture(60, start_date="new"), at(0))
    board.apply(fixture(59, start_date="old"), at(0))
    assert start_date(board) == "new"
    assert board.counters.value("clamped-stamp") == 0


def test_a_stamp_further_ahead_counts_as_its_receipt() -> None:
    board = new_board()
    board.apply(fixture(60.001, start_date="ahead"), at(0))
    board.apply(fixture(0.001, start_date="next"), at(0.002))
    assert start_date(board) == "next"
    assert board.counters.value("clamped-stamp") == 1


def test_a_last_update_further_ahead_counts_as_its_receipt() -> None:
    board = new_board()
    board.apply(bets(0, bet(1, "2.0", updated=3600)), at(0))
    board.apply(bets(1, bet(1, "3.0", updated=1)), at(1))
    assert quote_of(board).price == "3.0"
    assert quote_of(board).updated_at == at(1)
    assert board.counters.value("clamped-stamp") == 1


def test_without_a_stamp_the_creation_date_stands_and_without_that_the_receipt() -> None:
    created = fixture(0, start_date="created")
    created.header.server_timestamp = None
    created.header.creation_date = stamp(5)
    bare = fixture(0, start_date="bare")
    bare.header.server_timestamp = None
    board = new_board()
    board.apply(created, at(20))
    board.apply(fixture(4, start_date="older"), at(20))
    assert start_date(board) == "created"
    board.apply(bare, at(21))
    board.apply(fixture(20, start_date="older"), at(22))
    assert start_date(board) == "bare"


# Guids


def test_a_repeated_guid_is_dropped_and_counted() -> None:
    message = fixture(0)
    board = board_of(message)
    assert play(board, message) == []
    assert board.counters.value("repeated-guid") == 1
    assert board.counters.value("messages", "1") == 1


def test_without_a_guid_the_order_alone_guards() -> None:
    message = livescore(1, score=(1, 0))
    message.header.msg_guid = None
    board = board_of(fixture(), message)
    before = picture_of(board)
    assert play(board, message) == []
    assert picture_of(board) == before


def test_guids_are_bounded_and_the_oldest_are_forgotten_first() -> None:
    board = Board("epoch", keep=BoardLimits(guids=2))
    said = [fixture(seconds) for seconds in (0, 1, 2)]
    play(board, *said)
    assert list(board.sources[SOURCE].guids) == [said[1].header.msg_guid, said[2].header.msg_guid]
    play(board, said[2])
    assert board.counters.value("repeated-guid") == 1


def test_guids_are_remembered_once_applied() -> None:
    # What could not be applied may be delivered again.
    class Broken(list[EventUpdate]):
        def __iter__(self) -> Iterator[EventUpdate]:
            raise RuntimeError("cannot be read")

    message = events(1, 0, EventUpdate(fixture_id=MATCH, fixture=fixture_part()))
    assert message.body is not None
    whole, message.body.events = message.body.events, Broken([EventUpdate(fixture_id=MATCH)])
    board = new_board()
    with pytest.raises(RuntimeError, match="cannot be read"):
        play(board, message)
    message.body.events = whole
    play(board, message)
    assert match_of(board).is_seen


def test_two_sources_that_relay_one_message_are_both_heard() -> None:
    # Whichever delivers it first, the picture is the same.
    message = livescore(1, score=(1, 0))
    boards = []
    for sources in (("a", "b"), ("b", "a")):
        board = board_of(fixture())
        for source in sources:
            board.apply(message, at(2), source)
        boards.append(board)
    assert match_of(boards[0]).source == match_of(boards[1]).source == "b"


def test_the_newest_source_wins_whatever_its_counter() -> None:
    said = [("a", livescore(1, score=(1, 0), sequence=900)), ("b", livescore(2, sequence=1))]
    for order in (said, said[::-1]):
        board = board_of(fixture())
        for source, message in order:
            board.apply(message, at(LATER), source)
        assert match_of(board).livescore.value == livescore_part()
        assert match_of(board).source == "b"
