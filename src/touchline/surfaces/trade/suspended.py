"""What packages suspend by hand, kept and on the picture."""

from collections.abc import Sequence
from typing import Final

from touchline.board import suspensions as board_suspensions
from touchline.board.picture import Picture
from touchline.surfaces.trade.directory import Suspension

MOST: Final = 100
"""How many a package has in force: each event is held against every one of every package."""

MOST_LINES: Final = 1_000
"""How many markets and lines those name in all."""

_Held = dict[board_suspensions.Suspension, Suspension]


class Suspended:
    """The suspensions of each package; what is put here holds at once in every surface."""

    def __init__(self, picture: Picture) -> None:
        """Suspend nothing yet."""
        self._picture = picture
        self._held: dict[int, _Held] = {}

    def of(self, package: int) -> tuple[Suspension, ...]:
        """Return what a package suspends."""
        return tuple(self._held.get(package, {}).values())

    def add(self, package: int, suspension: Suspension) -> Suspension | None:
        """Suspend; return what suspends the same from now on, None for one too many."""
        held, key = self._held.get(package, {}), _on_board(suspension)
        if key not in held:
            lines = sum(len(one.lines) for one in held) + len(key.lines)
            if len(held) >= MOST or lines > MOST_LINES:
                return None
            self._take(package, held | {key: suspension})
        return self._held[package][key]

    def lift(self, package: int, suspension: Suspension) -> Suspension | None:
        """Lift what suspends the same, whenever it was made; return it, None where nothing did."""
        left = dict(self._held.get(package, {}))
        lifted = left.pop(_on_board(suspension), None)
        if lifted is not None:
            self._take(package, left)
        return lifted

    def put(self, package: int, suspensions: Sequence[Suspension]) -> None:
        """Let a package suspend this and nothing else."""
        if tuple(suspensions) != self.of(package):
            self._take(package, {_on_board(one): one for one in suspensions})

    def _take(self, package: int, held: _Held) -> None:
        self._held[package] = held
        self._picture.suspend(f"package {package}", [*held])


def _on_board(suspension: Suspension) -> board_suspensions.Suspension:
    filters = suspension.filters
    return board_suspensions.Suspension(
        sports=filters.sports,
        locations=filters.locations,
        competitions=filters.leagues,
        fixtures=filters.fixtures,
        lines=frozenset(suspension.lines) | {(market, None) for market in filters.markets},
    )
