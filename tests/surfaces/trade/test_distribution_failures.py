"""What is wrong with the broker of the distribution is told and tried again, whatever it is."""

import asyncio
import logging

import pytest

from tests.brokers.door import Door
from tests.sources.feeds import until
from tests.surfaces.trade.sending import Sending, new_package
from touchline.base.errors import SourceError
from touchline.brokers.address import parse_address
from touchline.brokers.connection import connected
from touchline.brokers.queues import Queues
from touchline.surfaces.trade.outlet import Outlet


@pytest.mark.parametrize("is_reset", [False, True])
def test_who_accepts_and_closes_is_tried_again(broker: str, is_reset: bool) -> None:
    seen = 0

    def count(_: object) -> None:
        nonlocal seen
        seen += 1

    async def run() -> SourceError | None:
        sending = Sending(door.url)
        async with sending.running(cleaned_at=broker):
            await until(lambda: seen >= 3)
            return sending.distribution.failure

    door = Door(count, is_reset=is_reset)
    failure = asyncio.run(run())
    door.close()
    assert failure is not None
    assert failure.code == "source-unreachable"


def test_what_nobody_thought_of_is_logged_with_its_traceback_and_tried_again(
    broker: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        sending, package = Sending(broker), new_package()
        async with sending.running():
            sending.add(package)
            with monkeypatch.context() as patched:
                # Called where the queue of a package is made.
                patched.setattr(Outlet, "begin_anew", _fails)
                await until(lambda: sending.distribution.failure is not None)
                assert "failed unexpectedly: KeyError: 'nobody'" in str(
                    sending.distribution.failure
                )
            await sending.there(package)
            assert sending.distribution.failure is None

    with caplog.at_level(logging.ERROR):
        asyncio.run(run())
    told = [one for one in caplog.records if "failed unexpectedly" in one.getMessage()]
    assert told
    assert told[0].exc_info is not None
    assert told[0].exc_info[0] is KeyError


def test_packages_that_begin_at_once_do_not_end_the_connection(
    broker: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        sending = Sending(broker)
        packages = [new_package() for _ in range(40)]
        async with sending.running():
            for package in packages:
                sending.add(package)
            for package in packages:
                await sending.there(package)
            assert sending.distribution.failure is None

    with caplog.at_level(logging.ERROR):
        asyncio.run(run())
    assert caplog.records == []


def test_what_the_broker_refuses_of_one_package_leaves_others_alone(
    broker: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        sending, refused, package = Sending(broker), new_package(), new_package()
        address = parse_address(broker, "url")
        async with connected(address) as other:
            channel = await other.channel()
            await channel.queue_declare(refused.queue, exclusive=True)
            async with sending.running():
                sending.add(refused)
                await until(lambda: caplog.records)
                sending.add(package)
                await sending.there(package)
                assert "RESOURCE_LOCKED" in str(sending.distribution.failure)
                await channel.queue_delete(refused.queue)
                await sending.there(refused)
                await until(lambda: sending.distribution.failure is None)

    with caplog.at_level(logging.ERROR):
        asyncio.run(run())
    said = [one.getMessage() for one in caplog.records]
    assert len(said) == 1
    assert "is not published" in said[0]
    assert "RESOURCE_LOCKED" in said[0]


def test_starts_and_stops_at_once_leave_other_packages_alone(
    broker: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        sending, restless, package = Sending(broker), new_package(), new_package()
        async with sending.running():
            sending.add(package)
            await sending.there(package)

            async def toggle() -> None:
                for _ in range(60):
                    await sending.distribution.prepare(restless.id)
                    sending.add(restless)
                    await asyncio.sleep(0)
                    sending.distribution.switch_off(restless.id)

            await asyncio.gather(*(toggle() for _ in range(5)))
            await sending.there(package)
            assert sending.distribution.failure is None

    with caplog.at_level(logging.ERROR):
        asyncio.run(run())
    assert caplog.records == []


def test_what_the_client_of_the_broker_breaks_off_by_itself_is_tried_again(
    broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        sending, package = Sending(broker), new_package()
        async with sending.running():
            sending.add(package)
            with monkeypatch.context() as patched:
                patched.setattr(Queues, "standing", _broken_off)
                await until(lambda: sending.distribution.failure is not None)
            await sending.there(package)
            assert sending.distribution.failure is None

    asyncio.run(run())


async def _broken_off(*_: object) -> None:
    raise asyncio.CancelledError


def _fails(*_: object) -> None:
    raise KeyError("nobody")
