"""The states of a source: what each event makes of them, and that it never flickers or hangs."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchline.sources.supervisor import Cause, Patience, State, Supervisor, Task

SECOND = 1_000
PATIENCE = Patience(
    silence=15 * SECOND,
    message_silence=30 * SECOND,
    late=5 * SECOND,
    behind=15 * SECOND,
    rebuild=40 * SECOND,
)


def started() -> Supervisor:
    return Supervisor(0, PATIENCE)


def up(at: int = 0) -> Supervisor:
    """Return the supervisor of a source that was heard at a moment, in seconds."""
    supervisor = started()
    supervisor.connected(at * SECOND)
    supervisor.received(at * SECOND, is_heartbeat=True)
    supervisor.recovered(at * SECOND)
    assert supervisor.state is State.UP
    return supervisor


def beat(supervisor: Supervisor, seconds: float) -> Task | None:
    return supervisor.received(int(seconds * SECOND), is_heartbeat=True)


def tick(supervisor: Supervisor, seconds: float) -> Task | None:
    return supervisor.tick(int(seconds * SECOND))


def states(supervisor: Supervisor, act: Callable[[], object]) -> tuple[State, State]:
    """Return the states before and after something happens."""
    before = supervisor.state
    act()
    return before, supervisor.state


# Starting


def test_a_source_starts_held() -> None:
    supervisor = started()
    assert (supervisor.state, supervisor.cause) == (State.STARTING, Cause.START)
    assert supervisor.is_held


def test_a_connection_begins_a_recovery() -> None:
    supervisor = started()
    assert supervisor.connected(1) is Task.RECOVER
    assert (supervisor.state, supervisor.cause) == (State.RECOVERING, Cause.START)
    assert supervisor.is_held


def test_a_source_that_is_never_connected_is_down_in_the_end() -> None:
    supervisor = started()
    assert tick(supervisor, 29.999) is None
    assert supervisor.state is State.STARTING
    assert tick(supervisor, 30) is None
    assert (supervisor.state, supervisor.cause) == (State.DOWN, Cause.NOT_CONNECTED)


def test_a_recovery_that_ends_lifts_the_hold() -> None:
    supervisor = up()
    assert not supervisor.is_held
    assert supervisor.cause is None


# Silence


def test_three_missed_heartbeats_are_down() -> None:
    supervisor = up()
    assert states(supervisor, lambda: tick(supervisor, 14.999)) == (State.UP, State.UP)
    assert states(supervisor, lambda: tick(supervisor, 15)) == (State.UP, State.DOWN)
    assert supervisor.cause is Cause.SILENT
    assert supervisor.since == 15 * SECOND


def test_other_messages_do_not_stand_in_for_the_heartbeat() -> None:
    supervisor = up()
    for second in range(1, 16):
        assert supervisor.received(second * SECOND, is_heartbeat=False) is None
    tick(supervisor, 15)
    assert (supervisor.state, supervisor.cause) == (State.DOWN, Cause.SILENT)
    assert supervisor.received(16 * SECOND, is_heartbeat=False) is None


def test_a_source_without_heartbeats_may_be_silent_for_longer() -> None:
    supervisor = started()
    supervisor.connected(0)
    supervisor.received(0, is_heartbeat=False)
    supervisor.recovered(0)
    assert states(supervisor, lambda: tick(supervisor, 29.999)) == (State.UP, State.UP)
    assert states(supervisor, lambda: tick(supervisor, 30)) == (State.UP, State.DOWN)
    assert supervisor.received(31 * SECOND, is_heartbeat=False) is Task.RECOVER


def test_what_was_missed_in_a_silence_is_recovered_before_bets_are_open_again() -> None:
    supervisor = up()
    tick(supervisor, 20)
    assert beat(supervisor, 21) is Task.RECOVER
    assert (supervisor.state, supervisor.cause) == (State.RECOVERING, Cause.SPEAKS_AGAIN)
    assert supervisor.is_held
    supervisor.recovered(22 * SECOND)
    assert supervisor.state is State.UP


def test_an_open_connection_that_brings_nothing_is_rebuilt_once_for_each_silence() -> None:
    supervisor = up()
    assert tick(supervisor, 39.999) is None
    assert tick(supervisor, 40) is Task.REBUILD
    assert tick(supervisor, 41) is None
    assert tick(supervisor, 80) is Task.REBUILD


def test_a_connection_that_brings_anything_is_not_rebuilt() -> None:
    supervisor = up()
    for second in range(1, 200):
        supervisor.received(second * SECOND, is_heartbeat=False)
        assert tick(supervisor, second) is None


# Connections


def test_a_lost_connection_is_down_at_once() -> None:
    supervisor = up()
    supervisor.lost(1 * SECOND)
    assert (supervisor.state, supervisor.cause) == (State.DOWN, Cause.NOT_CONNECTED)


def test_a_broker_that_is_not_there_at_the_start_is_waited_for() -> None:
    supervisor = started()
    supervisor.lost(1 * SECOND)
    assert (supervisor.state, supervisor.cause) == (State.STARTING, Cause.START)
    tick(supervisor, 30)
    assert (supervisor.state, supervisor.cause) == (State.DOWN, Cause.NOT_CONNECTED)


@pytest.mark.parametrize("seconds", [1, 31])
def test_only_the_first_connection_of_a_start_is_one(seconds: int) -> None:
    supervisor = started()
    if seconds < 30:
        supervisor.connected(0)
        supervisor.lost(1)
    tick(supervisor, seconds)
    assert supervisor.connected(40 * SECOND) is Task.RECOVER
    assert (supervisor.state, supervisor.cause) == (State.RECOVERING, Cause.RECONNECTED)


def test_no_connection_is_rebuilt_that_is_not_there() -> None:
    supervisor = up()
    supervisor.lost(1 * SECOND)
    assert tick(supervisor, 500) is None


def test_a_reconnection_begins_a_recovery() -> None:
    supervisor = up()
    supervisor.lost(1 * SECOND)
    assert supervisor.connected(2 * SECOND) is Task.RECOVER
    assert (supervisor.state, supervisor.cause) == (State.RECOVERING, Cause.RECONNECTED)


# Interrupted recoveries


def test_a_recovery_is_interrupted_by_a_lost_connection_and_begins_again() -> None:
    supervisor = started()
    supervisor.connected(0)
    supervisor.lost(1)
    supervisor.recovered(2)
    assert supervisor.state is State.DOWN
    assert supervisor.connected(3) is Task.RECOVER


def test_a_recovery_is_interrupted_by_silence_and_begins_again() -> None:
    supervisor = started()
    supervisor.connected(0)
    beat(supervisor, 1)
    tick(supervisor, 16)
    assert (supervisor.state, supervisor.cause) == (State.DOWN, Cause.SILENT)
    supervisor.recovered(17 * SECOND)
    assert supervisor.state is State.DOWN
    assert beat(supervisor, 18) is Task.RECOVER


# Keeping up


def test_late_is_told_and_holds_nothing() -> None:
    supervisor = up()
    supervisor.applied(1, 5 * SECOND)
    assert (supervisor.state, supervisor.cause) == (State.LATE, Cause.LATE)
    assert not supervisor.is_held


def test_late_ends_well_within_what_is_allowed() -> None:
    supervisor = up()
    supervisor.applied(1, 5 * SECOND)
    assert states(supervisor, lambda: supervisor.applied(2, 4 * SECOND))[1] is State.LATE
    assert states(supervisor, lambda: supervisor.applied(3, 2 * SECOND))[1] is State.UP


def test_prices_as_old_as_three_heartbeats_are_down_though_the_feed_is_alive() -> None:
    supervisor = up()
    supervisor.applied(1, 15 * SECOND)
    assert (supervisor.state, supervisor.cause) == (State.DOWN, Cause.BEHIND)


def test_catching_up_takes_no_recovery() -> None:
    supervisor = up()
    supervisor.applied(1, 15 * SECOND)
    assert beat(supervisor, 1) is None
    supervisor.applied(2, 6 * SECOND)
    assert supervisor.state is State.DOWN
    supervisor.applied(3, 1 * SECOND)
    assert (supervisor.state, supervisor.cause) == (State.UP, None)


def test_a_silence_while_behind_is_recovered_too() -> None:
    supervisor = up()
    supervisor.applied(1, 15 * SECOND)
    tick(supervisor, 20)
    assert (supervisor.state, supervisor.cause) == (State.DOWN, Cause.SILENT)
    supervisor.applied(21 * SECOND, 0)
    assert supervisor.is_held
    assert beat(supervisor, 22) is Task.RECOVER


def test_a_recovery_that_ends_late_is_late() -> None:
    supervisor = started()
    supervisor.connected(0)
    supervisor.applied(1, 6 * SECOND)
    supervisor.recovered(2)
    assert (supervisor.state, supervisor.cause) == (State.LATE, Cause.LATE)


def test_a_recovery_that_ends_behind_is_down() -> None:
    supervisor = started()
    supervisor.connected(0)
    supervisor.applied(1, 60 * SECOND)
    assert supervisor.state is State.RECOVERING
    supervisor.recovered(2)
    assert (supervisor.state, supervisor.cause) == (State.DOWN, Cause.BEHIND)


# Any course of events

EVENTS: dict[str, Callable[[Supervisor, int, int], Task | None]] = {
    "connected": lambda it, now, _: it.connected(now),
    "lost": lambda it, now, _: it.lost(now),
    "heartbeat": lambda it, now, _: it.received(now, is_heartbeat=True),
    "message": lambda it, now, _: it.received(now, is_heartbeat=False),
    "applied": lambda it, now, lag: it.applied(now, lag),
    "recovered": lambda it, now, _: it.recovered(now),
    "tick": lambda it, now, _: it.tick(now),
}
COURSES = st.lists(
    st.tuples(st.sampled_from(sorted(EVENTS)), st.integers(0, 20_000), st.integers(0, 40_000))
)


@given(COURSES)
def test_bets_are_open_only_after_a_recovery_on_a_connection_that_lasts(
    course: list[tuple[str, int, int]],
) -> None:
    supervisor, now, is_recovered = started(), 0, False
    for name, passed, lag in course:
        now += passed
        before = supervisor.state
        task = EVENTS[name](supervisor, now, lag)
        assert (task is Task.RECOVER) == (
            supervisor.state is State.RECOVERING
            and (name == "connected" or before is not State.RECOVERING)
        )
        if name == "recovered" and before is State.RECOVERING:
            is_recovered = True
        elif name == "lost" or task is Task.RECOVER:
            is_recovered = False
        assert supervisor.is_held or is_recovered
        assert supervisor.is_held or supervisor.is_connected


@given(COURSES)
def test_from_anywhere_a_connection_heartbeats_and_a_recovery_lead_up(
    course: list[tuple[str, int, int]],
) -> None:
    supervisor, now = started(), 0
    for name, passed, lag in course:
        now += passed
        EVENTS[name](supervisor, now, lag)
    supervisor.connected(now)
    supervisor.received(now, is_heartbeat=True)
    supervisor.applied(now, 0)
    supervisor.recovered(now)
    assert supervisor.state is State.UP


@pytest.mark.parametrize("seconds", [1, 7, 14])
def test_regular_heartbeats_never_take_it_down(seconds: int) -> None:
    supervisor = up()
    for beat_number in range(1, 50):
        now = beat_number * seconds * SECOND
        assert supervisor.tick(now) is None
        assert supervisor.received(now, is_heartbeat=True) is None
        supervisor.applied(now, 100)
    assert supervisor.state is State.UP
