"""The ASGI shell: it finds the surface, writes what it says, and survives what fails."""

import asyncio
import logging
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

import msgspec
import pytest

from tests.surfaces.v1.pictures import Match
from tests.surfaces.whole import application, filled
from touchline.surfaces.answers import JSON_TYPE, Answer, Headers
from touchline.surfaces.http import Application


class Echo:
    """A surface that answers with what it was asked."""

    prefixes = ("/echo", "/echo/deeper")

    def answer(
        self, method: str, path: str, query: str, headers: Mapping[bytes, bytes], now: int
    ) -> Answer:
        if query == "fail":
            raise RuntimeError("broken")
        said = headers.get(b"said", b"").decode()
        return Answer(200, [JSON_TYPE], f"{method} {path} {query} {now} {said}".strip().encode())

    def failure(self, status: int, message: str, headers: Headers) -> Answer:
        return Answer(status, [JSON_TYPE], message.encode())


def ask(
    path: str,
    query: str = "",
    method: str = "GET",
    headers: Sequence[tuple[bytes, bytes]] = (),
) -> list[MutableMapping[str, Any]]:
    application = Application([Echo()], lambda: 42, random=lambda bits: 7)
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": headers,
    }
    asyncio.run(application(scope, receive, send))
    return sent


def test_the_surface_is_asked_at_feed_time() -> None:
    start, body = ask("/echo/x%20y", "a=1")
    assert start["status"] == 200
    assert body["body"] == b"GET /echo/x y a=1 42"
    assert (b"content-length", b"20") in start["headers"]


def test_head_has_the_headers_without_the_body() -> None:
    start, body = ask("/echo/x", method="HEAD")
    assert (b"content-length", b"16") in start["headers"]
    assert body["body"] == b""


@pytest.mark.parametrize("path", ["/echoes", "/", "*", "//echo", "/%65choes", "/echo%2fx", "/%00"])
def test_unknown_paths_say_what_there_is(path: str) -> None:
    start, body = ask(path)
    assert start["status"] == 404
    assert (b"cache-control", b"no-store") in start["headers"]
    assert msgspec.json.decode(body["body"]) == {
        "statusCode": 404,
        "message": "No such path. Paths begin with /echo, /echo/deeper.",
        "error": "Not Found",
    }


def test_the_whole_application_names_its_documents_and_prefixes() -> None:
    answer = application(Match()).answer("GET", "/v3", "", {})
    message = msgspec.json.decode(answer.body)["message"]
    for prefix in ("/api/v1", "/v2", "/status", "/docs", "/openapi.json"):
        assert f" {prefix}" in message


@pytest.mark.parametrize(
    ("raw_path", "path"),
    [
        ("/echo/a%2Fb", "/echo/a%2Fb"),
        ("/echo/a%2fb%20c", "/echo/a%2Fb c"),
        ("/echo/%252F", "/echo/%2F"),
        ("/%65cho/%C3%B1", "/echo/ñ"),
        ("/echo/%FF%2F%C3", "/echo/\ufffd%2F\ufffd"),
        ("/echo/%", "/echo/%"),
        ("/echo/a%00b", "/echo/a\0b"),
    ],
)
def test_an_encoded_slash_separates_nothing(raw_path: str, path: str) -> None:
    start, body = ask(raw_path)
    assert start["status"] == 200
    assert body["body"].decode() == f"GET {path}  42"


@pytest.mark.parametrize(
    "path",
    [
        "/v2/matches%2Flive",
        "/v2%2Fmatches/live",
        "/v2/matches/live%2F",
        "/v2/matches/live%00",
        "/v2/matches/%2e%2e/health",
        "/api/v1%2flive/events",
        "/openapi%2Fv1.json",
    ],
)
def test_no_escape_reaches_another_path(path: str) -> None:
    answer = application(filled()).answer("GET", path, "", {})
    assert answer.status == 404


def test_a_path_may_be_escaped() -> None:
    assert application(filled()).answer("GET", "/v2/%6Datches/live", "", {}).status == 200


def test_a_header_that_is_said_twice_is_one_list() -> None:
    _, body = ask("/echo", headers=[(b"said", b"a"), (b"other", b"x"), (b"said", b"b")])
    assert body["body"] == b"GET /echo  42 a, b"


def test_a_head_that_is_too_large_is_431_also_where_a_name_is_repeated() -> None:
    start, body = ask("/echo", headers=[(b"x", b"y" * 1_000)] * 17)
    assert start["status"] == 431
    assert (b"cache-control", b"no-store") in start["headers"]
    assert msgspec.json.decode(body["body"]) == {
        "statusCode": 431,
        "message": "The head of a request has at most 16384 bytes.",
        "error": "Request Header Fields Too Large",
    }


@pytest.mark.parametrize(
    "path", ["/v2/health", "/v2/matches/1", "/api/v1/live/event/1", "/status", "/", "/docs",
             "/openapi.json", "/openapi/v2.json"]
)  # fmt: skip
def test_every_known_path_tells_its_methods(path: str) -> None:
    served = application(filled())
    options = served.answer("OPTIONS", path, "", {})
    assert (options.status, options.body) == (204, b"")
    refused = served.answer("DELETE", path, "", {})
    assert refused.status == 405
    for answer in (options, refused):
        assert dict(answer.headers)[b"allow"] == b"GET, HEAD, OPTIONS"


def test_the_server_itself_tells_every_method() -> None:
    served = application(filled())
    answer = served.answer("OPTIONS", "*", "", {})
    assert (answer.status, answer.body) == (204, b"")
    assert dict(answer.headers)[b"allow"] == b"GET, HEAD, OPTIONS, POST, PATCH"
    assert served.answer("GET", "*", "", {}).status == 404


@pytest.mark.parametrize("path", ["//", "////", "//v2/health", "///docs", "//api/v1/live"])
def test_a_path_that_begins_with_two_slashes_is_nobodys(path: str) -> None:
    answer = application(filled()).answer("GET", path, "", {})
    assert answer.status == 404
    assert msgspec.json.decode(answer.body)["message"].startswith("No such path. Paths begin with")


def test_an_unknown_path_has_no_methods() -> None:
    served = application(filled())
    for path in ("/v2/nothing", "/api/v1/nothing", "/nothing", "/openapi/v9.json"):
        for method in ("OPTIONS", "POST"):
            assert served.answer(method, path, "", {}).status == 404


def test_a_failing_surface_is_one_500_and_one_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        start, body = ask("/echo/x", "fail")
    assert start["status"] == 500
    assert b"broken" not in body["body"]
    assert "broken" in caplog.text
