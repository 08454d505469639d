"""Surfaces of the store of accounts: endpoints as data like all others, but they wait for it.

They cost no credits. A key is known by what is in memory; who changes anything is looked up in the
store as well, so that a key does nothing more once it is deactivated.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec
from msgspec import inspect

from touchline.access.accounts import AccessError, StoreError
from touchline.access.headers import access_headers
from touchline.access.known import KnownKey
from touchline.access.ledger import Demand, Ledger
from touchline.access.refusals import Dialect, Reason, Refusal
from touchline.base import limits
from touchline.surfaces import errors
from touchline.surfaces.answers import JSON_TYPE, NO_STORE, Answer, Headers
from touchline.surfaces.door import key_of, refused
from touchline.surfaces.openapi import Documented, ErrorExamples, ErrorForm
from touchline.surfaces.routing import Endpoint, Found, Refused, Router, kinds_in, read_query
from touchline.surfaces.waiting import ReadBody, WaitingSurface

if TYPE_CHECKING:
    # Importing it takes SQLAlchemy.
    from touchline.access.store import AccountStore

_DIALECT: Final[Dialect] = "v2"
_STATUSES: Final = {
    "account-unknown": 404,
    "key-unknown": 404,
    "account-exists": 409,
    "account-closed": 409,
    "key-exists": 409,
    "key-limit": 409,
    "key-inactive": 409,
    "credits-negative": 409,
    "scope-refused": 403,
}
"""The status of what the store or the tariff refuses; 400 for the rest."""

_NO_JSON: Final = "The body is JSON; say so: Content-Type: application/json."
_NO_STORE: Final = "The store of accounts does not answer now. Try again in a second."

_ERRORS: Final = ErrorExamples(
    errors.failure,
    access={
        401: "Invalid API key",
        403: "Insufficient permissions. Requires: read:account",
        429: "Rate limit exceeded. PRO tier allows 1000 requests/minute.",
        503: _NO_STORE,
    },
)

_logger: Final = logging.getLogger("touchline.http")


class StoreAsked(NamedTuple):
    """A request: the values of its path, its parameters, its body, and the key that it showed."""

    path: Mapping[str, str]
    query: Any
    body: Any
    key: KnownKey


class StoreOperation(Endpoint, frozen=True, kw_only=True):
    """An endpoint that waits for the store. `scope` is what a key needs for it."""

    scope: str
    handler: Callable[[StoreAsked], Awaitable[msgspec.Struct]]
    is_kept: bool = False


class StoreSurface(WaitingSurface):
    """Answers the endpoints below one path, in the error shape of v2."""

    def __init__(
        self,
        name: str,
        operations: Sequence[StoreOperation],
        store: "AccountStore",
        ledger: Ledger,
        *,
        title: str,
        description: str,
        max_body_bytes: int = limits.HTTP_BODY_BYTES.default,
    ) -> None:
        """Let whoever the ledger lets pass use the store by operations below the path of a name.

        `title` and `description` are for documents.
        """
        self.name = name
        self.prefixes = (f"/{name}",)
        self._title = title
        self._description = description
        self.operations = tuple(operations)
        self._store = store
        self._ledger = ledger
        self._max_body_bytes = max_body_bytes
        by_method: dict[str, list[StoreOperation]] = {}
        for operation in operations:
            by_method.setdefault(operation.method, []).append(operation)
        self._routers = {method: Router(some) for method, some in by_method.items()}
        self._demands = {one.id: Demand(one.id, one.scope) for one in operations}

    async def answer(
        self,
        method: str,
        path: str,
        query: str,
        headers: Mapping[bytes, bytes],
        read_body: ReadBody,
    ) -> Answer:
        """Answer one request."""
        found = {name: one for name, router in self._routers.items() if (one := router.find(path))}
        if not found:
            known = ", ".join(dict.fromkeys(operation.path for operation in self.operations))
            return self.failure(404, f"No such endpoint. There are {known}.", [])
        methods = [*found, *(["HEAD"] if "GET" in found else []), "OPTIONS"]
        allow: Headers = [(b"allow", ", ".join(methods).encode())]
        if method == "OPTIONS":
            return Answer(204, allow, b"")
        one = found.get("GET" if method == "HEAD" else method)
        if one is None:
            message = f"{method} is not allowed here; use {' or '.join(found)}."
            return self.failure(405, message, allow)
        return await self._admitted(one, query, headers, read_body)

    def failure(self, status: int, message: str, headers: Headers) -> Answer:
        """Return an error in the shape of v2."""
        return errors.failure(status, message, headers)

    def documented(self) -> Documented:
        """Return what documents say of it."""
        return Documented(
            name=self.name,
            title=self._title,
            description=self._description,
            operations=self.operations,
            errors=ErrorForm(errors.StatusError, _ERRORS),
            security={
                "bearerAuth": {"type": "http", "scheme": "bearer", "bearerFormat": "API key"},
                "apiKey": {"type": "apiKey", "in": "header", "name": "x-api-key"},
            },
        )

    async def _admitted(
        self,
        found: Found[StoreOperation],
        query: str,
        headers: Mapping[bytes, bytes],
        read_body: ReadBody,
    ) -> Answer:
        # Either header will do: clients of both dialects have dashboards.
        shown = key_of(headers, "v1")
        outcome = self._ledger.admit(shown, self._demands[found.operation.id])
        if isinstance(outcome, Refusal):
            answer = refused(outcome, _DIALECT, self.failure)
            retry_after = outcome.retry_after
        else:
            assert outcome.key is not None, "every endpoint here needs a key"
            status, retry_after = 0, None
            try:
                answer = await self._made(found, query, headers, read_body, outcome.key)
                status = answer.status
            finally:
                self._ledger.charge(outcome, status)
        standings = self._ledger.standings(outcome, with_day=False)
        said = access_headers(_DIALECT, standings, 0, retry_after)
        return answer._replace(headers=[*answer.headers, *said])

    async def _made(
        self,
        found: Found[StoreOperation],
        query: str,
        headers: Mapping[bytes, bytes],
        read_body: ReadBody,
        key: KnownKey,
    ) -> Answer:
        operation, values = found
        try:
            parameters = read_query(operation.query, query)
            body = await self._body(operation, headers, read_body)
            if operation.method != "GET" and not await self._is_active(key):
                return refused(Refusal(Reason.INACTIVE_KEY), _DIALECT, self.failure)
            made = await operation.handler(StoreAsked(values, parameters, body, key))
        except Refused as error:
            # What is left of a body that is too long is not read.
            closing: Headers = [(b"connection", b"close")] if error.status == 413 else []
            return self.failure(error.status, error.message, closing)
        except AccessError as error:
            return self.failure(_STATUSES.get(error.code, 400), _sentence(error), [])
        except StoreError as error:
            _logger.error("the store of accounts did not answer: %s", error)
            return self.failure(503, _NO_STORE, [(b"retry-after", b"1")])
        return Answer(operation.status, [NO_STORE, JSON_TYPE], msgspec.json.encode(made))

    async def _body(
        self, operation: StoreOperation, headers: Mapping[bytes, bytes], read_body: ReadBody
    ) -> Any:
        if operation.body is None:
            return None
        kind = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
        if kind != b"application/json":
            raise Refused(415, _NO_JSON)
        said = await read_body(self._max_body_bytes)
        if said is None:
            raise Refused(413, _too_long(self._max_body_bytes))
        try:
            return msgspec.json.decode(said, type=operation.body)
        except msgspec.ValidationError as error:
            raise Refused(400, _wrong_body(error, operation.body)) from None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Refused(400, f"The body is not JSON: {error}.") from None

    async def _is_active(self, key: KnownKey) -> bool:
        kept = await self._store.keys(key.account.id)
        return any(one.id == key.source.id and one.is_active for one in kept)


def number(values: Mapping[str, str], name: str) -> int:
    """Return a value of a path that is an id. Raises Refused 404."""
    text = values[name]
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Refused(404, f"{name} is a whole number.")
    return int(text)


def _wrong_body(error: msgspec.ValidationError, body: Any) -> str:
    """Return what is wrong with a body and what it takes, or the field that is wrong."""
    reason, _, place = str(error).partition(" - at ")
    field = place.strip("`").removeprefix("$.")
    info = inspect.type_info(body)
    assert isinstance(info, inspect.StructType), "every body is an object"
    if not field:
        fields = ", ".join(one.encode_name for one in info.fields)
        return f"{reason}; the body takes {fields}."
    values = [
        str(value)
        for one in info.fields
        if one.encode_name == field
        for kind in kinds_in(one.type)
        if isinstance(kind, inspect.LiteralType)
        for value in kind.values
    ]
    right = f"; expected {' or '.join(values)}" if values else ""
    return f"{field}: {reason}{right}."


def _too_long(most: int) -> str:
    return f"The body has at most {most} bytes."


def _sentence(error: AccessError) -> str:
    right = "" if error.expected is None else f"; expected {error.expected}"
    return f"{error.reason[:1].upper()}{error.reason[1:]}{right}."


WITH_BODY: Final = {
    400: "Object missing required field `name`; the body takes name, kind, scopes.",
    413: _too_long(limits.HTTP_BODY_BYTES.default),
    415: _NO_JSON,
}
"""What endpoints that take a body can refuse for it, with examples of what they say."""
