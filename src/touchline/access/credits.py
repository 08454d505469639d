"""The credits of an account that this server may spend: leases, reservations, what is not reported.

Times are ms of the monotonic clock. A credit is reserved when a request is admitted, and spent or
given back when it is answered; it never leaves the lease that it was reserved from.
"""

from typing import Final, NamedTuple

from touchline.access.accounts import Lease, Spent

MARGIN_MS: Final = 5_000
"""How long before its end a lease is no longer spent from, so that the report arrives in time."""

_ABANDONED_MS: Final = 60_000


class Part(NamedTuple):
    """Credits reserved from one lease."""

    lease: "HeldLease"
    credits: int


class HeldLease:
    """A lease with what became of its credits; `spend_until` is when it stops being spent from."""

    __slots__ = (
        "began", "fence", "granted", "is_closing", "reported", "reserved", "spend_until", "spent",
    )  # fmt: skip

    def __init__(self, fence: int, granted: int, began: int, spend_until: int) -> None:
        self.fence = fence
        self.granted = granted
        self.began = began
        self.spend_until = spend_until
        self.spent = 0
        self.reserved = 0
        self.reported = 0
        self.is_closing = False

    def left(self, now: int) -> int:
        """Return how many credits may still be reserved."""
        if self.is_closing or now >= self.spend_until:
            return 0
        return self.granted - self.spent - self.reserved

    def is_done(self, now: int) -> bool:
        """Tell whether nothing can be spent from it any more, so that the rest can go back."""
        is_over = self.is_closing or now >= self.spend_until
        return is_over and (self.reserved == 0 or now >= self.spend_until + _ABANDONED_MS)


class HeldCredits:
    """The leases of one account on this server, oldest first."""

    __slots__ = ("_leases",)

    def __init__(self) -> None:
        self._leases: list[HeldLease] = []

    def __bool__(self) -> bool:
        """Tell whether there is any lease."""
        return bool(self._leases)

    def left(self, now: int) -> int:
        """Return how many credits may be reserved."""
        return sum(lease.left(now) for lease in self._leases)

    def fresh(self, now: int) -> int:
        """Return how many may be reserved from leases in the first half of their time."""
        return sum(
            lease.left(now) for lease in self._leases if now - lease.began < lease.spend_until - now
        )

    def is_returning(self, now: int) -> bool:
        """Tell whether credits of a lease that is over are on their way back to the store."""
        return any(
            lease.is_closing or now >= lease.spend_until
            for lease in self._leases
            if lease.granted > lease.spent
        )

    def unreported(self) -> int:
        """Return how many are spent that the store does not know of."""
        credits = 0
        for lease in self._leases:
            credits += lease.spent - lease.reported
        return credits

    def grant(self, lease: Lease, asked_at: int) -> None:
        """Take a lease that was asked for at a time; the store's term began no sooner."""
        spend_until = asked_at + lease.expires_in_ms - MARGIN_MS
        self._leases.append(HeldLease(lease.fence, lease.granted, asked_at, spend_until))

    def reserve(self, credits: int, now: int) -> tuple[Part, ...] | None:
        """Set credits aside and return from where, or None where there are too few."""
        for lease in self._leases:
            if lease.left(now) >= credits:
                lease.reserved += credits
                return (Part(lease, credits),)
        if self.left(now) < credits:
            return None
        parts = []
        for lease in self._leases:
            part = min(lease.left(now), credits)
            if part:
                lease.reserved += part
                credits -= part
                parts.append(Part(lease, part))
        return tuple(parts)

    def close(self, now: int, *, keep_fresh: bool) -> None:
        """Reserve no more from the leases, or only none in the second half of their time."""
        for lease in self._leases:
            if not keep_fresh or now - lease.began >= lease.spend_until - now:
                lease.is_closing = True

    def report(self, account_id: int, now: int) -> list[Spent]:
        """Return what the store does not know yet, with the leases that go back."""
        reports = []
        for lease in self._leases:
            is_last = lease.is_done(now)
            if is_last or lease.spent != lease.reported:
                # Reserved from no more once the report says that it is the last one.
                lease.is_closing = lease.is_closing or is_last
                reports.append(
                    Spent(
                        account_id=account_id, fence=lease.fence, spent=lease.spent, is_last=is_last
                    )
                )
        return reports

    def acknowledge(self, report: Spent) -> tuple[int, int]:
        """Note that the store knows a report; return what was new to it and what went back."""
        for lease in self._leases:
            if lease.fence == report.fence:
                new = report.spent - lease.reported
                lease.reported = report.spent
                if not report.is_last:
                    return new, 0
                self._leases.remove(lease)
                return new, lease.granted - lease.spent
        return 0, 0

    def end(self, fence: int) -> None:
        """Reserve no more from a lease that the store has ended."""
        for lease in self._leases:
            if lease.fence == fence:
                lease.is_closing = True


def settle(parts: tuple[Part, ...], *, is_spent: bool) -> None:
    """Spend what was reserved, or give it back."""
    for lease, credits in parts:
        lease.reserved -= credits
        if is_spent:
            lease.spent += credits
