"""What is known now of keys, accounts and credits, and the answer whether a request may pass.

Nothing here waits or asks anybody: the keeper brings news from the store and takes away what is to
be written. One thread, no await, so that a decision and its reservation are one step.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from touchline.access.accounts import (
    Account,
    ApiKey,
    Changes,
    Lease,
    Recorded,
    Spent,
    UsageRow,
    UsageTotal,
)
from touchline.access.counts import UsageCounts
from touchline.access.credits import Part, settle
from touchline.access.keys import digest, is_well_formed
from touchline.access.known import KnownAccount, KnownKey
from touchline.access.pace import Pace
from touchline.access.rate import Days, Standing
from touchline.access.refusals import Reason, Refusal
from touchline.access.tariff import Tariff
from touchline.base.clock import Clock

_HASHED_CHARACTERS: Final = 128
_SECOND_MS: Final = 1_000
_logger: Final = logging.getLogger("touchline.access")


class Demand(NamedTuple):
    """What a request asks for; the same for every request to an operation of a namespace.

    `cost` is in credits. `is_test` tells whether the data are of the namespace `test`; None is for
    what belongs to no namespace.
    """

    operation: str
    scope: str
    cost: int = 0
    needs_key: bool = True
    is_test: bool | None = None


class Admitted:
    """A request that may pass; give it to `Ledger.charge` with the status of its answer.

    `day` is the one whose quota it counts in, `parts` are the credits set aside.
    """

    __slots__ = ("day", "demand", "is_settled", "key", "parts")

    def __init__(
        self,
        demand: Demand,
        key: KnownKey | None = None,
        day: int | None = None,
        parts: tuple[Part, ...] = (),
    ) -> None:
        self.demand = demand
        self.key = key
        self.day = day
        self.parts = parts
        self.is_settled = False


Outcome = Admitted | Refusal


class Standings(NamedTuple):
    """Where a key and its account stand: credits left, both limits, the day's end in unix ms."""

    credits: int
    minute: Standing
    day: Standing | None = None
    day_resets_at: int = 0


class Caller(NamedTuple):
    """Who shows a key, and where its day stands, which ends at a time in unix ms."""

    account: Account
    day: Standing
    day_resets_at: int


class Draft(NamedTuple):
    """What is to be written; `day` is the day that its requests count in."""

    spent: tuple[Spent, ...]
    usage: tuple[UsageRow, ...]
    used: Mapping[int, int]
    day: int

    def __bool__(self) -> bool:
        """Tell whether there is anything to write."""
        return bool(self.spent or self.usage or self.used)


