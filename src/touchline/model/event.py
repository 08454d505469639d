"""The live picture of one event: its parts, its markets, and how each stands in order."""

from decimal import Decimal, InvalidOperation
from typing import Generic, TypeVar

import msgspec

from touchline.model.enums import COMPLETED_STATUSES
from touchline.model.fixture import Fixture, OutrightFixture, OutrightScore
from touchline.model.instants import TICKS_PER_MS
from touchline.model.livescore import Livescore
from touchline.model.market import Bet

Order = tuple[int, str, int]
"""Where a statement stands: stamp in unix ms, source, sequence. Later is greater."""
NEVER: Order = (-(2**63), "", 0)

Part = TypeVar("Part")


class Latest(msgspec.Struct, Generic[Part]):
    """The newest statement of one thing, whatever the order of arrival."""

    value: Part | None = None
    order: Order = NEVER

    def offer(self, value: Part, order: Order) -> bool:
        """Take the statement where it is newer; equal orders are decided by content."""
        if self.value is not None:
            if order < self.order:
                return False
            if order == self.order and not _content(value) > _content(self.value):
                return False
        self.value, self.order = value, order
        return True


def _content(value: object) -> bytes:
    return msgspec.json.encode(value)


PriceKey = tuple[int, Order, str]
"""Rank, order and text of a price that was said; the text is "" where none was."""
SETTLED_RANK = 1 << 62
"""Added to the rank of a settlement, which only a newer settlement undoes."""


class Quote(msgspec.Struct, gc=False):
    """A bet on the board: what was last said of it, where that stands in order, its price trail.

    `stands` is the rank, the order and the price of what is held. The rank is the bet's
    LastUpdate in 100 ns ticks, above SETTLED_RANK once settled. Of the trail, `previous` is where
    the last different price was last said, and `run` holds, oldest first, where the current price
    was said since then and before `stands`. `first` is where the first price was said, or the
    first price as it was told, None while that is the start of `run`, or `stands`.
    """

    bet: Bet
    stands: PriceKey
    first: PriceKey | None = None
    previous: PriceKey | None = None
    run: list[PriceKey] | None = None

    @property
    def updated_at(self) -> int:
        """When the bet was last updated, unix ms."""
        return rank_milliseconds(self.stands[0])

    @property
    def changed_at(self) -> int:
        """When the current price was set, unix ms (DECISIONS 15)."""
        return rank_milliseconds(self.run[0][0] if self.run else self.stands[0])

    @property
    def price(self) -> str | None:
        """The last price that was said, also where the bet was last said without one."""
        return self.stands[2] or (self.run[-1][2] if self.run else None)

    @property
    def first_price(self) -> str | None:
        """The first price that was said."""
        return (self.first or (self.run[0] if self.run else self.stands))[2] or None

    @property
    def previous_price(self) -> str | None:
        """The last different price, None before the first change (DECISIONS 15)."""
        return None if self.previous is None else self.previous[2]

    @property
    def price_change(self) -> Decimal | None:
        """The price minus the last different one, None before the first change (DECISIONS 15)."""
        price, previous = self.price, self.previous_price
        if price is None or previous is None:
            return None
        try:
            change = Decimal(price) - Decimal(previous)
        except InvalidOperation:
            return None
        return change if change.is_finite() else None


def rank_milliseconds(rank: int) -> int:
    """Return the unix ms of a rank, settled or not."""
    return (rank & (SETTLED_RANK - 1)) // TICKS_PER_MS


BOOK_FIELDS = (
    "name",
    "last_update",
    "status",
    "provider_fixture_id",
    "provider_league_id",
    "provider_market_id",
)
"""What is said of a book beside its bets; what a message leaves out stays."""


class Book(msgspec.Struct):
    """The bets of one bookmaker, or the calculated ones, in one market.

    `stands` holds for each of BOOK_FIELDS the rank and the order of what is held.
    """

    name: str | None = None
    last_update: str | None = None
    status: int | None = None
    provider_fixture_id: str | None = None
    provider_league_id: str | None = None
    provider_market_id: str | None = None
    stands: list[tuple[int, Order]] = msgspec.field(
        default_factory=lambda: [(0, NEVER)] * len(BOOK_FIELDS)
    )
    bets: dict[int, Quote] = {}


class Market(msgspec.Struct):
    """A market of an event: calculated odds (`average`) beside those of each bookmaker."""

    id: int
    name: Latest[str]
    main_line: Latest[str]
    status: Latest[int]
    average: Book | None = None
    providers: dict[int, Book] = {}


MarketLine = tuple[int, str | None]
"""A market and one of its lines, None for all of them."""
CompetitionKey = tuple[int, int]
"""Type and id of a node of the outright tree."""


class Node(msgspec.Struct):
    """A node of the outright tree. It moves when it arrives under another parent (DECISIONS 7).

    `members` counts the events and nodes directly under it.
    """

    key: CompetitionKey
    name: Latest[str]
    next_fixture_start_time: Latest[str]
    parent: Latest[CompetitionKey]
    members: int = 0


class Event(msgspec.Struct, kw_only=True):
    """One event of the live picture.

    `fixture` is what surfaces show: the newest full fixture, its gaps filled from `hint`, the
    fixture inside a livescore message. It is None, and the event unseen, until a full one came.
    `streamed` is the newest livescore that came by itself, not in a snapshot. `status_order` is
    where the status was said, `not_over` where one that is not final was said last and `ends`
    where final ones were said since; `first_live` is the earliest stamp at which a status that
    keep-alives list was said. `clock_readings` are the first and the last reading of the clock
    in each period, with their orders. `is_suspended` and `suspended_lines` are what is suspended
    by hand.
    """

    id: int
    fixture: Fixture | None = None
    full_fixture: Latest[Fixture]
    hint: Latest[Fixture]
    outright: Latest[OutrightFixture]
    outright_league: Latest[bool]
    fixture_name: Latest[str]
    score: Latest[OutrightScore]
    livescore: Latest[Livescore]
    streamed: Latest[Livescore]
    competition: Latest[CompetitionKey]
    markets: dict[int, Market] = {}
    status: int = 0
    status_order: Order = NEVER
    ends: list[Order] = []
    not_over: Order = NEVER
    source: str = ""
    first_live: int | None = None
    clock_readings: dict[int, tuple[tuple[Order, int], tuple[Order, int]]] = {}
    heard_at: int = 0
    is_unlisted: bool = False
    is_suspended: bool = False
    suspended_lines: frozenset[MarketLine] = frozenset()
    seq: int = 0

    @property
    def is_seen(self) -> bool:
        """Whether surfaces show it: a market that comes before its fixture waits for it."""
        return self.fixture is not None or self.outright.value is not None

    @property
    def over_since(self) -> int | None:
        """The stamp of the final status, unix ms, None while there is none."""
        return self.ends[0][0] if self.ends and self.status in COMPLETED_STATUSES else None

    @property
    def is_outright_league(self) -> bool:
        """Whether the outright is a season (OutrightLeague), not a race (OutrightFixture)."""
        return self.outright_league.value is True

    @property
    def clock_read_at(self) -> int:
        """When the clock showed what the livescore says, unix ms.

        A snapshot only repeats the last livescore, so its own stamp is not that of the clock.
        """
        held, streamed = self.livescore, self.streamed
        if streamed.value is held.value or streamed.value == held.value:
            return streamed.order[0]
        return held.order[0]
