"""Lines: which bets of a market belong together."""

import re
from functools import lru_cache
from typing import Final

_SCORE_SUFFIX: Final = re.compile(r"\s*\([^()]*\)\s*$")


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
