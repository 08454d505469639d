"""How likely each end of a match is, seen from how it stands."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, Protocol

from touchline.model.part import Part
from touchline.simulator.match import MatchState, Moment


class Forecast(NamedTuple):
    """The chances of the final score of one part of a match.

    `margin` maps home minus away to its chance, `total` both together; each adds up to 1.
    `both_score` is the chance that both sides score, `next_score` are those that home, nobody and
    away scores next; None where nobody asks, or where a score is not certain yet.
    """

    margin: Mapping[int, float]
    total: Mapping[int, float]
    both_score: float | None = None
    next_score: tuple[float, float, float] | None = None


class Game(Protocol):
    """A match that is played: its state, its course, and what can be expected of it."""

    state: MatchState

    def play(self) -> Iterator[Moment]:
        """Play the match from its start to its end.

        The state is that of the moment which was yielded last. Whoever plays sets `state.now` to
        the time of the next moment before asking for it.
        """
        ...

    def forecast(self) -> Mapping[Part, Forecast]:
        """Return the chances of every part that is not over; nothing of it changes the state."""
        ...
