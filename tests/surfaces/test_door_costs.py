"""The door of both read APIs: credits, limits, and what every answer says of them."""

import asyncio
from collections.abc import Sequence
from random import Random
from typing import Any

import msgspec
import pytest

from tests.access.ledgers import tariff
from tests.surfaces.doors import (
    CREDITS,
    QUOTA,
    STANDARD,
    V1_EVENT,
    V1_LIVE,
    V2_LIVE,
    V2_MATCHES,
    Got,
    House,
)
from tests.surfaces.v1.pictures import FIXTURE
from touchline.access.keys import new_key
from touchline.access.ledger import Demand, Outcome
from touchline.surfaces.answers import Answer

STRANGER = new_key("test", Random(99).randbytes)


@pytest.fixture
def house() -> House:
    return House()


# Credits


@pytest.mark.parametrize(
    ("path", "cost"),
    [
        (V2_LIVE, 2),
        (f"/v2/matches/{FIXTURE}/live-odds", 2),
        ("/v2/matches/trending", 2),
        (V2_MATCHES, 1),
        (f"/v2/matches/{FIXTURE}", 1),
        ("/v2/teams", 1),
        ("/v2/stats", 0),
        ("/v2/regions", 0),
        ("/v2/competitions", 0),
        ("/v2/health", 0),
    ],
)
def test_a_successful_answer_costs_what_the_tariff_says(house: House, path: str, cost: int) -> None:
    key = house.customer()
    assert house.ask(path, key).credits() == (1_000 - cost, cost)
    assert house.ask(path, key, method="HEAD").credits() == (1_000 - 2 * cost, cost)


def test_costs_are_those_of_the_settings() -> None:
    terms = tariff()
    house = House(terms=msgspec.structs.replace(terms, costs={**terms.costs, "v2LiveMatches": 7}))
    key = house.customer()
    assert house.ask(V2_LIVE, key).credits() == (993, 7)


FREE_ANSWERS = {
    "no change": (V2_LIVE, V1_LIVE, "GET", 304),
    "a wrong parameter": (f"{V2_LIVE}?limit=no", f"{V1_LIVE}?count=no", "GET", 400),
    "nothing there": ("/v2/matches/1", "/api/v1/live/event/1", "GET", 404),
    "no such path": ("/v2/nothing", "/api/v1/nothing", "GET", 404),
    "another method": (V2_LIVE, V1_LIVE, "DELETE", 405),
    "the methods": (V2_LIVE, V1_LIVE, "OPTIONS", 204),
}


@pytest.mark.parametrize(
    ("of_v2", "of_v1", "method", "status"), FREE_ANSWERS.values(), ids=FREE_ANSWERS.keys()
)
def test_what_is_no_success_costs_nothing_and_tells_where_the_account_stands(
    house: House, of_v2: str, of_v1: str, method: str, status: int
) -> None:
    key = house.customer()
    got = house.ask(of_v2, key, method, if_none_match="*")
    assert got.status == status
    assert got.credits() == (1_000, 0)
    assert {*CREDITS, *STANDARD} <= got.headers.keys()
    got = house.ask(of_v1, key, method, if_none_match="*")
    assert got.status == status
    assert {*QUOTA, *STANDARD} <= got.headers.keys()
    assert got.quota()[0] == got.quota()[1]


def test_too_few_credits_are_402_with_what_it_costs_and_what_is_left(house: House) -> None:
    key = house.customer(1)
    refused = house.ask(V2_LIVE, key)
    assert refused.said() == {
        "statusCode": 402,
        "message": "Insufficient credits",
        "creditsRequired": 2,
        "creditsRemaining": 1,
        "error": "Payment Required",
    }
    assert refused.credits() == (1, 0)
    assert house.ask(V2_MATCHES, key).credits() == (0, 1)
    assert house.ask(V1_LIVE, key).status == 200, "v1 costs no credits"


def test_v1_says_402_in_its_own_way_where_an_owner_lets_it_cost() -> None:
    terms = tariff()
    house = House(terms=msgspec.structs.replace(terms, costs={**terms.costs, "v1LiveEvents": 3}))
    key = house.customer(1)
    got = house.ask(V1_LIVE, key)
    assert got.status == 402
    assert got.said()["error"] == {"code": "PAYMENT_REQUIRED", "message": "Insufficient credits"}


