"""The snapshot API and the package APIs over HTTP: the dialect of the feed's customers."""

import asyncio
import logging
import uuid
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Final

import msgspec
import zstandard

from touchline.access.accounts import AccessError, StoreError
from touchline.base import limits
from touchline.base.errors import SourceError
from touchline.board.picture import Picture
from touchline.model.enums import MessageType
from touchline.model.message import Header
from touchline.surfaces.answers import Answer, Headers
from touchline.surfaces.negotiation import ENCODINGS, VARY, accepted_encoding
from touchline.surfaces.routing import Refused
from touchline.surfaces.trade import answers
from touchline.surfaces.trade.call_limits import CallLimits, Kind, TooSoonError
from touchline.surfaces.trade.directory import Credentials, NotPublishedError, PackageDirectory
from touchline.surfaces.trade.operations import (
    OPERATIONS,
    Call,
    Operation,
    SnapshotOperation,
    snapshot_operations,
)
from touchline.surfaces.trade.receipts import Receipts
from touchline.surfaces.trade.requests import Request, SnapshotRequest, read_body, read_query
from touchline.surfaces.trade.selection import Scope
from touchline.surfaces.trade.snapshots import Snapshots
from touchline.surfaces.trade.turns import Turns
from touchline.surfaces.waiting import ReadBody, WaitingSurface
from touchline.wire import Form

_JSON_KINDS: Final = frozenset(
    {b"application/json", b"text/json", b"application/json-patch+json"}
)  # fmt: skip
_NO_JSON: Final = "The body is JSON; say so: Content-Type: application/json."
_NO_STORE: Final = "The store of packages does not answer now. Try again in a second."
_NO_BROKER: Final = "The distribution cannot be reached; try again."
_AGAIN: Final[Headers] = [(b"retry-after", b"1")]
_SMALLEST_PACKED: Final = 1_024
_gzip: Final = ENCODINGS["gzip"]
_SECOND_MS: Final = 1_000

_Some = Operation | SnapshotOperation

_logger: Final = logging.getLogger("touchline.http")


