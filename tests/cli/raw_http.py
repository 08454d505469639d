"""A server over real sockets in a thread, and connections that write bytes as they are."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import uvicorn

from touchline.cli.http_protocol import HttpConfig

SECONDS = 30
"""How long anything may take before it counts as hung."""


@contextlib.contextmanager
def served(config: HttpConfig, *, send_bytes: int | None = None) -> Iterator[int]:
    """Serve on a free port, and give it; the system keeps `send_bytes` for a slow reader."""
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        if send_bytes is not None:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_bytes)
        serving = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        serving.start()
        until = time.monotonic() + SECONDS
        while not server.started:
            assert time.monotonic() < until
            time.sleep(0.01)
        yield int(listener.getsockname()[1])
        server.should_exit = True
        serving.join(SECONDS)


class Got(NamedTuple):
    """One answer off the wire."""

    status: int
    headers: dict[str, str]
    body: bytes

    def said(self) -> Any:
        assert self.headers["content-type"] == "application/json"
        return json.loads(self.body)


class Client:
    """A connection on which bytes are written as they are."""

    def __init__(self, port: int, *, receive_bytes: int | None = None) -> None:
        self._connection = socket.socket()
        self._connection.settimeout(SECONDS)
        if receive_bytes is not None:
            self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        self._connection.connect(("127.0.0.1", port))
        self._read = self._connection.makefile("rb")

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._read.close()
        self._connection.close()

    def write(self, sent: bytes) -> None:
        self._connection.sendall(sent)

    def answer(self, *, has_body: bool = True) -> Got:
        """Read one answer."""
        version, status, *_ = self._read.readline().decode().split(" ")
        assert version == "HTTP/1.1"
        headers: dict[str, str] = {}
        while line := self._read.readline().decode().strip():
            name, _, value = line.partition(": ")
            assert name not in headers
            headers[name] = value
        length = int(headers.get("content-length", 0)) if has_body else 0
        return Got(int(status), headers, self._read.read(length))

    def rest(self) -> bytes:
        """Return what comes until the connection ends, however it ends."""
        got = b""
        with contextlib.suppress(ConnectionError):
            while more := self._connection.recv(65_536):
                got += more
        return got

    def is_at_end(self) -> bool:
        """Wait for the server's end of the connection."""
        with contextlib.suppress(ConnectionResetError):
            return self._read.read(1) == b""
        return True


def head(path: str, method: str = "GET", **headers: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "host: here"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def ask(port: int, path: str, method: str = "GET", **headers: str) -> Got:
    with Client(port) as client:
        client.write(head(path, method, **headers))
        return client.answer(has_body=method != "HEAD")


def is_cut(act: Callable[[], object]) -> bool:
    """Do something again and again, and tell whether the server ends the connection for it."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        try:
            act()
        except ConnectionError:
            return True
    return False
