"""`touchline serve --publish`: a real server tells its picture on to the packages of its store."""

import asyncio
import contextlib
import secrets
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.access.stores import Stores
from tests.cli.processes import SECONDS, ended, get, server
from tests.sources.feeds import until
from tests.surfaces.trade.sending import consumed
from touchline.access.packages import FormName, NewPackage
from touchline.base.errors import SourceError
from touchline.brokers.address import parse_address
from touchline.brokers.connection import connected
from touchline.brokers.publisher import check
from touchline.surfaces.trade.package import Package
from touchline.wire import decode

OPTIONS = ("--open", "--port", 0, "--live", 4, "--speed", 20, "--start-at", "2026-11-21T15:00:00Z")


@pytest.fixture
def numbers(broker: str) -> Iterator[list[int]]:
    """Give two ids whose queues no other test has, and take the queues away in the end."""
    made = [secrets.randbelow(2**30) + 2**30 for _ in range(2)]
    yield made

    async def tidy() -> None:
        async with connected(parse_address(broker, "url")) as connection:
            channel = await connection.channel()
            for number in made:
                await channel.queue_delete(f"_{number}_")

    asyncio.run(tidy())


async def make(folder: Path, number: int, form: FormName) -> None:
    (folder / "state").mkdir(exist_ok=True)
    async with await Stores(f"sqlite:///{folder}/state/accounts.db").open() as store:
        await store.packages.create(
            NewPackage(id=number, user="acme", password="s3cret", form=form, odds="both")
        )


async def types_of(broker: str, number: int) -> set[int]:
    """Return the types of what comes in a queue, once scores and odds have come."""
    seen: set[int] = set()
    async with consumed(broker, Package(number)) as got:

        def has_all() -> bool:
            while got.messages:
                seen.add(decode(got.messages.pop()[1]).message.header.type)
            return seen >= {2, 3, 32}

        await until(has_all, 60)
    return seen


async def there(broker: str, number: int) -> None:
    async with asyncio.timeout(20):
        while True:
            with contextlib.suppress(SourceError):
                await check(parse_address(broker, "url"), f"_{number}_")
                return
            await asyncio.sleep(0.05)


def test_packages_of_the_store_get_the_picture_also_those_that_come_later(
    broker: str, tmp_path: Path, numbers: list[int]
) -> None:
    first, second = numbers
    asyncio.run(make(tmp_path, first, "json"))
    with server(tmp_path, *OPTIONS, "--publish", broker) as running:
        running.address()
        asyncio.run(there(broker, first))
        assert asyncio.run(types_of(broker, first)) >= {2, 3, 32}
        asyncio.run(make(tmp_path, second, "xml"))
        asyncio.run(there(broker, second))
        assert asyncio.run(types_of(broker, second)) >= {2, 3, 32}
        code, _, err = running.end(signal.SIGTERM)
        assert (code, "Traceback" in err) == (0, False), err


def test_a_server_serves_while_its_broker_is_away(tmp_path: Path) -> None:
    asyncio.run(make(tmp_path, Random(1).randrange(1, 2**31), "json"))
    with server(tmp_path, *OPTIONS, "--publish", "amqp://127.0.0.1:1/") as running:
        address = running.address()
        assert address.startswith("http://")
        end = time.monotonic() + SECONDS
        while get(address, "/readyz")["status"] != "degraded":
            assert time.monotonic() < end
            time.sleep(0.1)
        told = get(address, "/readyz")["publishing"]
        assert told["packages"] == 1
        assert "[source-unreachable]" in told["failure"]
        code, _, err = running.end(signal.SIGTERM)
    assert code == 0
    assert "nothing is published: amqp://127.0.0.1:1/" in err
    assert "[source-unreachable]" in err


def test_a_wrong_address_says_what_would_be_right(tmp_path: Path) -> None:
    code, _, err = ended(tmp_path, *OPTIONS, "--publish", "http://127.0.0.1/")
    assert code == 2
    assert "--publish: is no address of a broker; expected amqp://" in err
