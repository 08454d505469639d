"""Errors that no surface has for itself: their wording, and their shape where none is asked."""

from http import HTTPStatus

import msgspec

from touchline.surfaces.answers import JSON_TYPE, NO_STORE, Answer, Headers


class StatusError(msgspec.Struct, rename="camel"):
    """An error; `error` is the name of the status."""

    status_code: int
    message: str
    error: str


def failure(status: int, message: str, headers: Headers | None = None) -> Answer:
    """Return an error answer; it is never cached."""
    body = msgspec.json.encode(StatusError(status, message, HTTPStatus(status).phrase))
    return Answer(status, [JSON_TYPE, NO_STORE, *(headers or [])], body)


def not_allowed(method: str) -> str:
    """Return what 405 says."""
    return f"{method} is not allowed here; use GET."


def head_too_long(most: int) -> str:
    """Return what 431 says; `most` is in bytes."""
    return f"The head of a request has at most {most} bytes."


def path_too_long(most: int) -> str:
    """Return what 431 says of a path that is too long by itself; `most` is in bytes."""
    return f"A path with its query has at most {most} bytes."


def failed(request_id: str) -> str:
    """Return what 500 says; the log has the request under its id."""
    return f"Internal error; request {request_id}."
