"""HTTP for every surface: a thin ASGI shell around pure `answer` functions."""

import logging
import re
from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping, Sequence
from functools import partial
from secrets import randbits
from typing import Any, Final, NamedTuple, Protocol
from urllib.parse import unquote

from touchline.base import ids, limits, log
from touchline.base.clock import Clock
from touchline.surfaces import errors
from touchline.surfaces.answers import ALL_METHODS, Answer, Headers
from touchline.surfaces.cors import CrossOrigin
from touchline.surfaces.door import Door, Keyed, Visit
from touchline.surfaces.routing import Refused
from touchline.surfaces.waiting import WaitingSurface

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

OPEN: Final = (b"x-touchline-access", b"open")
"""What every answer of a server says that asks for no keys."""

_WITHOUT_BODY: Final = frozenset({204, 304})
_ROOT: Final = "/"
"""Nothing is below it: a path that begins with two slashes is nobody's."""
_SERVER: Final = "*"
"""What OPTIONS asks of where it means no path but the server (RFC 9110, 9.3.7)."""
_SLASH: Final = "%2F"
_ENCODED_SLASH: Final = re.compile(_SLASH, re.IGNORECASE)
_logger: Final = logging.getLogger("touchline.http")


class Surface(Protocol):
    """A shape of the picture over HTTP."""

    @property
    def prefixes(self) -> tuple[str, ...]:
        """The paths that it answers, with all below them."""
        ...

    def answer(
        self, method: str, path: str, query: str, headers: Mapping[bytes, bytes], now: int
    ) -> Answer:
        """Answer one request at a feed time, without waiting for anything."""
        ...

    def failure(self, status: int, message: str, headers: Headers) -> Answer:
        """Return an error in the shape of this surface."""
        ...


class _Request(NamedTuple):
    """A request to a surface; `visit` is how it stands at the door, None where there is none."""

    surface: Surface
    method: str
    path: str
    query: str
    headers: Mapping[bytes, bytes]
    visit: Visit | None

    @property
    def needs_lease(self) -> bool:
        """Tell whether it can only be decided after the store was asked for credits."""
        return self.visit is not None and self.visit.needs_lease


class _WaitingRequest(NamedTuple):
    """A request to a surface that waits."""

    surface: WaitingSurface
    method: str
    path: str
    query: str
    headers: Mapping[bytes, bytes]


