"""HTTP/1.1 as uvicorn reads it, with our errors for what is no request."""

import asyncio
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, NamedTuple

import uvicorn
from httptools import (
    HttpParserCallbackError,
    HttpParserInvalidMethodError,
    HttpParserInvalidURLError,
)
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)
from uvicorn.server import ServerState

from touchline.base import limits
from touchline.surfaces import errors
from touchline.surfaces.answers import ALL_METHODS, Answer, Headers
from touchline.surfaces.http import Application, with_length

_MOST_HEAD_BYTES: Final = limits.HTTP_HEADER_BYTES.maximum
_MOST_URL_BYTES: Final = 65_535
"""The longest path, with its query, that the parser can split."""
_NOT_ASCII: Final = re.compile(rb"[\x80-\xff]")
_SECOND_MS: Final = 1_000
BACKLOG: Final = 2048
"""How many connections may wait to be accepted."""
_GRACE_SECONDS: Final = 2
_TRY_AGAIN: Final[Headers] = [(b"retry-after", b"1")]
_LAST: Final = b"connection: close\r\n\r\n"
_NO_METHOD: Final = f"The method is not known; the methods are {ALL_METHODS}, in capitals."
_NO_PATH: Final = (
    "The path cannot be read. A path begins with /, and in it and its query spaces and characters "
    "beyond ASCII are percent-encoded: a space as %20, ñ as %C3%B1."
)
_NO_HTTP: Final = (
    "This is not HTTP/1.1 ({reason}). A request is a method such as GET, a path in which a space "
    "is written %20, and HTTP/1.1, then lines of a header's name, a colon and its value."
)


class HttpLimits(NamedTuple):
    """What connections may do: the limits of `base/limits.py`."""

    header_bytes: int = limits.HTTP_HEADER_BYTES.default
    request_ms: int = limits.HTTP_REQUEST_MS.default
    keep_alive_ms: int = limits.HTTP_KEEP_ALIVE_MS.default
    connections: int = limits.HTTP_CONNECTIONS.default


