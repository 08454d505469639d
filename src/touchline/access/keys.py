"""Keys as text: how they are made, recognised, and kept without being kept.

What is stored is the SHA-256 of a key. A slow hash would protect guessable secrets; these have 256
random bits (reference reliability 9), so that nobody finds one from its digest, and a fast one lets
a flood of wrong keys cost little. A key is looked up by its digest, never compared as text: how
long that takes tells at most of bits of digests, which nobody can choose without inverting SHA-256.
"""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from touchline.access.accounts import Kind

RandomBytes = Callable[[int], bytes]
"""Gives that many random bytes: `secrets.token_bytes`, or those of a seeded `Random`."""

_RANDOM_BYTES: Final = 32
_SHOWN: Final = 4
_FORM: Final = re.compile(r"sk_(live|test)_[0-9a-f]{64}", re.ASCII)


def new_key(kind: Kind, random_bytes: RandomBytes) -> str:
    """Return a new key: sk_live_ or sk_test_, and 64 random hex digits."""
    return f"sk_{kind}_{random_bytes(_RANDOM_BYTES).hex()}"


def is_well_formed(text: str) -> bool:
    """Tell whether a text could be a key; others need not be looked up."""
    return _FORM.fullmatch(text) is not None


def kind_of(text: str) -> Kind | None:
    """Return what a key sees, from its text; None when it is no key."""
    if not is_well_formed(text):
        return None
    return "live" if text.startswith("sk_live_") else "test"


def digest(text: str) -> bytes:
    """Return what is kept of a key, 32 bytes; any text has a digest."""
    return sha256(text.encode("utf-8", "surrogatepass")).digest()


def last_four(text: str) -> str:
    """Return the end of a key, by which its owner knows it again."""
    return text[-_SHOWN:]
