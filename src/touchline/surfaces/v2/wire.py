"""What all wire structs of v2 have in common."""

from typing import Annotated

import msgspec
from msgspec import Meta, UnsetType


class V2Struct(msgspec.Struct, rename="camel", kw_only=True):
    """A part of a v2 body, named on the wire in camel case."""


Price = Annotated[float | None, Meta(description="Decimal odds; null where unreadable")]
PriceChange = Annotated[
    float | None,
    Meta(description="Price minus the last different price; null before the first change"),
]
Available = Annotated[
    bool, Meta(description="Whether the bet can be placed now: source, event, market, bet")
]
InstanceCaption = Annotated[
    str | UnsetType,
    Meta(description="The line, in the language's decimal notation; signed in handicaps"),
]
BetItemId = Annotated[str, Meta(description="Id of the bet")]
Code = Annotated[str, Meta(description="Outcome in short: 1, X, 2, O, U")]
Caption = Annotated[str, Meta(description="Outcome in words: the side, Draw, Over 2.5")]
MarketId = Annotated[str, Meta(description="Id of the market and its line")]
MarketSysname = Annotated[
    str, Meta(description="System name of the market: SOCCER_MATCH_RESULT, SOCCER_UNDER_OVER")
]
MarketCaption = Annotated[str, Meta(description="Name of the market in the language")]
PhaseSysname = Annotated[
    str | None, Meta(description="The phase with its sport: SOCCER_MATCH_SECOND_HALF")
]
Live = Annotated[bool, Meta(description="Whether the match is live")]
InPlay = Annotated[
    bool, Meta(description="Whether play goes on and at least one bet can be placed")
]
Elapsed = Annotated[
    int | None,
    Meta(
        description="Seconds of play since the match began, breaks left out, also in sports "
        "whose clock starts anew in each period. The last known ones where play stopped or "
        "the match ended early. A running clock goes on for at most 60 s (10 s in basketball) "
        "after the feed last told of it and then stands, as do phaseCaption and referenceTime, "
        "until it is told of again, also where Age is 0, since any other message makes the data "
        "young"
    ),
]
ReferenceTime = Annotated[
    str | None,
    Meta(
        description="When the clock showed elapsedSeconds, ISO 8601. A running clock that stands "
        "for want of news has stood since then"
    ),
]
