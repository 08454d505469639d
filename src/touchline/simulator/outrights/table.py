"""The table of a league: points so far, what may still come, and how likely each team is to win."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

import msgspec

WIN: Final = 3
DRAW: Final = 1


class Pairing(NamedTuple):
    """Two teams that meet, by their ids; the first is at home."""

    home: int
    away: int


class Odds(NamedTuple):
    """The chances of the three results of a match."""

    home: float
    draw: float
    away: float


class Row(msgspec.Struct):
    """What a team has so far."""

    played: int = 0
    points: int = 0
    difference: int = 0
    scored: int = 0

    def add(self, scored: int, conceded: int) -> None:
        """Count a match."""
        self.played += 1
        self.scored += scored
        self.difference += scored - conceded
        self.points += WIN if scored > conceded else DRAW if scored == conceded else 0

    @property
    def rank(self) -> tuple[int, int, int]:
        """What places are decided by: points, then goal difference, then goals."""
        return self.points, self.difference, self.scored


Table = dict[int, Row]
"""The rows of a league by team."""


def rounds(teams: Sequence[int]) -> list[list[Pairing]]:
    """Return the rounds of a season: everybody meets everybody twice, once at home.

    The number of teams is even; all but the last go round in a circle.
    """
    circle, fixed = list(teams[:-1]), teams[-1]
    count = len(circle)
    first: list[list[Pairing]] = []
    for turn in range(count):
        turned = circle[turn:] + circle[:turn]
        pairs = [(fixed, turned[0])] if turn % 2 else [(turned[0], fixed)]
        for place in range(1, len(teams) // 2):
            pair = (turned[place], turned[-place])
            pairs.append(pair if place % 2 else pair[::-1])
        first.append([Pairing(*pair) for pair in pairs])
    return first + [[Pairing(away, home) for home, away in pairings] for pairings in first]


def out_of_reach(table: Mapping[int, Row], left: Mapping[int, int]) -> set[int]:
    """Return the teams that cannot come first any more, whatever comes, by points.

    `left` is how many matches each has still to play.
    """
    most = max(row.points for row in table.values())
    return {team for team, row in table.items() if row.points + WIN * left[team] < most}


def title_chances(table: Mapping[int, Row], coming: Mapping[Pairing, Odds]) -> dict[int, float]:
    """Return how likely each team is to come first; `coming` are the matches that are left.

    What each team will have is exact, but as if it did not depend on the others; of equal points
    those with the better goal difference now are ahead.
    """
    if not coming:
        champion = max(table, key=lambda team: table[team].rank)
        return {team: float(team == champion) for team in table}
    left = dict.fromkeys(table, 0)
    ends: dict[int, list[float]] = {team: [1.0] for team in table}
    for pairing, odds in coming.items():
        for team, won, lost in (
            (pairing.home, odds.home, odds.away),
            (pairing.away, odds.away, odds.home),
        ):
            left[team] += 1
            ends[team] = _with_match(ends[team], won, odds.draw, lost)
    candidates = [team for team in table if team not in out_of_reach(table, left)]
    candidates.sort(key=lambda team: table[team].rank[1:], reverse=True)
    size = max(table[team].points + len(ends[team]) for team in candidates)
    exactly = {team: _padded([0.0] * table[team].points + ends[team], size) for team in candidates}
    at_most = {team: [0.0, *accumulate(exactly[team])] for team in candidates}
    chances = dict.fromkeys(table, 0.0)
    for points in range(size):
        for place, team in enumerate(candidates):
            chance = exactly[team][points]
            for other_place, other in enumerate(candidates):
                if other != team:
                    # Up to as many points where this team is ahead, else up to one less.
                    chance *= at_most[other][points + (place < other_place)]
            chances[team] += chance
    whole = sum(chances.values())
    return {team: chance / whole for team, chance in chances.items()}


def _with_match(ends: list[float], won: float, drawn: float, lost: float) -> list[float]:
    """Return the chances of each number of points once one more match is played."""
    longer = [0.0] * (len(ends) + WIN)
    for points, chance in enumerate(ends):
        longer[points] += chance * lost
        longer[points + DRAW] += chance * drawn
        longer[points + WIN] += chance * won
    return longer


def _padded(chances: list[float], size: int) -> list[float]:
    return chances + [0.0] * (size - len(chances))
