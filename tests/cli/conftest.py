"""Commands that are run as from a shell, with a store of accounts of their own."""

import json
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.access.conftest import database_url, empty_store, postgresql
from tests.access.stores import ABSENT, KINDS, empty
from touchline.cli.main import run

__all__ = ["database_url", "empty_store", "postgresql"]


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


class Touchline:
    """The program with its store."""

    def __init__(
        self, url: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        self.url = url
        self._monkeypatch = monkeypatch
        self._capfd = capfd

    def run(self, *arguments: object) -> Ended:
        """Run a command and return how it ended."""
        self._monkeypatch.setattr("sys.argv", ["touchline", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            run()
        return Ended(int(ended.value.code or 0), *self._capfd.readouterr())

    def __call__(self, *arguments: object) -> str:
        """Return what a command that works prints on stdout."""
        code, out, err = self.run(*arguments)
        assert code == 0, err
        return out

    def json(self, *arguments: object) -> Any:
        """Return what a command that works prints as JSON."""
        return json.loads(self(*arguments, "--json"))

    def refused(self, *arguments: object) -> str:
        """Return the one line with which a command is refused, by code 1 or 2."""
        code, out, err = self.run(*arguments)
        assert (code in (1, 2), out, len(err.splitlines())) == (True, "", 1), err
        return err


@pytest.fixture
def touchline(
    tmp_path: Path,
    empty_store: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Iterator[Touchline]:
    """Give the program with the embedded store of a state folder, `state`."""
    folder = tmp_path / "state"
    folder.mkdir()
    path = shutil.copy(empty_store, folder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TOUCHLINE_CONFIG", raising=False)
    monkeypatch.setenv("TOUCHLINE_PATHS__STATE_DIR", str(folder))
    handler = signal.getsignal(signal.SIGTERM)
    yield Touchline(f"sqlite:///{path}", monkeypatch, capfd)
    signal.signal(signal.SIGTERM, handler)


@pytest.fixture(params=KINDS)
def anywhere(
    request: pytest.FixtureRequest, touchline: Touchline, monkeypatch: pytest.MonkeyPatch
) -> Touchline:
    """Give the program with an empty store, once on each database."""
    if request.param == "PostgreSQL":
        if not request.getfixturevalue("postgresql"):
            pytest.skip(ABSENT)
        touchline.url = request.getfixturevalue("database_url")
        empty(touchline.url)
        monkeypatch.setenv("TOUCHLINE_ACCESS__STORE", touchline.url)
    return touchline
