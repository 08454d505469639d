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
