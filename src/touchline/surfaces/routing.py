"""Endpoints as data: path, parameters and answers as types, from which documents are generated."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, Generic, NamedTuple, TypeVar
from urllib.parse import parse_qsl

import msgspec
from msgspec import inspect

from touchline.surfaces.negotiation import Made

_MAX_PARAMETERS: Final = 64
_WHOLE: Final = re.compile("0|[1-9][0-9]*")
_WHOLE_OR_BELOW_ZERO: Final = re.compile("0|-?[1-9][0-9]*")
_NO_TEXT: Final = re.compile("[\ud800-\udfff]")
"""Where bytes that are not UTF-8 end up."""


class Refused(Exception):  # noqa: N818 - it is an answer, not an error of ours
    """A request that gets an error answer: status and message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class Asked(NamedTuple):
    """One request to an endpoint: the values of its path, its parameters, feed time, its method."""

    path: Mapping[str, str]
    query: Any
    headers: Mapping[bytes, bytes]
    now: int
    method: str = "GET"


class NoQuery(msgspec.Struct, frozen=True):
    """The parameters of an endpoint that takes none."""


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """One endpoint. `path` holds `{name}` where a value stands; `returns` is the type of its body.

    `query` is a struct whose fields are the parameters, with their bounds and descriptions, and
    `path_parameters` the types of the path's values. `family` groups endpoints for scopes and
    costs, and `body` is the type of what is sent to it, as JSON; an answer has the `status` that
    success has. `is_kept` tells whether clients may keep its answers: they carry a tag and an age.
    `errors` are the refusals of the handler by status, each with an example of what it says; what
    wrong parameters, missing keys and other methods give is not among them. `links` are the
    operations that its answer leads to, by id: for each parameter where in the body its value is,
    as a JSON pointer.
    """

    id: str
    path: str
    summary: str
    description: str
    returns: Any
    method: str = "GET"
    body: Any = None
    body_example: Any = None
    status: int = 200
    query: type[msgspec.Struct] = NoQuery
    path_parameters: Mapping[str, Any] = {}
    family: str = "live"
    needs_key: bool = True
    is_kept: bool = True
    errors: Mapping[int, str] = {}
    example: Any = None
    links: Mapping[str, Mapping[str, str]] = {}


class Operation(Endpoint, frozen=True, kw_only=True):
    """An endpoint that is answered at once, from memory."""

    handler: Callable[[Asked], Made]


Some = TypeVar("Some", bound=Endpoint)


class Found(NamedTuple, Generic[Some]):
    """The operation of a path, with the values that the path carries."""

    operation: Some
    values: Mapping[str, str]


class Router(Generic[Some]):
    """Finds the operation of a path."""

    def __init__(self, operations: Sequence[Some]) -> None:
        """Take the operations of one surface."""
        self.operations = tuple(operations)
        self._plain = {item.path: item for item in operations if "{" not in item.path}
        self._patterns = [(item.path.split("/"), item) for item in operations if "{" in item.path]
        self._latest: tuple[str, Found[Some] | None] = ("", None)

    def find(self, path: str) -> Found[Some] | None:
        """Return the operation of a path with the values that the path carries."""
        # Asked twice of one request: at the door, and by the surface.
        if path != self._latest[0]:
            self._latest = path, self._search(path)
        return self._latest[1]

    def _search(self, path: str) -> Found[Some] | None:
        if len(path) > 1 and path.endswith("/"):
            path = path[:-1]
        plain = self._plain.get(path)
        if plain is not None:
            return Found(plain, {})
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
                return Found(item, values)
        return None


@lru_cache(maxsize=2_048)
def read_query(struct: type[msgspec.Struct], query: str) -> Any:
    """Return the query as the struct of an operation; parameters that it lacks are ignored.

    Lists take a repeated parameter, or one with commas. Raises Refused 400 naming the parameter
    and what it takes.
    """
    parameters = _parameters(struct)
    if not parameters:
        return struct()
    try:
        pairs = parse_qsl(
            query,
            keep_blank_values=True,
            max_num_fields=_MAX_PARAMETERS,
            errors="surrogateescape",
        )
    except ValueError:
        raise Refused(400, f"There are more than {_MAX_PARAMETERS} query parameters.") from None
    said: dict[str, Any] = {}
    for parameter in parameters:
        values = [value for name, value in pairs if name == parameter.name]
        if values:
            said[parameter.name] = parameter.read(values)
    try:
        return msgspec.convert(said, struct, strict=False)
    except msgspec.ValidationError as error:
        reason, _, place = str(error).partition(" - at ")
        name = place.strip("`").removeprefix("$.").partition("[")[0]
        raise Refused(400, takes(struct, name) or f"{name}: {reason}") from None


def takes(struct: type[msgspec.Struct], name: str) -> str | None:
    """Return what a parameter takes, from its description."""
    return next((one.takes for one in _parameters(struct) if one.name == name), None)


class _Parameter(NamedTuple):
    """A parameter of a query; `form` is what each of its values looks like, None for any."""

    name: str
    takes: str | None
    is_list: bool
    is_text: bool
    form: re.Pattern[str] | None

    def read(self, values: Sequence[str]) -> str | Sequence[str]:
        """Return the values as a list, or the one value. Raises Refused 400."""
        if not self.is_list and len(values) > 1:
            raise Refused(400, f"{self.name} is given twice; give it once.")
        parts = (
            [part for value in values for part in value.split(",") if part]
            if self.is_list
            else values
        )
        if not parts:
            raise Refused(400, self.takes or f"{self.name} is empty.")
        for part in parts:
            if _NO_TEXT.search(part):
                raise Refused(400, f"{self.name} is not UTF-8.")
            # The lenient conversion would take the word for an absent parameter.
            is_null = not self.is_text and part.lower() == "null"
            if is_null or (self.form is not None and not self.form.fullmatch(part)):
                raise Refused(400, self.takes or f"{self.name} takes no {part[:32]!r}.")
        return parts if self.is_list else parts[0]


@lru_cache(maxsize=512)
def _parameters(struct: type[msgspec.Struct]) -> Sequence[_Parameter]:
    info = inspect.type_info(struct)
    assert isinstance(info, inspect.StructType)
    return [_parameter(field) for field in info.fields]


def _parameter(field: inspect.Field) -> _Parameter:
    kinds = list(kinds_in(field.type))
    described = [kind.extra for kind in kinds if isinstance(kind, inspect.Metadata) and kind.extra]
    whole = next((kind for kind in kinds if isinstance(kind, inspect.IntType)), None)
    is_text = any(isinstance(kind, inspect.StrType) for kind in kinds)
    return _Parameter(
        field.encode_name,
        next((str(extra["takes"]) for extra in described if "takes" in extra), None),
        any(isinstance(kind, inspect.ListType | inspect.VarTupleType) for kind in kinds),
        is_text,
        None if whole is None or is_text else _form(whole),
    )


def kinds_in(kind: inspect.Type) -> Iterator[inspect.Type]:
    """Yield a type and what it is made of: metadata, unions and lists opened."""
    yield kind
    if isinstance(kind, inspect.Metadata):
        yield from kinds_in(kind.type)
    elif isinstance(kind, inspect.UnionType):
        for choice in kind.types:
            yield from kinds_in(choice)
    elif isinstance(kind, inspect.ListType | inspect.VarTupleType):
        yield from kinds_in(kind.item_type)


def _form(whole: inspect.IntType) -> re.Pattern[str]:
    is_below_zero = whole.ge is None or whole.ge < 0
    return _WHOLE_OR_BELOW_ZERO if is_below_zero else _WHOLE
