"""The parameters of v1's endpoints."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from touchline.surfaces.named_odds import PROVIDER

EVENT: Final = 730_817_814
"""The event, its league and its sport in the examples (seed 000)."""
LEAGUE: Final = 33_021
SPORT: Final = 1

_DEFAULT_COUNT: Final = 100
_MOST_COUNT: Final = 500
_SPORT: Final = Meta(
    ge=0,
    le=10**15,
    description="Sport id of v1, such as 1 for football",
    examples=[SPORT],
    extra={"takes": "sport is a whole number, such as 1 for football."},
)
_COUNT: Final = Meta(
    ge=1,
    le=_MOST_COUNT,
    description="The most events to return",
    examples=[_DEFAULT_COUNT],
    extra={"takes": f"count is a whole number from 1 to {_MOST_COUNT}."},
)


def _id(description: str, example: int) -> Meta:
    return Meta(ge=-(2**63), le=2**63 - 1, description=description, examples=[example])


EventId = Annotated[int, _id("Id of an event, as the lists give it", EVENT)]
LeagueId = Annotated[int, _id("Id of a league, as the lists give it", LEAGUE)]
SportId = Annotated[int, _id("Id of a sport, as /api/v1/sports gives it", SPORT)]

Provider = Annotated[str, PROVIDER] | None


class SportQuery(msgspec.Struct, frozen=True):
    """Filter to one sport; absent means all."""

    sport: Annotated[int, _SPORT] | None = None


class EventsQuery(msgspec.Struct, frozen=True):
    """One sport's events."""

    sport: Annotated[int, _SPORT] = 1
    count: Annotated[int, _COUNT] = _DEFAULT_COUNT
    provider: Provider = None


class TopQuery(msgspec.Struct, frozen=True):
    """The most important events, of one sport or of all."""

    sport: Annotated[int, _SPORT] | None = None
    count: Annotated[int, _COUNT] = _DEFAULT_COUNT
    provider: Provider = None


class LeagueQuery(msgspec.Struct, frozen=True):
    """How many events, and whose odds."""

    count: Annotated[int, _COUNT] = _DEFAULT_COUNT
    provider: Provider = None


class OddsQuery(msgspec.Struct, frozen=True):
    """Whose odds."""

    provider: Provider = None


def wrong_id(name: str, example: int) -> str:
    """Return what is said of an id of a path that is no number."""
    return f"{name} is a whole number of up to 63 bits, for example {example}."
