"""A package: what one customer of the feed gets, in which form, and of which events."""

from enum import StrEnum

import msgspec

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

    def takes(self, event: Event) -> bool:
        """Tell whether an event is meant; the league of an outright is its competition."""
        said = event.fixture or event.outright.value
        sport = said.sport if said is not None else None
        location = said.location if said is not None else None
        return (
            (not self.fixtures or event.id in self.fixtures)
            and (not self.sports or (sport is not None and sport.id in self.sports))
            and (not self.locations or (location is not None and location.id in self.locations))
            and (not self.leagues or league_of(event) in self.leagues)
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


def league_of(event: Event) -> int | None:
    """Return the league of a match, or the competition that an outright is in."""
    if event.fixture is not None:
        return event.fixture.league.id if event.fixture.league is not None else None
    key = event.competition.value
    return None if key is None else key[1]
