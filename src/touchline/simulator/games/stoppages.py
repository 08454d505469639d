"""How the feed says that play has stopped."""

from types import MappingProxyType
from typing import Final

from touchline.model.catalogue import Sport
from touchline.model.catalogue.statuses import DESCRIPTIONS
from touchline.model.enums import Description
from touchline.simulator.games.set_break import BREAK_AFTER

TIME_OUT_OF: Final = (Description.TIMEOUT_HOME, Description.TIMEOUT_AWAY)
"""The scoreboard's description of a side's time-out, home first."""
_AFTER_OVERTIME: Final = MappingProxyType(
    {
        description.after_overtime: code
        for code, description in DESCRIPTIONS.items()
        if description.after_overtime is not None
    }
)


def break_after(sport: Sport, period: int) -> int:
    """Return the scoreboard's description of the break after a period."""
    named = sport.breaks_after.get(period)
    if named is None:
        return BREAK_AFTER[period]
    return min(code for code, said in DESCRIPTIONS.items() if said.break_key == named)


def break_after_overtime(count: int) -> int:
    """Return the scoreboard's description of the break after so many overtimes."""
    return _AFTER_OVERTIME[min(count, max(_AFTER_OVERTIME))]
