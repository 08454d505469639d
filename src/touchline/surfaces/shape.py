"""What every surface does with a request: find the operation, read it, run it, finish it."""

from collections.abc import Mapping

from touchline.surfaces.answers import ALLOW, READING, Answer, Failure
from touchline.surfaces.errors import not_allowed
from touchline.surfaces.negotiation import Packer, finish, unkept
from touchline.surfaces.routing import Asked, Operation, Refused, Router, read_query


def answer_method(method: str, failure: Failure) -> Answer | None:
    """Answer what the method alone decides, None for those that ask for a body."""
    if method in READING:
        return None
    if method == "OPTIONS":
        return Answer(204, [ALLOW], b"")
    return failure(405, not_allowed(method), [ALLOW])


def answer_operation(
    router: Router[Operation],
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
    decided = answer_method(method, failure)
    if decided is not None:
        return decided
    operation, values = found
    try:
        asked = Asked(values, read_query(operation.query, query), headers, now, method)
        made = operation.handler(asked)
    except Refused as refused:
        return failure(refused.status, refused.message, [])
    return finish(made, headers, packer) if operation.is_kept else unkept(made)
