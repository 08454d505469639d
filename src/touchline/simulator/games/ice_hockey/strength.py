"""How many skaters each side has, whether it has a goalkeeper, and what that does to its goals."""

from collections.abc import Sequence
from itertools import pairwise
from math import exp
from typing import Final, NamedTuple

from touchline.simulator.games.goal_grid import Pair
from touchline.simulator.games.ice_hockey import rates
from touchline.simulator.match import AWAY, HOME

_EACH_SECOND: Final = [often / rates.MATCH_SECONDS for often in rates.PENALTIES_A_MATCH]
_MORE: Final = rates.BY_SKATERS[1] - 1
_FEWER: Final = rates.BY_SKATERS[-1] - 1
_MOST_MORE: Final = max(rates.BY_SKATERS)


class Off(NamedTuple):
    """A penalty that is served, until a second of the match."""

    until: float
    ends_by_goal: bool


class Uneven(NamedTuple):
    """How many skaters the home side has more, until so many seconds from now."""

    until: float
    more: int


Schedule = tuple[Uneven, ...]
"""The strengths to come, if nothing happens; even after the last."""


def more_skaters(off: Sequence[Sequence[Off]], at: float) -> int:
    """Return how many skaters the home side has more at a second of the match."""
    missing = [min(rates.MOST_OFF, sum(one.until > at for one in ones)) for ones in off]
    return missing[AWAY] - missing[HOME]


def schedule(off: Sequence[Sequence[Off]], now: float) -> Schedule:
    """Return how uneven the sides are from a second of the match on."""
    ends = sorted({one.until for ones in off for one in ones if one.until > now})
    return tuple(
        Uneven(end - now, more_skaters(off, begin)) for begin, end in pairwise((now, *ends))
    )


def later(times: Schedule, seconds: float) -> Schedule:
    """Return a schedule as it will look so many seconds later."""
    return tuple(Uneven(end - seconds, more) for end, more in times if end > seconds)


def pulled(lead: int, left: float) -> int | None:
    """Return which side plays without a goalkeeper, by home minus away and the seconds left."""
    if left > rates.PULLS.get(abs(lead), 0.0):
        return None
    return AWAY if lead > 0 else HOME


def factors(more: int, empty: int | None = None) -> Pair:
    """Return how often each side scores against even sides; one may play with an empty net."""
    if empty is not None:
        more += 1 if empty == HOME else -1
    more = max(-_MOST_MORE, min(more, _MOST_MORE))
    home, away = rates.BY_SKATERS[more], rates.BY_SKATERS[-more]
    if empty == HOME:
        away *= rates.EMPTY_NET
    elif empty == AWAY:
        home *= rates.EMPTY_NET
    return home, away


def seconds_at_even(goals: Pair, times: Schedule, ahead: float, seconds: float) -> Pair:
    """Return the time at even strength that gives each side as many goals as a stretch of play.

    The stretch begins `ahead` seconds from now. Penalties to come fall on both sides at their
    usual rates; a power play ends with the first goal.
    """
    fresh = [each * (_served(ahead + seconds) - _served(ahead)) for each in _EACH_SECOND]
    home = seconds + _MORE * fresh[AWAY] + _FEWER * fresh[HOME]
    away = seconds + _MORE * fresh[HOME] + _FEWER * fresh[AWAY]
    begin = 0.0
    for end, more in times:
        length = min(end, ahead + seconds) - max(begin, ahead)
        begin = end
        if length <= 0 or not more:
            continue
        own, other = factors(more)
        rate = goals[HOME] * own if more > 0 else goals[AWAY] * other
        lasts = (1 - exp(-rate * length)) / rate
        home += (own - 1) * lasts
        away += (other - 1) * lasts
    return home, away


def _served(seconds: float) -> float:
    """Return the time served in the next seconds, for each penalty that a second brings."""
    usual = rates.USUAL_PENALTY
    if seconds <= usual:
        return seconds * seconds / 2
    return usual * (seconds - usual / 2)
