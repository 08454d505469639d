"""RabbitMQ for tests: the one that runs here, or one that is started where it is only installed."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

RUNNING: Final = os.environ.get("TOUCHLINE_TEST_AMQP", "amqp://guest:guest@127.0.0.1:5672/")
ABSENT: Final = (
    "NOT TESTED: no RabbitMQ; run one on this machine, install it, or set TOUCHLINE_TEST_AMQP"
)
_PROGRAMS: Final = ("/usr/lib/rabbitmq/bin/rabbitmq-server", "rabbitmq-server")
_START_SECONDS: Final = 60


def is_running(url: str) -> bool:
    """Tell whether a broker listens at an address."""
    parts = urlsplit(url)
    with contextlib.suppress(OSError):
        socket.create_connection((parts.hostname or "", parts.port or 5672), timeout=2).close()
        return True
    return False


def program() -> str | None:
    """Return the path of the server where it is installed."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


class OwnBroker:
    """A RabbitMQ of the tests' own, which may be stopped and started again."""

    def __init__(self, executable: str, directory: Path) -> None:
        """Start none yet; keep everything in a folder."""
        self.port = free_port()
        self.url = f"amqp://guest:guest@127.0.0.1:{self.port}/"
        self._executable = executable
        self._directory = directory
        self._process: subprocess.Popen[bytes] | None = None
        self._distribution_port = free_port()
        config = directory / "rabbitmq.conf"
        config.write_text(f"listeners.tcp.1 = 127.0.0.1:{self.port}\n")
        self._environment = os.environ | {
            "HOME": str(directory),
            "RABBITMQ_CONFIG_FILE": str(config),
            "RABBITMQ_NODENAME": f"touchline{self.port}@localhost",
            "RABBITMQ_DIST_PORT": str(self._distribution_port),
            "RABBITMQ_MNESIA_BASE": str(directory / "data"),
            "RABBITMQ_LOG_BASE": str(directory / "log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(directory / "no-plugins"),
        }

    def start(self) -> None:
        """Start it and wait until it listens."""
        with (self._directory / "out.txt").open("ab") as out:
            self._process = subprocess.Popen(
                [self._executable],
                env=self._environment,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        until = time.monotonic() + _START_SECONDS
        while not is_running(self.url):
            assert self._process.poll() is None, (self._directory / "out.txt").read_text()
            assert time.monotonic() < until, "RabbitMQ does not start"
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop it and wait for its end."""
        if self._process is not None:
            os.killpg(self._process.pid, 15)
            self._process.wait(timeout=_START_SECONDS)
            self._process = None
            until = time.monotonic() + _START_SECONDS
            while is_running(self.url) and time.monotonic() < until:
                time.sleep(0.1)


@contextlib.contextmanager
def own_broker(directory: Path) -> Iterator[OwnBroker]:
    """Give a broker of the tests' own that runs."""
    executable = program()
    assert executable is not None
    broker = OwnBroker(executable, directory)
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()
