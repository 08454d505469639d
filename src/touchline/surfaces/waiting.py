"""Surfaces that wait for something beside memory, and that read the bodies of requests."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping

from touchline.surfaces.answers import Answer, Headers

ReadBody = Callable[[int], Awaitable[bytes | None]]
"""Reads the body of a request, of at most so many bytes; None where it is longer.

Raises Refused where it never comes to its end.
"""


class WaitingSurface(ABC):
    """A surface whose answers wait.

    `prefixes` are the paths that it answers, with all below them. Where `takes_any_case`, they are
    in lower case and hold one segment each, and so are paths compared with them.
    """

    prefixes: tuple[str, ...]
    takes_any_case = False

    @abstractmethod
    async def answer(
        self,
        method: str,
        path: str,
        query: str,
        headers: Mapping[bytes, bytes],
        read_body: ReadBody,
    ) -> Answer:
        """Answer one request."""

    @abstractmethod
    def failure(self, status: int, message: str, headers: Headers) -> Answer:
        """Return an error in the shape of this surface."""
