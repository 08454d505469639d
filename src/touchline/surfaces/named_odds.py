"""By whose odds a request wants events to be shown (DECISIONS 14)."""

from typing import Final

from msgspec import Meta

from touchline.board.bookmakers import Bookmaker, Bookmakers
from touchline.surfaces.routing import Refused

PROVIDER: Final = Meta(
    description="Show the odds of this bookmaker alone, by name or number; 0 means the calculated "
    "odds. Without it each line shows one of the bookmakers that the server prefers",
    examples=["bet365"],
    extra={"takes": "provider is the name or number of a bookmaker."},
)
"""What documents say of the parameter `provider`."""


def named_bookmaker(bookmakers: Bookmakers, name: str, said: str, now: int) -> Bookmaker:
    """Return the bookmaker that the parameter `name` says.

    Raises Refused 400 for one that nobody knows, with those there are.
    """
    found = bookmakers.named(said, now)
    if found is None:
        raise Refused(400, f"{name} is one of {bookmakers.listing(now)}.")
    return found
