"""Passwords of packages: kept as slow salted digests, and what was verified once remembered.

People choose passwords, so that a digest has to cost whoever guesses much. A client shows its own
with every call; a keyed fast digest of what was verified stands in for the slow one meanwhile, and
only in memory.
"""

import hmac
from collections import OrderedDict
from hashlib import blake2b, scrypt
from typing import Final

from touchline.access.keys import RandomBytes

_SALT_BYTES: Final = 16
_KEY_BYTES: Final = 32
_N: Final = 2**14
_R: Final = 8
_P: Final = 1
_REMEMBERED: Final = 10_000


def password_digest(password: str, random_bytes: RandomBytes) -> bytes:
    """Return what is kept of a password: a salt and its scrypt, which takes about 50 ms."""
    salt = random_bytes(_SALT_BYTES)
    return salt + _slow(password, salt)


def is_password(password: str, digest: bytes) -> bool:
    """Tell whether a digest is that of a password; takes about 50 ms."""
    salt, kept = digest[:_SALT_BYTES], digest[_SALT_BYTES:]
    return hmac.compare_digest(_slow(password, salt), kept)


class Verified:
    """Remembers which passwords were right for which digests, at most so many."""

    def __init__(self, random_bytes: RandomBytes, most: int = _REMEMBERED) -> None:
        """Remember nothing yet."""
        self._key = random_bytes(_KEY_BYTES)
        self._most = most
        self._seen: OrderedDict[bytes, None] = OrderedDict()

    def knows(self, password: str, digest: bytes) -> bool:
        """Tell whether the password was right for the digest before."""
        return self._fast(password, digest) in self._seen

    def remember(self, password: str, digest: bytes) -> None:
        """Remember that it is right; who was remembered longest goes."""
        self._seen[self._fast(password, digest)] = None
        if len(self._seen) > self._most:
            self._seen.popitem(last=False)

    def _fast(self, password: str, digest: bytes) -> bytes:
        # The digest holds the salt: a password that was changed is not known any more.
        return blake2b(digest + _bytes(password), key=self._key, digest_size=32).digest()


def _slow(password: str, salt: bytes) -> bytes:
    return scrypt(_bytes(password), salt=salt, n=_N, r=_R, p=_P, dklen=_KEY_BYTES)


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
