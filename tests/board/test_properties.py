"""What holds for every feed: the order of arrival, repeats and the speed of time do not matter."""

from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.board.builders import at, heartbeat, keep_alive, new_board
from tests.board.pictures import picture_of
from tests.board.strategies import LATEST, MATCHES, RACES, SOURCES, Said, crowded, feeds
from tests.sizes import examples
from touchline.board.board import Board, BoardLimits
from touchline.board.change import Change
from touchline.board.liveness import Thresholds

BEGIN = LATEST + 10
"""Every message is received later than its stamp, in seconds after T."""
END = 600

often = settings(
    max_examples=examples(200), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def read(said: Sequence[Said], step: float) -> Board:
    """Let a board read messages, then let both sources end alike."""
    board = new_board()
    for index, (source, message) in enumerate(said):
        board.apply(message, at(BEGIN + index * step), source)
    for source in SOURCES:
        board.apply(heartbeat(END), at(END), source)
        board.apply(keep_alive(END, MATCHES[0], RACES[0]), at(END), source)
    return board


def check_order(said: list[Said], data: st.DataObject) -> None:
    in_order = picture_of(read(said, 0))
    again = data.draw(st.lists(st.sampled_from(said), max_size=4), label="repeated")
    mixed = data.draw(st.permutations([*said, *again]), label="order")
    # Slow enough for silences to fall due at other places than in order.
    step = data.draw(st.sampled_from([0, 0.3, 12, 35]), label="step")
    assert picture_of(read(mixed, step)) == in_order


@often
@given(feeds, st.data())
def test_any_order_and_any_repeats_end_in_the_same_picture(
    said: list[Said], data: st.DataObject
) -> None:
    check_order(said, data)


@often
@given(crowded, st.data())
def test_statements_that_meet_end_in_the_same_picture(
    said: list[Said], data: st.DataObject
) -> None:
    check_order(said, data)


@often
@given(st.one_of(feeds, crowded))
def test_a_message_said_twice_changes_nothing(said: list[Said]) -> None:
    board = new_board()
    for source, message in said:
        board.apply(message, at(BEGIN), source)
        before = picture_of(board)
        assert board.apply(message, at(BEGIN), source) == []
        assert picture_of(board) == before


impatient = BoardLimits(
    retention=40_000,
    forgotten_after=90_000,
    thresholds=Thresholds(heartbeat=15_000, messages=30_000, keep_alive=50_000),
)


@often
@given(feeds, st.sampled_from([0.25, 1, 7]), st.sampled_from([1, 6, 20, 45]))
def test_the_steps_in_which_time_passes_change_nothing(
    said: list[Said], step: float, pause: float
) -> None:
    def let_pass(board: Board, until: float, step: float | None) -> list[Change]:
        changes: list[Change] = []
        if step is not None:
            while board.now + step * 1000 < at(until):
                changes += board.advance(board.now + round(step * 1000))
        return changes + board.advance(at(until))

    def run(step: float | None) -> tuple[list[Change], object]:
        board = Board("epoch", keep=impatient)
        board.advance(at(BEGIN - 1))
        changes: list[Change] = []
        for index, (source, message) in enumerate(said):
            moment = BEGIN + index * pause
            if step is not None:
                changes += let_pass(board, moment, step)
            changes += board.apply(message, at(moment), source)
        changes += let_pass(board, END, step)
        return changes, picture_of(board)

    assert run(step) == run(None)
