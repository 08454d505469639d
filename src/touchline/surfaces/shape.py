"""What every surface does with a request: find the operation, read it, run it, finish it."""

from collections.abc import Callable, Mapping
from typing import Final

from touchline.surfaces.answers import Answer, Headers
from touchline.surfaces.negotiation import Packer, finish
from touchline.surfaces.routing import Asked, Refused, Router, read_query

METHODS: Final = ("GET", "HEAD")
Failure = Callable[[int, str, Headers], Answer]
"""Makes an error answer in the shape of a surface from status, message and further headers."""


def answer_operation(
    router: Router,
    failure: Failure,
    packer: Packer,
    method: str,
    path: str,
    query: str,
    headers: Mapping[bytes, bytes],
    now: int,
) -> Answer:
    """Answer one request by the operations of a router, at a feed time (unix ms)."""
    found = router.find(path)
    if found is None:
        known = ", ".join(operation.path for operation in router.operations)
        return failure(404, f"No such endpoint. There are {known}.", [])
    if method not in METHODS:
        allow = ", ".join(METHODS)
        return failure(405, f"{method} is not allowed here; use GET.", [(b"allow", allow.encode())])
    operation, values = found
    try:
        asked = Asked(values, read_query(operation.query, query), headers, now)
        made = operation.handler(asked)
    except Refused as refused:
        return failure(refused.status, refused.message, [])
    return finish(made, headers, packer)
