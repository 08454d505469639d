"""Manual suspensions as clients say them, and as packages keep them."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any, Final

from touchline.base.clock import format_time
from touchline.surfaces.trade.directory import PackageDirectory, Suspension
from touchline.surfaces.trade.package import Filters
from touchline.surfaces.trade.requests import SuspensionAsked

Row = dict[str, Any]
MOST: Final = 100
"""Each event is held against every suspension of every package."""


def in_force(directory: PackageDirectory, package: int) -> Row:
    """Return the suspensions of a package."""
    return _answer([(_row(one), None) for one in directory.suspensions(package)])


async def activate(
    directory: PackageDirectory, package: int, asked: Iterable[SuspensionAsked], now: int
) -> Row:
    """Suspend at once, and return once that is kept; what is suspended already stays so.

    `now` is unix ms of feed time.
    """

    def act(one: Suspension) -> str | None:
        if len(directory.suspensions(package)) >= MOST:
            return f"is one too many; a package has at most {MOST} in force"
        directory.suspend(package, one)
        return None

    told = await _each(asked, now, act)
    await directory.keep_suspensions(package)
    return told


async def deactivate(
    directory: PackageDirectory, package: int, asked: Iterable[SuspensionAsked], now: int
) -> Row:
    """Lift what is suspended, and return once that is kept."""

    def act(one: Suspension) -> str | None:
        is_lifted = directory.lift(package, one)
        return None if is_lifted else "is not suspended by exactly these ids"

    told = await _each(asked, now, act)
    await directory.keep_suspensions(package)
    return told


async def _each(
    asked: Iterable[SuspensionAsked], now: int, act: Callable[[Suspension], str | None]
) -> Row:
    """Do one after the other; others have their turn between, for each goes over every event."""
    rows: list[tuple[Row, str | None]] = []
    for number, one in enumerate(asked):
        suspension = _suspension(one, now)
        wrong = _wrong(one) or act(suspension)
        await asyncio.sleep(0)
        reason = None if wrong is None else f"Suspensions[{number}] {wrong}"
        rows.append((_row(suspension), reason))
    return _answer(rows)


def _answer(rows: list[tuple[Row, str | None]]) -> Row:
    reasons = [reason for _, reason in rows if reason is not None]
    return {
        "Succeeded": not reasons,
        "Reason": "; ".join(reasons) if reasons else None,
        "Suspensions": [
            {"Succeeded": reason is None, "Reason": reason} | row for row, reason in rows
        ],
    }


def _wrong(asked: SuspensionAsked) -> str | None:
    """Return what is wrong with a suspension, None where it can be made."""
    ids = (asked.sport_id, asked.location_id, asked.competition_id, asked.fixture_id)
    if not any(ids) and not asked.markets:
        return "names nothing; it takes SportId, LocationId, CompetitionId, FixtureId or Markets"
    if not asked.fixture_id and any(one.line is not None for one in asked.markets or ()):
        return "names a Line without its FixtureId"
    if any(one.line is not None and not one.line.strip() for one in asked.markets or ()):
        return "has an empty Line; leave it out to mean the whole market"
    return None


def _suspension(asked: SuspensionAsked, now: int) -> Suspension:
    filters = Filters(
        sports=_ids(asked.sport_id),
        locations=_ids(asked.location_id),
        leagues=_ids(asked.competition_id),
        fixtures=_ids(asked.fixture_id),
    )
    lines = dict.fromkeys((one.market_id, one.line) for one in asked.markets or ())
    return Suspension(filters, tuple(lines), now)


def _ids(said: int | None) -> frozenset[int]:
    # Clients that cannot leave a number out send 0.
    return frozenset({said} if said else ())


def _row(one: Suspension) -> Row:
    """Return a suspension; what it does not name is left out."""
    row: Row = {}
    for name, ids in (
        ("SportId", one.filters.sports),
        ("LocationId", one.filters.locations),
        ("CompetitionId", one.filters.leagues),
        ("FixtureId", one.filters.fixtures),
    ):
        if ids:
            row[name] = min(ids)
    row["CreationDate"] = format_time(one.made_at)
    row["Markets"] = [
        {"MarketId": market} | ({} if line is None else {"Line": line})
        for market, line in one.lines
    ]
    return row
