"""What `apply` and `advance` return: each visible step once, by the paths that it touched."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.board.builders import (
    BOOK,
    MATCH,
    OTHER,
    OTHER_BOOK,
    at,
    bet,
    bets,
    board_of,
    events,
    fixture,
    goal,
    heartbeat,
    keep_alive,
    livescore,
    market_part,
    new_board,
    period,
    play,
    race,
    tree,
)
from tests.board.builders import node as tree_node
from tests.board.pictures import Plain, event_picture
from tests.board.strategies import LATEST, Said, crowded, feeds
from tests.sizes import examples
from touchline.board.board import Board
from touchline.board.change import Change, ChangeKind, Touched
from touchline.model.market import MarketUpdate
from touchline.model.message import EventUpdate, Message


def board_in_play() -> Board:
    return board_of(
        fixture(0, status=2),
        livescore(1, time=600, score=(1, 0), periods=[period(10, 1)], statistics=[(1, 2, 3)]),
        bets(2, bet(1, "2.0", updated=2), bet(2, "3.0", updated=2), book_name="Book"),
    )


def touched(board: Board, *messages: Message) -> Touched:
    """Return what the one change of some messages touched."""
    (change,) = play(board, *messages)
    assert change.kind is ChangeKind.EVENT
    return change.touched


# seq


def test_seq_grows_by_one_through_all_kinds_of_changes() -> None:
    board = new_board()
    changes = play(
        board, heartbeat(0), fixture(0, status=2), bets(1, bet(1, updated=1)), race(2, event=OTHER),
        keep_alive(10), heartbeat(40), fixture(41, status=3),
    )  # fmt: skip
    changes += board.advance(at(3 * 24 * 3600))
    assert [change.seq for change in changes] == list(range(1, len(changes) + 1))
    assert board.seq == len(changes)
    assert {change.kind for change in changes} == set(ChangeKind)


def test_a_board_is_one_epoch_of_one_namespace_and_begins_empty() -> None:
    board = Board("01kd", namespace="live")
    assert (board.epoch, board.namespace, board.seq, board.events) == ("01kd", "live", 0, {})
    assert Board("01kd").namespace == "test"


def test_an_event_knows_the_seq_of_its_last_change() -> None:
    board = board_in_play()
    (change,) = play(board, bets(3, bet(1, "2.1", updated=3)))
    assert board.events[MATCH].seq == change.seq == board.seq


def test_a_change_names_what_it_is_about() -> None:
    board = new_board()
    about = [
        (change.kind, change.event, change.source, change.competition)
        for change in [*play(board, race(0)), *board.advance(at(30))]
    ]
    assert about == [
        (ChangeKind.COMPETITION, None, None, (1, 4620)),
        (ChangeKind.EVENT, MATCH, None, None),
        (ChangeKind.SOURCE, None, "feed", None),
    ]


def test_a_change_is_at_the_receipt_in_feed_time_which_never_goes_back() -> None:
    board = new_board()
    first = board.apply(fixture(0), at(5))
    second = board.apply(fixture(1, status=2), at(3))
    assert [change.at for change in first + second] == [at(5), at(5)]


def test_what_a_message_told_before_it_failed_is_told_with_the_next() -> None:
    class Broken(list[EventUpdate]):
        def __iter__(self) -> Iterator[EventUpdate]:
            yield self[0]
            raise RuntimeError("cannot be read")

    message = fixture(0)
    assert message.body is not None
    message.body.events = Broken(message.body.events or [])
    board = new_board()
    with pytest.raises(RuntimeError, match="cannot be read"):
        play(board, message)
    changes = play(board, fixture(1, event=OTHER))
    assert [(change.seq, change.event) for change in changes] == [(1, MATCH), (2, OTHER)]


# What changes nothing


def test_two_equal_messages_give_one_change() -> None:
    for guid in (True, False):
        message = bets(3, bet(1, "2.1", updated=3))
        if not guid:
            message.header.msg_guid = None
        board = board_in_play()
        assert len(play(board, message)) == 1
        assert play(board, message) == []


def test_the_same_said_again_later_is_no_change() -> None:
    board = board_in_play()
    again = [
        fixture(5, status=2),
        livescore(6, time=600, score=(1, 0), periods=[period(10, 1)], statistics=[(1, 2, 3)]),
        bets(7, bet(1, "2.0", updated=2), bet(2, "3.0", updated=2), book_name="Book"),
    ]
    changes = play(board, *again)
    # Only the clock goes on from another anchor.
    assert [change.touched for change in changes] == [Touched(clock=True)]


def test_an_older_statement_is_no_change() -> None:
    board = board_in_play()
    assert board.apply(fixture(-1, status=1), at(3)) == []
    assert board.apply(bets(1, bet(1, "2.0", updated=1), name=None), at(3)) != []
    assert board.apply(bets(1, bet(2, "9.0", updated=2), name=None), at(3)) != []


def test_a_livescore_that_loses_against_its_equal_is_no_change() -> None:
    said = [livescore(2, score=(home, 0), current=None) for home in (1, 2)]
    board = board_of(fixture(0, status=2), *said)
    board_reversed = board_of(fixture(0, status=2), *said[::-1])
    assert board.seq != board_reversed.seq
    assert {board.seq, board_reversed.seq} == {2, 3}


def test_what_is_not_seen_gives_no_change_until_its_fixture_comes() -> None:
    board = new_board()
    hidden = [
        livescore(0, score=(1, 0)),
        bets(1, bet(1, updated=1)),
        keep_alive(2),
        livescore(3, status=8),
    ]
    assert play(board, *hidden) == []
    assert board.seq == 0
    assert touched(board, fixture(4)) == Touched(everything=True)


def test_the_passing_of_time_alone_is_no_change() -> None:
    board = board_in_play()
    assert board.advance(at(25)) == []


# What is touched


def test_a_price() -> None:
    said = bets(3, bet(2, "3.1", updated=3))
    assert touched(board_in_play(), said) == Touched(books=((1, BOOK, (2,)),))


def test_bets_of_several_books_and_markets() -> None:
    update = EventUpdate(
        fixture_id=MATCH,
        markets=[
            market_part(bet(1, "2.1", updated=3), bet(2, "3.0", updated=2)),
            market_part(bet(1, "2.2", updated=3), book=OTHER_BOOK),
            market_part(bet(1, "2.3", updated=3), book=None),
            market_part(bet(7, "1.5", updated=3), market=2, name=None),
        ],
    )
    assert touched(board_in_play(), events(3, 3, update)) == Touched(
        books=((1, BOOK, (1,)), (1, OTHER_BOOK, (1,)), (1, None, (1,)), (2, BOOK, (7,))),
        markets=(2,),
    )


def test_a_market_or_book_without_bets_is_seen_too() -> None:
    empty = EventUpdate(
        fixture_id=MATCH, markets=[MarketUpdate(id=5), market_part(book=OTHER_BOOK, name=None)]
    )
    board = board_in_play()
    said = touched(board, events(3, 3, empty))
    assert said == Touched(markets=(5,), books=((1, OTHER_BOOK, ()),))
    calculated = EventUpdate(fixture_id=MATCH, markets=[MarketUpdate(id=5, bets=[])])
    assert touched(board, events(3, 4, calculated)) == Touched(books=((5, None, ()),))


def test_a_market_and_a_book_by_their_own_fields() -> None:
    board = board_in_play()
    assert touched(board, bets(3, main_line="2.5")) == Touched(markets=(1,))
    assert touched(board, bets(4, book_status=2)) == Touched(books=((1, BOOK, ()),))


def test_a_livescore_by_its_parts() -> None:
    board = board_in_play()
    said = touched(
        board,
        livescore(
            3, time=700, score=(2, 0), statistics=[(1, 2, 3), (6, 1, 0)],
            periods=[period(10, 2, incidents=[goal(690)]), period(20)], extra=[("Turn", "1")],
        ),
    )  # fmt: skip
    assert said == Touched(
        clock=True,
        livescore=(
            ("scoreboard",),
            ("periods", 10),
            ("periods", 20),
            ("statistics", 6),
            ("extra",),
        ),
    )


def test_the_order_of_periods_is_nothing_but_each_of_two_of_a_type_counts() -> None:
    def said(second: float, *periods: tuple[int, int]) -> Message:
        return livescore(second, current=None, periods=[period(*one) for one in periods])

    board = board_of(fixture(0, status=2), said(1, (10, 1), (20, 2), (20, 3)))
    assert play(board, said(2, (20, 2), (20, 3), (10, 1))) == []
    assert touched(board, said(3, (10, 1), (20, 4), (20, 3))) == Touched(
        livescore=(("periods", 20),)
    )


def test_a_status_touches_what_follows_from_it() -> None:
    said = touched(board_in_play(), fixture(3, status=8))
    assert said == Touched(fixture=True, status=True, availability=True, clock=True)


def test_a_keep_alive_touches_availability_alone() -> None:
    assert touched(board_in_play(), keep_alive(3)) == Touched(availability=True)


def test_a_node_of_which_nothing_is_said_is_seen_too() -> None:
    (change,) = play(new_board(), tree(0, tree_node(1)))
    assert change.competition == (1, 1)


# For every feed


often = settings(
    max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@often
@given(st.one_of(feeds, crowded))
def test_nothing_visible_changes_without_a_change_that_names_it(said: list[Said]) -> None:
    board = new_board()
    for index, (source, message) in enumerate(said):
        received = at(LATEST + 10 + 0.5 * index)
        seq = board.seq
        changes = board.advance(received)
        before = {event.id: event_picture(board, event) for event in board.seen_events()}
        nodes = tree_of(board)
        applied = board.apply(message, received, source)
        changes += applied
        assert [change.seq for change in changes] == list(range(seq + 1, board.seq + 1))
        after = {event.id: event_picture(board, event) for event in board.seen_events()}
        for event in before | after:
            told = [change.touched for change in applied if change.event == event]
            if event not in before:
                assert told
                assert told[0] == Touched(everything=True)
            elif any(change.kind is ChangeKind.SOURCE for change in applied):
                # What a source does to its events is told once, of the source.
                check_event(before[event], after[event], told, ["reason", "is_unlisted"])
            else:
                check_event(before[event], after[event], told, [])
        named = [change.competition for change in applied if change.competition]
        now = tree_of(board)
        moved = {key for key in nodes | now if nodes.get(key) != now.get(key)}
        assert moved <= set(named)
        # What looks as before came and went, or went and came, within the one message.
        assert all(named.count(key) > 1 for key in set(named) - moved)


def tree_of(board: Board) -> dict[Any, Any]:
    return {
        key: (held.name.value, held.next_fixture_start_time.value, held.parent.value)
        for key, held in board.competitions.items()
    }


def check_event(
    before: Plain, after: Plain, told: list[Touched], told_of_source: list[str]
) -> None:
    """Compare what is shown of an event before and after a message with what was told of it."""
    assert not any(one.everything for one in told)
    for name, shown in {
        "fixture": ["fixture", "fixture_name", "outright", "is_outright_league"],
        "status": ["status"],
        "availability": ["reason", "is_unlisted"],
        "score": ["score"],
        "competition": ["competition"],
        "clock": ["clock"],
        "livescore": ["livescore"],
    }.items():
        if shown == told_of_source:
            continue
        differs = any(grouped(before[part]) != grouped(after[part]) for part in shown)
        says = [bool(getattr(one, name)) for one in told]
        assert differs <= any(says)
        # A message that speaks twice of an event may take back what it said first.
        assert differs or not any(says) or len(says) > 1
    check_markets(before["markets"], after["markets"], told)


def check_markets(before: dict[int, Any], after: dict[int, Any], told: list[Touched]) -> None:
    for market_id, market in after.items():
        known = before.get(market_id, {"books": {}})
        parts = ("name", "main_line", "status", "reason")
        if any(market[part] != known.get(part) for part in parts) or market_id not in before:
            assert any(market_id in one.markets for one in told)
        for provider, book in market["books"].items():
            held = known["books"].get(provider, {"bets": {}})
            paths = [
                path for one in told for path in one.books if path[:2] == (market_id, provider)
            ]
            assert held == book or paths
            named = {number for path in paths for number in path[2]}
            changed = {n for n, bet in book["bets"].items() if held["bets"].get(n) != bet}
            # What settles a bet and says the same as before moves nothing that is seen.
            assert changed <= named


def grouped(shown: object) -> object:
    """Return what is shown of a part; in a livescore the order of periods does not count."""
    if not isinstance(shown, dict):
        return shown
    lists = {name: sorted(map(repr, shown.get(name, ()))) for name in ("Periods", "Statistics")}
    return {key: value for key, value in (shown | lists).items() if value != []}


def test_changes_are_plain_values() -> None:
    change = Change(seq=1, kind=ChangeKind.EVENT, at=0, event=MATCH, touched=Touched(status=True))
    assert change == Change(
        seq=1, kind=ChangeKind.EVENT, at=0, event=MATCH, touched=Touched(status=True)
    )
    assert {change: 1}[change] == 1
