"""Pages of other origins may ask only where a setting says so."""

import pytest

from tests.surfaces.v1.pictures import Match
from touchline.surfaces.answers import Answer
from touchline.surfaces.http import Application

LIST = "/api/v1/live/events"


def ask(origins: list[str], method: str = "GET", **headers: str) -> Answer:
    match = Match()
    application = Application([match.v1], lambda: match.now, cross_origin=origins)
    sent = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
    return application.answer(method, LIST, "", sent)


def allowed(answer: Answer) -> str | None:
    found = dict(answer.headers).get(b"access-control-allow-origin")
    return None if found is None else found.decode()


def test_by_default_no_other_page_may_ask() -> None:
    assert allowed(ask([], origin="https://a.example")) is None


@pytest.mark.parametrize(
    ("origins", "origin", "expected"),
    [
        (["*"], "https://a.example", "*"),
        (["https://a.example"], "https://a.example", "https://a.example"),
        (["https://a.example"], "https://b.example", None),
    ],
)
def test_the_setting_decides(origins: list[str], origin: str, expected: str | None) -> None:
    answer = ask(origins, origin=origin)
    assert answer.status == 200
    assert allowed(answer) == expected
    if origins != ["*"]:
        assert (b"vary", b"Origin") in answer.headers


def test_preflight_is_answered_for_allowed_origins_only() -> None:
    asked = {"origin": "https://a.example", "access_control_request_method": "GET"}
    answer = ask(["https://a.example"], "OPTIONS", **asked)
    assert answer.status == 204
    assert b"x-api-key" in dict(answer.headers)[b"access-control-allow-headers"]
    # A dashboard makes and renames keys.
    methods = dict(answer.headers)[b"access-control-allow-methods"].split(b", ")
    assert {b"GET", b"POST", b"PATCH"} <= set(methods)
    refused = ask(["https://b.example"], "OPTIONS", **asked)
    assert allowed(refused) is None
    assert b"access-control-allow-methods" not in dict(refused.headers)


def test_a_head_that_is_too_large_is_431() -> None:
    assert ask([], padding="x" * 20_000).status == 431
