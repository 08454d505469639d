"""HTTP/1.1 as uvicorn reads it, with our errors for what is no request."""

import re
import sys
from typing import Final, cast

from httptools import (
    HttpParserCallbackError,
    HttpParserInvalidMethodError,
    HttpParserInvalidURLError,
)
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from touchline.base import limits
from touchline.surfaces import errors
from touchline.surfaces.answers import METHODS
from touchline.surfaces.http import Application

_MOST_HEAD_BYTES: Final = limits.HTTP_HEADER_BYTES.maximum
_MOST_URL_BYTES: Final = 65_535
"""The longest path, with its query, that the parser can split."""
_NOT_ASCII: Final = re.compile(rb"[\x80-\xff]")
_NO_METHOD: Final = f"The method is not known; the methods are {METHODS}, in capitals."
_NO_PATH: Final = (
    "The path cannot be read. A path begins with /, and in it and its query spaces and characters "
    "beyond ASCII are percent-encoded: a space as %20, ñ as %C3%B1."
)
_NO_HTTP: Final = (
    "This is not HTTP/1.1 ({reason}). A request is a method such as GET, a path in which a space "
    "is written %20, and HTTP/1.1, then lines of a header's name, a colon and its value."
)


class HttpProtocol(HttpToolsProtocol):
    """One connection.

    What is no request is answered in JSON, once. A head may be as long as any setting allows before
    the connection ends; the setting itself holds for whole heads, in `Application`. The parser
    takes no bytes beyond ASCII in a path, so they are percent-encoded before it sees them.
    """

    url = b""
    _is_between = True
    _is_in_line = False
    _is_in_head = False
    _head_bytes = 0

    def data_received(self, data: bytes) -> None:
        """Read what came."""
        if self._is_between or self._is_in_line:
            # Of requests that come at once only the first is known to begin here.
            self._is_in_line = b"\n" not in data
            if not data.isascii():
                data = _with_ascii_line(data)
        super().data_received(data)
        if self._is_in_head:
            self._head_bytes += len(data)
            if self._head_bytes > _MOST_HEAD_BYTES:
                self._refuse(431, errors.head_too_long(self._max_header_bytes))

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
            most = min(self._max_header_bytes, _MOST_URL_BYTES)
            self._refuse(431, errors.path_too_long(most))
        else:
            self._refuse(400, _reason(sys.exception()))

    @property
    def _max_header_bytes(self) -> int:
        return cast(Application, self.config.app).max_header_bytes

    def _refuse(self, status: int, message: str) -> None:
        asked: RequestResponseCycle | None = self.cycle
        if asked is not None and not asked.response_complete:
            # The answer to an earlier request is still to be written; it is the last one here.
            asked.keep_alive = False
            return
        answer = errors.failure(status, message, [(b"connection", b"close")])
        head = [
            *self.server_state.default_headers,
            *answer.headers,
            (b"content-length", b"%d" % len(answer.body)),
        ]
        lines = [b"%b: %b\r\n" % (name, value) for name, value in head]
        self.transport.write(b"".join([STATUS_LINE[status], *lines, b"\r\n", answer.body]))
        self.transport.close()


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
