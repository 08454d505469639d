"""What a package is told of a change: which messages, about what, with which bodies."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from touchline.board.availability import Reason
from touchline.board.board import Board
from touchline.board.change import Change, ChangeKind, Touched
from touchline.model.enums import KEPT_ALIVE_STATUSES, MessageType
from touchline.model.event import Event
from touchline.model.market import MarketUpdate
from touchline.model.message import Body, EventUpdate, KeepAlive
from touchline.surfaces.trade import parts
from touchline.surfaces.trade.directory import Subscriptions
from touchline.surfaces.trade.outright_trees import tree_of
from touchline.surfaces.trade.package import Package
from touchline.surfaces.trade.parts import BookKey, Closed, every_bet, has_bets
from touchline.surfaces.trade.turns import Turns
from touchline.wire import Form

_NOTHING_ORDERED: Final = Subscriptions()


class Due(NamedTuple):
    """What is told later of an event: everything, or what its markets have become."""

    is_everything: bool = False
    markets: frozenset[int] = frozenset()


_NOTHING_DUE: Final = Due()


class Outgoing(NamedTuple):
    """A message before it is numbered and written."""

    type: MessageType
    body: Body | None = None
    fixture_id: int | None = None
    sport_id: int | None = None
    market_id: int | None = None


class Conversation:
    """What one package has been told, and what it is told next.

    The first message of a market of a fixture is full, later ones are deltas of bets.
    """

    def __init__(
        self,
        package: Package,
        turns: Turns,
        board: Board,
        subscriptions: Subscriptions = _NOTHING_ORDERED,
    ) -> None:
        """Begin with a package that was told nothing, and takes a snapshot of the board."""
        self.package = package
        self._turns = turns
        self.subscriptions = subscriptions
        self._told: dict[int, set[int]] = {}
        self._reasons: dict[int, Reason | None] = {
            event.id: turns.closed(event).reason
            for event in board.seen_events()
            if self._takes(event, board)
        }
        self._due: OrderedDict[int, Due] = OrderedDict()
        self._kept: Subscriptions | None = None

    def order(self, subscriptions: Subscriptions) -> None:
        """Take what the package ordered; what is new in it is told whole when it is caught up."""
        if subscriptions == self.subscriptions:
            return
        held = self.subscriptions if self._kept is None else self._kept
        # What was given back meanwhile begins anew, though it is ordered again at once.
        self._kept = Subscriptions(
            held.fixtures & subscriptions.fixtures,
            held.leagues & subscriptions.leagues,
            held.outrights & subscriptions.outrights,
        )
        self.subscriptions = subscriptions

    def about(self, changes: Sequence[Change], board: Board) -> Iterator[Outgoing]:
        """Yield what the package is told of changes, in order."""
        self._note_order(board)
        for change in changes:
            if change.kind is ChangeKind.EVENT and change.event is not None:
                if _is_turn(change.touched):
                    self._note_turn(change.event, change.touched, board)
                elif self._due.get(change.event, _NOTHING_DUE).is_everything:
                    # It is told whole when there is room for it, this change with it, but soon.
                    self._due.move_to_end(change.event, last=False)
                else:
                    due = self._due.pop(change.event, _NOTHING_DUE)
                    yield from self._changed(change.event, change.touched, board, due)
            elif change.kind is ChangeKind.REMOVED and change.event is not None:
                self._forget(change.event)
            elif change.kind is ChangeKind.SOURCE:
                self._note_source(change.source, board)
        if any(change.kind is ChangeKind.COMPETITION for change in changes):
            self._note_moved(board)

    def tell_all(self, board: Board) -> None:
        """Tell everything whole as the package catches up: it may hold anything."""
        taken = (event for event in board.seen_events() if self._takes(event, board))
        self._put_off(taken, Due(is_everything=True))

    @property
    def is_behind(self) -> bool:
        """Whether anything is put off: a source that turned, suspensions, orders."""
        return bool(self._due) or self._kept is not None

    def catch_up(self, board: Board) -> Iterator[Outgoing]:
        """Yield what is told of the next event of a source that turned, or that was ordered.

        That may be every bet of every event, so that whoever sends it chooses the pace.
        """
        self._note_order(board)
        if self._due:
            event_id, due = self._due.popitem(last=False)
            yield from self._changed(event_id, Touched(), board, due)

    def heartbeat(self, board: Board) -> Outgoing:
        """Return the heartbeat: whether bets are interrupted because a source is down.

        Only today's form can say that (DECISIONS 31, 32).
        """
        is_told = self.package.form is Form.JSON and is_interrupted(board)
        body = Body(feed_interrupted=[1]) if is_told else None
        return Outgoing(MessageType.HEARTBEAT, body)

    def keep_alive(self, board: Board) -> Outgoing:
        """Return the keep-alive: what is live of what the package gets (DECISIONS 31, 32)."""
        active = [
            event.id
            for event in board.seen_events()
            if event.status in KEPT_ALIVE_STATUSES
            and self._takes(event, board)
            and not _is_down(event, board)
        ]
        return Outgoing(
            MessageType.KEEP_ALIVE, Body(keep_alive=KeepAlive(active_events=sorted(active)))
        )

    def _takes(self, event: Event, board: Board) -> bool:
        nodes = board.competitions
        return self.package.filters.takes(event, nodes) or self.subscriptions.take(event, nodes)

    def _changed(
        self, event_id: int, touched: Touched, board: Board, due: Due
    ) -> Iterator[Outgoing]:
        event = board.events.get(event_id)
        if event is not None and event.is_seen and self._takes(event, board):
            yield from self._event(event, touched, board, due)
        else:
            self._forget(event_id)

    def _forget(self, event_id: int) -> None:
        self._reasons.pop(event_id, None)
        self._told.pop(event_id, None)
        self._due.pop(event_id, None)

    def _note_source(self, name: str | None, board: Board) -> None:
        """Tell of every event of a source later."""
        self._put_off((one for one in board.seen_events() if one.source == name), _NOTHING_DUE)

    def _note_turn(self, event_id: int, touched: Touched, board: Board) -> None:
        """Tell later what can be had of an event again or no more: it may be one of thousands."""
        event = board.events.get(event_id)
        if event is not None:
            self._put_off([event], Due(markets=frozenset(market for market, *_ in touched.books)))

    def _note_moved(self, board: Board) -> None:
        """Tell later of outrights that a competition brings that moved to where it is now."""
        moved = (
            event
            for event in board.seen_events()
            if event.fixture is None and event.id not in self._reasons and self._takes(event, board)
        )
        self._put_off(moved, Due(is_everything=True))

    def _note_order(self, board: Board) -> None:
        """Tell all of what is newly ordered later; forget what was told of anything else."""
        if self._kept is None:
            return
        kept, self._kept = self._kept, None
        nodes = board.competitions
        others = [
            event
            for event in board.seen_events()
            if not self.package.filters.takes(event, nodes) and not kept.take(event, nodes)
        ]
        for event in others:
            self._forget(event.id)
        taken = (event for event in others if self.subscriptions.take(event, nodes))
        self._put_off(taken, Due(is_everything=True))

    def _put_off(self, events: Iterable[Event], due: Due) -> None:
        """Tell of events later, those that are live first."""
        for event in sorted(events, key=lambda one: one.status not in KEPT_ALIVE_STATUSES):
            known = self._due.get(event.id, _NOTHING_DUE)
            self._due[event.id] = Due(
                known.is_everything or due.is_everything, known.markets | due.markets
            )

    def _event(self, event: Event, touched: Touched, board: Board, due: Due) -> Iterator[Outgoing]:
        closed = self._turns.closed(event)
        is_new = event.id not in self._reasons
        is_turned = not is_new and self._reasons[event.id] != closed.reason
        self._reasons[event.id] = closed.reason
        if is_new or due.is_everything:
            touched = Touched(everything=True)
        is_all = touched.everything
        if event.fixture is None:
            yield from self._outright(event, touched, board)
        else:
            if is_all or touched.fixture or (touched.status and event.livescore.value is None):
                yield self._plain(MessageType.FIXTURE, parts.fixture_part(event), event)
            is_played = touched.score or touched.clock or touched.status or touched.livescore
            if event.livescore.value is not None and (is_all or is_played):
                yield self._plain(MessageType.LIVESCORE, parts.livescore_part(event), event)
        wanted = self._wanted(event, touched, due.markets, is_all or is_turned)
        yield from self._markets(event, wanted, closed, board)

    def _wanted(
        self, event: Event, touched: Touched, whole: frozenset[int], is_everything: bool
    ) -> dict[BookKey, Iterable[int]]:
        """Return which bets are told: what changed, and all of markets that are new or `whole`."""
        odds = self.package.odds
        told = self._told.setdefault(event.id, set())
        takes = self.package.filters.takes_market
        if is_everything:
            wanted: dict[BookKey, Iterable[int]] = every_bet(event.markets.values(), odds)
        else:
            wanted = {(market, None): () for market in touched.markets}
            for market, provider, bets in touched.books:
                wanted[market, provider] = bets
            new = {key[0] for key in wanted} - told
            markets = new | (whole & event.markets.keys())
            wanted |= every_bet((event.markets[market] for market in markets), odds)
        # Nothing is said of a market before it has bets of the package's kinds.
        said = {
            number
            for number in {key[0] for key in wanted}
            if takes(number) and has_bets(event.markets[number], odds)
        }
        told |= said
        return {key: bets for key, bets in wanted.items() if key[0] in said}

    def _markets(
        self,
        event: Event,
        wanted: dict[BookKey, Iterable[int]],
        closed: Closed,
        board: Board,
    ) -> Iterator[Outgoing]:
        kinds = _market_kinds(event)
        for market_id, said in parts.markets_said(event, wanted, self.package.odds, closed):
            for kind, update in zip(kinds, said, strict=True):
                if update is not None:
                    yield self._market(kind, update, event, board, market_id)

    def _market(
        self, kind: MessageType, update: MarketUpdate, event: Event, board: Board, market: int
    ) -> Outgoing:
        part = EventUpdate(fixture_id=event.id, markets=[update])
        if event.fixture is not None:
            return self._plain(kind, part, event, market)
        part.fixture_name = event.fixture_name.value
        return self._in_tree(kind, part, event, board, market)

    def _outright(self, event: Event, touched: Touched, board: Board) -> Iterator[Outgoing]:
        if touched.everything or touched.fixture or touched.status or touched.competition:
            kind = (
                MessageType.OUTRIGHT_LEAGUE
                if event.is_outright_league
                else MessageType.OUTRIGHT_FIXTURE
            )
            yield self._in_tree(kind, parts.outright_part(event), event, board)
        if event.score.value is not None and (touched.everything or touched.score):
            part = parts.score_part(event)
            yield self._in_tree(MessageType.OUTRIGHT_SCORE, part, event, board)

    def _plain(
        self, kind: MessageType, part: EventUpdate, event: Event, market: int | None = None
    ) -> Outgoing:
        return Outgoing(kind, Body(events=[part]), event.id, _sport(event), market)

    def _in_tree(
        self,
        kind: MessageType,
        part: EventUpdate,
        event: Event,
        board: Board,
        market: int | None = None,
    ) -> Outgoing:
        key = event.competition.value
        if key is None:
            body = Body(events=[part])
        else:
            body = Body(competition=tree_of(part, key, board.competitions))
        return Outgoing(kind, body, event.id, _sport(event), market)


def _is_turn(touched: Touched) -> bool:
    """Tell whether nothing changed but what can be had, for a reason of ours."""
    return touched == Touched(availability=True, books=touched.books)


def is_interrupted(board: Board) -> bool:
    """Tell whether a source is down, so that nothing of it may be counted on."""
    return any(source.is_down for source in board.sources.values())


def _market_kinds(event: Event) -> tuple[MessageType, MessageType]:
    """Return the types for what can be had of a market, and for what is settled."""
    if event.fixture is not None:
        return MessageType.MARKETS, MessageType.SETTLEMENTS
    if event.is_outright_league:
        return MessageType.OUTRIGHT_LEAGUE_MARKETS, MessageType.OUTRIGHT_LEAGUE_SETTLEMENTS
    return MessageType.OUTRIGHT_MARKETS, MessageType.OUTRIGHT_SETTLEMENTS


def _is_down(event: Event, board: Board) -> bool:
    source = board.source_of(event)
    return source is not None and source.is_down


def _sport(event: Event) -> int | None:
    said = event.fixture or event.outright.value
    return said.sport.id if said is not None and said.sport is not None else None
