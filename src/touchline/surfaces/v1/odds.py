"""The six odds forms of v1, from whatever markets the event has (reference rest-apis 1.5)."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from touchline.board.lines import main_line
from touchline.board.liveness import Source
from touchline.board.shown_odds import Books, ShownLine
from touchline.model.catalogue import MarketKind, MarketRole, Sport, market, offered_markets
from touchline.model.event import Event, Market
from touchline.model.line import plain_line, shortest_line
from touchline.surfaces.v1.structs import Handicap, Odds, WinProbability

_ROLES: Final[tuple[MarketRole, ...]] = (
    "match_result",
    "double_chance",
    "totals",
    "both_teams_to_score",
    "draw_no_bet",
    "handicap",
)
_SIDES: Final = {"home": "home", "draw": "draw", "away": "away"}
_CHANCES: Final = {"home_or_draw": "1X", "draw_or_away": "X2", "home_or_away": "12"}
_ANSWERS: Final = {"yes": "yes", "no": "no"}
_TOTALS: Final = {"over": "over", "under": "under"}


class Found(NamedTuple):
    """The lines of the market that plays a role."""

    market: Market
    kind: MarketKind
    lines: dict[str, ShownLine]


class OddsView(NamedTuple):
    """The odds of the shown bookmakers, the chances that they imply, and until when they hold.

    `until` is the feed time at which another bookmaker may be shown although nothing changes.
    """

    odds: Odds
    chances: WinProbability | None
    until: int | None


def odds_of(
    event: Event,
    source: Source | None,
    sport: Sport,
    books: Books,
    now: int,
    *,
    all_lines: bool,
) -> OddsView:
    """Return the odds of an event; what is not available is left out.

    Lists show the main line of totals and handicaps, details all of them (DECISIONS 13).
    """
    if not event.markets:
        return OddsView(Odds(), None, None)
    offered = offered_markets((held.id, held.name.value) for held in event.markets.values())
    roles: dict[MarketRole, int] = {}
    for role in _ROLES:
        market_id = sport.role_market(role, offered)
        if market_id is not None:
            roles[role] = market_id
    shown, until = books.lines(event, source, now, set(roles.values()))

    def find(role: MarketRole) -> Found | None:
        market_id = roles.get(role)
        if market_id is None:
            return None
        held = event.markets[market_id]
        lines = {line.line: line for line in shown if line.market is held}
        return Found(held, market(held.id, held.name.value), lines) if lines else None

    result = find("match_result")
    odds = Odds(
        match_result=_by_role(result, _SIDES),
        double_chance=_by_role(find("double_chance"), _CHANCES),
        totals=_totals(find("totals"), all_lines=all_lines),
        both_to_score=_by_role(find("both_teams_to_score"), _ANSWERS),
        draw_no_bet=_by_role(find("draw_no_bet"), _SIDES),
        handicap=_handicaps(find("handicap"), all_lines=all_lines),
    )
    has_draw = result is not None and result.kind.three_way
    chances = chances_of(odds.match_result, has_draw=has_draw)
    return OddsView(odds, chances, until)


def chances_of(prices: Mapping[str, float] | None, *, has_draw: bool) -> WinProbability | None:
    """Return the chances without the margin, None unless every outcome has a price."""
    wanted = ("home", "draw", "away") if has_draw else ("home", "away")
    if prices is None or any(side not in prices for side in wanted):
        return None
    whole = sum(1 / prices[side] for side in wanted)
    chances = {side: round(1 / prices[side] / whole, 4) for side in wanted}
    return WinProbability(home=chances["home"], draw=chances.get("draw", 0.0), away=chances["away"])


def _by_role(found: Found | None, names: Mapping[str, str]) -> dict[str, float] | None:
    if found is None:
        return None
    prices = {
        role: bet.odds
        for line in found.lines.values()
        for bet in line.bets
        if bet.is_available
        and bet.odds is not None
        and (role := found.kind.bet(bet.quote.bet.name or "").role) in names
    }
    return {names[role]: prices[role] for role in names if role in prices} or None


def _wanted(found: Found, *, all_lines: bool) -> dict[str, ShownLine]:
    if all_lines:
        return found.lines
    main = main_line(found.lines, found.market.main_line.value, asian=found.kind.asian)
    return {} if main is None else {main: found.lines[main]}


def _totals(found: Found | None, *, all_lines: bool) -> dict[str, float] | None:
    if found is None:
        return None
    prices: dict[str, float] = {}
    for line, shown in _wanted(found, all_lines=all_lines).items():
        for bet in shown.bets:
            role = found.kind.bet(bet.quote.bet.name or "").role
            if bet.is_available and bet.odds is not None and role in _TOTALS:
                prices[f"{role}_{shortest_line(line)}"] = bet.odds
    return prices or None


def _handicaps(found: Found | None, *, all_lines: bool) -> list[Handicap] | None:
    if found is None:
        return None
    rows = []
    for shown in _wanted(found, all_lines=all_lines).values():
        for bet in shown.bets:
            side = found.kind.bet(bet.quote.bet.name or "").role
            line = _as_number(plain_line(bet.quote.bet.line))
            if not bet.is_available or bet.odds is None or line is None:
                continue
            if side in ("home", "away"):
                rows.append(Handicap(type=side, line=line, odds=bet.odds))
    return sorted(rows, key=lambda row: (row.line, row.type)) or None


def _as_number(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:
        return None
