"""Availability is derived level by level, each with its reason, and lifts by itself."""

import pytest

from tests.board.builders import (
    MATCH,
    OTHER,
    bet,
    bets,
    board_of,
    fixture,
    heartbeat,
    keep_alive,
    livescore,
    market_part,
    match_of,
    node,
    play,
    quote_of,
    race_part,
    runners,
    tree,
)
from tests.board.pictures import picture_of
from touchline.board import availability
from touchline.board.availability import Reason
from touchline.board.board import Board
from touchline.board.change import Touched


def event_reason(board: Board, event: int = MATCH) -> Reason | None:
    held = match_of(board, event)
    return availability.event_reason(held, board.source_of(held))


@pytest.fixture
def board() -> Board:
    """Give a match in play with one open bet, its source alive."""
    return board_of(
        fixture(0, status=2),
        livescore(1, status=2),
        bets(1, bet(1, "2.0", updated=1)),
        heartbeat(1),
        keep_alive(2, MATCH),
    )


def test_all_levels_are_open_when_nothing_stands_against_them(board: Board) -> None:
    market = match_of(board).markets[1]
    assert event_reason(board) is None
    assert availability.market_reason(market) is None
    assert availability.book_reason(market.providers[8]) is None
    assert availability.bet_reason(quote_of(board), frozenset()) is None


def test_source_a_silent_source_is_down_until_it_speaks(board: Board) -> None:
    kept = picture_of(board)["events"][MATCH]["markets"]
    board.advance(board.now + 15_000)
    assert event_reason(board) is Reason.SOURCE_DOWN
    assert picture_of(board)["events"][MATCH]["markets"] == kept
    play(board, heartbeat(20))
    assert event_reason(board) is None


def test_event_lost_coverage_closes_all_bets_until_it_is_back(board: Board) -> None:
    (change,) = play(board, livescore(3, status=8))
    assert event_reason(board) is Reason.LOST_COVERAGE
    assert change.touched.status
    assert change.touched.availability
    assert quote_of(board).bet.status == 1
    (change,) = play(board, livescore(4, status=2))
    assert event_reason(board) is None
    assert change.touched.availability


@pytest.mark.parametrize("status", [3, 4, 7])
def test_event_nothing_is_available_once_it_is_over(board: Board, status: int) -> None:
    play(board, livescore(3, status=status))
    assert event_reason(board) is Reason.EVENT_OVER
    play(board, livescore(4, status=2))
    assert event_reason(board) is None


@pytest.mark.parametrize("status", [1, 2, 5, 6, 9, 42])
def test_event_every_other_status_stays_open(board: Board, status: int) -> None:
    play(board, livescore(3, status=status))
    assert event_reason(board) is None


def test_event_a_keep_alive_that_leaves_it_out_closes_it_until_the_next(board: Board) -> None:
    (change,) = play(board, keep_alive(5, OTHER))
    assert event_reason(board) is Reason.NOT_KEPT_ALIVE
    assert (change.event, change.touched.availability) == (MATCH, True)
    (change,) = play(board, keep_alive(8, MATCH))
    assert event_reason(board) is None
    assert change.touched.availability


def test_event_a_late_keep_alive_closes_what_it_should_list(board: Board) -> None:
    play(board, fixture(3, status=1, event=OTHER))
    for second in range(5, 100, 5):
        play(board, heartbeat(second))
    assert event_reason(board) is Reason.KEEP_ALIVE_LATE
    assert event_reason(board, OTHER) is None
    play(board, keep_alive(97, MATCH))
    assert event_reason(board) is None


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (None, None),
        (0, None),
        (1, None),
        (2, Reason.MARKET_CLOSED),
        (3, Reason.MARKET_CLOSED),
        (7, Reason.MARKET_CLOSED),
    ],
)
def test_market(board: Board, status: int | None, reason: Reason | None) -> None:
    play(board, bets(3, status=status))
    assert availability.market_reason(match_of(board).markets[1]) is reason
    play(board, bets(4, status=1))
    assert availability.market_reason(match_of(board).markets[1]) is None
    assert quote_of(board).bet.status == 1


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (None, None),
        (0, None),
        (1, None),
        (2, Reason.BOOK_CLOSED),
        (3, Reason.BOOK_CLOSED),
        (7, Reason.BOOK_CLOSED),
    ],
)
def test_book(board: Board, status: int | None, reason: Reason | None) -> None:
    play(board, bets(3, book_status=status))
    assert availability.book_reason(match_of(board).markets[1].providers[8]) is reason
    play(board, bets(4, book_status=1))
    assert availability.book_reason(match_of(board).markets[1].providers[8]) is None


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (1, None),
        (None, Reason.BET_CLOSED),
        (0, Reason.BET_CLOSED),
        (2, Reason.BET_CLOSED),
        (3, Reason.BET_CLOSED),
        (7, Reason.BET_CLOSED),
    ],
)
def test_bet_only_an_open_one_is_available(status: int | None, reason: Reason | None) -> None:
    said = bet(1, updated=1)
    said.status = status
    board = board_of(fixture(), bets(1, said))
    assert availability.bet_reason(quote_of(board), frozenset()) is reason


def test_bet_a_participant_that_does_not_take_part_closes_its_bets_only() -> None:
    update = race_part(participants=runners(1, 1))
    update.markets = [
        market_part(bet(1, updated=1, participant=501), bet(2, updated=1, participant=502))
    ]
    board = board_of(tree(1, node(1, said=[update])))
    assert bet_reasons(board) == [None, None]
    (change,) = play(board, tree(2, node(1, said=[race_part(participants=runners(0, None))])))
    assert change.touched == Touched(fixture=True, books=((1, 8, (1,)),))
    assert bet_reasons(board) == [Reason.PARTICIPANT_INACTIVE, None]
    play(board, tree(3, node(1, said=[race_part(participants=runners(1, 1))])))
    assert bet_reasons(board) == [None, None]


def bet_reasons(board: Board) -> list[Reason | None]:
    inactive = availability.inactive_participants(match_of(board))
    return [availability.bet_reason(quote_of(board, number), inactive) for number in (1, 2)]


def test_another_source_that_takes_over_lifts_the_silence_of_the_first(board: Board) -> None:
    board.advance(board.now + 15_000)
    assert event_reason(board) is Reason.SOURCE_DOWN
    same = livescore(18, status=2)
    (change,) = play(board, same, source="second")
    assert event_reason(board) is None
    assert change.touched.availability
    assert not change.touched.livescore


def test_reasons_do_not_overwrite_each_other(board: Board) -> None:
    play(board, keep_alive(5, OTHER), livescore(6, status=8))
    assert event_reason(board) is Reason.LOST_COVERAGE
    board.advance(board.now + 15_000)
    assert event_reason(board) is Reason.SOURCE_DOWN
    play(board, heartbeat(25))
    assert event_reason(board) is Reason.LOST_COVERAGE
    play(board, livescore(26, status=2))
    assert event_reason(board) is Reason.NOT_KEPT_ALIVE
    play(board, keep_alive(27, MATCH))
    assert event_reason(board) is None


def test_an_event_of_which_only_markets_are_known_has_no_reason() -> None:
    board = board_of(bets(0, bet(1, updated=0)))
    assert event_reason(board) is None
    assert list(board.seen_events()) == []


def test_an_unseen_event_is_closed_like_any_other_when_it_comes_into_sight() -> None:
    board = board_of(livescore(0, status=2), keep_alive(5))
    play(board, fixture(6, status=2))
    assert event_reason(board) is Reason.NOT_KEPT_ALIVE