class Ledger:
    """Decides on requests from memory."""

    def __init__(
        self,
        tariff: Tariff,
        quota_operations: Collection[str],
        wall_clock: Clock,
        monotonic_clock: Clock,
        pace: Pace | None = None,
    ) -> None:
        """Begin with no key at all; `quota_operations` are paid by the quota of a day (v1)."""
        self.pace = pace or Pace()
        self._tariff = tariff
        self._quota_operations = frozenset(quota_operations)
        self._wall_clock = wall_clock
        self._monotonic_clock = monotonic_clock
        self.days = Days(wall_clock, monotonic_clock)
        self._keys: dict[bytes, KnownKey] = {}
        self._accounts: dict[int, KnownAccount] = {}
        self._keys_of: dict[int, dict[int, KnownKey]] = {}
        self._holding: dict[int, KnownAccount] = {}
        self._usage = UsageCounts(self.pace.usage_rows)
        self._measured_at = monotonic_clock()
        self.is_store_down = False
        self.refused: dict[Reason, int] = dict.fromkeys(Reason, 0)

    def admit(self, key_text: str | None, demand: Demand) -> Outcome:
        """Decide on a request and set aside what it may cost.

        Where the refusal says `needs_lease`, ask the keeper for one and then here again.
        """
        outcome = self._decide(key_text, demand)
        if isinstance(outcome, Refusal) and not outcome.needs_lease:
            self.refused[outcome.reason] += 1
        return outcome

    def charge(self, admitted: Admitted, status: int) -> int:
        """Settle a request by the status of its answer and return what it cost in credits.

        Only 2xx costs; anything else gives back what was set aside. The second time costs 0.
        """
        key = admitted.key
        if key is None or admitted.is_settled:
            return 0
        admitted.is_settled = True
        account = key.account
        is_spent = 200 <= status < 300
        settle(admitted.parts, is_spent=is_spent)
        if not is_spent:
            if account.day == admitted.day:
                account.day_here -= 1
            return 0
        demand = admitted.demand
        account.spent_since += demand.cost
        self._usage.add(
            account.id, key.source.id, demand.operation, demand.cost, self._wall_clock()
        )
        return demand.cost

    def standings(self, outcome: Outcome, *, with_day: bool = True) -> Standings | None:
        """Return where the key and the account of a request stand, None where they are unknown."""
        key = outcome.key
        if key is None:
            return None
        account, now = key.account, self._monotonic_clock()
        minute = key.window.standing(account.tier.requests_a_minute, now)
        # A refusal stands as it says: other servers may still hold credits of the account.
        is_short = isinstance(outcome, Refusal) and outcome.is_short
        credits = account.credits.left(now) if is_short else account.credits_left()
        return Standings(credits, minute, *(self._day(account) if with_day else ()))

    def caller(self, key_text: str) -> Caller | None:
        """Return who shows a key, None where it is unknown or cannot be used."""
        key = self._find(key_text)
        if key is None or not key.is_usable:
            return None
        return Caller(key.account.source, *self._day(key.account))

    def _day(self, account: KnownAccount) -> tuple[Standing, int]:
        number, wall, resets_at = self.days.today()
        limit = account.tier.requests_a_day
        left = limit - account.day_used(number)
        return Standing(limit, left if left > 0 else 0, resets_at - wall), resets_at

    def _decide(self, key_text: str | None, demand: Demand) -> Outcome:
        key = None if key_text is None else self._find(key_text)
        if not demand.needs_key:
            return _let_pass(demand, key)
        if key is None:
            return Refusal(_no_key(key_text))
        account = key.account
        # Before the key: closing an account also deactivates its keys, and says less.
        if not account.source.is_open:
            return Refusal(Reason.ACCOUNT_CLOSED, key)
        if not key.source.is_active:
            return Refusal(Reason.INACTIVE_KEY)
        now = self._monotonic_clock()
        tier, window = account.tier, key.window
        if not window.has_room(tier.requests_a_minute, now):
            reset = window.standing(tier.requests_a_minute, now).reset
            return _limited(Reason.MINUTE, key, tier.requests_a_minute, reset)
        outcome = self._decide_in_rate(key, demand, now)
        if not (isinstance(outcome, Refusal) and outcome.needs_lease):
            window.count(now)
            self._usage.touch(key.source.id, self._wall_clock())
        return outcome

    def _find(self, key_text: str) -> KnownKey | None:
        # Every text costs one hash; what is far longer than a key is cut, and found nowhere.
        return self._keys.get(digest(key_text[:_HASHED_CHARACTERS]))

    def _decide_in_rate(self, key: KnownKey, demand: Demand, now: int) -> Outcome:
        account = key.account
        if demand.scope not in key.scopes:
            return Refusal(Reason.SCOPE, key, scope=demand.scope)
        if demand.is_test is not None and demand.is_test != key.is_test:
            return Refusal(Reason.NAMESPACE, key)
        day = None
        if demand.operation in self._quota_operations:
            day, limit = self.days.number(), account.tier.requests_a_day
            if account.day_used(day) >= limit:
                reset = self.days.resets_at() - self._wall_clock()
                return _limited(Reason.DAY, key, limit, reset)
        parts: tuple[Part, ...] = ()
        if demand.cost:
            account.used_at = now
            reserved = account.credits.reserve(demand.cost, now)
            if reserved is None:
                return self._short_of_credits(key, demand.cost, now)
            parts = reserved
        account.day_here += day is not None
        return Admitted(demand, key, day, parts)

    def _short_of_credits(self, key: KnownKey, cost: int, now: int) -> Refusal:
        account = key.account
        needs_lease = not self.is_store_down and account.may_ask(now)
        is_unsure = self.is_store_down or account.store_failed
        if is_unsure and not account.came_short and not needs_lease:
            return Refusal(Reason.STORE, key, retry_after=1)
        return Refusal(
            Reason.CREDITS,
            key,
            required=cost,
            remaining=account.credits.left(now),
            needs_lease=needs_lease,
        )

    def apply(self, changes: Changes, *, with_balances: bool = True) -> None:
        """Take news of accounts and keys; balances only where all that was spent is written."""
        for account in changes.accounts:
            self._hear_of_account(account)
        for key in changes.keys:
            self._hear_of_key(key)
        if with_balances:
            for balance in changes.balances:
                self._accounts[balance.account_id].hear(balance)

    def wanted_ahead(self) -> dict[int, int]:
        """Return which accounts need how many credits more before long.

        Call it at intervals: use is measured from one call to the next.
        """
        now = self._monotonic_clock()
        elapsed, self._measured_at = now - self._measured_at, now
        wanted = {}
        for account in self._holding.values():
            account.measure(elapsed)
            amount = account.wanted_ahead(now)
            if amount:
                wanted[account.id] = amount
        return wanted

    def wanted_now(self, account_id: int, needed: int) -> int:
        """Return how many credits to ask for when requests that need so many wait, 0 for none."""
        account, now = self._accounts[account_id], self._monotonic_clock()
        missing = needed - account.credits.left(now)
        if missing <= 0 or self.is_store_down or not account.may_ask(now):
            return 0
        return max(missing, account.block())

    def grant(self, account_id: int, asked: int, lease: Lease | None, asked_at: int) -> None:
        """Take the store's answer to a lease that was asked for at a monotonic time."""
        account = self._accounts[account_id]
        granted = 0 if lease is None else lease.granted
        account.asked_at = self._monotonic_clock()
        account.store_failed = False
        account.came_short = granted < asked
        account.free = max(account.free - granted, 0)
        if lease is not None:
            account.credits.grant(lease, asked_at)
            self._holding[account_id] = account

    def ask_failed(self, account_id: int) -> None:
        """Note that the store did not answer for an account."""
        account = self._accounts[account_id]
        account.asked_at = self._monotonic_clock()
        account.store_failed = True

    def is_returning(self, account_id: int) -> bool:
        """Tell whether credits of an account are to be written back to the store."""
        return self._accounts[account_id].credits.is_returning(self._monotonic_clock())

    def let_go(self, *, everything: bool = False) -> None:
        """Stop spending from leases that are idle or getting old, or from all."""
        now = self._monotonic_clock()
        for account in self._holding.values():
            if everything:
                account.credits.close(now, keep_fresh=False)
            else:
                account.let_go(now)

    def draft(self) -> Draft:
        """Return what is to be written now; it must be acknowledged before the next draft."""
        now = self._monotonic_clock()
        spent = tuple(self._reports(now))
        usage, used = self._usage.take()
        return Draft(spent, usage, used, self.days.number())

    def acknowledge(self, draft: Draft, recorded: Recorded) -> None:
        """Note that a draft is written, and what the store said to it."""
        for report in draft.spent:
            account = self._accounts[report.account_id]
            account.written(report)
            if not account.credits:
                self._holding.pop(account.id, None)
        for account_id, fence in recorded.ended:
            self._accounts[account_id].credits.end(fence)
        for row in draft.usage:
            account = self._accounts[row.account_id]
            if account.day == draft.day and row.operation in self._quota_operations:
                account.day_written += row.requests

    def count_day(self, totals: Iterable[UsageTotal], day: int) -> None:
        """Take the requests of a day by account and operation, as all servers have written them.

        Only right when every draft is acknowledged.
        """
        requests: dict[int, int] = {}
        for row in totals:
            if row.account_id is not None and row.operation in self._quota_operations:
                requests[row.account_id] = requests.get(row.account_id, 0) + row.requests
        for account_id, total in requests.items():
            account = self._accounts.get(account_id)
            if account is not None:
                account.day_used(day)
                elsewhere = total - account.day_written
                account.day_elsewhere = max(account.day_elsewhere, elsewhere)

    def _hear_of_account(self, source: Account) -> None:
        if source.tier not in self._tariff.tiers:
            _logger.warning("account %d has no scopes: no tier %r", source.id, source.tier)
        known = self._accounts.get(source.id)
        if known is None:
            self._accounts[source.id] = KnownAccount(source, self._tariff, self.pace)
            self._keys_of[source.id] = {}
            return
        known.update(source, self._tariff)
        for key in self._keys_of[source.id].values():
            key.update(key.source, self._tariff)

    def _hear_of_key(self, source: ApiKey) -> None:
        keys = self._keys_of[source.account_id]
        known = keys.get(source.id)
        if known is None:
            known = KnownKey(source, self._accounts[source.account_id], self._tariff)
            keys[source.id] = self._keys[source.digest] = known
        known.update(source, self._tariff)

    def _reports(self, now: int) -> Iterator[Spent]:
        for account in self._holding.values():
            yield from account.credits.report(account.id, now)


def _let_pass(demand: Demand, key: KnownKey | None) -> Admitted:
    """Return what needs no key and counts nowhere; the key only tells where it stands."""
    passed = Admitted(demand, key if key is not None and key.is_usable else None)
    passed.is_settled = True
    return passed


def _no_key(key_text: str | None) -> Reason:
    if key_text is None:
        return Reason.NO_KEY
    return Reason.UNKNOWN_KEY if is_well_formed(key_text) else Reason.MALFORMED_KEY


def _limited(reason: Reason, key: KnownKey, limit: int, reset: int) -> Refusal:
    return Refusal(
        reason,
        key,
        tier=key.account.source.tier,
        limit=limit,
        retry_after=max(-(-reset // _SECOND_MS), 1),
    )
