"""Messages that a command tries again: brought in from the spool, about once a second."""

import asyncio
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

    What was delivered and is not safe yet is not delivered again.
    """
    delivered: set[str] = set()
    while True:
        await sleep(_SECONDS)
        waiting = {one.path.name: one for one in await asyncio.to_thread(_all, spool)}
        delivered &= waiting.keys()
        for name, one in waiting.items():
            if name not in delivered:
                delivered.add(name)
                deliver(one)


def _all(spool: Spool) -> list[Spooled]:
    return list(spool.waiting())
