"""HTTP/1.1 as uvicorn reads it, with our errors for what is no request."""

from typing import Final

from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from touchline.base import limits
from touchline.surfaces import errors
from touchline.surfaces.answers import METHODS

_MOST_HEAD_BYTES: Final = limits.HTTP_HEADER_BYTES.maximum
_NO_REQUEST: Final = (
    f"This is not an HTTP/1.1 request that is understood here; the methods are {METHODS}, in "
    "capitals, and a path has no spaces."
)


class HttpProtocol(HttpToolsProtocol):
    """One connection.

    What is no request is answered in JSON, once. A head may be as long as any setting allows before
    the connection ends; the setting itself holds for whole heads, in `Application`.
    """

    _is_in_head = False
    _head_bytes = 0

    def data_received(self, data: bytes) -> None:
        """Read what came."""
        super().data_received(data)
        if self._is_in_head:
            self._head_bytes += len(data)
            if self._head_bytes > _MOST_HEAD_BYTES:
                self._refuse(431, errors.head_too_long(_MOST_HEAD_BYTES))

    def on_message_begin(self) -> None:
        """Note that a head begins."""
        super().on_message_begin()
        self._is_in_head = True

    def on_headers_complete(self) -> None:
        """Note that a head is whole."""
        self._is_in_head = False
        self._head_bytes = 0
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request."""
        self._is_in_head = False
        self._refuse(400, _NO_REQUEST)

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
