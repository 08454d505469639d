"""Chances of whole numbers packed into one long number: mixing many of them costs little.

Each number has a cell of bits in it, which holds its chance as a multiple of 2^-50. What is less
likely is lost, and so is what lies below the first cell.
"""

from collections.abc import Iterable
from typing import Final

from touchline.simulator.games.distributions import Distribution

_CHANCE: Final = 50
"""Bits of a chance."""
_WEIGHT: Final = 40
"""Bits of the weight of a case."""
_CELL: Final = 96
"""Enough for both, and for the rounding of many cases."""
_CELLS: Final = 512
_LOW: Final = (1 << (_CELL - _WEIGHT)) - 1
_MASK: Final = sum(_LOW << (_CELL * place) for place in range(_CELLS))
_BYTES: Final = _CELL // 8

Packed = int
"""Chances by how far their number is above a first one."""


def certain(place: int) -> Packed:
    """Return what is certain to be the number at a place."""
    return 1 << (_CHANCE + _CELL * place)


def moved(packed: Packed, by: int) -> Packed:
    """Return the chances of a number with something added."""
    return packed << (_CELL * by) if by >= 0 else packed >> (_CELL * -by)


def mixed(cases: Iterable[tuple[float, Packed]]) -> Packed:
    """Return the chances where each case, with its own chances, is so likely."""
    whole = 1 << _WEIGHT
    summed = sum([round(weight * whole) * packed for weight, packed in cases])
    return (summed >> _WEIGHT) & _MASK


def unpacked(packed: Packed, first: int) -> Distribution:
    """Return chances by their numbers, of which the first cell stands for `first`."""
    places = -(-packed.bit_length() // _CELL)
    cells = packed.to_bytes(places * _BYTES, "little")
    found: Distribution = {}
    for place in range(places):
        chance = int.from_bytes(cells[place * _BYTES : (place + 1) * _BYTES], "little")
        if chance:
            found[first + place] = chance / (1 << _CHANCE)
    return found
