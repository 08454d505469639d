"""The match clock: which time is shown, whether it runs, and how far."""

from collections.abc import Sequence

import pytest

from tests.board.builders import (
    BASKETBALL,
    MATCH,
    TENNIS,
    at,
    fixture,
    livescore,
    livescore_part,
    match_of,
    period,
    play,
    snapshot,
)
from tests.board.clocks import FAR, PAUSED, RUNNING, STOPPED, clock_of, match, shown
from touchline.board.match_clock import Anchor, last_played
from touchline.board.parts import sport_of
from touchline.model.livescore import Livescore, Period
from touchline.model.message import EventUpdate

# Football


@pytest.mark.parametrize(
    ("number", "said", "limit"),
    [(10, 600, 2700), (20, 2700, 5400), (30, 5400, 6300), (35, 6400, 7200)],
)
def test_football_counts_up_through_the_match(number: int, said: int, limit: int) -> None:
    board = match(livescore(1, current=number, time=said, clock=RUNNING))
    assert [shown(board, 1 + seconds) for seconds in (0, 0.9, 1, 30)] == [
        said, said, said + 1, said + 30,
    ]  # fmt: skip
    anchor = clock_of(board)
    assert anchor is not None
    assert anchor.limit == limit


@pytest.mark.parametrize(
    ("number", "said", "limit"),
    [(10, 2690, 2700), (20, 5390, 5400), (30, 6290, 6300), (35, 7190, 7200)],
)
def test_football_never_runs_past_the_limit_of_the_period(
    number: int, said: int, limit: int
) -> None:
    board = match(livescore(1, current=number, time=said, clock=RUNNING))
    assert shown(board, 10) == said + 9
    assert shown(board, 31) == limit


def test_football_a_longer_time_that_was_said_stands() -> None:
    board = match(livescore(1, current=20, time=5460, clock=RUNNING))
    assert shown(board, 1) == shown(board, 31) == 5460


def test_football_goes_on_for_at_most_a_minute_without_news() -> None:
    board = match(livescore(1, current=10, time=600, clock=RUNNING))
    assert shown(board, 61) == 660
    assert shown(board, FAR) == 660
    anchor = clock_of(board)
    assert anchor is not None
    assert anchor.is_moving(at(60.9))
    assert not anchor.is_moving(at(61))


def test_it_never_goes_back_behind_its_anchor() -> None:
    board = match(livescore(1, current=10, time=600, clock=RUNNING))
    assert shown(board, -30) == 600


@pytest.mark.parametrize(
    ("description", "periods", "time"),
    [
        (1, (10,), 2700),
        (None, (10,), 2700),
        (None, (10, 20, 30), 6300),
        (2, (10, 20, 30), 6300),
        (58, (10, 20, 30), 6300),
        (55, (10, 20), 5463),
        (None, (10, 20), 5463),
    ],
    ids=[
        "half-time said", "half-time", "overtime half-time", "overtime half-time said",
        "extra time break", "before extra time said", "before extra time",
    ],
)  # fmt: skip
def test_football_breaks(description: int | None, periods: Sequence[int], time: int) -> None:
    played = [period(number, finished=True) for number in periods]
    board = match(
        livescore(1, current=80, time=5463, description=description, periods=played, clock=RUNNING)
    )
    assert shown(board, 1) == shown(board, FAR) == time


ENDS: list[tuple[str, int, tuple[int, ...], int]] = [
    ("after 90 minutes", 100, (10, 20), 5400),
    ("after extra time", 101, (10, 20, 30, 35), 7200),
    ("extra time told by its number alone", 101, (), 7200),
    ("extra time told by its periods alone", 100, (10, 20, 30), 7200),
    ("penalties after extra time", 102, (10, 20, 30, 35, 50), 7200),
    ("penalties after 90 minutes", 102, (10, 20, 50), 5400),
    ("still in its last period", 20, (10, 20), 5400),
]


@pytest.mark.parametrize(
    ("current", "periods", "time"), [e[1:] for e in ENDS], ids=[e[0] for e in ENDS]
)
def test_football_end(current: int, periods: Sequence[int], time: int) -> None:
    played = [period(number, finished=True) for number in periods]
    board = match(livescore(1, status=3, current=current, time=5701, periods=played, clock=RUNNING))
    assert shown(board, 1) == shown(board, FAR) == time
    held = match_of(board).livescore.value
    assert held is not None
    assert held.scoreboard is not None
    assert held.scoreboard.time == "5701"


def test_football_the_end_is_told_by_the_fixture_too() -> None:
    board = match(livescore(1, current=20, time=5520, clock=RUNNING), fixture(2, status=3))
    assert shown(board, FAR) == 5400


def test_football_full_time_is_5400_before_the_status_follows() -> None:
    board = match(livescore(1, status=2, current=100, time=5701, clock=RUNNING))
    assert shown(board, FAR) == 5400


def test_football_has_no_time_in_penalties() -> None:
    board = match(livescore(1, current=50, time=7200, clock=RUNNING))
    assert clock_of(board) is None


