"""The ASGI shell: it finds the surface, writes what it says, and survives what fails."""

import asyncio
import logging
from collections.abc import Mapping, MutableMapping
from typing import Any

import pytest

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
        return Answer(200, [JSON_TYPE], f"{method} {path} {query} {now}".encode())

    def failure(self, status: int, message: str, headers: Headers) -> Answer:
        return Answer(status, [JSON_TYPE], message.encode())


def ask(path: str, query: str = "", method: str = "GET") -> list[MutableMapping[str, Any]]:
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
        "headers": [],
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


def test_unknown_paths_say_what_there_is() -> None:
    start, body = ask("/echoes")
    assert start["status"] == 404
    assert b"/echo" in body["body"]


def test_a_failing_surface_is_one_500_and_one_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        start, body = ask("/echo/x", "fail")
    assert start["status"] == 500
    assert b"broken" not in body["body"]
    assert "broken" in caplog.text
