"""The message structs as tables: which name, in any dialect, means which field.

Read off the structs themselves, so that a field is declared once. The tables here hold only what
the structs cannot say: other dialects' names, and lists whose items stand without a wrapper.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

import msgspec
from msgspec import inspect

from touchline.model import fixture, livescore, market, message
from touchline.model.feed_struct import ExtraData, FeedStruct

ALIASES: Final[Mapping[type[FeedStruct], Mapping[str, str]]] = {
    message.Body: {"Event": "Events"},
    message.Competition: {"Competition": "Competitions", "Event": "Events"},
    message.KeepAlive: {"ActiveEvent": "ActiveEvents"},
    fixture.Fixture: {
        "ExternalProviderId": "ExternalFixtureId",
        "ExtraData": "FixtureExtraData",
    },
    fixture.OutrightFixture: {
        "ExternalProviderId": "ExternalFixtureId",
        "FixtureExtraData": "ExtraData",
    },
    fixture.Participant: {"ParticipantExtraData": "ExtraData"},
    livescore.Livescore: {"ExtraData": "LivescoreExtraData"},
    livescore.Scoreboard: {"Score": "Results"},
    livescore.Period: {"Score": "Results"},
    livescore.Incident: {"Score": "Results", "Periods": "Period"},
    livescore.Statistic: {"Value": "Results"},
    market.MarketUpdate: {
        "Providers": "ProviderMarkets",
        "Provider": "ProviderMarkets",
        "Bet": "Bets",
    },
    market.ProviderMarket: {"Bet": "Bets", "Status": "MarketStatus"},
}
"""Other names of fields: the legacy generation's, the seed tables', those of bare items."""

BARE_ITEMS: Final[Mapping[type[FeedStruct], frozenset[str]]] = {
    message.Body: frozenset({"event"}),
    message.Competition: frozenset({"competition", "event"}),
    message.KeepAlive: frozenset({"activeevent"}),
    livescore.Scoreboard: frozenset({"score"}),
    livescore.Period: frozenset({"score"}),
    livescore.Incident: frozenset({"score"}),
    livescore.Statistic: frozenset({"value"}),
    market.MarketUpdate: frozenset({"provider", "bet"}),
    market.ProviderMarket: frozenset({"bet"}),
}
"""Elements, in lower case, that are one item of the list that their alias names."""

ITEM_NAMES: Final[Mapping[str, str]] = {
    "SubPeriods": "Period",
    "PlayerStatistics": "Player",
    "FeedInterrupted": "Domain",
    "ExtraData": "Data",
    "FixtureExtraData": "Data",
    "ParticipantExtraData": "Data",
    "LivescoreExtraData": "Data",
}
"""What the items of a list are called where that is not the list's name without its s."""

TEXT_FIELD: Final[Mapping[type[FeedStruct], str]] = {
    ExtraData: "Value",
    livescore.Result: "Value",
}
"""Where the text of an element goes."""

SPACED: Final = frozenset({(ExtraData, "Value")})
"""Texts that keep their spaces, and that may be empty (DECISIONS 3)."""

LIST_FORM: Final[Mapping[type[FeedStruct], str]] = {message.KeepAlive: "ActiveEvents"}
"""Structs that also come as the list alone that this field holds (seed 004, Model)."""

NESTED: Final[Mapping[type[FeedStruct], str]] = {market.Bet: "more"}
"""The field of a struct whose own fields are, on the wire, fields of that struct."""

NESTED_PATH: Final = re.compile(r"\.~\w+")
"""What a path shows of such a field."""


class Field(msgspec.Struct, frozen=True):
    """How one field is read: `kind` is scalar, struct, scalars or structs (a list of either).

    `is_text` means that it takes any text as it is, and nothing else; `is_integer` that it takes
    any integer as it is. `default` is what absence says.
    """

    name: str
    attribute: str
    kind: str
    takes_text: bool = False
    takes_int: bool = False
    takes_bool: bool = False
    struct: type[FeedStruct] | None = None
    keeps_space: bool = False

    is_text: bool = False
    is_integer: bool = False
    default: int | None = None

    @property
    def item_name(self) -> str:
        """What one item of the list is called."""
        return item_name(self.name)


