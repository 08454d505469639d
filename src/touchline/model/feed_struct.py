"""The one set of options that every message struct shares."""

import sys
from typing import Annotated

import msgspec

Integer = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
"""A whole number of 64 bits: what other programs keep, and below which `NEVER` stands."""

Finite = Annotated[float, msgspec.Meta(ge=-sys.float_info.max, le=sys.float_info.max)]
"""A number that JSON can write: neither NaN nor infinite."""

Word = Annotated[str, msgspec.Meta(pattern=r"(?s)^(?!-?[0-9]+\Z).")]
"""Text that is not a number: what comes either as a number or as a word has one value in each."""


class FeedStruct(
    msgspec.Struct,
    rename="pascal",
    omit_defaults=True,
    forbid_unknown_fields=True,
    kw_only=True,
):
    """A part of a feed message, named on the wire as feeds name it (seed 004).

    Every field is optional unless the part makes no sense without it: absent and null both
    say nothing. Fields keep what was said, text included, so that nothing is lost by rounding.
    A struct is not changed once it is decoded. Unknown fields are refused here, so that the
    codec notices, counts and drops them.
    """


class Named(FeedStruct, gc=False):
    """An id with its name: a sport, location, stage, round, season, city, state or country."""

    id: Integer
    name: str | None = None


class ExtraData(FeedStruct, gc=False):
    """One name and value of the three kinds of extra data; spaces in the value stay."""

    name: str | None = None
    value: str | None = None
