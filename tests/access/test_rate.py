"""Limits a minute and a day, against the plain definition and against clocks that are set."""

from hypothesis import example, given
from hypothesis import strategies as st

from touchline.access.rate import DAY_MS, MINUTE_MS, Days, MinuteWindow
from touchline.base.clock import ManualClock, parse_time

NOON = parse_time("2026-03-01T12:00:00Z")
HOUR = 3_600_000


def take(window: MinuteWindow, limit: int, now: int) -> bool:
    if not window.has_room(limit, now):
        return False
    window.count(now)
    return True


def test_a_burst_is_exact_at_both_ends_of_the_minute() -> None:
    window = MinuteWindow()
    assert sum(take(window, 1_000, 0) for _ in range(1_500)) == 1_000
    assert not take(window, 1_000, MINUTE_MS - 1)
    assert sum(take(window, 1_000, MINUTE_MS) for _ in range(1_500)) == 1_000


def test_the_standing_tells_when_more_is_free() -> None:
    window = MinuteWindow()
    assert window.standing(3, 0) == (3, 3, 0)
    take(window, 3, 0)
    take(window, 3, 20_000)
    assert window.standing(3, 30_000) == (3, 1, 30_000)
    take(window, 3, 40_000)
    assert not take(window, 3, 59_999)
    assert window.standing(3, 59_999) == (3, 0, 1)
    assert window.standing(3, 60_000) == (3, 1, 20_000)


@given(
    st.integers(1, 6),
    st.lists(st.integers(0, 25_000), max_size=80),
)
def test_no_minute_has_more_than_the_limit(limit: int, gaps: list[int]) -> None:
    window, now = MinuteWindow(), 0
    taken: list[int] = []
    for gap in gaps:
        now += gap
        exact = sum(now - moment < MINUTE_MS for moment in taken)
        late = sum(now - moment < MINUTE_MS + 1_000 for moment in taken)
        is_taken = take(window, limit, now)
        assert not is_taken or exact < limit
        assert is_taken or late >= limit
        if is_taken:
            taken.append(now)


def test_a_window_stays_small_however_many_requests_it_sees() -> None:
    window = MinuteWindow()
    for now in range(0, 10 * MINUTE_MS, 7):
        take(window, 1_000_000, now)
    assert len(window._slots) <= 61


class Clocks:
    """A wall clock that can be set, and the monotonic clock beside it."""

    def __init__(self, wall: int = NOON) -> None:
        self.wall, self.monotonic = ManualClock(wall), ManualClock(5_000)
        self.days = Days(self.wall, self.monotonic)

    def advance(self, ms: int) -> int:
        self.wall.advance(ms)
        self.monotonic.advance(ms)
        return self.days.number()

    def set_wall(self, ms: int) -> int:
        self.wall.now += ms
        return self.days.number()


def test_days_begin_at_midnight() -> None:
    clocks = Clocks()
    assert clocks.days.resets_at() == parse_time("2026-03-02T00:00:00Z")
    assert clocks.advance(12 * HOUR - 1) == 0
    assert clocks.advance(1) == 1
    assert clocks.days.began_at() == parse_time("2026-03-02T00:00:00Z")
    assert clocks.days.resets_at() == parse_time("2026-03-03T00:00:00Z")
    assert clocks.advance(DAY_MS - 1) == 1
    assert clocks.advance(1) == 2


def test_a_wall_clock_set_forward_or_back_a_day_gives_no_other_day() -> None:
    for step in (DAY_MS, -DAY_MS):
        clocks = Clocks()
        assert clocks.set_wall(step) == 0
        assert clocks.set_wall(-step) == 0
        assert clocks.set_wall(step) == 0
        assert clocks.advance(12 * HOUR - 1) == 0
        assert clocks.advance(1) == 1
        assert clocks.set_wall(-step) == 1


def test_midnight_moved_by_an_hour_gives_no_other_day() -> None:
    clocks = Clocks(parse_time("2026-03-01T23:59:00Z"))
    assert clocks.advance(MINUTE_MS) == 1
    assert clocks.set_wall(-HOUR) == 1
    assert clocks.advance(HOUR) == 1
    assert clocks.set_wall(23 * HOUR) == 1
    assert clocks.advance(2 * HOUR) == 1


def test_after_a_correction_days_begin_at_midnight_again() -> None:
    for step in range(-23 * HOUR, 24 * HOUR, HOUR):
        clocks = Clocks()
        clocks.set_wall(step)
        for _ in range(3 * 24):
            clocks.advance(HOUR)
        assert clocks.days.began_at() % DAY_MS == 0, step


def test_a_server_that_nobody_asked_for_days_begins_at_the_last_midnight() -> None:
    clocks = Clocks()
    assert clocks.advance(5 * DAY_MS) == 1
    assert clocks.days.began_at() == parse_time("2026-03-06T00:00:00Z")


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["advance", "set"]),
        st.one_of(
            st.integers(-3 * DAY_MS, 3 * DAY_MS), st.sampled_from([DAY_MS, -DAY_MS, HOUR, -HOUR])
        ),
    ),
    max_size=60,
)


@given(STEPS)
@example([("set", DAY_MS), ("advance", DAY_MS), ("set", -DAY_MS), ("advance", MINUTE_MS)])
def test_whatever_is_set_days_are_nearly_a_day_apart(steps: list[tuple[str, int]]) -> None:
    clocks = Clocks()
    begun = [clocks.monotonic.now - 12 * HOUR]
    for kind, ms in steps:
        before = len(begun) - 1
        number = clocks.advance(abs(ms)) if kind == "advance" else clocks.set_wall(ms)
        assert number in (before, before + 1)
        now = clocks.monotonic.now
        assert clocks.wall.now < clocks.days.resets_at()
        if number > before:
            began = now - (clocks.wall.now - clocks.days.began_at())
            assert began <= now
            assert began - begun[-1] >= DAY_MS - MINUTE_MS
            begun.append(began)
        else:
            assert now - begun[-1] < DAY_MS + DAY_MS // 2
