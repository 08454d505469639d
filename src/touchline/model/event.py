"""The live picture of one event: its parts, its markets, and how each stands in order."""

from typing import Generic, TypeVar

import msgspec

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
"""Rank, order and text of a price that was said."""
SETTLED_RANK = 1 << 62
"""Added to the rank of a settlement, which only a newer settlement undoes."""


class Quote(msgspec.Struct, gc=False):
    """A bet on the board: what was last said of it, where that stands in order, its price trail.

    `stands` is the rank, the order and the price of what is held. The rank is the bet's
    LastUpdate in 100 ns ticks, above SETTLED_RANK once settled. Of the trail, `first` is None
    while no other price was ever said, `previous` is the last different price, and `run` holds,
    oldest first, where the current price was said before `stands`.
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
    def first_price(self) -> str | None:
        """The first price that was said."""
        return self.first[2] if self.first is not None else self.bet.price

    @property
    def previous_price(self) -> str | None:
        """The last different price, None before the first change (DECISIONS 15)."""
        return None if self.previous is None else self.previous[2]


def rank_milliseconds(rank: int) -> int:
    """Return the unix ms of a rank, settled or not."""
    return (rank & (SETTLED_RANK - 1)) // TICKS_PER_MS


class Book(msgspec.Struct):
    """The bets of one bookmaker, or the calculated ones, in one market."""

    name: str | None = None
    last_update: str | None = None
    status: int | None = None
    provider_fixture_id: str | None = None
    provider_league_id: str | None = None
    provider_market_id: str | None = None
    stands: tuple[int, Order] = (0, NEVER)
    bets: dict[int, Quote] = {}


class Market(msgspec.Struct):
    """A market of an event: calculated odds (`average`) beside those of each bookmaker."""

    id: int
    name: Latest[str]
    main_line: Latest[str]
    status: Latest[int]
    average: Book | None = None
    providers: dict[int, Book] = {}


CompetitionKey = tuple[int, int]
"""Type and id of a node of the outright tree."""


class Node(msgspec.Struct):
    """A node of the outright tree. It moves when it arrives under another parent (DECISIONS 7)."""

    key: CompetitionKey
    name: Latest[str]
    next_fixture_start_time: Latest[str]
    parent: Latest[CompetitionKey]


class Event(msgspec.Struct, kw_only=True):
    """One event of the live picture.

    `fixture` is what surfaces show: the newest full fixture, its gaps filled from `hint`, the
    fixture inside a livescore message. It is None, and the event unseen, until a full one came.
    `first_live` is the earliest stamp at which a status that keep-alives list was said.
    """

    id: int
    fixture: Fixture | None = None
    full_fixture: Latest[Fixture]
    hint: Latest[Fixture]
    outright: Latest[OutrightFixture]
    is_outright_league: bool = False
    fixture_name: Latest[str]
    score: Latest[OutrightScore]
    livescore: Latest[Livescore]
    competition: Latest[CompetitionKey]
    markets: dict[int, Market] = {}
    status: int = 0
    status_order: Order = NEVER
    source: str = ""
    first_live: int | None = None
    clock_readings: dict[int, tuple[tuple[Order, int], tuple[Order, int]]] = {}
    heard_at: int = 0
    is_unlisted: bool = False
    seq: int = 0

    @property
    def is_seen(self) -> bool:
        """Whether surfaces show it: a market that comes before its fixture waits for it."""
        return self.fixture is not None or self.outright.value is not None
