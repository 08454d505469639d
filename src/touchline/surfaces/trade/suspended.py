"""What packages suspend by hand, kept and on the picture."""

from collections.abc import Sequence

from touchline.board import suspensions as board_suspensions
from touchline.board.picture import Picture
from touchline.surfaces.trade.directory import Suspension


class Suspended:
    """The suspensions of each package; what is put here holds at once in every surface."""

    def __init__(self, picture: Picture) -> None:
        """Suspend nothing yet."""
        self._picture = picture
        self._held: dict[int, tuple[Suspension, ...]] = {}

    def of(self, package: int) -> tuple[Suspension, ...]:
        """Return what a package suspends."""
        return self._held.get(package, ())

    def add(self, package: int, suspension: Suspension) -> bool:
        """Suspend; return whether that is news."""
        held = self.of(package)
        if any(_is_same(one, suspension) for one in held):
            return False
        self.put(package, (*held, suspension))
        return True

    def lift(self, package: int, suspension: Suspension) -> bool:
        """Lift what suspends the same; return whether there was any."""
        held = self.of(package)
        left = tuple(one for one in held if not _is_same(one, suspension))
        self.put(package, left)
        return len(left) < len(held)

    def put(self, package: int, suspensions: Sequence[Suspension]) -> None:
        """Let a package suspend this and nothing else."""
        if tuple(suspensions) == self.of(package):
            return
        self._held[package] = tuple(suspensions)
        self._picture.suspend(f"package {package}", [_on_board(one) for one in suspensions])


def _is_same(one: Suspension, other: Suspension) -> bool:
    """Tell whether two suspend the same, whenever they were made."""
    return _on_board(one) == _on_board(other)


def _on_board(suspension: Suspension) -> board_suspensions.Suspension:
    filters = suspension.filters
    return board_suspensions.Suspension(
        sports=filters.sports,
        locations=filters.locations,
        competitions=filters.leagues,
        fixtures=filters.fixtures,
        lines=frozenset(suspension.lines) | {(market, None) for market in filters.markets},
    )
