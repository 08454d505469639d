"""Chances in whole steps, so that matches share what was counted once."""

from typing import Final

_STEPS: Final = 200


def step(chance: float, least: float, most: float) -> float:
    """Return the whole half percent that is nearest to a chance, within bounds."""
    return round(min(max(chance, least), most) * _STEPS) / _STEPS
