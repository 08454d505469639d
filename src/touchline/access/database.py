"""The database under the store: its address, its transactions and its clock."""

import asyncio
import logging
import os
import sqlite3
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import Table, event, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from touchline.access.accounts import StoreError
from touchline.access.schema import store_version
from touchline.base.clock import Clock

_SQLITE: Final = "sqlite+aiosqlite"
_POSTGRESQL: Final = "postgresql+asyncpg"
_DRIVERS: Final = {
    "sqlite": _SQLITE,
    _SQLITE: _SQLITE,
    "postgresql": _POSTGRESQL,
    "postgres": _POSTGRESQL,
    _POSTGRESQL: _POSTGRESQL,
}
WAIT_MS: Final = 10_000
"""How long a command waits for the database."""

_SECOND_MS: Final = 1_000
_OWNER_ONLY: Final = 0o600
_IS_WRITING: Final = "touchline_is_writing"
_NOW: Final = {
    "sqlite": "SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
    "postgresql": "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)",
}


class Writing(NamedTuple):
    """One writing transaction: its connection, its version and its time in unix ms."""

    connection: AsyncConnection
    version: int
    now: int

    async def abandon(self) -> None:
        """Write nothing after all, the version neither; nothing can follow."""
        transaction = self.connection.get_transaction()
        if transaction is not None:
            await transaction.rollback()


def upsert(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an insert that can be told what to do where the row is already there."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


class Database:
    """Gives transactions. Any fault of the database comes out of them as StoreError."""

    def __init__(self, address: str, clock: Clock | None = None, wait_ms: int = WAIT_MS) -> None:
        """Connect to nothing yet; a clock stands in for the database's own.

        `wait_ms` is how long to wait for the database, and for others that write.

        Raises StoreError for an address that is none.
        """
        self.url = _parsed(address)
        self._clock = clock
        # The tasks of this server wait for each other here, in turn, and not with a connection.
        self._turn = asyncio.Lock()
        make = _sqlite_engine if self.is_sqlite else _postgresql_engine
        self.engine = make(self.url, wait_ms)

    @property
    def is_sqlite(self) -> bool:
        """Tell whether this is a file of this machine."""
        return self.url.drivername == _SQLITE

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()

    async def prepare(self, upgrade: Callable[[Connection], None]) -> None:
        """Make the file where there is none, and let tables be made or upgraded, once at a time."""
        if self.is_sqlite:
            self._make_file()
        async with self._transaction(is_writing=True) as connection:
            if not self.is_sqlite:
                # Any number, but the same for every Touchline.
                await connection.execute(text("SELECT pg_advisory_xact_lock(7305128146)"))
            await connection.run_sync(upgrade)

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncConnection]:
        """Give a transaction that sees one state of everything."""
        async with self._transaction(is_writing=False) as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[Writing]:
        """Give the one transaction that writes now; others wait for its end."""
        async with self._turn, self._transaction(is_writing=True) as connection:
            grown = (
                update(store_version)
                .values(version=store_version.c.version + 1)
                .returning(store_version.c.version)
            )
            version = (await connection.execute(grown)).scalar_one()
            yield Writing(connection, version, await self.now(connection))

    async def now(self, connection: AsyncConnection) -> int:
        """Return the time in unix ms by the clock that all servers of the database share."""
        if self._clock is not None:
            return self._clock()
        found = await connection.execute(text(_NOW[self.engine.dialect.name]))
        return int(found.scalar_one())

    @asynccontextmanager
    async def _transaction(self, *, is_writing: bool) -> AsyncGenerator[AsyncConnection]:
        options: dict[str, Any] = {_IS_WRITING: is_writing}
        if not is_writing and not self.is_sqlite:
            options["isolation_level"] = "REPEATABLE READ"
        try:
            async with self.engine.connect() as connection:
                await connection.execution_options(**options)
                async with connection.begin():
                    yield connection
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            raise self._unreachable(error) from error

    def _make_file(self) -> None:
        path = Path(str(self.url.database))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Made before SQLite does, so that it is at no moment open to others.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, _OWNER_ONLY))
            path.chmod(_OWNER_ONLY)
        except OSError as error:
            raise self._unreachable(error) from error

    def _unreachable(self, error: Exception) -> StoreError:
        # The driver's own words: those of SQLAlchemy hold the statement with what it was given.
        reason = getattr(error, "orig", None) or error
        said = str(reason).rpartition(">: ")[2] or type(reason).__name__
        where = self.url.render_as_string(hide_password=True)
        return StoreError("store-unreachable", said, where=where)


def _parsed(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError:
        raise _no_address("the address cannot be read") from None
    driver = _DRIVERS.get(url.drivername)
    if driver is None:
        raise _no_address(f"{url.drivername[:32]!r} is no kind of store")
    if not url.database or url.database == ":memory:":
        raise _no_address("the address names no file or database")
    return url.set(drivername=driver)


def _no_address(reason: str) -> StoreError:
    return StoreError(
        "store-address", reason, expected="sqlite:///FILE or postgresql://USER@HOST/DATABASE"
    )


def _sqlite_engine(url: URL, wait_ms: int) -> AsyncEngine:
    # It logs every statement.
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)
    waits = {"timeout": wait_ms / _SECOND_MS}
    engine = create_async_engine(url, hide_parameters=True, connect_args=waits)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # The driver's own idea of when a transaction begins is left out: see `begin`.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "invalidate")
    def roll_back(connection: Any, _record: object, _error: object) -> None:
        # Closing ends no transaction while a statement of it still has rows to give, as where a
        # task is cancelled: others would wait for it until the statement is collected as garbage.
        with suppress(SQLAlchemyError, sqlite3.Error):
            connection.rollback()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        is_writing = connection.get_execution_options().get(_IS_WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")

    return engine


def _postgresql_engine(url: URL, wait_ms: int) -> AsyncEngine:
    milliseconds = str(wait_ms)
    return create_async_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args={
            "timeout": wait_ms / _SECOND_MS,
            "command_timeout": wait_ms / _SECOND_MS,
            "server_settings": {
                "application_name": "touchline",
                "lock_timeout": milliseconds,
                # A server that vanishes while it writes must not keep the others from writing.
                "idle_in_transaction_session_timeout": milliseconds,
            },
        },
    )
