"""The prices that a bookmaker can quote."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

import msgspec


class Stretch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a ladder: prices up to and with `to`, each `step` above the one before."""

    to: Decimal
    step: Decimal


class Ladder:
    """The prices that can be quoted, lowest first, as numbers and as feeds write them."""

    def __init__(self, prices: Iterable[Decimal]) -> None:
        """Take the prices in any order.

        Raises ValueError: there are none, or one is not above 1.
        """
        steps = sorted(set(prices))
        if not steps or steps[0] <= 1:
            raise ValueError("a ladder has prices, all above 1")
        self.prices: Final[Sequence[float]] = [float(price) for price in steps]
        self.texts: Final[Sequence[str]] = [_text(price) for price in steps]

    def nearest(self, price: float) -> int:
        """Return the place of the price that is nearest, of two the lower."""
        place = bisect_left(self.prices, price)
        if place == 0:
            return 0
        if place == len(self.prices):
            return place - 1
        below, above = self.prices[place - 1], self.prices[place]
        return place if above - price < price - below else place - 1

    @property
    def lowest(self) -> float:
        """The lowest price."""
        return self.prices[0]


def stretched(lowest: Decimal, stretches: Iterable[Stretch]) -> list[Decimal]:
    """Return the prices of stretches that follow one another from the lowest price on.

    Each stretch begins with the first whole multiple of its step, so that prices stay round.
    """
    prices = [lowest]
    for stretch in stretches:
        price = (prices[-1] // stretch.step + 1) * stretch.step
        while price <= stretch.to:
            prices.append(price)
            price += stretch.step
    return prices


def _text(price: Decimal) -> str:
    text = f"{price:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
