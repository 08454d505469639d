"""What is wrong with the broker of the distribution is told and tried again, whatever it is."""

import asyncio
import logging

import pytest

from tests.brokers.door import Door
from tests.sources.feeds import until
from tests.surfaces.trade.sending import Sending, new_package
from touchline.base.errors import SourceError
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


def _fails(_: Outlet) -> None:
    raise KeyError("nobody")
