"""How the distribution of a package stands: with the broker away, and switched off."""

import asyncio
import logging

import httpx
import pytest

from tests.faults.proxy import Proxy
from tests.sources.feeds import fixture, until
from tests.surfaces.trade.sending import NOW, Sending, consumed, new_package
from touchline.surfaces.http import Application
from touchline.surfaces.trade.open_packages import OpenPackages
from touchline.surfaces.trade.surface import TradeSurface


def test_while_the_broker_is_away_nobody_consumes_and_nothing_goes_out(broker: str) -> None:
    package = new_package()

    async def run() -> None:
        async with Proxy(broker).running() as proxy:
            sending = Sending(proxy.url)
            sending.add(package)
            status = sending.distribution.status
            async with sending.running(broker), sending.published(broker, package):
                for number in range(1, 20):
                    sending.tell(fixture(number, at=NOW + number))
                await until(lambda: status(package.id).messages_per_second > 0)
                await until(lambda: status(package.id).consumers == 1)
                proxy.refuse(True)
                proxy.cut()
                await until(lambda: sending.distribution.failure is not None)
                away = status(package.id)
                assert away.is_on
                assert (away.consumers, away.messages_per_second) == (0, 0)
                proxy.refuse(False)
                await until(lambda: status(package.id).consumers == 1)

    asyncio.run(run())


def test_a_package_that_is_off_tells_what_its_queue_holds(broker: str) -> None:
    package, unmade = new_package(), new_package()

    async def run() -> None:
        sending = Sending(broker)
        sending.add(package)
        look = sending.distribution.look
        assert await look(package.id) == sending.distribution.status(package.id)
        async with sending.running():
            await sending.there(package)
            for number in range(1, 20):
                sending.tell(fixture(number, at=NOW + number))
            await until(lambda: sending.distribution.status(package.id).messages > 19)
            held = sending.distribution.status(package.id).messages
            sending.distribution.switch_off(package.id)
            off = await look(package.id)
            assert not off.is_on
            assert off.messages >= held
            assert (off.consumers, off.messages_per_second) == (0, 0)
            async with consumed(broker, package):
                assert (await look(package.id)).consumers == 1
            # A queue that nobody made holds nothing, and nothing else is disturbed.
            assert (await look(unmade.id)).messages == 0
            assert sending.distribution.failure is None

    asyncio.run(run())


def test_where_our_broker_is_stands_in_the_log_and_not_in_the_answer(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def run() -> None:
        sending = Sending("amqp://127.0.0.1:1/")
        running = asyncio.create_task(sending.distribution.run())
        await until(lambda: sending.distribution.failure is not None)
        packages = OpenPackages(sending.picture, sending.distribution)
        application = Application([TradeSurface(sending.picture, packages)], lambda: NOW)
        transport = httpx.ASGITransport(application)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            answer = await client.post("/Distribution/Start", json={"PackageId": 7})
        running.cancel()
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "1"
        (error,) = answer.json()["Header"]["Errors"]
        assert error["Message"] == "The distribution cannot be reached; try again."

    with caplog.at_level(logging.ERROR, "touchline.http"):
        asyncio.run(run())
    (told,) = [one for one in caplog.records if one.name == "touchline.http"]
    assert "127.0.0.1:1/" in told.getMessage()
