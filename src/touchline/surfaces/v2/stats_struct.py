"""The flat statistics of a match: one struct for all sports, its fields from the catalogue.

What a sport does not have, or the feed does not say, is absent.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Final

import msgspec
from msgspec import UNSET, Meta, UnsetType

from touchline.model.catalogue import SPORTS
from touchline.surfaces.v2.tables import NO_STATS, SPORT_STATS
from touchline.surfaces.v2.wire import (
    Available,
    InstanceCaption,
    Price,
    PriceChange,
    V2Struct,
)


class PartScore(V2Struct, kw_only=True):
    """The score of one part of a match, under the names that the sport has for its sides."""

    caption: str
    sysname: Annotated[str, Meta(description="The part's code in every language: Q1, S2")]
    home_score: int | UnsetType = UNSET
    away_score: int | UnsetType = UNSET
    player1_score: int | UnsetType = UNSET
    player2_score: int | UnsetType = UNSET
    home_winner: bool | UnsetType = UNSET
    away_winner: bool | UnsetType = UNSET
    player1_winner: bool | UnsetType = UNSET
    player2_winner: bool | UnsetType = UNSET
    in_play: bool | UnsetType = UNSET


class LiveBetItem(V2Struct, kw_only=True):
    """A bet with live odds and the change of its price."""

    bet_item_id: str
    market_sysname: str
    market_caption: str
    code: str
    caption: str
    instance_caption: InstanceCaption = UNSET
    price: Price
    price_change: PriceChange
    is_available: Available
    timestamp: Annotated[str, Meta(description="When this price was set, unix ms")]


class Incident(V2Struct):
    """Something that happened in a match."""

    type: str
    context: Annotated[str | None, Meta(description="H home, A away, null for neither")]
    captions: list[str]
    phase_code: str
    time_offset: Annotated[int | None, Meta(description="Minutes of play, null where unknown")]


def _sport_fields() -> Iterator[tuple[str, Any]]:
    """Yield the fields that depend on the sport, each once: its score, statistics, parts."""
    for sport in SPORTS:
        own = SPORT_STATS.get(sport.slug, NO_STATS)
        for side in sport.v2.sides:
            if (side, sport.score_unit) not in {("home", "goals"), ("away", "goals")}:
                yield f"{side}{sport.score_unit.title()}", int
        for statistic in sport.v2_statistics:
            for side in sport.v2.sides:
                yield statistic.key_of(side), int
        for name in (sport.v2.period_scores, own.period_scores):
            if name is not None:
                yield name, list[PartScore]
        if own.points:
            for side in sport.v2.sides:
                yield f"{side}GamePointsText", str
        if own.serves:
            yield f"{sport.v2.sides[0]}Serves", bool
        for name in own.counts:
            yield name, int
        for name in own.flags:
            yield name, list[bool]


_FIELDS: Final = [(name, kind | UnsetType, UNSET) for name, kind in dict(_sport_fields()).items()]


class _Head(V2Struct):
    id: str
    home_goals: Annotated[int, Meta(description="The score of the home side, in every sport")]
    away_goals: Annotated[int, Meta(description="The score of the away side, in every sport")]


_SportStats: Any = msgspec.defstruct(
    "SportStats", _FIELDS, bases=(_Head,), kw_only=True, module=__name__
)
_SportData: Any = msgspec.defstruct(
    "SportData",
    [("homeGoals", int | UnsetType, UNSET), ("awayGoals", int | UnsetType, UNSET), *_FIELDS],
    bases=(V2Struct,),
    kw_only=True,
    module=__name__,
)


# The catalogue says which fields there are, so their types are made when it is read.
class Stats(_SportStats, kw_only=True):  # type: ignore[call-arg, misc]
    """The live statistics of a match; without a clock its fields are null."""

    elapsed_seconds: Annotated[
        int | None,
        Meta(
            description="Seconds of play since the match began, breaks left out, also in sports "
            "whose clock starts anew in each period. The last known ones where play stopped or "
            "the match ended early"
        ),
    ]
    phase: Annotated[
        str | None,
        Meta(
            description="The period or break, how the match ended, or INTERRUPTED, ABANDONED, "
            "CANCELLED, LOST_COVERAGE"
        ),
    ]
    phase_sysname: Annotated[
        str | None, Meta(description="The phase with its sport: SOCCER_MATCH_SECOND_HALF")
    ]
    phase_caption: Annotated[
        str | None,
        Meta(
            description="The clock as minutes and seconds while the match goes on, else, and "
            "without a clock, the phase's name"
        ),
    ]
    phase_caption_long: Annotated[str | None, Meta(description="The phase in short: 2H, Q3, HT")]
    reference_time: Annotated[
        str | None, Meta(description="When the clock showed elapsedSeconds, ISO 8601")
    ]
    is_live: bool
    is_in_play: Annotated[
        bool, Meta(description="Whether play goes on and at least one bet can be placed")
    ]
    live_bet_items: list[LiveBetItem] | UnsetType = UNSET
    timeline: list[Incident] | UnsetType = UNSET


class LiveData(_SportData, kw_only=True):  # type: ignore[call-arg, misc]
    """The statistics of a match under the names of its sport alone."""

    discriminator: str
    event_sysname: str
    is_live: bool
    is_in_play: bool
    phase_sysname: str | None
    elapsed_seconds: int | None
    reference_time: str | None
    reference_time_unix: Annotated[int | None, Meta(description="Unix seconds")]
