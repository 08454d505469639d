"""`touchline config`: the settings in use, and whether they are right."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import msgspec
import typer

from touchline.base.errors import SettingsError
from touchline.base.settings import ExplainedSetting, explain_settings, load_settings

_FULL_WIDTH: Final = 1_000_000
"""Wider than any line: what is written to a file is for programs too."""

app = typer.Typer(
    name="config", help="Show and check the settings.", no_args_is_help=True, add_completion=False
)

ConfigPath = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="PATH",
        help="The settings file; else TOUCHLINE_CONFIG, else ./touchline.toml.",
    ),
]


@app.command()
def show(
    config: ConfigPath = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON, one object with every setting.")
    ] = False,
) -> None:
    """Show every setting with its value, where it comes from and what it means."""
    with _refusing():
        settings = explain_settings(config, os.environ)
    if as_json:
        _print_json(settings)
    else:
        _print_table(settings)


@app.command()
def check(config: ConfigPath = None) -> None:
    """Say ok, or the first thing that is wrong and exit with 1."""
    with _refusing():
        load_settings(config, os.environ)
    typer.echo("ok")


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except SettingsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(error.exit_code) from None


def _print_json(settings: list[ExplainedSetting]) -> None:
    document = {
        key: {"value": value, "origin": origin, "meaning": meaning}
        for key, value, origin, meaning in settings
    }
    typer.echo(msgspec.json.format(msgspec.json.encode(document), indent=2).decode())


def _print_table(settings: list[ExplainedSetting]) -> None:
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    table = Table(
        Column("Setting", no_wrap=True),
        Column("Value", overflow="fold"),
        Column("From", overflow="fold"),
        "Meaning",
        box=None,
        pad_edge=False,
    )
    for key, value, origin, meaning in settings:
        table.add_row(Text(key), Text(_as_text(value)), Text(origin), Text(meaning))
    Console(width=None if sys.stdout.isatty() else _FULL_WIDTH).print(table)


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ",".join(map(str, value)) or "none"
    return str(value)
