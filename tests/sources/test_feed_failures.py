"""What is wrong with one feed is told and tried again, and leaves the other feeds alone."""

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest

from tests.brokers.door import Door
from tests.sources.feeds import Receiving, beat_until, feed_of, heartbeat, publish, queue, until
from touchline.base.errors import SourceError
from touchline.sources.supervisor import State


@pytest.mark.parametrize("is_reset", [False, True])
def test_who_accepts_and_closes_is_tried_again(tmp_path: Path, is_reset: bool) -> None:
    seen = 0

    def count(_: object) -> None:
        nonlocal seen
        seen += 1

    async def run() -> SourceError | None:
        receiving = Receiving(feed_of(door.url, "q"), tmp_path)
        async with receiving.running():
            await until(lambda: seen >= 3)
            assert receiving.feed.supervisor.is_held
            return receiving.feed.failure

    door = Door(count, is_reset=is_reset)
    failure = asyncio.run(run())
    door.close()
    assert failure is not None
    assert failure.code == "source-unreachable"


def test_what_nobody_thought_of_is_logged_with_its_traceback_and_tried_again(
    broker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        async with queue(broker) as its:
            receiving = Receiving(feed_of(broker, its), tmp_path)
            feed = receiving.feed
            async with receiving.running():
                await until(lambda: feed.supervisor.is_connected)
                with monkeypatch.context() as patched:
                    patched.setattr(receiving.intake, "take", _fails)
                    await publish(broker, its, [heartbeat()])
                    await until(lambda: feed.failure is not None)
                    assert "failed unexpectedly: KeyError: 'nobody'" in str(feed.failure)
                await beat_until(broker, its, lambda: feed.supervisor.state is State.UP)
                assert feed.failure is None

    with caplog.at_level(logging.ERROR):
        asyncio.run(run())
    (told,) = [one for one in caplog.records if "failed unexpectedly" in one.getMessage()]
    assert told.exc_info is not None
    assert told.exc_info[0] is KeyError


def _fails(_: Any) -> None:
    raise KeyError("nobody")
