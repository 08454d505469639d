"""Why a request is refused, as data, and how each dialect says it (DECISIONS 30, rest-apis 1.8)."""

from enum import StrEnum
from typing import Final, Literal, NamedTuple

from touchline.access.known import KnownKey

Dialect = Literal["v1", "v2"]


class Reason(StrEnum):
    """Why; a client cannot tell a malformed key from an unknown or an inactive one."""

    NO_KEY = "no-key"
    MALFORMED_KEY = "malformed-key"
    UNKNOWN_KEY = "unknown-key"
    INACTIVE_KEY = "inactive-key"
    ACCOUNT_CLOSED = "account-closed"
    SCOPE = "scope"
    NAMESPACE = "namespace"
    CREDITS = "credits"
    MINUTE = "minute"
    DAY = "day"
    STORE = "store"


class Refusal(NamedTuple):
    """Why not, with the numbers that belong to it.

    `key` is known but where the key itself is refused. `tier` and `limit` belong to MINUTE
    and DAY, `scope` to SCOPE, `required` and `remaining` credits to CREDITS. `retry_after` is in
    seconds. `needs_lease` asks for more credits from the store before this is final.
    """

    reason: Reason
    key: KnownKey | None = None
    tier: str = ""
    limit: int = 0
    scope: str = ""
    required: int = 0
    remaining: int = 0
    retry_after: int | None = None
    needs_lease: bool = False

    @property
    def is_short(self) -> bool:
        """Tell whether it is final that there are too few credits."""
        return self.reason is Reason.CREDITS and not self.needs_lease


class Wording(NamedTuple):
    """What a refusal says."""

    status: int
    message: str


_INVALID: Final = (401, "Invalid API key")
_SAYS: Final[dict[Reason, tuple[int, str]]] = {
    Reason.NO_KEY: _INVALID,
    Reason.MALFORMED_KEY: _INVALID,
    Reason.UNKNOWN_KEY: _INVALID,
    Reason.INACTIVE_KEY: _INVALID,
    Reason.ACCOUNT_CLOSED: (403, "Account suspended"),
    Reason.SCOPE: (403, "Insufficient permissions. Requires: {scope}"),
    Reason.NAMESPACE: (
        403,
        "Test keys see only the namespace test, live keys only the others. Use a key of the other "
        "kind.",
    ),
    Reason.CREDITS: (402, "Insufficient credits"),
    Reason.MINUTE: (429, "Rate limit exceeded. {tier} tier allows {limit} requests/minute."),
    Reason.DAY: (429, "Rate limit exceeded. {tier} tier allows {limit} requests/day."),
    Reason.STORE: (503, "Credits cannot be counted right now. Try again in a second."),
}
_SAYS_V1: Final[dict[Reason, str]] = {
    Reason.NO_KEY: "Missing API Key",
    Reason.MALFORMED_KEY: "Invalid API Key",
    Reason.UNKNOWN_KEY: "Invalid API Key",
    Reason.INACTIVE_KEY: "Invalid API Key",
    Reason.ACCOUNT_CLOSED: "Account Suspended",
}


def wording(refusal: Refusal, dialect: Dialect) -> Wording:
    """Return what a refusal says in a dialect."""
    status, message = _SAYS[refusal.reason]
    if dialect == "v1":
        message = _SAYS_V1.get(refusal.reason, message)
    return Wording(
        status, message.format(scope=refusal.scope, tier=refusal.tier, limit=refusal.limit)
    )
