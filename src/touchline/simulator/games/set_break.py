"""How the feed says that a set, or another part of a match, is over."""

from types import MappingProxyType
from typing import Final

from touchline.model.catalogue.statuses import DESCRIPTIONS

BREAK_AFTER: Final = MappingProxyType(
    {
        description.after_period: code
        for code, description in DESCRIPTIONS.items()
        if description.after_period is not None
    }
)
"""The scoreboard's description of a break, by the part before it."""
