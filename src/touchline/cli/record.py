"""`touchline record`: a source's messages into a recording."""

from pathlib import Path
from typing import Annotated

import typer

from touchline.base.clock import format_time, wall_clock
from touchline.base.errors import UsageError
from touchline.cli.convert import Conversion, Target, new_recording
from touchline.cli.progress import progress_bar
from touchline.cli.simulation import LATEST, SIMULATOR, FaultNames, Live, Seed, simulator
from touchline.cli.times import read_duration, read_time
from touchline.wire import Form

_TOLD_EVERY = 500


def record(
    out: Annotated[
        Path,
        typer.Option(
            metavar="FILE", help="The recording to write; .gz and .zst pack it by gzip and zstd."
        ),
    ],
    lasts: Annotated[
        str, typer.Option("--for", metavar="D", help="How much feed time: 90s, 30m, 2h, 7d.")
    ],
    source: Annotated[
        str,
        typer.Option(
            metavar="SOURCE",
            help="Where messages come from: simulator, which makes matches up as fast as it can.",
        ),
    ] = SIMULATOR,
    start_at: Annotated[
        str | None,
        typer.Option(
            metavar="T",
            help="The feed time to begin at: 2018-05-13T14:05:00Z, or unix milliseconds; else now.",
        ),
    ] = None,
    seed: Seed = None,
    live: Live = None,
    faults: FaultNames = None,
    to: Annotated[
        Target, typer.Option(help="The form of the messages, as of touchline convert.")
    ] = Target.JSON,
    force: Annotated[
        bool, typer.Option("--force", help="Write FILE although it is already there.")
    ] = False,
) -> None:
    """Write the messages of the simulator to a recording.

    The same --seed, --start-at, --live and --faults write the same messages, byte for byte.

    For example: touchline record --for 2h --seed 7 --out demo.jsonl.gz
    """
    if source != SIMULATOR:
        raise UsageError(
            "usage", f"{source[:64]!r} cannot be recorded", where="--source", expected=SIMULATOR
        )
    # The tables of the world are read only by who plays in it.
    from touchline.simulator.world import World

    begins = read_time(start_at, "--start-at")
    if begins is None:
        begins = wall_clock() // 1000 * 1000
    ends = begins + read_duration(lasts, "--for")
    made = simulator(begins, seed, live, faults)
    if ends > LATEST:
        raise UsageError(
            "usage", f"{lasts} end after the simulator does", where="--for",
            expected=f"at most up to {format_time(LATEST)}",
        )  # fmt: skip
    messages = made.messages(ends)
    conversion = None if to is Target.JSON else Conversion(Form(to.value))
    with (
        new_recording(out, overwrite=force, translations=World().translations()) as writer,
        progress_bar("Recording", in_bytes=False) as progress,
    ):
        for message in messages:
            writer.write(message if conversion is None else conversion.convert(message))
            if progress is not None and writer.count % _TOLD_EVERY == 0:
                progress(message.at - begins, ends - begins)
    typer.echo(f"{writer.count} messages of {lasts} written to {out} as {to.value}")
