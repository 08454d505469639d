"""How often something of varying length fits into the time left: possessions, series of downs."""

from bisect import bisect
from collections.abc import Mapping
from itertools import accumulate
from random import Random

from touchline.simulator.games.distributions import (
    Distribution,
    mean_of,
    mixed,
    scaled,
    variance_of,
)


def triangular(least: int, usual: int, most: int, step: int = 1) -> Distribution:
    """Return lengths from `least` to `most` in steps, the `usual` one likeliest."""
    weights = {
        length: min((length - least + step) / (usual - least + step),
                    (most - length + step) / (most - usual + step))
        for length in range(least, most + 1, step)
    }  # fmt: skip
    whole = sum(weights.values())
    return {length: weight / whole for length, weight in weights.items()}


class Renewal:
    """Lengths that follow each other until time is up.

    What time cuts short is still completed by the chance of its part that was played, so that
    how many fit grows evenly with the time.
    """

    def __init__(self, lengths: Mapping[int, float], longest: int, step: int = 1) -> None:
        """Take lengths and the longest time to ask for, in seconds, multiples of `step`."""
        self.lengths = lengths
        self.mean = mean_of(lengths)
        self._step = step
        self._lengths = list(lengths)
        self._sums = list(accumulate(lengths.values()))
        self._longest = longest
        self._counts = self._count(longest)
        self._spread = variance_of(lengths) / self.mean**2
        self._longest_expected = (mean_of(self._counts[-1]), variance_of(self._counts[-1]))

    def draw(self, random: Random) -> int:
        """Return the length of the next one, in seconds."""
        return self._lengths[bisect(self._sums, random.random(), 0, len(self._lengths) - 1)]

    def counts(self, seconds: int) -> Distribution:
        """Return the chances of how many are completed in a time."""
        steps, rest = divmod(seconds, self._step)
        if not rest:
            return self._counts[steps]
        part = rest / self._step
        return mixed(((1 - part, self._counts[steps]), (part, self._counts[steps + 1])))

    def expected(self, seconds: int) -> tuple[float, float]:
        """Return mean and variance of how many are completed in a time of any length."""
        beyond = (seconds - self._longest) / self.mean
        if beyond <= 0:
            counts = self.counts(seconds)
            return mean_of(counts), variance_of(counts)
        mean, variance = self._longest_expected
        return mean + beyond, variance + beyond * self._spread

    def _count(self, longest: int) -> list[Distribution]:
        lengths = [(length // self._step, chance) for length, chance in self.lengths.items()]
        counts: list[Distribution] = [{0: 1.0}]
        for time in range(1, longest // self._step + 1):
            here: Distribution = {}
            for length, chance in lengths:
                if length <= time:
                    for number, also in counts[time - length].items():
                        here[number + 1] = here.get(number + 1, 0.0) + chance * also
                else:
                    completed = chance * time / length
                    here[1] = here.get(1, 0.0) + completed
                    here[0] = here.get(0, 0.0) + chance - completed
            counts.append(scaled(here))
        return counts
