"""Examples of accounts, keys, credits and usage, for documents."""

from typing import Any, Final

import msgspec

from touchline.access.accounts import (
    HOUR_MS,
    Account,
    ApiKey,
    Balance,
    CreditEntry,
    NewKey,
    UsageTotal,
)
from touchline.access.tariff import PRO, default_tariff
from touchline.base.clock import format_time, parse_time
from touchline.surfaces import accounts

TARIFF: Final = default_tariff()
NOON: Final = parse_time("2026-03-01T12:00:00Z")
ACCOUNT: Final = Account(id=7, name="acme", tier=PRO, created_at=NOON)
BALANCE: Final = Balance(account_id=7, remaining=14_480, leased=50)
KEY: Final = ApiKey(
    id=12,
    account_id=7,
    name="website",
    kind="live",
    digest=b"",
    last_four="cdef",
    created_at=NOON,
    last_used_at=NOON + HOUR_MS,
)
ENTRIES: Final = (
    CreditEntry(account_id=7, amount=10_000, reason="opening", at=NOON),
    CreditEntry(account_id=7, amount=5_000, reason="invoice 17", at=NOON + HOUR_MS),
)
_TEXT: Final = f"sk_live_{'0123456789abcdef' * 4}"


def example(body: msgspec.Struct) -> Any:
    """Return a body as it is sent, decoded."""
    return msgspec.to_builtins(body)


ONE_ACCOUNT: Final = example(accounts.account_body(ACCOUNT, BALANCE))
WHOLE_ACCOUNT: Final = example(accounts.whole_account_body(ACCOUNT, BALANCE, [KEY], TARIFF))
CREDITS: Final = example(accounts.credits_body(BALANCE, ENTRIES))
ONE_BALANCE: Final = example(accounts.balance_body(BALANCE))
CLOSED_ACCOUNT: Final = {
    **ONE_ACCOUNT,
    "status": "Closed",
    "closedAt": format_time(NOON + HOUR_MS),
}
ONE_KEY: Final = example(accounts.key_body(KEY, ACCOUNT, TARIFF))
INACTIVE_KEY: Final = {**ONE_KEY, "status": "Inactive"}
NEW_KEY: Final = example(accounts.new_key_body(NewKey(KEY, _TEXT), ACCOUNT, TARIFF))
USAGE: Final = example(
    accounts.usage_body(
        NOON,
        NOON + HOUR_MS,
        [
            UsageTotal(operation="v1LiveEvents", at=NOON, requests=720, credits=0),
            UsageTotal(operation="v2LiveMatches", at=NOON, requests=260, credits=520),
        ],
    )
)
