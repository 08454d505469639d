"""Ids made here; where the bits come from is passed in, so that tests repeat."""

from collections.abc import Callable
from typing import Final

RandomBits = Callable[[int], int]
"""Gives that many random bits as a number: `secrets.randbits`, or `Random(seed).getrandbits`."""

_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_BITS_PER_CHARACTER: Final = 5
_EPOCH_TIME_CHARACTERS: Final = 9
_EPOCH_RANDOM_CHARACTERS: Final = 4
_REQUEST_CHARACTERS: Final = 16


def new_epoch(now_ms: int, random: RandomBits) -> str:
    """Return the id of one start: 13 characters that sort by time of start (unix ms)."""
    return _base32(now_ms, _EPOCH_TIME_CHARACTERS) + _random(random, _EPOCH_RANDOM_CHARACTERS)


def request_id(random: RandomBits) -> str:
    """Return an id of 16 characters (80 bits) for one request."""
    return _random(random, _REQUEST_CHARACTERS)


def _random(random: RandomBits, characters: int) -> str:
    return _base32(random(characters * _BITS_PER_CHARACTER), characters)


def _base32(number: int, characters: int) -> str:
    return "".join(
        _ALPHABET[number >> place * _BITS_PER_CHARACTER & 31]
        for place in reversed(range(characters))
    )