@pytest.mark.parametrize("time", [None, -1, "", "soon", "9" * 5000, 10**9])
def test_no_time_is_no_clock(time: int | str | None) -> None:
    board = match(livescore(1, current=10, time=time))
    assert clock_of(board) is None


def test_no_period_is_no_clock() -> None:
    assert clock_of(match(livescore(1, current=None, time=600))) is None
    assert clock_of(match()) is None


def test_the_seconds_of_the_clock_stand_before_the_time() -> None:
    message = livescore(1, current=10, time=600, clock=STOPPED)
    assert message.body is not None
    assert message.body.events is not None
    said = message.body.events[0].livescore
    assert said is not None
    assert said.scoreboard is not None
    said.scoreboard.time = "540"
    assert shown(match(message), 1) == 600


# Whether it runs


@pytest.mark.parametrize("clock", [STOPPED, PAUSED, 7])
def test_it_stands_where_the_provider_says_so(clock: int) -> None:
    board = match(livescore(1, current=10, time=600, clock=clock))
    assert clock_of(board) == Anchor(600)
    assert shown(board, FAR) == 600


@pytest.mark.parametrize("status", [1, 6, 7, 8, 9])
def test_it_stands_out_of_play(status: int) -> None:
    board = match(livescore(1, status=status, current=10, time=600, clock=RUNNING))
    assert shown(board, FAR) == 600


def test_a_form_without_a_clock_runs_in_play() -> None:
    board = match(livescore(1, current=10, time=600))
    assert shown(board, 31) == 630


@pytest.mark.parametrize("current", [-1, 80, 100])
def test_a_form_without_a_clock_stands_before_between_and_after(current: int) -> None:
    board = match(livescore(1, current=current, time=0))
    assert clock_of(board) == Anchor(shown(board, 1) or 0)


def test_a_form_without_a_clock_stands_while_its_description_says_so() -> None:
    board = match(livescore(1, current=2, time=300, description=7), sport=BASKETBALL)
    assert clock_of(board) == Anchor(300)
    play(board, livescore(2, current=2, time=300, description=42))
    anchor = clock_of(board)
    assert anchor is not None
    assert anchor.is_running


def test_a_match_that_lost_coverage_stands_and_goes_on_with_it() -> None:
    board = match(livescore(1, current=10, time=600, clock=RUNNING), fixture(2, status=8))
    assert shown(board, FAR) == 600
    play(board, fixture(3, status=2))
    assert shown(board, 4) == 603


def test_time_may_be_reverted() -> None:
    board = match(
        livescore(1, current=10, time=700, clock=RUNNING),
        livescore(2, current=10, time=640, clock=RUNNING),
    )
    assert shown(board, 3) == 641


def test_the_same_time_said_again_is_an_anchor_anew() -> None:
    board = match(livescore(1, current=10, time=600, clock=RUNNING))
    (change,) = play(board, livescore(11, current=10, time=600, clock=RUNNING))
    assert change.touched.clock
    assert not change.touched.livescore
    assert shown(board, 11) == 600


def test_a_snapshot_that_repeats_the_livescore_does_not_set_the_clock_back() -> None:
    said = livescore(1, current=10, time=600, clock=RUNNING)
    part = livescore_part(2, current=10, time=600, clock=RUNNING)
    repeated = snapshot(31, EventUpdate(fixture_id=MATCH, livescore=part))
    for order in ((said, repeated), (repeated, said)):
        board = match()
        for message in order:
            board.apply(message, at(40))
        assert shown(board, 41) == 640


def test_a_snapshot_with_news_is_as_old_as_its_stamp() -> None:
    part = livescore_part(2, current=10, time=650, clock=RUNNING)
    board = match(
        livescore(1, current=10, time=600, clock=RUNNING),
        snapshot(31, EventUpdate(fixture_id=MATCH, livescore=part)),
    )
    assert shown(board, 32) == 651


# Other sports


def test_tennis_has_no_running_clock() -> None:
    board = match(livescore(1, current=2, time=300, clock=RUNNING), sport=TENNIS)
    assert clock_of(board) == Anchor(300)
    assert clock_of(match(livescore(1, current=2, time=-1), sport=TENNIS)) is None


def test_an_unknown_sport_shows_what_was_said() -> None:
    board = match(livescore(1, current=2, time=300, clock=RUNNING), sport=123456)
    assert clock_of(board) == Anchor(300)


@pytest.mark.parametrize(
    ("numbers", "last"),
    [((), None), ((80,), None), ((20, 10), 20), ((10, 20, 100), 20), ((10, 102, 80), 10)],
)
def test_the_last_period_played(numbers: Sequence[int], last: int | None) -> None:
    board = match()
    held = Livescore(periods=[Period(), *(period(number) for number in numbers)])
    found = last_played(held, sport_of(match_of(board)))
    assert (None if found is None else found.number) == last
    assert last_played(None, sport_of(match_of(board))) is None
