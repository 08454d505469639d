"""Bodies of any size that are made to cost a decoder more than their bytes.

Run as a program it decodes each at a given size, within limits that the system enforces:
`python -m tests.wire.hostile CHARACTERS CPU_SECONDS MEMORY_BYTES` prints name and outcome of each.
"""

import sys
from collections.abc import Callable, Iterator

from touchline.base.errors import WireError
from touchline.wire import decode

Shape = Callable[[int], str]

DOCTYPE = (
    '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]><Message><Header><MsgGuid>&a9;</MsgGuid></Header></Message>"
)
"""A billion laughs."""


def _filled(before: str, piece: str, after: str) -> Shape:
    return lambda size: before + piece * ((size - len(before + after)) // len(piece)) + after


def _numbered(before: str, pattern: str, after: str, between: str = ",") -> Shape:
    return lambda size: (
        before + between.join(pattern.format(n) for n in range(size // (len(pattern) + 6))) + after
    )


def _nested(opening: str, closing: str = "") -> Shape:
    def made(size: int) -> str:
        levels = size // len(opening + closing)
        return opening * levels + closing * levels

    return made


_JSON = '{"Header":{"Type":1},"Body":{"Events":[{"FixtureId":1,%s'
_XML = "<Message><Header><Type>1</Type></Header><Body><Events><Event FixtureId='1'>%s"
_XML_END = "</Event></Events></Body></Message>"


def _json(before: str, piece: str, after: str) -> Shape:
    return _filled(_JSON % before, piece, f"{after}}}]}}}}")


def _xml(before: str, piece: str, after: str) -> Shape:
    return _filled(_XML % before, piece, after + _XML_END)


SHAPES: dict[str, Shape] = {
    "arrays in arrays": _nested("[", "]"),
    "arrays never closed": _nested("["),
    "objects never closed": _nested('{"a":'),
    "unknown arrays in arrays": lambda size: _JSON % '"X":' + _nested("[", "]")(size) + "}]}}",
    "competitions in competitions": _nested('{"Id":1,"Competitions":[', "]}"),
    "sub-periods in sub-periods": lambda size: (
        _JSON % '"Livescore":{"Periods":[' + _nested('{"SubPeriods":[', "]}")(size) + "]}}]}}"
    ),
    "empty events": _filled('{"Events":[', "{},", "{}]}"),
    "empty participants": _json('"Fixture":{"Participants":[', "{},", "{}]}"),
    "empty incidents": _json('"Livescore":{"Periods":[{"Incidents":[', "{},", "{}]}]}"),
    "least bets": _json('"Markets":[{"Id":1,"Bets":[', '{"Id":1},', '{"Id":1}]}]'),
    "bets with a rare attribute": _json(
        '"Markets":[{"Id":1,"Bets":[', '{"Id":1,"Order":1},', '{"Id":1}]}]'
    ),
    "unknown empty objects": _json('"X":[', "{},", "{}]"),
    "unknown empty arrays": _json('"X":[', "[],", "[]]"),
    "unknown numbers": _json('"X":[', "1.5,", "1]"),
    "unknown texts": _json('"X":[', '"ab",', '"ab"]'),
    "unknown names": _numbered('{"Header":{},', '"a{}":1', "}"),
    "one name again and again": _json('"X":1,', '"X":1,', '"X":1'),
    "one long text": _json('"FixtureName":"', "a", '"'),
    "one long text of escapes": _json('"FixtureName":"', "\\u0041", '"'),
    "escaped quotes never closed": _filled('{"Header":{},"X":"', r"\"", ""),
    "a name of many characters": _json('"', "a", '":1'),
    "one long number": _json('"FixtureName":', "9", ""),
    "long numbers": _json('"X":[', "9" * 4_300 + ",", "9" * 5_000 + "]"),
    "active events": _filled('{"KeepAlive":{"ActiveEvents":[', "1,", "1]}}"),
    "spaces": _filled("", " ", ""),
    "byte order marks": _filled("", "\ufeff", "{}"),
    "tiny elements": _xml("", "<a/>", ""),
    "tiny events": _filled("<Events>", "<Event/>", "</Events>"),
    "active event elements": _filled("<KeepAlive>", "<a>1</a>", "</KeepAlive>"),
    "elements in elements": _nested("<a>", "</a>"),
    "elements never closed": _nested("<a>"),
    "text between elements": _xml("<Fixture>", "x<b/>", "</Fixture>"),
    "text between comments": _xml("<FixtureName>", "x<!---->", "</FixtureName>"),
    "references in a text": _xml("<FixtureName>", "&amp;", "</FixtureName>"),
    "references in an attribute": _xml("<a b='", "&amp;", "'/>"),
    "one long element text": _xml("<FixtureName>", "a", "</FixtureName>"),
    "lines": _xml("<FixtureName>", "a\n", "</FixtureName>"),
    "attributes": _numbered("<Message ", "a{}=''", "/>", " "),
    "attribute never closed": _filled("<Message a='", "a", ""),
    "one attribute again and again": _filled("<Message ", "a='' ", "/>"),
    "tags never closed": _nested("<a "),
    "a comment never closed": _filled("<Message><!--", "-a", ""),
    "CDATA never closed": _filled("<Message>", "<![CDATA[", ""),
    "CDATA closed again and again": _filled("<Message>", "]]>", ""),
    "instructions": _xml("", "<?a?>", ""),
    "bare ampersands": _xml("<FixtureName>", "&", "</FixtureName>"),
    "a long reference": _xml("<FixtureName>&", "a", "</FixtureName>"),
    "typographic quotes": _xml("<a b=", "\u201d", "/>"),
    "equals signs": _xml("<a ", "=\u201d", "/>"),
    "equals signs and spaces": _xml("<a ", "= ", "/>"),
    "straight quotes": _xml("<a ", "='", "/>"),
    "brackets and equals signs": _xml("", "<a b=\u201d", ""),
    "a declaration never closed": _filled("<?xml ", " ", ""),
    "declared encodings": _filled("<?xml ", "encoding=", ""),
    "a document type": _filled("<!DOCTYPE a [", "<!ENTITY b 'c'>", "]><a/>"),
    "a billion laughs": lambda _size: DOCTYPE,
    "not closed quotes": _filled('"', '"', ""),
}


LARGE = {"text between elements": 4_900_000}
"""Shapes on which quadratic work is mere copying, which only shows at such a size."""


def outcomes(size: int) -> Iterator[tuple[str, str]]:
    """Decode every shape at a size; give its name and what became of it."""
    for name, shape in SHAPES.items():
        try:
            decode(shape(LARGE.get(name, size)).encode())
        except WireError as error:
            yield name, error.code
        else:
            yield name, "decoded"


def main(size: int, cpu_seconds: int, memory: int) -> None:
    """Print the outcomes; the system ends the program where one costs too much."""
    # Only POSIX has it, while the shapes are of use anywhere.
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    found = outcomes(size)
    while True:
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (spent + cpu_seconds, resource.RLIM_INFINITY))
        outcome = next(found, None)
        if outcome is None:
            return
        print("\t".join(outcome), flush=True)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
