"""A TCP proxy that stands between a server and its broker, and can go wrong as networks do."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from urllib.parse import urlsplit

_READ_BYTES = 64 * 1024


class _Link:
    """One connection through the proxy; nothing passes while its gate is closed."""

    def __init__(self, writers: tuple[asyncio.StreamWriter, asyncio.StreamWriter]) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self._writers = writers

    async def pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(_READ_BYTES):
                await self.gate.wait()
                writer.write(data)
                await writer.drain()

    def abort(self) -> None:
        for writer in self._writers:
            writer.transport.abort()


class Proxy:
    """Forwards to a broker; `connections` counts those that were made through it."""

    def __init__(self, url: str) -> None:
        self.connections = 0
        self.url = ""
        self._parts = urlsplit(url)
        self._links: dict[asyncio.Task[None], _Link] = {}
        self._is_refusing = False

    def cut(self) -> None:
        """Break every connection off."""
        for link in self._links.values():
            link.abort()

    def stall(self) -> None:
        """Let nothing pass on the connections that there are, which stay open; until `go_on`."""
        for link in self._links.values():
            link.gate.clear()

    def go_on(self) -> None:
        """Let everything pass that was held up."""
        for link in self._links.values():
            link.gate.set()

    def forget(self) -> None:
        """Break off what is stalled, as a broker does once it misses heartbeats for long enough."""
        for link in self._links.values():
            if not link.gate.is_set():
                link.abort()

    def refuse(self, is_refusing: bool) -> None:
        """Break every connection off and take no new one, or take them again."""
        self._is_refusing = is_refusing
        if is_refusing:
            self.cut()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncGenerator["Proxy"]:
        """Listen on a free port of this machine."""
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        user = f"{self._parts.username}:{self._parts.password}"
        self.url = f"amqp://{user}@127.0.0.1:{port}{self._parts.path}"
        try:
            yield self
        finally:
            server.close()
            self.cut()
            tasks = list(self._links)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_refusing:
            writer.transport.abort()
            return
        try:
            there = await asyncio.open_connection(self._parts.hostname, self._parts.port)
        except OSError:
            writer.transport.abort()
            return
        self.connections += 1
        link = _Link((writer, there[1]))
        task = asyncio.current_task()
        assert task is not None
        self._links[task] = link
        pumps = [
            asyncio.create_task(link.pump(reader, there[1])),
            asyncio.create_task(link.pump(there[0], writer)),
        ]
        try:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            link.abort()
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            del self._links[task]
