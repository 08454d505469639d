"""Which events of the picture a package gets, and which of them a request is about."""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from touchline.board.board import Board
from touchline.board.competitions import is_within
from touchline.model.enums import COMPLETED_STATUSES, UPCOMING_STATUSES, FixtureStatus
from touchline.model.event import Event
from touchline.model.instants import milliseconds, unix_milliseconds
from touchline.surfaces.trade.directory import Subscriptions
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
    """What a package gets of a board."""

    package: Package
    subscriptions: Subscriptions
    board: Board

    def takes(self, event: Event) -> bool:
        """Tell whether the package gets an event."""
        nodes = self.board.competitions
        return self.package.filters.takes(event, nodes) or self.subscriptions.take(event, nodes)

    def events(self) -> Iterator[Event]:
        """Yield every event that the package gets."""
        return (event for event in self.board.seen_events() if self.takes(event))

    def matches(self) -> Iterator[Event]:
        """Yield every match that the package gets."""
        return (event for event in self.events() if event.fixture is not None)

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
            leagues=request.leagues,
            markets=request.markets,
        )
        self._tournaments = request.tournaments
        self._nodes = board.competitions
        self._from = _moment(request.from_date)
        self._to = _moment(request.to_date)
        self.since = _moment(request.timestamp)

    def takes(self, event: Event) -> bool:
        """Tell whether an event is asked for."""
        return (
            self._filters.takes(event, self._nodes)
            and (not self._tournaments or is_within(event, self._tournaments, self._nodes))
            and self._starts_in_time(event)
        )

    def takes_market(self, market: int) -> bool:
        """Tell whether a market is asked for."""
        return self._filters.takes_market(market)

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
