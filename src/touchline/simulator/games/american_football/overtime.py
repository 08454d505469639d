"""Overtime of American football: a possession for both sides, then the next score wins."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from touchline.simulator.games.american_football.chain import Chain, Points, State
from touchline.simulator.games.american_football.rules import (
    NOTHING_WON,
    STARTS,
    TWO_POINTS_NEEDED,
    WORTH,
    End,
    Series,
    Worth,
)
from touchline.simulator.games.distributions import Distribution, mixed, scaled
from touchline.simulator.match import HOME

BOTH: Final = 2
"""Drives that both sides together are granted."""
_ENDLESS: Final = 30
"""More series are not needed to decide a match."""
_KICKS: Final = frozenset({End.FIELD_GOAL, End.MISSED, End.PUNT})

Added = tuple[int, int]
"""Points that home and away add."""


class Drive(NamedTuple):
    """The drive that is on, 1, 2 or a later one, and by how much its side leads in overtime."""

    number: int = 1
    lead: int = 0


def worth_of(drive: Drive, end: End) -> Worth:
    """Return what the end of a drive is worth in overtime."""
    usual = WORTH.get(end, NOTHING_WON)
    if drive.number == BOTH and end in _KICKS and drive.lead + usual.points < 0:
        # Who kicks when that cannot be enough has lost, so the side goes for it, here in vain.
        return NOTHING_WON
    if not usual.try_:
        return usual
    lead = drive.lead + usual.points
    is_over = usual.points < 0 or drive.number > BOTH or (drive.number == BOTH and lead > 0)
    if is_over:
        return Worth(usual.points)
    return Worth(usual.points, TWO_POINTS_NEEDED if lead == -2 else usual.try_)


def next_drive(drive: Drive, points: int) -> Drive | None:
    """Return the drive after one that brought so many points, None where overtime is over."""
    lead = drive.lead + points
    if points < 0 or (lead and drive.number >= BOTH):
        return None
    return Drive(min(drive.number, BOTH) + 1, -lead)


class OvertimeChain:
    """What overtime adds, series by series, between the sides of a chain."""

    def __init__(self, regular: Chain) -> None:
        self._series = regular.series
        self._known: dict[tuple[int, State, Drive], Mapping[Added, float]] = {}

    def points(self, counts: Mapping[int, float] | None, state: State, drive: Drive) -> Points:
        """Return the points of the series left; without their number, until it is decided."""
        if counts is None:
            lead = drive.lead if state[0] == HOME else -drive.lead
            found = self._added(_ENDLESS, state, drive)
            decided = {added: found[added] for added in found if _margin(added) != -lead}
            cases: list[tuple[float, Mapping[Added, float]]] = [(1.0, decided)]
        else:
            cases = [(chance, self._added(count, state, drive)) for count, chance in counts.items()]
        return Points(
            scaled(mixed((chance, _counted(found, _margin)) for chance, found in cases)),
            scaled(mixed((chance, _counted(found, sum)) for chance, found in cases)),
        )

    def _added(self, count: int, state: State, drive: Drive) -> Mapping[Added, float]:
        if not count:
            return {(0, 0): 1.0}
        key = (count, state, drive)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._play_on(count, state, drive)
        return found

    def _play_on(self, count: int, state: State, drive: Drive) -> Mapping[Added, float]:
        side, place = state
        chances: dict[Added, float] = {}
        if place is None:
            for zone, share in STARTS.items():
                _put(chances, share, self._added(count, (side, zone), drive), (0, 0))
            return chances
        for result, chance in self._series[side][place].items():
            self._put_result(chances, chance, count - 1, side, drive, result)
        return chances

    def _put_result(
        self,
        chances: dict[Added, float],
        chance: float,
        count: int,
        side: int,
        drive: Drive,
        result: Series,
    ) -> None:
        if not isinstance(result, End):
            _put(chances, chance, self._added(count, (side, result), drive), (0, 0))
            return
        points, try_ = worth_of(drive, result)
        for more, share in (try_ or {0: 1.0}).items():
            scored = points + more
            following = next_drive(drive, scored)
            then: Mapping[Added, float] = (
                {(0, 0): 1.0}
                if following is None
                else self._added(count, (1 - side, None), following)
            )
            _put(chances, chance * share, then, _for(side, scored))


def _for(side: int, points: int) -> Added:
    """Return points of a side, negative ones as its opponent's."""
    gainer = side if points >= 0 else 1 - side
    return (abs(points), 0) if gainer == HOME else (0, abs(points))


def _put(
    chances: dict[Added, float], chance: float, then: Mapping[Added, float], more: Added
) -> None:
    home, away = more
    for (ours, theirs), share in then.items():
        key = (ours + home, theirs + away)
        chances[key] = chances.get(key, 0.0) + chance * share


def _margin(added: Added) -> int:
    return added[0] - added[1]


def _counted(found: Mapping[Added, float], count: Callable[[Added], int]) -> Distribution:
    counted: Distribution = {}
    for added, chance in found.items():
        number = count(added)
        counted[number] = counted.get(number, 0.0) + chance
    return counted
