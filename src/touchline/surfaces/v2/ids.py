"""Ids of markets and of bet items: text that can be read back.

A market of v2 is one line of a market of the feed; a bet item is a bet of one bookmaker in it.
"""

import re
from typing import Final, NamedTuple
from urllib.parse import quote, unquote

_CALCULATED: Final = "c"
_NUMBER: Final = re.compile(r"-?[0-9]{1,20}", re.ASCII)


class MarketId(NamedTuple):
    """What a market's id says; `fixture` is the public id, `line` "" without one."""

    fixture: int
    market: int
    line: str


class BetItemId(NamedTuple):
    """What a bet item's id says; `provider` is None for calculated odds."""

    fixture: int
    market: int
    line: str
    provider: int | None
    bet: int


def market_id(said: MarketId) -> str:
    """Return "43357554:2:2.5": fixture, market and line, as characters that URLs carry as is."""
    return f"{said.fixture}:{said.market}:{_escaped(said.line)}"


def bet_item_id(said: BetItemId) -> str:
    """Return "43357554:2:2.5:8:6234567890": the market's id, provider and bet."""
    market = market_id(MarketId(said.fixture, said.market, said.line))
    return f"{bet_item_start(market, said.provider)}{said.bet}"


def bet_item_start(market: str, provider: int | None) -> str:
    """Return what the ids of a bookmaker's bets in a market, given by its id, begin with."""
    return f"{market}:{_CALCULATED if provider is None else provider}:"


def read_market_id(text: str) -> MarketId | None:
    """Return what a market's id says, None for any other text."""
    parts = text.split(":")
    if len(parts) != 3 or not _are_numbers(parts[0], parts[1]):
        return None
    said = MarketId(int(parts[0]), int(parts[1]), _plain(parts[2]))
    return said if market_id(said) == text else None


def read_bet_item_id(text: str) -> BetItemId | None:
    """Return what a bet item's id says, None for any other text."""
    parts = text.split(":")
    if len(parts) != 5 or not _are_numbers(parts[0], parts[1], parts[4]):
        return None
    if parts[3] != _CALCULATED and not _are_numbers(parts[3]):
        return None
    said = BetItemId(
        int(parts[0]),
        int(parts[1]),
        _plain(parts[2]),
        None if parts[3] == _CALCULATED else int(parts[3]),
        int(parts[4]),
    )
    return said if bet_item_id(said) == text else None


def _are_numbers(*texts: str) -> bool:
    return all(_NUMBER.fullmatch(text) for text in texts)


def _escaped(line: str) -> str:
    """Escape as URLs do, but with "~" so that an id in a URL is not escaped once more."""
    if line.isascii() and line.replace(".", "").replace("-", "").isalnum():
        return line
    return quote(line, safe="").replace("~", "%7E").replace("%", "~")


def _plain(text: str) -> str:
    return unquote(text.replace("~", "%"), errors="replace")
