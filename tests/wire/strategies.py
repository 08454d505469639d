"""Hypothesis strategies for whole messages, and what of a message each form carries.

They are read off the message structs, so that a new field is tested as soon as it is declared. The
shape of a message comes from a seed, since drawing every field on its own would leave messages all
but empty; the values come from pools that Hypothesis draws and shrinks.
"""

from collections.abc import Callable
from random import Random
from typing import Any, Final

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

from touchline.model.enums import MessageType
from touchline.model.feed_struct import ExtraData, FeedStruct
from touchline.model.fixture import Fixture, OutrightFixture, OutrightScore
from touchline.model.livescore import Livescore, Period
from touchline.model.market import BetMore, MarketUpdate, ProviderMarket
from touchline.model.message import Body, Competition, EventUpdate, Header, KeepAlive, Message
from touchline.wire import Form
from touchline.wire.legacy import legacy_view

_MOST_ITEMS: Final = 2
_RECURSIVE: Final[dict[type, int]] = {Period: 2, Competition: 3}
"""Structs that hold others of their kind, and how deep they are made to."""
_NEVER_EMPTY_IN_XML: Final = frozenset({"results", "provider_markets", (ProviderMarket, "bets")})
"""Lists without a wrapper: XML cannot say that one of them is there and empty."""
_OUTRIGHT_TYPES: Final = tuple(range(MessageType.OUTRIGHT_FIXTURE, 44))
_EVENT_TYPES: Final = (0, 1, 2, 3, 35, 36, 99)
_PARTS: Final[dict[str, Callable[["Maker"], Any]]] = {
    "fixture": lambda maker: maker.struct(Fixture),
    "outright_fixture": lambda maker: maker.struct(OutrightFixture),
    "outright_league": lambda maker: maker.struct(OutrightFixture),
    "outright_score": lambda maker: maker.struct(OutrightScore),
    "livescore": lambda maker: maker.struct(Livescore),
    "markets": lambda maker: maker.items(lambda: maker.struct(MarketUpdate)),
}

_texts: Final = [
    "Alpha", "Under/Over", "2.5", "-0.75 (0-0)", "1", "X", "1.95", "A & B <C> \"D\" 'E'",
    "München, Łódź", "日本", "2026-01-10T15:00:00.1234567Z", "suspended", "null", "true", "]]>",
]  # fmt: skip
_words: Final = ["Grass", "home", "Outdoors", "12a", "-", "-1x", "1.5"]
_xml_characters: Final = st.characters(
    exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"
)
_xml_texts: Final = st.text(_xml_characters, max_size=8).map(str.strip).filter(bool)
_data_values: Final = st.text(_xml_characters | st.sampled_from(" \t\r\n"), max_size=8)
_integers: Final = st.integers(-(2**63), 2**63 - 1)
_floats: Final = st.floats(allow_nan=False, allow_infinity=False)


class Pools(msgspec.Struct):
    """The values that messages are filled with."""

    texts: list[str]
    data_values: list[str]
    integers: list[int]
    floats: list[float]


