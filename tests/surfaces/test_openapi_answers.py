"""What documents say of answers: statuses, headers and errors are those that requests get."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec
import pytest

from tests.surfaces.v1.pictures import FIXTURE, LEAGUE, Match
from tests.surfaces.whole import application, documented, filled
from touchline.surfaces.answers import Answer
from touchline.surfaces.documents import Documents
from touchline.surfaces.negotiation import Packer
from touchline.surfaces.openapi import document

UNSAID_HEADERS = {"content-type"}
REQUEST_ID = r"request [0-9a-z]{16}-[0-9a-f]+\."


def broken_clock() -> int:
    raise RuntimeError("the clock stands still")


FILLED = application(filled())
EMPTY = application(Match())
BROKEN = application(Match(), broken_clock)


class Said(NamedTuple):
    """One answer of one operation as the document has it."""

    path: str
    parameters: list[dict[str, Any]]
    status: int
    answer: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.path} {self.status}"


def opened() -> dict[str, Any]:
    """Return the document of the server without keys."""
    body = FILLED.answer("GET", "/openapi.json", "", {}).body
    found: dict[str, Any] = msgspec.json.decode(body)
    return found


def resolved(node: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    """Return a node, or the one that it refers to."""
    if "$ref" not in node:
        return node
    found: Any = whole
    for key in node["$ref"].removeprefix("#/").split("/"):
        found = found[key]
    assert isinstance(found, dict)
    return found


def said() -> Iterator[Said]:
    whole = opened()
    for path, item in whole["paths"].items():
        for status, node in item["get"]["responses"].items():
            answer = dict(resolved(node, whole))
            answer["headers"] = {
                name: resolved(header, whole) for name, header in answer["headers"].items()
            }
            yield Said(path, item["get"]["parameters"], int(status), answer)


ALL = list(said())


def asked(one: Said) -> Answer:
    """Make a request that gets a status."""
    sent: dict[bytes, bytes] = {}
    query, method, served, value = "", "GET", FILLED, str(id_of(one))
    match one.status:
        case 200:
            sent = {b"accept-encoding": b"gzip"}
        case 304:
            sent = {b"if-none-match": b"*"}
        case 400:
            wrong = message_of(one).partition(" ")[0]
            places = {parameter["name"]: parameter["in"] for parameter in one.parameters}
            if places[wrong] == "query":
                query = f"{wrong}={quote('?' * 200)}"
            else:
                value = "none"
        case 404:
            served, value = EMPTY, example_id(one) or value
        case 405:
            method = "POST"
        case 431:
            sent = {b"padding": b"x" * 20_000}
        case 500:
            served = BROKEN
    return served.answer(method, re.sub(r"{\w+}", value, one.path), query, sent)


def id_of(one: Said) -> int:
    """Return an id that the filled picture has."""
    if "/sports/" in one.path:
        return 1
    return LEAGUE if "/leagues/" in one.path else FIXTURE


def example_id(one: Said) -> str | None:
    """Return the id of the path's example, which no picture has."""
    found = [parameter["example"] for parameter in one.parameters if parameter["in"] == "path"]
    return str(found[0]) if found else None


def example_of(one: Said) -> Any:
    return one.answer["content"]["application/json"]["example"]


def message_of(one: Said) -> str:
    example = example_of(one)
    message = example["message"] if "message" in example else example["error"]["message"]
    assert isinstance(message, str)
    return message


def headers_of(answer: Answer) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in answer.headers}


@pytest.mark.parametrize("one", ALL, ids=str)
def test_every_documented_answer_is_given_with_the_documented_headers(one: Said) -> None:
    answer = asked(one)
    assert answer.status == one.status
    headers = headers_of(answer)
    documented_headers = {name.lower(): header for name, header in one.answer["headers"].items()}
    assert headers.keys() - documented_headers.keys() <= UNSAID_HEADERS
    for name, header in documented_headers.items():
        if header.get("required"):
            assert name in headers
        if name in headers:
            schema, value = header["schema"], headers[name]
            assert value == schema.get("const", value)
            assert value in schema.get("enum", [value])
            assert re.search(schema.get("pattern", ""), value)
            assert schema["type"] == "string" or int(value) >= schema["minimum"]


@pytest.mark.parametrize("one", [one for one in ALL if one.status >= 400], ids=str)
def test_every_documented_error_is_what_a_request_gets(one: Said) -> None:
    got, example = (
        re.sub(REQUEST_ID, "request ID.", text)
        for text in (asked(one).body.decode(), msgspec.json.encode(example_of(one)).decode())
    )
    assert msgspec.json.decode(got) == msgspec.json.decode(example)


