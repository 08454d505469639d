"""`touchline inspect`: the picture of a recording at a moment, as JSON."""

import os
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from touchline.archive.recordings import read_recording
from touchline.base import limits
from touchline.base.errors import RecordingError, TouchlineError
from touchline.base.settings import Settings, load_settings
from touchline.board.board import Board
from touchline.board.facts import is_listed
from touchline.board.picture import Picture
from touchline.cli.config import ConfigPath
from touchline.cli.limited import board_limits, limited_decode
from touchline.cli.progress import progress_bar
from touchline.cli.times import read_time
from touchline.model.event import Event
from touchline.sources.feed_clock import FeedClock
from touchline.sources.pump import Pump

_SOURCE = "replay"


class Shape(StrEnum):
    """How an event is written."""

    TRADE = "trade"
    V1 = "v1"
    V2 = "v2"


def inspect(
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="The recording: JSON lines, .gz and .zst too.")
    ],
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            metavar="T",
            help="The feed time to look at: 2018-05-13T15:10:00Z, or unix milliseconds. What was "
            "received until then counts. Without it, the end of the recording.",
        ),
    ] = None,
    shape: Annotated[
        Shape,
        typer.Option(
            help="trade: events as a snapshot of the feed has them. v1, v2: as the event or match "
            "detail of that API shows them, matches only."
        ),
    ] = Shape.TRADE,
    event: Annotated[
        int | None,
        typer.Option(
            metavar="ID", help="Only this event, by the id it has in the feed; still as a list."
        ),
    ] = None,
    config: ConfigPath = None,
) -> None:
    """Print the picture of a recording at a moment, as a JSON list of events.

    For example: touchline inspect demo.jsonl.gz --at 2026-01-10T15:40:00Z --shape v1
    """
    settings = load_settings(config, os.environ)
    moment = read_time(at, "--at")
    board = Board(
        "inspect", namespace=settings.feed.namespace or "test", keep=board_limits(settings)
    )
    now = _play(path, moment, board, settings)
    events = [found for found in board.seen_events() if event is None or found.id == event]
    if event is not None and not events:
        raise TouchlineError(
            "not-found", f"event {event} is not in the picture", where=str(path),
            expected=_known_ids(board),
        )  # fmt: skip
    _print(_written(shape, events, board, now, settings.odds.providers, settings.feed.id_offset))


def _play(path: Path, until: int | None, board: Board, settings: Settings) -> int:
    """Apply what was received until a moment; return the feed time that is reached."""
    clock = FeedClock()
    pump = Pump(
        Picture(board, clock),
        clock,
        new_board=lambda: board,
        source=_SOURCE,
        decode=limited_decode(settings),
    )
    now = last = 0

    def refuse(line: bytes, error: RecordingError) -> None:
        pump.refuse(line, error, at=now)

    with progress_bar("Reading") as progress:
        recording = read_recording(
            path,
            progress=progress,
            malformed=refuse,
            torn=_tell,
            line_bytes=settings.limit(limits.LINE_BYTES),
        )
        for recorded in recording:
            last = max(last, recorded.at)
            if until is None or recorded.at <= until:
                now = max(now, recorded.at)
                pump.deliver(recorded.body, at=recorded.at, headers=recorded.headers)
    # Between two messages time passes; after the last one it stands still.
    if until is not None and until < last:
        now = max(now, until)
    board.advance(now)
    refused = pump.counters.snapshot().get("refused", {})
    if not last:
        raise RecordingError(
            "recording-malformed", _nothing_read(refused), where=str(path),
            expected="JSON lines with the messages of a feed",
        )  # fmt: skip
    _report(refused)
    return now


def _nothing_read(refused: Mapping[str, int]) -> str:
    lines = sum(refused.values())
    return f"none of its {lines} lines is a message" if lines else "there is no message in it"


def _tell(reason: str) -> None:
    typer.echo(f"warning: {reason}", err=True)


def _report(refused: Mapping[str, int]) -> None:
    if refused:
        reasons = ", ".join(f"{code} {count}" for code, count in refused.items())
        _tell(f"{sum(refused.values())} messages could not be read: {reasons}")


def _written(
    shape: Shape,
    events: list[Event],
    board: Board,
    now: int,
    preference: tuple[int, ...],
    id_offset: int,
) -> bytes:
    if shape is Shape.V1:
        from touchline.board.shown_odds import ShownBooks
        from touchline.surfaces.v1.views import Lens, event_detail

        lens = Lens(board, ShownBooks(preference), id_offset)
        return msgspec.json.encode(
            [event_detail(event, lens, now) for event in events if is_listed(event)]
        )
    if shape is Shape.V2:
        return _by_v2(events, board, now, preference, id_offset)
    from touchline.surfaces.trade.views import trade_event
    from touchline.wire.json_writer import write_json

    return write_json([trade_event(event) for event in events])


def _by_v2(
    events: list[Event], board: Board, now: int, preference: tuple[int, ...], id_offset: int
) -> bytes:
    from touchline.board.shown_odds import ShownBooks
    from touchline.surfaces.v2.surface import V2

    surface = V2(
        Picture(board, lambda: now),
        books=ShownBooks(preference),
        id_offset=id_offset,
        wall_clock=lambda: now,
    )
    details = []
    for event in events:
        if is_listed(event):
            answer = surface.answer("GET", f"/v2/matches/{event.id + id_offset}", "", {}, now)
            details.append(msgspec.json.decode(answer.body)["data"])
    return msgspec.json.encode(details)


def _known_ids(board: Board) -> str | None:
    ids: list[Any] = [event.id for event in board.seen_events()]
    if not ids:
        return None
    return "one of " + ", ".join(map(str, ids[:10])) + (", …" if len(ids) > 10 else "")


def _print(document: bytes) -> None:
    if sys.stdout.isatty():
        document = msgspec.json.format(document, indent=2)
    # With PYTHONUNBUFFERED a write to a pipe may take only a part.
    rest = memoryview(document + b"\n")
    while rest:
        rest = rest[sys.stdout.buffer.write(rest) :]
    sys.stdout.buffer.flush()
