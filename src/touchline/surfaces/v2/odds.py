"""The odds of a match as v2 shows them: one market for each market and line (DECISIONS 13-15)."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, get_args

from msgspec import UNSET

from touchline.board.shown_odds import Shown, ShownLine
from touchline.model.catalogue import (
    BetKind,
    BetRole,
    MarketKind,
    MarketRole,
    Sport,
    market,
    offered_markets,
)
from touchline.model.event import Event
from touchline.model.event import Market as EventMarket
from touchline.surfaces.v2.captions import (
    Sides,
    bet_caption,
    bet_line,
    line_text,
    odds_text,
)
from touchline.surfaces.v2.ids import MarketId, bet_item_start, market_id
from touchline.surfaces.v2.stats_struct import LiveBetItem
from touchline.surfaces.v2.structs import BetItem, LiveMarket, LiveMarketItem, Market

SHOWN: Final = "shown"
"""The dataSource of odds whose lines show more than one bookmaker, or none."""
SHOWN_NAMES: Final = frozenset({SHOWN, "novibet"})
"""What stands for the shown bookmakers where none is called so: the answer's own word for them,
and the value that clients know as the default (rest-apis 2.2)."""
_ROLE_ORDER: Final = {role: place for place, role in enumerate(get_args(BetRole))}


class Item(NamedTuple):
    """A bet with everything that any form of it shows."""

    shown: Shown
    kind: BetKind
    instance: str
    id: str
    caption: str


class Line(NamedTuple):
    """A line of a market with everything that any form of it shows."""

    id: str
    sysname: str
    caption: str
    display_name: str
    items: list[Item]


class Wording(NamedTuple):
    """For whom odds are written: the public id of the event, its sport and sides, the language."""

    public_id: int
    sport: Sport
    sides: Sides
    locale: str


def lines_of(shown: Iterable[ShownLine], wording: Wording) -> list[Line]:
    """Return lines in words; within a line home comes before draw, draw before away."""
    lines = []
    sport, locale = wording.sport, wording.locale
    held: EventMarket | None = None
    for line in shown:
        # The lines of a market stand together.
        if line.market is not held:
            held = line.market
            kind = market(held.id, held.name.value)
            sysname, caption = sport.market_sysname(kind), sport.market_caption(kind, locale)
        text = line_text(line.line, locale)
        own_id = market_id(MarketId(wording.public_id, line.market.id, line.line))
        start = bet_item_start(own_id, line.provider)
        lines.append(
            Line(
                id=own_id,
                sysname=sysname,
                caption=caption,
                display_name=f"{caption} {text}" if text else caption,
                items=_current([_item(bet, start, kind, wording) for bet in line.bets]),
            )
        )
    return lines


def _item(shown: Shown, start: str, kind: MarketKind, wording: Wording) -> Item:
    """Return a bet in words; `start` is what its id begins with."""
    bet = shown.quote.bet
    bet_kind = kind.bet(bet.name or "")
    text = bet_line(bet, bet_kind)
    return Item(
        shown=shown,
        kind=bet_kind,
        instance=line_text(text, wording.locale),
        id=f"{start}{bet.id}",
        caption=bet_caption(bet_kind, text, wording.sides, wording.locale),
    )


def _current(items: list[Item]) -> list[Item]:
    """Return items in order, without those that another one of the same outcome replaced.

    With each change of score a bookmaker may offer an Asian line anew, with new bets; the old ones
    stay closed until they are settled.
    """
    if len(items) == 1:
        return items
    items.sort(key=_item_order)
    if len({(item.kind.role, item.caption) for item in items}) == len(items):
        return items
    chosen: dict[tuple[str, str], Item] = {}
    for item in items:
        held = chosen.get((item.kind.role, item.caption))
        if held is None or _currency(item) > _currency(held):
            chosen[item.kind.role, item.caption] = item
    return list(chosen.values())


def _currency(item: Item) -> tuple[bool, int, int]:
    return item.shown.is_available, item.shown.quote.updated_at, item.shown.quote.bet.id


def _item_order(item: Item) -> tuple[int, str, int]:
    bet = item.shown.quote.bet
    return _ROLE_ORDER[item.kind.role], bet.name or "", bet.id


def markets(lines: Iterable[Line], wording: Wording) -> list[Market]:
    """Return lines as the markets of a match."""
    return [
        Market(
            id=line.id,
            event_id=str(wording.public_id),
            bet_type_sysname=line.sysname,
            display_name=line.display_name,
            bet_items=[
                BetItem(
                    id=item.id,
                    code=item.kind.code,
                    caption=item.caption,
                    instance_caption=item.instance or UNSET,
                    price=item.shown.odds,
                    odds_text=odds_text(item.shown.quote.price),
                    is_available=item.shown.is_available,
                )
                for item in line.items
            ],
        )
        for line in lines
    ]


def live_bet_items(lines: Iterable[Line]) -> list[LiveBetItem]:
    """Return the bets of lines with the changes of their prices."""
    return [
        LiveBetItem(
            bet_item_id=item.id,
            market_sysname=line.sysname,
            market_caption=line.caption,
            code=item.kind.code,
            caption=item.caption,
            instance_caption=item.instance or UNSET,
            price=item.shown.odds,
            price_change=_change(item.shown),
            is_available=item.shown.is_available,
            timestamp=str(item.shown.quote.changed_at),
        )
        for line in lines
        for item in line.items
    ]


def live_markets(lines: Iterable[Line]) -> list[LiveMarket]:
    """Return lines as live markets."""
    return [
        LiveMarket(
            market_id=line.id,
            market_sysname=line.sysname,
            market_caption=line.caption,
            bet_items=[
                LiveMarketItem(
                    code=item.kind.code,
                    caption=item.caption,
                    instance_caption=item.instance or UNSET,
                    price=item.shown.odds,
                    price_change=_change(item.shown),
                    is_available=item.shown.is_available,
                )
                for item in line.items
            ],
        )
        for line in lines
    ]


def _change(shown: Shown) -> float | None:
    if shown.quote.previous is None:
        return None
    change = shown.quote.price_change
    return None if change is None else float(change)


def any_available(shown: Iterable[ShownLine]) -> bool:
    """Tell whether at least one bet can be placed."""
    return any(bet.is_available for line in shown for bet in line.bets)


def in_roles(
    shown: Sequence[ShownLine], event: Event, sport: Sport, roles: Iterable[MarketRole]
) -> list[ShownLine]:
    """Return the lines of the markets that play roles, in the order of the roles."""
    offered = offered_markets((held.id, held.name.value) for held in event.markets.values())
    wanted = [sport.role_market(role, offered) for role in roles]
    return [line for held in wanted for line in shown if line.market.id == held]


def main_first(shown: Sequence[ShownLine], event: Event, sport: Sport) -> list[ShownLine]:
    """Return lines with those of the match result before all others."""
    offered = offered_markets((held.id, held.name.value) for held in event.markets.values())
    main = sport.role_market("match_result", offered)
    return sorted(shown, key=lambda line: line.market.id != main)
