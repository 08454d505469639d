"""The one set of options that every message struct shares."""

import msgspec


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

    id: int
    name: str | None = None


class ExtraData(FeedStruct, gc=False):
    """One name and value of the three kinds of extra data; spaces in the value stay."""

    name: str | None = None
    value: str | None = None
