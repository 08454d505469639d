"""OpenAPI 3.1 documents, generated from the operations and the types of their answers."""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import msgspec

from touchline import __version__
from touchline.base import limits
from touchline.surfaces.answers import Failure
from touchline.surfaces.errors import StatusError, failed, failure, head_too_long, not_allowed
from touchline.surfaces.openapi_headers import (
    ALLOW,
    ENCODING,
    FRESHNESS,
    HEADERS,
    OTHER_ALLOW,
    TAGGED,
    UNKEPT,
    with_headers,
)
from touchline.surfaces.routing import Endpoint, takes

_REFERENCE: Final = "#/components/schemas/{name}"
_REASONS: Final = {
    400: "A parameter is wrong; the message names it and what it takes",
    401: "The key is missing, unknown or inactive",
    402: "The account has too few credits",
    403: "The key lacks the scope",
    404: "Nothing is known under this path",
    405: "The method is not allowed here",
    409: "It cannot be done as things stand",
    413: "The body is too long",
    415: "The body is not said to be JSON",
    429: "The limit of the account's tier is reached",
    431: "The head of the request is too long; on every path",
    500: "Something failed here; the log has the request",
    503: "The store of accounts does not answer",
}
_ALWAYS: Final = {405: not_allowed("POST"), 500: failed("7x2m9c4kv81n5b3q-1f")}
_NOT_ALLOWED: Final = 405
_HEAD_TOO_LONG: Final = 431
_NOT_MODIFIED: Final = "NotModified"


class ErrorExamples(msgspec.Struct, frozen=True):
    """The errors of a surface: `failure` makes them, `access` are those that keys bring.

    `access` has an example of the message by status; open surfaces give none of them.
    """

    failure: Failure
    access: Mapping[int, str]

    def body(self, status: int, message: str) -> Any:
        """Return the body of an error, decoded."""
        return msgspec.json.decode(self.failure(status, message, []).body)


class ErrorForm(msgspec.Struct, frozen=True):
    """How a surface says that something is wrong: its type, and its examples."""

    type: Any
    examples: ErrorExamples


class Documented(msgspec.Struct, frozen=True):
    """One surface as documents show it; `security` maps a scheme's name to its definition.

    A surface without security is open: it asks for no key.
    """

    name: str
    title: str
    description: str
    operations: Sequence[Endpoint]
    errors: ErrorForm
    security: Mapping[str, Mapping[str, Any]]


def document(surfaces: Sequence[Documented], *, server: str = "/") -> dict[str, Any]:
    """Return one OpenAPI 3.1 document over surfaces."""
    types = [operation.returns for surface in surfaces for operation in surface.operations]
    types += [one.body for surface in surfaces for one in surface.operations if one.body]
    types += [surface.errors.type for surface in surfaces]
    types.append(StatusError)
    tags = {
        surface.name: list(dict.fromkeys(_tag(surface, one) for one in surface.operations))
        for surface in surfaces
    }
    schemas, components = msgspec.json.schema_components(types, ref_template=_REFERENCE)
    schema_of = dict(zip(map(id, types), schemas, strict=True))
    paths: dict[str, Any] = {}
    responses = {
        _NOT_MODIFIED: {
            "description": "The client has the newest answer",
            "headers": with_headers(*TAGGED),
        },
        _name(_HEAD_TOO_LONG): _error(
            _HEAD_TOO_LONG,
            schema_of[id(StatusError)],
            ErrorExamples(failure, {}),
            head_too_long(limits.HTTP_HEADER_BYTES.default),
        ),
    }
    for surface in surfaces:
        error = schema_of[id(surface.errors.type)]
        for status, message in _shared(surface, needs_key=True).items():
            name = _name(status, surface)
            responses[name] = _error(status, error, surface.errors.examples, message)
            if status == _NOT_ALLOWED and any(one.method != "GET" for one in surface.operations):
                responses[name]["headers"] = with_headers(UNKEPT, OTHER_ALLOW)
        for operation in surface.operations:
            described = _operation(surface, operation, schema_of[id(operation.returns)], error)
            if operation.body is not None:
                content = _json(schema_of[id(operation.body)], operation.body_example)
                described["requestBody"] = {"required": True, "content": content}
            for parameter in described["parameters"]:
                parameter["schema"] = _once(parameter["schema"], components)
            paths.setdefault(operation.path, {})[operation.method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {
            "title": " and ".join(surface.title for surface in surfaces),
            "version": __version__,
            "description": "\n\n".join([*(surface.description for surface in surfaces), FRESHNESS]),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server}],
        "tags": [{"name": tag} for found in tags.values() for tag in found],
        "x-tagGroups": [{"name": name, "tags": found} for name, found in tags.items()],
        "paths": paths,
        "components": {
            "schemas": components,
            "responses": responses,
            "headers": HEADERS,
            "securitySchemes": {
                name: scheme for surface in surfaces for name, scheme in surface.security.items()
            },
        },
    }


