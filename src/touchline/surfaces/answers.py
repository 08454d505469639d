"""What an answer is: status, headers and bytes that are already made."""

from typing import Final, NamedTuple

Headers = list[tuple[bytes, bytes]]

JSON_TYPE: Final = (b"content-type", b"application/json")


class Answer(NamedTuple):
    """A whole answer: status, headers and bytes that are already made."""

    status: int
    headers: Headers
    body: bytes
