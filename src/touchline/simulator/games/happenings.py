"""What happens at random times: Poisson processes side by side, each with its rate."""

from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import accumulate
from random import Random

from touchline.simulator.games.outcome import Action


class Happenings:
    """Things that happen independently of each other and of what happened before.

    Some always happen equally often, the rates of others change with the match.
    """

    def __init__(
        self, steady: Iterable[tuple[float, Action]], changing: Sequence[Action], random: Random
    ) -> None:
        """Take what is steady with how often it happens in a second, and what is not."""
        often = list(steady)
        self._steady = [action for _, action in often]
        self._places = list(accumulate(rate for rate, _ in often))
        self._changing = changing
        self._random = random

    @property
    def gap(self) -> float:
        """The mean time between two steady ones, in seconds."""
        return 1 / self._places[-1]

    def draw(self, rates: Sequence[float]) -> tuple[float, Action]:
        """Return in how many seconds something happens, and what.

        `rates` are how often the changing ones happen in a second now.
        """
        steady = self._places[-1]
        total = steady + sum(rates)
        seconds = self._random.expovariate(total)
        place = self._random.random() * total
        if place < steady:
            return seconds, self._steady[bisect(self._places, place)]
        places = list(accumulate(rates))
        # What is left after the last place is rounding.
        return seconds, self._changing[bisect(places, place - steady, hi=len(places) - 1)]
