"""`touchline config`: the settings in use, and whether they are right."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from touchline.access.tariff_tables import tariff_entries
from touchline.base.errors import TouchlineError
from touchline.base.redaction import redact, redact_value
from touchline.base.settings import ExplainedSetting, explain_settings, load_settings
from touchline.cli.printing import AsJson, print_json, print_table
from touchline.sources.feed_address import feed_addresses

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
    as_json: AsJson = False,
) -> None:
    """Show every setting with its value, where it comes from and what it means."""
    with _refusing():
        settings = [_without_secrets(one) for one in explained(config, os.environ)]
    if as_json:
        print_json(
            {
                key: {"value": value, "origin": origin, "meaning": meaning}
                for key, value, origin, meaning in settings
            }
        )
    else:
        print_table(
            ("Setting", "Value", "From", "Meaning"),
            [(key, _as_text(value), origin, meaning) for key, value, origin, meaning in settings],
        )


@app.command()
def check(config: ConfigPath = None) -> None:
    """Say ok, or the first thing that is wrong and exit with 1."""
    with _refusing():
        list(explained(config, os.environ))
    typer.echo("ok")


def explained(path: Path | None, environ: Mapping[str, str]) -> Iterator[ExplainedSetting]:
    """Yield every setting, and every number of the tariff as one of its own.

    Raises what `explain_settings` raises, AccessError for a tariff that is wrong, and UsageError
    for a feed that is.
    """
    settings = load_settings(path, environ)
    feed_addresses(settings.feed.sources)
    entries = tariff_entries(settings.tariff.tiers, settings.tariff.costs)
    for setting in explain_settings(path, environ):
        if setting.key not in entries:
            yield setting
        for name, value, is_given, meaning in entries.get(setting.key, ()):
            origin = setting.origin if is_given else "default"
            yield ExplainedSetting(f"{setting.key}.{name}", value, origin, meaning)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except TouchlineError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(error.exit_code) from None


def _without_secrets(setting: ExplainedSetting) -> ExplainedSetting:
    """Return a setting with no password in it."""
    value = setting.value
    if isinstance(value, dict):
        return setting._replace(value=redact_value(setting.key, value))
    return setting._replace(value=redact(value)) if isinstance(value, str) else setting


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ",".join(map(str, value)) or "none"
    return str(value)
