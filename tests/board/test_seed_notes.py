"""The notes of seed 004 on livescores and keep-alives, one test or more for each."""

import pytest

from tests.board.builders import (
    BASKETBALL,
    FOOTBALL,
    MATCH,
    OTHER,
    TENNIS,
    at,
    bet,
    bets,
    board_of,
    fixture,
    goal,
    heartbeat,
    keep_alive,
    livescore,
    match_of,
    period,
    play,
    quote_of,
    settlement,
)
from touchline.board import availability
from touchline.board.availability import Reason
from touchline.board.board import Board
from touchline.board.match_clock import anchor_of, last_played
from touchline.board.parts import sport_of
from touchline.model.feed_struct import ExtraData
from touchline.model.livescore import Livescore


def held(board: Board) -> Livescore:
    found = match_of(board).livescore.value
    assert found is not None
    return found


def seconds(board: Board) -> int | None:
    event = match_of(board)
    anchor = anchor_of(event, sport_of(event))
    return None if anchor is None else anchor.seconds_at(board.now)


def reason(board: Board, event: int = MATCH) -> Reason | None:
    found = match_of(board, event)
    return availability.event_reason(found, board.source_of(found))


# "Periods, scores, statistics, and time MAY be reverted"


def test_a_goal_is_reverted_with_its_incident() -> None:
    board = board_of(
        fixture(status=2),
        livescore(1, score=(1, 0), time=600, periods=[period(10, 1, incidents=[goal(590)])]),
        livescore(2, score=(0, 0), time=610, periods=[period(10, 0)]),
    )
    assert held(board).scoreboard is not None
    assert held(board).periods == [period(10, 0)]


def test_a_period_is_reverted() -> None:
    board = board_of(
        fixture(status=2),
        livescore(1, current=20, periods=[period(10), period(20)]),
        livescore(2, current=10, periods=[period(10)]),
    )
    periods = held(board).periods
    assert periods is not None
    assert [one.type for one in periods] == [10]


def test_a_statistic_is_reverted() -> None:
    board = board_of(
        fixture(status=2),
        livescore(1, statistics=[(1, 5, 2), (6, 1, 0)]),
        livescore(2, statistics=[(1, 4, 2)]),
    )
    assert held(board).statistics == livescore_statistics(4)


def livescore_statistics(corners: int) -> object:
    return held(board_of(fixture(status=2), livescore(1, statistics=[(1, corners, 2)]))).statistics


def test_time_is_reverted() -> None:
    board = board_of(fixture(status=2), livescore(1, time=900), livescore(2, time=840))
    assert seconds(board) == 840


def test_the_end_is_reverted() -> None:
    board = board_of(
        fixture(status=2),
        livescore(1, status=3, current=100, time=5400),
        livescore(2, status=2, current=20, time=5280),
    )
    assert match_of(board).status == 2
    assert seconds(board) == 5280
    assert reason(board) is None


# "Every period contains the score relevant to that period alone"


def test_the_total_is_that_of_the_scoreboard_and_not_a_sum() -> None:
    board = board_of(
        fixture(status=2), livescore(1, score=(3, 1), periods=[period(10, 1, 1), period(20, 1, 0)])
    )
    scoreboard = held(board).scoreboard
    assert scoreboard is not None
    assert [result.value for result in scoreboard.results or ()] == ["3", "1"]


# "new periods and statistical types may be added all the time"


def test_unidentified_types_are_kept() -> None:
    board = board_of(
        fixture(status=2), livescore(1, periods=[period(7777, 1)], statistics=[(99999, 1, 2)])
    )
    assert held(board).periods == [period(7777, 1)]
    assert [one.type for one in held(board).statistics or ()] == [99999]


# "Should a loss of coverage occur - all bets will be suspended"


@pytest.mark.parametrize("by", ["scoreboard", "fixture"])
def test_a_loss_of_coverage_suspends_all_bets_and_lifts(by: str) -> None:
    said = {"scoreboard": livescore, "fixture": fixture}[by]
    board = board_of(fixture(status=2), bets(1, bet(1, updated=1)), said(2, status=8))
    assert reason(board) is Reason.LOST_COVERAGE
    assert quote_of(board).bet.status == 1
    play(board, said(3, status=2))
    assert reason(board) is None


# "offering live up to 30 minutes before the event's actual start time ... with the status 9"


def test_about_to_start_is_said_by_the_scoreboard_half_an_hour_early() -> None:
    board = board_of(
        fixture(0, status=1, start_date="2026-01-10T15:30:00Z"),
        livescore(1, status=9, current=-1, time=-1),
        bets(2, bet(1, updated=2)),
        keep_alive(3, MATCH),
    )
    assert match_of(board).status == 9
    assert reason(board) is None
    assert seconds(board) is None


# 'The period type "80" stands for "BreakTime"'


@pytest.mark.parametrize(
    ("description", "name", "time"),
    [(1, "Half Time", 2700), (2, "Extra Time Half Time", 6300), (41, "Half Time", 2700)],
)
def test_a_break_is_named_by_the_description(description: int, name: str, time: int) -> None:
    board = board_of(
        fixture(status=2),
        livescore(
            1, current=80, description=description, time=2712, score=(2, 1),
            periods=[period(10, 2, 1, finished=True)],
        ),
    )  # fmt: skip
    sport = sport_of(match_of(board))
    last = last_played(held(board), sport)
    assert last is not None
    assert sport.break_for(description, last.number).name == name
    assert seconds(board) == time


