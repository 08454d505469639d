"""Accounts and keys as the ledger sees them: what the store said, and what happened since."""

import math
from typing import Final

from touchline.access.accounts import Account, ApiKey, Balance, Spent
from touchline.access.credits import HeldCredits
from touchline.access.pace import Pace
from touchline.access.rate import MinuteWindow
from touchline.access.tariff import Tariff, Tier

ASK_AGAIN_MS: Final = 1_000
"""How long after the store did not answer it is not asked again for an account."""

EMPTY_MS: Final = 10_000
"""How long an account that had too little to lease counts as empty without news of it."""

LEAST_AHEAD: Final = 10
"""Smaller blocks are leased only when a request needs them, so that servers share what is left."""

SHARE: Final = 4
"""At most one in so many of the free credits is leased at once ahead of need."""

ACTIVE_MS: Final = 10_000
IDLE_MS: Final = 15_000
_IDLE_WHERE_SHORT_MS: Final = 1_000
_SMOOTHING_MS: Final = 5_000


_NO_TIER: Final = Tier(requests_a_minute=50, requests_a_day=0, connections=0, streams=0, scopes=())
"""For an account whose tier is no longer in the tariff: its keys hold no scope."""


class KnownAccount:
    """An account: its tier, the credits that this server holds of it, the requests of its day.

    `remaining` and `free` are the store's balance as last heard of, `free` less what was leased
    since. A day's requests are those of this server, and those that only the store knows.
    """

    __slots__ = (
        "asked_at", "came_short", "credits", "day", "day_elsewhere", "day_here", "day_written",
        "free", "id", "pace", "per_ms", "remaining", "source", "spent_since", "store_failed",
        "tier", "used_at",
    )  # fmt: skip

    def __init__(self, source: Account, tariff: Tariff, pace: Pace) -> None:
        self.id = source.id
        self.pace = pace
        self.update(source, tariff)
        self.credits = HeldCredits()
        self.remaining = 0
        self.free = 0
        self.asked_at = 0
        self.came_short = False
        self.store_failed = False
        self.used_at = 0
        self.spent_since = 0
        self.per_ms = 0.0
        self.day = 0
        self.day_here = 0
        self.day_written = 0
        self.day_elsewhere = 0

    def update(self, source: Account, tariff: Tariff) -> None:
        """Take what the store says of it."""
        self.source = source
        self.tier = tariff.tiers.get(source.tier, _NO_TIER)

    def hear(self, balance: Balance) -> None:
        """Take its balance, which holds all that this server reported."""
        self.remaining = balance.remaining
        self.free = balance.free
        if balance.free > 0:
            self.came_short = False

    def written(self, report: Spent) -> None:
        """Note that the store knows what was spent of a lease."""
        new, returned = self.credits.acknowledge(report)
        self.remaining -= new
        if returned > 0:
            self.free += returned
            self.came_short = False

    def day_used(self, day: int) -> int:
        """Return how many requests count in a day, which is not before the last one asked for."""
        if self.day != day:
            self.day = day
            self.day_here = self.day_written = self.day_elsewhere = 0
        return self.day_here + self.day_elsewhere

    def may_ask(self, now: int) -> bool:
        """Tell whether the store may be asked for credits that a request needs."""
        since = now - self.asked_at
        if self.store_failed:
            return since >= ASK_AGAIN_MS
        return not self.came_short or since >= EMPTY_MS or self.credits.is_returning(now)

    def credits_left(self) -> int:
        """Return how many credits the account has on all servers, as far as is known."""
        left = self.remaining - self.credits.unreported()
        return left if left > 0 else 0

    def block(self) -> int:
        """Return how many credits to lease at once: a lease's time of recent use."""
        used = math.ceil(self.per_ms * self.pace.lease_ms)
        return min(max(self.pace.least_block, used), self.free // SHARE)

    def measure(self, elapsed_ms: int) -> None:
        """Learn the rate of use from what was spent in the ms since the last call."""
        weight = min(elapsed_ms / _SMOOTHING_MS, 1.0)
        if elapsed_ms > 0:
            self.per_ms += (self.spent_since / elapsed_ms - self.per_ms) * weight
            self.spent_since = 0

    def wanted_ahead(self, now: int) -> int:
        """Return how many credits to lease before they are needed, 0 for none."""
        target = self.block()
        fresh = self.credits.fresh(now)
        is_active = now - self.used_at < ACTIVE_MS and self.per_ms > 0
        if not is_active or target < LEAST_AHEAD or fresh * 2 >= target:
            return 0
        return target - fresh

    def let_go(self, now: int) -> None:
        """Stop spending from leases that are idle or in the second half of their time."""
        idle_ms = _IDLE_WHERE_SHORT_MS if self.free <= 0 else IDLE_MS
        self.credits.close(now, keep_fresh=now - self.used_at < idle_ms)


class KnownKey:
    """A key, with the requests of its last minute."""

    __slots__ = ("account", "is_test", "scopes", "source", "window")

    def __init__(self, source: ApiKey, account: KnownAccount, tariff: Tariff) -> None:
        self.account = account
        self.window = MinuteWindow()
        self.update(source, tariff)

    def update(self, source: ApiKey, tariff: Tariff) -> None:
        """Take what the store says of it; its scopes also depend on its account's tier."""
        self.source = source
        self.is_test = source.kind == "test"
        self.scopes = tariff.scopes_held(self.account.source.tier, source.scopes)

    @property
    def is_usable(self) -> bool:
        """Tell whether neither it nor its account was closed."""
        return self.source.is_active and self.account.source.is_open
