"""What goes round the bodies of the snapshot and package APIs."""

from typing import Any, Final

import msgspec

from touchline.surfaces.answers import JSON_TYPE, NO_STORE, Answer, Headers

WRONG_CREDENTIALS: Final = "Incorrect user name or password for requested package"
_XML_TYPE: Final = (b"content-type", b"application/xml; charset=utf-8")
_TOO_LONG_SHOWN: Final = 2_000


def api_header() -> dict[str, Any]:
    """Return the header of a package API that did what was asked."""
    return {"HttpStatusCode": 200}


def body_of(row: dict[str, Any]) -> bytes:
    """Return the body of a package API as JSON.

    What nobody said is left out: clients with typed fields take no null where a number is due.
    """
    return msgspec.json.encode(_said(row))


def _said(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _said(one) for name, one in value.items() if one is not None}
    return [_said(one) for one in value] if isinstance(value, list) else value


def answered(header: dict[str, Any], body: bytes) -> Answer:
    """Return an answer; the body is JSON that is already made."""
    made = b'{"Header":%b,"Body":%b}' % (msgspec.json.encode(header), body)
    return Answer(200, [JSON_TYPE, NO_STORE], made)


def snapshot(document: bytes, *, is_xml: bool) -> Answer:
    """Return a snapshot that is already made."""
    return Answer(200, [_XML_TYPE if is_xml else JSON_TYPE, NO_STORE], document)


def failure(status: int, message: str, headers: Headers) -> Answer:
    """Return an error in the shape of both APIs (reference feed-protocol 5)."""
    header = {"HttpStatusCode": status, "Errors": [{"Message": message[:_TOO_LONG_SHOWN]}]}
    body = msgspec.json.encode({"Header": header, "Body": None})
    return Answer(status, [JSON_TYPE, NO_STORE, *headers], body)
