"""XML into a tree of elements, with the standard library's expat.

Feed messages never need a DTD, so a DOCTYPE is refused, and with it entities. Depth and elements
are counted as they open, so that no input costs more than its bytes.
"""

from typing import Final
from xml.parsers import expat

from touchline.base.errors import WireError
from touchline.wire.bounds import Bounds
from touchline.wire.encoding import check_utf8, declared
from touchline.wire.tree import Element
from touchline.wire.xml_repair import repair

_BUFFER_BYTES: Final = 65_536
_NO_ATTRIBUTES: Final[dict[str, str]] = {}


def read_xml(body: bytes, bounds: Bounds) -> tuple[Element, bool]:
    """Return the root element of XML without a mark, and whether the text had to be repaired.

    Positions count from the first character that is not a space. Raises WireError:
    wire-malformed-xml, wire-doctype, wire-too-deep, wire-too-many-elements, wire-bad-encoding.
    """
    body = declared(body).lstrip()
    try:
        return _Parse(bounds).run(body), False
    except WireError as error:
        if error.code != "wire-malformed-xml":
            raise
        check_utf8(body)
        text = body.decode("utf-8", "ignore")
        repaired = repair(text)
        if repaired == text:
            raise
        try:
            return _Parse(bounds).run(repaired.encode("utf-8")), True
        except WireError as again:
            if again.code != "wire-malformed-xml":
                raise
        # What is wrong with the body as it came is what its sender can look for.
        raise


class _Parse:
    """One run of expat over one body."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._room = bounds.elements
        self._open: list[Element] = []
        self._texts: list[list[str]] = []
        self._root: Element | None = None
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.buffer_size = _BUFFER_BYTES
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        self._parser = parser

    def run(self, body: bytes) -> Element:
        try:
            self._parser.Parse(body, True)
        except expat.ExpatError as error:
            raise WireError(
                "wire-malformed-xml",
                expat.ErrorString(error.code) or "not well-formed",
                position=f"line {error.lineno}, column {error.offset + 1}",
            ) from None
        assert self._root is not None
        return self._root

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = Element(name, attributes or _NO_ATTRIBUTES)
        self._room -= 1
        if self._room < 0:
            raise WireError(
                "wire-too-many-elements",
                f"more than {self._bounds.elements} elements",
                position=self._position(),
            )
        if not self._open:
            self._root = element
        else:
            if len(self._open) >= self._bounds.depth:
                raise WireError(
                    "wire-too-deep",
                    f"elements nest deeper than {self._bounds.depth} levels",
                    position=self._position(),
                )
            parent = self._open[-1]
            if parent.children is None:
                parent.children = [element]
            else:
                parent.children.append(element)
        self._open.append(element)
        self._texts.append([])

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        texts = self._texts.pop()
        if texts:
            element.text = "".join(texts)

    def _text(self, text: str) -> None:
        self._texts[-1].append(text)

    def _doctype(self, *_: object) -> None:
        raise WireError("wire-doctype", "a DOCTYPE is not accepted", position=self._position())

    def _position(self) -> str:
        parser = self._parser
        return f"line {parser.CurrentLineNumber}, column {parser.CurrentColumnNumber + 1}"
