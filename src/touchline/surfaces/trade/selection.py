"""Which events of the picture a package gets, and which of them a request is about."""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from touchline.board.board import Board
from touchline.model.enums import COMPLETED_STATUSES, UPCOMING_STATUSES, FixtureStatus
from touchline.model.event import Event
from touchline.model.instants import milliseconds, unix_milliseconds
from touchline.surfaces.trade.directory import Subscriptions
from touchline.surfaces.trade.outright_trees import lineage
from touchline.surfaces.trade.package import Filters, Package
from touchline.surfaces.trade.requests import SnapshotRequest

Flow = Literal["in-play", "prematch"]

STATUSES: Final[dict[Flow, frozenset[int]]] = {
    "in-play": frozenset({2, 6, 8, 9}) | COMPLETED_STATUSES,
    "prematch": UPCOMING_STATUSES | COMPLETED_STATUSES | {FixtureStatus.NOT_SET},
}
"""The statuses of each flow. About to start is in both (reference feed-protocol 3), and so is
what is over, until it leaves the picture: both have bets whose settlement was perhaps missed."""


class Scope(NamedTuple):
    """What a package gets."""

    package: Package
    subscriptions: Subscriptions

    def takes(self, event: Event) -> bool:
        """Tell whether the package gets an event."""
        return self.package.filters.takes(event) or self.subscriptions.take(event)

    def events(self, board: Board) -> Iterator[Event]:
        """Yield every event of a board that the package gets."""
        return (event for event in board.seen_events() if self.takes(event))

    def matches(self, board: Board) -> Iterator[Event]:
        """Yield every match of a board that the package gets."""
        return (event for event in self.events(board) if event.fixture is not None)

    def takes_market(self, market: int) -> bool:
        """Tell whether the package gets a market."""
        return self.package.filters.takes_market(market)


class Selection:
    """Which events and markets a snapshot request is about."""

    def __init__(self, request: SnapshotRequest, board: Board) -> None:
        """Read a request; competitions are those of a board."""
        self._filters = Filters(
            sports=request.sports,
            locations=request.locations,
            fixtures=request.fixtures,
            markets=request.markets,
        )
        self._leagues = request.leagues
        self._tournaments = request.tournaments
        self._nodes = board.competitions
        self._from = _moment(request.from_date)
        self._to = _moment(request.to_date)
        self.since = _moment(request.timestamp)

    def takes(self, event: Event) -> bool:
        """Tell whether an event is asked for."""
        return (
            self._filters.takes(event)
            and self._is_in(event, self._leagues)
            and self._is_in(event, self._tournaments)
            and self._starts_in_time(event)
        )

    def takes_market(self, market: int) -> bool:
        """Tell whether a market is asked for."""
        return self._filters.takes_market(market)

    def _is_in(self, event: Event, ids: frozenset[int]) -> bool:
        """Tell whether an event is in one of these leagues, or of the competitions around it."""
        if not ids:
            return True
        if event.fixture is not None:
            return event.fixture.league is not None and event.fixture.league.id in ids
        return any(key[1] in ids for key in lineage(event.competition.value, self._nodes))

    def _starts_in_time(self, event: Event) -> bool:
        if self._from is None and self._to is None:
            return True
        said = event.fixture or event.outright.value
        start = milliseconds(said.start_date) if said is not None else None
        return (
            start is not None
            and (self._from is None or start >= self._from)
            and (self._to is None or start <= self._to)
        )


def _moment(said: object) -> int | None:
    """Return a time of a request in unix ms; 0 limits nothing."""
    return unix_milliseconds(said) if isinstance(said, int) and said else None
