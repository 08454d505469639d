"""The clock of basketball, which may count either way and is shown as time played."""

import pytest

from tests.board.builders import (
    BASKETBALL,
    at,
    fixture,
    livescore,
    match_of,
    new_board,
    period,
    play,
)
from tests.board.clocks import FAR, RUNNING, STOPPED, clock_of, match, shown
from touchline.board.board import Board
from touchline.board.match_clock import Anchor


def quarters(*readings: tuple[int, int], clock: int | None = RUNNING) -> Board:
    """Read a basketball match that said (period, time) one second after another."""
    said = [
        livescore(1 + index, current=number, time=time, clock=clock)
        for index, (number, time) in enumerate(readings)
    ]
    return match(*said, sport=BASKETBALL)


DOWN = [(1, 720), (1, 719)]
UP = [(1, 0), (1, 1)]

BASKETBALL_READINGS: list[tuple[str, list[tuple[int, int]], int]] = [
    ("down from 12 minutes", [(1, 720)], 0),
    ("down from 10 minutes", [(1, 600)], 0),
    ("down, later", [*DOWN, (1, 500)], 220),
    ("down, 10 minutes", [(1, 600), (1, 480)], 120),
    ("down, the length known from an earlier quarter", [*DOWN, (2, 400)], 320),
    ("down, at the end", [*DOWN, (1, 0)], 720),
    ("up", [*UP, (1, 500)], 500),
    ("up, at the end of 10 minutes", [*UP, (1, 600)], 600),
    ("up, at the end of 12 minutes", [*UP, (1, 720)], 720),
    ("up from the start", [(1, 0)], 0),
    ("down, overtime", [*DOWN, (40, 300), (40, 290)], 10),
    ("up, overtime", [*UP, (40, 30)], 30),
    ("down, overtime heard of first", [(40, 290)], 10),
    ("NCAA half, down", [(10, 1200), (10, 1100)], 100),
    ("NCAA half, up", [(10, 5), (10, 1100)], 1100),
    ("NCAA half, heard of first", [(20, 1190)], 10),
    ("a correction does not turn it", [(1, 720), (1, 600), (1, 610)], 110),
]


@pytest.mark.parametrize(
    ("readings", "played"),
    [row[1:] for row in BASKETBALL_READINGS],
    ids=[row[0] for row in BASKETBALL_READINGS],
)
def test_basketball_shows_time_played(readings: list[tuple[int, int]], played: int) -> None:
    assert shown(quarters(*readings), len(readings)) == played


@pytest.mark.parametrize(("readings", "played"), [([*DOWN, (1, 500)], 220), ([*UP, (1, 500)], 500)])
def test_basketball_goes_on_for_at_most_10_seconds(
    readings: list[tuple[int, int]], played: int
) -> None:
    board = quarters(*readings)
    assert shown(board, 3 + 4) == played + 4
    assert shown(board, FAR) == played + 10


@pytest.mark.parametrize(
    ("readings", "limit"),
    [
        ([*DOWN, (1, 3)], 720),
        ([(1, 600), (1, 3)], 600),
        ([*UP, (1, 597)], 600),
        ([*UP, (1, 717)], 720),
        ([*DOWN, (40, 300), (40, 3)], 300),
        ([(10, 1200), (10, 3)], 1200),
    ],
)
def test_basketball_never_runs_past_the_end_of_the_period(
    readings: list[tuple[int, int]], limit: int
) -> None:
    assert shown(quarters(*readings), FAR) == limit


@pytest.mark.parametrize(("readings", "end"), [(DOWN, 0), (UP, 720)], ids=["down", "up"])
def test_the_break_after_a_period_shows_its_end_in_both_directions(
    readings: list[tuple[int, int]], end: int
) -> None:
    board = quarters(*readings, (1, end))
    play(board, livescore(9, current=80, time=end, periods=[period(1)], clock=STOPPED))
    assert shown(board, FAR) == 720


def test_the_end_of_a_basketball_match_shows_the_last_period_played() -> None:
    for readings, end in ((DOWN, 0), (UP, 720)):
        board = quarters(*readings)
        played = [period(number) for number in (1, 2, 3, 4)]
        play(board, livescore(9, status=3, current=100, time=end, periods=played))
        assert shown(board, FAR) == 720


def test_the_direction_is_the_same_for_any_order_of_arrival() -> None:
    said = [
        livescore(second, current=1, time=time, clock=RUNNING)
        for second, time in ((1, 720), (2, 700), (3, 680))
    ]
    clocks = set()
    for order in ((0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1)):
        board = new_board()
        board.apply(fixture(0, status=2, sport=BASKETBALL), at(0))
        for index in order:
            board.apply(said[index], at(4))
        clocks.add(clock_of(board))
    assert clocks == {Anchor(40, at(3), True, 10_000, 720)}


def test_a_late_reading_that_turns_the_clock_is_a_change() -> None:
    board = match(sport=BASKETBALL)
    board.apply(livescore(5, current=1, time=280, clock=STOPPED), at(5))
    assert shown(board, 5) == 280
    for late, time, played in ((2, 500, 320), (1, 720, 440)):
        (change,) = board.apply(livescore(late, current=1, time=time, clock=STOPPED), at(6))
        assert change.touched.clock
        assert not change.touched.livescore
        assert shown(board, 6) == played


def test_readings_of_hostile_feeds_are_bounded() -> None:
    board = match(sport=BASKETBALL)
    play(board, *(livescore(1, current=number, time=5) for number in range(100, 0, -1)))
    assert sorted(match_of(board).clock_readings) == list(range(1, 33))
