"""Servers as `touchline serve` runs them, each in a thread, over a picture and a real store."""

import asyncio
import json
import socket
import threading
from typing import Any, NamedTuple

import uvicorn

from tests.surfaces.whole import filled
from touchline.base.settings import Access, Settings
from touchline.cli.serving import serving
from touchline.model.translations import Translations
from touchline.surfaces.ops.report import Report

SECONDS = 60
"""How long anything may take before it counts as hung."""

LIVE = "/v2/matches/live"


class Got(NamedTuple):
    """An answer off the wire."""

    status: int
    headers: dict[str, str]
    body: bytes

    def said(self) -> Any:
        """Return the body decoded."""
        return json.loads(self.body)


class Served:
    """A server that asks for keys of a store; enter it to start, leave it to end it cleanly."""

    def __init__(self, url: str, **limits: int) -> None:
        self._settings = Settings(access=Access(store=url), limits=limits)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._server: uvicorn.Server | None = None
        self._is_up = threading.Event()
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Served":
        self._thread.start()
        assert self._is_up.wait(SECONDS)
        if self._failed is not None:
            raise self._failed
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.should_exit = True
        self._thread.join(SECONDS)
        assert not self._thread.is_alive()
        if self._failed is not None:
            raise self._failed

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            self._failed = error
        finally:
            self._listener.close()
            self._is_up.set()

    async def _serve(self) -> None:
        match = filled()
        async with serving(
            self._settings,
            match.picture,
            lambda: match.now,
            Translations(),
            "",
            Report,
            is_open=False,
        ) as served:
            self._server = uvicorn.Server(served.config)
            # The listener takes connections already, and they wait.
            self._is_up.set()
            await self._server.serve(sockets=[self._listener])

    def ask(self, key: str | None = None, path: str = LIVE) -> Got:
        """Make one request."""
        return asyncio.run(ask(self, key, path))


async def ask(server: Served, key: str | None = None, path: str = LIVE) -> Got:
    """Make one request on a connection of its own."""
    async with asyncio.timeout(SECONDS):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        shown = "" if key is None else f"Authorization: Bearer {key}\r\n"
        writer.write(f"GET {path} HTTP/1.1\r\nConnection: close\r\n{shown}\r\n".encode())
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
    head, _, body = answer.partition(b"\r\n\r\n")
    line, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(one.split(": ", 1) for one in lines)
    return Got(int(line.split()[1]), headers, body)
