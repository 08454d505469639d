"""Usage added up, for bills and charts."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from touchline.access.accounts import DAY_MS, UsageField, UsageTotal
from touchline.access.schema import usage

_columns: Final = usage.c
_BY: Final[dict[UsageField, ColumnElement[Any]]] = {
    "account": _columns.account_id.label("account_id"),
    "key": _columns.key_id.label("key_id"),
    "operation": _columns.operation.label("operation"),
    "hour": _columns.hour.label("at"),
    "day": (_columns.hour - _columns.hour % DAY_MS).label("at"),
}


async def usage_totals(
    connection: AsyncConnection,
    account_id: int | None,
    since: int,
    until: int,
    by: Collection[UsageField],
    limit: int | None = None,
) -> tuple[UsageTotal, ...]:
    """Return the totals of the hours that begin from `since` to before `until`, in order.

    With a limit only so many of them.
    """
    # A day is made of hours: whoever asks for both wants the finer.
    fields = [name for name in _BY if name in by and not (name == "day" and "hour" in by)]
    groups = [_BY[name] for name in fields]
    query = (
        select(
            *groups,
            func.sum(_columns.requests).label("requests"),
            func.sum(_columns.credits).label("credits"),
        )
        .where(_columns.hour >= since, _columns.hour < until)
        .group_by(*groups)
        .order_by(*groups)
        .limit(limit)
    )
    if account_id is not None:
        query = query.where(_columns.account_id == account_id)
    rows = await connection.execute(query)
    return tuple(
        UsageTotal(**{**row, "requests": int(row["requests"]), "credits": int(row["credits"])})
        for row in rows.mappings()
        if row["requests"] is not None
    )
