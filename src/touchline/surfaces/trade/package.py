"""A package: what one customer of the feed gets, in which form, and of which events."""

from enum import StrEnum

import msgspec

from touchline.board.competitions import Nodes, is_within
from touchline.model.event import Event
from touchline.wire import Form


class OddsMode(StrEnum):
    """Whose prices a package holds (reference feed-protocol 2, ProviderOddsType)."""

    PROVIDER = "provider"
    AVERAGE = "average"
    BOTH = "both"


class Filters(msgspec.Struct, frozen=True):
    """Which events and markets are meant, by ids; what is empty does not limit."""

    sports: frozenset[int] = frozenset()
    locations: frozenset[int] = frozenset()
    leagues: frozenset[int] = frozenset()
    fixtures: frozenset[int] = frozenset()
    markets: frozenset[int] = frozenset()

    def takes(self, event: Event, nodes: Nodes) -> bool:
        """Tell whether an event is meant; outrights are in every competition around them."""
        said = event.fixture or event.outright.value
        sport = said.sport if said is not None else None
        location = said.location if said is not None else None
        return (
            (not self.fixtures or event.id in self.fixtures)
            and (not self.sports or (sport is not None and sport.id in self.sports))
            and (not self.locations or (location is not None and location.id in self.locations))
            and (not self.leagues or is_within(event, self.leagues, nodes))
        )

    def takes_market(self, market: int) -> bool:
        """Tell whether a market is meant."""
        return not self.markets or market in self.markets


class Package(msgspec.Struct, frozen=True):
    """A package as it was made."""

    id: int
    form: Form = Form.JSON
    odds: OddsMode = OddsMode.BOTH
    filters: Filters = Filters()

    @property
    def queue(self) -> str:
        """The name of its queue (reference feed-protocol 4)."""
        return f"_{self.id}_"
