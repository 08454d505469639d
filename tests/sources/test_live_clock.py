"""Feed time of a live feed: it never goes back, and one message alone does not make it jump."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchline.base.clock import ManualClock
from touchline.sources.live_clock import LiveClock

DAY = 24 * 60 * 60_000
NOW = 1_526_224_200_000
FAR = 99_999_999_999_999
LAST = 10**15 - 1


def heard(*stamps: int | None) -> LiveClock:
    """Return a clock that follows messages, and has heard some."""
    clock = LiveClock(None)
    for stamp in stamps:
        clock.hear(stamp)
    return clock


def test_the_time_of_day_is_followed_whatever_messages_say() -> None:
    wall = ManualClock(NOW)
    clock = LiveClock(wall)
    assert clock.hear(NOW + 5) == NOW
    assert clock.hear(FAR) == NOW
    wall.now += 1_000
    assert clock() == clock.due() == NOW + 1_000


def test_the_time_of_day_that_is_set_back_stands_still() -> None:
    wall = ManualClock(NOW)
    clock = LiveClock(wall)
    assert clock() == NOW
    wall.now -= 1_000
    assert clock() == NOW


def test_messages_move_it_and_never_back() -> None:
    assert heard(NOW, NOW + 5, NOW - DAY, None)() == NOW + 5
    assert heard(NOW, NOW + DAY)() == NOW + DAY
    assert heard(NOW, NOW + DAY + 1)() == NOW


@pytest.mark.parametrize("stamp", [NOW + 2 * DAY, NOW + 1_000 * DAY, FAR, LAST])
def test_one_message_alone_does_not_make_it_jump(stamp: int) -> None:
    clock = heard(NOW)
    assert clock.hear(stamp) == NOW
    assert clock.hear(NOW + 5_000) == NOW + 5_000
    assert clock.hear(stamp) == NOW + 5_000


def test_a_message_that_comes_again_is_no_second_one() -> None:
    jump = NOW + 7 * DAY
    assert heard(NOW, jump, jump, jump)() == NOW


@pytest.mark.parametrize("after", [-DAY, -1, 1, DAY])
def test_a_jump_is_believed_once_the_next_message_says_about_the_same(after: int) -> None:
    jump = NOW + 7 * DAY
    clock = heard(NOW, jump)
    assert clock.hear(jump + after) == jump + after


def test_two_messages_that_say_different_things_are_not_believed() -> None:
    assert heard(NOW, NOW + 7 * DAY, NOW + 9 * DAY)() == NOW


def test_a_wrong_message_does_not_vouch_for_one_that_comes_later() -> None:
    jump = NOW + 7 * DAY
    assert heard(NOW, jump, NOW + 1, jump + 1)() == NOW + 1


def test_a_jump_beside_a_wrong_message_is_believed_all_the_same() -> None:
    jump = NOW + 7 * DAY
    assert heard(NOW, FAR, jump, jump + 1)() == jump + 1


def test_the_first_message_is_where_time_begins_but_not_in_another_age() -> None:
    assert heard(NOW)() == NOW
    assert heard(FAR)() == 0
    assert heard(FAR, LAST, LAST - 1, NOW)() == NOW


def test_what_is_not_believed_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    clock = heard(NOW)
    for number in range(5):
        clock.hear(LAST - number * 10 * DAY)
        clock.hear(NOW + number)
    (told,) = caplog.records
    assert told.levelno == logging.WARNING
    assert told.getMessage() == (
        "feed time stays at 2018-05-13T15:10:00.000Z: "
        f"one message alone says that it was sent at {LAST}"
    )


def test_a_jump_that_is_believed_is_told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "touchline.sources.live_clock")
    heard(NOW, NOW + 7 * DAY, NOW + 7 * DAY + 1)
    assert caplog.messages[-1] == (
        "feed time goes on from 2018-05-13T15:10:00.000Z to 2018-05-20T15:10:00.001Z"
    )


@given(st.lists(st.integers(0, LAST) | st.integers(NOW - 3 * DAY, NOW + 3 * DAY)))
def test_it_goes_as_far_as_some_message_says_and_never_back(stamps: list[int]) -> None:
    clock, before = LiveClock(None), 0
    for stamp in stamps:
        now = clock.hear(stamp)
        assert now == max(before, stamp) or now == before
        before = now
