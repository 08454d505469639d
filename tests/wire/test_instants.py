"""Instants in every way that feeds write them: with 0 to 7 digits, with or without a zone."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sizes import examples
from tests.wire.parts import bet_of, message_of
from touchline.base.clock import format_time
from touchline.model.instants import SECONDS_BELOW, milliseconds, ticks, unix_milliseconds
from touchline.wire import Form, decode, encode

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 10_000_000
BASE = 1_768_057_200 * SECOND
"""2026-01-10T15:00:00Z in ticks."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-10T15:00:00Z", BASE),
        ("2026-01-10T15:00:00", BASE),
        ("2026-01-10 15:00:00", BASE),
        ("2026-01-10T15:00Z", BASE),
        ("2026-01-10T15:00:00z", BASE),
        (" 2026-01-10T15:00:00Z\n", BASE),
        ("2026-01-10T18:00:00+03:00", BASE),
        ("2026-01-10T18:00:00+0300", BASE),
        ("2026-01-10T18:00:00+03", BASE),
        ("2026-01-10T09:30:00-05:30", BASE),
        ("2026-01-10T15:00:00+00:00", BASE),
        ("2026-01-10T15:00:00.1Z", BASE + 1_000_000),
        ("2026-01-10T15:00:00.12", BASE + 1_200_000),
        ("2026-01-10T15:00:00.123Z", BASE + 1_230_000),
        ("2026-01-10T15:00:00.1234", BASE + 1_234_000),
        ("2026-01-10T15:00:00.12345Z", BASE + 1_234_500),
        ("2026-01-10T15:00:00.123456", BASE + 1_234_560),
        ("2026-01-10T15:00:00.1234567Z", BASE + 1_234_567),
        ("2026-01-10T18:00:00.1234567+03:00", BASE + 1_234_567),
        ("2026-01-10T15:00:00,5Z", BASE + 5_000_000),
        ("2026-01-10T15:00:00.123456789Z", BASE + 1_234_567),
        ("1768057200", BASE),
        ("1768057200123", BASE + 1_230_000),
        ("0001-01-01T00:00:00", -62_135_596_800 * SECOND),
        ("0", 0),
    ],
)
def test_an_instant_is_read_right(text: str, expected: int) -> None:
    assert ticks(text) == expected
    assert milliseconds(text) == expected // 10_000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-1",
        "soon",
        "2026-01-10",
        "2026-13-10T15:00:00Z",
        "2026-02-30T15:00:00Z",
        "2026-01-10T25:00:00Z",
        "2026-01-10T15:00:61Z",
        "2026-01-10T15:00:00.Z",
        "2026-01-10T15:00:00 CET",
        "2026-01-10T15:00:00+99:00",
        "0000-00-00T00:00:00",
        "٢٠٢٦-01-10T15:00:00Z",
        "²",
        "9" * 17,
        "9" * 5_000,
        "2026-01-10T15:00:00." + "9" * 100_000 + "x",
    ],
)
def test_what_is_no_instant_is_none(text: str) -> None:
    assert ticks(text) is None
    assert milliseconds(text) is None


def test_instants_are_read_right_however_many_were_read_before() -> None:
    for second in range(20_000):
        assert ticks(format_time(second * 1000)) == second * SECOND


def test_nothing_said_is_no_instant() -> None:
    assert ticks(None) is None


@given(
    moment=st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)),
    digits=st.integers(0, 7),
    minutes=st.none() | st.integers(-14 * 60, 14 * 60),
)
@settings(max_examples=examples(200), deadline=None)
def test_any_date_is_read_as_the_standard_library_reads_it(
    moment: datetime, digits: int, minutes: int | None
) -> None:
    zone = UTC if minutes is None else timezone(timedelta(minutes=minutes))
    fraction = f"{moment.microsecond:06d}0"[:digits]
    whole = moment.replace(microsecond=0, tzinfo=zone)
    offset = "" if minutes is None else whole.isoformat()[19:]
    text = whole.isoformat()[:19] + (f".{fraction}" if digits else "") + offset
    expected = (whole - EPOCH) // timedelta(seconds=1) * SECOND + int(fraction.ljust(7, "0"))
    assert ticks(text) == expected


@given(st.integers(-62_135_596_800_000, 253_402_300_799_999))
@settings(max_examples=examples(200), deadline=None)
def test_what_is_written_is_read_again(unix_ms: int) -> None:
    assert milliseconds(format_time(unix_ms)) == unix_ms


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, 0),
        (1768057200, 1768057200_000),
        (1768057200_123, 1768057200_123),
        (SECONDS_BELOW - 1, (SECONDS_BELOW - 1) * 1000),
        (SECONDS_BELOW, SECONDS_BELOW),
        (-5, -5000),
        (-SECONDS_BELOW, -SECONDS_BELOW),
    ],
)
def test_a_unix_number_is_seconds_or_milliseconds(number: int, expected: int) -> None:
    assert unix_milliseconds(number) == expected


@pytest.mark.parametrize("stamp", ["1768057200", "1768057200000", '"1768057200"', "1768057200.0"])
def test_the_header_stamp_is_milliseconds_in_any_form(stamp: str) -> None:
    body = f'{{"Header": {{"Type": 32, "ServerTimestamp": {stamp}}}}}'
    message = message_of(body)
    assert message.header.server_timestamp == 1768057200_000
    number = stamp.strip('"')
    xml = (
        f"<Message><Header><Type>32</Type><ServerTimestamp>{number}</ServerTimestamp></Header>"
        "</Message>"
    )
    assert message_of(xml).header.server_timestamp == 1768057200_000
    for form in (Form.JSON, Form.XML, Form.LEGACY_JSON):
        assert decode(encode(message, form)).message.header.server_timestamp == 1768057200_000


@pytest.mark.parametrize("stamp", ["2026-01-10T15:00:00.1234567Z", "1768057200123", "no date"])
def test_dates_of_content_stay_as_they_were_sent(stamp: str) -> None:
    body = (
        f'{{"Events": [{{"FixtureId": 1, "Markets": [{{"Id": 1, "Bets": '
        f'[{{"Id": 2, "LastUpdate": "{stamp}"}}]}}]}}]}}'
    )
    for form in Form:
        assert bet_of(decode(encode(message_of(body), form)).message).last_update == stamp


def test_a_date_as_a_number_is_the_same_text() -> None:
    market = '{"Id": 1, "Bets": [{"Id": 2, "LastUpdate": 1491097568314}]}'
    message = message_of(f'{{"Events": [{{"FixtureId": 1, "Markets": [{market}]}}]}}')
    assert bet_of(message).last_update == "1491097568314"
