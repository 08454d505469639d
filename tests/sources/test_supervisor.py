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


def waits(supervisor: Supervisor, seconds: float, waiting: float) -> State:
    """Let a tick see for how many seconds the oldest message waits; return the state."""
    supervisor.tick(int(seconds * SECOND), int(waiting * SECOND))
    return supervisor.state


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


def test_one_old_message_among_heartbeats_closes_nothing() -> None:
    supervisor = up()
    for second in range(0, 60, 5):
        beat(supervisor, second)
        supervisor.applied(second * SECOND, 3)
        supervisor.applied(second * SECOND + 2_500, 16 * SECOND)
        assert supervisor.state is State.UP
        assert supervisor.lag_ms == 3
        assert tick(supervisor, second + 4.9) is None
        assert supervisor.state is State.UP


def test_old_messages_at_once_among_fresh_ones_close_nothing() -> None:
    supervisor = up()
    supervisor.applied(1_000, 3)
    for now in range(3_000, 3_500):
        supervisor.applied(now, 60 * SECOND)
    supervisor.applied(6_000, 5)
    assert supervisor.state is State.UP


def test_a_fresh_message_every_half_second_vouches_for_the_old_ones_between() -> None:
    supervisor = up()
    for now in range(0, 20_000, 100):
        supervisor.applied(now, 5 if now % 500 == 0 else 20 * SECOND)
        assert supervisor.state is State.UP


@pytest.mark.parametrize("every", [1, 10, 100, 250])
@pytest.mark.parametrize(("lag", "state"), [(5, State.LATE), (15, State.DOWN)])
def test_a_backlog_is_found_within_a_second_or_so(every: int, lag: int, state: State) -> None:
    supervisor = up()
    for now in range(0, 10_000, every):
        supervisor.applied(now, 5)
    for now in range(10_000, 11_001, every):
        supervisor.applied(now, lag * SECOND)
    assert supervisor.state is state
    assert supervisor.lag_ms == lag * SECOND


def test_one_fresh_message_ends_it() -> None:
    supervisor = up()
    for now in range(0, 5_000, 100):
        supervisor.applied(now, 20 * SECOND)
    assert supervisor.state is State.DOWN
    assert states(supervisor, lambda: supervisor.applied(5_000, 10)) == (State.DOWN, State.UP)


def test_a_connection_is_not_judged_by_the_one_before() -> None:
    supervisor = up()
    for now in range(0, 2_000, 100):
        supervisor.applied(now, 60 * SECOND)
    supervisor.lost(2_000)
    supervisor.connected(3_000)
    supervisor.applied(3_001, 10)
    supervisor.recovered(3_001)
    assert (supervisor.state, supervisor.lag_ms) == (State.UP, 10)


# What waits to be applied


def test_what_waits_makes_a_source_late_then_down_and_up_again() -> None:
    supervisor = up()
    supervisor.applied(0, 3)
    assert waits(supervisor, 5, 4.999) is State.UP
    assert waits(supervisor, 5, 5) is State.LATE
    assert supervisor.lag_ms == 5 * SECOND
    beat(supervisor, 14)
    assert waits(supervisor, 14.999, 14.999) is State.LATE
    assert waits(supervisor, 15, 15) is State.DOWN
    assert supervisor.cause is Cause.BEHIND
    assert waits(supervisor, 15.25, 2.5) is State.DOWN
    assert waits(supervisor, 15.5, 2.499) is State.UP


def test_what_waits_counts_though_what_is_applied_was_fresh() -> None:
    supervisor = up()
    waits(supervisor, 10, 15)
    supervisor.applied(10_001, 0)
    assert (supervisor.state, supervisor.cause) == (State.DOWN, Cause.BEHIND)
    assert waits(supervisor, 10.25, 0) is State.UP


# Any course of events

EVENTS: dict[str, Callable[[Supervisor, int, int], Task | None]] = {
    "connected": lambda it, now, _: it.connected(now),
    "lost": lambda it, now, _: it.lost(now),
    "heartbeat": lambda it, now, _: it.received(now, is_heartbeat=True),
    "message": lambda it, now, _: it.received(now, is_heartbeat=False),
    "applied": lambda it, now, lag: it.applied(now, lag),
    "recovered": lambda it, now, _: it.recovered(now),
    "tick": lambda it, now, waiting: it.tick(now, waiting),
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
    supervisor.tick(now, 0)
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
