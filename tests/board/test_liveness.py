"""Silence and keep-alives, in feed time, source by source."""

import pytest

from tests.board.builders import (
    MATCH,
    OTHER,
    at,
    bet,
    bets,
    board_of,
    fixture,
    header,
    heartbeat,
    keep_alive,
    livescore,
    match_of,
    new_board,
    play,
)
from touchline.board.availability import Reason, event_reason
from touchline.board.board import Board
from touchline.board.change import Change, ChangeKind
from touchline.board.liveness import Silence
from touchline.model.message import Body, KeepAlive, Message


def told(changes: list[Change]) -> list[tuple[ChangeKind, float]]:
    """Return what changed and when, in seconds after T."""
    return [(change.kind, (change.at - at(0)) / 1000) for change in changes]


def is_unlisted(board: Board, event: int = MATCH) -> bool:
    return match_of(board, event).is_unlisted


def interruptions(board: Board) -> tuple[int, ...] | None:
    return board.sources["feed"].interrupted.value


# Silence


def test_a_heartbeat_missing_for_15_seconds_takes_the_source_down_at_that_moment() -> None:
    board = board_of(heartbeat(0))
    assert board.advance(at(14.999)) == []
    assert told(board.advance(at(60))) == [(ChangeKind.SOURCE, 15)]
    assert board.sources["feed"].down is Silence.HEARTBEAT
    assert board.advance(at(600)) == []


def test_other_messages_do_not_stand_in_for_the_heartbeat() -> None:
    board = board_of(fixture(), heartbeat(0))
    changes = play(board, *(bets(second, bet(1, updated=second)) for second in range(1, 30)))
    assert (ChangeKind.SOURCE, 15) in told(changes)
    assert board.sources["feed"].down is Silence.HEARTBEAT


def test_the_next_heartbeat_brings_the_source_back() -> None:
    board = board_of(heartbeat(0))
    board.advance(at(20))
    version = board.sources["feed"].version
    assert told(play(board, heartbeat(22))) == [(ChangeKind.SOURCE, 22)]
    assert board.sources["feed"].down is None
    assert board.sources["feed"].version > version
    assert told(board.advance(at(60))) == [(ChangeKind.SOURCE, 37)]


def test_a_source_without_heartbeats_may_be_silent_for_30_seconds() -> None:
    board = board_of(fixture(0))
    assert board.advance(at(29.999)) == []
    assert told(board.advance(at(31))) == [(ChangeKind.SOURCE, 30)]
    assert board.sources["feed"].down is Silence.MESSAGES
    assert told(play(board, fixture(40)))[0] == (ChangeKind.SOURCE, 40)
    assert board.sources["feed"].down is None


def test_a_source_that_begins_to_send_heartbeats_is_judged_by_them() -> None:
    board = board_of(fixture(0), heartbeat(20))
    assert told(board.advance(at(60))) == [(ChangeKind.SOURCE, 35)]


def test_a_repeated_or_unknown_message_shows_that_the_source_lives() -> None:
    message = fixture(0)
    board = board_of(message)
    board.apply(message, at(25))
    board.apply(Message(header=header(99, 0)), at(50))
    assert board.advance(at(79)) == []
    assert told(board.advance(at(80))) == [(ChangeKind.SOURCE, 80)]


def test_a_source_that_goes_down_is_one_change_however_many_bets_it_has() -> None:
    board = board_of(
        heartbeat(0),
        *(fixture(0, event=number) for number in range(1, 20)),
        *(bets(0, bet(1, updated=0), event=number) for number in range(1, 20)),
    )
    (change,) = board.advance(at(15))
    assert (change.kind, change.source, change.event) == (ChangeKind.SOURCE, "feed", None)


def test_sources_fall_silent_each_for_itself_in_order() -> None:
    board = new_board()
    for name, second in (("late", 3), ("early", 1), ("middle", 2)):
        board.apply(heartbeat(second), at(3), name)
    board.apply(heartbeat(4), at(4), "early")
    changes = board.advance(at(30))
    assert [change.source for change in changes] == ["late", "middle", "early"]
    assert told(changes) == [(ChangeKind.SOURCE, second) for second in (18, 18, 19)]


