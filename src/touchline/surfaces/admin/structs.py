"""What the operator's API is asked and answers, beside what accounts and keys are everywhere."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from touchline.access.accounts import MOST_CREDITS, Kind
from touchline.surfaces.accounts import AccountBody
from touchline.surfaces.usage import UsageQuery, by_meta

_TIER = Meta(description="Name of a tier, such as FREE, PRO or ENTERPRISE")


class Accounts(msgspec.Struct, kw_only=True):
    """Accounts."""

    data: Annotated[list[AccountBody], Meta(description="Closed ones too, the oldest first")]
    count: Annotated[int, Meta(description="How many accounts there are in data")]


class AccountsQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The parameters of /admin/accounts."""

    name: Annotated[
        str | None,
        Meta(
            description="Only the account of this name",
            examples=["acme"],
            extra={"takes": "name is the name of an account."},
        ),
    ] = None


class NewAccount(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """An account that is to be opened."""

    name: Annotated[str, Meta(description="A name that no other account has")]
    tier: Annotated[str, _TIER]
    credits: Annotated[
        int, Meta(ge=0, le=MOST_CREDITS, description="The credits that it begins with")
    ] = 0
    is_admin: Annotated[bool, Meta(description="Whether its keys may be an operator's")] = False


class AccountTier(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The new tier of an account."""

    tier: Annotated[str, _TIER]


class NewKey(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A key that is to be made."""

    name: Annotated[str, Meta(description="A name that no active key of the account has")]
    kind: Annotated[Kind, Meta(description="What it sees: live, or the simulator and recordings")]
    scopes: Annotated[
        list[str] | None,
        Meta(description="What it may do; without it all that its tier lets keys read"),
    ] = None


class NewCredits(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Credits that are to be given or taken back."""

    amount: Annotated[
        int,
        Meta(
            ge=-MOST_CREDITS,
            le=MOST_CREDITS,
            description="How many; below 0 they are taken back",
        ),
    ]
    reason: Annotated[str, Meta(description="Why, for the account's list of credits")] = "added"


class AllUsageQuery(UsageQuery, frozen=True, kw_only=True):
    """The parameters of /admin/usage."""

    account: Annotated[
        Annotated[int, Meta(ge=1, le=2**53)] | None,
        Meta(
            description="Only the account of this id",
            examples=[7],
            extra={"takes": "account is the id of an account."},
        ),
    ] = None
    by: Annotated[
        tuple[Literal["account", "key", "endpoint", "hour", "day"], ...],
        by_meta("account", "key", "endpoint", "hour", "day"),
    ] = ("account", "endpoint")