def _operation(
    surface: Documented, operation: Endpoint, returned: Any, error: Any
) -> dict[str, Any]:
    headers = (*TAGGED, ENCODING) if operation.is_kept else (UNKEPT,)
    responses: dict[int, Any] = {
        operation.status: {
            "description": operation.summary,
            "headers": with_headers(*headers),
            "content": _json(returned, operation.example),
            **_links(operation),
        },
        _HEAD_TOO_LONG: _response(_name(_HEAD_TOO_LONG)),
    }
    if operation.is_kept:
        responses[304] = _response(_NOT_MODIFIED)
    for status in _shared(surface, needs_key=operation.needs_key):
        responses[status] = _response(_name(status, surface))
    for status, message in _own(operation).items():
        responses[status] = _error(status, error, surface.errors.examples, message)
    return {
        "operationId": operation.id,
        "summary": operation.summary,
        "description": operation.description,
        "tags": [_tag(surface, operation)],
        "parameters": [*_path_parameters(operation), *_query_parameters(operation.query)],
        "responses": {str(status): responses[status] for status in sorted(responses)},
        "security": [{name: []} for name in surface.security] if operation.needs_key else [],
    }


def _tag(surface: Documented, operation: Endpoint) -> str:
    return f"{surface.name} {operation.family}"


def _links(operation: Endpoint) -> dict[str, Any]:
    """Return where an answer leads to, nothing where it leads nowhere."""
    links = {
        target: {
            "operationId": target,
            "parameters": {
                name: f"$response.body#{pointer}" for name, pointer in parameters.items()
            },
        }
        for target, parameters in operation.links.items()
    }
    return {"links": links} if links else {}


def _shared(surface: Documented, *, needs_key: bool) -> Mapping[int, str]:
    """Return the errors that all operations of a surface can give, by status."""
    access = surface.errors.examples.access if surface.security and needs_key else {}
    return {**access, **_ALWAYS}


def _own(operation: Endpoint) -> Mapping[int, str]:
    """Return the errors that an operation can give by what it is asked for."""
    taken = [
        takes(operation.query, field.encode_name)
        for field in msgspec.structs.fields(operation.query)
    ]
    wrong = {400: taken[0] or _REASONS[400]} if taken else {}
    return {**wrong, **operation.errors}


def _name(status: int, surface: Documented | None = None) -> str:
    """Return the name under which an error is documented once for all."""
    phrase = HTTPStatus(status).phrase.replace(" ", "")
    return phrase if surface is None else surface.name + phrase


def _response(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/responses/{name}"}


def _error(status: int, schema: Any, examples: ErrorExamples, message: str) -> dict[str, Any]:
    return {
        "description": _REASONS[status],
        "headers": with_headers(UNKEPT, ALLOW) if status == _NOT_ALLOWED else with_headers(UNKEPT),
        "content": _json(schema, examples.body(status, message)),
    }


def _json(schema: Any, example: Any) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": schema}
    if example is not None:
        content["example"] = example
    return {"application/json": content}


def _path_parameters(operation: Endpoint) -> Iterable[dict[str, Any]]:
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


def _once(schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that refers to its component if it has a title, under which that is kept."""
    title = schema.get("title")
    if title is None:
        return schema
    whole = dict(schema)
    beside = {"default": whole.pop("default")} if "default" in whole else {}
    components[title] = whole
    return {"$ref": _REFERENCE.format(name=title), **beside}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is absent is absent, never null."""
    choices = schema.get("anyOf")
    if choices is None:
        return schema
    kept = [choice for choice in choices if choice != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return rest | (kept[0] if len(kept) == 1 else {"anyOf": kept})
