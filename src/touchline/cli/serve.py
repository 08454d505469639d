"""`touchline serve`: a source's live picture over HTTP."""

import os
import secrets
import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from touchline.archive.quarantine import Quarantine
from touchline.base import limits, log
from touchline.base.clock import wall_clock
from touchline.base.errors import UsageError
from touchline.base.ids import new_epoch
from touchline.base.settings import Settings, load_settings
from touchline.board.board import Board
from touchline.board.picture import Picture
from touchline.cli.config import ConfigPath
from touchline.cli.limited import board_limits, limited_decode
from touchline.cli.simulation import (
    DEFAULT_LIVE,
    DEFAULT_SEED,
    SIMULATOR,
    FaultNames,
    Live,
    Seed,
    simulator,
)
from touchline.cli.times import read_speed, read_time
from touchline.sources.feed_clock import FeedClock
from touchline.sources.playback import Messages, Playback, made_messages, recorded_messages
from touchline.sources.pump import Pump

_REPLAY = "replay:"
_QUARANTINE = "quarantine"


def serve(
    source: Annotated[
        str,
        typer.Option(
            metavar="SOURCE",
            help="Where messages come from. simulator makes matches up, for ever. replay:PATH "
            "plays a recording (JSON lines, .gz and .zst too) as if it were live.",
        ),
    ] = SIMULATOR,
    speed: Annotated[
        str,
        typer.Option(
            metavar="S",
            help="How many times faster than it was: 1 as it was, 60 an hour in a minute, max as "
            "fast as can be.",
        ),
    ] = "1",
    start_at: Annotated[
        str | None,
        typer.Option(
            metavar="T",
            help="The feed time to begin at: 2018-05-13T14:05:00Z, or unix milliseconds. What a "
            "recording holds before is taken in at once, so that the picture of that moment is "
            "whole; the simulator begins now unless told.",
        ),
    ] = None,
    stop_at: Annotated[
        str | None,
        typer.Option(
            metavar="T",
            help="The feed time to stop at. The picture stays as it is then and is still served.",
        ),
    ] = None,
    loop: Annotated[
        bool,
        typer.Option("--loop", help="Begin a recording again at its end, with an empty picture."),
    ] = False,
    seed: Seed = DEFAULT_SEED,
    live: Live = DEFAULT_LIVE,
    faults: FaultNames = None,
    host: Annotated[
        str | None,
        typer.Option(
            metavar="H", help="The address to listen on; else server.host of the settings."
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            metavar="P",
            min=0,
            max=65_535,
            help="The port to listen on, 0 for any free one; else server.port of the settings.",
        ),
    ] = None,
    is_open: Annotated[
        bool,
        typer.Option(
            "--open",
            help="Serve everyone who can reach the address, without keys; on this machine only.",
        ),
    ] = False,
    config: ConfigPath = None,
) -> None:
    """Serve the live picture of a source over HTTP, until Ctrl-C.

    For example: touchline serve --open, or with a recording: touchline serve --source
    replay:demo.jsonl.gz --speed 10 --loop --open
    """
    settings = load_settings(config, os.environ)
    log.configure(settings.log.level, settings.log.format)
    if not (is_open or settings.server.open):
        raise UsageError(
            "usage",
            "this version has no accounts yet, so it cannot ask for keys",
            where="--open",
            expected="the option --open, which serves this machine without keys",
        )
    begins, ends = read_time(start_at, "--start-at"), read_time(stop_at, "--stop-at")
    messages: Messages
    if source == SIMULATOR:
        _refuse("--loop", loop, f"{_REPLAY}PATH")
        begins = wall_clock() if begins is None else begins
        messages = made_messages(simulator(begins, seed, live, faults).messages(ends))
    else:
        _refuse("--faults", faults is not None, SIMULATOR)
        messages = recorded_messages(_recording(source), settings.limit(limits.LINE_BYTES))
    clock = FeedClock()
    playback = Playback(
        messages,
        clock,
        speed=read_speed(speed, "--speed"),
        start_at=begins,
        stop_at=ends,
        loop=loop,
    )
    code = _serve(
        settings,
        source.partition(":")[0],
        clock,
        playback,
        settings.server.host if host is None else host,
        settings.server.port if port is None else port,
    )
    if code:
        raise typer.Exit(code)


def _serve(
    settings: Settings, source: str, clock: FeedClock, playback: Playback, host: str, port: int
) -> int:
    # What only a running server needs is loaded only here.
    from touchline.board.shown_odds import ShownBooks
    from touchline.cli.server import Run, address_of, listen_here
    from touchline.simulator.world import World
    from touchline.surfaces.documents import Documents
    from touchline.surfaces.http import Application
    from touchline.surfaces.negotiation import Packer
    from touchline.surfaces.v1.surface import V1
    from touchline.surfaces.v2.names import Translations
    from touchline.surfaces.v2.surface import V2

    names = Translations(*World().names()) if source == SIMULATOR else None

    def new_board() -> Board:
        epoch = new_epoch(wall_clock(), secrets.randbits)
        return Board(epoch, namespace=settings.feed.namespace, keep=board_limits(settings))

    picture = Picture(new_board(), clock)
    quarantine = Quarantine(
        settings.state_dir() / _QUARANTINE, settings.limit(limits.QUARANTINE_BYTES)
    )
    pump = Pump(
        picture,
        clock,
        new_board=new_board,
        source=source,
        quarantine=quarantine,
        decode=limited_decode(settings),
    )
    books = ShownBooks(settings.odds.providers)
    packer = Packer(settings.limit(limits.PACKED_BYTES))
    id_offset = settings.feed.id_offset
    v1 = V1(picture, books=books, id_offset=id_offset, packer=packer)
    v2 = V2(
        picture,
        books=books,
        id_offset=id_offset,
        translations=names,
        packer=packer,
    )
    documents = Documents([v1.documented(), v2.documented()], packer, is_open=True)
    run = Run(
        Application(
            [v1, v2, documents],
            clock,
            cross_origin=settings.web.origins,
            max_header_bytes=settings.limit(limits.HTTP_HEADER_BYTES),
        ),
        playback,
        pump,
        clock,
        keep_alive_ms=settings.limit(limits.HTTP_KEEP_ALIVE_MS),
    )
    with closing(quarantine), listen_here(host, port) as listener:
        address = address_of(listener)

        def announce() -> None:
            typer.echo(f"Touchline serves without keys on {address}, documented at {address}/docs")
            sys.stdout.flush()

        return run.run(listener, announce)


def _recording(source: str) -> Path:
    if not source.startswith(_REPLAY):
        raise UsageError(
            "usage", f"{source[:64]!r} is not a source", where="--source",
            expected=f"{SIMULATOR}, or {_REPLAY}PATH with the path of a recording",
        )  # fmt: skip
    path = source.removeprefix(_REPLAY)
    if not path:
        raise UsageError("usage", "names no recording", where="--source", expected=f"{_REPLAY}PATH")
    return Path(path).expanduser()


def _refuse(option: str, is_given: bool, source: str) -> None:
    if is_given:
        raise UsageError(
            "usage", "makes no sense for this source", where=option, expected=f"--source {source}"
        )
