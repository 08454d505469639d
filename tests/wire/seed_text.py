"""Cutting examples and model tables out of the message structure's own text (seed 004)."""

import re
from pathlib import Path

NAME = "004_1721d026ce3987e2.txt"

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z]+)[^<>]*?(?P<alone>/?)>")
_ROW = re.compile(
    r"^([A-Z][A-Za-z.]*)\n"
    r"(int|string|name|enum|eunm|DateTime|bool|double|[Aa]rray|List of competitions)\n",
    re.MULTILINE,
)


def seed_text(shared: Path) -> str:
    """Return the text of the seed."""
    return (shared / "seeds" / NAME).read_text(encoding="utf-8")


def xml_examples(text: str) -> list[str]:
    """Return every XML example verbatim, from its opening tag to its closing tag.

    An example begins a line, or follows the one before it: tags within a sentence are prose.
    """
    found: list[str] = []
    depth = start = end = 0
    for tag in _TAG.finditer(text):
        if depth == 0:
            if tag["end"] or (text[tag.start() - 1] != "\n" and tag.start() != end):
                continue
            start = tag.start()
        depth += -1 if tag["end"] else 0 if tag["alone"] else 1
        if depth == 0:
            end = tag.end()
            found.append(text[start:end])
    return found


def api_example(text: str) -> str:
    """Return the API's JSON example verbatim; it is cut off after its first fixture."""
    start = text.index("{", text.index("does not include <Event> tag"))
    return text[start : text.index("},Fixture", start) + 1]


def table_rows(text: str) -> list[tuple[str, str]]:
    """Return the name and data type of every row of every model table, in order."""
    return _ROW.findall(text)
