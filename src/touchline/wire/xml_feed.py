"""Snapshots as XML: the root `Feed`, a stamp in milliseconds, and otherwise as on the queue."""

from collections.abc import Iterable, Mapping
from typing import Final

from touchline.model.feed_struct import FeedStruct
from touchline.model.message import Header
from touchline.wire.xml_writer import write_struct

_PROLOG: Final = '<?xml version="1.0" encoding="utf-8"?>'


def write_element(name: str, value: FeedStruct) -> bytes:
    """Return one struct as an element called `name`."""
    parts: list[str] = []
    write_struct(name, value, parts)
    return "".join(parts).encode()


def write_feed(header: Header, lists: Mapping[str, Iterable[bytes]]) -> bytes:
    """Return a snapshot whose body holds lists of elements by name."""
    parts = [f"{_PROLOG}<Feed>"]
    write_struct("Header", header, parts)
    body = b"".join(
        b"<%b>%b</%b>" % (name.encode(), b"".join(elements), name.encode())
        for name, elements in lists.items()
    )
    return b"%b<Body>%b</Body></Feed>" % ("".join(parts).encode(), body)
