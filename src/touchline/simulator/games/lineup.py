"""Who of a side is on the field, and who of them it was."""

from collections.abc import Collection, Sequence
from random import Random

from touchline.simulator.match import SQUAD, Shirt


class Lineup:
    """The players of a side that are on, by position; they are known by their places in the squad.

    The first of a squad begin, the next ones come on in turn.
    """

    def __init__(self, side: int, scores: Sequence[float], random: Random) -> None:
        """Begin with a player in each position; `scores` is how often each of these scores."""
        self.booked: set[int] = set()
        self._side = side
        self._scores = list(scores)
        self._on = list(range(len(self._scores)))
        self._used = len(self._scores)
        self._random = random

    def scorer(self) -> Shirt:
        """Return who scores."""
        return self._shirt(self._random.choices(self._on, self._scores)[0])

    def taker(self, attempt: int) -> Shirt:
        """Return who takes an attempt of a shoot-out, counted from 0: who scores most is first."""
        ranked = sorted(zip(self._scores, self._on, strict=True), reverse=True)
        return self._shirt(ranked[attempt % len(ranked)][1])

    def anyone(self) -> Shirt:
        """Return any player."""
        return self._shirt(self._random.choice(self._on))

    def book(self) -> Shirt:
        """Return who gets a yellow card: somebody who has none, if there is anybody."""
        place = self._one_of(self._others(self.booked))
        self.booked.add(place)
        return self._shirt(place)

    def send_off(self, *, is_booked: bool) -> Shirt:
        """Return who is sent off, and is gone: somebody booked, or else somebody who is not."""
        others = self._others(self.booked)
        place = self._one_of(self._others(others) if is_booked else others)
        position = self._on.index(place)
        del self._on[position], self._scores[position]
        self.booked.discard(place)
        return self._shirt(place)

    def substitute(self) -> Shirt:
        """Return who comes on, for somebody who is not booked if possible."""
        return self.replace(self._shirt(self._one_of(self._others(self.booked))))

    def replace(self, player: Shirt) -> Shirt:
        """Return who comes on for a player, himself where nobody is left."""
        if self._used == SQUAD:
            return player
        self._on[self._on.index(player.place)] = self._used
        self._used += 1
        return self._shirt(self._used - 1)

    def _others(self, places: Collection[int]) -> list[int]:
        return [place for place in self._on if place not in places]

    def _one_of(self, places: Sequence[int]) -> int:
        return self._random.choice(places or self._on)

    def _shirt(self, place: int) -> Shirt:
        return Shirt(self._side, place)