def test_silences_are_fired_before_the_message_that_ends_them() -> None:
    board = board_of(heartbeat(0))
    changes = play(board, heartbeat(100))
    assert told(changes) == [(ChangeKind.SOURCE, 15), (ChangeKind.SOURCE, 100)]
    assert [change.seq for change in changes] == [1, 2]


# Interruptions that a heartbeat tells of


def test_an_interruption_is_told_and_ends_with_the_next_healthy_heartbeat() -> None:
    board = board_of(fixture(), heartbeat(0))
    assert told(play(board, heartbeat(5, [1]))) == [(ChangeKind.SOURCE, 5)]
    assert interruptions(board) == (1,)
    assert board.sources["feed"].down is None
    assert play(board, heartbeat(10, [1])) == []
    assert told(play(board, heartbeat(15))) == [(ChangeKind.SOURCE, 15)]
    assert interruptions(board) == ()
    assert play(board, heartbeat(20, [])) == []


def test_the_newest_heartbeat_tells_of_interruptions_whatever_arrives_last() -> None:
    board = board_of(heartbeat(5))
    board.apply(heartbeat(0, [1]), at(6))
    assert interruptions(board) == ()


# Keep-alives


def test_a_fixture_that_a_keep_alive_leaves_out_is_suspended() -> None:
    board = board_of(fixture(0, status=2), fixture(0, status=2, event=OTHER), keep_alive(5, OTHER))
    assert is_unlisted(board)
    assert not is_unlisted(board, OTHER)


@pytest.mark.parametrize(
    ("status", "suspended"),
    [(1, False), (2, True), (3, False), (4, False), (5, False), (6, True), (7, False), (8, True),
     (9, True), (42, False)],
)  # fmt: skip
def test_only_fixtures_that_are_live_or_about_to_start_need_to_be_listed(
    status: int, suspended: bool
) -> None:
    board = board_of(fixture(0, status=status), keep_alive(5, OTHER))
    assert is_unlisted(board) is suspended


def test_the_suspension_ends_when_the_fixture_no_longer_needs_to_be_listed() -> None:
    board = board_of(fixture(0, status=2), keep_alive(5))
    (change,) = play(board, fixture(6, status=1))
    assert not is_unlisted(board)
    assert change.touched.availability


EMPTY = {
    "no list": Body(keep_alive=KeepAlive()),
    "empty list": Body(keep_alive=KeepAlive(active_events=[])),
    "null": Body(),
    "events without any": Body(events=[]),
    "no body": None,
}


@pytest.mark.parametrize("body", EMPTY.values(), ids=EMPTY.keys())
def test_an_empty_keep_alive_lists_nothing(body: Body | None) -> None:
    board = board_of(fixture(0, status=2), Message(header=header(31, 5), body=body))
    assert is_unlisted(board)
    assert board.sources["feed"].keep_alive_at == at(5)


def test_a_source_that_sends_no_keep_alives_suspends_nothing() -> None:
    board = board_of(fixture(0, status=2))
    play(board, keep_alive(5), source="other")
    board.advance(at(3600))
    assert not is_unlisted(board)
    assert not board.sources["feed"].is_keep_alive_late


def test_a_fixture_that_went_live_after_the_list_waits_for_the_next() -> None:
    board = board_of(fixture(0, status=1), keep_alive(5), fixture(6, status=9))
    assert not is_unlisted(board)
    play(board, keep_alive(35))
    assert is_unlisted(board)


def test_a_fixture_that_is_live_before_the_list_is_suspended_however_late_it_is_heard_of() -> None:
    board = board_of(keep_alive(5))
    board.apply(fixture(4, status=2), at(6))
    assert is_unlisted(board)
    board = board_of(keep_alive(5))
    board.apply(fixture(5, status=2), at(6))
    assert not is_unlisted(board)


