"""Markets by feed number or name, and what their bets stand for."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from touchline.model.catalogue.files import MarketEntry, read_markets
from touchline.model.catalogue.types import BetKind, BetRole, MarketKind, MarketRole

MAX_NAME: Final = 200
"""Characters of a feed's name that are kept in a name of ours."""

_FILE: Final = read_markets()
ROLES: Final[Mapping[MarketRole, tuple[str, ...]]] = MappingProxyType(_FILE.roles)


def _bets(codes: Mapping[BetRole, str]) -> Mapping[str, BetKind]:
    bets = {}
    for role, entry in _FILE.bets.items():
        kind = BetKind(role=role, code=codes.get(role, entry.code), caption=f"bet.{role}")
        for name in entry.names:
            bets[name] = bets[name.casefold()] = kind
    return MappingProxyType(bets)


_BETS: Final = _bets({})


def _kind(key: str, entry: MarketEntry) -> MarketKind:
    return MarketKind(
        id=entry.id if entry.id is not None else 0,
        name=entry.name,
        key=key,
        sysname=entry.sysname,
        caption=entry.caption or f"market.{key}",
        three_way=entry.three_way,
        asian=entry.asian,
        overtime=entry.overtime,
        period=entry.period,
        half=entry.half,
        bets=_bets(entry.codes) if entry.codes else _BETS,
    )


MARKETS: Final[Mapping[str, MarketKind]] = MappingProxyType(
    {key: _kind(key, entry) for key, entry in _FILE.markets.items()}
)
_BY_ID: Final = {kind.id: kind for kind in MARKETS.values() if kind.id}
_BY_NAME: Final = {
    name.casefold(): MARKETS[key]
    for key, entry in _FILE.markets.items()
    for name in (entry.name, *entry.names)
}
_USUAL_IDS: Final = frozenset(entry.id for entry in _FILE.markets.values() if entry.usual_id)


def market(market_id: int, name: str | None = None) -> MarketKind:
    """Return what a market is, by its number, else by its name, whatever both are.

    Numbers of which the references do not tell hold only if the name says nothing else. A market
    outside the catalogue is named in v2 after its own name, and is Asian if it says so.
    """
    return _market(market_id, (name or "").strip()[:MAX_NAME])


# Feeds decide which markets there are, so what is kept of them is bounded.
@lru_cache(maxsize=4096)
def _market(market_id: int, text: str) -> MarketKind:
    named = _BY_NAME.get(text.casefold())
    numbered = _BY_ID.get(market_id)
    if numbered is not None and market_id in _USUAL_IDS and text and named is not numbered:
        numbered = None
    kind = numbered or named
    if kind is not None:
        return kind if kind.id == market_id else replace(kind, id=market_id)
    text = text or f"Market {market_id}"
    word = re.sub(r"[^A-Z0-9]+", "_", text.upper()).strip("_")
    return MarketKind(
        id=market_id,
        name=text,
        key="",
        sysname=word or f"MARKET_{market_id}",
        caption=text,
        asian="asian" in text.casefold(),
        bets=_BETS,
    )


def offered_markets(markets: Iterable[tuple[int, str | None]]) -> dict[str, int]:
    """Return the markets on offer by key, from ids and names, for `Sport.role_market`.

    Of two markets of one key the lower id holds; those outside the catalogue play no role.
    """
    offered: dict[str, int] = {}
    for market_id, name in markets:
        key = market(market_id, name).key
        if key and market_id <= offered.get(key, market_id):
            offered[key] = market_id
    return offered
