"""What is handed over for another try comes in whole, and once."""

import asyncio
import contextlib
import os
from pathlib import Path

import pytest

from touchline.archive.recordings import Kind, Recorded
from touchline.archive.spool import Spool, Spooled
from touchline.sources.retries import bring_retries

MESSAGE = Recorded(1_768_057_200_000, {"MessageType": "32"}, b'{"Header":{"Type":32}}', Kind.BODY)


def brought(spool: Spool, *, seconds: int, is_safe: bool) -> list[Spooled]:
    """Return what is delivered within some seconds, each of them put aside where that is safe."""
    delivered: list[Spooled] = []
    passed = 0

    def deliver(one: Spooled) -> None:
        delivered.append(one)
        if is_safe:
            spool.done(one)

    async def second(_: float) -> None:
        nonlocal passed
        passed += 1
        if passed > seconds:
            raise asyncio.CancelledError

    async def run() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await bring_retries(spool, deliver, second)

    asyncio.run(run())
    return delivered


@pytest.mark.parametrize("is_safe", [True, False])
def test_a_message_is_delivered_once_however_long_it_takes_to_be_safe(
    tmp_path: Path, is_safe: bool
) -> None:
    spool = Spool(tmp_path)
    for _ in range(2):
        spool.put("abc", "feed", MESSAGE)
    (one,) = brought(spool, seconds=3, is_safe=is_safe)
    assert (one.source, one.recorded) == ("feed", MESSAGE)
    assert bool(list(spool.waiting())) != is_safe


def test_what_is_safe_and_handed_over_again_is_delivered_again(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    for _ in range(2):
        spool.put("abc", "feed", MESSAGE)
        assert len(brought(spool, seconds=1, is_safe=True)) == 1


def test_what_is_safe_and_handed_over_again_at_once_is_delivered_again(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.put("abc", "feed", MESSAGE)
    delivered: list[Spooled] = []
    seconds = 0

    def deliver(one: Spooled) -> None:
        delivered.append(one)
        spool.done(one)
        if len(delivered) == 1:
            spool.put("abc", "feed", MESSAGE)
            # At another moment, and before the next look.
            os.utime(one.path, ns=(0, 0))

    async def second(_: float) -> None:
        nonlocal seconds
        seconds += 1
        if seconds > 3:
            raise asyncio.CancelledError

    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(bring_retries(spool, deliver, second))
    assert len(delivered) == 2


def test_half_a_file_is_not_there(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.put("abc", "feed", MESSAGE)
    (path,) = (tmp_path / "retries").iterdir()
    path.rename(path.with_suffix(".unfinished"))
    assert brought(spool, seconds=1, is_safe=True) == []


def test_a_file_that_cannot_be_removed_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    spool = Spool(tmp_path)
    spool.put("abc", "feed", MESSAGE)
    (one,) = spool.waiting()
    one.path.unlink()
    one.path.mkdir()
    spool.done(one)
    assert "cannot be removed" in caplog.text
