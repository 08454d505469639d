"""What the account API is asked and answers, beside what accounts and keys are everywhere."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from touchline.access.accounts import Kind
from touchline.surfaces.accounts import AccountBody, KeyBody
from touchline.surfaces.usage import UsageQuery, by_meta

_BY = ("key", "endpoint", "hour", "day")


class OwnAccountBody(AccountBody, kw_only=True, rename="camel"):
    """The account of the key that asks."""

    requests_per_minute: Annotated[
        int, Meta(description="How many requests a key may make in any 60 seconds")
    ]
    requests_per_day: Annotated[
        int, Meta(description="How many requests to v1 the account may make from 00:00 UTC")
    ]
    key: Annotated[KeyBody, Meta(description="The key that asks")]


class NewKey(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A key that is to be made."""

    name: Annotated[str, Meta(description="A name that no active key of the account has")]
    kind: Annotated[
        Kind | None, Meta(description="live or test; without it that of the key that asks")
    ] = None
    scopes: Annotated[
        list[str] | None,
        Meta(
            description="What it may do, no more than the key that asks; without it all of that "
            "but write:account"
        ),
    ] = None


class OwnUsageQuery(UsageQuery, frozen=True, kw_only=True):
    """The parameters of /account/usage."""

    by: Annotated[tuple[Literal["key", "endpoint", "hour", "day"], ...], by_meta(*_BY)] = (
        "hour",
        "endpoint",
    )
