"""The first minute of the README: every line in it works, and answers what is shown."""

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.processes import SECONDS, server

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8000"
SHOWN = re.findall(rf"```\n(curl -s '{ADDRESS}.*)\n```\n```json\n(.*)\n```", README)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a server as `make serve` starts it, at the time that the README shows."""
    arguments = ("--open", "--port", 0, "--start-at", "2026-11-21T15:00:00Z")
    with server(tmp_path_factory.mktemp("readme"), *arguments) as running:
        yield running.address()


def test_the_first_minute_has_three_lines() -> None:
    assert len(SHOWN) == README.count(f"\ncurl -s '{ADDRESS}") == 3


@pytest.mark.skipif(shutil.which("curl") is None, reason="the README's lines are curl's")
@pytest.mark.parametrize(("line", "body"), SHOWN)
def test_a_line_answers_what_is_shown(address: str, line: str, body: str) -> None:
    arguments = shlex.split(line.replace(ADDRESS, address))
    said = subprocess.run(
        [*arguments, "--write-out", "\n%{http_code}"],
        check=True, capture_output=True, encoding="utf-8", timeout=SECONDS,
    ).stdout  # fmt: skip
    answer, _, code = said.rpartition("\n")
    assert code == "200"
    assert list(missing(json.loads(body), json.loads(answer))) == []


def missing(shown: Any, real: Any, where: str = "$") -> Iterator[str]:
    """Yield the fields of a shown answer that a real one has not, or with another type."""
    if isinstance(shown, dict):
        for name, value in shown.items():
            if not isinstance(real, dict) or name not in real:
                yield f"{where}.{name}"
            else:
                yield from missing(value, real[name], f"{where}.{name}")
    elif isinstance(shown, list):
        if not isinstance(real, list) or not real:
            yield f"{where}[0]"
        else:
            yield from missing(shown[0], real[0], f"{where}[0]")
    elif type(shown) is not type(real):
        yield f"{where}: {type(real).__name__}"
