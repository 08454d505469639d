"""The documents: complete, and true to what the server answers."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.generation.meta import TestPhase

from tests.sizes import SOAK, examples
from tests.surfaces.whole import application, documented, filled
from touchline.surfaces.openapi import document
from touchline.surfaces.v2.days import zone_names

APPLICATION = application(filled())
CONFIG = Path(__file__).parents[2] / "schemathesis.toml"
UNSAID = r"(provider|dataSource|date|startDate|sport) is "
"""What a refusal says where the schema cannot say what is wrong."""
ALIKE = {zone for zone in zone_names() if SOAK == 1 and not zone.startswith("Europe/M")}
"""Time zones that `make test` does not ask each list for, one after the other."""
schema = schemathesis.openapi.from_asgi(
    "/openapi.json", APPLICATION, config=SchemathesisConfig.from_path(CONFIG)
)


@schema.parametrize()
@settings(max_examples=examples(15), suppress_health_check=list(HealthCheck))
def test_every_answer_is_what_the_document_says(case: schemathesis.Case[Any]) -> None:
    made = case.meta
    assert made is not None
    if made.phase.name == TestPhase.COVERAGE and str(case.query.get("timezone")) in ALIKE:
        return
    answer = case.call_and_validate()
    if answer.status_code == 400 and made.generation.mode.is_positive:
        said = answer.json()
        assert re.match(UNSAID, said["error"]["message"] if "success" in said else said["message"])


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
        for parameter in operation["parameters"]:
            assert parameter["description"], (operation["operationId"], parameter["name"])


def test_time_zones_are_listed_once() -> None:
    whole = document(documented())
    assert set(whole["components"]["schemas"]["TimeZone"]["enum"]) == zone_names()
    assert msgspec.json.encode(whole).count(b"Antarctica/Troll") == 1
    taking = [
        parameter["schema"]
        for item in whole["paths"].values()
        for parameter in item["get"]["parameters"]
        if parameter["name"] == "timezone"
    ]
    assert len(taking) == 4
    for schema in taking:
        assert schema == {"$ref": "#/components/schemas/TimeZone", "default": "UTC"}


def test_every_field_of_an_answer_says_what_it_is() -> None:
    schemas = document(documented())["components"]["schemas"]
    for name, struct in schemas.items():
        for field, schema in struct.get("properties", {}).items():
            kinds = [schema, schema.get("items", {}), *schema.get("anyOf", [])]
            is_named = any("$ref" in kind for kind in kinds)
            assert is_named or schema.get("description"), (name, field)


@pytest.mark.parametrize("path", ["/openapi/v1.json", "/openapi/v2.json"])
def test_one_document_a_surface(path: str) -> None:
    status, body = get(path)
    assert status == 200
    assert msgspec.json.decode(body)["paths"]


def test_unknown_documents_say_what_there_is() -> None:
    status, body = get("/openapi/v9.json")
    assert status == 404
    assert b"/openapi.json" in body
