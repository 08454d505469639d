"""Parts of messages on their own, as documents and support pages show them."""

from collections.abc import Mapping
from typing import Any, Final

from touchline.base.errors import WireError
from touchline.model import fixture, livescore, market, message
from touchline.model.feed_struct import ExtraData, FeedStruct
from touchline.wire.bounds import Bounds
from touchline.wire.encoding import unmarked
from touchline.wire.tree import Element, Reader, convert
from touchline.wire.xml_reader import read_xml
from touchline.wire.xml_writer import write_list, write_struct

_STRUCTS: Final[Mapping[str, type[FeedStruct]]] = {
    "Header": message.Header,
    "Event": message.EventUpdate,
    "Competition": message.Competition,
    "KeepAlive": message.KeepAlive,
    "Fixture": fixture.Fixture,
    "OutrightFixture": fixture.OutrightFixture,
    "OutrightLeague": fixture.OutrightFixture,
    "OutrightScore": fixture.OutrightScore,
    "Participant": fixture.Participant,
    "Livescore": livescore.Livescore,
    "Scoreboard": livescore.Scoreboard,
    "Period": livescore.Period,
    "Incident": livescore.Incident,
    "Statistic": livescore.Statistic,
    "Market": market.MarketUpdate,
    "Provider": market.ProviderMarket,
    "Bet": market.Bet,
}
_LISTS: Final[Mapping[str, type[FeedStruct]]] = {
    "Events": message.EventUpdate,
    "Competitions": message.Competition,
    "Participants": fixture.Participant,
    "FixtureExtraData": ExtraData,
    "ParticipantExtraData": ExtraData,
    "LivescoreExtraData": ExtraData,
    "Periods": livescore.Period,
    "Statistics": livescore.Statistic,
    "Incidents": livescore.Incident,
    "Markets": market.MarketUpdate,
}


def decode_fragment(body: bytes) -> tuple[str, Any]:
    """Decode one XML element that is part of a message; return its name and its struct or list.

    Raises WireError as `decode` does.
    """
    bounds = Bounds()
    if len(body) > bounds.size:
        raise bounds.too_large(body)
    root, _ = read_xml(unmarked(body), bounds)
    reader = Reader()
    if root.name in _STRUCTS:
        struct = _STRUCTS[root.name]
        return root.name, convert(reader.build(struct, root), struct)
    if root.name in _LISTS:
        struct = _LISTS[root.name]
        return root.name, [
            convert(reader.build(struct, child), struct) for child in _children(root)
        ]
    raise WireError("wire-not-a-message", f"<{root.name[:64]}> is not part of a message", "$")


def encode_fragment(name: str, value: FeedStruct | list[Any]) -> bytes:
    """Write a part of a message as the XML element `name`."""
    parts: list[str] = []
    if isinstance(value, list):
        write_list(name, value, parts)
    else:
        write_struct(name, value, parts)
    return "".join(parts).encode("utf-8")


def _children(root: Element) -> list[Element]:
    return root.children or []
