"""What tiers allow and what requests cost, as data.

The numbers are those of reference rest-apis: 1.8 for the quotas of a day, 2.3 and row 25 of 4 for
the costs, 3 for connections and streams.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

import msgspec

from touchline.access.accounts import AccessError

FREE: Final = "FREE"
PRO: Final = "PRO"
ENTERPRISE: Final = "ENTERPRISE"

OPERATOR_SCOPE: Final = "operator"
"""The scope of the operator's API; only a key that names it, of an administrator, holds it."""

_MOST: Final = 2**53 - 1
_TIER_LEASTS: Final = {
    "requests_a_minute": 1,
    "requests_a_day": 1,
    "connections": 0,
    "streams": 0,
}


def scope_of(family: str) -> str:
    """Return the scope that a family of endpoints asks for."""
    return f"read:{family}"


FAMILIES: Final = ("account", "catalogue", "live-events", "matches", "odds", "stats", "teams")
"""The families of endpoints that need a key."""

READ_SCOPES: Final = tuple(scope_of(family) for family in FAMILIES)
LIVE_SCOPE: Final = scope_of("live-events")

WRITE_SCOPE: Final = "write:account"
"""The scope to make, rename and deactivate keys of the own account. Only a key that names it holds
it: who finds a key that only reads cannot make another one that outlives it."""

SCOPES: Final = (*READ_SCOPES, WRITE_SCOPE)
"""What tiers may hold."""


class Tier(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an account of a tier may do.

    `requests_a_day` counts the requests of shapes that cost no credits (v1), from 00:00 UTC;
    `streams` are the subscriptions of one connection.
    """

    requests_a_minute: int
    requests_a_day: int
    connections: int
    streams: int
    scopes: tuple[str, ...]


class Tariff(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The tiers by name, the credits of a successful request by operation, and of all others."""

    tiers: Mapping[str, Tier]
    costs: Mapping[str, int]
    other_cost: int = 1

    def tier(self, name: str) -> Tier:
        """Return a tier. Raises AccessError when there is none of this name."""
        found = self.tiers.get(name)
        if found is None:
            raise AccessError(
                "tier-unknown", f"there is no tier {name[:64]!r}", expected=", ".join(self.tiers)
            )
        return found

    def cost(self, operation: str) -> int:
        """Return the credits of a request to an operation, by its id."""
        return self.costs.get(operation, self.other_cost)

    def scopes_held(self, tier: str, own: Collection[str] | None) -> frozenset[str]:
        """Return what a key may do: its own scopes as far as its tier goes.

        None are all but those that a key must name. A tier that is no longer in the tariff holds
        nothing; the operator's scope is no tier's.
        """
        known = self.tiers.get(tier)
        scopes = frozenset(known.scopes if known is not None else ())
        if own is None:
            return scopes - {WRITE_SCOPE}
        return (scopes | {OPERATOR_SCOPE}) & set(own)

    def check_scopes(self, tier: str, scopes: Iterable[str], *, is_admin: bool = False) -> None:
        """Raise AccessError for a scope that a new key of an account cannot hold."""
        held = self.tier(tier).scopes
        if is_admin:
            held = (*held, OPERATOR_SCOPE)
        for scope in scopes:
            if scope in held:
                continue
            if scope == OPERATOR_SCOPE:
                raise AccessError(
                    "scope-refused",
                    f"a key of this account cannot hold {scope}",
                    expected="an administrator's account, as of accounts create --admin",
                )
            if scope not in SCOPES:
                raise AccessError(
                    "scope-unknown", f"there is no scope {scope[:64]!r}", expected=", ".join(held)
                )
            raise AccessError(
                "scope-refused",
                f"a key of this {tier} account cannot hold {scope}",
                expected=", ".join(held),
            )


def default_tariff() -> Tariff:
    """Return the tariff of an installation that sets nothing."""
    free = tuple(scope for scope in SCOPES if scope != LIVE_SCOPE)
    return Tariff(
        tiers={
            FREE: Tier(
                requests_a_minute=60,
                requests_a_day=100,
                connections=10,
                streams=5,
                scopes=free,
            ),
            PRO: Tier(
                requests_a_minute=1_000,
                requests_a_day=7_500,
                connections=75,
                streams=100,
                scopes=SCOPES,
            ),
            ENTERPRISE: Tier(
                requests_a_minute=5_000,
                requests_a_day=150_000,
                connections=250,
                streams=500,
                scopes=SCOPES,
            ),
        },
        costs=dict(_COSTS),
    )


def check_tariff(tariff: Tariff) -> Tariff:
    """Return the tariff. Raises AccessError naming the place that cannot be as it is."""
    if not tariff.tiers:
        raise _wrong("tariff.tiers", "is empty", "at least one tier")
    for name, tier in tariff.tiers.items():
        place = f"tariff.tiers.{name}"
        if not name or not name.isprintable():
            raise _wrong("tariff.tiers", f"{name!r} is no name", "a name that can be printed")
        for field, least in _TIER_LEASTS.items():
            _check_number(f"{place}.{field}", getattr(tier, field), least)
        for scope in tier.scopes:
            if scope not in SCOPES:
                raise _wrong(f"{place}.scopes", f"{scope!r} is no scope", ", ".join(SCOPES))
    for operation, cost in tariff.costs.items():
        _check_number(f"tariff.costs.{operation}", cost, 0)
    _check_number("tariff.other_cost", tariff.other_cost, 0)
    return tariff


def _check_number(place: str, number: int, least: int) -> None:
    if not least <= number <= _MOST:
        raise _wrong(place, f"is {number}", f"a whole number from {least} to {_MOST}")


def _wrong(place: str, reason: str, expected: str) -> AccessError:
    return AccessError("tariff-wrong", reason, where=place, expected=expected)


QUOTA_OPERATIONS: Final = (
    "v1LiveSports",
    "v1Live",
    "v1LiveEvents",
    "v1LiveLeague",
    "v1LiveEvent",
    "v1Sports",
    "v1SportLeagues",
    "v1LeagueEvents",
    "v1TopEvents",
    "v1Event",
    "v1Status",
)
"""The endpoints that are paid by the quota of a day: those of v1 (DECISIONS 30)."""

_COSTS: Final = {
    **dict.fromkeys(QUOTA_OPERATIONS, 0),
    "v2LiveMatches": 2,
    "v2Matches": 1,
    "v2TrendingMatches": 2,
    "v2Match": 1,
    "v2LiveOdds": 2,
    "v2Teams": 1,
    "v2Regions": 0,
    "v2Competitions": 0,
    "v2Stats": 0,
    "v2Health": 0,
}
