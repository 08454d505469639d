"""The front door: sniff the form of a body and decode it, or encode a message in a form."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final

import msgspec

from touchline.base import limits
from touchline.base.errors import WireError
from touchline.model.enums import MessageType
from touchline.model.feed_struct import FeedStruct
from touchline.model.instants import unix_milliseconds
from touchline.model.message import Body, EventUpdate, Header, KeepAlive, Message
from touchline.wire.bounds import Bounds
from touchline.wire.encoding import unmarked
from touchline.wire.envelope import has_known_type, json_message, xml_message
from touchline.wire.json_reader import read_json
from touchline.wire.json_writer import write_json, write_legacy_json
from touchline.wire.legacy import legacy_header
from touchline.wire.tree import Reader, convert
from touchline.wire.xml_reader import read_xml
from touchline.wire.xml_writer import write_message

_SPACE: Final = b" \t\r\n"
_OPENINGS: Final = frozenset({b"{", b"[", b"<"})
_FLAT_LEVELS: Final = 4


class Form(StrEnum):
    """The forms that a message has on the wire."""

    JSON = "json"
    LEGACY_JSON = "legacy-json"
    API_JSON = "api-json"
    XML = "xml"


class Decoded(msgspec.Struct, frozen=True):
    """A message with what was noticed on the way: unknown fields by name, and a repair."""

    message: Message
    unknown: dict[str, int] = {}
    is_repaired: bool = False


class _ApiMessage(FeedStruct):
    """The API form of a snapshot: the body is the list of events itself."""

    header: Header
    body: list[EventUpdate]


_today: Final = msgspec.json.Decoder(Message)
_api: Final = msgspec.json.Decoder(_ApiMessage)


def decode(
    body: bytes,
    *,
    max_bytes: int = limits.MESSAGE_BYTES.default,
    max_depth: int = limits.MESSAGE_DEPTH.default,
    max_elements: int = limits.XML_ELEMENTS.default,
) -> Decoded:
    """Decode a message of any form.

    Raises WireError with a code, a reason and a position; the caller keeps the body. Positions
    count in the body as UTF-8 without a byte order mark.
    """
    bounds = Bounds(max_bytes, max_depth, max_elements)
    if len(body) > max_bytes:
        raise bounds.too_large(body)
    first = body[:1]
    if first not in _OPENINGS:
        body = unmarked(body)
        first = body.lstrip(_SPACE)[:1]
    if first == b"<":
        return _decode_xml(body, bounds)
    if first in _OPENINGS:
        return _decode_json(body, bounds)
    if not first:
        raise WireError("wire-empty", "the body is empty", position="byte 0")
    raise WireError(
        "wire-not-a-message", "the body begins neither like JSON nor like XML", position="byte 0"
    )


def _decode_json(body: bytes, bounds: Bounds) -> Decoded:
    bounds.check_json(body)
    message = _decode_quickly(body, _decode_today) or _decode_quickly(body, _decode_api)
    return _decode_plain_json(body, bounds) if message is None else Decoded(message)


def _decode_quickly(body: bytes, as_form: Callable[[bytes], Message]) -> Message | None:
    """Decode what is exactly of a form, None for anything else."""
    try:
        message = as_form(body)
    except (ValueError, RecursionError):
        return None
    return _finish(message) if _is_flat(message) else None


def _decode_today(body: bytes) -> Message:
    message = _today.decode(body)
    message.is_snapshot = False
    return message


def _decode_api(body: bytes) -> Message:
    said = _api.decode(body)
    return Message(header=said.header, body=Body(events=said.body), is_snapshot=True)


def _is_flat(message: Message) -> bool:
    """Tell whether what may nest in itself nests so little that no depth need be counted."""
    body = message.body
    if body is None:
        return True
    events = body.events or []
    if body.competition is not None or body.competitions is not None:
        level = list(message.competition_trees())
        events = list(events)
        for _ in range(_FLAT_LEVELS):
            events.extend(event for node in level for event in node.events or ())
            level = [child for node in level for child in node.competitions or ()]
        if level:
            return False
    for event in events:
        if event.livescore is None:
            continue
        periods = event.livescore.periods or []
        for _ in range(_FLAT_LEVELS):
            periods = [inner for period in periods for inner in period.sub_periods or ()]
        if periods:
            return False
    return True


def _decode_plain_json(body: bytes, bounds: Bounds) -> Decoded:
    """Decode what is not exactly today's form: other dialects, unknown fields, wrong types."""
    tree = read_json(body, bounds)
    return _read(lambda reader: json_message(tree, reader))


def _decode_xml(body: bytes, bounds: Bounds) -> Decoded:
    root, is_repaired = read_xml(body, bounds)
    return _read(lambda reader: xml_message(root, reader), is_repaired)


def _read(arrange: Callable[[Reader], dict[str, Any]], is_repaired: bool = False) -> Decoded:
    reader = Reader(in_a_hurry=True)
    try:
        message: Message = convert(arrange(reader), Message)
    except WireError:
        reader = Reader()
        tree = arrange(reader)
        try:
            message = convert(tree, Message)
        except WireError:
            if "Body" not in tree or has_known_type(tree["Header"]):
                raise
            del tree["Body"]
            reader.count_unknown("Message", "Body")
            message = convert(tree, Message)
    return Decoded(_finish(message), reader.unknown, is_repaired)


def _finish(message: Message) -> Message:
    header = message.header
    if header.server_timestamp is not None:
        header.server_timestamp = unix_milliseconds(header.server_timestamp)
    if header.type == MessageType.KEEP_ALIVE:
        # Whatever says that nothing is live says it the same way from here on (DECISIONS 12).
        body = message.body = message.body or Body()
        body.keep_alive = body.keep_alive or KeepAlive()
        body.keep_alive.active_events = body.keep_alive.active_events or []
    return message


def encode(message: Message, form: Form = Form.JSON) -> bytes:
    """Encode a message in a form; what the form does not carry is left out (DECISIONS 5).

    Raises WireError, wire-cannot-encode, for a message that has no place in the API form.
    """
    if form is Form.XML:
        return write_message(message).encode("utf-8")
    if form is Form.LEGACY_JSON:
        return write_legacy_json(_envelope(legacy_header(message.header), message.body))
    header = message.header
    if header.msg_seq is None and header.msg_id is not None:
        header = msgspec.structs.replace(header, msg_seq=header.msg_id, msg_id=None)
    if form is Form.API_JSON:
        return write_json({"Header": header, "Body": _api_body(message)})
    return write_json(_envelope(header, message.body))


def _envelope(header: Header, body: Body | None) -> dict[str, Any]:
    return {"Header": header} if body is None else {"Header": header, "Body": body}


def _api_body(message: Message) -> list[Any]:
    if message.header.type in (MessageType.KEEP_ALIVE, MessageType.HEARTBEAT):
        raise WireError("wire-cannot-encode", "the API form carries events and competitions only")
    events: list[Any] = list((message.body.events or ()) if message.body is not None else ())
    return events + list(message.competition_trees())
