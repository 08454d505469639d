"""`touchline usage`: what was used, told apart as bills and charts want it."""

import asyncio
import csv
from io import StringIO

import pytest

from tests.cli.conftest import Touchline
from touchline.access.accounts import DAY_MS, HOUR_MS, Batch, UsageRow
from touchline.access.store import open_store
from touchline.base.clock import parse_time, wall_clock

NOON = parse_time("2026-03-01T12:00:00Z")
MARCH = ("--since", "2026-03-01T00:00:00Z", "--until", "2026-04-01T00:00:00Z")


def used(account: int, key: int, endpoint: str, at: int, requests: int, credits: int) -> UsageRow:
    return UsageRow(
        account_id=account,
        key_id=key,
        operation=endpoint,
        hour=at - at % HOUR_MS,
        requests=requests,
        credits=credits,
    )


def record(program: Touchline, *rows: UsageRow) -> None:
    async def write() -> None:
        async with await open_store(program.url) as store:
            await store.record(Batch(holder="h", number=1, usage=rows))

    asyncio.run(write())


@pytest.fixture
def billed(touchline: Touchline) -> Touchline:
    """Give a program with two accounts, three keys, and what they used on two days of March."""
    for name, keys in (("acme", ("website", "=app()")), ("[umbrella]", ("website",))):
        touchline("accounts", "create", "--name", name, "--tier", "PRO")
        for key in keys:
            touchline("keys", "create", "--account", name, "--name", key, "--kind", "live")
    record(
        touchline,
        used(1, 1, "v2LiveMatches", NOON, 10, 20),
        used(1, 1, "v2LiveMatches", NOON + HOUR_MS, 5, 10),
        used(1, 1, "v1LiveEvents", NOON, 7, 0),
        used(1, 2, "v2LiveMatches", NOON + DAY_MS, 1, 2),
        used(2, 3, "v2Match", NOON, 3, 3),
    )
    return touchline


def rows(program: Touchline, *arguments: str) -> list[tuple[object, ...]]:
    data = program.json("usage", *MARCH, *arguments)["data"]
    return [tuple(row.values()) for row in data]


def test_usage_is_added_up_by_what_is_asked_for(billed: Touchline) -> None:
    whole = billed.json("usage", *MARCH)
    assert (whole["requests"], whole["credits"]) == (26, 35)
    assert whole["data"] == [
        {"accountId": 1, "endpoint": "v1LiveEvents", "requests": 7, "credits": 0},
        {"accountId": 1, "endpoint": "v2LiveMatches", "requests": 16, "credits": 32},
        {"accountId": 2, "endpoint": "v2Match", "requests": 3, "credits": 3},
    ]
    assert rows(billed, "--by", "account") == [(1, 23, 32), (2, 3, 3)]
    assert rows(billed, "--by", "key", "--account", "acme") == [(1, 22, 30), (2, 1, 2)]
    assert rows(billed, "--by", "day", "--account", "1") == [
        ("2026-03-01T00:00:00.000Z", 22, 30),
        ("2026-03-02T00:00:00.000Z", 1, 2),
    ]
    hours = rows(billed, "--by", "hour", "--by", "day")
    assert [row[0] for row in hours] == [
        "2026-03-01T12:00:00.000Z",
        "2026-03-01T13:00:00.000Z",
        "2026-03-02T12:00:00.000Z",
    ]


@pytest.mark.parametrize(
    ("since", "until", "requests"),
    [
        ("2026-03-01T12:59:59Z", "2026-03-01T13:00:00Z", 20),
        ("2026-03-01T13:00:00Z", "2026-03-01T13:00:01Z", 5),
        ("2026-03-01T13:00:00Z", str(NOON + 2 * DAY_MS), 6),
        ("2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z", 0),
    ],
)
def test_hours_are_whole(billed: Touchline, since: str, until: str, requests: int) -> None:
    assert billed.json("usage", "--since", since, "--until", until)["requests"] == requests


def test_usage_of_the_last_30_days_up_to_now_without_more_words(touchline: Touchline) -> None:
    touchline("accounts", "create", "--name", "acme", "--tier", "PRO")
    now = wall_clock()
    record(
        touchline,
        used(1, 1, "v2Match", now, 1, 1),
        used(1, 1, "v2Match", now - 29 * DAY_MS, 10, 10),
        used(1, 1, "v2Match", now - 31 * DAY_MS, 100, 100),
    )
    assert touchline.json("usage")["requests"] == 11
    assert touchline.json("usage", "--since", "2d")["requests"] == 1
    assert touchline.json("usage", "--since", "40d", "--until", "30d")["requests"] == 100


def test_a_table_names_accounts_and_keys_and_ends_with_the_sum(billed: Touchline) -> None:
    lines = billed("usage", *MARCH, "--by", "account", "--by", "key").splitlines()
    assert lines[0].split("  ")[0] == "Account"
    assert [line.split() for line in lines[1:4]] == [
        ["acme", "1", "website", "1", "22", "30"],
        ["acme", "1", "=app()", "2", "1", "2"],
        ["[umbrella]", "2", "website", "3", "3", "3"],
    ]
    assert lines[-1].startswith("26 requests, 35 credits from 2026-03-01T00:00:00.000Z to 2026-04")


def test_csv_has_no_cell_that_a_spreadsheet_would_run(billed: Touchline) -> None:
    said = billed("usage", *MARCH, "--by", "account", "--by", "key", "--by", "hour", "--csv")
    read = list(csv.reader(StringIO(said)))
    assert read[0] == ["Account", "Account id", "Key", "Key id", "Hour", "Requests", "Credits"]
    assert read[1] == ["acme", "1", "website", "1", "2026-03-01T12:00:00.000Z", "17", "20"]
    assert [row[2] for row in read[1:]] == ["website", "website", "'=app()", "website"]
