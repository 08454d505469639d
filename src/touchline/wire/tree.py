"""Reading any dialect leniently: from a tree of elements or of JSON objects to today's names.

Attribute or child, wrapper or none, text or number: all end as the same plain objects, which
msgspec then converts with types checked. What no field takes is counted, never fatal.
"""

from collections.abc import Iterable
from typing import Any, Final, TypeVar

import msgspec

from touchline.base.errors import WireError
from touchline.model.feed_struct import FeedStruct
from touchline.wire.shapes import NESTED_PATH, Field, Shape, shape_of

_NULL_MARKS: Final = frozenset({"null", "nil", "xsi:nil"})
_NOT_CONTENT: Final = frozenset({"xmlns", "xsi", "xml"})
_TRUTHS: Final = {"true": 1, "false": 0}
_TRUTH_TEXTS: Final = {True: "true", False: "false"}
_UNKNOWN_KINDS: Final = 64
_NAME_CHARACTERS: Final = 64
_INTEGER_DIGITS: Final = 20

Built = TypeVar("Built", bound=FeedStruct)


class Element:
    """One XML element: attributes, children and text as they stood."""

    __slots__ = ("attributes", "children", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        """Start an element without children."""
        self.name = name
        self.attributes = attributes
        self.children: list[Element] | None = None
        self.text = ""

    @property
    def plain_name(self) -> str:
        """The name in lower case and without its namespace."""
        return _plain(self.name)

    @property
    def is_null(self) -> bool:
        """Whether the element says `null="true"`."""
        attributes = self.attributes
        if not attributes:
            return False
        mark = attributes.get("null") or attributes.get("nil") or attributes.get("xsi:nil")
        return mark is not None and mark.lower() in ("true", "1")

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in the element."""
        return not self.attributes and not self.children and not self.text.strip()


class Reader:
    """Reads one message; `unknown` counts what no field takes, by struct and name.

    In a hurry it takes objects as they stand where all their names are known, which is right for
    almost every bet; a value that conversion then refuses needs a reader that takes its time.
    """

    def __init__(self, *, in_a_hurry: bool = False) -> None:
        """Start without anything unknown."""
        self.unknown: dict[str, int] = {}
        self._in_a_hurry = in_a_hurry

    def build(self, struct: type[FeedStruct], node: Any, path: str = "$") -> Any:
        """Return the node as plain objects under today's names; raise WireError on wrong types."""
        shape = shape_of(struct)
        if isinstance(node, Element):
            attributes = node.attributes
            if (
                self._in_a_hurry
                and node.children is None
                and shape.text is None
                and attributes.keys() <= shape.as_they_stand
                and "" not in attributes.values()
            ):
                return attributes
            return self._fields(shape, _pairs(node, shape), path)
        if isinstance(node, list) and shape.list_form is not None:
            node = {shape.list_form: node}
        if isinstance(node, dict):
            if self._in_a_hurry and node.keys() <= shape.as_they_stand:
                return node
            return self._fields(shape, node.items(), path)
        raise _wrong_type("an object", node, path)

    def count_unknown(self, owner: str, name: str) -> None:
        """Count a name that nothing in the model takes; only so many names are told apart."""
        key = f"{owner}.{name[:_NAME_CHARACTERS]}"
        if key in self.unknown or len(self.unknown) < _UNKNOWN_KINDS:
            self.unknown[key] = self.unknown.get(key, 0) + 1

    def _fields(self, shape: Shape, pairs: Iterable[tuple[str, Any]], path: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in pairs:
            field = shape.by_name.get(name)
            if field is None:
                if not _is_content(name):
                    continue
                field = shape.by_name.get(_plain(name))
                if field is None:
                    self.count_unknown(shape.struct.__name__, name)
                    continue
            if value is None:
                continue
            target = found
            if field.name in shape.nested_names and shape.nested is not None:
                target = found.setdefault(shape.nested.name, {})
            kind = type(value)
            if (kind is str and field.is_text) or (kind is int and field.is_integer):
                target[field.name] = value
            elif kind is Element and value.is_null:
                continue
            elif field.kind == "scalar":
                scalar = self._scalar(field, value, path)
                if scalar is not None:
                    target[field.name] = scalar
            elif field.kind == "struct":
                self._struct(field, value, f"{path}.{field.name}", target)
            else:
                items = self._items(field, name, value, shape, f"{path}.{field.name}")
                target.setdefault(field.name, []).extend(items)
        if shape.nested is not None and found.get(shape.nested.name) == {}:
            del found[shape.nested.name]
        return found

    def _struct(self, field: Field, value: Any, path: str, target: dict[str, Any]) -> None:
        assert field.struct is not None
        is_empty = value.is_empty if isinstance(value, Element) else value == {}
        # Converters of XML make empty text of an empty element.
        if value != "" and not (is_empty and shape_of(field.struct).has_required):
            target[field.name] = self.build(field.struct, value, path)

    def _items(self, field: Field, name: str, value: Any, shape: Shape, path: str) -> list[Any]:
        nodes = self._nodes(field, name, value, shape)
        struct = field.struct
        if struct is not None:
            return [
                self.build(struct, node, f"{path}[{index}]")
                for index, node in enumerate(nodes)
                if not _is_nothing(node)
            ]
        scalars = (
            self._scalar(field, node, path, f"[{index}]")
            for index, node in enumerate(nodes)
            if not _is_nothing(node)
        )
        return [scalar for scalar in scalars if scalar is not None]

    def _nodes(self, field: Field, name: str, value: Any, shape: Shape) -> list[Any]:
        if isinstance(value, Element):
            if _plain(name) in shape.bare:
                return [value]
            for attribute in filter(_is_content, value.attributes):
                self.count_unknown(shape.struct.__name__, f"{field.name}.{attribute}")
            if value.children is None and field.struct is None:
                return [value]
            return value.children or []
        if isinstance(value, dict) and len(value) == 1:
            # What converters of XML make of a wrapper: an object around its item or items.
            only, within = next(iter(value.items()))
            if isinstance(within, list) or only.lower() == field.item_name.lower():
                value = within
        if value is None or value == "":
            return []
        return value if isinstance(value, list) else [value]

    def _scalar(self, field: Field, value: Any, path: str, index: str = "") -> Any:
        if isinstance(value, Element):
            if value.children:
                where = f"{path}{index}" if index else f"{path}.{field.name}"
                raise _wrong_type("a value", value, where)
            value = value.text if field.keeps_space else value.text.strip()
            if not value and not field.keeps_space:
                return None
        if isinstance(value, str):
            return _of_text(field, value)
        if isinstance(value, bool):
            if field.takes_bool:
                return value
            return int(value) if field.takes_int else _TRUTH_TEXTS[value]
        if isinstance(value, int) and field.takes_text and not field.takes_int:
            return str(value)
        return value


def convert(tree: Any, struct: type[Built], path: str = "$") -> Built:
    """Convert plain objects to a struct with types checked; raise WireError naming the place."""
    try:
        return msgspec.convert(tree, struct, strict=False)
    except msgspec.ValidationError as error:
        reason, _, place = str(error).partition(" - at ")
        position = path + NESTED_PATH.sub("", place.strip("`"))[1:]
        raise WireError("wire-wrong-type", reason.replace("`", ""), position) from None


def _of_text(field: Field, text: str) -> Any:
    """Return text as what the field takes; only conversion knows whether it does."""
    if field.takes_text:
        if not field.takes_int:
            return text
        digits = text.removeprefix("-")
        is_number = digits.isascii() and digits.isdigit() and len(digits) < _INTEGER_DIGITS
        return int(text) if is_number else text or None
    text = text.strip()
    if field.takes_int and text.lower() in _TRUTHS:
        return _TRUTHS[text.lower()]
    return text or None


def _pairs(node: Element, shape: Shape) -> Iterable[tuple[str, Any]]:
    if shape.text is not None:
        keeps_space = shape.by_name[shape.text].keeps_space and not node.children
        text = node.text if keeps_space else node.text.strip()
        if text or keeps_space:
            yield shape.text, text
    for name, value in node.attributes.items():
        # An attribute has no other way to say that there is nothing to say.
        if value:
            yield name, value
    for child in node.children or ():
        yield child.name, child


def _plain(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _is_content(name: str) -> bool:
    return name not in _NULL_MARKS and name.partition(":")[0] not in _NOT_CONTENT


def _is_nothing(node: Any) -> bool:
    return node is None or (isinstance(node, Element) and node.is_null)


def _wrong_type(expected: str, node: object, path: str) -> WireError:
    return WireError("wire-wrong-type", f"Expected {expected}, got {_kind(node)}", position=path)


def _kind(node: object) -> str:
    kinds = {str: "text", list: "array", dict: "object", bool: "bool", Element: "element"}
    return kinds.get(type(node), "number")
