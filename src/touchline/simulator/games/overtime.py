"""What is added when a match that is level goes on until it is decided."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from touchline.simulator.forecast import Forecast
from touchline.simulator.games.distributions import Distribution, added, mixed, scaled

_ROUNDS: Final = 2
"""How many further rounds are counted; what is left is in proportion."""
_SMALL: Final = 1e-4
"""Totals that are less likely are left out: few matches are level."""


class Extra(NamedTuple):
    """The chances of what overtime adds: home minus away, and both together."""

    margin: Mapping[int, float]
    total: Mapping[int, float]


def decided(margin: Mapping[int, float], total: Mapping[int, float]) -> Extra:
    """Return what is added by rounds that are played until one is not level.

    `margin` and `total` are the chances of one round.
    """
    round_ = Forecast(margin, total)
    extra = Extra(scaled({lead: chance for lead, chance in margin.items() if lead}), total)
    for _ in range(_ROUNDS):
        total = with_extra(round_, extra, least=0).total
        extra = Extra(extra.margin, scaled(total, _SMALL))
    return extra


def with_extra(regular: Forecast, extra: Extra, least: int) -> Forecast:
    """Return the forecast of a match with its overtime, from that of its regular time.

    A level score has an even total, and one of at least `least`.
    """
    level = regular.margin.get(0, 0.0)
    if not level:
        return regular
    margin = mixed(
        (
            (1.0, {lead: chance for lead, chance in regular.margin.items() if lead}),
            (level, extra.margin),
        )
    )
    possible = {
        total: chance for total, chance in regular.total.items() if total >= least and not total % 2
    }
    whole = sum(possible.values())
    if not whole:
        return Forecast(margin, regular.total)
    share = min(1.0, level / whole)
    goes_on = {total: chance * share for total, chance in possible.items()}
    ends: Distribution = {
        total: chance - goes_on.get(total, 0.0) for total, chance in regular.total.items()
    }
    return Forecast(margin, mixed(((1.0, ends), (1.0, added(goes_on, extra.total)))))
