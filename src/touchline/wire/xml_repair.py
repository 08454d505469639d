"""Mending what senders of XML get wrong: a bare `&`, and typographic quotes (DECISIONS 1)."""

import re
from typing import Final

_BARE_AMPERSAND: Final = re.compile("&(?!(?:[A-Za-z][A-Za-z0-9]*|#[0-9]+|#x[0-9A-Fa-f]+);)")
_TAG: Final = re.compile("<[A-Za-z_][^<>]*>")
_DOUBLE: Final = "\u201c\u201d\u201e\u201f\u2033"
_SINGLE: Final = "\u2018\u2019\u201a\u201b\u2032"
_ATTRIBUTE: Final = re.compile(
    f"=\\s*(?:\"[^\"]*\"|'[^']*'"
    f'|[{_DOUBLE}]([^{_DOUBLE}"]*)[{_DOUBLE}]'
    f'|[{_SINGLE}]([^{_SINGLE}"]*)[{_SINGLE}])'
)
_VERBATIM: Final = {"<![CDATA[": "]]>", "<!--": "-->"}
_EDGES: Final = re.compile(r"(<!\[CDATA\[|\]\]>|<!--|-->)")


def repair(text: str) -> str:
    """Return the text with bare ampersands escaped and typographic attribute quotes straight.

    Character data keeps its quotes; CDATA sections and comments stay as they are.
    """
    pieces: list[str] = []
    until: str | None = None
    for piece in _EDGES.split(text):
        if until is not None:
            until = None if piece == until else until
            pieces.append(piece)
        elif piece in _VERBATIM:
            until = _VERBATIM[piece]
            pieces.append(piece)
        else:
            mended = _BARE_AMPERSAND.sub("&amp;", piece)
            pieces.append(_TAG.sub(_with_straight_quotes, mended))
    return "".join(pieces)


def _with_straight_quotes(tag: re.Match[str]) -> str:
    return _ATTRIBUTE.sub(_straight, tag[0])


def _straight(attribute: re.Match[str]) -> str:
    value = attribute[1] if attribute[1] is not None else attribute[2]
    return attribute[0] if value is None else f'="{value}"'