# Football


@pytest.mark.parametrize(
    ("status", "current", "periods", "said", "shown"),
    [
        (2, 10, (10,), 1260, 1260),
        (2, 80, (10,), 2760, 2700),
        (2, 80, (10, 20, 30), 6333, 6300),
        (3, 100, (10, 20), 5700, 5400),
        (3, 101, (10, 20, 30, 35), 7333, 7200),
        (2, 50, (10, 20, 30, 35, 50), 7200, None),
    ],
    ids=["ascending", "halftime", "overtime halftime", "end", "after overtime", "penalties"],
)
def test_football_time(
    status: int, current: int, periods: tuple[int, ...], said: int, shown: int | None
) -> None:
    played = [period(number) for number in periods]
    board = board_of(
        fixture(status=2, sport=FOOTBALL),
        livescore(1, status=status, current=current, time=said, periods=played),
    )
    assert seconds(board) == shown


# Basketball


@pytest.mark.parametrize(
    ("said", "played"),
    [((720, 700, 0), 720), ((0, 20, 720), 720), ((600, 580, 0), 600), ((0, 20, 600), 600)],
    ids=["descending 12", "increasing 12", "descending 10", "increasing 10"],
)
def test_basketball_time_in_either_direction(said: tuple[int, ...], played: int) -> None:
    board = board_of(
        fixture(status=2, sport=BASKETBALL),
        *(livescore(second, current=1, time=time) for second, time in enumerate(said)),
    )
    assert seconds(board) == played


def test_basketball_ncaa_halves() -> None:
    board = board_of(
        fixture(status=2, sport=BASKETBALL),
        livescore(1, current=10, time=1200),
        livescore(2, current=20, time=1100, periods=[period(10, 30, 28), period(20, 4, 2)]),
    )
    sport = sport_of(match_of(board))
    assert [sport.period(number).name for number in (10, 20)] == ["1st half", "2nd half"]
    assert seconds(board) == 100


# Tennis


def test_the_tennis_game_goes_when_the_match_is_over() -> None:
    sets = [period(1, 6, 1, finished=True), period(2, 6, 3, finished=True)]
    board = board_of(
        fixture(status=2, sport=TENNIS),
        livescore(1, current=2, time=-1, periods=[*sets, period(60, "40", "A")]),
    )
    assert period(60, "40", "A") in (held(board).periods or ())
    (change,) = play(board, livescore(2, status=3, current=100, time=-1, periods=sets))
    assert held(board).periods == sets
    assert ("periods", 60) in change.touched.livescore


def test_the_serving_player_is_the_turn() -> None:
    board = board_of(
        fixture(status=2, sport=TENNIS),
        livescore(1, current=1, time=-1, extra=[("Turn", "1"), ("Serve Number", "1")]),
    )
    (change,) = play(
        board, livescore(2, current=1, time=-1, extra=[("Turn", "2"), ("Serve Number", "1")])
    )
    assert change.touched.livescore == (("extra",),)
    assert ExtraData(name="Turn", value="2") in (held(board).livescore_extra_data or ())


# "Incidents may be sent after a final status had been received"


def test_incidents_after_the_end() -> None:
    ended = [period(10, 1, finished=True), period(20, finished=True)]
    told = [period(10, 1, finished=True, incidents=[goal(600)]), ended[1]]
    board = board_of(
        fixture(status=2), livescore(1, status=3, current=100, time=5400, periods=ended)
    )
    (change,) = play(board, livescore(20, status=3, current=100, time=5400, periods=told))
    assert change.touched.livescore == (("periods", 10),)
    assert held(board).periods == told
    assert match_of(board).status == 3
    assert match_of(board).over_since == at(1)


def test_corrections_after_settlement() -> None:
    board = board_of(
        fixture(status=2),
        livescore(1, status=3, current=100, score=(1, 0)),
        settlement(2, 1, 2),
        livescore(3, status=3, current=100, score=(1, 1)),
        settlement(4, 1, -1),
        settlement(5, 1, 1),
    )
    scoreboard = held(board).scoreboard
    assert scoreboard is not None
    assert [result.value for result in scoreboard.results or ()] == ["1", "1"]
    assert quote_of(board).bet.settlement == 1


# Keep Alive: "an empty KeepAlive message will be sent"


def test_an_empty_keep_alive_says_that_nothing_is_live() -> None:
    board = board_of(fixture(status=2), fixture(status=3, event=OTHER), keep_alive(5))
    assert reason(board) is Reason.NOT_KEPT_ALIVE
    assert reason(board, OTHER) is Reason.EVENT_OVER


# Heartbeat: "sent every 5 seconds ... to make sure that your connection is still alive"


def test_three_missing_heartbeats_are_a_lost_connection() -> None:
    board = board_of(fixture(status=2), heartbeat(0), heartbeat(5))
    board.advance(at(19.9))
    assert reason(board) is None
    board.advance(at(20))
    assert reason(board) is Reason.SOURCE_DOWN
