"""Clocks, and times as people write them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchline.base.clock import (
    Clock,
    ManualClock,
    format_time,
    monotonic_clock,
    parse_time,
    wall_clock,
)
from touchline.base.errors import UsageError

KICK_OFF = 1_526_224_200_000
LAST = 253_402_300_799_999


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("2018-05-13T15:10:00Z", KICK_OFF),
        ("2018-05-13t15:10:00z", KICK_OFF),
        ("2018-05-13 15:10:00", KICK_OFF),
        (" 2018-05-13T15:10:00\n", KICK_OFF),
        ("2018-05-13T15:10:00.1", KICK_OFF + 100),
        ("2018-05-13T15:10:00.12Z", KICK_OFF + 120),
        ("2018-05-13T15:10:00.1239999Z", KICK_OFF + 123),
        ("2018-05-13T17:10:00+02:00", KICK_OFF),
        ("2018-05-13T11:40:00.5-03:30", KICK_OFF + 500),
        ("1526224200000", KICK_OFF),
        ("0", 0),
        ("1970-01-01T00:00:00", 0),
        ("9999-12-31T23:59:59.999Z", LAST),
        (str(LAST), LAST),
    ],
)
def test_a_time_is_read(text: str, ms: int) -> None:
    assert parse_time(text) == ms


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2018-05-13",
        "2018-05-13T15:10",
        "2018-05-13T15:10:00.",
        "2018-05-13T15:10:00.12345678Z",
        "2018-05-13T15:10:00+0200",
        "2018-05-13T15:10:00 Z",
        "20180513T151000Z",
        "-1",
        "1526224200000.5",
        "\u0661\u0662",
        "1" * 16,
    ],
)
def test_what_is_not_a_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="is not a time; expected 2018-05-13T15:10:00Z"):
        parse_time(text)


@pytest.mark.parametrize(
    "text",
    [
        "2018-02-29T00:00:00Z",
        "2018-05-13T25:00:00Z",
        "2018-05-13T15:10:00+25:00",
        "0000-01-01T00:00:00Z",
    ],
)
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a day and time that exists"):
        parse_time(text)


@pytest.mark.parametrize(
    "text", ["1969-12-31T23:59:59Z", "9999-12-31T23:59:59-01:00", str(LAST + 1)]
)
def test_a_time_that_cannot_be_written_back_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not between the years 1970 and 9999"):
        parse_time(text)


def test_seconds_are_not_taken_for_milliseconds() -> None:
    with pytest.raises(UsageError, match="looks like unix seconds; expected 1526224200000"):
        parse_time("1526224200")


@given(st.integers(0, LAST))
def test_what_is_written_is_read_back(ms: int) -> None:
    text = format_time(ms)
    assert len(text) == len("2018-05-13T15:10:00.000Z")
    assert parse_time(text) == ms


def test_a_time_is_written_with_milliseconds() -> None:
    assert format_time(KICK_OFF + 7) == "2018-05-13T15:10:00.007Z"


def test_the_manual_clock_moves_only_when_told() -> None:
    clock = ManualClock(100)
    as_clock: Clock = clock
    assert as_clock() == 100
    assert clock.advance(50) == 150
    clock.now = 7
    assert clock() == 7
    with pytest.raises(ValueError, match="does not go back"):
        clock.advance(-1)


def test_the_wall_clock_gives_unix_milliseconds() -> None:
    before = int(time.time() * 1_000)
    assert before <= wall_clock() <= before + 60_000


def test_the_monotonic_clock_never_goes_back() -> None:
    readings = [monotonic_clock() for _ in range(1_000)]
    assert readings == sorted(readings)
