"""A ledger by hand: accounts and keys as the store would tell of them, and clocks that are set."""

from collections.abc import Sequence
from random import Random

from touchline.access.accounts import Account, ApiKey, Balance, Changes, Kind, Lease
from touchline.access.keys import digest, last_four, new_key
from touchline.access.ledger import Admitted, Demand, Ledger, Outcome
from touchline.access.refusals import Reason, Refusal
from touchline.access.tariff import PRO, Tariff, Tier, default_tariff
from touchline.base.clock import ManualClock, parse_time

NOON = parse_time("2026-03-01T12:00:00Z")
LIVE = Demand("v2LiveMatches", "read:live-events", cost=2)
MATCHES = Demand("v2Matches", "read:matches", cost=1)
V1_LIVE = Demand("v1LiveEvents", "read:live-events")
HEALTH = Demand("v2Health", "read:health", needs_key=False)
QUOTA_OPERATIONS = ("v1LiveEvents", "v1Event")


def tariff(minute: int = 1_000_000, day: int = 1_000_000) -> Tariff:
    """Return the default tariff with a PRO tier of these limits."""
    given = default_tariff()
    pro = given.tiers[PRO]
    limited = Tier(
        requests_a_minute=minute,
        requests_a_day=day,
        connections=pro.connections,
        streams=pro.streams,
        scopes=pro.scopes,
    )
    return Tariff(tiers={**given.tiers, PRO: limited}, costs=given.costs)


class Hand:
    """A ledger whose store is played by the test."""

    def __init__(self, terms: Tariff | None = None) -> None:
        self.wall, self.monotonic = ManualClock(NOON), ManualClock(77_000)
        self.ledger = Ledger(terms or tariff(), QUOTA_OPERATIONS, self.wall, self.monotonic)
        self.fence = 0

    def advance(self, ms: int) -> None:
        """Let time pass on both clocks."""
        self.wall.advance(ms)
        self.monotonic.advance(ms)

    def account(
        self,
        *,
        id: int = 1,
        tier: str = PRO,
        closed_at: int | None = None,
        credits: int = 0,
        leased: int = 0,
    ) -> None:
        """Tell the ledger of an account and its balance."""
        source = Account(id=id, name="A", tier=tier, created_at=NOON, closed_at=closed_at)
        balance = Balance(account_id=id, remaining=credits, leased=leased)
        self.ledger.apply(Changes(version=1, accounts=(source,), balances=(balance,)))

    def key(
        self,
        *,
        id: int = 1,
        account: int = 1,
        kind: Kind = "live",
        scopes: Sequence[str] | None = None,
        is_active: bool = True,
    ) -> str:
        """Tell the ledger of a key and return its text."""
        text = new_key(kind, Random(id).randbytes)
        source = ApiKey(
            id=id,
            account_id=account,
            name="K",
            kind=kind,
            digest=digest(text),
            last_four=last_four(text),
            scopes=None if scopes is None else tuple(scopes),
            is_active=is_active,
            created_at=NOON,
        )
        self.ledger.apply(Changes(version=1, keys=(source,)))
        return text

    def lease(self, granted: int, *, account: int = 1, asked: int | None = None) -> Lease:
        """Grant the ledger a lease of 30 s."""
        self.fence += 1
        lease = Lease(
            account_id=account,
            holder="h",
            fence=self.fence,
            granted=granted,
            expires_in_ms=30_000,
        )
        self.ledger.grant(account, asked or granted, lease, self.monotonic.now)
        return lease

    def ask(self, key: str | None, demand: Demand, status: int = 200) -> int:
        """Return the status of a request that passes, or the one of its refusal by reason."""
        outcome = self.ledger.admit(key, demand)
        if isinstance(outcome, Admitted):
            self.ledger.charge(outcome, status)
            return status
        return 0

    def reason(self, key: str | None, demand: Demand) -> Reason:
        """Return why a request is refused."""
        return refusal(self.ledger.admit(key, demand)).reason


def refusal(outcome: Outcome) -> Refusal:
    """Return the refusal that an outcome is."""
    assert isinstance(outcome, Refusal), outcome
    return outcome


def admitted(outcome: Outcome) -> Admitted:
    """Return the passing that an outcome is."""
    assert isinstance(outcome, Admitted), outcome
    return outcome


def passed(outcomes: Sequence[Outcome]) -> int:
    """Return how many requests passed."""
    return sum(isinstance(outcome, Admitted) for outcome in outcomes)
