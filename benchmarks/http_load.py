"""Requests a second and CPU a request over real sockets, beside a bare ASGI app in the same run."""

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.http_server import (
    BARE,
    DETAIL,
    KEY,
    KEYED,
    LIST,
    OPEN,
    V2_DETAIL,
    V2_FIRST,
    V2_LIST,
)

CONNECTIONS = 16
SECONDS = 0.5
ROUNDS = 3
_TICKS = os.sysconf("SC_CLK_TCK")


class Measured:
    """What one load found."""

    def __init__(self, rate: float, cpu_us: float) -> None:
        self.rate = rate
        self.cpu_us = cpu_us


def measure() -> dict[str, dict[str, Measured]]:
    """Return, by what was asked and by server, the median of three rounds."""
    found: dict[str, dict[str, Measured]] = {}
    with _server(OPEN) as ours, _server(KEYED) as keyed, _server(BARE) as bare:
        servers = {OPEN: ours, KEYED: keyed, BARE: bare}
        tag = _first(ours[1], LIST).split(b"etag: ")[1].split(b"\r\n")[0].decode()
        asked = {
            "v1 list of 200 events": (LIST, ""),
            "v1 event detail": (DETAIL, ""),
            "v1 304 of the list": (LIST, f"If-None-Match: {tag}\r\n"),
            "v2 list of 200 events": (V2_LIST, ""),
            "v2 list, limit=1": (V2_FIRST, ""),
            "v2 event detail": (V2_DETAIL, ""),
        }
        for what, (path, header) in asked.items():
            # v2 costs credits, which a store would have to grant.
            names = [name for name in servers if name != KEYED or path in (LIST, DETAIL)]
            rounds: dict[str, list[Measured]] = {name: [] for name in names}
            for _ in range(ROUNDS):
                for name in names:
                    process, port = servers[name]
                    key = f"x-api-key: {KEY}\r\n" if name == KEYED else ""
                    rounds[name].append(_load(process, port, path, header + key))
            found[what] = {
                name: Measured(
                    statistics.median(one.rate for one in measured),
                    statistics.median(one.cpu_us for one in measured),
                )
                for name, measured in rounds.items()
            }
    return found


@contextmanager
def _server(kind: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.http_server", kind, str(port)])
    try:
        for _ in range(200):
            try:
                _first(port, LIST)
                break
            except OSError:
                time.sleep(0.05)
        yield process, port
    finally:
        process.terminate()
        process.wait()


def _request(path: str, header: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{header}\r\n".encode()


def _first(port: int, path: str) -> bytes:
    """Return one whole answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(_request(path, "Connection: close\r\n"))
        return b"".join(iter(lambda: connection.recv(65536), b""))


def _load(process: subprocess.Popen[bytes], port: int, path: str, header: str) -> Measured:
    before = _cpu_seconds(process.pid)
    began = time.perf_counter()
    count = asyncio.run(_ask_for_a_while(port, _request(path, header)))
    took = time.perf_counter() - began
    return Measured(count / took, (_cpu_seconds(process.pid) - before) / count * 1e6)


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


async def _ask_for_a_while(port: int, request: bytes) -> int:
    loop = asyncio.get_running_loop()
    until = time.perf_counter() + SECONDS
    clients = [Client(request, until) for _ in range(CONNECTIONS)]
    for client in clients:
        await loop.create_connection(lambda client=client: client, "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*(client.done.wait() for client in clients))
    return sum(client.count for client in clients)


class Client(asyncio.Protocol):
    """Asks the same again and again; the length of the first answer tells that of the others."""

    def __init__(self, request: bytes, until: float) -> None:
        self.count = 0
        self.done = asyncio.Event()
        self._request = request
        self._until = until
        self._head = b""
        self._left = -1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Count whole answers."""
        if self._left < 0:
            self._head += data
            end = self._head.find(b"\r\n\r\n")
            if end < 0:
                return
            head, rest = self._head[:end].lower(), self._head[end + 4 :]
            length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
            self._left = int(length or 0) - len(rest)
            self._head = b""
        else:
            self._left -= len(data)
        if self._left <= 0:
            self._left = -1
            self.count += 1
            if time.perf_counter() < self._until:
                self._transport.write(self._request)
            else:
                self._transport.close()
                self.done.set()

    def connection_lost(self, _error: Exception | None) -> None:
        """End."""
        self.done.set()
