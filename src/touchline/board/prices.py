"""The price trail of a bet, the same for any order of arrival.

It follows from the set of all statements with a price: the first, the newest, the newest with
another price than that, and the start of the current price since then. Only what these need is
kept. A price that was repeated more often than RUN_LENGTH keeps where it began and was
repeated last; another price that arrives late among the forgotten repeats may date it too late. So
may one that arrives when an event has been over for long, nor does it become the first (`shorten`).
"""

from collections.abc import Callable
from typing import Final

from touchline.model.event import NEVER, PriceKey, Quote

RUN_LENGTH: Final = 16
"""How many re-statements of one price a bet remembers."""
_BEGINNING = -1
"""The rank of a first price that was told as such; it is no statement of its own."""


def same_price(left: str, right: str) -> bool:
    """Tell whether two price texts are the same number ("2.4" and "2.40" are).

    Texts of equal length are the same only where they are equal.
    """
    return left == right or (len(left) != len(right) and _shortest(left) == _shortest(right))


def _shortest(price: str) -> str:
    return price.rstrip("0").rstrip(".") if "." in price else price


def restate(quote: Quote) -> None:
    """Note that a newer statement repeats the held price; to be called before it is held."""
    run = quote.run
    if run is None:
        quote.run = [quote.stands]
    else:
        run.append(quote.stands)
        if len(run) > 2 * RUN_LENGTH:
            # Seldom, and then many at once: this is the hot path.
            del run[1 : len(run) - RUN_LENGTH]


def change(quote: Quote) -> None:
    """Note that a newer statement has another price; to be called before it is held."""
    if quote.first is None:
        quote.first = quote.run[0] if quote.run else quote.stands
    quote.previous = quote.stands
    quote.run = None


def begin(quote: Quote, start_price: str) -> bool:
    """Take the first price from where it is told; return whether it differs.

    It stands before all that was said, and should it be told in two ways, the lesser text holds.
    """
    before = quote.first_price
    said = (_BEGINNING, NEVER, start_price)
    if quote.first is None or said < quote.first:
        quote.first = said
    return quote.first_price != before


def weave(quote: Quote, said: PriceKey) -> bool:
    """Put a statement into the trail, wherever it belongs; return whether what is shown changed.

    This is the rule itself; `restate` and `change` are its two common cases.
    """
    before = (quote.price, quote.first_price, quote.previous_price, quote.changed_at)
    marks = (said, quote.first, quote.previous, quote.stands, *(quote.run or ()))
    known = sorted(key for key in marks if key is not None and key[2] and key[0] != _BEGINNING)
    if not known:
        return False
    current = known[-1]
    others = [key for key in known if not same_price(key[2], current[2])]
    previous = others[-1] if others else None
    # One statement a rank is enough, its newest: only the rank of the run's start is shown.
    newest = {key[0]: key for key in known if previous is None or key > previous}
    run = [key for key in newest.values() if key != quote.stands]
    if len(run) > 2 * RUN_LENGTH:
        del run[1 : len(run) - RUN_LENGTH]
    quote.previous = previous
    quote.run = run or None
    if quote.first is None or quote.first[0] != _BEGINNING:
        quote.first = None if known[0] == (run[0] if run else quote.stands) else known[0]
    return before != (quote.price, quote.first_price, quote.previous_price, quote.changed_at)


def shorten(quote: Quote, same: Callable[[PriceKey], PriceKey]) -> None:
    """Keep of a trail to which nothing older is added any more only what is shown.

    `same` returns the first of equal keys.
    """
    run = quote.run
    if run:
        # The last one says the price where the bet was last said without.
        is_said = bool(quote.stands[2]) or len(run) == 1
        quote.run = [same(run[0])] if is_said else [same(run[0]), same(run[-1])]
    quote.stands = same(quote.stands)
    quote.previous = None if quote.previous is None else same(quote.previous)
    first = quote.first_price
    if quote.first is not None and first is not None:
        quote.first = same((_BEGINNING, NEVER, first))
