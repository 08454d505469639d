"""The tables: made from nothing, upgraded, left alone when they are right or newer."""

import asyncio
from importlib import resources

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.engine import Connection

from tests.access.stores import asynchronous
from touchline.access import migrate
from touchline.access.accounts import StoreError
from touchline.access.database import Database
from touchline.access.schema import metadata
from touchline.access.store import open_store


def differences(connection: Connection) -> list[object]:
    """Return in what the tables differ from the schema."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


@asynchronous
async def test_the_steps_make_the_schema(bare_url: str) -> None:
    await (await open_store(bare_url)).close()
    database = Database(bare_url)
    async with database.reading() as connection:
        assert await connection.run_sync(differences) == []
        assert await connection.run_sync(migrate.revision) == migrate.NEWEST
    await database.close()


@asynchronous
async def test_opening_again_changes_nothing(bare_url: str) -> None:
    async with await open_store(bare_url) as store:
        account = await store.create_account("a", "PRO", credits=3)
        before = await store.changes()
    for _ in range(2):
        async with await open_store(bare_url) as store:
            assert await store.changes() == before
            assert await store.account(account.id) == account


@asynchronous
async def test_servers_that_start_at_once_make_one_schema(bare_url: str) -> None:
    stores = await asyncio.gather(*(open_store(bare_url) for _ in range(4)))
    try:
        await asyncio.gather(
            *(store.create_account(f"a{n}", "PRO") for n, store in enumerate(stores))
        )
        assert len(await stores[0].accounts()) == 4
    finally:
        for store in stores:
            await store.close()


@asynchronous
async def test_tables_of_a_newer_version_are_left_alone(bare_url: str) -> None:
    await (await open_store(bare_url)).close()
    database = Database(bare_url)
    async with database.writing() as writing:
        await writing.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="9999") as refused:
        await open_store(bare_url)
    assert refused.value.code == "store-newer"
    async with database.reading() as connection:
        assert await connection.run_sync(migrate.revision) == "9999"
    await database.close()


@asynchronous
async def test_a_step_that_fails_leaves_nothing_behind(
    bare_url: str,
) -> None:
    def fail(connection: Connection) -> None:
        migrate.upgrade(connection)
        raise OSError("the disk is full")

    database = Database(bare_url)
    with pytest.raises(StoreError, match="the disk is full"):
        await database.prepare(fail)
    async with database.reading() as connection:
        assert await connection.run_sync(migrate.revision) is None
    await database.close()
    async with await open_store(bare_url) as store:
        assert await store.accounts() == ()


def test_the_steps_are_one_row_that_ends_with_the_newest() -> None:
    folder = resources.files("touchline.access.migrations") / "versions"
    names = sorted(one.name for one in folder.iterdir() if one.name.startswith("r"))
    assert [name[1:5] for name in names] == [f"{n + 1:04}" for n in range(len(names))]
    assert names[-1].startswith(f"r{migrate.NEWEST}_")
