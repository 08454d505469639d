"""How much the searching tests search: `make test` a little, `make soak` the full size."""

import os

SOAK = int(os.environ.get("TOUCHLINE_SOAK", "1"))
"""How many times as many examples as in `make test`."""


def examples(count: int) -> int:
    """Return how many examples a test tries whose size in `make test` is `count`."""
    return count * SOAK
