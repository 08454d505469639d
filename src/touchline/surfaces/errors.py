"""Errors that no surface has for itself: their wording, and their shape where none is asked."""

from http import HTTPStatus
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from touchline.surfaces.answers import JSON_TYPE, NO_STORE, Answer, Headers


class StatusError(msgspec.Struct, rename="camel"):
    """An error; `error` is the name of the status, and 402 says what it would have cost."""

    status_code: Annotated[int, Meta(description="The status of the answer")]
    message: Annotated[str, Meta(description="What is wrong, and what would be right")]
    error: Annotated[str, Meta(description="Name of the status")]
    credits_required: Annotated[
        int | UnsetType, Meta(description="What the request would have cost; with 402 alone")
    ] = UNSET
    credits_remaining: Annotated[
        int | UnsetType, Meta(description="What is left; with 402 alone")
    ] = UNSET


def failure(status: int, message: str, headers: Headers | None = None) -> Answer:
    """Return an error answer; it is never cached."""
    return _answer(StatusError(status, message, HTTPStatus(status).phrase), headers)


def credits_lacking(
    message: str, required: int, remaining: int, headers: Headers | None = None
) -> Answer:
    """Return the error of a request that costs more credits than are left (rest-apis 2.3)."""
    status = HTTPStatus.PAYMENT_REQUIRED
    return _answer(StatusError(status.value, message, status.phrase, required, remaining), headers)


def not_allowed(method: str) -> str:
    """Return what 405 says."""
    return f"{method} is not allowed here; use GET."


def head_too_long(most: int) -> str:
    """Return what 431 says; `most` is in bytes."""
    return f"The head of a request has at most {most} bytes."


def path_too_long(most: int) -> str:
    """Return what 431 says of a path that is too long by itself; `most` is in bytes."""
    return f"A path with its query has at most {most} bytes."


def too_slow(most_ms: int) -> str:
    """Return what 408 says."""
    return f"The request was not whole after {most_ms / 1_000:g} s."


def too_many_connections() -> str:
    """Return what 503 says to a connection that there is no room for."""
    return "There are too many connections. Try again in a second."


def failed(request_id: str) -> str:
    """Return what 500 says; the log has the request under its id."""
    return f"Internal error; request {request_id}."


def _answer(error: StatusError, headers: Headers | None) -> Answer:
    body = msgspec.json.encode(error)
    return Answer(error.status_code, [JSON_TYPE, NO_STORE, *(headers or [])], body)
