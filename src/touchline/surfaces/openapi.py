"""OpenAPI 3.1 documents, generated from the operations and the types of their answers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from touchline import __version__
from touchline.surfaces.routing import Operation

_REFERENCE: Final = "#/components/schemas/{name}"
_REASONS: Final = {
    400: "A parameter is wrong; the message names it and what it takes",
    401: "The key is missing, unknown or inactive",
    402: "The account has too few credits",
    403: "The key lacks the scope",
    404: "Nothing is known under this path",
    429: "The limit of the account's tier is reached",
    500: "Something failed here; the log has the request",
}
_ALWAYS: Final = (405, 500)


class ErrorForm(msgspec.Struct, frozen=True):
    """How a surface says that something is wrong: its type, and an example for each status."""

    type: Any
    examples: Mapping[int, Any]


class Documented(msgspec.Struct, frozen=True):
    """One surface as documents show it; `security` maps a scheme's name to its definition."""

    name: str
    title: str
    description: str
    operations: Sequence[Operation]
    errors: ErrorForm
    security: Mapping[str, Mapping[str, Any]]


def document(surfaces: Sequence[Documented], *, server: str = "/") -> dict[str, Any]:
    """Return one OpenAPI 3.1 document over surfaces."""
    types = [operation.returns for surface in surfaces for operation in surface.operations]
    types += [surface.errors.type for surface in surfaces]
    schemas, components = msgspec.json.schema_components(types, ref_template=_REFERENCE)
    returned = dict(zip(map(id, types), schemas, strict=True))
    paths: dict[str, Any] = {}
    for surface in surfaces:
        for operation in surface.operations:
            paths[operation.path] = {"get": _operation(surface, operation, returned)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": " and ".join(surface.title for surface in surfaces),
            "version": __version__,
            "description": "\n\n".join(surface.description for surface in surfaces),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server}],
        "tags": [{"name": surface.name} for surface in surfaces],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                name: scheme for surface in surfaces for name, scheme in surface.security.items()
            },
        },
    }


def _operation(
    surface: Documented, operation: Operation, returned: Mapping[int, Any]
) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.id,
        "summary": operation.summary,
        "description": operation.description,
        "tags": [surface.name],
        "parameters": [*_path_parameters(operation), *_query_parameters(operation.query)],
        "responses": {
            "200": {
                "description": operation.summary,
                "headers": _HEADERS,
                "content": _json(returned[id(operation.returns)], operation.example),
            },
            "304": {"description": "The client has the newest answer"},
        },
    }
    if surface.security and operation.needs_key:
        described["security"] = [{name: []} for name in surface.security]
    else:
        described["security"] = []
    statuses = sorted({*operation.errors, *_ALWAYS})
    for status in statuses:
        described["responses"][str(status)] = {
            "description": _REASONS.get(status, "The method is not allowed here"),
            "content": _json(
                returned[id(surface.errors.type)], surface.errors.examples.get(status)
            ),
        }
    return described


def _json(schema: Any, example: Any) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": schema}
    if example is not None:
        content["example"] = example
    return {"application/json": content}


_HEADERS: Final = {
    "ETag": {"description": "Names this answer", "schema": {"type": "string"}},
    "Age": {
        "description": "Seconds since the source of the data was last heard",
        "schema": {"type": "integer"},
    },
    "X-Data-Age-Ms": {
        "description": "The same in milliseconds",
        "schema": {"type": "integer"},
    },
}


def _path_parameters(operation: Operation) -> Iterable[dict[str, Any]]:
    for name, parameter in operation.path_parameters.items():
        (schema,), _ = msgspec.json.schema_components([parameter], ref_template=_REFERENCE)
        yield _parameter(name, "path", schema, required=True)


def _query_parameters(struct: type[msgspec.Struct]) -> Iterable[dict[str, Any]]:
    for field in msgspec.structs.fields(struct):
        (schema,), _ = msgspec.json.schema_components([field.type], ref_template=_REFERENCE)
        if field.default is not msgspec.NODEFAULT and field.default is not None:
            schema["default"] = field.default
        yield _parameter(field.encode_name, "query", _without_null(schema), required=field.required)


def _parameter(name: str, place: str, schema: dict[str, Any], *, required: bool) -> dict[str, Any]:
    described: dict[str, Any] = {"name": name, "in": place, "required": required, "schema": schema}
    for key in ("description", "examples"):
        if key in schema:
            found = schema.pop(key)
            if key == "examples":
                described["example"] = found[0]
            else:
                described[key] = found
    return described


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is absent is absent, never null."""
    choices = schema.get("anyOf")
    if choices is None:
        return schema
    kept = [choice for choice in choices if choice != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return rest | (kept[0] if len(kept) == 1 else {"anyOf": kept})
