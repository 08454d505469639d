"""What holds for everything that one message says."""

from collections.abc import Callable

import msgspec

from touchline.model.event import Order
from touchline.model.instants import milliseconds
from touchline.model.message import Header

Count = Callable[[str, str], None]
"""Counts under a name and a label."""


class Context(msgspec.Struct, frozen=True):
    """What holds for everything that one message says.

    `kind` is the type of the message; `is_settlement` is true for types 35, 42 and 43. Where
    `has_start_prices`, StartPrice is the first price and no constant (DECISIONS 6). In ticks,
    `rank` is the stamp of the message, `ceiling` the latest believable stamp and `received` the
    one that replaces a later stamp.
    """

    kind: int
    order: Order
    is_snapshot: bool
    is_settlement: bool
    has_start_prices: bool
    rank: int
    ceiling: int
    received: int
    count: Count

    def order_of(self, last_update: str | None) -> Order:
        """Return where a full part stands: in a snapshot by its own stamp where it has one."""
        if not self.is_snapshot:
            return self.order
        stamp = milliseconds(last_update)
        if stamp is None:
            return self.order
        return (min(stamp, self.order[0]), self.order[1], self.order[2])


def stamp_of(header: Header, now: int, future_stamp: int, count: Callable[[str], None]) -> int:
    """Return when a message was sent, unix ms; its receipt where it says none, or one too late."""
    stamp = header.server_timestamp
    if stamp is None:
        stamp = milliseconds(header.creation_date)
    if stamp is None:
        return now
    if stamp > now + future_stamp:
        count("clamped-stamp")
        return now
    return stamp
