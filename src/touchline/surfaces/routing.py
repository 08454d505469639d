"""Endpoints as data: path, parameters and answers as types, from which documents are generated."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

import msgspec
from msgspec import inspect

from touchline.base import limits
from touchline.surfaces.negotiation import Made

_MAX_PARAMETERS: Final = limits.QUERY_PARAMETERS.default


class Refused(Exception):  # noqa: N818 - it is an answer, not an error of ours
    """A request that gets an error answer: status and message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class Asked(NamedTuple):
    """One request to an endpoint: the values of its path, its parameters, and the feed time."""

    path: Mapping[str, str]
    query: Any
    headers: Mapping[bytes, bytes]
    now: int


class NoQuery(msgspec.Struct, frozen=True):
    """The parameters of an endpoint that takes none."""


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One endpoint. `path` holds `{name}` where a value stands; `returns` is the type of its body.

    `query` is a struct whose fields are the parameters, with their bounds and descriptions, and
    `path_parameters` the types of the path's values. `family` groups endpoints for scopes and
    costs.
    """

    id: str
    path: str
    summary: str
    description: str
    returns: Any
    handler: Callable[[Asked], Made]
    query: type[msgspec.Struct] = NoQuery
    path_parameters: Mapping[str, Any] = {}
    family: str = "live"
    needs_key: bool = True
    errors: Sequence[int] = (400,)
    example: Any = None
    tags: Sequence[str] = ()


class Router:
    """Finds the operation of a path."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        """Take the operations of one surface."""
        self.operations = tuple(operations)
        self._plain = {item.path: item for item in operations if "{" not in item.path}
        self._patterns = [(item.path.split("/"), item) for item in operations if "{" in item.path]

    def find(self, path: str) -> tuple[Operation, Mapping[str, str]] | None:
        """Return the operation of a path with the values that the path carries."""
        if len(path) > 1 and path.endswith("/"):
            path = path[:-1]
        plain = self._plain.get(path)
        if plain is not None:
            return plain, {}
        parts = path.split("/")
        for pattern, item in self._patterns:
            if len(pattern) != len(parts):
                continue
            values: dict[str, str] = {}
            for expected, said in zip(pattern, parts, strict=True):
                if expected.startswith("{"):
                    if not said:
                        break
                    values[expected[1:-1]] = said
                elif expected != said:
                    break
            else:
                return item, values
        return None


@lru_cache(maxsize=2_048)
def read_query(struct: type[msgspec.Struct], query: str) -> Any:
    """Return the query as the struct of an operation; parameters that it lacks are ignored.

    Lists take a repeated parameter, or one with commas. Raises Refused 400 naming the parameter
    and what it takes.
    """
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MAX_PARAMETERS)
    except ValueError:
        raise Refused(400, f"There are more than {_MAX_PARAMETERS} query parameters.") from None
    said: dict[str, Any] = {}
    for field in msgspec.structs.fields(struct):
        values = [value for name, value in pairs if name == field.encode_name]
        if not values:
            continue
        said[field.encode_name] = (
            [part for value in values for part in value.split(",") if part]
            if _is_list(struct, field.name)
            else values[-1]
        )
    for name, value in said.items():
        # The lenient conversion would take the word for an absent parameter.
        if isinstance(value, str) and value.lower() == "null" and not _takes_text(struct, name):
            raise Refused(400, takes(struct, name) or f"{name}: null is no value")
    try:
        return msgspec.convert(said, struct, strict=False)
    except msgspec.ValidationError as error:
        reason, _, place = str(error).partition(" - at ")
        name = place.strip("`").removeprefix("$.").partition("[")[0]
        raise Refused(400, takes(struct, name) or f"{name}: {reason}") from None


def takes(struct: type[msgspec.Struct], name: str) -> str | None:
    """Return what a parameter takes, from its description."""
    for field in _fields(struct):
        if field.encode_name == name:
            for kind in _kinds(field.type):
                if isinstance(kind, inspect.Metadata) and kind.extra and "takes" in kind.extra:
                    return str(kind.extra["takes"])
    return None


def _kinds(kind: inspect.Type) -> Iterator[inspect.Type]:
    """Yield a type and what it is made of, metadata and unions opened."""
    yield kind
    if isinstance(kind, inspect.Metadata):
        yield from _kinds(kind.type)
    elif isinstance(kind, inspect.UnionType):
        for choice in kind.types:
            yield from _kinds(choice)


def _fields(struct: type[msgspec.Struct]) -> Sequence[inspect.Field]:
    info = inspect.type_info(struct)
    assert isinstance(info, inspect.StructType)
    return info.fields


@lru_cache(maxsize=512)
def _is_list(struct: type[msgspec.Struct], name: str) -> bool:
    return any(
        isinstance(kind, inspect.ListType | inspect.VarTupleType)
        for field in _fields(struct)
        if field.name == name
        for kind in _kinds(field.type)
    )


@lru_cache(maxsize=512)
def _takes_text(struct: type[msgspec.Struct], name: str) -> bool:
    return any(
        isinstance(kind, inspect.StrType)
        for field in _fields(struct)
        if field.encode_name == name
        for kind in _kinds(field.type)
    )
