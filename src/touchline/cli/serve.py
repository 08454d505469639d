"""`touchline serve`: a source's live picture over HTTP."""

import os
import secrets
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from touchline.archive.quarantine import FOLDER, Quarantine
from touchline.archive.recordings import recorded_translations
from touchline.archive.spool import Spool
from touchline.base import limits, log
from touchline.base.clock import Clock, wall_clock
from touchline.base.errors import UsageError
from touchline.base.ids import new_epoch
from touchline.base.redaction import redact
from touchline.base.settings import Settings, load_settings
from touchline.board.board import Board
from touchline.board.picture import Picture
from touchline.brokers.address import SCHEMES, BrokerAddress, parse_address
from touchline.cli.account_store import StateDir, in_state_dir
from touchline.cli.config import ConfigPath
from touchline.cli.limited import board_limits, limited_decode
from touchline.cli.simulation import LATEST, SIMULATOR, FaultNames, Live, Seed, simulator
from touchline.cli.times import read_speed, read_time
from touchline.model.translations import Translations
from touchline.sources.feed_clock import FeedClock
from touchline.sources.playback import Messages, Playback, made_messages, recorded_messages
from touchline.sources.pump import Pump

if TYPE_CHECKING:
    from touchline.cli.feeding import Feeding
    from touchline.sources.feed_address import FeedAddress

_REPLAY = "replay:"
_LIVE = "live"


def serve(
    source: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SOURCE",
            help="Where messages come from; may be given again. simulator makes matches up, for "
            "ever. replay:PATH plays a recording (JSON lines, .gz and .zst too) as if it were "
            "live. amqp://user:password@host:port/vhost?queue=_7_&package=7 consumes a provider's "
            "queue. Without it, the feeds of \\[feed.sources.NAME] in the settings, else the "
            "simulator.",
        ),
    ] = None,
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
    seed: Seed = None,
    live: Live = None,
    faults: FaultNames = None,
    journal: Annotated[
        bool,
        typer.Option(
            "--journal",
            help="Keep what the simulator or a recording brings, in the folder played of the state "
            "folder; its files are recordings. What feeds bring is always kept.",
        ),
    ] = False,
    publish: Annotated[
        str | None,
        typer.Option(
            metavar="BROKER",
            help="Tell the picture on as a provider does: the queue of each package (touchline "
            "packages) at amqp://user:password@host:port/vhost, or amqps:// with TLS.",
        ),
    ] = None,
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
    state_dir: StateDir = None,
    config: ConfigPath = None,
) -> None:
    """Serve the live picture of a source over HTTP, until Ctrl-C.

    Requests show a key of an account; the first start makes one and prints it. With --open, and
    only on this machine, none is asked for. For example: touchline serve --open, or with a
    recording: touchline serve --source replay:demo.jsonl.gz --speed 10 --loop
    """
    settings = in_state_dir(load_settings(config, os.environ), state_dir)
    log.configure(settings.log.level, settings.log.format)
    begins, ends = read_time(start_at, "--start-at"), read_time(stop_at, "--stop-at")
    broker = None if publish is None else parse_address(publish, "--publish")
    taken = _taken(source or (), settings)
    if isinstance(taken, str):
        prepare = partial(
            _playing,
            taken,
            settings,
            _Played(read_speed(speed, "--speed"), begins, ends, loop, seed, live, faults, journal),
        )
    else:
        played = f"{SIMULATOR}, or {_REPLAY}PATH"
        for option, is_given, right in (
            ("--loop", loop, f"{_REPLAY}PATH"),
            ("--seed", seed is not None, SIMULATOR),
            ("--live", live is not None, SIMULATOR),
            ("--faults", faults is not None, SIMULATOR),
            ("--journal", journal, played),
            ("--start-at", begins is not None, played),
            ("--stop-at", ends is not None, played),
            ("--speed", speed != "1", played),
        ):
            _refuse(option, is_given, right)
        prepare = partial(_consuming, taken, settings)
    code = _serve(
        settings,
        prepare,
        settings.server.host if host is None else host,
        settings.server.port if port is None else port,
        is_open=is_open or settings.server.open,
        publish=broker,
    )
    if code:
        raise typer.Exit(code)


class _Played(NamedTuple):
    """How a source is played."""

    speed: float | None
    begins: int | None
    ends: int | None
    is_looped: bool
    seed: int | None
    live: int | None
    faults: str | None
    is_journaled: bool


class _Fed(NamedTuple):
    """A picture and what fills it; `clock` is feed time."""

    picture: Picture
    clock: Clock
    feeding: "Feeding"
    names: Translations


