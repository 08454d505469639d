"""`touchline quarantine`: looking at messages that could not be used, and trying them again."""

import json
import os
import sys
from collections import deque
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import typer

from touchline.archive.quarantine import FOLDER
from touchline.archive.quarantined import Quarantined, mark_retried, read_quarantine
from touchline.archive.spool import Spool
from touchline.base.clock import format_time
from touchline.base.errors import UsageError, WireError
from touchline.base.settings import Settings, load_settings
from touchline.base.text import one_line, readable
from touchline.cli.account_store import StateDir, in_state_dir
from touchline.cli.config import ConfigPath
from touchline.cli.limited import limited_decode
from touchline.cli.printing import AsJson, print_json, print_table

_LISTED: Final = 50
_SHOWN: Final = 60
_SHOWN_BODY: Final = 65_536

app = typer.Typer(
    name="quarantine",
    help="Look at messages that could not be used, and try them again.",
    no_args_is_help=True,
    add_completion=False,
)


@app.command(name="list")
def list_(
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="How many, the newest first.")
    ] = _LISTED,
    state_dir: StateDir = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """List what is kept: the newest first, with why it could not be used.

    For example: touchline quarantine list --limit 10
    """
    found = _all(_settings(config, state_dir))
    shown = list(reversed(deque(found, maxlen=limit)))
    if as_json:
        print_json([_described(one) for one in shown])
        return
    print_table(
        ("ID", "RECEIVED", "SOURCE", "CODE", "REASON", "BYTES", "RETRIED"),
        (
            (
                one.id,
                format_time(one.recorded.at),
                one.source,
                one.code,
                one.reason[:_SHOWN],
                len(one.recorded.body),
                "yes" if one.is_retried else "",
            )
            for one in shown
        ),
    )
    if len(found) > len(shown):
        typer.echo(f"and {len(found) - len(shown)} older; --limit shows more", err=True)


@app.command()
def show(
    entry: Annotated[str, typer.Argument(metavar="ID", help="As of touchline quarantine list.")],
    raw: Annotated[
        bool, typer.Option("--raw", help="Print the body alone, byte for byte.")
    ] = False,
    state_dir: StateDir = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Show one message, with why it could not be used.

    What cannot be printed is escaped, and of a body of more than 64 KiB only its beginning is
    shown; --raw prints it as it is. For example: touchline quarantine show 3f9a6c0d1e22
    """
    found = _find(_settings(config, state_dir), entry)
    body = found.recorded.body
    if raw:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return
    described = _described(found) | {"headers": found.recorded.headers}
    if as_json:
        print_json(described | {"body": body.decode("utf-8", "replace")})
        return
    for name, value in described.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        typer.echo(f"{name:9} {one_line(text)}")
    typer.echo("")
    text = readable(_pretty(body))
    typer.echo(text[:_SHOWN_BODY])
    if len(body) > _SHOWN_BODY or len(text) > _SHOWN_BODY:
        typer.echo(f"only the beginning is shown; --raw prints all {len(body)} bytes", err=True)


@app.command()
def retry(
    entries: Annotated[
        list[str] | None, typer.Argument(metavar="ID…", help="As of touchline quarantine list.")
    ] = None,
    is_all: Annotated[bool, typer.Option("--all", help="Everything not tried again yet.")] = False,
    state_dir: StateDir = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Try messages again, with what this version decodes.

    What decodes now is handed to the server of the same state folder, within a second or at its
    next start, and applied like any message, so that trying again does no harm. What still does
    not decode stays.

    For example: touchline quarantine retry --all
    """
    if bool(entries) == is_all:
        raise UsageError(
            "usage",
            "takes ids, or --all",
            where="retry",
            expected="one of them",
        )
    settings = _settings(config, state_dir)
    chosen = (
        [one for one in _all(settings) if not one.is_retried]
        if is_all
        else [_find(settings, entry) for entry in entries or ()]
    )
    told = [_retried(settings, one) for one in chosen]
    if as_json:
        print_json(told)
    else:
        for one in told:
            reason = f": {one_line(one['reason'])}" if one["reason"] else ""
            typer.echo(f"{one['id']}  {one['outcome']}{reason}")
        handed = sum(one["outcome"] == "handed over" for one in told)
        typer.echo(f"{handed} of {len(told)} handed to the server of {settings.state_dir()}")


def _retried(settings: Settings, entry: Quarantined) -> dict[str, Any]:
    try:
        limited_decode(settings)(entry.recorded.body)
    except WireError as error:
        return {"id": entry.id, "outcome": "stays", "reason": str(error)}
    Spool(settings.state_dir()).put(entry.id, entry.source, entry.recorded)
    mark_retried(settings.state_dir() / FOLDER, entry)
    return {"id": entry.id, "outcome": "handed over", "reason": None}


def _settings(config: Path | None, state_dir: Path | None) -> Settings:
    """Return the settings of a state folder that is there. Raises UsageError."""
    settings = in_state_dir(load_settings(config, os.environ), state_dir)
    state = settings.state_dir()
    if not state.is_dir():
        raise UsageError(
            "not-found", "there is no such state folder", where=str(state),
            expected="the folder of a server, by --state-dir or paths.state_dir",
        )  # fmt: skip
    return settings


def _all(settings: Settings) -> list[Quarantined]:
    return read_quarantine(settings.state_dir() / FOLDER)


def _find(settings: Settings, entry: str) -> Quarantined:
    found = [one for one in _all(settings) if one.id.startswith(entry.lower()) and entry]
    if len(found) != 1:
        raise UsageError(
            "not-found" if not found else "usage",
            f"{entry[:64]!r} begins {len(found)} ids",
            where=str(settings.state_dir() / FOLDER),
            expected="an id as touchline quarantine list shows it",
        )
    return found[0]


def _described(entry: Quarantined) -> dict[str, Any]:
    return {
        "id": entry.id,
        "received": format_time(entry.recorded.at),
        "source": entry.source,
        "code": entry.code,
        "reason": entry.reason,
        "position": entry.position,
        "bytes": len(entry.recorded.body),
        "retried": entry.is_retried,
    }


def _pretty(body: bytes) -> str:
    """Return a body for people; of one that is too long to be shown only the beginning."""
    if len(body) > _SHOWN_BODY:
        return body[:_SHOWN_BODY].decode("utf-8", "backslashreplace")
    try:
        return msgspec.json.format(body, indent=2).decode()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return body.decode("utf-8", "backslashreplace")
