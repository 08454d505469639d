"""What the legacy generation (MsgId, seconds) cannot carry."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from touchline.model import fixture, livescore, market, message
from touchline.model.feed_struct import FeedStruct

LACKS: Final[Mapping[type[FeedStruct], frozenset[str]]] = {
    message.Header: frozenset({"creation_date", "serialized_creation_date", "msg_seq"}),
    fixture.Fixture: frozenset({"venue", "subscription"}),
    fixture.OutrightFixture: frozenset({"venue", "subscription"}),
    livescore.Scoreboard: frozenset({"clock"}),
    livescore.Period: frozenset({"sequence_number"}),
    market.Bet: frozenset({"suspension_reason", "probability"}),
    market.BetMore: frozenset({"serialized_last_update"}),
    market.ProviderMarket: frozenset({"serialized_last_update"}),
}
"""Fields that only today's form carries (DECISIONS 5)."""

_NOTHING: Final[frozenset[str]] = frozenset()
_NO_MORE: Final = market.BetMore()


def legacy_view(said: message.Message) -> message.Message:
    """Return the message with only what both generations carry, stamps cut to seconds."""
    header = legacy_header(said.header)
    if header.server_timestamp is not None:
        header.server_timestamp *= 1000
    body: message.Body | None = _project(said.body)
    return message.Message(header=header, body=body, is_snapshot=said.is_snapshot)


def legacy_header(header: message.Header) -> message.Header:
    """Return the header as the legacy generation sends it: MsgId, and the stamp in seconds."""
    stamp = header.server_timestamp
    return message.Header(
        type=header.type,
        msg_id=header.msg_id if header.msg_id is not None else header.msg_seq,
        msg_guid=header.msg_guid,
        server_timestamp=None if stamp is None else stamp // 1000,
    )


def lacks(struct: type[FeedStruct]) -> frozenset[str]:
    """Return the fields of a struct that the legacy generation does not carry."""
    return LACKS.get(struct, _NOTHING)


def _project(value: Any) -> Any:
    if isinstance(value, list):
        return [_project(item) for item in value]
    if not isinstance(value, FeedStruct):
        return value
    lacking = lacks(type(value))
    projected = msgspec.structs.replace(
        value,
        **{
            name: None if name in lacking else _project(getattr(value, name))
            for name in value.__struct_fields__
        },
    )
    return None if projected == _NO_MORE else projected