def test_an_answer_that_fails_costs_nothing_and_gives_back_what_was_set_aside(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = house.customer(2)
    now = house.match.now
    house.match.now = "no time"  # type: ignore[assignment]  # what no surface can work with
    for path in (V2_LIVE, V1_LIVE) * 3:
        assert house.ask(path, key).status == 500
    house.match.now = now
    assert house.ask(V2_LIVE, key).credits() == (0, 2)
    assert house.ask(V1_LIVE, key).quota()[1] == tariff().tiers["PRO"].requests_a_day - 1


async def waited_for(house: House, path: str, key: str) -> Got:
    """Make a request that may wait for the store."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("nobody reads a body here")

    scope = {
        "type": "http", "method": "GET", "raw_path": path.encode(), "query_string": b"",
        "headers": [(b"authorization", f"Bearer {key}".encode())],
    }  # fmt: skip
    await house.application(scope, receive, send)
    start, body = sent
    return Got(Answer(start["status"], start["headers"], body["body"]))


def test_only_a_request_that_lacks_leased_credits_waits_for_the_store(house: House) -> None:
    house.hand.account(credits=7)
    key = house.hand.key(kind="test")

    async def all_of_them() -> Sequence[int]:
        for path in ("/v2/stats", "/v2/nothing", V1_LIVE, "/v2/health"):
            await waited_for(house, path, key)
        await waited_for(house, V2_LIVE, STRANGER)
        assert house.asked == []
        return [(await waited_for(house, V2_LIVE, key)).status for _ in range(4)]

    assert asyncio.run(all_of_them()) == [200, 200, 200, 402]
    assert [demand.operation for demand in house.asked] == ["v2LiveMatches"] * 2


def test_a_store_that_breaks_while_a_request_waits_is_500_in_the_words_of_each_api(
    caplog: pytest.LogCaptureFixture,
) -> None:
    terms = tariff()
    house = House(terms=msgspec.structs.replace(terms, costs={**terms.costs, "v1LiveEvents": 3}))
    house.hand.account(credits=7)
    key = house.hand.key(kind="test")

    async def breaks(_key: str | None, _demand: Demand) -> Outcome:
        raise RuntimeError("it broke")

    house.door.ask_store = breaks
    v2 = asyncio.run(waited_for(house, V2_LIVE, key))
    v1 = asyncio.run(waited_for(house, V1_LIVE, key))
    assert (v2.status, v1.status) == (500, 500)
    assert v2.said() | {"message": ""} == {
        "statusCode": 500, "message": "", "error": "Internal Server Error",
    }  # fmt: skip
    assert v2.said()["message"].startswith("Internal error; request ")
    assert v1.said()["error"]["code"] == "INTERNAL_ERROR"
    assert v2.credits() == (7, 0)
    assert v1.quota()[1] == terms.tiers["PRO"].requests_a_day
    assert caplog.text.count("RuntimeError: it broke") == 2


# Limits


def test_too_many_requests_in_a_minute_are_429_with_the_tier_and_its_number() -> None:
    house = House(terms=tariff(minute=3))
    key = house.customer()
    for _ in range(3):
        assert house.ask(V2_LIVE, key).status == 200
    for path in (V2_LIVE, V2_MATCHES):
        got = house.ask(path, key)
        assert got.said() == {
            "statusCode": 429,
            "message": "Rate limit exceeded. PRO tier allows 3 requests/minute.",
            "error": "Too Many Requests",
        }
        assert got.headers["retry-after"] == "60"
        assert got.headers["ratelimit"] == '"minute";r=0;t=60'
        assert got.credits() == (994, 0)
    got = house.ask(V1_LIVE, key)
    assert got.said()["error"] == {
        "code": "RATE_LIMIT_EXCEEDED",
        "message": "Rate limit exceeded. PRO tier allows 3 requests/minute.",
    }
    house.hand.advance(60_000)
    assert house.ask(V1_LIVE, key).status == 200


def test_the_quota_of_a_day_is_that_of_v1() -> None:
    house = House(terms=tariff(day=2))
    key = house.customer()
    assert house.ask(V1_LIVE, key).quota() == (2, 1)
    assert house.ask(V1_EVENT, key).quota() == (2, 0)
    got = house.ask("/status", key)
    assert got.said()["error"] == {
        "code": "RATE_LIMIT_EXCEEDED",
        "message": "Rate limit exceeded. PRO tier allows 2 requests/day.",
    }
    assert got.quota() == (2, 0)
    assert int(got.headers["retry-after"]) == 12 * 3_600
    assert got.headers["x-ratelimit-reset"] == "2026-03-02T00:00:00.000Z"
    assert house.ask(V2_LIVE, key).status == 200


def test_clocks_that_are_set_grant_no_request() -> None:
    house = House(terms=tariff(minute=2, day=2))
    key = house.customer()
    for _ in range(2):
        assert house.ask(V1_LIVE, key).status == 200
    for step in (61_000, 86_400_000, -86_400_000, -3_600_000, 10 * 86_400_000):
        house.hand.wall.now += step
        assert house.ask(V1_LIVE, key).status == 429
        assert house.ask(V2_LIVE, key).status == 429


# The account


def test_status_tells_whose_key_asks_and_counts_itself(house: House) -> None:
    key = house.customer()
    house.ask(V1_LIVE, key)
    house.ask(V2_LIVE, key)
    got = house.ask("/api/v1/status", x_api_key=key)
    said = got.said()
    assert said["account"] == {
        "email": "", "name": "A", "plan": "PRO", "member_since": "2026-03-01T12:00:00.000Z",
    }  # fmt: skip
    daily = tariff().tiers["PRO"].requests_a_day
    assert said["usage"] == {
        "daily_limit": daily, "remaining": daily - 2, "requests_today": 2,
        "reset_at": "2026-03-02T00:00:00.000Z",
    }  # fmt: skip
    assert got.quota() == (daily, daily - 2)


def test_a_store_that_is_away_is_503_with_when_to_try_again(house: House) -> None:
    house.hand.account(credits=7)
    key = house.hand.key(kind="test")
    house.hand.ledger.is_store_down = True
    got = house.ask(V2_LIVE, key)
    assert (got.status, got.headers["retry-after"]) == (503, "1")
    assert got.said()["error"] == "Service Unavailable"
    assert house.ask("/v2/stats", key).status == 200
    assert house.ask(V1_LIVE, key).status == 200
