"""The door of both read APIs: which keys it takes, what they may see, and what strangers learn."""

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from tests.surfaces.doors import CREDITS, V1_EVENT, V1_LIVE, V2_LIVE, V2_MATCHES, House
from tests.surfaces.v1.pictures import FIXTURE
from touchline.access.accounts import Kind
from touchline.access.keys import new_key
from touchline.access.refusals import Reason
from touchline.access.tariff import FREE
from touchline.surfaces.door import key_of

STRANGER = new_key("test", Random(99).randbytes)


@pytest.fixture
def house() -> House:
    return House()


# Keys


def test_v1_takes_a_key_in_either_header(house: House) -> None:
    key = house.customer()
    for headers in (
        {"x_api_key": key},
        {"authorization": f"Bearer {key}"},
        {"authorization": f"bearer  {key} "},
        {"x_api_key": key, "authorization": "Bearer nonsense"},
        {"x_api_key": "", "authorization": f"BEARER {key}"},
    ):
        assert house.ask(V1_LIVE, **headers).status == 200, headers


def test_v2_takes_a_key_as_bearer_alone(house: House) -> None:
    key = house.customer()
    assert house.ask(V2_LIVE, key).status == 200
    for headers in (
        {"x_api_key": key},
        {"authorization": key},
        {"authorization": f"Basic {key}"},
        {"authorization": f"Bearer{key}"},
    ):
        assert house.ask(V2_LIVE, **headers).status == 401, headers


def test_a_key_in_the_query_is_none(house: House) -> None:
    key = house.customer()
    for name in ("api_key", "apiKey", "x-api-key", "key", "token"):
        assert house.ask(f"{V1_LIVE}?{name}={key}").status == 401
        assert house.ask(f"{V2_LIVE}?{name}={key}").status == 401


@pytest.mark.parametrize("key", [None, "", "secret", STRANGER, "\x00", "sk_test_" + "é" * 64])
def test_a_stranger_gets_401_in_the_words_of_each_api(house: House, key: str | None) -> None:
    house.customer()
    got = house.ask(V2_LIVE, key)
    assert got.said() == {
        "statusCode": 401, "message": "Invalid API key", "error": "Unauthorized",
    }  # fmt: skip
    assert got.headers["www-authenticate"] == "Bearer"
    assert CREDITS[0] not in got.headers
    assert got.headers[CREDITS[1]] == "0"
    message = "Invalid API Key" if key else "Missing API Key"
    got = house.ask(V1_LIVE, **({} if key is None else {"x_api_key": key}))
    assert got.said() == {
        "success": False, "error": {"code": "UNAUTHORIZED", "message": message},
    }  # fmt: skip
    assert got.status == 401
    assert got.headers["cache-control"] == "no-store"


def test_a_deactivated_key_is_401_and_that_of_a_closed_account_403(house: House) -> None:
    house.customer()
    inactive = house.hand.key(id=2, kind="test", is_active=False)
    assert house.ask(V2_LIVE, inactive).status == 401
    closed = House()
    key = closed.customer(closed_at=1)
    assert closed.ask(V2_LIVE, key).said()["message"] == "Account suspended"
    got = closed.ask(V1_LIVE, key)
    assert (got.status, got.said()["error"]["code"]) == (403, "FORBIDDEN")


STRANGERS_LEARN = {
    "an unknown path": ("/v2/nothing", "GET", 404),
    "an unknown path of v1": ("/api/v1/nothing", "GET", 404),
    "another method": (V2_LIVE, "POST", 405),
    "the methods": (V2_LIVE, "OPTIONS", 204),
    "a wrong parameter": (f"{V2_LIVE}?limit=no", "GET", 401),
    "a match that is there": (f"/v2/matches/{FIXTURE}", "GET", 401),
    "a match that is not there": ("/v2/matches/1", "GET", 401),
    "an event that is not there": ("/api/v1/live/event/1", "GET", 401),
    "a second base path": ("/1xbet/live/events", "GET", 401),
    "the account": ("/status", "GET", 401),
    "whether it works": ("/v2/health", "GET", 200),
    "regions": ("/v2/regions", "GET", 200),
    "competitions": ("/v2/competitions", "GET", 200),
    "documents": ("/openapi.json", "GET", 200),
    "the page of documents": ("/docs", "HEAD", 200),
}


