"""The v2 surface: its paths, and one pure function over the picture."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from touchline.access.refusals import Dialect
from touchline.base.clock import Clock, wall_clock
from touchline.board.bookmakers import Bookmakers
from touchline.board.picture import Picture
from touchline.board.shown_odds import ShownBooks
from touchline.model.translations import Translations
from touchline.surfaces.answers import Answer, Headers
from touchline.surfaces.memo import Kept
from touchline.surfaces.negotiation import Packer
from touchline.surfaces.openapi import Documented, ErrorForm
from touchline.surfaces.routing import Found, Operation, Router
from touchline.surfaces.shape import answer_operation
from touchline.surfaces.v2.catalogue_endpoints import CatalogueEndpoints
from touchline.surfaces.v2.errors import EXAMPLES, MatchError, failure
from touchline.surfaces.v2.match_endpoints import MatchEndpoints
from touchline.surfaces.v2.matches import Matches
from touchline.surfaces.v2.operations import operations
from touchline.surfaces.v2.popularity import Views
from touchline.surfaces.v2.schedule import Schedule

_KEPT: Final = Kept()


class V2:
    """The v2 surface of one picture."""

    prefixes = ("/v2",)
    dialect: Dialect = "v2"

    def __init__(
        self,
        picture: Picture,
        *,
        books: ShownBooks | None = None,
        id_offset: int = 0,
        wall_clock: Clock = wall_clock,
        translations: Translations | None = None,
        packer: Packer | None = None,
        kept: Kept = _KEPT,
        is_store_up: Callable[[], bool] = lambda: True,
    ) -> None:
        """Show a picture; `id_offset` is added to public ids.

        `books` chooses the bookmakers; surfaces that share it show the same ones. Views are
        counted by the wall clock. So much is `kept` for the next to ask. `is_store_up` tells
        whether accounts can be read and written.
        """
        names = translations or Translations()
        books = books or ShownBooks()
        views = Views(wall_clock)
        schedule = Schedule(picture)
        matches = Matches(views, names, id_offset)
        self._router = Router(
            operations(
                MatchEndpoints(
                    picture, schedule, books, Bookmakers(picture), views, matches, id_offset, kept
                ),
                CatalogueEndpoints(
                    picture, schedule, names, id_offset, wall_clock, is_store_up, kept.bodies
                ),
            )
        )
        self._packer = packer or Packer()

    @property
    def operations(self) -> Sequence[Operation]:
        """The endpoints as data."""
        return self._router.operations

    def find(self, path: str) -> Found[Operation] | None:
        """Return the operation of a path."""
        return self._router.find(path)

    def answer(
        self, method: str, path: str, query: str, headers: Mapping[bytes, bytes], now: int
    ) -> Answer:
        """Answer one request at a feed time (unix ms)."""
        return answer_operation(
            self._router, failure, self._packer, method, path, query, headers, now
        )

    def failure(self, status: int, message: str, headers: Headers) -> Answer:
        """Return an error in the shape of v2."""
        return failure(status, message, headers)

    def documented(self) -> Documented:
        """Return what documents say of v2."""
        return Documented(
            name="v2",
            title="Touchline v2",
            description="Live and listed matches with statistics and price-tracked odds, in "
            "English, Spanish and Portuguese.",
            operations=self._router.operations,
            errors=ErrorForm(MatchError, EXAMPLES),
            security={
                "bearerAuth": {"type": "http", "scheme": "bearer", "bearerFormat": "API key"}
            },
        )
