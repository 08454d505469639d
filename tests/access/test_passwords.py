"""Passwords that are verified while others guess: who waits for whom, counted in slow digests."""

import asyncio
import secrets

import pytest

from touchline.access import passwords
from touchline.access.passwords import GuessesError, Verifier, password_digest

DIGEST = password_digest("right", secrets.token_bytes)
ACME = (7, "acme")


class Slow:
    """Counts the slow digests that are computed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self._slow = passwords._slow
        monkeypatch.setattr(passwords, "_slow", self._counted)

    def _counted(self, password: str, salt: bytes) -> bytes:
        self.count += 1
        return self._slow(password, salt)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    return Slow(monkeypatch)


async def verdict(
    verifier: Verifier, who: tuple[int, str], password: str, digest: bytes | None = DIGEST
) -> bool | None:
    """Return whether a password is right, None where too many others wait."""
    try:
        return await verifier.is_right(who, password, digest)
    except GuessesError:
        return None


def test_guesses_at_one_user_hold_up_no_other_and_most_are_refused_at_once(slow: Slow) -> None:
    async def run() -> None:
        verifier = Verifier(secrets.token_bytes)
        guesses = [
            asyncio.create_task(verdict(verifier, ACME, f"wrong {number}")) for number in range(200)
        ]
        await asyncio.sleep(0)
        assert await verifier.is_right((8, "other"), "right", DIGEST)
        assert slow.count <= 3
        told = await asyncio.gather(*guesses)
        assert (told.count(False), told.count(None)) == (4, 196)
        assert slow.count == 5
        assert await verifier.is_right(ACME, "right", DIGEST)

    asyncio.run(run())


def test_guesses_at_users_who_are_not_there_take_one_turn_together(slow: Slow) -> None:
    async def run() -> None:
        verifier = Verifier(secrets.token_bytes)
        guesses = [
            asyncio.create_task(verdict(verifier, (number, "u"), "wrong", None))
            for number in range(1, 201)
        ]
        await asyncio.sleep(0)
        assert await verifier.is_right(ACME, "right", DIGEST)
        assert slow.count <= 3
        assert set(await asyncio.gather(*guesses)) == {False}

    asyncio.run(run())


@pytest.mark.parametrize("digest", [DIGEST, None], ids=["wrong", "unknown"])
def test_a_user_who_is_not_there_costs_and_is_refused_as_one_who_is(
    slow: Slow, digest: bytes | None
) -> None:
    async def run() -> None:
        verifier = Verifier(secrets.token_bytes)
        for expected in (1, 2):
            assert not await verifier.is_right(ACME, "wrong", digest)
            assert slow.count == expected
        told = await asyncio.gather(
            *(verdict(verifier, ACME, f"wrong {number}", digest) for number in range(10))
        )
        assert (told.count(False), told.count(None)) == (4, 6)
        assert slow.count == 6

    asyncio.run(run())


def test_a_client_that_asks_many_times_at_once_is_verified_once(slow: Slow) -> None:
    async def run() -> None:
        verifier = Verifier(secrets.token_bytes)
        first = asyncio.create_task(verifier.is_right(ACME, "right", DIGEST))
        others = [verifier.is_right(ACME, "right", DIGEST) for _ in range(50)]
        await asyncio.sleep(0)
        # That one of them goes away leaves the others what they wait for.
        first.cancel()
        assert set(await asyncio.gather(*others)) == {True}
        assert await verifier.is_right(ACME, "right", DIGEST)
        assert slow.count == 1

    asyncio.run(run())
