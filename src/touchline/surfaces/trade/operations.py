"""The paths of the snapshot and package APIs, as data: what each takes, and what answers it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from touchline.board.board import Board
from touchline.surfaces.trade import lists, orders, registers, suspending
from touchline.surfaces.trade.directory import PackageDirectory
from touchline.surfaces.trade.orders import Ordering
from touchline.surfaces.trade.package import OddsMode
from touchline.surfaces.trade.requests import (
    FixturesRequest,
    LeaguesRequest,
    ListRequest,
    MarketsRequest,
    MetadataRequest,
    OutrightsRequest,
    Request,
    ScheduleRequest,
    SnapshotRequest,
    SuspensionsRequest,
    TranslationRequest,
)
from touchline.surfaces.trade.selection import Flow, Scope
from touchline.surfaces.trade.snapshots import SHAPES, Asked

Row = dict[str, Any]
_ODDS_TYPES: Final = {OddsMode.AVERAGE: 1, OddsMode.PROVIDER: 2, OddsMode.BOTH: 3}
_DECEMBER: Final = 12


class Call(NamedTuple):
    """A request of a package that may be answered; `now` is unix ms of feed time.

    `ordering` is held from reading what is ordered until that is changed.
    """

    directory: PackageDirectory
    scope: Scope
    now: int
    request: Any
    ordering: asyncio.Lock

    @property
    def package(self) -> int:
        """The id of the package."""
        return self.scope.package.id

    @property
    def board(self) -> Board:
        """What it is asked of."""
        return self.scope.board


class Operation(NamedTuple):
    """A path of the package APIs; names in a path are taken in any case.

    `is_repeatable` is what clients ask for again and again while they start, or in danger.
    """

    path: str
    request: type[Request]
    handler: Callable[[Call], Awaitable[Row]]
    method: str = "POST"
    is_repeatable: bool = False


class SnapshotOperation(NamedTuple):
    """A path of the snapshot API."""

    path: str
    asked: Asked
    request: type[SnapshotRequest] = SnapshotRequest
    method: str = "POST"
    is_repeatable: bool = False


def snapshot_operations() -> Iterator[SnapshotOperation]:
    """Yield every path of the snapshot API; races are before play only."""
    flows: Sequence[tuple[Flow, str]] = (("in-play", "Inplay"), ("prematch", "Prematch"))
    for flow, folder in flows:
        for name, shape in SHAPES.items():
            if shape.kind != "race" or flow == "prematch":
                yield SnapshotOperation(f"/{folder}/{name}", Asked(flow, shape))


async def _status(call: Call) -> Row:
    status = await call.directory.status(call.package)
    return {
        "IsDistributionOn": status.is_on,
        # Clients read a list of texts; who they are is not said, only how many.
        "Consumers": [str(status.consumers)] if status.consumers else [],
        "NumberMessagesInQueue": status.messages,
        "MessagesPerSecond": round(status.messages_per_second, 2),
    }


async def _start(call: Call) -> Row:
    is_new = await call.directory.start(call.package)
    return {"Message": f"Distribution is{_already(is_new)} Active"}


async def _stop(call: Call) -> Row:
    is_new = await call.directory.stop(call.package)
    return {"Message": f"Distribution is{_already(is_new)} Inactive"}


def _already(is_new: bool) -> str:
    return ":" if is_new else " already"


async def _quota(call: Call) -> Row:
    first = datetime.fromtimestamp(call.now / 1_000, UTC).replace(
        day=1, hour=0, minute=0, second=0, microsecond=0, tzinfo=None
    )
    is_last = first.month == _DECEMBER
    after = first.replace(
        year=first.year + is_last, month=1 if is_last else first.month + 1
    )  # fmt: skip
    return orders.quota(call.scope.subscriptions, (first.isoformat(), after.isoformat()))


async def _odds_type(call: Call) -> Row:
    return {"ProviderOddsType": _ODDS_TYPES[call.scope.package.odds]}


async def _sports(call: Call) -> Row:
    return lists.sports(call.board.seen_events(), call.request.language_id)


async def _locations(call: Call) -> Row:
    return lists.locations(call.board.seen_events(), call.request.language_id)


async def _leagues(call: Call) -> Row:
    return lists.leagues(call.board.seen_events(), call.scope, call.request)


async def _markets(call: Call) -> Row:
    return lists.markets(call.board.seen_events(), call.request)


async def _translations(call: Call) -> Row:
    return lists.translations(call.board.seen_events(), call.request)


async def _schedule(call: Call) -> Row:
    return orders.schedule(call.board.seen_events(), call.request)


async def _ordered_ids(call: Call) -> Row:
    return orders.ordered_ids(call.scope.matches(), call.request)


async def _ordered(call: Call) -> Row:
    return orders.ordered(call.scope.matches(), call.request)


def _ordering(order: Callable[..., Row], is_wanted: bool) -> Callable[[Call], Awaitable[Row]]:
    async def handler(call: Call) -> Row:
        async with call.ordering:
            ordering = Ordering(await call.directory.subscriptions(call.package), call.board)
            told = order(ordering, _asked(call.request), is_wanted=is_wanted)
            if ordering.is_changed:
                await call.directory.subscribe(call.package, ordering.changed)
        return told

    return handler


def _asked(request: FixturesRequest | LeaguesRequest | OutrightsRequest) -> Iterable[Any]:
    return request.fixtures if isinstance(request, FixturesRequest) else request.subscriptions


async def _competitions(call: Call) -> Row:
    return orders.competitions(call.scope, call.request)


async def _tracks(call: Call) -> Row:
    return orders.tracks(call.board)


async def _suspensions(call: Call) -> Row:
    return suspending.in_force(call.directory, call.package)


async def _suspend(call: Call) -> Row:
    asked = call.request.suspensions
    return await suspending.activate(call.directory, call.package, asked, call.now)


async def _lift(call: Call) -> Row:
    asked = call.request.suspensions
    return await suspending.deactivate(call.directory, call.package, asked, call.now)


def _register(of: Callable[..., Row]) -> Callable[[Call], Awaitable[Row]]:
    async def handler(call: Call) -> Row:
        return of(call.board.seen_events(), call.request)

    return handler


OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation("/Package/GetDistributionStatus", Request, _status, is_repeatable=True),
    Operation("/Distribution/Start", Request, _start, is_repeatable=True),
    Operation("/Distribution/Stop", Request, _stop, is_repeatable=True),
    Operation("/Package/GetPackageQuota", Request, _quota),
    Operation("/Package/GetProviderOddsType", Request, _odds_type),
    Operation("/Sports/Get", ListRequest, _sports),
    Operation("/Locations/Get", ListRequest, _locations),
    Operation("/Leagues/Get", ScheduleRequest, _leagues),
    Operation("/Markets/Get", MarketsRequest, _markets),
    Operation("/Translation/Get", TranslationRequest, _translations),
    Operation("/Fixtures/InPlaySchedule", ScheduleRequest, _schedule),
    Operation("/Fixtures/Get", ScheduleRequest, _ordered_ids),
    Operation("/Fixtures/Subscribe", FixturesRequest, _ordering(Ordering.fixtures, True)),
    Operation("/Fixtures/UnSubscribe", FixturesRequest, _ordering(Ordering.fixtures, False)),
    Operation("/Fixtures/GetSubscribedMetadata", MetadataRequest, _ordered, method="GET"),
    Operation("/Leagues/Subscribe", LeaguesRequest, _ordering(Ordering.leagues, True)),
    Operation("/Leagues/UnSubscribe", LeaguesRequest, _ordering(Ordering.leagues, False)),
    Operation("/Outright/Subscribe", OutrightsRequest, _ordering(Ordering.outrights, True)),
    Operation("/Outright/UnSubscribe", OutrightsRequest, _ordering(Ordering.outrights, False)),
    Operation("/Outright/GetCompetitions", ScheduleRequest, _competitions),
    Operation("/Outright/GetAllTracks", Request, _tracks),
    Operation("/Markets/ManualSuspension/GetAll", Request, _suspensions),
    Operation(
        "/Markets/ManualSuspension/Activate", SuspensionsRequest, _suspend, is_repeatable=True
    ),
    Operation(
        "/Markets/ManualSuspension/Deactivate", SuspensionsRequest, _lift, is_repeatable=True
    ),
    Operation("/Incidents/Get", ListRequest, _register(registers.incidents)),
    Operation("/Venues/Get", ListRequest, _register(registers.venues)),
    Operation("/Cities/Get", ListRequest, _register(registers.cities)),
    Operation("/States/Get", ListRequest, _register(registers.states)),
    Operation("/Participants/Get", ListRequest, _register(registers.participants)),
    Operation("/Seasons/Get", ListRequest, _register(registers.seasons)),
    Operation("/Tours/Get", ListRequest, _register(registers.tours)),
)
"""Every path of the package APIs (reference feed-protocol 5, Customers)."""