class Maker:
    """Makes structs with each field there by the chance `fullness`, holding what a form carries."""

    def __init__(self, random: Random, fullness: float, pools: Pools, form: Form) -> None:
        """Start with the usual values beside those of the pools."""
        self._random = random
        self._fullness = fullness
        self._pools = pools
        self._form = form

    def struct(self, struct: type[FeedStruct], depth: int | None = None, **given: Any) -> Any:
        """Make one struct; what is given stands in place of what would be made."""
        info = inspect.type_info(struct)
        assert isinstance(info, inspect.StructType)
        left = _RECURSIVE.get(struct, 0) if depth is None else depth
        fields = dict(given)
        for field in info.fields:
            is_data = struct is ExtraData and self._form is Form.XML
            if field.name in given or not (
                field.required or is_data or self._random.random() < self._fullness
            ):
                continue
            fields[field.name] = self._value(struct, field.name, field.type, left)
        return struct(**fields)

    def event(self) -> EventUpdate:
        """Make an event that has one or two of its parts."""
        kept = self._random.sample(list(_PARTS), self._random.randint(1, 2))
        parts = {name: make(self) if name in kept else None for name, make in _PARTS.items()}
        made: EventUpdate = self.struct(EventUpdate, **parts)
        return made

    def items(self, make: Any, least: int = 0) -> list[Any]:
        """Make a few of something."""
        return [make() for _ in range(self._random.randint(least, _MOST_ITEMS))]

    def one_of(self, choices: Any) -> Any:
        """Choose."""
        return self._random.choice(choices)

    def header(self, *types: int) -> Any:
        """Make a header of one of the types."""
        return self.struct(Header, type=self.one_of(types))

    def _value(self, struct: type[FeedStruct], name: str, kind: inspect.Type, left: int) -> Any:
        choose = self.one_of
        if isinstance(kind, inspect.UnionType):
            known = [one for one in kind.types if not isinstance(one, inspect.NoneType)]
            return self._value(struct, name, choose(known), left)
        if isinstance(kind, inspect.StructType):
            made = self.struct(_feed_struct(kind.cls))
            return None if made == BetMore() else made
        if isinstance(kind, inspect.ListType):
            return self._list(struct, name, kind.item_type, left)
        if isinstance(kind, inspect.StrType):
            if kind.pattern is not None:
                return choose(_words)
            if struct is ExtraData and name == "value":
                return choose(_texts + self._pools.data_values)
            return choose(_texts + self._pools.texts)
        if isinstance(kind, inspect.IntType):
            if name == "server_timestamp":
                return self._random.randint(10**11, 4 * 10**12)
            return choose([0, 1, 2, 35, 90_000_001, 2**53 + 1, *self._pools.integers])
        if isinstance(kind, inspect.FloatType):
            return choose([-1.0, 0.49, *self._pools.floats])
        if isinstance(kind, inspect.BoolType):
            return choose([True, False])
        raise TypeError(f"nothing to make for {kind}")

    def _list(self, struct: type[FeedStruct], name: str, item: inspect.Type, left: int) -> Any:
        if isinstance(item, inspect.StructType) and item.cls is struct:
            return [self.struct(struct, left - 1)] if left > 0 else []
        if isinstance(item, inspect.StructType) and item.cls is EventUpdate:
            return [self.event()]
        bare = self._form is Form.XML and _NEVER_EMPTY_IN_XML & {name, (struct, name)}
        return self.items(lambda: self._value(struct, name, item, left), least=1 if bare else 0)


def _feed_struct(struct: type) -> type[FeedStruct]:
    assert issubclass(struct, FeedStruct)
    return struct


def _message(maker: Maker, kind: str) -> Message:
    if kind == "heartbeat":
        bodies = (None, Body(feed_interrupted=[1]), Body(feed_interrupted=[]))
        return Message(header=maker.header(32), body=maker.one_of(bodies))
    if kind == "keep-alive":
        keep_alive = maker.struct(KeepAlive, active_events=maker.items(lambda: 90_000_001))
        return Message(header=maker.header(31), body=Body(keep_alive=keep_alive))
    if kind == "competition":
        body = Body(competition=maker.struct(Competition))
        return Message(header=maker.header(*_OUTRIGHT_TYPES), body=body)
    if kind == "competitions":
        body = Body(competitions=maker.items(lambda: maker.struct(Competition)))
        return Message(header=maker.header(*_OUTRIGHT_TYPES), body=body)
    return Message(
        header=maker.header(*_EVENT_TYPES), body=Body(events=maker.items(maker.event, least=1))
    )


@st.composite
def messages(draw: st.DrawFn, form: Form = Form.JSON) -> Message:
    """Give messages of every kind that hold only what the form carries."""
    texts = _xml_texts if form is Form.XML else st.text(max_size=8)
    pools = Pools(
        texts=draw(st.lists(texts, max_size=4)),
        data_values=draw(st.lists(_data_values, max_size=4)),
        integers=draw(st.lists(_integers, max_size=4)),
        floats=draw(st.lists(_floats, max_size=2)),
    )
    kinds = ["events", "events", "competition", "competitions"]
    if form is not Form.API_JSON:
        kinds += ["keep-alive", "heartbeat"]
    fullness = draw(st.sampled_from([0.6, 0.9, 1.0]))
    maker = Maker(Random(draw(st.integers(0, 2**32))), fullness, pools, form)
    return _message(maker, draw(st.sampled_from(kinds)))


def carried(message: Message, form: Form) -> Message:
    """Return what a message says after the way through a form (DECISIONS 5)."""
    if form in (Form.XML, Form.LEGACY_JSON):
        return legacy_view(message)
    header = message.header
    if header.msg_seq is None:
        header = msgspec.structs.replace(header, msg_seq=header.msg_id, msg_id=None)
    if form is Form.JSON:
        return Message(header=header, body=message.body)
    events = message.body.events if message.body is not None else None
    trees = list(message.competition_trees())
    body = Body(events=events or (None if trees else []), competitions=trees or None)
    return Message(header=header, body=body, is_snapshot=True)
