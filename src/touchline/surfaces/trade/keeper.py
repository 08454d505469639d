"""The packages of the store in memory: who may use them, and their distribution kept in step."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final, NamedTuple, Protocol

from touchline.access.accounts import AccessError, StoreError
from touchline.access.keys import RandomBytes
from touchline.access.packages import (
    PASSWORD_CHARACTERS,
    KeptFilters,
    KeptSuspension,
    Ordered,
    StoredPackage,
)
from touchline.access.passwords import GuessesError, Verifier
from touchline.board.picture import Picture
from touchline.surfaces.trade.call_limits import TooSoonError
from touchline.surfaces.trade.directory import (
    OFF,
    Credentials,
    DistributionStatus,
    NotPublishedError,
    Subscriptions,
    Suspension,
)
from touchline.surfaces.trade.distribution import Distribution
from touchline.surfaces.trade.package import Filters, OddsMode, Package
from touchline.surfaces.trade.suspended import Suspended
from touchline.wire import Form

_SECOND_MS: Final = 1_000
_KEEPING_SECONDS: Final = 1.0
"""How long a client waits for a store that may be away."""
_GUESSED: Final = "Too many passwords of this user are waiting to be verified."
_log = logging.getLogger(__name__)


class _Changes(Protocol):
    @property
    def version(self) -> int: ...
    @property
    def packages(self) -> tuple[StoredPackage, ...]: ...


class Store(Protocol):
    """What is needed of `PackageStore`."""

    async def changes(self, since: int = 0) -> _Changes: ...
    async def set_distributed(self, package_id: int, *, is_distributed: bool) -> bool: ...
    async def set_ordered(self, package_id: int, ordered: Ordered) -> StoredPackage: ...
    async def set_suspensions(
        self, package_id: int, suspensions: Sequence[KeptSuspension]
    ) -> StoredPackage: ...


class _Unwritten(NamedTuple):
    """What is to be written to the store; a newer one in its place has the same event."""

    write: Callable[[], Coroutine[Any, Any, object]]
    is_written: asyncio.Event


class PackageKeeper:
    """The directory of packages over the store; news of others come within a round.

    What the distribution switches off by itself, and what is suspended, holds at once and is
    written to the store as soon as that answers.
    """

    def __init__(
        self,
        store: Store,
        picture: Picture,
        *,
        round_ms: int,
        is_open: bool = False,
        random_bytes: RandomBytes = secrets.token_bytes,
    ) -> None:
        """Know nothing until `learn`; where it is open any password will do."""
        self.distribution: Distribution | None = None
        self._store = store
        self._round_seconds = round_ms / _SECOND_MS
        self._is_open = is_open
        self._verifier = Verifier(random_bytes)
        self._version = 0
        self._known: dict[int, StoredPackage] = {}
        self._suspended = Suspended(picture)
        self._unwritten: dict[tuple[str, int], _Unwritten] = {}
        # One at a time too, so that news never undo what was said after they were read.
        self._storing = asyncio.Lock()
        self._wake = asyncio.Event()
        self._is_down = False
        self._has_begun = False

    async def learn(self) -> None:
        """Learn everything. Raises StoreError out of reach."""
        await self._read()
        self._has_begun = True

    async def run(self) -> None:
        """Keep in step, until cancelled."""
        while True:
            try:
                # What others lifted is known before anything is written over it.
                await self._read()
                await self._write()
                self._is_down = False
            except StoreError as error:
                if not self._is_down:
                    _log.error("packages stay as they were known: %s", error)
                self._is_down = True
            try:
                async with asyncio.timeout(self._round_seconds):
                    await self._wake.wait()
            except TimeoutError:
                continue
            self._wake.clear()

    async def find(self, credentials: Credentials) -> Package | None:
        """Return the package whose credentials these are, None where they are wrong.

        Raises TooSoonError where too many wrong ones of the same package and user came before.
        """
        known = self._known.get(credentials.package)
        if known is not None and not known.is_open:
            known = None
        if not self._is_open and not await self._is_right(known, credentials):
            return None
        return None if known is None else package_of(known)

    def is_closed(self, package: int) -> bool:
        """Tell whether a package was there and is closed."""
        known = self._known.get(package)
        return known is not None and not known.is_open

    async def status(self, package: int) -> DistributionStatus:
        """Return how the distribution of a package stands."""
        if self.distribution is None:
            return OFF
        return await self.distribution.look(package)

    async def start(self, package: int) -> bool:
        """Switch the distribution on; return whether it was off.

        Raises SourceError where there is no broker, StoreError, and AccessError.
        """
        distribution = self.distribution
        if distribution is None:
            raise NotPublishedError
        await distribution.prepare(package)
        async with self._storing:
            self._unwritten.pop(("distribution", package), None)
            await self._store.set_distributed(package, is_distributed=True)
            known = self._known[package]
            return distribution.switch_on(package_of(known), subscriptions_of(known.ordered))

    async def stop(self, package: int) -> bool:
        """Switch the distribution off; return whether it was on. Raises StoreError, AccessError."""
        async with self._storing:
            self._unwritten.pop(("distribution", package), None)
            was_on = await self._store.set_distributed(package, is_distributed=False)
            if self.distribution is not None:
                was_on = self.distribution.switch_off(package)
            return was_on

    async def subscriptions(self, package: int) -> Subscriptions:
        """Return what a package ordered."""
        return subscriptions_of(self._known[package].ordered)

    async def subscribe(self, package: int, subscriptions: Subscriptions) -> None:
        """Keep what a package ordered from now on. Raises StoreError, AccessError."""
        async with self._storing:
            self._learn(await self._store.set_ordered(package, _ordered(subscriptions)))

    def suspensions(self, package: int) -> tuple[Suspension, ...]:
        """Return the manual suspensions that are in force for a package."""
        return self._suspended.of(package)

    def suspend(self, package: int, suspension: Suspension) -> Suspension | None:
        """Suspend at once, in every surface; return what is in force, None for one too many."""
        held = self._suspended.add(package, suspension)
        if held is suspension:
            self._note_suspensions(package)
        return held

    def lift(self, package: int, suspension: Suspension) -> Suspension | None:
        """Lift a suspension; return what was in force, None where nothing was."""
        lifted = self._suspended.lift(package, suspension)
        if lifted is not None:
            self._note_suspensions(package)
        return lifted

    async def keep_suspensions(self, package: int) -> None:
        """Return once what a package suspended and lifted is in the store.

        Where the store is away it is after about a second; it is then written later.
        """
        unwritten = self._unwritten.get(("suspensions", package))
        if unwritten is None:
            return
        try:
            # `run` writes it, so that giving up here does not break off a write.
            async with asyncio.timeout(_KEEPING_SECONDS):
                await unwritten.is_written.wait()
        except TimeoutError:
            _log.warning("what package %d suspended holds, and is not in the store yet", package)

    def switched_off(self, package: int) -> None:
        """Hear that the distribution switched a package off."""
        if package not in self._known:
            return
        self._later(
            ("distribution", package),
            lambda: self._store.set_distributed(package, is_distributed=False),
        )

    def _note_suspensions(self, package: int) -> None:
        def write() -> Coroutine[Any, Any, object]:
            kept = tuple(map(_kept, self._suspended.of(package)))
            return self._store.set_suspensions(package, kept)

        self._later(("suspensions", package), write)

    def _later(
        self, what: tuple[str, int], write: Callable[[], Coroutine[Any, Any, object]]
    ) -> None:
        older = self._unwritten.get(what)
        is_written = asyncio.Event() if older is None else older.is_written
        self._unwritten[what] = _Unwritten(write, is_written)
        self._wake.set()

    async def _write(self) -> None:
        for what, unwritten in list(self._unwritten.items()):
            async with self._storing:
                if self._unwritten.get(what) is not unwritten:
                    continue
                try:
                    written = await unwritten.write()
                    if isinstance(written, StoredPackage):
                        self._known[written.id] = written
                except AccessError as error:
                    # It was closed meanwhile.
                    _log.warning("not kept: %s", error)
                if self._unwritten.get(what) is unwritten:
                    del self._unwritten[what]
                    unwritten.is_written.set()

    async def _read(self) -> None:
        async with self._storing:
            changes = await self._store.changes(self._version)
            for package in changes.packages:
                self._learn(package)
            self._version = max(self._version, changes.version)

    def _learn(self, package: StoredPackage) -> None:
        known = self._known.get(package.id)
        is_new = self._has_begun and known is None
        self._known[package.id] = package
        kept = package.suspensions
        if ("suspensions", package.id) in self._unwritten and known is not None:
            # Somebody else may have lifted some of what was written before.
            lifted = {*known.suspensions} - {*kept}
            held = map(_kept, self._suspended.of(package.id))
            kept = tuple(one for one in held if one not in lifted)
        self._suspended.put(package.id, [_suspension(one) for one in kept])
        distribution = self.distribution
        if distribution is None:
            return
        subscriptions = subscriptions_of(package.ordered)
        if not package.is_open or not package.is_distributed:
            distribution.switch_off(package.id)
        elif ("distribution", package.id) not in self._unwritten:
            # The customer of one that is not new did not start it now: who knows what that holds.
            distribution.switch_on(package_of(package), subscriptions, tells_all=not is_new)
        distribution.order(package.id, subscriptions)

    async def _is_right(self, known: StoredPackage | None, credentials: Credentials) -> bool:
        password = credentials.password
        digest = None
        if known is not None and known.user == credentials.user:
            digest = known.password if len(password) <= PASSWORD_CHARACTERS else None
        try:
            return await self._verifier.is_right(
                (credentials.package, credentials.user), password, digest
            )
        except GuessesError:
            raise TooSoonError(_GUESSED, _SECOND_MS) from None


def package_of(stored: StoredPackage) -> Package:
    """Return a package as the feed sees it."""
    return Package(stored.id, Form(stored.form), OddsMode(stored.odds), _filters(stored.filters))


def subscriptions_of(ordered: Ordered) -> Subscriptions:
    """Return what a package ordered, as the feed sees it."""
    return Subscriptions(
        frozenset(ordered.fixtures), frozenset(ordered.leagues), frozenset(ordered.outrights)
    )


def _ordered(subscriptions: Subscriptions) -> Ordered:
    return Ordered(
        tuple(sorted(subscriptions.fixtures)),
        tuple(sorted(subscriptions.leagues)),
        tuple(sorted(subscriptions.outrights)),
    )


def _filters(kept: KeptFilters) -> Filters:
    return Filters(**{name: frozenset(getattr(kept, name)) for name in kept.__struct_fields__})


def _suspension(kept: KeptSuspension) -> Suspension:
    return Suspension(_filters(kept.filters), kept.lines, kept.made_at)


def _kept(suspension: Suspension) -> KeptSuspension:
    filters = suspension.filters
    ids = {name: tuple(sorted(getattr(filters, name))) for name in filters.__struct_fields__}
    return KeptSuspension(suspension.made_at, KeptFilters(**ids), suspension.lines)