class TradeSurface(WaitingSurface):
    """Answers what customers of a feed ask its provider, in the shapes that they know.

    Paths and names are taken in any case; who asks says so in the body.
    """

    takes_any_case = True

    def __init__(
        self,
        picture: Picture,
        directory: PackageDirectory,
        *,
        turns: Turns | None = None,
        call_limits: CallLimits | None = None,
        max_body_bytes: int = limits.PACKAGE_BODY_BYTES.default,
        new_guid: Callable[[], str] = lambda: str(uuid.uuid4()),
    ) -> None:
        """Answer for the packages of a directory from a picture."""
        self._picture = picture
        self._directory = directory
        self._receipts = Receipts(picture)
        self._turns = turns or Turns(picture)
        self._call_limits = call_limits or CallLimits()
        self._max_body_bytes = max_body_bytes
        self._new_guid = new_guid
        self._ordering = asyncio.Lock()
        operations: list[_Some] = [*OPERATIONS, *snapshot_operations()]
        self._operations = {one.path.lower(): one for one in operations}
        self.prefixes = tuple(dict.fromkeys("/" + path.split("/")[1] for path in self._operations))

    async def answer(
        self,
        method: str,
        path: str,
        query: str,
        headers: Mapping[bytes, bytes],
        read_body: ReadBody,
    ) -> Answer:
        """Answer one request."""
        plain = path.lower().rstrip("/")
        operation = self._operations.get(plain)
        if operation is None:
            first = plain.split("/")[1]
            near = [one.path for key, one in self._operations.items() if key.split("/")[1] == first]
            return self.failure(404, f"No such path. There are {', '.join(near)}.", [])
        methods = [operation.method, *(["HEAD"] if operation.method == "GET" else []), "OPTIONS"]
        allow: Headers = [(b"allow", ", ".join(methods).encode())]
        if method == "OPTIONS":
            return Answer(204, allow, b"")
        if method not in methods:
            message = f"{method} is not allowed here; use {operation.method}."
            return self.failure(405, message, allow)
        try:
            answer = await self._answered(operation, plain, query, headers, read_body)
        except Refused as error:
            # What is left of a body that is too long is not read.
            closing: Headers = [(b"connection", b"close")] if error.status == 413 else []
            return self.failure(error.status, error.message, closing)
        except TooSoonError as error:
            seconds = -(-error.retry_ms // _SECOND_MS)
            return self.failure(429, error.message, [(b"retry-after", b"%d" % seconds)])
        except NotPublishedError as error:
            return self.failure(503, str(error), [])
        except SourceError as error:
            # Where the broker is concerns nobody but us.
            _logger.error("a customer's request did not reach the broker: %s", error)
            return self.failure(503, _NO_BROKER, _AGAIN)
        except AccessError as error:
            return self.failure(409, str(error), [])
        except StoreError as error:
            _logger.error("the store of packages did not answer: %s", error)
            return self.failure(503, _NO_STORE, _AGAIN)
        return await _packed(answer, headers)

    def failure(self, status: int, message: str, headers: Headers) -> Answer:
        """Return an error in the shape of both APIs."""
        return answers.failure(status, message, headers)

    async def _answered(
        self,
        operation: _Some,
        path: str,
        query: str,
        headers: Mapping[bytes, bytes],
        read_body: ReadBody,
    ) -> Answer:
        request = await self._request(operation, query, headers, read_body)
        credentials = Credentials(request.package_id, request.user_name, request.password)
        package = await self._directory.find(credentials)
        if package is None:
            raise Refused(401, answers.WRONG_CREDENTIALS)
        kind = Kind(path, None if operation.is_repeatable else _digest(request))
        if isinstance(request, SnapshotRequest):
            kind = kind._replace(is_snapshot=True, is_filtered=request.is_filtered)
        with self._call_limits.passing(package.id, kind):
            subscriptions = await self._directory.subscriptions(package.id)
            board, now = self._picture.board, self._now()
            scope = Scope(package, subscriptions, board)
            if isinstance(operation, Operation):
                call = Call(self._directory, scope, now, request, self._ordering)
                body = answers.body_of(await operation.handler(call))
                return answers.answered(answers.api_header(), body)
            assert isinstance(request, SnapshotRequest), "a snapshot takes no other"
            snapshots = Snapshots(board, self._receipts, self._turns)
            type_, guid = int(MessageType.SNAPSHOT), self._new_guid()
            # Stamps of older forms are whole seconds on the queue, and compared with this one.
            stamp = now if package.form is Form.JSON else now // _SECOND_MS * _SECOND_MS
            header = Header(type_, msg_guid=guid, server_timestamp=stamp)
            is_xml = package.form is Form.XML and b"json" not in headers.get(b"accept", b"").lower()
            made = await snapshots.document(operation.asked, scope, request, header, is_xml=is_xml)
            return answers.snapshot(made, is_xml=is_xml)

    async def _request(
        self,
        operation: _Some,
        query: str,
        headers: Mapping[bytes, bytes],
        read_bytes: ReadBody,
    ) -> Request:
        """Return what is asked. Raises Refused."""
        if operation.method == "GET":
            return read_query(query, operation.request)
        kind = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
        if kind not in _JSON_KINDS:
            raise Refused(415, _NO_JSON)
        said = await read_bytes(self._max_body_bytes)
        if said is None:
            raise Refused(413, f"The body has at most {self._max_body_bytes} bytes.")
        return read_body(said, operation.request)

    def _now(self) -> int:
        return max(self._picture.board.now, self._picture.feed_clock())


def _digest(request: Request) -> bytes:
    """Return what is the same for the same request, however it is written."""
    return blake2b(msgspec.json.encode(request, order="sorted"), digest_size=16).digest()


def _pack(encoding: str, body: bytes) -> bytes:
    # The packer that all others share is for one thread.
    return zstandard.ZstdCompressor(1).compress(body) if encoding == "zstd" else _gzip(body)


async def _packed(answer: Answer, headers: Mapping[bytes, bytes]) -> Answer:
    """Return an answer packed as the client takes it; long ones are packed beside the others."""
    encoding = accepted_encoding(headers.get(b"accept-encoding", b"").decode("latin-1"))
    if encoding is None or len(answer.body) < _SMALLEST_PACKED:
        return answer
    body = await asyncio.to_thread(_pack, encoding, answer.body)
    said = [*answer.headers, VARY, (b"content-encoding", encoding.encode())]
    return Answer(answer.status, said, body)
