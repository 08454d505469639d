"""The board: one namespace's live picture, changed by messages and by the passing of feed time."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from touchline.base import limits
from touchline.base.metrics import Counters
from touchline.board import availability, competitions, odds, parts
from touchline.board.change import Change, ChangeKind, Touched
from touchline.board.context import Context, stamp_of
from touchline.board.liveness import Source, Thresholds
from touchline.board.match_clock import Anchor, clock_of
from touchline.board.retention import Departures
from touchline.board.suspensions import Suspension, Suspensions, bets_on
from touchline.board.tidying import Tidying
from touchline.board.unknowns import count_unknown
from touchline.model.enums import (
    KEPT_ALIVE_STATUSES,
    KNOWN_TYPES,
    SETTLEMENT_TYPES,
    MessageType,
)
from touchline.model.event import CompetitionKey, Event, Node
from touchline.model.instants import TICKS_PER_MS
from touchline.model.message import EventUpdate, KeepAlive, Message

DEFAULT_SOURCE = "feed"
_FOREVER = 2**62


class BoardLimits(msgspec.Struct, frozen=True):
    """The limits that the board keeps, ms and counts."""

    future_stamp: int = limits.FUTURE_STAMP_MS.default
    retention: int = limits.RETENTION_MS.default
    forgotten_after: int = limits.SILENT_EVENT_MS.default
    announced: int = limits.ANNOUNCED_EVENT_MS.default
    guids: int = limits.GUIDS_REMEMBERED.default
    shared_texts: int = limits.TEXTS_SHARED.default
    thresholds: Thresholds = Thresholds(
        limits.HEARTBEAT_SILENCE_MS.default,
        limits.MESSAGE_SILENCE_MS.default,
        limits.KEEP_ALIVE_SILENCE_MS.default,
    )


class Content(NamedTuple):
    """What a board holds at a feed time (unix ms): all that a restart needs of it."""

    now: int
    seq: int
    events: Sequence[Event]
    nodes: Sequence[Node]
    sources: Sequence[Source]


class Board:
    """The live picture of one namespace.

    A single writer calls `apply` and `advance`; both return what changed, in order. Any
    duplication and any reordering of the same messages end in the same picture.
    """

    def __init__(
        self, epoch: str, *, namespace: str = "test", keep: BoardLimits | None = None
    ) -> None:
        """Start an empty picture. `epoch` is new at every start."""
        self.epoch = epoch
        self.namespace = namespace
        self.seq = 0
        self.now = 0
        self.events: dict[int, Event] = {}
        self.competitions: dict[CompetitionKey, Node] = {}
        self.sources: dict[str, Source] = {}
        self.suspensions = Suspensions()
        self.counters = Counters()
        self._keep = keep or BoardLimits()
        self._tidying = Tidying(self._keep.shared_texts)
        self._unkept: set[int] = set()
        self._kept_alive: set[int] = set()
        self._clocks: dict[int, tuple[Anchor, int] | None] = {}
        self._departures = Departures()
        self._next_due = _FOREVER
        self._told: list[Change] = []

    def apply(
        self, message: Message, received_at: int, source: str = DEFAULT_SOURCE
    ) -> list[Change]:
        """Apply one message received at a feed time (unix ms); return what changed."""
        self._pass_time(received_at)
        header = message.header
        speaker = self.sources.get(source)
        if speaker is None:
            speaker = self.sources[source] = Source(source)
        if speaker.hear(self.now, heartbeat=header.type == MessageType.HEARTBEAT):
            self._tell(ChangeKind.SOURCE, source=source)
        self._note_due(speaker.due(self._keep.thresholds))
        if header.type not in KNOWN_TYPES:
            self.counters.add("unknown-message-type", str(header.type))
        elif header.msg_guid is not None and header.msg_guid in speaker.guids:
            self.counters.add("repeated-guid")
        else:
            self.counters.add("messages", str(header.type))
            self._take(message, speaker)
            speaker.remember(header.msg_guid, self._keep.guids)
        return self._all_told()

    def advance(self, now: int) -> list[Change]:
        """Let feed time pass; fire in order what falls due until `now` (unix ms)."""
        self._pass_time(now)
        return self._all_told()

    def hold(self, source: str, *, held: bool, now: int) -> list[Change]:
        """Hold a source down at a feed time (unix ms), or lift that; return what changed."""
        self._pass_time(now)
        speaker = self.sources.get(source)
        if speaker is None:
            speaker = self.sources[source] = Source(source, heard_at=now)
        if speaker.hold(held):
            self._tell(ChangeKind.SOURCE, source=source)
        self._note_due(speaker.due(self._keep.thresholds))
        return self._all_told()

    def suspend(self, owner: str, suspensions: Sequence[Suspension], now: int) -> list[Change]:
        """Suspend what an owner says at a feed time (unix ms), and nothing else that it said."""
        self._pass_time(now)
        self.suspensions.put(owner, suspensions)
        self._suspend_anew(self.events.values())
        return self._all_told()

    def tidy(self) -> bool:
        """Save memory in one event, in idle moments; return whether more is to do.

        Changes nothing that can be seen.
        """
        return self._tidying.tidy(self.events, self.now)

    def take_unkept(self) -> set[int]:
        """Return the events that messages spoke of since the last call."""
        taken, self._unkept = self._unkept, set()
        return taken

    def restore(self, content: Content) -> None:
        """Take what a board held, into one that is empty; it goes on from there."""
        self.now = content.now
        self.seq = max([content.seq, *(event.seq for event in content.events)])
        self.sources = {source.name: source for source in content.sources}
        self.competitions = {
            node.key: msgspec.structs.replace(node, members=0) for node in content.nodes
        }
        competitions.count_members(
            self.competitions, [event.competition.value for event in content.events]
        )
        for event in content.events:
            self.events[event.id] = event
            self._tidying.note(event.id)
            self._derive(event)
            self._clocks[event.id] = clock_of(event, parts.sport_of(event))
            self._expect_leaving(event)
        for source in content.sources:
            self._note_due(source.due(self._keep.thresholds))

    def source_of(self, event: Event) -> Source | None:
        """Return the source that speaks for an event."""
        return self.sources.get(event.source)

    def seen_events(self) -> Iterator[Event]:
        """Yield the events that surfaces show, in the order they were first heard of."""
        return (event for event in self.events.values() if event.is_seen)

    def _pass_time(self, now: int) -> None:
        while self._next_due <= now:
            due = self._next_due
            self.now = max(self.now, due)
            self._fire(due)
        self.now = max(self.now, now)

    def _fire(self, due: int) -> None:
        thresholds = self._keep.thresholds
        for source in self.sources.values():
            if source.fall_silent(due, thresholds):
                self._tell(ChangeKind.SOURCE, source=source.name)
        for event_id in self._departures.due(due):
            event = self.events[event_id]
            leaves_at = self._leaves_at(event)
            if leaves_at > due:
                self._departures.expect(event_id, leaves_at)
            else:
                self._remove(event, was_seen=event.is_seen)
        self._next_due = _FOREVER
        self._note_due(self._departures.next_due)
        for source in self.sources.values():
            self._note_due(source.due(thresholds))

    def _note_due(self, moment: int | None) -> None:
        if moment is not None and moment < self._next_due:
            self._next_due = moment

    def _leaves_at(self, event: Event) -> int:
        if event.over_since is not None:
            return event.over_since + self._keep.retention
        awaited = min(parts.awaited_until(event), event.heard_at + self._keep.announced)
        return max(event.heard_at, awaited) + self._keep.forgotten_after

    def _expect_leaving(self, event: Event) -> None:
        self._departures.expect(event.id, self._leaves_at(event))
        self._note_due(self._departures.next_due)

    def _remove(self, event: Event, *, was_seen: bool) -> None:
        del self.events[event.id]
        self._departures.forget(event.id)
        self._kept_alive.discard(event.id)
        self._tidying.forget(event.id)
        self._unkept.discard(event.id)
        self._clocks.pop(event.id, None)
        if was_seen:
            self._tell(ChangeKind.REMOVED, event=event)
        for key in competitions.leave(self.competitions, event.competition.value):
            self._tell(ChangeKind.COMPETITION, competition=key)

    def _take(self, message: Message, speaker: Source) -> None:
        header, body = message.header, message.body
        context = self._context(message, speaker.name)
        if header.type == MessageType.HEARTBEAT:
            domains = tuple((body.feed_interrupted if body is not None else None) or ())
            if speaker.interrupt(domains, context.order):
                self._tell(ChangeKind.SOURCE, source=speaker.name)
        said = body.keep_alive if body is not None else None
        if said is None and header.type == MessageType.KEEP_ALIVE:
            # An empty one, in forms that leave it out (DECISIONS 12).
            said = KeepAlive()
        if said is not None:
            self._keep_alive(speaker, said, context)
        if body is None:
            return
        for update in body.events or ():
            self._event(update, context, None)
        has_moved = False
        for tree, parent in competitions.walk(message.competition_trees()):
            key = competitions.key_of(tree)
            placed = competitions.place(self.competitions, tree, parent, context.order)
            if placed.has_changed:
                self._tell(ChangeKind.COMPETITION, competition=key)
            has_moved |= placed.has_moved
            for update in tree.events or ():
                self._event(update, context, key)
        if has_moved and self.suspensions.owned():
            self._suspend_anew(one for one in self.events.values() if one.fixture is None)

    def _suspend_anew(self, events: Iterable[Event]) -> None:
        """Hold events against what is suspended, and tell what that changed."""
        for event in events:
            touched = self.suspensions.turn(event, self.competitions)
            if touched is not None and event.is_seen:
                self._tell(ChangeKind.EVENT, event=event, touched=touched)

    def _context(self, message: Message, source: str) -> Context:
        header = message.header
        stamp = stamp_of(header, self.now, self._keep.future_stamp, self.counters.add)
        return Context(
            kind=header.type,
            order=(stamp, source, header.sequence),
            is_snapshot=message.is_snapshot or header.type == MessageType.SNAPSHOT,
            is_settlement=header.type in SETTLEMENT_TYPES,
            # The legacy generation, in all of its forms, counts by MsgId.
            has_start_prices=header.msg_id is not None and header.msg_seq is None,
            rank=max(stamp * TICKS_PER_MS, 0),
            ceiling=(self.now + self._keep.future_stamp) * TICKS_PER_MS,
            received=self.now * TICKS_PER_MS,
            count=self.counters.add,
        )

    def _keep_alive(self, source: Source, said: KeepAlive, context: Context) -> None:
        if source.keep_alive(self.now):
            self._tell(ChangeKind.SOURCE, source=source.name)
        self._note_due(source.due(self._keep.thresholds))
        if not source.take_list(said, context.order):
            return
        for event_id in sorted(self._kept_alive):
            event = self.events[event_id]
            if event.source != source.name:
                continue
            unlisted = availability.is_unlisted(event, source)
            if unlisted != event.is_unlisted:
                event.is_unlisted = unlisted
                if event.is_seen:
                    touched = Touched(availability=True)
                    self._tell(ChangeKind.EVENT, event=event, touched=touched)

    def _event(self, update: EventUpdate, context: Context, parent: CompetitionKey | None) -> None:
        event = self.events.get(update.fixture_id)
        if event is None:
            event = self.events[update.fixture_id] = parts.new_event(update.fixture_id)
            event.heard_at = self.now
            self._expect_leaving(event)
        self._unkept.add(event.id)
        event.heard_at = max(event.heard_at, self.now)
        was_seen = event.is_seen
        touched = self._apply_parts(event, update, context, parent)
        if event.over_since is not None and self._leaves_at(event) <= self.now:
            # News of what has left already, or should have.
            self._remove(event, was_seen=was_seen)
        elif event.is_seen:
            if not was_seen:
                touched = Touched(everything=True)
            if touched != _NOTHING:
                self._tell(ChangeKind.EVENT, event=event, touched=touched)

    def _apply_parts(
        self, event: Event, update: EventUpdate, context: Context, parent: CompetitionKey | None
    ) -> Touched:
        books, markets = odds.apply_markets(event, update.markets or (), context)
        if books:
            self._tidying.note(event.id)
        touched = Touched(
            fixture=parts.apply_name(event, update, context),
            competition=competitions.join(self.competitions, event, parent, context.order),
            books=tuple(books),
            markets=tuple(markets),
        )
        # Markets alone, the most frequent by far, move nothing but themselves.
        if not parts.has_full_part(update):
            return touched
        status, reason, clock = event.status, self._reason(event), self._clocks.get(event.id)
        lines = event.suspended_lines
        inactive = availability.inactive_participants(event)
        fixture = parts.apply_fixtures(event, update, context)
        score = parts.apply_score(event, update, context)
        livescore = parts.apply_livescore(event, update, context)
        turned = inactive ^ availability.inactive_participants(event)
        sport = parts.sport_of(event)
        count_unknown(update, sport, context.count)
        self._derive(event)
        books = odds.bets_of_participants(event, turned) if turned else []
        books += bets_on(event, lines ^ event.suspended_lines)
        self._clocks[event.id] = clock_of(event, sport)
        return msgspec.structs.replace(
            touched,
            fixture=touched.fixture or fixture,
            status=event.status != status,
            availability=self._reason(event) != reason,
            score=score,
            clock=self._clocks[event.id] != clock,
            livescore=livescore,
            books=(*touched.books, *books),
        )

    def _derive(self, event: Event) -> None:
        """Derive what follows from the parts: speaker, keep-alive standing, retention."""
        event.source = parts.speaker(event)
        self.suspensions.mark(event, self.competitions)
        if event.status in KEPT_ALIVE_STATUSES:
            self._kept_alive.add(event.id)
        else:
            self._kept_alive.discard(event.id)
        source = self.source_of(event)
        event.is_unlisted = source is not None and availability.is_unlisted(event, source)
        if event.over_since is not None:
            self._expect_leaving(event)
            self._tidying.note_end(event.id, event.over_since)

    def _reason(self, event: Event) -> tuple[bool, availability.Reason | None]:
        """Return why the event is unavailable; that it is unlisted may stand behind another."""
        return event.is_unlisted, availability.event_reason(event, self.source_of(event))

    def _tell(
        self,
        kind: ChangeKind,
        *,
        event: Event | None = None,
        source: str | None = None,
        competition: CompetitionKey | None = None,
        touched: Touched | None = None,
    ) -> None:
        self.seq += 1
        if event is not None:
            event.seq = self.seq
        self._told.append(
            Change(
                seq=self.seq,
                kind=kind,
                at=self.now,
                event=None if event is None else event.id,
                source=source,
                competition=competition,
                touched=touched or _NOTHING,
            )
        )

    def _all_told(self) -> list[Change]:
        # What a message told before it failed is told with the next, so that no seq is missing.
        told, self._told = self._told, []
        return told


_NOTHING = Touched()
