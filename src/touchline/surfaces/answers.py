"""What an answer is: status, headers and bytes that are already made."""

from collections.abc import Callable
from typing import Final, NamedTuple

Headers = list[tuple[bytes, bytes]]

JSON_TYPE: Final = (b"content-type", b"application/json")
NO_STORE: Final = (b"cache-control", b"no-store")
METHODS: Final = "GET, HEAD, OPTIONS"
"""The methods that every path takes, but where something is changed."""
ALL_METHODS: Final = f"{METHODS}, POST, PATCH"
"""Those that some path takes."""
READING: Final = frozenset({"GET", "HEAD"})
"""Those that ask for a body."""
ALLOW: Final = (b"allow", METHODS.encode())


class Answer(NamedTuple):
    """A whole answer: status, headers and bytes that are already made."""

    status: int
    headers: Headers
    body: bytes


Failure = Callable[[int, str, Headers], Answer]
"""Makes an error answer in the shape of a surface from status, message and further headers."""
