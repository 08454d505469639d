"""The documents: complete, true to what the server answers, and readable without any other host."""

import re
from typing import Any

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.sizes import examples
from tests.surfaces.whole import application, filled

APPLICATION = application(filled())
UNSAID = {"date", "startDate", "endDate", "timezone", "dataSource", "provider"}
"""Parameters that exclude each other, or whose values a schema cannot list."""
schema = schemathesis.openapi.from_asgi("/openapi.json", APPLICATION)


@schema.parametrize()
@settings(max_examples=examples(15), suppress_health_check=list(HealthCheck))
def test_every_answer_is_what_the_document_says(case: schemathesis.Case[Any]) -> None:
    unsaid: list[Any] = [positive_data_acceptance] if UNSAID.intersection(case.query) else []
    case.call_and_validate(excluded_checks=unsaid)


def get(path: str) -> tuple[int, bytes]:
    answer = APPLICATION.answer("GET", path, "", {})
    return answer.status, answer.body


def test_every_operation_says_what_it_is() -> None:
    document = msgspec.json.decode(get("/openapi.json")[1])
    assert document["openapi"] == "3.1.0"
    operations = [item["get"] for item in document["paths"].values()]
    ids = [operation["operationId"] for operation in operations]
    assert len(set(ids)) == len(ids) > 10
    for operation in operations:
        assert operation["summary"]
        assert operation["description"]
        content = operation["responses"]["200"]["content"]["application/json"]
        assert content["example"], operation["operationId"]
        assert {"405", "431", "500"} <= operation["responses"].keys()
        for parameter in operation["parameters"]:
            assert parameter["description"], (operation["operationId"], parameter["name"])


@pytest.mark.parametrize("path", ["/openapi/v1.json", "/openapi/v2.json"])
def test_one_document_a_surface(path: str) -> None:
    status, body = get(path)
    assert status == 200
    assert msgspec.json.decode(body)["paths"]


@pytest.mark.parametrize("path", ["/docs", "/"])
def test_the_page_needs_no_other_host(path: str) -> None:
    answer = APPLICATION.answer("GET", path, "", {})
    assert answer.status == 200
    assert (b"content-type", b"text/html; charset=utf-8") in answer.headers
    policy = dict(answer.headers)[b"content-security-policy"].decode()
    assert policy.startswith("default-src 'none'")
    page = answer.body.decode()
    assert "<script" not in page
    assert not re.findall(r"(?:src|href)='https?://", page)
    assert "/api/v1/live/leagues/{leagueId}" in page
    links = set(re.findall(r"href='#([^']+)'", page))
    assert links == set(re.findall(r" id='([^']+)'", page))
    assert "POST is not allowed here; use GET." in page


def test_unknown_documents_say_what_there_is() -> None:
    status, body = get("/openapi/v9.json")
    assert status == 404
    assert b"/openapi.json" in body
