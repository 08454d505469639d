"""What accounts, keys, credits and usage are; times are unix ms, credits whole numbers."""

import unicodedata
from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

import msgspec

from touchline.base.errors import TouchlineError

KEYS_AN_ACCOUNT: Final = 10
"""How many active keys an account may have (reference rest-apis 2.1)."""

KEYS_EVER: Final = 1_000
"""How many keys an account may ever have had; inactive ones are kept for their bills."""

MOST_CREDITS: Final = 2**53 - 1
"""The most credits of an account: what every JSON reader reads exactly."""

NAME_CHARACTERS: Final = 64
HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS

Kind = Literal["live", "test"]
"""What a key sees: real sources, or the namespace `test`."""

UsageField = Literal["account", "key", "operation", "hour", "day"]


class AccessError(TouchlineError):
    """An account, a key or credits are not as asked for."""


class StoreError(TouchlineError):
    """The store of accounts cannot be opened, or does not answer."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A customer; `is_admin` lets its keys hold the operator's scope."""

    id: int
    name: str
    tier: str
    created_at: int
    closed_at: int | None = None
    is_admin: bool = False

    @property
    def is_open(self) -> bool:
        """Tell whether its keys may be used."""
        return self.closed_at is None


class ApiKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key without its text; `scopes` None are those of the account's tier that read."""

    id: int
    account_id: int
    name: str
    kind: Kind
    digest: bytes
    last_four: str
    scopes: tuple[str, ...] | None = None
    is_active: bool = True
    created_at: int
    last_used_at: int | None = None


class NewKey(NamedTuple):
    """A key that was just made, and its text, which is nowhere else and never again."""

    key: ApiKey
    text: str


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """The credits of an account.

    `remaining` is all that is not recorded as spent; `leased` is the part of it that servers hold.
    """

    account_id: int
    remaining: int
    leased: int

    @property
    def free(self) -> int:
        """Return what can be leased now."""
        return self.remaining - self.leased


class CreditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Credits that were given (or taken back, below 0), and why."""

    account_id: int
    amount: int
    reason: str
    at: int


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """A block of credits that one server may spend.

    `fence` grows with every lease of the account. The lease ends `expires_in_ms` after the store
    granted it, by the store's clock: the holder counts from before it asked, by its monotonic
    clock, and stops earlier.
    """

    account_id: int
    holder: str
    fence: int
    granted: int
    expires_in_ms: int


class Spent(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a lease is spent since it was granted; `is_last` also gives back the rest."""

    account_id: int
    fence: int
    spent: int
    is_last: bool = False


class UsageRow(msgspec.Struct, frozen=True, kw_only=True):
    """Requests of a key to an operation in an hour, to be added; `hour` is its start."""

    account_id: int
    key_id: int
    operation: str
    hour: int
    requests: int
    credits: int


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """What a server writes at once.

    `number` grows by holder: a batch that may not have arrived is sent again as it was, and counts
    once. `used` holds when keys were last used, by key id.
    """

    holder: str
    number: int
    spent: tuple[Spent, ...] = ()
    usage: tuple[UsageRow, ...] = ()
    used: Mapping[int, int] = {}


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a batch.

    `charged` was taken off balances now. `uncollected` was reported as spent, but its lease had
    ended and no free credit was left. `ended` are (account id, fence) of leases that ended before.
    """

    charged: int = 0
    uncollected: int = 0
    ended: tuple[tuple[int, int], ...] = ()


class UsageTotal(msgspec.Struct, frozen=True, kw_only=True):
    """Usage added up; a field that it is not told apart by is None. `at` starts the hour or day."""

    account_id: int | None = None
    key_id: int | None = None
    operation: str | None = None
    at: int | None = None
    requests: int
    credits: int


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What changed since a version, as it is now; pass `version` the next time."""

    version: int
    accounts: tuple[Account, ...] = ()
    keys: tuple[ApiKey, ...] = ()
    balances: tuple[Balance, ...] = ()


def clean_name(text: str) -> str:
    """Return the name of an account or a key in the one form in which names are compared.

    Raises AccessError for one that is empty, longer than 64 characters, or cannot be printed.
    """
    name = unicodedata.normalize("NFC", text).strip()
    if not name or len(name) > NAME_CHARACTERS or not name.isprintable():
        raise AccessError(
            "name-refused",
            f"{text[:NAME_CHARACTERS]!r} is no name",
            expected=f"1 to {NAME_CHARACTERS} characters that can be printed",
        )
    return name
