"""The store of accounts as commands use it: where it is, and what their options name in it."""

import asyncio
import logging
import os
import re
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar
from urllib.parse import quote

import msgspec
import typer

from touchline.access.accounts import AccessError, Account, ApiKey, StoreError, clean_name
from touchline.access.tariff import Tariff
from touchline.access.tariff_tables import read_tariff
from touchline.base.errors import UsageError
from touchline.base.settings import Access, Paths, Settings, load_settings

if TYPE_CHECKING:
    # Importing it takes SQLAlchemy.
    from touchline.access.store import AccountStore

_logger: Final = logging.getLogger(__name__)
_FILE: Final = "accounts.db"
_ID: Final = re.compile("[0-9]{1,18}", re.ASCII)
_T = TypeVar("_T")
_Named = TypeVar("_Named", Account, ApiKey)

StateDir = Annotated[
    Path | None,
    typer.Option(
        "--state-dir",
        metavar="DIR",
        help="Keep everything in this folder, accounts too; else paths.state_dir and access.store "
        "of the settings.",
    ),
]
WhichAccount = Annotated[
    str, typer.Option("--account", metavar="N", help="The account, by its name or its id.")
]


def in_state_dir(settings: Settings, state_dir: Path | None) -> Settings:
    """Return the settings with a state folder that an option names, and its embedded store."""
    if state_dir is None:
        return settings
    return msgspec.structs.replace(
        settings, paths=Paths(state_dir=str(state_dir)), access=Access(store="")
    )


def store_address(settings: Settings) -> str:
    """Return the address of the store; without one that is set it is in the state folder."""
    embedded = f"sqlite:///{quote(str(settings.state_dir() / _FILE))}"
    return settings.access.store or embedded


def with_store(
    config: Path | None,
    state_dir: Path | None,
    work: Callable[["AccountStore", Tariff], Coroutine[Any, Any, _T]],
) -> _T:
    """Open the store, do some work with it and the tariff, and return what comes of it."""
    from touchline.access.store import open_store

    settings = in_state_dir(load_settings(config, os.environ), state_dir)
    address = store_address(settings)
    tariff = read_tariff(settings.tariff.tiers, settings.tariff.costs)

    async def run() -> _T:
        # What fails is raised here. The driver leaves more behind when Ctrl-C ends its connections.
        asyncio.get_running_loop().set_exception_handler(
            lambda _loop, context: _logger.debug("left behind: %s", context)
        )
        try:
            async with await open_store(address) as store:
                return await work(store, tariff)
        except StoreError:
            # A driver that is broken off may report a lost connection instead.
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise asyncio.CancelledError from None
            raise

    return asyncio.run(run())


async def the_account(store: "AccountStore", said: str) -> Account:
    """Return the account that a name or an id stands for. Raises AccessError, UsageError."""
    found: dict[int, Account] = {}
    meant: list[str | int] = [said, *_as_id(said)]
    for who in meant:
        try:
            account = await store.account(who)
        except AccessError:
            continue
        found[account.id] = account
    return _only(found, said, AccessError("account-unknown", f"there is no account {said[:64]!r}"))


async def the_key(store: "AccountStore", account: Account, said: str) -> ApiKey:
    """Return the key that an id stands for, or the name of an active one.

    Raises AccessError, UsageError.
    """
    found = {
        key.id: key
        for key in await store.keys(account.id)
        if key.id in _as_id(said) or (key.is_active and key.name == _as_name(said))
    }
    reason = f"the account {account.name!r} has no active key {said[:64]!r}"
    return _only(found, said, AccessError("key-unknown", reason))


def _only(found: dict[int, _Named], said: str, unknown: AccessError) -> _Named:
    if not found:
        raise unknown
    if len(found) > 1:
        others = " and ".join(f"{one.name!r} has the id {one.id}" for one in found.values())
        raise UsageError(
            "usage",
            f"{said[:64]!r} is the name of one and the id of another: {others}",
            expected="the other of the two, name or id",
        )
    return next(iter(found.values()))


def _as_id(said: str) -> tuple[int, ...]:
    return (int(said),) if _ID.fullmatch(said.strip()) else ()


def _as_name(said: str) -> str | None:
    try:
        return clean_name(said)
    except AccessError:
        return None