def _serve(
    settings: Settings,
    prepare: Callable[[Quarantine], _Fed],
    host: str,
    port: int,
    *,
    is_open: bool,
    publish: BrokerAddress | None,
) -> int:
    # What only a running server needs is loaded only here.
    from touchline.cli.server import Run, address_of, listening
    from touchline.cli.serving import serving

    quarantine = Quarantine(settings.state_dir() / FOLDER, settings.limit(limits.QUARANTINE_BYTES))
    with closing(quarantine), listening(host, port, is_open=is_open) as listener:
        fed = prepare(quarantine)
        address = address_of(listener)
        return Run(fed.feeding, fed.clock).run(
            listener,
            partial(
                serving,
                settings,
                fed.picture,
                fed.clock,
                fed.names,
                address,
                fed.feeding.report,
                is_open=is_open,
                publish=publish,
            ),
        )


def _playing(source: str, settings: Settings, played: _Played, quarantine: Quarantine) -> _Fed:
    from touchline.cli.feeding import PLAYED, PlaybackFeeding, open_journal
    from touchline.simulator.world import World

    messages: Messages
    begins = played.begins
    if source == SIMULATOR:
        _refuse("--loop", played.is_looped, f"{_REPLAY}PATH")
        begins = wall_clock() if begins is None else begins
        made = simulator(begins, played.seed, played.live, played.faults)
        ends = LATEST if played.ends is None else min(played.ends, LATEST)
        messages = made_messages(made.messages(ends))
        names = World().translations()
    else:
        for option, value in (
            ("--seed", played.seed),
            ("--live", played.live),
            ("--faults", played.faults),
        ):
            _refuse(option, value is not None, SIMULATOR)
        path, line_bytes = _recording(source), settings.limit(limits.LINE_BYTES)
        messages = recorded_messages(path, line_bytes)
        names = recorded_translations(path, line_bytes)
    clock = FeedClock()
    new_board = _boards(settings, "test")
    picture = Picture(new_board(), clock)
    pump = Pump(
        picture,
        clock,
        new_board=new_board,
        source=source.partition(":")[0],
        quarantine=quarantine,
        decode=limited_decode(settings),
    )
    playback = Playback(
        messages,
        clock,
        speed=played.speed,
        start_at=begins,
        stop_at=played.ends,
        loop=played.is_looped,
    )
    name = source.partition(":")[0]
    journaling = None
    if played.is_journaled:
        from touchline.sources.journaling import Journaling

        journaling = Journaling(pump, open_journal(settings, PLAYED), name)
    feeding = PlaybackFeeding(
        name, playback, pump, picture, quarantine, Spool(settings.state_dir()), journaling
    )
    return _Fed(picture, clock, feeding, names)


def _consuming(
    addresses: "Sequence[FeedAddress]", settings: Settings, quarantine: Quarantine
) -> _Fed:
    from touchline.cli.feeding import LiveFeeding
    from touchline.sources.live_clock import LiveClock

    clock = LiveClock(wall_clock if addresses[0].clock == "wall" else None)
    new_board = _boards(settings, _LIVE)
    picture = Picture(new_board(), clock)
    feeding = LiveFeeding(settings, addresses, picture, clock, new_board, quarantine)
    return _Fed(picture, clock, feeding, Translations())


def _boards(settings: Settings, namespace: str) -> Callable[[], Board]:
    def new_board() -> Board:
        epoch = new_epoch(wall_clock(), secrets.randbits)
        keep = board_limits(settings)
        return Board(epoch, namespace=settings.feed.namespace or namespace, keep=keep)

    return new_board


def _taken(given: Sequence[str], settings: Settings) -> "str | list[FeedAddress]":
    """Return the source to play, or the feeds to consume."""
    from touchline.sources.feed_address import (
        EXPECTED,
        feed_addresses,
        parse_feed_address,
        together,
    )

    fed = [one for one in given if one.partition(":")[0].lower() in SCHEMES]
    if fed and len(fed) < len(given):
        raise UsageError(
            "usage", "feeds are consumed together, everything else is played alone",
            where="--source", expected="--source once, or only addresses of brokers",
        )  # fmt: skip
    if len(given) == 1 and not fed:
        return given[0]
    if given and not fed:
        raise UsageError("usage", "is given twice", where="--source", expected=EXPECTED)
    if fed:
        return together([parse_feed_address(one) for one in fed])
    return feed_addresses(settings.feed.sources) or SIMULATOR


def _recording(source: str) -> Path:
    if not source.startswith(_REPLAY):
        raise UsageError(
            "usage", f"{redact(source)[:64]!r} is not a source", where="--source",
            expected=f"{SIMULATOR}, {_REPLAY}PATH with the path of a recording, or amqp://…",
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
