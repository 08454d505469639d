"""What the outside of a message says: its type, and when it was sent. Nothing else is decoded."""

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import msgspec

from touchline.model.enums import MessageType

_TYPE: Final = "MessageType"
_SENT: Final = "timestamp_in_ms"
_HEAD_BYTES: Final = 2_048
_LEAST_MS: Final = 100_000_000_000
"""A stamp below is of seconds (reference feed-protocol, 1)."""
_MOST: Final = 10**15
_XML_TYPE: Final = re.compile(rb"<Type>\s*([0-9]{1,9})\s*</Type>")
_XML_STAMP: Final = re.compile(rb"<ServerTimestamp>\s*([0-9]{1,15})\s*</ServerTimestamp>")


class Envelope(NamedTuple):
    """The type of a message and when it was sent (unix ms), None where nothing says it."""

    type: int | None
    sent_at: int | None

    @property
    def is_heartbeat(self) -> bool:
        """Whether it only says that the feed is alive."""
        return self.type == MessageType.HEARTBEAT


class _Header(msgspec.Struct, rename="pascal"):
    type: Any = None
    server_timestamp: Any = None


class _Message(msgspec.Struct, rename="pascal"):
    header: _Header | None = None


_messages = msgspec.json.Decoder(_Message)


def envelope_of(body: bytes, headers: Mapping[str, Any]) -> Envelope:
    """Return what a broker's headers say of a message, else its own header; raises nothing."""
    kind, stamp = _whole(headers.get(_TYPE)), _whole(headers.get(_SENT))
    if kind is None or stamp is None:
        own_kind, own_stamp = _own(body)
        kind = own_kind if kind is None else kind
        stamp = own_stamp if stamp is None else stamp
    if stamp is not None and stamp < _LEAST_MS:
        stamp *= 1_000
    return Envelope(kind, stamp)


def _own(body: bytes) -> tuple[int | None, int | None]:
    if body.lstrip()[:1] == b"<":
        head = body[:_HEAD_BYTES]
        return _found(_XML_TYPE, head), _found(_XML_STAMP, head)
    try:
        header = _messages.decode(body).header
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None, None
    if header is None:
        return None, None
    return _whole(header.type), _whole(header.server_timestamp)


def _found(pattern: re.Pattern[bytes], head: bytes) -> int | None:
    match = pattern.search(head)
    return None if match is None else int(match[1])


def _whole(value: object) -> int | None:
    if isinstance(value, bytes):
        value = value.decode(errors="replace")
    if isinstance(value, str):
        return int(value) if re.fullmatch(r"[0-9]{1,15}", value, re.ASCII) else None
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MOST:
        return value
    return None
