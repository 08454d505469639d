"""The packages of the feed in the store of accounts.

Importing it takes SQLAlchemy: do it where a store is opened.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from touchline.access import schema
from touchline.access.accounts import AccessError
from touchline.access.database import Database, Writing
from touchline.access.keys import RandomBytes
from touchline.access.packages import (
    MOST_ID,
    KeptFilters,
    KeptSuspension,
    NewPackage,
    Ordered,
    StoredPackage,
    check,
    check_password,
)
from touchline.access.passwords import password_digest
from touchline.access.rows import AnyRow

_package: Final = schema.package.c
_PACKAGES: Final = select(
    *(column for column in schema.package.columns if column.name != "version")
).order_by(_package.id)
_JSON: Final[dict[str, Any]] = {
    "filters": KeptFilters,
    "ordered": Ordered,
    "suspensions": tuple[KeptSuspension, ...],
}


class PackageChanges(NamedTuple):
    """The packages that were written since a version, and the newest version."""

    version: int
    packages: tuple[StoredPackage, ...]


class PackageStore:
    """Every method is one transaction. Raises AccessError, and StoreError when out of reach."""

    def __init__(self, database: Database, random_bytes: RandomBytes) -> None:
        """Use a database whose tables are there."""
        self._database = database
        self._random_bytes = random_bytes

    async def create(self, wanted: NewPackage) -> StoredPackage:
        """Make a package. Raises AccessError: something of it is wrong, or its id is taken."""
        check(wanted)
        digest = await asyncio.to_thread(password_digest, wanted.password, self._random_bytes)
        async with self._database.writing() as writing:
            taken = select(_package.id).where(_package.id == wanted.id)
            if (await writing.connection.execute(taken)).first() is not None:
                raise AccessError(
                    "package-exists", f"there is a package {wanted.id}",
                    where="id", expected="the id of no other package, open or closed",
                )  # fmt: skip
            await writing.connection.execute(
                schema.package.insert().values(
                    id=wanted.id,
                    user_name=wanted.user,
                    password=digest,
                    form=wanted.form,
                    odds=wanted.odds,
                    filters=_packed(wanted.filters),
                    ordered=_packed(Ordered()),
                    suspensions=_packed(()),
                    is_distributed=wanted.is_distributed,
                    created_at=writing.now,
                    version=writing.version,
                )
            )
            return await _find(writing.connection, wanted.id)

    async def packages(self) -> tuple[StoredPackage, ...]:
        """Return every package by id, closed ones too."""
        return (await self.changes()).packages

    async def package(self, package_id: int) -> StoredPackage:
        """Return a package. Raises AccessError when it is unknown."""
        async with self._database.reading() as connection:
            return await _find(connection, package_id)

    async def changes(self, since: int = 0) -> PackageChanges:
        """Return what was written after a version; nothing before it is missed."""
        async with self._database.reading() as connection:
            rows = await connection.execute(_PACKAGES.where(_package.version > since))
            newest = await connection.execute(select(func.max(_package.version)))
            version = newest.scalar_one()
            return PackageChanges(
                since if version is None else version, tuple(_package_of(row) for row in rows)
            )

    async def close(self, package_id: int) -> StoredPackage:
        """Close a package for ever; closing it again changes nothing.

        What it suspended is lifted. Raises AccessError when it is unknown.
        """
        async with self._database.writing() as writing:
            package = await _find(writing.connection, package_id)
            if not package.is_open:
                return package
            return await _change(
                writing,
                package_id,
                closed_at=writing.now,
                is_distributed=False,
                suspensions=_packed(()),
            )

    async def set_distributed(self, package_id: int, *, is_distributed: bool) -> bool:
        """Switch the distribution on or off; return whether that is news.

        Raises AccessError when the package is unknown or closed.
        """
        async with self._database.writing() as writing:
            package = await _find_open(writing.connection, package_id)
            if package.is_distributed == is_distributed:
                await writing.abandon()
                return False
            await _change(writing, package_id, is_distributed=is_distributed)
            return True

    async def set_password(self, package_id: int, password: str) -> StoredPackage:
        """Let a package have another password.

        Raises AccessError when it is unknown or closed, or where the password cannot be one.
        """
        check_password(password)
        digest = await asyncio.to_thread(password_digest, password, self._random_bytes)
        async with self._database.writing() as writing:
            await _find_open(writing.connection, package_id)
            return await _change(writing, package_id, password=digest)

    async def set_ordered(self, package_id: int, ordered: Ordered) -> StoredPackage:
        """Keep what a package ordered. Raises AccessError when it is unknown or closed."""
        async with self._database.writing() as writing:
            await _find_open(writing.connection, package_id)
            return await _change(writing, package_id, ordered=_packed(ordered))

    async def set_suspensions(
        self, package_id: int, suspensions: Sequence[KeptSuspension]
    ) -> StoredPackage:
        """Keep what a package suspended. Raises AccessError when it is unknown or closed."""
        async with self._database.writing() as writing:
            await _find_open(writing.connection, package_id)
            return await _change(writing, package_id, suspensions=_packed(suspensions))


async def _find(connection: AsyncConnection, package_id: int) -> StoredPackage:
    row = None
    if 0 < package_id <= MOST_ID:
        row = (await connection.execute(_PACKAGES.where(_package.id == package_id))).first()
    if row is None:
        raise AccessError(
            "package-unknown", f"there is no package {package_id}",
            expected="one that `touchline packages list` lists",
        )  # fmt: skip
    return _package_of(row)


async def _find_open(connection: AsyncConnection, package_id: int) -> StoredPackage:
    package = await _find(connection, package_id)
    if not package.is_open:
        raise AccessError("package-closed", f"the package {package_id} is closed")
    return package


async def _change(writing: Writing, package_id: int, **values: Any) -> StoredPackage:
    await writing.connection.execute(
        update(schema.package)
        .where(_package.id == package_id)
        .values(version=writing.version, **values)
    )
    return await _find(writing.connection, package_id)


def _package_of(row: AnyRow) -> StoredPackage:
    said = dict(row._mapping)
    for name, kind in _JSON.items():
        said[name] = msgspec.json.decode(said[name], type=kind)
    return StoredPackage(user=said.pop("user_name"), **said)


def _packed(value: object) -> str:
    return msgspec.json.encode(value).decode()
