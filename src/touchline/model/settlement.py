"""How bets end: one rule for each kind of market, from what is known of the match alone."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from touchline.model.catalogue import BetRole, MarketKind
from touchline.model.enums import Settlement
from touchline.model.outcome import Outcome, Standing, Tally
from touchline.model.part import part_of

_NUMBER: Final = re.compile(
    r"\s*([+-]?[0-9]{1,6}(?:\.[0-9]{1,6})?)\s*(?:\(([0-9]{1,4})\s*[-:]\s*([0-9]{1,4})\)\s*)?"
)
_PAIR: Final = re.compile(r"\s*([0-9]{1,4})\s*[-:]\s*([0-9]{1,4})\s*")
_LINES_KEPT: Final = 4_096


class Line(NamedTuple):
    """A line as a number, and home minus away at the time of the bet ("-0.75 (1-0)")."""

    value: float
    margin_before: int = 0

    @property
    def parts(self) -> tuple[float, float]:
        """The two lines that a quarter line is half a bet on each of; else the line twice."""
        if (self.value * 4) % 2 == 1:
            return self.value - 0.25, self.value + 0.25
        return self.value, self.value


class Wager(NamedTuple):
    """What a bet is on; the line is its own, the base line that of the home side."""

    role: BetRole
    name: str
    line: str | None
    base_line: str | None


Rule = Callable[[Wager, Tally, Outcome], Settlement | None]
"""Settles a bet by the tally of what its market counts; None while it is not decided."""


def settle(
    outcome: Outcome,
    market: MarketKind,
    name: str,
    line: str | None = None,
    base_line: str | None = None,
) -> Settlement | None:
    """Return how a bet ends, None while it is not decided or cannot be told.

    A bet is decided as soon as nothing that may still be played changes it. What was not decided
    when a match was called off, broke off or was given up is cancelled or refunded, and so are
    bets on parts that were never played. Markets without a rule are never decided.
    """
    rule = RULES.get(market.key)
    if rule is None:
        return None
    tally = outcome.tallies.get(part_of(outcome.sport, market))
    if tally is not None and tally.standing is Standing.UNPLAYED:
        return Settlement.REFUND
    decided = None
    if tally is not None:
        decided = rule(Wager(market.bet(name).role, name, line, base_line), tally, outcome)
    return outcome.undecided if decided is None else decided


def three_way(wager: Wager, tally: Tally, _: Outcome) -> Settlement | None:
    """Settle home, draw or away."""
    if not tally.is_over or wager.role not in _SIDES.values():
        return None
    return _won(wager.role == _winner(tally.margin))


def two_way(wager: Wager, tally: Tally, _: Outcome) -> Settlement | None:
    """Settle home or away; a draw gives the stakes back."""
    if not tally.is_over or wager.role not in ("home", "away"):
        return None
    if tally.margin == 0:
        return Settlement.REFUND
    return _won(wager.role == _winner(tally.margin))


def double_chance(wager: Wager, tally: Tally, _: Outcome) -> Settlement | None:
    """Settle two of home, draw and away."""
    covered = _COVERED.get(wager.role)
    return _won(_winner(tally.margin) in covered) if tally.is_over and covered else None


def total(wager: Wager, tally: Tally, _: Outcome) -> Settlement | None:
    """Settle over or under; over is decided once it is beaten."""
    line = _number(wager.line) or _number(wager.base_line)
    direction = {"over": 1, "under": -1}.get(wager.role)
    if line is None or direction is None:
        return None
    low, high = (_sign(tally.total - part) for part in line.parts)
    if not tally.is_over and not low == high == 1:
        return None
    return _by_halves(direction * (low + high))


def asian_handicap(wager: Wager, tally: Tally, _: Outcome) -> Settlement | None:
    """Settle home or away with goals ahead; only what was scored after the bet counts."""
    line = _home_handicap(wager)
    direction = {"home": 1, "away": -1}.get(wager.role)
    if not tally.is_over or line is None or direction is None:
        return None
    since = tally.margin - line.margin_before
    return _by_halves(direction * sum(_sign(since + part) for part in line.parts))


def european_handicap(wager: Wager, tally: Tally, _: Outcome) -> Settlement | None:
    """Settle home, draw or away with goals ahead, told as a number or as "0:1"."""
    line = _home_handicap(wager)
    if not tally.is_over or line is None or wager.role not in _SIDES.values():
        return None
    return _won(wager.role == _winner(tally.margin - line.margin_before + line.value))


def both_score(wager: Wager, tally: Tally, _: Outcome) -> Settlement | None:
    """Settle whether both sides score; yes is decided once both have."""
    both = tally.home > 0 and tally.away > 0
    if not (tally.is_over or both) or wager.role not in ("yes", "no"):
        return None
    return _won(both == (wager.role == "yes"))


def odd_even(wager: Wager, tally: Tally, _: Outcome) -> Settlement | None:
    """Settle whether the total is odd; none at all is even."""
    if not tally.is_over or wager.role not in ("odd", "even"):
        return None
    return _won((tally.total % 2 == 1) == (wager.role == "odd"))


def correct_score(wager: Wager, tally: Tally, _: Outcome) -> Settlement | None:
    """Settle a score ("1-4"); it is lost once either side has more."""
    said = _pair(wager.name)
    if said is None:
        return None
    if tally.home > said[0] or tally.away > said[1]:
        return Settlement.LOSER
    return _won(said == (tally.home, tally.away)) if tally.is_over else None


def win_both_halves(wager: Wager, tally: Tally, outcome: Outcome) -> Settlement | None:
    """Settle whether a side wins each half alone; it is lost with the first that it does not."""
    first = outcome.tallies.get("half")
    if first is None or wager.role not in ("home", "away"):
        return None
    second = Tally(tally.home - first.home, tally.away - first.away, tally.standing)
    wins = [_winner(half.margin) == wager.role for half in (first, second) if half.is_over]
    if not all(wins):
        return Settlement.LOSER
    return Settlement.WINNER if len(wins) == 2 else None


def next_goal(wager: Wager, tally: Tally, outcome: Outcome) -> Settlement | None:
    """Settle who scores the goal that the line counts, from 1; nobody if it never falls."""
    line = _number(wager.line) or _number(wager.base_line)
    if line is None or line.value < 1 or wager.role not in ("home", "away", "no_goal"):
        return None
    number = int(line.value)
    if tally.total < number:
        return _won(wager.role == "no_goal") if tally.is_over else None
    if wager.role == "no_goal":
        return Settlement.LOSER
    if outcome.goals is None:
        return None
    return _won(wager.role == ("home", "away")[outcome.goals[number - 1]])


_FAMILIES: Final[Mapping[Rule, tuple[str, ...]]] = {
    three_way: ("match_result", "result_1"),
    two_way: (
        "winner",
        "winner_overtime",
        "winner_half",
        "winner_1",
        "winner_2",
        "winner_3",
        "winner_4",
        "first_five_winner",
        "draw_no_bet",
    ),
    double_chance: ("double_chance",),
    total: (
        "under_over",
        "under_over_overtime",
        "under_over_games",
        "under_over_half",
        "under_over_1",
        "under_over_2",
        "under_over_3",
        "under_over_4",
        "first_five_under_over",
        "corners_under_over",
        "yellow_cards_under_over",
    ),
    asian_handicap: (
        "asian_handicap",
        "asian_handicap_overtime",
        "asian_handicap_half",
        "asian_handicap_1",
        "asian_handicap_2",
        "asian_handicap_3",
        "asian_handicap_4",
        "first_five_asian_handicap",
    ),
    european_handicap: ("european_handicap",),
    both_score: ("both_teams_to_score",),
    odd_even: (
        "odd_even",
        "odd_even_overtime",
        "odd_even_half",
        "odd_even_1",
        "odd_even_2",
        "odd_even_3",
        "odd_even_4",
    ),
    correct_score: ("correct_score_1",),
    win_both_halves: ("win_both_halves",),
    next_goal: ("next_goal",),
}
RULES: Final[Mapping[str, Rule]] = {key: rule for rule, keys in _FAMILIES.items() for key in keys}
"""The rule of each market by its key in the catalogue."""

_SIDES: Final[Mapping[int, BetRole]] = {1: "home", 0: "draw", -1: "away"}
_COVERED: Final[Mapping[BetRole, tuple[BetRole, BetRole]]] = {
    "home_or_draw": ("home", "draw"),
    "home_or_away": ("home", "away"),
    "draw_or_away": ("draw", "away"),
}
_HALVES: Final = {
    2: Settlement.WINNER,
    1: Settlement.HALF_WON,
    0: Settlement.REFUND,
    -1: Settlement.HALF_LOST,
    -2: Settlement.LOSER,
}


@lru_cache(maxsize=_LINES_KEPT)
def _number(text: str | None) -> Line | None:
    """Return a line that is a number, None for any other."""
    match = None if text is None else _NUMBER.fullmatch(text)
    if match is None:
        return None
    number, home, away = match.groups()
    return Line(float(number), int(home) - int(away) if home else 0)


def _home_handicap(wager: Wager) -> Line | None:
    """Return what the home side is ahead by: the base line, of the away side's line the opposite.

    A pair ("0:1") is the score that both sides start from.
    """
    own, base = _handicap(wager.line), _handicap(wager.base_line)
    if own is None or (wager.role == "draw" and base is not None):
        return base
    is_opposite = wager.role == "away" and _pair(wager.line or "") is None
    margin_before = own.margin_before or (0 if base is None else base.margin_before)
    return Line(-own.value if is_opposite else own.value, margin_before)


def _handicap(text: str | None) -> Line | None:
    pair = _pair(text or "")
    return _number(text) if pair is None else Line(pair[0] - pair[1])


@lru_cache(maxsize=_LINES_KEPT)
def _pair(text: str) -> tuple[int, int] | None:
    match = _PAIR.fullmatch(text)
    return None if match is None else (int(match[1]), int(match[2]))


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def _winner(margin: float) -> BetRole:
    return _SIDES[_sign(margin)]


def _won(is_won: bool) -> Settlement:
    return Settlement.WINNER if is_won else Settlement.LOSER


def _by_halves(signs: int) -> Settlement:
    """Return the settlement of two half bets, each won (1), lost (-1) or given back (0)."""
    return _HALVES[signs]
