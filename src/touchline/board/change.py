"""What a message or the passing of time changed, by the paths that it touched."""

from enum import StrEnum

import msgspec

from touchline.model.event import CompetitionKey


class ChangeKind(StrEnum):
    """What a change is about."""

    EVENT = "event"
    REMOVED = "removed"
    SOURCE = "source"
    COMPETITION = "competition"


LivescorePath = tuple[str] | tuple[str, int]
"""("periods", type), ("statistics", type), or the name of another part alone."""
BookPath = tuple[int, int | None, tuple[int, ...]]
"""Market, provider (None for calculated odds) and the bets touched."""


class Touched(msgspec.Struct, frozen=True):
    """The parts of an event that a change touched; `everything` alone when it comes into sight.

    `clock` tells that the match clock goes on from another anchor or was read again; that it goes
    on is no change.
    """

    everything: bool = False
    fixture: bool = False
    status: bool = False
    availability: bool = False
    score: bool = False
    competition: bool = False
    clock: bool = False
    livescore: tuple[LivescorePath, ...] = ()
    books: tuple[BookPath, ...] = ()
    markets: tuple[int, ...] = ()


class Change(msgspec.Struct, frozen=True):
    """One step of the live picture.

    `seq` grows by one a change within an epoch; `at` is feed time in unix ms. One of `event`,
    `source` and `competition` names what changed.
    """

    seq: int
    kind: ChangeKind
    at: int
    event: int | None = None
    source: str | None = None
    competition: CompetitionKey | None = None
    touched: Touched = Touched()
