"""Stores on both databases."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.access.stores import ABSENT, KINDS, Stores, database, empty, has_postgresql


@pytest.fixture(scope="session")
def postgresql() -> bool:
    """Tell whether a PostgreSQL answers."""
    return has_postgresql()


@pytest.fixture(scope="session")
def database_url(postgresql: bool) -> Iterator[str]:
    """Give a PostgreSQL database of this run; skip where there is no server."""
    if not postgresql:
        pytest.skip(ABSENT)
    with database() as url:
        yield url


@pytest.fixture(params=KINDS)
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Stores:
    """Give an empty store, once on each database."""
    if request.param == "SQLite":
        return Stores(f"sqlite:///{tmp_path}/state/accounts.db")
    url: str = request.getfixturevalue("database_url")
    empty(url)
    return Stores(url)


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a SQLite store without accounts, to be copied: its tables take time to make."""
    path = tmp_path_factory.mktemp("store") / "accounts.db"

    async def make() -> None:
        await (await Stores(f"sqlite:///{path}").open()).close()

    asyncio.run(make())
    return path


@pytest.fixture(params=KINDS)
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a store that nobody has opened yet, once on each database."""
    if request.param == "SQLite":
        yield f"sqlite:///{tmp_path}/accounts.db"
        return
    if not request.getfixturevalue("postgresql"):
        pytest.skip(ABSENT)
    with database() as url:
        yield url
