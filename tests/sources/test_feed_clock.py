"""Feed time: it runs at a speed, waits for what is late, and stands still at the end."""

import pytest

from touchline.base.clock import ManualClock
from touchline.sources.feed_clock import FeedClock

FAR = 10**15


@pytest.fixture
def real() -> ManualClock:
    return ManualClock(123_456)


@pytest.fixture
def clock(real: ManualClock) -> FeedClock:
    return FeedClock(real)


def test_it_stands_still_before_it_is_started(clock: FeedClock, real: ManualClock) -> None:
    assert clock() == 0
    clock.stop(7_000)
    real.advance(5_000)
    assert clock() == clock.due() == 7_000
    assert clock.wait_ms(9_000) == 0


@pytest.mark.parametrize(("speed", "passed"), [(1, 1_000), (60, 60_000), (0.5, 500)])
def test_it_runs_at_its_speed(
    clock: FeedClock, real: ManualClock, speed: float, passed: int
) -> None:
    clock.start(1_000_000, speed)
    clock.allow(FAR)
    assert clock() == 1_000_000
    real.advance(1_000)
    assert clock() == 1_000_000 + passed


def test_it_waits_for_what_has_not_come(clock: FeedClock, real: ManualClock) -> None:
    clock.start(1_000, 1)
    real.advance(500)
    assert clock() == 1_000
    assert clock.due() == 1_500
    clock.allow(1_200)
    assert clock() == 1_200
    clock.allow(1_100)
    assert clock() == 1_200
    clock.allow(FAR)
    assert clock() == 1_500


def test_as_fast_as_can_be_is_the_time_of_what_came(clock: FeedClock, real: ManualClock) -> None:
    clock.start(1_000, None)
    real.advance(5_000)
    assert clock() == clock.due() == 1_000
    clock.allow(60_000)
    assert clock() == clock.due() == 60_000
    assert clock.wait_ms(FAR) == 0


@pytest.mark.parametrize("speed", [0.3, 1, 7, 1_000])
def test_after_the_wait_a_time_is_due_and_not_before(
    clock: FeedClock, real: ManualClock, speed: float
) -> None:
    clock.start(1_000, speed)
    real.advance(3)
    wait = clock.wait_ms(9_999)
    assert wait > 0
    real.advance(wait - 1)
    assert clock.due() < 9_999
    real.advance(1)
    assert clock.due() >= 9_999
    assert clock.wait_ms(9_999) == 0


def test_it_stands_still_at_its_end_and_starts_again(clock: FeedClock, real: ManualClock) -> None:
    clock.start(1_000, 1)
    clock.allow(FAR)
    real.advance(700)
    clock.stop(1_600)
    real.advance(10_000)
    assert clock() == clock.due() == 1_600
    clock.start(1_000, 2)
    clock.allow(FAR)
    real.advance(100)
    assert clock() == 1_200
