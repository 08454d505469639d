"""Manual suspensions as clients say them, and as packages keep them."""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final

from touchline.base.clock import format_time
from touchline.surfaces.trade.directory import PackageDirectory, Suspension
from touchline.surfaces.trade.package import Filters
from touchline.surfaces.trade.requests import SuspensionAsked
from touchline.surfaces.trade.suspended import MOST, MOST_LINES

Row = dict[str, Any]
_MOST_MARKETS: Final = 100
"""How many markets and lines one suspension names."""


def in_force(directory: PackageDirectory, package: int) -> Row:
    """Return the suspensions of a package."""
    return _answer([(_row(one), None) for one in directory.suspensions(package)])


async def activate(
    directory: PackageDirectory, package: int, asked: Iterable[SuspensionAsked], now: int
) -> Row:
    """Suspend at once, and return once that is kept; what is suspended already stays so.

    `now` is unix ms of feed time.
    """
    full = f"is one too many; at most {MOST} are in force, of {MOST_LINES} markets and lines"
    told = await _each(asked, now, partial(directory.suspend, package), full)
    await directory.keep_suspensions(package)
    return told


async def deactivate(
    directory: PackageDirectory, package: int, asked: Iterable[SuspensionAsked], now: int
) -> Row:
    """Lift what is suspended, and return once that is kept."""
    missing = "is not suspended by exactly these ids"
    told = await _each(asked, now, partial(directory.lift, package), missing)
    await directory.keep_suspensions(package)
    return told


async def _each(
    asked: Iterable[SuspensionAsked],
    now: int,
    act: Callable[[Suspension], Suspension | None],
    failed: str,
) -> Row:
    """Do one after the other; others have their turn between, for each goes over every event."""
    rows: list[tuple[Row, str | None]] = []
    for number, one in enumerate(asked):
        wanted = _suspension(one, now)
        wrong = _wrong(one)
        done = act(wanted) if wrong is None else None
        await asyncio.sleep(0)
        if done is None:
            rows.append((_row(wanted, is_made=False), f"Suspensions[{number}] {wrong or failed}"))
        else:
            rows.append((_row(done), None))
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
    if not any(ids) and not any(one.market_id for one in asked.markets or ()):
        return "names nothing; it takes SportId, LocationId, CompetitionId, FixtureId or Markets"
    if len(asked.markets or ()) > _MOST_MARKETS:
        return f"names {len(asked.markets or ())} markets; it takes at most {_MOST_MARKETS}"
    if any(one.line is not None and not one.market_id for one in asked.markets or ()):
        return "names a Line without its MarketId"
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
    # Clients that cannot leave a number out send 0.
    lines = dict.fromkeys((one.market_id, one.line) for one in asked.markets or () if one.market_id)
    return Suspension(filters, tuple(lines), now)


def _ids(said: int | None) -> frozenset[int]:
    # Clients that cannot leave a number out send 0.
    return frozenset({said} if said else ())


def _row(one: Suspension, *, is_made: bool = True) -> Row:
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
    if is_made:
        row["CreationDate"] = format_time(one.made_at)
    row["Markets"] = [
        {"MarketId": market} | ({} if line is None else {"Line": line})
        for market, line in one.lines
    ]
    return row
