"""Errors in the shape of v1 (reference rest-apis 1.8)."""

from typing import Final

import msgspec

from touchline.surfaces.answers import JSON_TYPE, NO_STORE, Answer, Headers

CODES: Final = {
    400: "BAD_REQUEST",
    401: "UNAUTHORIZED",
    402: "PAYMENT_REQUIRED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    429: "RATE_LIMIT_EXCEEDED",
    500: "INTERNAL_ERROR",
    503: "SERVICE_UNAVAILABLE",
}


def failure(status: int, message: str, headers: Headers | None = None) -> Answer:
    """Return an error answer; it is never cached."""
    body = msgspec.json.encode(
        {"success": False, "error": {"code": CODES[status], "message": message}}
    )
    return Answer(status, [JSON_TYPE, NO_STORE, *(headers or [])], body)
