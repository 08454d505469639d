"""The account's and the operator's APIs over a real store, with a ledger that is kept in step."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.access.stores import Stores
from touchline.access.accounts import Kind
from touchline.access.keeper import Keeper
from touchline.access.ledger import Ledger
from touchline.access.store import AccountStore
from touchline.access.tariff import OPERATOR_SCOPE, PRO, WRITE_SCOPE, default_tariff
from touchline.base.clock import monotonic_clock, wall_clock
from touchline.surfaces.account.surface import account_surface
from touchline.surfaces.admin.surface import admin_surface
from touchline.surfaces.http import Application

MANAGER = ("read:account", "read:odds", "read:matches", WRITE_SCOPE)
SECONDS = 60
"""How long an answer may take before it counts as hung."""


class Here:
    """A server of both APIs, its store, and who asks."""

    def __init__(self, store: AccountStore, ledger: Ledger, keeper: Keeper) -> None:
        self.store, self.ledger, self.keeper = store, ledger, keeper
        tariff = default_tariff()
        self.surfaces = (
            account_surface(store, ledger, tariff),
            admin_surface(store, ledger, tariff),
        )
        self.application = Application(self.surfaces, lambda: 0)
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.application), base_url="http://here", timeout=SECONDS
        )

    async def key(self, account: int, *scopes: str, name: str = "K", kind: Kind = "live") -> str:
        """Make a key in the store and let the server hear of it."""
        text = (await self.store.create_key(account, name, kind, scopes or None)).text
        await self.keeper.round()
        return text

    async def owner(self, *scopes: str, kind: Kind = "live", name: str = "acme") -> str:
        """Open a PRO account with 1000 credits and return its first key."""
        account = await self.store.create_account(name, PRO, credits=1_000)
        return await self.key(account.id, *scopes, kind=kind)

    async def operator(self) -> str:
        """Open an administrator's account and return an operator's key."""
        account = await self.store.create_account("ops", "FREE", is_admin=True)
        return await self.key(account.id, OPERATOR_SCOPE)

    async def ask(
        self, method: str, path: str, key: str | None = None, body: Any = None, **options: Any
    ) -> httpx.Response:
        """Ask once, with a key and a JSON body where they are given."""
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        headers |= options.pop("headers", {})
        if body is not None:
            options["json"] = body
        return await self.client.request(method, path, headers=headers, **options)

    async def get(self, path: str, key: str) -> Any:
        """Return the body of an answer that is right."""
        answer = await self.ask("GET", path, key)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, key: str, body: Any = None, status: int = 201) -> Any:
        """Return the body of an answer to something that is done."""
        answer = await self.ask("POST", path, key, body)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def refused(
        self, method: str, path: str, key: str | None, status: int, body: Any = None, **options: Any
    ) -> str:
        """Return what a request is refused with."""
        answer = await self.ask(method, path, key, body, **options)
        said = answer.json()
        assert answer.status_code == said["statusCode"] == status, said
        assert set(said) == {"statusCode", "message", "error"}
        assert answer.headers["cache-control"] == "no-store"
        message: str = said["message"]
        return message


@asynccontextmanager
async def here(stores: Stores) -> AsyncIterator[Here]:
    """Give a server that hears of the store only when `keeper.round` is called."""
    async with await stores.open() as store:
        ledger = Ledger(default_tariff(), (), wall_clock, monotonic_clock)
        keeper = Keeper(ledger, store, "h", monotonic_clock)
        await keeper.learn()
        server = Here(store, ledger, keeper)
        async with server.client:
            yield server


@pytest.fixture
def embedded(tmp_path: Path, empty_store: Path) -> Stores:
    """Give an empty SQLite store."""
    return Stores(f"sqlite:///{shutil.copy(empty_store, tmp_path)}")
