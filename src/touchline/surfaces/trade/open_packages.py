"""Packages that are there when they are asked for: of a server that asks for no keys."""

from typing import Protocol

from touchline.board.picture import Picture
from touchline.surfaces.trade.directory import (
    OFF,
    Credentials,
    DistributionStatus,
    NotPublishedError,
    PackageDirectory,
    Subscriptions,
    Suspension,
)
from touchline.surfaces.trade.package import Package
from touchline.surfaces.trade.suspended import Suspended


class Distributes(Protocol):
    """What tells packages of the picture."""

    def switch_on(self, package: Package, subscriptions: Subscriptions) -> bool:
        """Begin; return whether it was off."""
        ...

    def switch_off(self, package_id: int) -> bool:
        """End; return whether it was on."""
        ...

    def order(self, package_id: int, subscriptions: Subscriptions) -> None:
        """Take what a package ordered."""
        ...

    async def look(self, package_id: int) -> DistributionStatus:
        """Return how the distribution of a package stands."""
        ...

    async def prepare(self, package_id: int) -> None:
        """Make the queue of a package where there is none. Raises SourceError."""
        ...


class MadePackages(PackageDirectory, Protocol):
    """Packages that somebody made, and may close."""

    def is_closed(self, package: int) -> bool:
        """Tell whether a package was there and is closed."""
        ...


class OpenPackages:
    """Has every package that is asked for, in today's form with every kind of odds, in memory.

    Those of a directory behind it are as they were made there.
    """

    def __init__(
        self,
        picture: Picture,
        distribution: Distributes | None = None,
        made: MadePackages | None = None,
    ) -> None:
        """Know nothing of packages but those that were `made`."""
        self._distribution = distribution
        self._made = made
        self._made_ids: set[int] = set()
        self._ordered: dict[int, Subscriptions] = {}
        self._suspended = Suspended(picture)

    async def find(self, credentials: Credentials) -> Package | None:
        """Return the package that is asked for, None for one that is closed.

        Any password will do.
        """
        made = None if self._made is None else await self._made.find(credentials)
        if made is None:
            self._made_ids.discard(credentials.package)
            if self._made is not None and self._made.is_closed(credentials.package):
                return None
            return Package(credentials.package)
        self._made_ids.add(credentials.package)
        return made

    async def status(self, package: int) -> DistributionStatus:
        """Return how the distribution of a package stands. Raises SourceError."""
        if (made := self._directory_of(package)) is not None:
            return await made.status(package)
        return OFF if self._distribution is None else await self._distribution.look(package)

    async def start(self, package: int) -> bool:
        """Switch the distribution on; return whether it was off. Raises SourceError."""
        if (made := self._directory_of(package)) is not None:
            return await made.start(package)
        if self._distribution is None:
            raise NotPublishedError
        await self._distribution.prepare(package)
        return self._distribution.switch_on(Package(package), await self.subscriptions(package))

    async def stop(self, package: int) -> bool:
        """Switch the distribution off; return whether it was on."""
        if (made := self._directory_of(package)) is not None:
            return await made.stop(package)
        return self._distribution is not None and self._distribution.switch_off(package)

    async def subscriptions(self, package: int) -> Subscriptions:
        """Return what a package ordered."""
        if (made := self._directory_of(package)) is not None:
            return await made.subscriptions(package)
        return self._ordered.get(package, Subscriptions())

    async def subscribe(self, package: int, subscriptions: Subscriptions) -> None:
        """Keep what a package ordered from now on."""
        if (made := self._directory_of(package)) is not None:
            await made.subscribe(package, subscriptions)
            return
        self._ordered[package] = subscriptions
        if self._distribution is not None:
            self._distribution.order(package, subscriptions)

    def suspensions(self, package: int) -> tuple[Suspension, ...]:
        """Return the manual suspensions that are in force for a package."""
        if (made := self._directory_of(package)) is not None:
            return made.suspensions(package)
        return self._suspended.of(package)

    def suspend(self, package: int, suspension: Suspension) -> Suspension | None:
        """Suspend at once, in every surface; return what is in force, None for one too many."""
        if (made := self._directory_of(package)) is not None:
            return made.suspend(package, suspension)
        return self._suspended.add(package, suspension)

    def lift(self, package: int, suspension: Suspension) -> Suspension | None:
        """Lift a suspension; return what was in force, None where nothing was."""
        if (made := self._directory_of(package)) is not None:
            return made.lift(package, suspension)
        return self._suspended.lift(package, suspension)

    async def keep_suspensions(self, package: int) -> None:
        """Return once what was made keeps what it suspended; the others have no store."""
        if (made := self._directory_of(package)) is not None:
            await made.keep_suspensions(package)

    def _directory_of(self, package: int) -> PackageDirectory | None:
        return self._made if package in self._made_ids else None
