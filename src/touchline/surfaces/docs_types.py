"""JSON Schema as people read it at /docs: types in words, fields one by one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import chain
from typing import Any, Final

Schema = Mapping[str, Any]

_SCHEMAS: Final = "#/components/schemas/"
_CODE: Final = re.compile("`([^`]+)`")
_MOST_CHOICES: Final = 20
"""Of more choices a parameter only says how many there are; its component lists them."""
_WIDE: Final = 10**9
"""A bound as far out as this is there for machines."""


def schema_anchor(component: str) -> str:
    """Return the id of the part of the page that tells of a component."""
    return escape(f"schema-{component}")


def prose(text: str) -> str:
    """Return text in which backticks mark code as HTML."""
    return _CODE.sub(r"<code>\1</code>", escape(text))


def named(schema: Schema) -> str | None:
    """Return the component that a schema refers to, None where it refers to none."""
    reference = schema.get("$ref")
    return None if reference is None else str(reference).removeprefix(_SCHEMAS)


class Types:
    """Writes the types of a document as HTML."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        """Know the components of a document."""
        self._schemas = schemas

    def whole(self, schema: Schema) -> Schema:
        """Return a schema with what it refers to."""
        name = named(schema)
        return schema if name is None else {**self._schemas[name], **schema}

    def type(self, schema: Schema) -> str:
        """Return the type of a value as HTML, with links to structs."""
        name = named(schema)
        if name is not None:
            if "properties" not in self._schemas[name]:
                return self.type(self._schemas[name])
            return f"<a href='#{schema_anchor(name)}'>{escape(name)}</a>"
        if "anyOf" in schema:
            return " or ".join(map(self.type, schema["anyOf"]))
        if schema.get("type") == "array":
            return f"array of {self.type(schema['items'])}"
        if "additionalProperties" in schema:
            return f"object of {self.type(schema['additionalProperties'])}"
        if schema.get("type") is None and "enum" in schema:
            return "string or null" if None in schema["enum"] else "string"
        return escape(" ".join([str(schema.get("type", "any")), *_bounds(schema)]))

    def choices(self, schema: Schema) -> str:
        """Return the values that are allowed as HTML, "" for any of the type."""
        whole = self.whole(schema)
        values = self.values(whole)
        title = str(whole.get("title"))
        if not self.are_few(values) and title in self._schemas:
            return f"the {len(values)} of <a href='#{schema_anchor(title)}'>{escape(title)}</a>"
        return ", ".join(f"<code>{escape(value)}</code>" for value in values)

    def values(self, schema: Schema) -> Sequence[str]:
        """Return the values that are allowed, nothing for any of the type."""
        whole = self.whole(schema)
        if "items" in whole:
            return self.values(whole["items"])
        found = [*whole.get("enum", ()), *chain(*map(self.values, whole.get("anyOf", ())))]
        return [str(value) for value in found if value is not None]

    def are_few(self, values: Sequence[str]) -> bool:
        """Tell whether values are listed where they are taken."""
        return len(values) <= _MOST_CHOICES

    def fields(self, schema: Schema, *, with_rows: bool = False) -> Iterator[str]:
        """Yield the fields of a struct as HTML, and those of the rows in its `data` if wanted."""
        yield f"<dl class='fields'>{''.join(self._fields(schema, '', with_rows=with_rows))}</dl>"

    def _fields(self, schema: Schema, prefix: str, *, with_rows: bool) -> Iterator[str]:
        struct = self.whole(schema)
        required = set(struct.get("required", ()))
        for name, field in struct["properties"].items():
            yield self._field(prefix + name, field, always=name in required)
            if with_rows and name == "data":
                mark = "[]" if "items" in field else ""
                rows = field.get("items", field)
                yield from self._fields(rows, f"{prefix}{name}{mark}.", with_rows=False)

    def _field(self, name: str, schema: Schema, *, always: bool) -> str:
        description = schema.get("description")
        if description is None:
            component = named(schema.get("items", schema))
            description = "" if component is None else self._schemas[component]["description"]
        choices = self.choices(schema)
        marks = [
            "" if always else " <span class='mark'>not always there</span>",
            " <span class='mark'>deprecated</span>" if schema.get("deprecated") else "",
        ]
        return (
            f"<div><dt><code>{escape(name)}</code> <span class='type'>{self.type(schema)}</span>"
            f"{''.join(marks)}</dt><dd>{prose(description)}"
            f"{f'<p>One of {choices}</p>' if choices else ''}</dd></div>"
        )


def _bounds(schema: Schema) -> Iterator[str]:
    least, most = _told(schema.get("minimum")), _told(schema.get("maximum"))
    if least:
        yield f"from {least}"
    if most:
        yield f"to {most}"
    if "maxLength" in schema:
        yield f"of at most {schema['maxLength']} characters"
    if schema.get("format") == "date":
        yield "such as 2025-11-14"


def _told(bound: int | None) -> str:
    return "" if bound is None or abs(bound) >= _WIDE else str(bound)
