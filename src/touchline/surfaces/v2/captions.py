"""What lines, bets and prices are called in a language (DECISIONS 13, 15)."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Final, NamedTuple

from touchline.model.catalogue import BetKind, caption
from touchline.model.line import plain_line, shortest_line
from touchline.model.market import Bet

_DECIMAL_POINTS: Final = {"en": ".", "es": ",", "pt": ","}
_TEAMS: Final = frozenset({"home", "away"})
_SIDES: Final = frozenset({"home", "draw", "away"})
_CENT: Final = Decimal("0.01")
_MOST: Final = 1_000_000_000


class Sides(NamedTuple):
    """The localised names of both sides, empty where unknown."""

    home: str
    away: str


@lru_cache(maxsize=16_384)
def line_text(line: str, locale: str) -> str:
    """Return a line as the language writes it: "2.50" is "2,5" in Spanish and Portuguese."""
    if _number(line) is None:
        return line
    return shortest_line(line).replace(".", _DECIMAL_POINTS[locale])


def bet_line(bet: Bet, kind: BetKind) -> str:
    """Return the line of a bet itself, "" without one; that of a side carries its sign."""
    return _bet_line(bet.line, bet.base_line, kind.role in _SIDES)


@lru_cache(maxsize=16_384)
def _bet_line(line: str | None, base_line: str | None, is_signed: bool) -> str:
    text = plain_line(line) or plain_line(base_line) or ""
    value = _number(text)
    if is_signed and value is not None and value > 0 and not text.startswith("+"):
        return f"+{text}"
    return text


def bet_caption(kind: BetKind, line: str, sides: Sides, locale: str) -> str:
    """Return the caption of a bet: the team, the word for a draw, Over with the line."""
    named = getattr(sides, kind.role) if kind.role in _TEAMS else ""
    text = named or caption(kind.caption, locale)
    return f"{text} {line_text(line, locale)}" if line else text


@lru_cache(maxsize=65_536)
def odds_text(price: str | None) -> str | None:
    """Return a price with two decimals, None where it is unreadable."""
    try:
        value = Decimal(price or "")
    except InvalidOperation:
        return None
    if not value.is_finite() or not 0 < value < _MOST:
        return None
    return f"{value.quantize(_CENT, ROUND_HALF_UP):f}"


@lru_cache(maxsize=4_096)
def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None
