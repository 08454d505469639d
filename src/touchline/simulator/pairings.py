"""Who meets whom in a league, round after round, for ever."""

from collections.abc import Mapping
from random import Random
from typing import Final, NamedTuple

from touchline.simulator.world import League, Team

_FEW: Final = 4
"""A round is nearly over when as few matches are left as there are teams, divided by this."""


class Pairing(NamedTuple):
    """Two teams that meet in a round; of a knock-out's, the number counts who is left."""

    round: int
    home: Team
    away: Team


class Pairings:
    """The rounds of one league.

    In a league everybody meets everybody else at home and away in a season, in each round once.
    The rounds of a knock-out are draws among all, since who wins is not known beforehand.
    """

    def __init__(self, league: League, random: Random) -> None:
        """Begin somewhere within a season."""
        self.league = league
        self._random = random
        self._order = list(league.teams)
        random.shuffle(self._order)
        self._round = random.randrange(self._rounds)
        self._left: list[Pairing] = []

    def take(self, at: int, free_at: Mapping[int, int]) -> Pairing | None:
        """Return two teams who are free at a time, None while nobody of the round is.

        `free_at` tells by team's id from when on it is free.
        """
        found = self._free(at, free_at)
        if found is None and len(self._left) <= len(self._order) // _FEW:
            # Nobody waits for the few whose match must wait.
            self._left += self._next_round()
            found = self._free(at, free_at)
        return found

    def _free(self, at: int, free_at: Mapping[int, int]) -> Pairing | None:
        for index, pairing in enumerate(self._left):
            if free_at.get(pairing.home.id, at) <= at and free_at.get(pairing.away.id, at) <= at:
                return self._left.pop(index)
        return None

    @property
    def _rounds(self) -> int:
        return 2 * (len(self._order) - 1)

    def _next_round(self) -> list[Pairing]:
        pairings = self._drawn() if self.league.is_knock_out else self._scheduled()
        self._random.shuffle(pairings)
        return pairings

    def _drawn(self) -> list[Pairing]:
        self._random.shuffle(self._order)
        pairs = zip(self._order[::2], self._order[1::2], strict=True)
        return [Pairing(len(self._order), home, away) for home, away in pairs]

    def _scheduled(self) -> list[Pairing]:
        """Return the round by the circle method: one stays, the others move on by one place."""
        if self._round == self._rounds:
            self._round = 0
            self._random.shuffle(self._order)
        half, turned = divmod(self._round, len(self._order) - 1)
        self._round += 1
        first, *others = self._order
        line = [first, *others[turned:], *others[:turned]]
        pairings = []
        for place in range(len(line) // 2):
            home, away = line[place], line[-1 - place]
            # The one who stays is at home every other round, the others by their place.
            is_swapped = (turned if place == 0 else place) % 2 != half
            pairings.append(
                Pairing(self._round, away, home) if is_swapped else Pairing(self._round, home, away)
            )
        return pairings
