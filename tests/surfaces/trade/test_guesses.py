"""Wrong passwords over HTTP, many at a time: they are refused, and hold up no other customer."""

import asyncio
from collections import Counter
from pathlib import Path

import httpx
import pytest

from tests.access.stores import asynchronous
from tests.access.test_passwords import Slow
from tests.surfaces.trade.test_keeper import Kept, packages
from touchline.access.packages import NewPackage
from touchline.surfaces.http import Application
from touchline.surfaces.trade.surface import TradeSurface

PATH = "/Package/GetProviderOddsType"
OTHER = NewPackage(id=8, user="other", password="right", form="json", odds="both")


@asynchronous
async def _flood(directory: Path, slow: Slow) -> None:
    async with packages(directory) as store:
        await store.create(OTHER)
        kept = Kept(store)
        async with kept.running() as keeper:
            application = Application([TradeSurface(kept.picture, keeper)], lambda: 0)
            transport = httpx.ASGITransport(application)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:

                async def ask(package: int, user: str, password: str) -> httpx.Response:
                    who = {"PackageId": package, "UserName": user, "Password": password}
                    return await client.post(PATH, json=who)

                before = slow.count
                flood = [
                    asyncio.create_task(ask(7, "acme", f"wrong {number}")) for number in range(200)
                ]
                flood += [
                    asyncio.create_task(ask(100 + number, "acme", "wrong")) for number in range(100)
                ]
                await asyncio.sleep(0)
                answer = await ask(8, "other", "right")
                assert answer.status_code == 200, answer.text
                assert slow.count - before <= 5
                told = await asyncio.gather(*flood)
                assert Counter(one.status_code for one in told[200:]) == {401: 100}
                assert Counter(one.status_code for one in told[:200]) == {401: 4, 429: 196}
                refused = next(one for one in told if one.status_code == 429)
                assert refused.headers["retry-after"] == "1"
                (error,) = refused.json()["Header"]["Errors"]
                assert error["Message"].startswith("Too many passwords of this user")
                assert (await ask(7, "acme", "s3cret")).status_code == 200


def test_a_flood_of_wrong_passwords_holds_up_no_other_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _flood(tmp_path, Slow(monkeypatch))


@asynchronous
async def _costs(directory: Path, slow: Slow) -> None:
    async with packages(directory) as store:
        await store.create(OTHER)
        await store.close(8)
        kept = Kept(store)
        async with kept.running() as keeper:
            application = Application([TradeSurface(kept.picture, keeper)], lambda: 0)
            transport = httpx.ASGITransport(application)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                for package, user, password in (
                    (7, "acme", "wrong"),
                    (7, "nobody", "s3cret"),
                    (7, "acme", "x" * 300),
                    (8, "other", "right"),
                    (9, "acme", "wrong"),
                ):
                    before = slow.count
                    who = {"PackageId": package, "UserName": user, "Password": password}
                    assert (await client.post(PATH, json=who)).status_code == 401
                    assert slow.count - before == 1


def test_what_is_not_there_costs_as_much_as_a_wrong_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _costs(tmp_path, Slow(monkeypatch))