def test_packed_answers_are_among_those_tested() -> None:
    (live,) = (one for one in ALL if (one.path, one.status) == ("/v2/matches/live", 200))
    assert headers_of(asked(live))["content-encoding"] == "gzip"


def statuses(path: str) -> set[int]:
    return {one.status for one in ALL if one.path == path}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/api/v1/live/sports", {200, 304, 400, 405, 431, 500}),
        ("/api/v1/live/event/{id}", {200, 304, 400, 404, 405, 431, 500}),
        ("/api/v1/live/leagues/{leagueId}", {200, 304, 400, 404, 405, 431, 500}),
        ("/api/v1/sports", {200, 304, 405, 431, 500}),
        ("/api/v1/sports/{id}/leagues", {200, 304, 400, 405, 431, 500}),
        ("/api/v1/leagues/{id}/events", {200, 304, 400, 404, 405, 431, 500}),
        ("/status", {200, 405, 431, 500}),
        ("/v2/matches/live", {200, 304, 400, 405, 431, 500}),
        ("/v2/matches/{id}", {200, 304, 400, 404, 405, 431, 500}),
        ("/v2/stats", {200, 304, 405, 431, 500}),
        ("/v2/health", {200, 405, 431, 500}),
    ],
)
def test_an_operation_documents_what_it_can_give(path: str, expected: set[int]) -> None:
    assert statuses(path) == expected


@pytest.mark.parametrize("path", ["/v2/health", "/status", "/api/v1/sports", "/v2/stats"])
def test_where_no_parameter_is_taken_none_can_be_wrong(path: str) -> None:
    query = "&".join(f"count={number}" for number in range(100))
    assert FILLED.answer("GET", path, query, {}).status == 200


def test_a_sport_that_nobody_knows_has_no_leagues() -> None:
    answer = FILLED.answer("GET", "/api/v1/sports/987654/leagues", "", {})
    assert msgspec.json.decode(answer.body) == {"data": [], "sportId": 987654, "count": 0}


# Keys

ACCESS = {401, 402, 403, 429}


def access_of(whole: dict[str, Any]) -> dict[str, set[int]]:
    return {
        path: ACCESS.intersection(map(int, item["get"]["responses"]))
        for path, item in whole["paths"].items()
    }


def test_with_keys_the_operations_that_need_one_document_its_errors() -> None:
    surfaces = documented()
    whole = document(surfaces)
    found = access_of(whole)
    for surface in surfaces:
        expected = {401, 403, 429} if surface.name == "v1" else ACCESS
        for operation in surface.operations:
            assert found[operation.path] == (expected if operation.needs_key else set())
            security = whole["paths"][operation.path]["get"]["security"]
            assert bool(security) is operation.needs_key
    assert found["/v2/health"] == found["/v2/regions"] == found["/v2/competitions"] == set()
    assert {"v1Unauthorized", "v2PaymentRequired"} <= whole["components"]["responses"].keys()
    assert "v1PaymentRequired" not in whole["components"]["responses"]


def test_without_keys_nothing_is_said_of_them() -> None:
    documents = Documents(documented(), Packer(), is_open=True)
    whole = msgspec.json.decode(documents.answer("GET", "/openapi.json", "", {}, 0).body)
    assert set().union(*access_of(whole).values()) == set()
    assert not [name for name in whole["components"]["responses"] if "Unauthorized" in name]
    assert whole["components"]["securitySchemes"] == {}


def test_errors_of_keys_have_the_decided_wording() -> None:
    whole = document(documented())
    texts = {
        name: response["content"]["application/json"]["example"]
        for name, response in whole["components"]["responses"].items()
        if "content" in response
    }
    assert texts["v2Unauthorized"]["message"] == "Invalid API key"
    scope = "Insufficient permissions. Requires: read:live-events"
    assert texts["v2Forbidden"]["message"] == scope
    assert texts["v1Forbidden"]["error"] == {"code": "FORBIDDEN", "message": scope}
    assert texts["v2TooManyRequests"] == {
        "statusCode": 429,
        "message": "Rate limit exceeded. PRO tier allows 1000 requests/minute.",
        "error": "Too Many Requests",
    }
    assert texts["v1TooManyRequests"]["error"]["code"] == "RATE_LIMIT_EXCEEDED"


def test_the_age_is_explained() -> None:
    description = opened()["info"]["description"]
    for word in ("X-Data-Age-Ms", "heartbeat", "max-age", "minus this age"):
        assert word in description
