"""What a market counts: which part of a match, in which unit."""

from typing import Final

from touchline.model.catalogue import MarketKind

Part = str
"""One of:

- `match`: the regular time (goals, points, runs), without overtime and shoot-out;
- `whole`: regular time and overtime; a shoot-out counts one for its winner;
- `half`: the first half of a sport that plays in smaller parts;
- `first_five`: the first five innings;
- `sets`: sets won, where a match is decided by sets;
- `points`: what sets are made of, over the whole match: games in tennis, points in volleyball;
- `corners`, `yellow_cards`: of regular time;
- `period:1`, `period:2` …: one part of the sport alone, counted from 1.
"""

SET_SPORTS: Final = frozenset({"tennis", "volleyball", "badminton", "table-tennis"})
"""Sports, by slug, whose score is sets won."""
_COUNTED: Final = {
    "corners_under_over": "corners",
    "yellow_cards_under_over": "yellow_cards",
    "first_five_winner": "first_five",
    "first_five_under_over": "first_five",
    "first_five_asian_handicap": "first_five",
}
_OF_SETS: Final = frozenset({"match_result", "winner", "winner_overtime"})


def part_of(sport: str, kind: MarketKind) -> Part:
    """Return what a market counts in a sport, which is named by its slug."""
    if kind.key in _COUNTED:
        return _COUNTED[kind.key]
    if kind.period is not None:
        return f"period:{kind.period}"
    if kind.half:
        return "half"
    if sport in SET_SPORTS:
        return "sets" if kind.key in _OF_SETS else "points"
    return "whole" if kind.overtime else "match"
