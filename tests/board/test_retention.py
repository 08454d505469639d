"""Events leave 24 h of feed time after their final status; what is silent for ever leaves too."""

import pytest

from tests.board.builders import (
    MATCH,
    OTHER,
    at,
    bet,
    bets,
    board_of,
    events,
    fixture,
    fixture_part,
    heartbeat,
    livescore,
    livescore_part,
    match_of,
    new_board,
    play,
)
from touchline.board.board import Board, BoardLimits
from touchline.board.change import Change, ChangeKind
from touchline.board.retention import Departures
from touchline.model.message import EventUpdate

DAY = 24 * 3600
FORTNIGHT = 14 * DAY


def removed(changes: list[Change]) -> list[tuple[int | None, float]]:
    """Return which events left and when, in seconds after T."""
    return [
        (change.event, (change.at - at(0)) / 1000)
        for change in changes
        if change.kind is ChangeKind.REMOVED
    ]


@pytest.mark.parametrize("status", [3, 4, 7])
def test_an_event_leaves_a_day_after_its_final_status(status: int) -> None:
    board = board_of(fixture(0, status=2), livescore(5, status=status))
    assert removed(board.advance(at(5 + DAY - 0.001))) == []
    assert removed(board.advance(at(5 + DAY))) == [(MATCH, 5 + DAY)]
    assert board.events == {}


@pytest.mark.parametrize("status", [1, 2, 5, 6, 8, 9])
def test_others_stay_as_long_as_they_are_heard_of(status: int) -> None:
    board = board_of(fixture(0, status=status))
    play(board, bets(10 * DAY, bet(1, updated=10 * DAY)))
    assert removed(board.advance(at(24 * DAY - 1))) == []
    assert removed(board.advance(at(25 * DAY))) == [(MATCH, 24 * DAY)]


def test_the_day_counts_from_when_the_end_was_said_first() -> None:
    board = board_of(fixture(0, status=2), livescore(5, status=3))
    play(board, *(livescore(5 + hour * 3600, status=3) for hour in range(1, 20)))
    assert removed(board.advance(at(5 + DAY))) == [(MATCH, 5 + DAY)]


def test_an_end_that_was_taken_back_does_not_count() -> None:
    board = board_of(
        fixture(0, status=2), livescore(5, status=3), livescore(10, status=2),
        livescore(3600, status=3),
    )  # fmt: skip
    assert removed(board.advance(at(5 + DAY))) == []
    assert removed(board.advance(at(2 * DAY))) == [(MATCH, 3600 + DAY)]


def test_an_end_that_is_said_beside_another_status_counts() -> None:
    update = EventUpdate(fixture_id=MATCH, fixture=fixture_part(3), livescore=livescore_part(2))
    board = board_of(events(0, 5, update))
    assert match_of(board).status == 3
    assert removed(board.advance(at(2 * DAY))) == [(MATCH, 5 + DAY)]


def test_an_end_that_is_heard_of_late_counts_from_its_stamp() -> None:
    board = board_of(fixture(0, status=2))
    board.apply(livescore(5, status=3), at(3600))
    assert removed(board.advance(at(2 * DAY))) == [(MATCH, 5 + DAY)]


def test_events_leave_in_the_order_in_which_they_ended() -> None:
    board = new_board()
    for event, second in ((1, 30), (2, 10), (3, 20)):
        play(board, fixture(second, status=3, event=event))
    assert removed(board.advance(at(2 * DAY))) == [(2, 10 + DAY), (3, 20 + DAY), (1, 30 + DAY)]


def test_news_of_what_has_left_does_not_bring_it_back() -> None:
    board = board_of(fixture(0, status=3))
    board.advance(at(2 * DAY))
    again = board.apply(fixture(0, status=3), at(2 * DAY))
    assert [change.kind for change in again] == [ChangeKind.SOURCE]
    assert MATCH not in board.events
    assert removed(board.advance(at(4 * DAY))) == []


def test_an_end_of_yesterday_takes_an_event_that_is_shown_away_at_once() -> None:
    board = board_of(fixture(0, status=2), heartbeat(0))
    assert removed(board.apply(livescore(5, status=3), at(2 * DAY))) == [(MATCH, 2 * DAY)]
    assert MATCH not in board.events


def test_an_event_may_return_under_its_id() -> None:
    board = board_of(fixture(0, status=3))
    board.advance(at(2 * DAY))
    changes = play(board, fixture(2 * DAY + 5, status=1))
    assert changes[-1].touched.everything
    assert match_of(board).status == 1


def test_what_was_never_seen_leaves_without_a_word() -> None:
    board = board_of(bets(0, bet(1, updated=0)))
    assert removed(board.advance(at(FORTNIGHT))) == []
    assert board.events == {}


def test_both_times_are_limits() -> None:
    keep = BoardLimits(retention=60_000, forgotten_after=3_600_000)
    board = Board("epoch", keep=keep)
    play(board, fixture(0, status=3), fixture(0, status=1, event=OTHER))
    assert removed(board.advance(at(DAY))) == [(MATCH, 60), (OTHER, 3600)]


def test_departures_stay_few_however_often_an_event_is_heard_of() -> None:
    departures = Departures()
    departures.expect(1, 1000)
    for moment in range(2000, 3000):
        departures.expect(1, moment)
    assert list(departures.due(5000)) == [1]
    assert departures.next_due is None


def test_departures_move_earlier_and_come_once() -> None:
    departures = Departures()
    departures.expect(1, 3000)
    departures.expect(2, 2000)
    departures.expect(1, 1000)
    assert departures.next_due == 1000
    assert list(departures.due(2500)) == [1, 2]
    assert list(departures.due(9000)) == []


def test_departures_forget() -> None:
    departures = Departures()
    departures.expect(1, 1000)
    departures.forget(1)
    assert list(departures.due(9000)) == []
    departures.expect(1, 9500)
    assert list(departures.due(9500)) == [1]


def test_nothing_is_kept_of_events_that_left() -> None:
    board = new_board()
    for event in range(50):
        play(
            board,
            fixture(event, status=2, event=event),
            bets(event, bet(1, updated=event), event=event),
            livescore(event + 1, status=3, event=event),
        )
    board.advance(at(3 * DAY))
    assert board.events == {}
    assert not board.tidy()


def test_an_event_that_was_announced_early_waits_in_silence_for_its_start() -> None:
    board = board_of(fixture(0, status=1, start_date="2026-06-01T15:00:00Z"))
    board.advance(at(100 * DAY))
    assert match_of(board).status == 1
