"""A whole message of the feed (seed 004, Message), whatever its form on the wire."""

from collections.abc import Iterator

from touchline.model.feed_struct import ExtraData, FeedStruct, Integer
from touchline.model.fixture import Fixture, OutrightFixture, OutrightScore
from touchline.model.livescore import Livescore
from touchline.model.market import MarketUpdate


class Header(FeedStruct, gc=False):
    """What a message is; `server_timestamp` is unix milliseconds in every form.

    The id, the sequence and the guid are each optional (DECISIONS 2).
    """

    type: Integer = 0
    msg_seq: Integer | None = None
    msg_id: Integer | None = None
    msg_guid: str | None = None
    creation_date: str | None = None
    server_timestamp: Integer | None = None
    serialized_creation_date: str | None = None

    @property
    def sequence(self) -> int:
        """The counter of either generation, 0 without one."""
        if self.msg_seq is not None:
            return self.msg_seq
        return self.msg_id if self.msg_id is not None else 0


class EventUpdate(FeedStruct):
    """What a message says of one event: each part that is there (DECISIONS 8)."""

    fixture_id: Integer
    fixture_name: str | None = None
    fixture: Fixture | None = None
    outright_fixture: OutrightFixture | None = None
    outright_league: OutrightFixture | None = None
    outright_score: OutrightScore | None = None
    livescore: Livescore | None = None
    markets: list[MarketUpdate] | None = None


class Competition(FeedStruct):
    """A node of the outright tree, which nests to any depth."""

    id: Integer
    name: str | None = None
    type: Integer | None = None
    next_fixture_start_time: str | None = None
    events: list[EventUpdate] | None = None
    competitions: list["Competition"] | None = None


class KeepAlive(FeedStruct):
    """The fixtures that are live now; an empty list is valid (DECISIONS 12)."""

    active_events: list[Integer] | None = None
    extra_data: list[ExtraData] | None = None
    provider_id: Integer | None = None


class Body(FeedStruct):
    """The content of a message: events, one or several competition trees, or a keep-alive."""

    events: list[EventUpdate] | None = None
    competition: Competition | None = None
    competitions: list[Competition] | None = None
    keep_alive: KeepAlive | None = None
    feed_interrupted: list[Integer] | None = None


class Message(FeedStruct):
    """One message of the feed.

    `is_snapshot` tells the API form, whose parts are ordered by the stamps of their content.
    """

    header: Header
    body: Body | None = None
    is_snapshot: bool = False

    def competition_trees(self) -> Iterator[Competition]:
        """Yield the root competitions, however many the body carries."""
        if self.body is not None:
            if self.body.competition is not None:
                yield self.body.competition
            yield from self.body.competitions or ()
