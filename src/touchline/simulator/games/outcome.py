"""What one step of play brings, and what follows from it for certain."""

from collections.abc import Callable
from typing import NamedTuple

from touchline.simulator.match import Happened

Action = Callable[[], "Outcome"]
"""Changes the state of a match by one step."""


class Outcome(NamedTuple):
    """What happened; `then` follows after `wait` (ms) and comes before anything else."""

    happened: Happened
    wait: int = 0
    then: Action | None = None
