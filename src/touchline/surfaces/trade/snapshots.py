"""The snapshot API: what is so now of the events of a package, in the shapes of its paths."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Final, NamedTuple

from touchline.board.board import Board
from touchline.model.event import Event
from touchline.model.market import MarketUpdate
from touchline.model.message import EventUpdate, Header
from touchline.surfaces.trade import parts
from touchline.surfaces.trade.outright_trees import forest
from touchline.surfaces.trade.receipts import Receipts
from touchline.surfaces.trade.requests import SnapshotRequest
from touchline.surfaces.trade.selection import STATUSES, Flow, Scope, Selection
from touchline.surfaces.trade.turns import Turns
from touchline.wire.json_writer import write_json
from touchline.wire.xml_feed import write_element, write_feed

_BREATH_BYTES: Final = 64 * 1024
"""After so many bytes others get their turn."""

Breathe = Callable[[], Awaitable[object]]


async def _breathe() -> None:
    await asyncio.sleep(0)


class Holds(NamedTuple):
    """What a path gives of each event."""

    fixture: bool = False
    livescore: bool = False
    score: bool = False
    markets: bool = False


class Shape(NamedTuple):
    """What a path is about: matches, or outrights that are leagues or races, and their parts.

    Where `wraps_trees` each outermost competition stands in a list of its own under Competition.
    """

    holds: Holds
    kind: str = "match"
    wraps_trees: bool = False


SHAPES: Final[dict[str, Shape]] = {
    "GetEvents": Shape(Holds(fixture=True, livescore=True, markets=True)),
    "GetFixtures": Shape(Holds(fixture=True)),
    "GetScores": Shape(Holds(fixture=True, livescore=True)),
    "GetFixtureMarkets": Shape(Holds(markets=True)),
    "GetOutrightLeagues": Shape(Holds(fixture=True), "league"),
    "GetOutrightLeagueMarkets": Shape(Holds(markets=True), "league", wraps_trees=True),
    "GetOutrightLeagueEvents": Shape(Holds(fixture=True, markets=True), "league", wraps_trees=True),
    "GetOutrightFixture": Shape(Holds(fixture=True), "race"),
    "GetOutrightFixtureMarkets": Shape(Holds(markets=True), "race"),
    "GetOutrightScores": Shape(Holds(score=True), "race"),
    "GetOutrightEvents": Shape(Holds(fixture=True, score=True, markets=True), "race"),
}
"""The paths below a flow (reference feed-protocol 5); races are before play only."""


class Asked(NamedTuple):
    """Which snapshot is asked for."""

    flow: Flow
    shape: Shape


class Snapshots:
    """Makes snapshots of a board for packages."""

    def __init__(
        self, board: Board, receipts: Receipts, turns: Turns, breathe: Breathe = _breathe
    ) -> None:
        """Read a board; `breathe` lets others have their turn."""
        self._board = board
        self._receipts = receipts
        self._turns = turns
        self._breathe = breathe

    async def document(
        self, asked: Asked, scope: Scope, request: SnapshotRequest, header: Header, *, is_xml: bool
    ) -> bytes:
        """Return a snapshot with its header as JSON, or as XML."""
        shape, selection = asked.shape, Selection(request, self._board)
        events = [
            event
            for event in scope.events()
            if _kind(event) == shape.kind
            and (shape.kind == "race" or event.status in STATUSES[asked.flow])
            and selection.takes(event)
        ]
        if shape.kind == "match":
            write = partial(write_element, "Event") if is_xml else write_json
            made = [one async for one in self._parts(events, shape, scope, selection, write)]
            if is_xml:
                return write_feed(header, {"Events": made})
            return _json(header, b"[%b]" % b",".join(made))
        placed = []
        for event in events:
            placed.append((event.competition.value, self._part(event, shape, scope, selection)))
            await self._breathe()
        trees, loose = forest(placed, self._board.competitions)
        if is_xml:
            return write_feed(
                header,
                {
                    "Competitions": [write_element("Competition", tree) for tree in trees],
                    "Events": [write_element("Event", part) for part in loose],
                },
            )
        wrapped = [{"Competition": [tree]} for tree in trees] if shape.wraps_trees else trees
        return _json(header, write_json([*wrapped, *loose]))

    async def _parts(
        self,
        events: list[Event],
        shape: Shape,
        scope: Scope,
        selection: Selection,
        write: Callable[[EventUpdate], bytes],
    ) -> AsyncIterator[bytes]:
        """Yield matches as they are written; each is whole by itself."""
        size = 0
        for event in events:
            if self._board.events.get(event.id) is not event:
                # It left while others had their turn.
                continue
            made = write(self._part(event, shape, scope, selection))
            yield made
            size += len(made)
            if size >= _BREATH_BYTES:
                size = 0
                await self._breathe()

    def _part(self, event: Event, shape: Shape, scope: Scope, selection: Selection) -> EventUpdate:
        holds = shape.holds
        if event.fixture is not None:
            part = EventUpdate(
                fixture_id=event.id, fixture=event.fixture if holds.fixture else None
            )
            if holds.livescore:
                part.livescore = event.livescore.value
        else:
            part = parts.outright_part(event) if holds.fixture else EventUpdate(fixture_id=event.id)
            if holds.score:
                part.outright_score = event.score.value
        if holds.markets:
            part.markets = self._markets(event, scope, selection) or None
        return part

    def _markets(self, event: Event, scope: Scope, selection: Selection) -> list[MarketUpdate]:
        """Return the markets that are asked for; what is not to be had is suspended."""
        closed = self._turns.closed(event)
        since = selection.since
        return [
            parts.whole_market(market, scope.package.odds, closed)
            for market in event.markets.values()
            if scope.takes_market(market.id)
            and selection.takes_market(market.id)
            and parts.has_bets(market, scope.package.odds)
            and (since is None or self._receipts.is_newer(event, market.id, since))
        ]


def _json(header: Header, body: bytes) -> bytes:
    return b'{"Header":%b,"Body":%b}' % (write_json(header), body)


def _kind(event: Event) -> str:
    if event.fixture is not None:
        return "match"
    return "league" if event.is_outright_league else "race"
