"""The table of errors: complete, clear, and the only source of codes."""

import ast
import re
from pathlib import Path

import pytest

from tools.error_table import error_table
from touchline.base.errors import (
    ERROR_CODES,
    RecordingError,
    SettingsError,
    TouchlineError,
    UsageError,
    WireError,
)

ROOT = Path(__file__).parents[2]
ERROR_CLASSES = {
    "TouchlineError",
    "UsageError",
    "SettingsError",
    "RecordingError",
    "JournalError",
    "WireError",
    "AccessError",
    "StoreError",
}


@pytest.mark.parametrize("code", ERROR_CODES)
def test_a_code_is_kebab_case_and_says_what_it_means_and_what_to_do(code: str) -> None:
    entry = ERROR_CODES[code]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
    assert entry.code == code
    assert entry.meaning.endswith(".")
    assert entry.remedy.endswith(".")
    assert "|" not in entry.meaning + entry.remedy


def test_the_table_in_the_documents_is_up_to_date() -> None:
    assert (ROOT / "docs/errors.md").read_text(encoding="utf-8") == error_table()


def test_every_code_in_the_source_is_in_the_table() -> None:
    used = {
        (str(path.relative_to(ROOT)), code)
        for path in (ROOT / "src").rglob("*.py")
        for code in codes_in(path.read_text(encoding="utf-8"))
    }
    assert {entry for entry in used if entry[1] not in ERROR_CODES} == set()


def test_codes_are_found_wherever_they_are_written() -> None:
    source = "WireError('a', r)\nerrors.UsageError(code='b', reason=r)\nOther('c')\nWireError(code)"
    assert codes_in(source) == {"a", "b"}


def codes_in(source: str) -> set[str]:
    """Return the codes that errors are made with, where they are written out."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ERROR_CLASSES:
            given = [*node.args[:1], *(word.value for word in node.keywords if word.arg == "code")]
            found |= {
                value.value
                for value in given
                if isinstance(value, ast.Constant) and isinstance(value.value, str)
            }
    return found


def test_an_error_is_one_clear_line() -> None:
    error = SettingsError(
        "settings-bad-value", "server.port is 'x'", where="touchline.toml", expected="a number"
    )
    assert str(error) == (
        "touchline.toml: server.port is 'x'; expected a number [settings-bad-value]"
    )
    assert str(UsageError(code="usage", reason="no source")) == "no source [usage]"


def test_a_wire_error_names_the_position() -> None:
    error = WireError("wire-malformed-json", "a comma is missing", "byte 17")
    assert error.position == error.where == "byte 17"
    assert str(error) == "byte 17: a comma is missing [wire-malformed-json]"
    assert WireError("wire-empty", "no bytes").position is None


def test_what_an_error_quotes_cannot_break_the_line() -> None:
    error = WireError("wire-wrong-type", "was 'a\r\nlevel=error\x1b[2J\u2028\ud800é'", "$.Body")
    line = str(error)
    assert line.isprintable()
    assert r"a\r\nlevel=error\x1b[2J\u2028\ud800é" in line


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(ValueError, match="not an error code: no-such"):
        TouchlineError("no-such", "reason")


def test_exit_codes() -> None:
    assert UsageError("usage", "reason").exit_code == 2
    assert RecordingError("recording-missing", "reason").exit_code == 1
