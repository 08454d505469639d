"""Who says what: each part of an event is replaced by what speaks of it, and by nothing else."""

import pytest

from tests.board.builders import (
    MATCH,
    OTHER,
    OTHER_BOOK,
    bet,
    bets,
    board_of,
    events,
    fixture,
    fixture_part,
    goal,
    livescore,
    livescore_part,
    market_part,
    match_of,
    new_board,
    period,
    play,
    quote_of,
    snapshot,
)
from tests.board.pictures import event_picture
from touchline.board.change import Touched
from touchline.model.feed_struct import Named
from touchline.model.fixture import Fixture
from touchline.model.livescore import Livescore
from touchline.model.message import Body, EventUpdate, Header, Message


def test_each_type_replaces_its_own_part_only() -> None:
    board = board_of(
        fixture(0, status=2),
        livescore(1, current=10, score=(1, 0)),
        bets(2, bet(1, "2.0", updated=2)),
    )
    before = event_picture(board, match_of(board))
    play(board, fixture(3, status=2, start_date="2026-01-10T16:00:00Z"))
    after = event_picture(board, match_of(board))
    assert after.pop("fixture")["StartDate"] == "2026-01-10T16:00:00Z"
    assert before.pop("fixture")["StartDate"] == "2026-01-10T15:00:00.000Z"
    assert after == before


def test_null_siblings_say_nothing() -> None:
    board = board_of(fixture(0), livescore(1, score=(1, 0)), bets(2, bet(1, updated=2)))
    before = event_picture(board, match_of(board))
    nothing = EventUpdate(fixture_id=MATCH, fixture=None, livescore=None, markets=None)
    assert play(board, *(events(kind, 3, nothing) for kind in (1, 2, 3))) == []
    assert event_picture(board, match_of(board)) == before


@pytest.mark.parametrize("kind", [0, 1, 3, 35])
def test_every_part_is_applied_whatever_the_type_says(kind: int) -> None:
    update = EventUpdate(
        fixture_id=MATCH,
        fixture=fixture_part(2),
        livescore=livescore_part(2, score=(2, 1)),
        markets=[market_part(bet(1, "1.8", updated=0))],
    )
    event = match_of(board_of(events(kind, 0, update)))
    assert event.is_seen
    assert event.status == 2
    assert event.livescore.value == update.livescore
    assert event.markets[1].providers[8].bets[1].price == "1.8"


def test_the_name_of_an_event_may_come_with_any_message() -> None:
    board = board_of(
        fixture(0),
        events(3, 2, EventUpdate(fixture_id=MATCH, fixture_name="Alpha v Beta")),
        events(3, 1, EventUpdate(fixture_id=MATCH, fixture_name="A v B")),
    )
    assert match_of(board).fixture_name.value == "Alpha v Beta"
    corrected = EventUpdate(fixture_id=MATCH, fixture_name="Alpha vs Beta")
    (change,) = play(board, events(3, 3, corrected))
    assert change.touched == Touched(fixture=True)


def test_a_message_speaks_of_several_events() -> None:
    board = board_of(
        events(
            1, 0,
            EventUpdate(fixture_id=MATCH, fixture=fixture_part(1)),
            EventUpdate(fixture_id=OTHER, fixture=fixture_part(9)),
        )
    )  # fmt: skip
    assert {event.id: event.status for event in board.seen_events()} == {MATCH: 1, OTHER: 9}


def test_the_fixture_inside_a_livescore_fills_only_what_is_unknown() -> None:
    said = fixture_part(1, location=Named(id=243, name="England"), league=None)
    board = board_of(
        fixture(0, status=2, location=None),
        livescore(5, status=2, hint=said),
    )
    shown = match_of(board).fixture
    assert shown is not None
    assert shown.location == Named(id=243, name="England")
    assert shown.league is not None
    assert shown.league.name == "Test League"
    assert (shown.status, match_of(board).status) == (2, 2)


def test_the_fixture_inside_a_livescore_does_not_bring_an_event_into_sight() -> None:
    board = board_of(livescore(0, hint=fixture_part(2)))
    assert list(board.seen_events()) == []
    assert play(board, fixture(1, status=2))[0].touched.everything


def test_a_market_before_its_fixture_is_kept_unseen_until_the_fixture_comes() -> None:
    board = new_board()
    assert play(board, bets(0, bet(1, "2.0", updated=0))) == []
    assert list(board.seen_events()) == []
    (change,) = play(board, fixture(1))
    assert change.touched.everything
    assert [event.id for event in board.seen_events()] == [MATCH]
    assert quote_of(board).price == "2.0"


def test_calculated_odds_stand_beside_those_of_each_bookmaker() -> None:
    board = board_of(
        fixture(),
        bets(1, bet(1, "2.0", updated=1), book=None),
        bets(2, bet(1, "2.1", updated=2), book_name="Book"),
        bets(3, bet(1, "2.2", updated=3), book=OTHER_BOOK),
    )
    prices = [quote_of(board, book=book).price for book in (None, 8, OTHER_BOOK)]
    assert prices == ["2.0", "2.1", "2.2"]


def test_bets_of_one_id_in_two_markets_are_two_bets() -> None:
    board = board_of(
        fixture(),
        bets(1, bet(1, "2.0", updated=1), market=1),
        bets(1, bet(1, "3.0", updated=1), market=2),
    )
    assert [quote_of(board, market=market).price for market in (1, 2)] == ["2.0", "3.0"]


