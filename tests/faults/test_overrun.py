"""A customer that stays away until its queue overruns has the truth again all the same."""

import asyncio
import contextlib
import itertools
import secrets
import time
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.access.stores import Stores
from tests.cli.processes import server
from tests.faults.proxy import Proxy
from tests.faults.streaming import RECORDING, final_truth_of, matchday, shown_of, stream
from tests.sources.feeds import Receiving, feed_of, heartbeat, publish, queue, until
from touchline.access.packages import FormName, NewPackage
from touchline.brokers.address import parse_address
from touchline.brokers.connection import connected
from touchline.sources.supervisor import State

FORMS: tuple[FormName, ...] = ("json", "legacy-json", "xml")
AWAY, BACK = 2_000, 4_500
BOUND = 500
LIMITS = f"""
[limits]
package_queue = {BOUND}
package_snapshot_gap_ms = 1000
package_repeat_ms = 100
"""


class Customer:
    """A server that reads one package of another, through a network that can be gone."""

    def __init__(
        self, provider: str, proxies: tuple[Proxy, Proxy], package: int, folder: Path
    ) -> None:
        self.package = package
        self._provider = provider
        self._proxies = proxies
        broker, web = (proxy.url for proxy in proxies)
        url = f"http://{urlsplit(web).hostname}:{urlsplit(web).port}"
        its = feed_of(
            broker, f"_{package}_", clock="messages", package=package, snapshot=url,
            distribution=url,
        )  # fmt: skip
        # It waits as long as the provider says.
        self.receiving = Receiving(its, folder, hurry=1)

    def go_away(self, is_away: bool) -> None:
        """Let nothing through its network, or let it be there again."""
        for proxy in self._proxies:
            proxy.refuse(is_away)

    def is_up(self) -> bool:
        return self.receiving.feed.supervisor.state is State.UP

    def is_down(self) -> bool:
        return self.receiving.feed.supervisor.state is State.DOWN

    def standing(self) -> str:
        """Return how its feed stands, for people."""
        return str(self.receiving.feed.standing())

    def shown(self) -> dict[str, Any]:
        """Return how each match and its bets stand."""
        return shown_of(self.receiving.picture.board)

    async def is_distribution_on(self) -> bool:
        """Ask the provider."""
        credentials = {"PackageId": self.package, "UserName": "guest", "Password": "guest"}
        url = f"http://{self._provider}/Package/GetDistributionStatus"
        async with httpx.AsyncClient() as client:
            said: dict[str, Any] = (await client.post(url, json=credentials)).json()
        return bool(said["Body"]["IsDistributionOn"])


@contextlib.asynccontextmanager
async def customer(
    broker: str, provider: str, package: int, folder: Path
) -> AsyncGenerator[Customer]:
    async with (
        Proxy(broker).running() as to_broker,
        Proxy(f"amqp://any:any@{provider}/").running() as to_provider,
    ):
        its = Customer(provider, (to_broker, to_provider), package, folder)
        async with its.receiving.running():
            yield its


async def make_packages(folder: Path) -> list[int]:
    """Make a package of each form in the store that the server will have."""
    (folder / "state").mkdir()
    numbers = []
    async with await Stores(f"sqlite:///{folder}/state/accounts.db").open() as store:
        for form in FORMS:
            number = secrets.randbelow(2**30) + 2**30
            await store.packages.create(
                NewPackage(id=number, user="guest", password="guest", form=form, odds="both")
            )
            numbers.append(number)
    return numbers


async def delete(broker: str, packages: list[int]) -> None:
    async with connected(parse_address(broker, "url")) as connection:
        channel = await connection.channel()
        for package in packages:
            await channel.queue_delete(f"_{package}_")


async def all_off(customers: list[Customer]) -> None:
    end = time.monotonic() + 30
    for one in customers:
        while await one.is_distribution_on():
            assert time.monotonic() < end, f"package {one.package} is still on"
            await asyncio.sleep(0.2)


def test_a_queue_that_overran_is_begun_anew_and_the_picture_is_the_truth(
    broker: str, shared: Path, tmp_path: Path
) -> None:
    day = matchday(shared)
    truth = final_truth_of(shared, RECORDING)
    (tmp_path / "touchline.toml").write_text(LIMITS)

    async def go(provider: str, source: str, packages: list[int]) -> None:
        async with contextlib.AsyncExitStack() as stack:
            customers = [
                await stack.enter_async_context(
                    customer(broker, provider, package, tmp_path / str(package))
                )
                for package in packages
            ]
            async for count in stream(broker, source, day):
                if count == AWAY:
                    await until(lambda: all(one.is_up() for one in customers), 40)
                    for one in customers:
                        one.go_away(True)
                    await until(lambda: all(one.is_down() for one in customers))
                if count == BACK:
                    await all_off(customers)
                    for one in customers:
                        one.go_away(False)
                if count == len(day):
                    # Time goes on behind the matches: a recovery ends with what comes after it.
                    beats = (heartbeat(day[-1].at + 5_000 * n) for n in itertools.count(1))
                    end = time.monotonic() + 60
                    while not all(one.is_up() for one in customers):
                        assert time.monotonic() < end, [one.standing() for one in customers]
                        await publish(broker, source, [next(beats)])
                        await asyncio.sleep(0.3)
                    await until(lambda: all(one.shown() == truth for one in customers), 30)
                    for one in customers:
                        assert await one.is_distribution_on()

    async def run() -> None:
        packages = await make_packages(tmp_path)
        try:
            async with queue(broker) as source:
                address = f"{broker}?queue={source}&clock=messages"
                options = ("--config", "touchline.toml", "--port", 0, "--publish", broker)
                with server(tmp_path, "--source", address, *options) as running:
                    provider = (await asyncio.to_thread(running.address)).removeprefix("http://")
                    await go(provider, source, packages)
        finally:
            await delete(broker, packages)

    asyncio.run(run())
