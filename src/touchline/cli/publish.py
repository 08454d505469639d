"""`touchline publish`: a recording into a broker, as a provider would."""

import asyncio
import itertools
import os
import secrets
import signal
import uuid
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from touchline.archive.packing import check_packing
from touchline.archive.recordings import Progress, Recorded, read_recording
from touchline.archive.restamping import Restamping
from touchline.base import limits
from touchline.base.clock import wall_clock
from touchline.base.errors import RecordingError, TouchlineError, UsageError
from touchline.base.settings import load_settings
from touchline.cli.config import ConfigPath
from touchline.cli.progress import progress_bar
from touchline.cli.times import read_speed, read_time
from touchline.sources.feed_clock import FeedClock

if TYPE_CHECKING:
    from touchline.brokers.address import BrokerAddress

_TOLD_EVERY: Final = 100
_TERMINATED: Final = 128 + signal.SIGTERM
_AHEAD_MS: Final = 50
"""What is due so soon is sent without waiting."""


def publish(
    recording: Annotated[
        Path, typer.Argument(metavar="RECORDING", help="The recording to play; .gz and .zst too.")
    ],
    broker: Annotated[
        str,
        typer.Argument(
            metavar="BROKER",
            help="amqp://user:password@host:port/vhost, or amqps:// with TLS, where the query "
            "takes ca_file, cert_file, key_file and password_file.",
        ),
    ],
    queue: Annotated[str, typer.Option(metavar="Q", help="The queue to put messages into.")],
    declare: Annotated[
        bool, typer.Option("--declare", help="Make the queue where there is none of that name.")
    ] = False,
    speed: Annotated[
        str,
        typer.Option(
            metavar="S",
            help="How many times faster than it was: 1 as it was, 60 an hour in a minute, max as "
            "fast as can be, which takes --as-recorded.",
        ),
    ] = "1",
    start_at: Annotated[
        str | None,
        typer.Option(
            metavar="T",
            help="The moment of the recording to begin at; what was before is sent at once.",
        ),
    ] = None,
    as_recorded: Annotated[
        bool,
        typer.Option(
            "--as-recorded",
            help="Leave all stamps as they were recorded. Without it they are moved, as if it "
            "happened now. A server takes such a feed with clock=messages in its --source.",
        ),
    ] = False,
    config: ConfigPath = None,
) -> None:
    """Play a recording into a queue of a broker, as a provider would send it.

    Every message is confirmed by the broker. Ctrl-C ends it, and tells how many were.

    For example: touchline publish demo.jsonl.gz amqp://localhost/ --queue _7_ --declare
    """
    from touchline.brokers.address import check_queue, parse_address

    settings = load_settings(config, os.environ)
    pace = read_speed(speed, "--speed")
    begins = read_time(start_at, "--start-at")
    if pace is None and not as_recorded:
        raise UsageError(
            "usage", "nothing can be moved to now that is sent as fast as can be",
            where="--speed max", expected="--as-recorded too, or a number",
        )  # fmt: skip
    check_packing(recording)
    address = parse_address(broker, "BROKER")
    check_queue(queue, "--queue")
    line_bytes = settings.limit(limits.LINE_BYTES)
    count = 0

    def confirmed() -> None:
        nonlocal count
        count += 1

    said = f"messages of {recording} published to {queue}"
    try:
        asyncio.run(
            _publish(
                recording, line_bytes, address, queue, declare, pace, begins, as_recorded, confirmed
            )
        )
    except BaseException as error:
        if count or not isinstance(error, TouchlineError):
            typer.echo(f"ended early: {count} {said}")
        if isinstance(error, asyncio.CancelledError):
            raise SystemExit(_TERMINATED) from None
        raise
    typer.echo(f"{count} {said}")


async def _publish(
    recording: Path,
    line_bytes: int,
    address: "BrokerAddress",
    queue: str,
    is_declared: bool,
    speed: float | None,
    begins: int | None,
    as_recorded: bool,
    confirmed: Callable[[], None],
) -> None:
    # aiormq is loaded only by who talks to a broker.
    from touchline.brokers.publisher import check, declare, publishing

    clock = FeedClock()
    with (
        _sigterm_cancels(),
        progress_bar("Publishing") as progress,
        closing(_messages(recording, line_bytes, progress)) as messages,
    ):
        first = next(messages, None)
        if first is None:
            raise RecordingError(
                "recording-malformed", "there is no message in it", where=str(recording),
                expected="JSON lines with the messages of a feed",
            )  # fmt: skip
        await (declare if is_declared else check)(address, queue)
        async with publishing(address, confirmed) as publisher:
            start = first.at if begins is None else begins
            clock.start(start, speed)
            restamped = None if as_recorded else _restamping(start, speed)
            for recorded in itertools.chain((first,), messages):
                while (wait := clock.wait_ms(recorded.at)) > _AHEAD_MS:
                    await asyncio.sleep(wait / 1_000)
                sent = recorded if restamped is None else restamped.message(recorded)
                await publisher.publish(queue, sent.body, sent.headers)


@contextmanager
def _sigterm_cancels() -> Generator[None, None, None]:
    """Let SIGTERM cancel this task, as Ctrl-C does, so that what is on its way is waited for."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    cancel = task.cancel
    before = signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(cancel))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _restamping(start: int, speed: float | None) -> Restamping:
    run = uuid.UUID(int=secrets.randbits(128))
    return Restamping(start, wall_clock(), Fraction(speed or 1), run)


def _messages(
    recording: Path, line_bytes: int, progress: Progress | None
) -> Generator[Recorded, None, None]:
    told = 0

    def refuse(_line: bytes, error: RecordingError) -> None:
        nonlocal told
        told += 1
        if told <= _TOLD_EVERY:
            typer.echo(f"warning: {error}", err=True)

    return read_recording(recording, progress=progress, malformed=refuse, line_bytes=line_bytes)
