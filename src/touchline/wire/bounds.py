"""How large, how deep and how manifold a body may be, so that none costs more than its bytes."""

import re
from typing import Any, Final

import msgspec

from touchline.base import limits
from touchline.base.errors import WireError

_TOKENS: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[{]|[\]}]', re.DOTALL)
_LEAST_BYTES: Final = 2
"""No object or array of JSON takes fewer bytes."""


class Bounds(msgspec.Struct, frozen=True):
    """The most that one message may have.

    `depth` counts elements within elements in XML, objects and arrays within each other in JSON.
    """

    size: int = limits.MESSAGE_BYTES.default
    depth: int = limits.MESSAGE_DEPTH.default
    elements: int = limits.XML_ELEMENTS.default

    def too_large(self, body: bytes) -> WireError:
        """Return the error for a body of too many bytes, of which nothing was looked at."""
        return WireError(
            "wire-too-large",
            f"{len(body)} bytes, at most {self.size} are decoded",
            position=f"byte {self.size}",
        )

    def check_json(self, body: bytes) -> None:
        """Raise WireError, wire-too-many-elements, for more objects and arrays than are decoded.

        Small objects cost fifty times their bytes, so they are counted before they are made.
        """
        if len(body) <= _LEAST_BYTES * self.elements:
            return
        found = body.count(b"{") + body.count(b"[")
        if found > self.elements:
            raise WireError(
                "wire-too-many-elements",
                f"{found} objects and arrays, at most {self.elements} are decoded",
                position="$",
            )

    def check_depth(self, tree: Any, body: bytes) -> None:
        """Raise WireError, wire-too-deep, for JSON that nests deeper than is decoded."""
        level = [tree]
        for _ in range(self.depth):
            level = [
                child
                for node in level
                for child in (node.values() if type(node) is dict else node)
                if type(child) is dict or type(child) is list
            ]
            if not level:
                return
        raise self.too_deep(body)

    def too_deep(self, body: bytes) -> WireError:
        """Return the error for JSON that nests too deep, with the byte where it begins to."""
        depth = 0
        for token in _TOKENS.finditer(body):
            first = token[0][:1]
            if first in b"[{":
                depth += 1
                if depth > self.depth:
                    break
            elif first != b'"':
                depth -= 1
        return WireError(
            "wire-too-deep", f"nested deeper than {self.depth} levels", f"byte {token.start()}"
        )
