"""Usage as the account's and the operator's APIs are asked for it."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec
from msgspec import Meta

from touchline.access.accounts import DAY_MS, HOUR_MS, UsageField
from touchline.base.clock import parse_time
from touchline.base.errors import UsageError
from touchline.surfaces.accounts import UsageBody, usage_body
from touchline.surfaces.routing import Refused, takes

if TYPE_CHECKING:
    # Importing it takes SQLAlchemy.
    from touchline.access.store import AccountStore

MOST_ROWS: Final = 10_000
"""How many rows an answer has at most."""

TOO_MANY_ROWS: Final = f"There are more than {MOST_ROWS} rows. Ask for less time or fewer fields."

_LONGEST_MS: Final = 400 * DAY_MS
_FIELDS: Final[dict[str, UsageField]] = {
    "account": "account",
    "key": "key",
    "endpoint": "operation",
    "hour": "hour",
    "day": "day",
}


class UsageQuery(msgspec.Struct, frozen=True, kw_only=True):
    """From when to when: at most 400 days, the last one unless told."""

    since: Annotated[
        str | None,
        Meta(
            description="From this hour on, which counts whole; without it the last 24 hours",
            examples=["2026-03-01T00:00:00Z"],
            extra={"takes": "since is a time such as 2026-03-01T00:00:00Z, or unix milliseconds."},
        ),
    ] = None
    until: Annotated[
        str | None,
        Meta(
            description="Only hours that begin before this; without it until now",
            examples=["2026-03-02T00:00:00Z"],
            extra={
                "takes": "until is a time such as 2026-03-02T00:00:00Z, or unix milliseconds; "
                "after since, by at most 400 days."
            },
        ),
    ] = None


def by_meta(*choices: str) -> Meta:
    """Return what the parameter `by` means that takes these."""
    return Meta(
        description="What to tell apart, the rest is added up; repeated, or separated by commas",
        extra={"takes": f"by is one or several of {', '.join(choices)}."},
    )


async def usage(
    store: "AccountStore", account_id: int | None, query: UsageQuery, by: Collection[str], now: int
) -> UsageBody:
    """Return the usage of one account or all, as asked for at a wall time in unix ms.

    Raises Refused 400 for times that are none, in the wrong order or too far apart, and where
    there would be too many rows.
    """
    until = now + 1 if query.until is None else _time(query, "until", query.until)
    since = until - DAY_MS if query.since is None else _time(query, "since", query.since)
    since = max(since - since % HOUR_MS, 0)
    if not 0 < until - since <= _LONGEST_MS:
        raise _refused(query, "until")
    fields = [_FIELDS[name] for name in by]
    totals = await store.usage(account_id, since, until, fields, limit=MOST_ROWS + 1)
    if len(totals) > MOST_ROWS:
        raise Refused(400, TOO_MANY_ROWS)
    return usage_body(since, until, totals)


def _time(query: UsageQuery, name: str, said: str) -> int:
    try:
        return parse_time(said)
    except UsageError:
        raise _refused(query, name) from None


def _refused(query: Any, name: str) -> Refused:
    return Refused(400, takes(type(query), name) or f"{name} is wrong.")
