"""`touchline publish`: what it says of what went out, also where it ends early."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Touchline
from tests.cli.processes import SECONDS
from tests.sources.feeds import heartbeat, left, new_queue
from touchline.archive.recordings import RecordingWriter
from touchline.brokers.address import parse_address
from touchline.brokers.connection import connected

FAST = ("--as-recorded", "--speed", "max")


@pytest.fixture
def its(broker: str) -> Iterator[str]:
    """Give the name of a queue that is not there yet, and take the queue away in the end."""
    name = new_queue()
    yield name
    asyncio.run(_with_channel(broker, lambda channel: channel.queue_delete(name)))


async def _with_channel(broker: str, do: Any) -> None:
    async with connected(parse_address(broker, "url")) as connection:
        await do(await connection.channel())


def declare(broker: str, name: str, **arguments: object) -> None:
    named = {f"x-{key.replace('_', '-')}": value for key, value in arguments.items()}
    asyncio.run(
        _with_channel(
            broker,
            lambda channel: channel.queue_declare(name, durable=True, arguments=named),
        )
    )


def recording(folder: Path, count: int, gap_ms: int = 1) -> Path:
    path = folder / "played.jsonl"
    with RecordingWriter(path) as writer:
        for number in range(count):
            writer.write(heartbeat(1_600_000_000_000 + number * gap_ms))
    return path


def test_a_queue_is_made_where_there_is_none(
    touchline: Touchline, broker: str, its: str, tmp_path: Path
) -> None:
    path = recording(tmp_path, 7)
    assert "no queue" in touchline.refused("publish", path, broker, "--queue", its, *FAST)
    said = f"7 messages of {path} published to {its}\n"
    for _ in range(2):
        assert touchline("publish", path, broker, "--queue", its, "--declare", *FAST) == said
    assert asyncio.run(left(broker, its)) == 14


def test_a_queue_of_another_kind_is_taken_as_it_is(
    touchline: Touchline, broker: str, its: str, tmp_path: Path
) -> None:
    declare(broker, its, queue_type="quorum")
    path = recording(tmp_path, 3)
    assert touchline("publish", path, broker, "--queue", its, "--declare", *FAST).startswith("3 ")


@pytest.mark.parametrize("name", ["", "a\n", "q" * 256])
def test_what_cannot_be_a_queue_is_refused(
    touchline: Touchline, broker: str, tmp_path: Path, name: str
) -> None:
    path = recording(tmp_path, 3)
    said = touchline.refused("publish", path, broker, "--queue", name, "--declare", *FAST)
    assert said.startswith("--queue: cannot be the name of a queue; expected the name of a queue")


def test_a_queue_that_takes_no_more_says_how_many_it_took(
    touchline: Touchline, broker: str, its: str, tmp_path: Path
) -> None:
    declare(broker, its, max_length=20, overflow="reject-publish")
    path = recording(tmp_path, 500)
    code, out, err = touchline.run("publish", path, broker, "--queue", its, *FAST)
    assert (code, out) == (1, f"ended early: 20 messages of {path} published to {its}\n")
    assert "the broker did not take a message: the queue is full; expected" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(("content", "warnings"), [("rubbish\nmore of it\n", 2), ("", 0)])
def test_a_file_without_messages_is_refused_and_makes_no_queue(
    touchline: Touchline, broker: str, its: str, tmp_path: Path, content: str, warnings: int
) -> None:
    path = tmp_path / "rubbish.jsonl"
    path.write_text(content, encoding="utf-8")
    code, out, err = touchline.run("publish", path, broker, "--queue", its, "--declare")
    assert (code, out, err.count("warning: ")) == (1, "", warnings)
    assert f"{path}: there is no message in it; expected JSON lines" in err
    assert "no queue" in touchline.refused(
        "publish", recording(tmp_path, 1), broker, "--queue", its
    )


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("is_fast", [True, False])
def test_who_ends_it_is_told_how_many_went_out(
    broker: str, its: str, tmp_path: Path, number: signal.Signals, code: int, is_fast: bool
) -> None:
    declare(broker, its)
    # The last message is sent long after the test; fast, the many take longer than the signal.
    path = recording(tmp_path, 50_000, 0) if is_fast else recording(tmp_path, 2, 86_400_000)
    command = "from touchline.cli.main import run; run()"
    options = FAST if is_fast else ()
    playing = subprocess.Popen(
        [sys.executable, "-c", command, "publish", str(path), broker, "--queue", its, *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        while not asyncio.run(left(broker, its)):
            assert playing.poll() is None
        playing.send_signal(number)
        out, err = playing.communicate(timeout=SECONDS)
    finally:
        playing.kill()
        playing.wait()
    count = asyncio.run(left(broker, its))
    assert (playing.returncode, err) == (code, "")
    assert out == f"ended early: {count} messages of {path} published to {its}\n"
