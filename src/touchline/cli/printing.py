"""What commands print on stdout: tables for people, JSON and CSV for programs."""

import csv
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Final

import msgspec
import typer

from touchline.base.text import one_line

_FULL_WIDTH: Final = 1_000_000
"""Wider than any line: what is written to a file is for programs too."""

_UNPRINTABLE: Final = re.compile(r"[^\n\x20-\x7e]")

_FORMULAS: Final = ("=", "+", "-", "@")

Cell = str | int | None

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def print_json(value: object) -> None:
    """Print a value as JSON, with escapes for what a terminal would obey."""
    text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    typer.echo(_UNPRINTABLE.sub(_escaped, text))


def print_table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Print rows under their header; numbers stand to the right."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    lines = list(rows)
    table = Table(box=None, pad_edge=False)
    for place, name in enumerate(header):
        is_number = bool(lines) and all(isinstance(row[place], int) for row in lines)
        table.add_column(
            name, justify="right" if is_number else "left", no_wrap=place == 0, overflow="fold"
        )
    for row in lines:
        table.add_row(*(Text(_shown(cell)) for cell in row))
    Console(width=None if sys.stdout.isatty() else _FULL_WIDTH).print(table)


def print_fields(fields: Mapping[str, Cell]) -> None:
    """Print what one thing is, a line for each field."""
    width = max(map(len, fields))
    for name, cell in fields.items():
        typer.echo(f"{name:<{width}}  {_shown(cell)}")


def print_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Print rows as CSV, with no text that a spreadsheet would take for a formula."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)


def _shown(cell: Cell) -> str:
    return "-" if cell is None else one_line(str(cell))


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    if character.isprintable():
        return character
    units = character.encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULAS) else cell
