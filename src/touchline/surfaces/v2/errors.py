"""Errors in the shape of v2 (seed 002, reference rest-apis 4, row 22)."""

from http import HTTPStatus

import msgspec

from touchline.surfaces.answers import JSON_TYPE, Answer, Headers


class MatchError(msgspec.Struct, rename="camel"):
    """An error of v2; `error` is the name of the status."""

    status_code: int
    message: str
    error: str


def failure(status: int, message: str, headers: Headers | None = None) -> Answer:
    """Return an error answer; it is never cached."""
    body = msgspec.json.encode(MatchError(status, message, HTTPStatus(status).phrase))
    return Answer(status, [JSON_TYPE, (b"cache-control", b"no-store"), *(headers or [])], body)


EXAMPLES = {
    status: {
        "statusCode": status,
        "message": message,
        "error": HTTPStatus(status).phrase,
    }
    for status, message in {
        400: "limit takes a whole number from 1 to 100.",
        401: "Invalid API key",
        402: "Insufficient credits",
        403: "Insufficient permissions. Requires: read:live-events",
        404: "Event not found",
        429: "Rate limit exceeded. PRO tier allows 1000 requests/minute.",
    }.items()
}
"""An error of each status, for documents."""
