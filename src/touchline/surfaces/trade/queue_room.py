"""How much the queue of a package may hold, and how it stands."""

from typing import NamedTuple

from touchline.base.errors import SourceError
from touchline.brokers.queues import Queues, QueueStanding


class Bounds(NamedTuple):
    """How many messages a queue may hold, and how many may wait for the broker."""

    queue: int
    waiting: int


async def room_in(queue: str, queues: Queues, bounds: Bounds) -> int:
    """Return how many messages a queue has room for. Raises SourceError."""
    standing = await queues.standing(queue)
    # One that is gone is found out by who sends to it.
    return bounds.queue - (0 if standing is None else standing.messages)


async def standing_of(queue: str, queues: Queues) -> QueueStanding | None:
    """Return how a queue stands, None where there is none that we may ask for.

    Raises SourceError where the broker is away.
    """
    try:
        return await queues.standing(queue)
    except SourceError as error:
        if error.code != "source-refused":
            raise
        return None
