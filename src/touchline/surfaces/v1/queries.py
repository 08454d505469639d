"""The parameters of v1's endpoints."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from touchline.base import limits
from touchline.surfaces.named_odds import PROVIDER

_BOUNDS: Final = limits.V1_COUNT
_SPORT: Final = Meta(
    ge=0,
    le=10**15,
    description="Sport id of v1, such as 1 for football",
    examples=[1],
    extra={"takes": "sport is a whole number, such as 1 for football."},
)
_COUNT: Final = Meta(
    ge=_BOUNDS.minimum,
    le=_BOUNDS.maximum,
    description="The most events to return",
    examples=[100],
    extra={"takes": f"count is a whole number from {_BOUNDS.minimum} to {_BOUNDS.maximum}."},
)
ID: Final = Annotated[
    int, Meta(ge=-(2**63), le=2**63 - 1, description="Id as the lists give it", examples=[33021])
]


Provider = Annotated[str, PROVIDER] | None


class SportQuery(msgspec.Struct, frozen=True):
    """Filter to one sport; absent means all."""

    sport: Annotated[int, _SPORT] | None = None


class EventsQuery(msgspec.Struct, frozen=True):
    """One sport's events."""

    sport: Annotated[int, _SPORT] = 1
    count: Annotated[int, _COUNT] = limits.V1_COUNT.default
    provider: Provider = None


class TopQuery(msgspec.Struct, frozen=True):
    """The most important events, of one sport or of all."""

    sport: Annotated[int, _SPORT] | None = None
    count: Annotated[int, _COUNT] = limits.V1_COUNT.default
    provider: Provider = None


class LeagueQuery(msgspec.Struct, frozen=True):
    """How many events, and whose odds."""

    count: Annotated[int, _COUNT] = limits.V1_COUNT.default
    provider: Provider = None


class OddsQuery(msgspec.Struct, frozen=True):
    """Whose odds."""

    provider: Provider = None
