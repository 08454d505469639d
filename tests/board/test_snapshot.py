"""Snapshots, of type 36 and in the API form, are ordered by the stamps of their content."""

from collections.abc import Callable

import pytest

from tests.board.builders import (
    MATCH,
    at,
    bet,
    bets,
    board_of,
    events,
    fixture,
    fixture_part,
    livescore,
    livescore_part,
    market_part,
    match_of,
    new_board,
    play,
    quote_of,
    race_part,
    snapshot,
)
from tests.board.pictures import picture_of
from touchline.board.board import Board
from touchline.model.market import Bet
from touchline.model.message import EventUpdate, Message

Make = Callable[..., Message]


def pushed(seconds: float, *updates: EventUpdate) -> Message:
    """Make the older form, a type 36 that was pushed on the queue."""
    return events(36, seconds, *updates)


both_forms = pytest.mark.parametrize("form", [snapshot, pushed], ids=["API form", "type 36"])


def full(
    *said: Bet, updated: float = 0, status: int = 1, score: tuple[int, int] | None = None,
    state: int = 2, start: str = "snapshot",
) -> EventUpdate:  # fmt: skip
    return EventUpdate(
        fixture_id=MATCH,
        fixture=fixture_part(status, updated=updated, start_date=start),
        livescore=None if score is None else livescore_part(state, score=score),
        markets=[market_part(*said)] if said else None,
    )


def read(*messages: Message) -> Board:
    board = new_board()
    for message in messages:
        board.apply(message, at(100))
    return board


def start_date(board: Board) -> str | None:
    shown = match_of(board).fixture
    return None if shown is None else shown.start_date


@both_forms
def test_it_brings_a_whole_event_into_sight(form: Make) -> None:
    board = new_board()
    (change,) = play(board, form(5, full(bet(1, "2.0", updated=1), status=2, score=(1, 0))))
    assert change.touched.everything
    assert match_of(board).status == 2
    assert quote_of(board).price == "2.0"


@both_forms
def test_a_fixture_stands_by_its_last_update_and_not_by_the_request(form: Make) -> None:
    newer = fixture(20, start_date="newer")
    older = fixture(5, start_date="older")
    taken = form(50, full(updated=10))
    for order in ((taken, newer, older), (older, newer, taken), (newer, older, taken)):
        assert start_date(read(*order)) == "newer"
    assert start_date(read(taken, older)) == start_date(read(older, taken)) == "snapshot"


@both_forms
def test_an_outright_stands_by_its_last_update(form: Make) -> None:
    newer = events(37, 20, race_part(status=3))
    taken = form(50, race_part(status=1, updated=10))
    for order in ((taken, newer), (newer, taken)):
        assert match_of(read(*order)).status == 3


@both_forms
def test_a_queued_older_bet_does_not_win_over_it(form: Make) -> None:
    queued = bets(9, bet(1, "1.9", updated=9))
    taken = form(50, full(bet(1, "2.0", updated=10)))
    for order in ((queued, taken), (taken, queued)):
        board = read(*order)
        assert quote_of(board).price == "2.0"
        assert quote_of(board).first_price == "1.9"


@both_forms
def test_a_queued_newer_bet_wins_over_it(form: Make) -> None:
    queued = bets(12, bet(1, "2.2", updated=11))
    taken = form(50, full(bet(1, "2.0", updated=10)))
    for order in ((queued, taken), (taken, queued)):
        assert quote_of(read(*order)).price == "2.2"


@both_forms
def test_a_queued_older_livescore_does_not_win_over_it(form: Make) -> None:
    queued = livescore(40, score=(1, 0))
    newer = livescore(51, score=(3, 0))
    taken = form(50, full(score=(2, 0)))
    for order in ((queued, taken), (taken, queued)):
        held = match_of(read(*order)).livescore.value
        assert held == livescore_part(2, score=(2, 0))
    assert match_of(read(newer, taken)).livescore.value == livescore_part(2, score=(3, 0))


@both_forms
def test_it_repeats_what_is_known_without_a_change(form: Make) -> None:
    known = full(bet(1, "2.0", updated=3), updated=0, score=(1, 0), start="known")
    board = board_of(form(5, known))
    before = picture_of(board)
    again = full(bet(1, "2.0", updated=3), updated=0, score=(1, 0), start="known")
    assert play(board, form(10, again)) == []
    assert picture_of(board) == before


@both_forms
def test_a_content_stamp_after_the_request_counts_as_the_request(form: Make) -> None:
    taken = form(50, full(updated=90))
    assert start_date(read(taken, fixture(51, start_date="newer"))) == "newer"


@both_forms
def test_content_without_a_stamp_stands_by_the_request(form: Make) -> None:
    said = full()
    assert said.fixture is not None
    said.fixture.last_update = None
    assert start_date(read(fixture(40, start_date="older"), form(50, said))) == "snapshot"


@both_forms
def test_what_it_leaves_out_is_unchanged(form: Make) -> None:
    board = board_of(
        fixture(0, status=2), livescore(1, score=(1, 0)), bets(2, bet(2, "5.0", updated=2))
    )
    play(board, form(50, full(bet(1, "2.0", updated=10))))
    assert quote_of(board, 2).price == "5.0"
    assert match_of(board).livescore.value == livescore_part(2, score=(1, 0))


# The status: a snapshot's own stamp does not tell when its scoreboard was said.


@pytest.mark.parametrize(
    ("on_fixture", "on_scoreboard", "status"),
    [(4, 2, 4), (3, 2, 3), (1, 2, 2), (9, 2, 2), (2, 3, 3), (8, 2, 8), (2, 8, 8), (2, 9, 2)],
)
def test_of_fixture_and_scoreboard_in_one_snapshot_the_further_on_holds(
    on_fixture: int, on_scoreboard: int, status: int
) -> None:
    board = read(snapshot(50, full(status=on_fixture, state=on_scoreboard, score=(0, 0))))
    assert match_of(board).status == status


def test_a_repeated_scoreboard_does_not_take_back_a_cancelled_match() -> None:
    said = [
        livescore(1, status=2),
        fixture(5, status=4),
        snapshot(50, full(status=4, updated=5, state=2, score=(0, 0))),
    ]
    for order in (said, said[::-1]):
        assert match_of(read(*order)).status == 4


def test_a_scoreboard_that_is_further_on_is_news() -> None:
    said = [
        fixture(1, status=9),
        livescore(2, status=9),
        snapshot(50, full(status=9, updated=1, state=2, score=(0, 0))),
    ]
    for order in (said, said[::-1]):
        assert match_of(read(*order)).status == 2
    assert match_of(read(*said, livescore(60, status=3))).status == 3