def test_a_corrected_status_is_live_since_it_was_first_said() -> None:
    in_order = board_of(fixture(1, status=2), fixture(2, status=2), keep_alive(3))
    late = board_of(fixture(2, status=2), keep_alive(3))
    late.apply(fixture(1, status=2), at(3))
    assert is_unlisted(in_order)
    assert is_unlisted(late)


def test_an_older_list_that_arrives_late_does_not_count() -> None:
    board = board_of(fixture(0, status=2), keep_alive(35, MATCH))
    assert board.apply(keep_alive(5), at(36)) == []
    assert not is_unlisted(board)


def test_two_lists_of_one_instant_are_decided_by_content() -> None:
    said = [keep_alive(5, MATCH), keep_alive(5, OTHER), keep_alive(5)]
    for order in (said, said[::-1]):
        board = board_of(fixture(0, status=2), fixture(0, status=2, event=OTHER))
        for message in order:
            board.apply(message, at(6))
        assert board.sources["feed"].active_events == {OTHER}


def test_a_keep_alive_that_is_late_by_90_seconds_is_one_change_of_the_source() -> None:
    board = board_of(fixture(0, status=2), keep_alive(0, MATCH), heartbeat(0))
    changes = play(board, *(heartbeat(second) for second in range(5, 125, 5)))
    assert told(changes) == [(ChangeKind.SOURCE, 90)]
    version = board.sources["feed"].version
    assert told(play(board, keep_alive(125, MATCH))) == [(ChangeKind.SOURCE, 125)]
    assert board.sources["feed"].version > version


def test_keep_alives_may_be_late_while_the_source_is_down() -> None:
    board = board_of(heartbeat(0))
    board.advance(at(20))
    assert play(board, keep_alive(21, MATCH)) == []
    assert told(board.advance(at(600))) == [(ChangeKind.SOURCE, 111)]
    assert board.sources["feed"].is_keep_alive_late


def test_keep_alives_speak_for_their_own_source_only() -> None:
    board = new_board()
    play(board, fixture(0, status=2), source="a")
    play(board, fixture(0, status=2, event=OTHER), source="b")
    play(board, keep_alive(5), source="a")
    assert is_unlisted(board)
    assert not is_unlisted(board, OTHER)


def test_a_keep_alive_is_a_change_only_of_what_it_suspends_or_lifts() -> None:
    board = board_of(*(fixture(0, status=2, event=number) for number in (3, 1, 2)))
    assert play(board, keep_alive(5, 1, 2, 3)) == []
    assert [change.event for change in play(board, keep_alive(15, 2))] == [1, 3]
    assert play(board, keep_alive(20, 2)) == []
    assert [change.event for change in play(board, keep_alive(25, 2, 3))] == [3]


def test_an_unseen_fixture_is_suspended_without_a_change() -> None:
    board = board_of(livescore(0, status=2))
    assert play(board, keep_alive(5)) == []
    assert is_unlisted(board)


# Held by a supervisor


def test_a_source_that_is_held_is_down_whatever_it_says_until_that_is_lifted() -> None:
    board = board_of(fixture(), heartbeat(0))
    assert told(board.hold("feed", held=True, now=at(1))) == [(ChangeKind.SOURCE, 1)]
    play(board, heartbeat(2), heartbeat(7))
    assert event_reason(match_of(board), board.sources["feed"]) is Reason.SOURCE_DOWN
    assert board.hold("feed", held=True, now=at(8)) == []
    assert told(board.hold("feed", held=False, now=at(9))) == [(ChangeKind.SOURCE, 9)]
    assert event_reason(match_of(board), board.sources["feed"]) is None


def test_lifting_a_hold_does_not_bring_back_a_silent_source() -> None:
    board = board_of(fixture(), heartbeat(0))
    board.hold("feed", held=True, now=at(1))
    board.hold("feed", held=False, now=at(20))
    assert board.sources["feed"].is_down


def test_a_source_can_be_held_before_it_said_anything() -> None:
    board = new_board()
    assert len(board.hold("feed", held=True, now=at(1))) == 1
    play(board, fixture())
    assert event_reason(match_of(board), board.sources["feed"]) is Reason.SOURCE_DOWN
