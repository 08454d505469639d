"""The v1 surface: its paths, and one pure function over the picture."""

from collections.abc import Mapping
from typing import Final

from touchline.access.refusals import Dialect
from touchline.base.clock import Clock, wall_clock
from touchline.board.bookmakers import Bookmakers
from touchline.board.picture import Picture
from touchline.board.shown_odds import ShownBooks
from touchline.surfaces.answers import Answer, Headers
from touchline.surfaces.memo import Kept
from touchline.surfaces.negotiation import Packer
from touchline.surfaces.openapi import Documented, ErrorForm
from touchline.surfaces.routing import Found, Operation, Router
from touchline.surfaces.shape import answer_operation
from touchline.surfaces.v1 import examples, structs
from touchline.surfaces.v1.account_status import OpenStatus, StatusAnswers
from touchline.surfaces.v1.current import Current
from touchline.surfaces.v1.errors import failure
from touchline.surfaces.v1.live import Live
from touchline.surfaces.v1.operations import BASE, operations
from touchline.surfaces.v1.prematch import Prematch

ALIASES: Final = ("/1xbet", "/v5")
"""Second base paths, without `/api/v1` (reference rest-apis 1.1)."""
_KEPT: Final = Kept()


class V1:
    """The v1 surface of one picture."""

    prefixes = (BASE, "/status", *ALIASES)
    dialect: Dialect = "v1"

    def __init__(
        self,
        picture: Picture,
        *,
        books: ShownBooks | None = None,
        id_offset: int = 0,
        wall_clock: Clock = wall_clock,
        status: StatusAnswers | None = None,
        packer: Packer | None = None,
        kept: Kept = _KEPT,
    ) -> None:
        """Show a picture; `id_offset` is added to public ids.

        `books` chooses the bookmakers; surfaces that share it show the same ones. `status` tells
        of accounts; without one there are none. So much is `kept` for the next to ask.
        """
        current = Current(picture)
        live = Live(picture, current, books or ShownBooks(), Bookmakers(picture), id_offset, kept)
        prematch = Prematch(current, live, id_offset, kept)
        self._status = status or OpenStatus(wall_clock)
        self._router = Router(operations(live, prematch, self._status))
        self._packer = packer or Packer()

    def find(self, path: str) -> Found[Operation] | None:
        """Return the operation of a path, also of a second base path."""
        return self._router.find(_canonical(path))

    def answer(
        self, method: str, path: str, query: str, headers: Mapping[bytes, bytes], now: int
    ) -> Answer:
        """Answer one request at a feed time (unix ms)."""
        self._status.count()
        return answer_operation(
            self._router, failure, self._packer, method, _canonical(path), query, headers, now
        )

    def failure(self, status: int, message: str, headers: Headers) -> Answer:
        """Return an error in the shape of v1."""
        return failure(status, message, headers)

    def documented(self) -> Documented:
        """Return what documents say of v1."""
        return Documented(
            name="v1",
            title="Touchline v1",
            description="Live sports, leagues and events, and what is still to come. The paths "
            "also answer under /1xbet without /api/v1.",
            operations=self._router.operations,
            errors=ErrorForm(structs.Error, examples.ERRORS),
            security={
                "apiKey": {"type": "apiKey", "in": "header", "name": "x-api-key"},
                "bearerKey": {"type": "http", "scheme": "bearer"},
            },
        )


def _canonical(path: str) -> str:
    for alias in ALIASES:
        if path.startswith(alias):
            rest = path[len(alias) :]
            return rest if rest.rstrip("/") == "/status" else BASE + rest
    return "/status" if path == f"{BASE}/status" else path
