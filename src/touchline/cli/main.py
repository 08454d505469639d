"""`touchline`: the commands, and how the program ends."""

import signal
import sys
from types import FrameType
from typing import Annotated, Final, NoReturn

import typer

from touchline import __version__
from touchline.base.errors import TouchlineError
from touchline.cli import accounts, config, credits, keys, packages, quarantine
from touchline.cli.convert import convert
from touchline.cli.inspect import inspect
from touchline.cli.publish import publish
from touchline.cli.record import record
from touchline.cli.serve import serve
from touchline.cli.usage import usage

_TERMINATED: Final = 128 + signal.SIGTERM

main = typer.Typer(
    name="touchline",
    help="A self-hosted live sports data server: one exact live picture of every match.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)
main.command()(serve)
main.command()(inspect)
main.command()(convert)
main.command()(record)
main.command()(publish)
main.add_typer(accounts.app, name="accounts")
main.add_typer(keys.app, name="keys")
main.add_typer(credits.app, name="credits")
main.command()(usage)
main.add_typer(packages.app, name="packages")
main.add_typer(quarantine.app, name="quarantine")
main.add_typer(config.app, name="config")


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        typer.echo(__version__)
        raise typer.Exit


@main.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=_print_version, is_eager=True
        ),
    ] = False,
) -> None:
    """A self-hosted live sports data server: one exact live picture of every match."""


def run() -> NoReturn:
    """Run the command line and exit.

    Exits with 0, 1 (refused: one line on stderr), 2 (wrong usage), 130 (Ctrl-C) or 143 (SIGTERM).
    """
    signal.signal(signal.SIGTERM, _terminate)
    try:
        main()
    except TouchlineError as error:
        typer.echo(str(error), err=True)
        sys.exit(error.exit_code)
    sys.exit(0)


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    # As an exception, so that files that are being written are put away.
    raise SystemExit(_TERMINATED)
