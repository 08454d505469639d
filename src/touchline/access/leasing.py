"""Credits lent to servers in blocks, and what they report as spent, inside a transaction.

A lease moves credits of an account from free to leased. Reports take them off both; what is left
when it ends is free again. One writer at a time, so what is read here is so until the commit.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

import msgspec
from sqlalchemy import BindParameter, bindparam, delete, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from touchline.access import schema
from touchline.access.accounts import DAY_MS, Batch, Lease, Recorded, Spent
from touchline.access.database import Writing, upsert

_LATE_MS: Final = 7 * DAY_MS
"""How long a lease that ended unreported, and a server that is silent, are remembered."""

_AT_ONCE: Final = 1_000
"""How many rows are asked for in one statement; databases limit its parameters."""

_Place = tuple[int, int]
_Item = TypeVar("_Item")


class _Account(msgspec.Struct):
    id: int
    remaining: int
    leased: int
    is_open: bool


class _Lease(msgspec.Struct):
    account_id: int
    fence: int
    holder: str
    granted: int
    spent: int
    is_ended: bool


async def lend(
    writing: Writing, holder: str, wanted: Mapping[int, int], lasts_ms: int
) -> tuple[Lease, ...]:
    """Lease to a holder what is free of what it wants by account; none where nothing is free."""
    freed = await end_expired(writing, wanted)
    accounts = await _accounts(writing.connection, wanted)
    leases = []
    for account in accounts.values():
        granted = min(wanted[account.id], account.remaining - account.leased)
        if granted <= 0 or not account.is_open:
            continue
        account.leased += granted
        leases.append(
            Lease(
                account_id=account.id,
                holder=holder,
                fence=writing.version,
                granted=granted,
                expires_in_ms=lasts_ms,
            )
        )
    if leases:
        await _write_accounts(writing, [accounts[lease.account_id] for lease in leases])
        await writing.connection.execute(
            schema.lease.insert(),
            [
                {
                    "account_id": lease.account_id,
                    "fence": lease.fence,
                    "holder": holder,
                    "granted": lease.granted,
                    "spent": 0,
                    "expires_at": writing.now + lasts_ms,
                }
                for lease in leases
            ],
        )
    elif not freed:
        # Refused requests ask in vain: that costs no write.
        await writing.abandon()
    return tuple(leases)


async def record(writing: Writing, batch: Batch) -> Recorded:
    """Take a batch, unless it was taken before."""
    if not await _is_new(writing, batch):
        await writing.abandon()
        return Recorded()
    recorded = await charge(writing, batch.holder, batch.spent)
    connection = writing.connection
    if batch.usage:
        adding = upsert(connection, schema.usage)
        await connection.execute(
            adding.on_conflict_do_update(
                index_elements=list(schema.usage.primary_key),
                set_={
                    name: schema.usage.c[name] + adding.excluded[name]
                    for name in ("requests", "credits")
                },
            ),
            [msgspec.structs.asdict(row) for row in batch.usage],
        )
    if batch.used:
        key = schema.api_key.c
        used_at: BindParameter[int] = bindparam("used_at")
        await connection.execute(
            update(schema.api_key)
            .where(
                key.id == bindparam("key_id"),
                or_(key.last_used_at.is_(None), key.last_used_at < used_at),
            )
            .values(last_used_at=used_at),
            [{"key_id": key_id, "used_at": at} for key_id, at in batch.used.items()],
        )
    return recorded


async def charge(writing: Writing, holder: str, reports: Sequence[Spent]) -> Recorded:
    """Charge what is reported of a holder's leases and was not charged yet.

    A report counts from the grant, so that the same or an older one charges nothing. Never more
    than a lease granted is charged, nor, when the lease has ended, than is free.
    """
    connection = writing.connection
    leases = await _leases(connection, holder, [(one.account_id, one.fence) for one in reports])
    accounts = await _accounts(connection, {lease.account_id for lease in leases.values()})
    charged, uncollected, ended = 0, 0, []
    for report in reports:
        place = report.account_id, report.fence
        lease = leases.get(place)
        if lease is None or lease.is_ended:
            ended.append(place)
        if lease is None:
            continue
        account = accounts[lease.account_id]
        new = max(min(report.spent, lease.granted) - lease.spent, 0)
        lease.spent += new
        taken = min(new, account.remaining - account.leased) if lease.is_ended else new
        account.remaining -= taken
        charged += taken
        uncollected += new - taken
        if not lease.is_ended:
            account.leased -= taken
            if report.is_last:
                account.leased -= lease.granted - lease.spent
                # A later report of the same lease in this batch finds it as it now is.
                lease.is_ended = True
    if leases:
        await _write_accounts(writing, accounts.values())
        await _write_spent(connection, leases.values())
        last = {(one.account_id, one.fence) for one in reports if one.is_last}
        await _forget(connection, last & leases.keys())
    return Recorded(charged=charged, uncollected=uncollected, ended=tuple(ended))


async def has_expired(connection: AsyncConnection, now: int) -> bool:
    """Tell whether `end_expired` or `forget_old` has anything to do."""
    lease, holder = schema.lease.c, schema.holder.c
    old = now - _LATE_MS
    for found in (
        select(lease.fence).where(lease.ended_at.is_(None), lease.expires_at <= now),
        select(lease.fence).where(lease.ended_at <= old),
        select(holder.batch).where(holder.seen_at <= old),
    ):
        if (await connection.execute(found.limit(1))).first() is not None:
            return True
    return False


async def end_expired(writing: Writing, account_ids: Collection[int] | None = None) -> int:
    """End leases (of these accounts) that have expired; return how many credits are free again."""
    connection, lease = writing.connection, schema.lease.c
    expired = lease.ended_at.is_(None) & (lease.expires_at <= writing.now)
    freed: dict[int, int] = {}
    for some in [None] if account_ids is None else list(_chunks(list(account_ids))):
        which = expired if some is None else expired & lease.account_id.in_(some)
        ending = (
            update(schema.lease)
            .where(which)
            .values(ended_at=writing.now)
            .returning(lease.account_id, lease.granted, lease.spent)
        )
        for account_id, granted, spent in (await connection.execute(ending)).all():
            freed[account_id] = freed.get(account_id, 0) + granted - spent
    if not freed:
        return 0
    accounts = await _accounts(connection, freed)
    for account_id, credits in freed.items():
        accounts[account_id].leased -= credits
    await _write_accounts(writing, accounts.values())
    return sum(freed.values())


async def forget_old(writing: Writing) -> None:
    """Forget leases that ended, and servers that were silent, longer than anybody reports late."""
    old = writing.now - _LATE_MS
    await writing.connection.execute(delete(schema.lease).where(schema.lease.c.ended_at <= old))
    await writing.connection.execute(delete(schema.holder).where(schema.holder.c.seen_at <= old))


async def _is_new(writing: Writing, batch: Batch) -> bool:
    holder = schema.holder.c
    values = {"batch": batch.number, "seen_at": writing.now}
    noting = upsert(writing.connection, schema.holder).values(name=batch.holder, **values)
    noted = await writing.connection.execute(
        noting.on_conflict_do_update(
            index_elements=[holder.name], set_=values, where=holder.batch < batch.number
        ).returning(holder.batch)
    )
    return noted.first() is not None


async def _accounts(connection: AsyncConnection, ids: Collection[int]) -> dict[int, _Account]:
    account, found = schema.account.c, {}
    for some in _chunks(list(ids)):
        rows = await connection.execute(
            select(
                account.id, account.remaining, account.leased, account.closed_at.is_(None)
            ).where(account.id.in_(some))
        )
        for row in rows:
            found[row[0]] = _Account(*row)
    return found


async def _write_accounts(writing: Writing, accounts: Collection[_Account]) -> None:
    await writing.connection.execute(
        update(schema.account)
        .where(schema.account.c.id == bindparam("which"))
        .values(balance_version=writing.version),
        [
            {"which": account.id, "remaining": account.remaining, "leased": account.leased}
            for account in accounts
        ],
    )


async def _leases(
    connection: AsyncConnection, holder: str, places: Sequence[_Place]
) -> dict[_Place, _Lease]:
    lease, found = schema.lease.c, {}
    columns = lease.account_id, lease.fence, lease.holder, lease.granted, lease.spent
    for some in _chunks(places):
        rows = await connection.execute(
            select(*columns, lease.ended_at.is_not(None)).where(
                lease.holder == holder, tuple_(lease.account_id, lease.fence).in_(some)
            )
        )
        for row in rows:
            found[row[0], row[1]] = _Lease(*row)
    return found


async def _write_spent(connection: AsyncConnection, leases: Collection[_Lease]) -> None:
    await connection.execute(
        update(schema.lease).where(*_AT_PLACE).values(spent=bindparam("so_far")),
        [{**_place(lease.account_id, lease.fence), "so_far": lease.spent} for lease in leases],
    )


async def _forget(connection: AsyncConnection, places: Collection[_Place]) -> None:
    if places:
        await connection.execute(
            delete(schema.lease).where(*_AT_PLACE), [_place(*place) for place in places]
        )


def _place(account_id: int, fence: int) -> dict[str, Any]:
    return {"of_account": account_id, "of_fence": fence}


def _chunks(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]


_AT_PLACE: Final = (
    schema.lease.c.account_id == bindparam("of_account"),
    schema.lease.c.fence == bindparam("of_fence"),
)
