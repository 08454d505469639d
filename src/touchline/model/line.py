"""Lines: which bets of a market belong together."""

import re
from functools import lru_cache
from typing import Final

_SCORE_SUFFIX: Final = re.compile(r"\s*\([^()]*\)\s*$")
_WITH_ZEROS: Final = re.compile(r"([+-]?[0-9]+)(?:\.0+|(\.[0-9]*[1-9])0+)", re.ASCII)


@lru_cache(maxsize=16_384)
def line_of(base_line: str | None, asian: bool) -> str:
    """Return the key under which the bets of one line of a market group, "" without a line.

    The score suffix of Asian lines ("-0.75 (0-0)") is removed and their sign too, since the
    two sides differ in it (DECISIONS 13).
    """
    if base_line is None:
        return ""
    text = base_line.strip()
    if not asian:
        return text
    return _SCORE_SUFFIX.sub("", text).lstrip("+-")


def plain_line(line: str | None) -> str | None:
    """Return a bet's own line without the score suffix, sign kept: "-0.75 (0-0)" is "-0.75"."""
    return None if line is None else _SCORE_SUFFIX.sub("", line.strip())


def shortest_line(line: str) -> str:
    """Return a line as its shortest decimal: "2.50" is "2.5", "+3.0" is "+3".

    What is not a decimal number stays as it is (reference rest-apis 1.5).
    """
    match = _WITH_ZEROS.fullmatch(line)
    return line if match is None else match[1] + (match[2] or "")
