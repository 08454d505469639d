"""Real server processes on free ports, from their first line to their end."""

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

SECONDS = 60
"""How long anything here may take before it counts as hung."""


class Server:
    """A server process, its address once it has told it, and what it wrote."""

    def __init__(self, folder: Path, err: IO[str], *arguments: object) -> None:
        self.state = folder / "state"
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("TOUCHLINE_")
        }
        self._err = err
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "from touchline.cli.main import run; run()",
                "serve",
                *map(str, arguments),
            ],
            cwd=folder,
            env=environment | {"TOUCHLINE_PATHS__STATE_DIR": str(self.state)},
            stdout=subprocess.PIPE,
            stderr=self._err,
            text=True,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        assert self.process.stdout is not None
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self._lines.put(line)
        self._lines.put("")

    def address(self) -> str:
        line = self._lines.get(timeout=SECONDS)
        assert line.startswith("Touchline serves"), self.end()[2]
        return next(word for word in line.split() if word.startswith("http://")).rstrip(",")

    def line(self) -> str:
        """Return the next line that it prints."""
        return self._lines.get(timeout=SECONDS).rstrip("\n")

    def end(self, number: int | None = None) -> tuple[int, str, str]:
        """Send a signal, where one is given, and return exit code, stdout and stderr."""
        if number is not None:
            self.process.send_signal(number)
        code = self.process.wait(timeout=SECONDS)
        self._reader.join()
        self._err.seek(0)
        err = self._err.read()
        out = "".join(self._lines.get_nowait() for _ in range(self._lines.qsize()))
        return code, out, err


@contextmanager
def server(folder: Path, *arguments: object) -> Iterator[Server]:
    # A pipe that nobody reads would hold up a server that has much to say.
    with tempfile.TemporaryFile("w+", encoding="utf-8") as err:
        yield from _running(Server(folder, err, *arguments))


def _running(running: Server) -> Iterator[Server]:
    watchdog = threading.Timer(2 * SECONDS, running.process.kill)
    watchdog.start()
    try:
        yield running
    except BaseException:
        # Whoever looks for the cause wants to know what it said.
        running._err.seek(0)
        sys.stderr.write(running._err.read())
        raise
    finally:
        watchdog.cancel()
        running.process.kill()
        running.process.wait()
        running._reader.join()
        if running.process.stdout is not None:
            running.process.stdout.close()


def get(address: str, path: str) -> Any:
    with urllib.request.urlopen(address + path, timeout=SECONDS) as answer:
        return json.load(answer)


def ended(folder: Path, *arguments: object) -> tuple[int, str, str]:
    """Run a server that is expected to end by itself."""
    with server(folder, *arguments) as running:
        return running.end()