def test_absent_bets_books_and_markets_are_unchanged() -> None:
    board = board_of(
        fixture(),
        bets(1, bet(1, "2.0", updated=1), bet(2, "1.8", updated=1), book_name="Book"),
        bets(2, bet(1, "2.1", updated=2), name=None),
        bets(3, bet(3, "4.0", updated=3), market=2),
    )
    assert quote_of(board, 1).price == "2.1"
    assert quote_of(board, 2).price == "1.8"
    assert match_of(board).markets[1].name.value == "1X2"
    assert match_of(board).markets[1].providers[8].name == "Book"


def test_what_is_not_said_of_a_book_stays() -> None:
    board = board_of(
        fixture(),
        bets(1, book_name="Book", book_updated=1, book_status=2),
        bets(3, book_updated=3),
        bets(2, book_name="The Book", book_updated=2, book_status=1),
    )
    book = match_of(board).markets[1].providers[8]
    assert (book.name, book.status) == ("The Book", 1)
    assert book.last_update == "2026-01-10T15:00:03.000Z"


def test_inside_a_livescore_absent_means_gone() -> None:
    board = board_of(
        fixture(status=2),
        livescore(
            1, time=700, score=(1, 0), statistics=[(1, 3, 2)], extra=[("Turn", "1")],
            periods=[period(10, 1, incidents=[goal(600)]), period(60, "40", "30")],
        ),
        livescore(2, periods=[period(10)]),
    )  # fmt: skip
    held = match_of(board).livescore.value
    assert held == livescore_part(2, periods=[period(10)])


def test_an_empty_livescore_takes_the_scoreboard_away_but_not_the_status() -> None:
    nothing = EventUpdate(fixture_id=MATCH, livescore=Livescore())
    board = board_of(fixture(0), livescore(1, status=2, score=(1, 0)), events(2, 2, nothing))
    assert match_of(board).livescore.value == Livescore()
    assert match_of(board).status == 2


def test_an_unconfirmed_end_of_a_period_is_kept_and_its_score_counts() -> None:
    unconfirmed = period(10, 2, 1, finished=True, confirmed=False)
    board = board_of(fixture(status=2), livescore(1, periods=[unconfirmed]))
    held = match_of(board).livescore.value
    assert held is not None
    assert held.periods == [unconfirmed]


@pytest.mark.parametrize(
    ("fixture_at", "scoreboard_at", "status"),
    [(1, 2, 2), (2, 1, 9), (3, 3, 2)],
    ids=["scoreboard newer", "fixture newer", "at once: the further on"],
)
def test_the_status_is_the_newer_of_fixture_and_scoreboard(
    fixture_at: int, scoreboard_at: int, status: int
) -> None:
    said = [fixture(fixture_at, status=9), livescore(scoreboard_at, status=2)]
    for order in (said, said[::-1]):
        board = new_board()
        for message in order:
            board.apply(message, message.header.server_timestamp or 0)
        assert match_of(board).status == status


@pytest.mark.parametrize("silent", [None, 0])
def test_a_part_without_a_status_does_not_change_it(silent: int | None) -> None:
    board = board_of(fixture(0, status=2), livescore(1, status=silent), fixture(2, status=silent))
    assert match_of(board).status == 2


def test_unknown_numbers_pass_through_and_are_counted() -> None:
    board = board_of(
        fixture(0, status=42),
        livescore(
            1, status=43, current=77, periods=[period(77), period(10)],
            statistics=[(9101, 1, 0), (1, 2, 2)],
        ),
        bets(2, bet(1, updated=2, status=7)),
        fixture(3, event=OTHER, sport=123456),
        Message(header=Header(type=99, server_timestamp=0), body=Body()),
    )  # fmt: skip
    event = match_of(board)
    assert event.status == 43
    assert event.livescore.value is not None
    assert event.livescore.value.periods is not None
    assert [held.type for held in event.livescore.value.periods] == [77, 10]
    assert quote_of(board).bet.status == 7
    assert board.events[OTHER].is_seen
    counted = board.counters.snapshot()
    assert counted["unknown-status"] == {"42": 1, "43": 1}
    assert counted["unknown-period"] == {"soccer:77": 1}
    assert counted["unknown-statistic"] == {"9101": 1}
    assert counted["unknown-bet-status"] == {"7": 1}
    assert counted["unknown-sport"] == {"123456": 1}
    assert counted["unknown-message-type"] == {"99": 1}


def test_known_numbers_are_not_counted_as_unknown() -> None:
    board = new_board()
    for status in range(10):
        play(board, fixture(status, status=status), livescore(status, status=status))
    for number in (-1, 10, 20, 30, 35, 50, 80, 100, 101, 102):
        play(board, livescore(10, current=number, periods=[period(number)], statistics=[(6, 1, 0)]))
    for bet_status in range(4):
        play(board, bets(11, bet(bet_status, updated=11, status=bet_status)))
    play(
        board, fixture(12, sport=54094), livescore(12, current=59, periods=[period(1), period(60)])
    )
    assert set(board.counters.snapshot()) == {"messages"}


def test_an_unknown_message_type_changes_nothing() -> None:
    update = EventUpdate(fixture_id=MATCH, fixture=fixture_part(3))
    board = board_of(fixture(0, status=2))
    assert play(board, events(99, 1, update)) == []
    assert match_of(board).status == 2


def test_a_scores_snapshot_carries_whole_fixtures() -> None:
    # The API's form of type 2 has the fixture itself, not a hint (reference feed-protocol, 5).
    update = EventUpdate(
        fixture_id=MATCH, fixture=fixture_part(2, updated=0), livescore=livescore_part(2)
    )
    message = snapshot(1, update)
    message.header.type = 2
    assert match_of(board_of(message)).is_seen


def test_an_event_without_any_data_is_seen_as_said() -> None:
    board = board_of(events(1, 0, EventUpdate(fixture_id=MATCH, fixture=Fixture())))
    event = match_of(board)
    assert event.is_seen
    assert event.status == 0