class Application:
    """The ASGI application: finds the surface of a path and writes its answer."""

    def __init__(
        self,
        surfaces: Sequence[Surface | WaitingSurface],
        feed_clock: Clock,
        *,
        door: Door | None = None,
        cross_origin: Sequence[str] = (),
        max_header_bytes: int = limits.HTTP_HEADER_BYTES.default,
        random: ids.RandomBits = randbits,
    ) -> None:
        """Serve surfaces, read at a feed clock; those that are keyed through the door, if any.

        `cross_origin` are the origins whose pages may ask; `random` marks the request ids of this
        run.
        """
        self._door = door
        self._cross_origin = CrossOrigin(cross_origin)
        self.max_header_bytes = max_header_bytes
        self._run = ids.request_id(random)
        self._in_any_case = {
            prefix: surface
            for surface in surfaces
            if isinstance(surface, WaitingSurface) and surface.takes_any_case
            for prefix in surface.prefixes
        }
        self._routes = sorted(
            (
                (prefix, surface, surface if isinstance(surface, Keyed) else None)
                for surface in surfaces
                for prefix in surface.prefixes
                if prefix not in self._in_any_case
            ),
            key=lambda route: -len(route[0]),
        )
        self._feed_clock = feed_clock
        self.requests = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            headers = _by_name(scope["headers"])
            request = self._read_raw(
                scope["method"], scope["raw_path"], scope["query_string"], headers
            )
            if isinstance(request, _Request):
                request = await self._decided(request)
            elif isinstance(request, _WaitingRequest):
                request = await self._ask_waiting(request, receive)
            await _write(self._answered(request, headers), scope["method"], send)

    def answer_at_once(
        self, method: str, raw_path: bytes, query: bytes, sent: Collection[tuple[bytes, bytes]]
    ) -> Answer | None:
        """Answer a request off the wire that waits for nothing; None for one that waits."""
        headers = _by_name(sent)
        request = self._read_raw(method, raw_path, query, headers)
        if isinstance(request, _WaitingRequest):
            return None
        if isinstance(request, _Request) and request.needs_lease:
            return None
        return with_length(self._answered(request, headers))

    def answer(
        self, method: str, raw_path: str, query: str, headers: Mapping[bytes, bytes]
    ) -> Answer:
        """Answer one request without waiting: credits that are not leased yet are lacking."""
        request = self._read(method, raw_path, query, headers)
        assert not isinstance(request, _WaitingRequest), "such a request waits"
        return self._answered(request, headers)

    def _read_raw(
        self, method: str, raw_path: bytes, query: bytes, headers: Mapping[bytes, bytes]
    ) -> _Request | _WaitingRequest | Answer:
        said = raw_path.decode("ascii", "replace"), query.decode("ascii", "replace")
        return self._read(method, *said, headers)

    def _read(
        self, method: str, raw_path: str, query: str, headers: Mapping[bytes, bytes]
    ) -> _Request | _WaitingRequest | Answer:
        """Return what a surface is asked, or the answer where none is."""
        preflight = self._cross_origin.preflight(method, headers)
        if preflight is not None:
            return preflight
        head_bytes = len(raw_path) + len(query)
        head_bytes += sum(map(len, headers)) + sum(map(len, headers.values()))
        if head_bytes > self.max_header_bytes:
            return errors.failure(431, errors.head_too_long(self.max_header_bytes))
        if raw_path == _SERVER and method == "OPTIONS":
            return Answer(204, [(b"allow", ALL_METHODS.encode())], b"")
        path = _plain(raw_path)
        for prefix, surface, keyed in self._routes:
            if path == prefix or (prefix != _ROOT and path.startswith(prefix + "/")):
                if isinstance(surface, WaitingSurface):
                    return _WaitingRequest(surface, method, path, query, headers)
                visit = None
                if self._door is not None and keyed is not None:
                    visit = self._door.visit(keyed, method, path, headers)
                return _Request(surface, method, path, query, headers, visit)
        waiting = self._in_any_case.get(_ROOT + path[1:].partition("/")[0].lower())
        if waiting is not None:
            return _WaitingRequest(waiting, method, path, query, headers)
        prefixes = [*(prefix for prefix, *_ in self._routes), *self._in_any_case]
        known = ", ".join(sorted(prefix for prefix in prefixes if prefix != _ROOT))
        return errors.failure(404, f"No such path. Paths begin with {known}.")

    def _answered(self, request: _Request | Answer, headers: Mapping[bytes, bytes]) -> Answer:
        if isinstance(request, Answer):
            answer = request
        elif request.visit is None:
            answer = self._ask(request)
        else:
            answer = request.visit.answer(partial(self._ask, request))
        added = self._cross_origin.headers(headers)
        return answer._replace(headers=[*answer.headers, *added]) if added else answer

    def _ask(self, request: _Request) -> Answer:
        """Ask the surface; an unexpected failure is one 500 in its shape."""
        surface, method, path, query, headers, _ = request
        request_id = self._next_id()
        mark = log.request_id.set(request_id)
        try:
            answer = surface.answer(method, path, query, headers, self._feed_clock())
            _logger.debug("%s %s %d", method, path, answer.status)
            return answer
        except Exception:
            _logger.exception("%s %s failed", method, path)
            return surface.failure(500, errors.failed(request_id), [])
        finally:
            log.request_id.reset(mark)

    async def _decided(self, request: _Request) -> _Request | Answer:
        """Return a request as it is decided once the store was asked for credits that it needs."""
        visit = request.visit
        if visit is None or not visit.needs_lease:
            return request
        request_id = self._next_id()
        mark = log.request_id.set(request_id)
        try:
            return request._replace(visit=await visit.decided())
        except Exception:
            _logger.exception("%s %s failed", request.method, request.path)
            return visit.told(request.surface.failure(500, errors.failed(request_id), []))
        finally:
            log.request_id.reset(mark)

    def _next_id(self) -> str:
        self.requests += 1
        return f"{self._run}-{self.requests:x}"

    async def _ask_waiting(self, request: _WaitingRequest, receive: Receive) -> Answer:
        surface, method, path, query, headers = request
        request_id = self._next_id()
        mark = log.request_id.set(request_id)
        try:
            body = partial(_body, receive)
            answer = await surface.answer(method, path, query, headers, body)
            _logger.debug("%s %s %d", method, path, answer.status)
            return answer
        except Exception:
            _logger.exception("%s %s failed", method, path)
            return surface.failure(500, errors.failed(request_id), [])
        finally:
            log.request_id.reset(mark)


async def _body(receive: Receive, most: int) -> bytes | None:
    """Return the body of a request, None where it has more than so many bytes.

    Raises Refused where the client goes before its end.
    """
    body = b""
    is_whole = False
    while not is_whole:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused(400, "The request ended before its body did.")
        body += message.get("body", b"")
        is_whole = not message.get("more_body", False)
        if len(body) > most:
            return None
    return body


def _by_name(headers: Collection[tuple[bytes, bytes]]) -> Mapping[bytes, bytes]:
    """Return headers by name; those that are said several times are one list."""
    found = dict(headers)
    if len(found) == len(headers):
        return found
    said: dict[bytes, list[bytes]] = {name: [] for name in found}
    for name, value in headers:
        said[name].append(value)
    return {name: b", ".join(values) for name, values in said.items()}


def _plain(raw_path: str) -> str:
    """Return a path without escapes, but for the slash: what is escaped separates nothing."""
    if "%" not in raw_path:
        return raw_path
    return _SLASH.join(map(unquote, _ENCODED_SLASH.split(raw_path)))


def with_length(answer: Answer) -> Answer:
    """Return an answer with the length of its body, where it may have one."""
    if answer.status in _WITHOUT_BODY:
        return answer
    length = (b"content-length", b"%d" % len(answer.body))
    return Answer(answer.status, [*answer.headers, length], answer.body)


async def _write(answer: Answer, method: str, send: Send) -> None:
    status, headers, body = with_length(answer)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await send({"type": "lifespan.shutdown.complete"})
            return
