"""HTTP for every surface: a thin ASGI shell around pure `answer` functions."""

import logging
import re
from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping, Sequence
from secrets import randbits
from typing import Any, Final, Protocol
from urllib.parse import unquote

from touchline.base import ids, limits, log
from touchline.base.clock import Clock
from touchline.surfaces import errors
from touchline.surfaces.answers import Answer, Headers
from touchline.surfaces.cors import CrossOrigin

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_WITHOUT_BODY: Final = frozenset({204, 304})
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


class Application:
    """The ASGI application: finds the surface of a path and writes its answer."""

    def __init__(
        self,
        surfaces: Sequence[Surface],
        feed_clock: Clock,
        *,
        cross_origin: Sequence[str] = (),
        max_header_bytes: int = limits.HTTP_HEADER_BYTES.default,
        random: ids.RandomBits = randbits,
    ) -> None:
        """Serve surfaces, read at a feed clock.

        `cross_origin` are the origins whose pages may ask; `random` marks the request ids of this
        run.
        """
        self._cross_origin = CrossOrigin(cross_origin)
        self.max_header_bytes = max_header_bytes
        self._run = ids.request_id(random)
        self._routes = sorted(
            ((prefix, surface) for surface in surfaces for prefix in surface.prefixes),
            key=lambda route: -len(route[0]),
        )
        self._feed_clock = feed_clock
        self.requests = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            answer = self.answer(
                scope["method"],
                scope["raw_path"].decode("ascii", "replace"),
                scope["query_string"].decode("ascii", "replace"),
                _by_name(scope["headers"]),
            )
            await _write(answer, scope["method"], send)

    def answer(
        self, method: str, raw_path: str, query: str, headers: Mapping[bytes, bytes]
    ) -> Answer:
        """Answer one request; an unexpected failure is one 500 in the surface's shape."""
        preflight = self._cross_origin.preflight(method, headers)
        if preflight is not None:
            return preflight
        answer = self._routed(method, raw_path, query, headers)
        added = self._cross_origin.headers(headers)
        return answer._replace(headers=[*answer.headers, *added]) if added else answer

    def _routed(
        self, method: str, raw_path: str, query: str, headers: Mapping[bytes, bytes]
    ) -> Answer:
        head_bytes = len(raw_path) + len(query)
        head_bytes += sum(len(name) + len(value) for name, value in headers.items())
        if head_bytes > self.max_header_bytes:
            return errors.failure(431, errors.head_too_long(self.max_header_bytes))
        path = _plain(raw_path)
        for prefix, surface in self._routes:
            if path == prefix or path.startswith(prefix + "/"):
                return self._ask(surface, method, path, query, headers)
        known = ", ".join(sorted(prefix for prefix, _ in self._routes if prefix != "/"))
        return errors.failure(404, f"No such path. Paths begin with {known}.")

    def _ask(
        self,
        surface: Surface,
        method: str,
        path: str,
        query: str,
        headers: Mapping[bytes, bytes],
    ) -> Answer:
        self.requests += 1
        request_id = f"{self._run}-{self.requests:x}"
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


async def _write(answer: Answer, method: str, send: Send) -> None:
    headers = answer.headers
    if answer.status not in _WITHOUT_BODY:
        headers = [*headers, (b"content-length", b"%d" % len(answer.body))]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else answer.body})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await send({"type": "lifespan.shutdown.complete"})
            return
