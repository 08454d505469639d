"""Real stores for tests: a SQLite file, or a PostgreSQL database that is dropped afterwards."""

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import wraps
from random import Random
from secrets import token_hex
from typing import Any, ParamSpec

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from touchline.access.schema import metadata
from touchline.access.store import AccountStore, open_store
from touchline.base.clock import Clock

SERVER = os.environ.get(
    "TOUCHLINE_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres"
)
ABSENT = (
    "NOT TESTED: accounts on PostgreSQL, none answers at "
    f"{make_url(SERVER).render_as_string(hide_password=True)}; "
    "set TOUCHLINE_TEST_POSTGRESQL to one where databases may be made"
)
KINDS = ("SQLite", "PostgreSQL")

Given = ParamSpec("Given")


class Stores:
    """Where a store is; every opening is another server on the same database."""

    def __init__(self, url: str) -> None:
        self.url = url

    async def open(self, clock: Clock | None = None, seed: int | None = None) -> AccountStore:
        """Open it; with a seed, keys repeat."""
        if seed is None:
            return await open_store(self.url, clock=clock)
        return await open_store(self.url, clock=clock, random_bytes=Random(seed).randbytes)


def asynchronous(
    test: Callable[Given, Coroutine[Any, Any, None]],
) -> Callable[Given, None]:
    """Run a test in an event loop of its own."""

    @wraps(test)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> None:
        asyncio.run(test(*args, **kwargs))

    return run


def has_postgresql() -> bool:
    """Tell whether a PostgreSQL answers."""
    try:
        asyncio.run(_tell_server("SELECT 1"))
    except (OSError, TimeoutError, SQLAlchemyError):
        return False
    return True


@contextmanager
def database() -> Iterator[str]:
    """Make an empty PostgreSQL database, give its address, and drop it."""
    name = f"touchline_test_{token_hex(6)}"
    asyncio.run(_tell_server(f"CREATE DATABASE {name}"))
    try:
        yield make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    finally:
        asyncio.run(_tell_server(f"DROP DATABASE {name} WITH (FORCE)"))


def empty(url: str) -> None:
    """Take everything out of a PostgreSQL store that is open nowhere."""
    asyncio.run(_empty(url))


async def _empty(url: str) -> None:
    await (await open_store(url)).close()
    tables = ", ".join(name for name in metadata.tables if name != "store_version")
    await _tell(
        url,
        f"TRUNCATE {tables} RESTART IDENTITY",
        "UPDATE store_version SET version = 0",
    )


async def _tell_server(statement: str) -> None:
    await _tell(SERVER, statement)


async def _tell(url: str, *statements: str) -> None:
    engine = create_async_engine(
        make_url(url).set(drivername="postgresql+asyncpg"),
        isolation_level="AUTOCOMMIT",
        connect_args={"timeout": 5},
    )
    try:
        async with engine.connect() as connection:
            for statement in statements:
                await connection.execute(text(statement))
    finally:
        await engine.dispose()