@pytest.mark.parametrize(
    ("path", "method", "status"), STRANGERS_LEARN.values(), ids=STRANGERS_LEARN.keys()
)
def test_what_strangers_learn(house: House, path: str, method: str, status: int) -> None:
    assert house.ask(path, method=method).status == status
    assert house.ask(path, STRANGER, method=method).status == status


def test_a_page_that_asks_ahead_shows_no_key(house: House) -> None:
    got = house.ask(
        V2_LIVE, method="OPTIONS", origin="https://a.example",
        access_control_request_method="GET",
    )  # fmt: skip
    assert got.status == 204
    assert "Authorization" in got.headers["access-control-allow-headers"]


# Scopes and kinds


def test_a_scope_that_is_missing_is_403_and_named(house: House) -> None:
    key = house.customer(tier=FREE)
    got = house.ask(V2_LIVE, key)
    assert got.said() == {
        "statusCode": 403,
        "message": "Insufficient permissions. Requires: read:live-events",
        "error": "Forbidden",
    }
    assert got.credits() == (1_000, 0)
    got = house.ask(V1_LIVE, key)
    assert got.status == 403
    assert got.said()["error"] == {
        "code": "FORBIDDEN", "message": "Insufficient permissions. Requires: read:live-events",
    }  # fmt: skip
    assert house.ask(V2_MATCHES, key).status == 200


@pytest.mark.parametrize(
    ("is_test", "right", "wrong"), [(True, "test", "live"), (False, "live", "test")]
)
def test_a_key_sees_only_the_namespaces_of_its_kind(
    is_test: bool, right: Kind, wrong: Kind
) -> None:
    house = House(is_test=is_test)
    house.customer(kind=right)
    other = house.hand.key(id=2, kind=wrong)
    for path in (V1_LIVE, V1_EVENT, V2_LIVE, V2_MATCHES, "/v2/teams", "/v2/stats"):
        assert house.ask(path, house.hand.key(kind=right)).status == 200
        assert house.ask(path, other).status == 403, path
    assert house.ask("/status", other).status == 200, "an account is in no namespace"


# Abuse


def test_a_flood_of_wrong_keys_leaves_nothing_behind(house: House) -> None:
    key = house.customer()
    random = Random(7)
    for number in range(2_000):
        wrong = new_key("test", random.randbytes) if number % 2 else "x" * (4 * number)
        assert house.ask((V2_LIVE, V1_LIVE)[number % 3 == 0], wrong).status == 401
    assert house.asked == []
    assert len(house.hand.ledger._keys) == 1
    assert not house.hand.ledger.draft()
    assert house.hand.ledger.refused[Reason.UNKNOWN_KEY] == 1_000
    assert house.ask(V2_LIVE, key).credits() == (998, 2)


@pytest.mark.parametrize(
    ("headers", "dialect", "key"),
    [
        ({}, "v1", None),
        ({b"x-api-key": b" a "}, "v1", "a"),
        ({b"x-api-key": b"a"}, "v2", None),
        ({b"authorization": b"Bearer"}, "v2", None),
        ({b"authorization": b"Bearer a b"}, "v2", "a b"),
        ({b"authorization": b"\xffearer a"}, "v2", None),
        ({b"authorization": b"Bearer \xff"}, "v2", "\xff"),
    ],
)
def test_what_is_taken_for_a_key(
    headers: Mapping[bytes, bytes], dialect: Any, key: str | None
) -> None:
    assert key_of(headers, dialect) == key
