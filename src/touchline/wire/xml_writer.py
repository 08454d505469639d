"""Messages as XML of seed 004: attributes where the seed has them, wrappers where it has them."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import msgspec

from touchline.model import fixture, livescore, market, message
from touchline.model.feed_struct import FeedStruct
from touchline.wire.legacy import lacks, legacy_header
from touchline.wire.shapes import TEXT_FIELD, Field, item_name, shape_of

_CHILD_SCALARS: Final[Mapping[type[FeedStruct], frozenset[str]]] = {
    message.Header: frozenset({"Type", "MsgId", "MsgGuid", "ServerTimestamp"}),
    fixture.Fixture: frozenset({"FixtureName", "StartDate", "Status"}),
    fixture.OutrightFixture: frozenset({"FixtureName", "StartDate", "EndDate", "Status"}),
}
"""Scalars that are child elements; all others are attributes."""

_NAMES: Final[Mapping[type[FeedStruct], Mapping[str, str]]] = {
    fixture.Fixture: {"ExternalFixtureId": "ExternalProviderId"},
    fixture.OutrightFixture: {"ExternalFixtureId": "ExternalProviderId"},
}

_BARE: Final[Mapping[tuple[type[FeedStruct], str], str]] = {
    (livescore.Scoreboard, "Results"): "Score",
    (livescore.Period, "Results"): "Score",
    (livescore.Incident, "Results"): "Score",
    (livescore.Statistic, "Results"): "Value",
    (market.MarketUpdate, "ProviderMarkets"): "Provider",
    (market.ProviderMarket, "Bets"): "Bet",
    (message.KeepAlive, "ActiveEvents"): "ActiveEvent",
}
"""Lists whose items stand directly in their parent, and the items' name.

Such a list that is there and empty is written as one that is not there.
"""

_ORDER: Final[Mapping[type[FeedStruct], tuple[str, ...]]] = {
    message.EventUpdate: (
        "FixtureId", "FixtureName", "Fixture", "OutrightFixture", "OutrightLeague",
        "OutrightScore", "Markets", "Livescore",
    ),
}  # fmt: skip

_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no way to write; they are left out."""
_SPECIAL: Final = re.compile("[^\x20!#-%'-;=?-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCES: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;",
     "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)  # fmt: skip


class _Plan(msgspec.Struct, frozen=True):
    """How a struct is written: attributes first, then what stands inside."""

    attributes: tuple[Field, ...]
    inside: tuple[Field, ...]
    nested: Field | None
    names: Mapping[str, str]
    text: str | None
    bare: Mapping[str, str]


def write_message(said: message.Message) -> str:
    """Write a message as XML text; what the legacy generation lacks is left out."""
    parts = ["<Message>"]
    write_struct("Header", legacy_header(said.header), parts)
    if said.body is not None:
        write_struct("Body", said.body, parts)
    parts.append("</Message>")
    return "".join(parts)


def write_struct(name: str, value: FeedStruct, parts: list[str]) -> None:
    """Append one struct as an element called `name`."""
    plan = _plan(type(value))
    parts.append(f"<{name}")
    inside: list[str] = []
    _write_fields(value, plan, parts, inside)
    if plan.nested is not None:
        nested: FeedStruct | None = getattr(value, plan.nested.attribute)
        if nested is not None:
            _write_fields(nested, _plan(type(nested)), parts, inside)
    if inside:
        parts.append(">")
        parts.extend(inside)
        parts.append(f"</{name}>")
    else:
        parts.append(" />")


def write_list(name: str, items: list[Any], parts: list[str]) -> None:
    """Append a list as a wrapper element with its items."""
    if not items:
        parts.append(f"<{name} />")
        return
    parts.append(f"<{name}>")
    _write_items(item_name(name), items, parts)
    parts.append(f"</{name}>")


def _write_fields(value: FeedStruct, plan: _Plan, parts: list[str], inside: list[str]) -> None:
    for field in plan.attributes:
        said = getattr(value, field.attribute)
        if said is not None:
            parts.append(f' {plan.names.get(field.name, field.name)}="{_text(said)}"')
    for field in plan.inside:
        said = getattr(value, field.attribute)
        if said is None:
            continue
        if field.kind == "struct":
            write_struct(field.name, said, inside)
        elif field.kind != "scalar":
            bare = plan.bare.get(field.name)
            if bare is None:
                write_list(field.name, said, inside)
            else:
                _write_items(bare, said, inside)
        elif field.name == plan.text:
            inside.append(_text(said))
        elif said != field.default:
            inside.append(f"<{field.name}>{_text(said)}</{field.name}>")


def _write_items(name: str, items: list[Any], parts: list[str]) -> None:
    for item in items:
        if isinstance(item, FeedStruct):
            write_struct(name, item, parts)
        else:
            parts.append(f"<{name}>{_text(item)}</{name}>")


@cache
def _plan(struct: type[FeedStruct]) -> _Plan:
    shape = shape_of(struct)
    as_children = _CHILD_SCALARS.get(struct, frozenset())
    text = TEXT_FIELD.get(struct)
    fields = [
        field
        for field in shape.fields
        if field.attribute not in lacks(struct) and field is not shape.nested
    ]
    if struct in _ORDER:
        fields.sort(key=lambda field: _ORDER[struct].index(field.name))

    def is_inside(field: Field) -> bool:
        return field.kind != "scalar" or field.name == text or field.name in as_children

    return _Plan(
        attributes=tuple(field for field in fields if not is_inside(field)),
        inside=tuple(field for field in fields if is_inside(field)),
        nested=shape.nested,
        names=_NAMES.get(struct, {}),
        text=text,
        bare={name: item for (owner, name), item in _BARE.items() if owner is struct},
    )


def _text(value: object) -> str:
    if isinstance(value, str):
        if _SPECIAL.search(value) is None:
            return value
        return _UNWRITABLE.sub("", value).translate(_REFERENCES)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