class Shape(msgspec.Struct, frozen=True):
    """A struct's fields in order, and by every name, lower case included.

    `as_they_stand` names the scalars that need no reading, only conversion.
    """

    struct: type[FeedStruct]
    fields: tuple[Field, ...]
    by_name: dict[str, Field]
    as_they_stand: frozenset[str]
    bare: frozenset[str]
    text: str | None
    list_form: str | None
    nested: Field | None = None
    nested_names: frozenset[str] = frozenset()
    has_required: bool = False


@cache
def shape_of(struct: type[FeedStruct]) -> Shape:
    """Return the table of a message struct."""
    info = inspect.type_info(struct)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"{struct} is not a struct")
    fields = tuple(_field(struct, item) for item in info.fields if item.name != "is_snapshot")
    nested = next((field for field in fields if field.attribute == NESTED.get(struct)), None)
    by_name = {field.name: field for field in fields if field is not nested}
    nested_fields: tuple[Field, ...] = ()
    if nested is not None and nested.struct is not None:
        nested_fields = shape_of(nested.struct).fields
        by_name.update({field.name: field for field in nested_fields})
    for alias, name in ALIASES.get(struct, {}).items():
        by_name.setdefault(alias, by_name[name])
    for name, field in list(by_name.items()):
        by_name.setdefault(name.lower(), field)
    return Shape(
        struct=struct,
        fields=fields,
        by_name=by_name,
        as_they_stand=frozenset(field.name for field in fields if _stands(field)),
        bare=BARE_ITEMS.get(struct, frozenset()),
        text=TEXT_FIELD.get(struct),
        list_form=LIST_FORM.get(struct),
        nested=nested,
        nested_names=frozenset(field.name for field in nested_fields),
        has_required=any(item.required for item in info.fields),
    )


def item_name(list_name: str) -> str:
    """Return what one item of a list is called in XML."""
    return ITEM_NAMES.get(list_name) or list_name.removesuffix("s")


def _field(struct: type[FeedStruct], item: inspect.Field) -> Field:
    choices = _choices(item.type)
    name = item.encode_name
    for choice in choices:
        if isinstance(choice, inspect.StructType):
            return Field(name, item.name, "struct", struct=_feed_struct(choice.cls))
        if isinstance(choice, inspect.ListType):
            inner = _choices(choice.item_type)[0]
            if isinstance(inner, inspect.StructType):
                return Field(name, item.name, "structs", struct=_feed_struct(inner.cls))
            return Field(name, item.name, "scalars", takes_int=True)
    kinds = {type(choice) for choice in choices}
    return Field(
        name,
        item.name,
        "scalar",
        takes_text=inspect.StrType in kinds,
        takes_int=inspect.IntType in kinds,
        takes_bool=inspect.BoolType in kinds,
        keeps_space=(struct, name) in SPACED,
        is_text=kinds == {inspect.StrType},
        is_integer=inspect.IntType in kinds,
        default=item.default if isinstance(item.default, int) else None,
    )


def _stands(field: Field) -> bool:
    is_either = field.takes_int and field.takes_text
    return field.kind == "scalar" and not is_either and not field.keeps_space


def _choices(kind: inspect.Type) -> list[inspect.Type]:
    if isinstance(kind, inspect.UnionType):
        return [choice for choice in kind.types if not isinstance(choice, inspect.NoneType)]
    return [kind]


def _feed_struct(struct: type[object]) -> type[FeedStruct]:
    if not issubclass(struct, FeedStruct):
        raise TypeError(f"{struct} is not part of the message structure")
    return struct
