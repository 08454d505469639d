"""Message structs as JSON, under today's names or those of the legacy generation."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from touchline.model import market
from touchline.model.feed_struct import FeedStruct
from touchline.wire.legacy import lacks
from touchline.wire.shapes import NESTED, shape_of

_LEGACY_NAMES: Final[Mapping[type[FeedStruct], Mapping[str, str]]] = {
    market.MarketUpdate: {"ProviderMarkets": "Providers"}
}
_NESTED_MARKS: Final = tuple(
    f'"{nested.name}":{{'.encode()
    for struct in NESTED
    if (nested := shape_of(struct).nested) is not None
)


def write_json(value: Any) -> bytes:
    """Encode structs, or plain objects that hold them, under today's names."""
    encoded = msgspec.json.encode(value)
    if any(mark in encoded for mark in _NESTED_MARKS):
        # The rare attributes of bets stand apart in the model, and beside the others on the wire.
        return msgspec.json.encode(_plain(value, is_legacy=False))
    return encoded


def write_legacy_json(value: Any) -> bytes:
    """Encode structs, or plain objects that hold them, as the legacy generation does."""
    return msgspec.json.encode(_plain(value, is_legacy=True))


def _plain(value: Any, is_legacy: bool) -> Any:
    """Return structs as plain objects under their wire names; absent fields are left out."""
    if isinstance(value, list):
        return [_plain(item, is_legacy) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item, is_legacy) for name, item in value.items()}
    if not isinstance(value, FeedStruct):
        return value
    struct = type(value)
    shape = shape_of(struct)
    lacking = lacks(struct) if is_legacy else ()
    names = _LEGACY_NAMES.get(struct, {}) if is_legacy else {}
    found: dict[str, Any] = {}
    for field in shape.fields:
        said = getattr(value, field.attribute)
        if said is None or field.attribute in lacking:
            continue
        if field is shape.nested:
            found.update(_plain(said, is_legacy))
        elif field.kind == "scalar":
            found[field.name] = said
        else:
            found[names.get(field.name, field.name)] = _plain(said, is_legacy)
    return found
