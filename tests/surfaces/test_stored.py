"""What documents say of the account's and the operator's APIs."""

from typing import Any
from unittest.mock import Mock

import msgspec
import pytest

from touchline.surfaces.account.surface import account_surface
from touchline.surfaces.admin.surface import admin_surface
from touchline.surfaces.documents import Documents
from touchline.surfaces.negotiation import Packer
from touchline.surfaces.openapi import document
from touchline.surfaces.stored import StoreOperation

SURFACES = [account_surface(Mock(), Mock(), Mock()), admin_surface(Mock(), Mock(), Mock())]
OPERATIONS = [operation for surface in SURFACES for operation in surface.operations]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_examples_are_of_the_types_that_are_documented(operation: StoreOperation) -> None:
    made = msgspec.convert(operation.example, operation.returns)
    assert msgspec.to_builtins(made) == operation.example
    assert (operation.body is None) == (operation.body_example is None)
    if operation.body is not None:
        msgspec.convert(operation.body_example, operation.body)


def test_every_method_of_a_path_is_documented_with_what_it_takes_and_needs() -> None:
    whole: Any = document([surface.documented() for surface in SURFACES])
    for operation in OPERATIONS:
        described = whole["paths"][operation.path][operation.method.lower()]
        assert described["operationId"] == operation.id
        assert described["security"] == [{"bearerAuth": []}, {"apiKey": []}]
        assert str(operation.status) in described["responses"]
        assert ("requestBody" in described) == (operation.body is not None)
        if operation.body is not None:
            assert {"400", "413", "415"} <= set(described["responses"])
    assert sum(map(len, whole["paths"].values())) == len(OPERATIONS)
    for name, schema in whole["components"]["schemas"].items():
        for field, said in schema["properties"].items():
            assert "description" in said or "$ref" in str(said), (name, field)


def test_the_page_shows_how_each_is_asked() -> None:
    for surface in SURFACES:
        documents = Documents([surface.documented()], Packer())
        page = documents.answer("GET", "/docs", "", {}, 0).body.decode()
        for operation in surface.operations:
            assert f"id='{operation.id}'" in page
            assert ("-X POST" in page) == any(one.method == "POST" for one in surface.operations)
