"""Passwords of packages: kept as slow salted digests, and what was verified once remembered.

People choose passwords, so that a digest has to cost whoever guesses much. A client shows its own
with every call; a keyed fast digest of what was verified stands in for the slow one meanwhile, and
only in memory. Slow ones are computed one at a time, in turns, so that guesses hold up nobody.
"""

import asyncio
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
_WAITING: Final = 4

Who = tuple[int, str]
"""Who somebody says to be: a package and a user of it, there or not."""


class GuessesError(Exception):
    """Too many other passwords of the same user wait to be verified."""


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
        return self.mark(password, digest) in self._seen

    def remember(self, password: str, digest: bytes) -> None:
        """Remember that it is right; who was remembered longest goes."""
        self._seen[self.mark(password, digest)] = None
        if len(self._seen) > self._most:
            self._seen.popitem(last=False)

    def mark(self, password: str, digest: bytes) -> bytes:
        """Return what stands for both in memory."""
        # The digest holds the salt: a password that was changed is not known any more.
        return blake2b(digest + _bytes(password), key=self._key, digest_size=32).digest()


class Verifier:
    """Verifies passwords, slow ones one at a time: users take turns, all who are not there one.

    So a right password waits for one of each user who is guessed at, and a wrong one costs as much
    for a user who is not there.
    """

    def __init__(self, random_bytes: RandomBytes) -> None:
        """Know no password yet."""
        self._verified = Verified(random_bytes)
        self._decoy = random_bytes(_SALT_BYTES + _KEY_BYTES)
        self._turn = asyncio.Lock()
        self._waiting: dict[Who, dict[bytes, asyncio.Task[bool]]] = {}
        self._own_turns: dict[Who, asyncio.Lock] = {}
        self._next_decoy: asyncio.Task[None] | None = None

    async def is_right(self, who: Who, password: str, digest: bytes | None) -> bool:
        """Tell whether a password is that of a digest; without one it is wrong, as slowly.

        Raises GuessesError at once where too many others of the same user wait.
        """
        if digest is not None and self._verified.knows(password, digest):
            return True
        mark = self._verified.mark(password, digest or self._decoy)
        waiting = self._waiting.setdefault(who, {})
        task = waiting.get(mark)
        if task is None:
            if len(waiting) >= _WAITING:
                raise GuessesError
            # It goes on where its request ends, for others may have joined it.
            task = waiting[mark] = asyncio.create_task(self._verify(who, password, digest))
            task.add_done_callback(lambda _: self._forget(who, mark))
        return await asyncio.shield(task)

    async def _verify(self, who: Who, password: str, digest: bytes | None) -> bool:
        async with self._own_turns.setdefault(who, asyncio.Lock()):
            if digest is None:
                await self._deceive()
                return False
            async with self._turn:
                is_right = await asyncio.to_thread(is_password, password, digest)
            if is_right:
                self._verified.remember(password, digest)
            return is_right

    async def _deceive(self) -> None:
        """Take as long as a password that is verified; many do it at the cost of one."""
        if self._next_decoy is None:
            self._next_decoy = asyncio.create_task(self._decoyed())
        await asyncio.shield(self._next_decoy)

    async def _decoyed(self) -> None:
        async with self._turn:
            # Who comes while it runs would take less than its time.
            self._next_decoy = None
            await asyncio.to_thread(is_password, "", self._decoy)

    def _forget(self, who: Who, mark: bytes) -> None:
        waiting = self._waiting[who]
        del waiting[mark]
        if not waiting:
            del self._waiting[who]
            self._own_turns.pop(who, None)


def _slow(password: str, salt: bytes) -> bytes:
    return scrypt(_bytes(password), salt=salt, n=_N, r=_R, p=_P, dklen=_KEY_BYTES)


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
