"""Messages that a command tries again: brought in from the spool, about once a second."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Final

from touchline.archive.spool import Spool, Spooled

_SECONDS: Final = 1


async def bring_retries(
    spool: Spool,
    deliver: Callable[[Spooled], None],
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> None:
    """Deliver what waits in a spool, for ever; `deliver` sees to it that it leaves when safe.

    What was delivered and is not safe yet is not delivered again, unless it was handed over again.
    """
    delivered: set[tuple[str, int]] = set()
    while True:
        await sleep(_SECONDS)
        waiting = await asyncio.to_thread(_all, spool)
        delivered &= waiting.keys()
        for which, one in waiting.items():
            if which not in delivered:
                delivered.add(which)
                deliver(one)


def _all(spool: Spool) -> dict[tuple[str, int], Spooled]:
    """Return what waits, by its name and when it was handed over."""
    found = {}
    for one in spool.waiting():
        # It may have become safe in the meantime.
        with contextlib.suppress(OSError):
            found[one.path.name, one.path.stat().st_mtime_ns] = one
    return found