class HttpConfig(uvicorn.Config):
    """How uvicorn serves an application; `said` goes on every answer."""

    def __init__(
        self, application: Application, http_limits: HttpLimits, said: Headers | None = None
    ) -> None:
        super().__init__(
            application,
            http=HttpProtocol,
            ws="none",
            lifespan="off",
            access_log=False,
            server_header=False,
            headers=[(name.decode(), value.decode()) for name, value in said or []],
            log_config=None,
            # What clients do wrong is told to them, and fills no log.
            log_level="error",
            backlog=BACKLOG,
            timeout_keep_alive=max(1, http_limits.keep_alive_ms // _SECOND_MS),
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        self.http_limits = http_limits
        self.application = application


class HttpProtocol(HttpToolsProtocol):
    """One connection.

    What is no request is answered in JSON, once. A head may be as long as any setting allows before
    the connection ends; the setting itself holds for whole heads, in `Application`. The parser
    takes no bytes beyond ASCII in a path, so they are percent-encoded before it sees them.

    What needs no waiting is answered below ASGI, in one write: that costs half as much. A request
    that waits, or comes with others at once, takes the usual way.

    A request that is not whole in time is 408 and the end, however its bytes drip; so is a client
    that does not take its answer, and one connection too many is 503.
    """

    url = b""
    _is_between = True
    _is_in_line = False
    _is_in_head = False
    _may_answer_at_once = False
    _head_bytes = 0
    _deadline: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        assert isinstance(config, HttpConfig)
        self._limits = config.http_limits
        self._application = config.application

    def connection_made(
        self,
        transport: asyncio.Transport,  # type: ignore[override]  # as uvicorn's own does
    ) -> None:
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > self._limits.connections:
            self._refuse(503, errors.too_many_connections(), _TRY_AGAIN)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        super().connection_lost(exc)
        self._unset_keepalive_if_required()
        self._wait_no_more()
        self.resume_writing()

    def data_received(self, data: bytes) -> None:
        """Read what came."""
        if self._is_between or self._is_in_line:
            # Of requests that come at once only the first is known to begin here.
            self._is_in_line = b"\n" not in data
            if not data.isascii():
                data = _with_ascii_line(data)
        self._may_answer_at_once = True
        super().data_received(data)
        self._may_answer_at_once = False
        if self._is_in_head:
            self._head_bytes += len(data)
            if self._head_bytes > _MOST_HEAD_BYTES:
                self._refuse(431, errors.head_too_long(self._limits.header_bytes))
        is_idle = self.timeout_keep_alive_task is not None
        if self._is_between and (self._is_answering or is_idle):
            self._wait_no_more()
        else:
            self._wait()

    def on_message_begin(self) -> None:
        """Note that a head begins."""
        super().on_message_begin()
        self._is_between = False
        self._is_in_head = True

    def on_headers_complete(self) -> None:
        """Note that a head is whole."""
        self._is_in_head = False
        self._head_bytes = 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Note that a request is whole."""
        self._is_between = True
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request, by the error that the parser raises."""
        self._is_in_head = False
        if len(self.url) > _MOST_URL_BYTES:
            most = min(self._limits.header_bytes, _MOST_URL_BYTES)
            self._refuse(431, errors.path_too_long(most))
        else:
            self._refuse(400, _reason(sys.exception()))

    def on_response_complete(self) -> None:
        """Go on; where the connection ends here, the client has its time to take the answer."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._wait()

    def timeout_keep_alive_handler(self) -> None:
        """End an idle connection."""
        super().timeout_keep_alive_handler()
        self._wait()

    def pause_writing(self) -> None:
        """Note that the client does not take what is written."""
        super().pause_writing()
        if self._stalled is None:
            self._stalled = self._later(self.transport.abort)

    def resume_writing(self) -> None:
        """Note that the client takes it again."""
        super().resume_writing()
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Answer the first request of what came, or let the application be called."""
        asked, answer = cycle.scope, None
        if self._may_answer_at_once and not self.flow.write_paused:
            self._may_answer_at_once = False
            # What fails here fails again as an application, where that is logged and answered.
            with suppress(Exception):
                answer = self._application.answer_at_once(
                    asked["method"], asked["raw_path"], asked["query_string"], self.headers
                )
        if answer is None:
            super()._start_asgi_task(cycle, app)
            return
        cycle.response_started = cycle.response_complete = True
        self._write(answer, is_last=not cycle.keep_alive, is_head=asked["method"] == "HEAD")
        self.on_response_complete()

    def _write(self, answer: Answer, *, is_last: bool, is_head: bool = False) -> None:
        lines = [STATUS_LINE[answer.status]]
        for name, value in (*self.server_state.default_headers, *answer.headers):
            lines += (name, b": ", value, b"\r\n")
        lines.append(_LAST if is_last else b"\r\n")
        if not is_head:
            lines.append(answer.body)
        self.transport.write(b"".join(lines))
        if is_last:
            self.transport.close()

    @property
    def _is_answering(self) -> bool:
        asked: RequestResponseCycle | None = self.cycle
        return asked is not None and not asked.response_complete

    def _wait(self) -> None:
        if self._deadline is None:
            self._deadline = self._later(self._is_late)

    def _wait_no_more(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _later(self, act: Callable[[], None]) -> asyncio.TimerHandle:
        return self.loop.call_later(self._limits.request_ms / _SECOND_MS, act)

    def _is_late(self) -> None:
        """End what has waited too long; with 408 where that can still be said."""
        self._deadline = None
        is_reading_body = not (self._is_between or self._is_in_head)
        if self._is_answering and not is_reading_body:
            # The client waits for us.
            self._wait()
        elif self.transport.is_closing() or not (self._is_in_head or self._is_body_wanted):
            self.transport.abort()
        else:
            self._wait()
            if is_reading_body:
                self._give_up_body()
            self._refuse(408, errors.too_slow(self._limits.request_ms))

    @property
    def _is_body_wanted(self) -> bool:
        """Tell whether an application waits for the rest of a body, and nothing else goes first."""
        return self._is_answering and not self.cycle.response_started and not self.pipeline

    def _give_up_body(self) -> None:
        """Tell the application that waits for a body that it never comes."""
        self.cycle.disconnected = self.cycle.response_complete = True
        self.cycle.message_event.set()

    def _refuse(self, status: int, message: str, headers: Headers | None = None) -> None:
        asked: RequestResponseCycle | None = self.cycle
        if asked is not None and not asked.response_complete:
            # The answer to an earlier request is still to be written; it is the last one here.
            asked.keep_alive = False
            return
        self._write(with_length(errors.failure(status, message, headers)), is_last=True)


def _with_ascii_line(data: bytes) -> bytes:
    """Return data with the bytes beyond ASCII in its first line percent-encoded."""
    line, end, rest = data.partition(b"\n")
    return _NOT_ASCII.sub(lambda found: b"%%%02X" % found[0][0], line) + end + rest


def _reason(error: BaseException | None) -> str:
    """Return what is wrong with a request that the parser refuses, and what would be right."""
    match error:
        case HttpParserInvalidMethodError():
            return _NO_METHOD
        case HttpParserInvalidURLError() | HttpParserCallbackError():
            return _NO_PATH
    return _NO_HTTP.format(reason=error)
