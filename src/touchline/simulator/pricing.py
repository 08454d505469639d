"""From chances to prices: margin, favourite-longshot bias and rounding, for any number of outcomes.

A book is the prices of all outcomes of one line. Its sum is that of 1/price; one below the number
of outcomes that win would pay more than it takes.
"""

from collections.abc import Sequence
from math import exp, log
from typing import Final

import msgspec

from touchline.simulator.ladders import Ladder

_IMPOSSIBLE: Final = 1e-9
_CLOSE: Final = 1e-6
_STEPS: Final = 30
_SAFE: Final = 1e-9
"""Kept above the least sum, so that nobody who adds up in another order finds less."""


class Terms(msgspec.Struct, frozen=True):
    """How a bookmaker makes prices of one kind of market.

    `margin` is what the sum of a book has above that of the chances, as a share of it. `bias` is
    how much of the margin is laid on longshots: 0 on all chances alike, 1 by raising them to one
    power (Clarke, Kovalchik, Ingram, "Adjusting bookmaker's odds to allow for overround", 2017).
    """

    margin: float
    bias: float
    ladder: Ladder


def book(chances: Sequence[float], terms: Terms, winners: int = 1) -> tuple[int, ...] | None:
    """Return the place on the ladder of the price of each outcome, None where there is no book.

    `chances` add up to `winners`, the number of outcomes that win together. There is no book
    where an outcome is too likely for the lowest price, or where no prices take what they pay.
    """
    ladder = terms.ladder
    if max(chances) * ladder.lowest >= 1:
        return None
    asked = with_margin(chances, terms, winners)
    places = [ladder.nearest(1 / share if share > _IMPOSSIBLE else 1e9) for share in asked]
    prices = ladder.prices
    while sum(1 / prices[place] for place in places) < winners + _SAFE:
        # Take back where rounding gave most.
        lowered = max(
            (prices[place] * share, index)
            for index, (place, share) in enumerate(zip(places, asked, strict=True))
        )[1]
        if places[lowered] == 0:
            return None
        places[lowered] -= 1
    return tuple(places)


def texts(chances: Sequence[float], terms: Terms, winners: int = 1) -> tuple[str, ...] | None:
    """Return the price of each outcome as feeds write it, None where there is no book."""
    places = book(chances, terms, winners)
    return None if places is None else tuple(terms.ladder.texts[place] for place in places)


def with_margin(chances: Sequence[float], terms: Terms, winners: int = 1) -> list[float]:
    """Return what is asked for each chance: they add up to the chances and the margin.

    No more is asked than the lowest price takes; a higher chance is never asked less for.
    """
    wanted = winners * (1 + terms.margin)
    most = 1 / terms.ladder.lowest
    evenly = 1 + terms.margin
    if not terms.bias:
        return [min(most, chance * evenly) for chance in chances]
    power = _power(chances, min(wanted, len(chances) * most))
    bias = terms.bias
    return [
        min(most, bias * chance**power + (1 - bias) * chance * evenly)
        if chance > _IMPOSSIBLE
        else 0.0
        for chance in chances
    ]


def _power(shares: Sequence[float], wanted: float) -> float:
    """Return the power to which shares add up to what is wanted, by Newton's method.

    The logarithm of the sum falls with the power and is convex, so that the steps, once they are
    below, never go past; it is nearly straight, so that few are needed.
    """
    logs = [log(share) for share in shares if share > _IMPOSSIBLE]
    least, most = wanted - _CLOSE, wanted + _CLOSE
    power = 1.0
    for _ in range(_STEPS):
        total = slope = 0.0
        for logarithm in logs:
            raised = exp(power * logarithm)
            total += raised
            slope += raised * logarithm
        if least < total < most or slope == 0:
            break
        power = max(power - log(total / wanted) * total / slope, power / 8)
    return power
