"""Who meets whom in a league, round after round, for ever."""

from collections.abc import Mapping
from random import Random
from typing import Final, NamedTuple

from touchline.simulator.world import League, Team

_FEW: Final = 4
"""A round is nearly over when as few matches are left as there are teams, divided by this."""
_BEGUN: Final = 3
"""A knock-out begins with its first round or with one of the two after."""
FINAL: Final = 2
"""The number of a knock-out's last round."""


class Pairing(NamedTuple):
    """Two teams that meet in a round; of a knock-out's, the number counts who is left.

    `place` is that of a knock-out's match in its round, from 0 on.
    """

    round: int
    home: Team
    away: Team
    place: int = 0


class Pairings:
    """The rounds of one league.

    In a league everybody meets everybody else at home and away in a season, in each round once.
    In a knock-out those who win meet in the next round, neighbours each other, until the final;
    then all are drawn anew.
    """

    def __init__(self, league: League, random: Random) -> None:
        """Begin somewhere within a season."""
        self.league = league
        self._random = random
        self._order = list(league.teams)
        random.shuffle(self._order)
        self._round = random.randrange(self._rounds)
        self._left: list[Pairing] = []
        self._winners: dict[tuple[int, int], Team] = {}
        """The winners of a knock-out whose next opponent is not known yet, by round and place."""
        if league.is_knock_out:
            self._left = self._drawn(len(self._order) >> random.randrange(_BEGUN))

    def take(self, at: int, free_at: Mapping[int, int]) -> Pairing | None:
        """Return two teams who are free at a time, None while nobody of the round is.

        `free_at` tells by team's id from when on it is free.
        """
        found = self._free(at, free_at)
        if self.league.is_knock_out:
            return found
        if found is None and len(self._left) <= len(self._order) // _FEW:
            # Nobody waits for the few whose match must wait.
            self._left += self._next_round()
            found = self._free(at, free_at)
        return found

    def decide(self, pairing: Pairing, winner: Team) -> None:
        """Let the winner of a knock-out's match go on; after the final a new season begins."""
        if pairing.round == FINAL:
            self._left = self._drawn(len(self._order))
            return
        other = self._winners.pop((pairing.round, pairing.place ^ 1), None)
        if other is None:
            self._winners[pairing.round, pairing.place] = winner
            return
        home, away = (winner, other) if pairing.place % 2 == 0 else (other, winner)
        self._left.append(Pairing(pairing.round // 2, home, away, pairing.place // 2))

    def _free(self, at: int, free_at: Mapping[int, int]) -> Pairing | None:
        for index, pairing in enumerate(self._left):
            if free_at.get(pairing.home.id, at) <= at and free_at.get(pairing.away.id, at) <= at:
                return self._left.pop(index)
        return None

    @property
    def _rounds(self) -> int:
        return 2 * (len(self._order) - 1)

    def _drawn(self, count: int) -> list[Pairing]:
        """Return the matches of a knock-out in which so many are left."""
        self._random.shuffle(self._order)
        pairs = zip(self._order[:count:2], self._order[1:count:2], strict=True)
        return [Pairing(count, home, away, place) for place, (home, away) in enumerate(pairs)]

    def _next_round(self) -> list[Pairing]:
        """Return the next round by the circle method: one stays, the others move on a place."""
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
        self._random.shuffle(pairings)
        return pairings
