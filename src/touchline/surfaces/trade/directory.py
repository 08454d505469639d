"""What the package APIs need of packages, whoever keeps them."""

from typing import Final, NamedTuple, Protocol

from touchline.base.errors import SourceError
from touchline.board.competitions import Nodes, is_within
from touchline.model.event import Event
from touchline.surfaces.trade.package import Filters, Package


class Credentials(NamedTuple):
    """What a client says who it is."""

    package: int
    user: str
    password: str


class DistributionStatus(NamedTuple):
    """How the queue of a package stands; the rate is of the last seconds."""

    is_on: bool
    consumers: int
    messages: int
    messages_per_second: float


OFF: Final = DistributionStatus(is_on=False, consumers=0, messages=0, messages_per_second=0.0)
"""How it stands where nothing is published."""


class NotPublishedError(SourceError):
    """This server publishes to no queue."""

    def __init__(self) -> None:
        super().__init__(
            "source-refused", "nothing is published here",
            expected="a server that runs with --publish",
        )  # fmt: skip


class Subscriptions(NamedTuple):
    """What a package ordered one by one, beside its filters.

    Leagues are (sport, location, league), outrights the ids of competitions around them.
    """

    fixtures: frozenset[int] = frozenset()
    leagues: frozenset[tuple[int, int, int]] = frozenset()
    outrights: frozenset[int] = frozenset()

    def take(self, event: Event, nodes: Nodes) -> bool:
        """Tell whether an event was ordered, itself or by its league."""
        if event.fixture is None:
            return event.id in self.fixtures or (
                bool(self.outrights) and is_within(event, self.outrights, nodes)
            )
        if not self.leagues and not self.fixtures:
            return False
        said = event.fixture
        key = tuple(
            None if one is None else one.id for one in (said.sport, said.location, said.league)
        )
        return event.id in self.fixtures or key in self.leagues


class PackageDirectory(Protocol):
    """The packages that there are, and the distribution of each."""

    async def find(self, credentials: Credentials) -> Package | None:
        """Return the package whose credentials these are, None where they are wrong.

        Raises TooSoonError where too many wrong ones came before.
        """
        ...

    async def status(self, package: int) -> DistributionStatus:
        """Return how the distribution of a package stands. Raises SourceError."""
        ...

    async def start(self, package: int) -> bool:
        """Switch the distribution on; return whether it was off. Raises SourceError."""
        ...

    async def stop(self, package: int) -> bool:
        """Switch the distribution off; return whether it was on."""
        ...

    async def subscriptions(self, package: int) -> Subscriptions:
        """Return what a package ordered."""
        ...

    async def subscribe(self, package: int, subscriptions: Subscriptions) -> None:
        """Keep what a package ordered from now on."""
        ...

    def suspensions(self, package: int) -> tuple["Suspension", ...]:
        """Return the manual suspensions that are in force for a package."""
        ...

    def suspend(self, package: int, suspension: "Suspension") -> "Suspension | None":
        """Suspend at once, in every surface; return what is in force, None for one too many."""
        ...

    def lift(self, package: int, suspension: "Suspension") -> "Suspension | None":
        """Lift a suspension; return what was in force, None where nothing was."""
        ...

    async def keep_suspensions(self, package: int) -> None:
        """Return once what a package suspended and lifted outlasts a restart.

        Where the store is away it is after about a second; what holds is then kept later.
        """
        ...


class Suspension(NamedTuple):
    """What a client suspends by hand: everything that the filters meet.

    `lines` are (market, line) pairs, a line only with one fixture; without any the whole event.
    `made_at` is unix ms.
    """

    filters: Filters
    lines: tuple[tuple[int, str | None], ...]
    made_at: int
