"""Running the server: its socket, its signals, its status line and its end."""

import asyncio
import contextlib
import errno
import gc
import ipaddress
import logging
import signal
import socket
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

import uvicorn

from touchline.base.clock import format_time
from touchline.base.errors import TouchlineError
from touchline.cli.feeding import Feeding
from touchline.cli.http_protocol import BACKLOG, HttpConfig

_LOOPBACK: Final = "127.0.0.1, ::1 or localhost"
_OTHER_FILES: Final = 64
"""Those of the store, the logs, the quarantine and the recording."""
_LIVE_SECONDS: Final = 1
_PLAIN_SECONDS: Final = 10
_PREPARING_SECONDS: Final = 2
_EXIT_INTERRUPTED: Final = 128 + signal.SIGINT
_log = logging.getLogger(__name__)


@contextlib.contextmanager
def listening(
    host: str, port: int, *, is_open: bool, option: str = "--port"
) -> Iterator[socket.socket]:
    """Give a socket that listens; an open one only where no other machine can reach it.

    Raises TouchlineError: bind-refused, port-in-use.
    """
    family, address = _found(host, port, is_open=is_open)
    try:
        listener = socket.create_server(address, family=family, backlog=BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise TouchlineError(
                "port-in-use", f"port {port} is in use", where=host, expected=f"another {option}"
            ) from None
        raise TouchlineError(
            "bind-refused", f"cannot listen on port {port}: {error.strerror}", where=host
        ) from None
    with listener:
        yield listener


def _found(host: str, port: int, *, is_open: bool) -> tuple[socket.AddressFamily, tuple[str, int]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise TouchlineError(
            "bind-refused", "is not an address of this machine", where=host[:64],
            expected=_LOOPBACK if is_open else f"{_LOOPBACK}, or 0.0.0.0 for every IPv4 address",
        ) from None  # fmt: skip
    addresses = sorted((family, str(address[0])) for family, _, _, _, address in found)
    if is_open and not all(ipaddress.ip_address(address).is_loopback for _, address in addresses):
        raise TouchlineError(
            "bind-refused",
            f"--open serves without keys, and {host} can be reached from other machines",
            where="--host",
            expected=f"{_LOOPBACK}; without --open any address will do",
        )
    family, address = addresses[0]
    return family, (address, port)


def address_of(listener: socket.socket) -> str:
    """Return where a socket listens, as the start of a URL that works on this machine."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def room_for(connections: int) -> int:
    """Return for how many connections the system gives this process files, at most so many."""
    if sys.platform == "win32":
        return connections
    import resource

    wanted = connections + _OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return connections
    granted = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (granted, hard))
    if granted < wanted:
        _log.warning("the system gives files for %d connections", granted - _OTHER_FILES)
    return granted - _OTHER_FILES


Beside = Sequence[tuple[HttpConfig, socket.socket]]
"""Other applications, each on a socket of its own."""


class Served(NamedTuple):
    """What a run serves: how, the status of its keys for the status line, and its first words."""

    config: HttpConfig
    keys: Callable[[], str]
    announce: Callable[[], None]
    beside: Beside = ()


class Run:
    """One run of the server over what feeds it, until a signal ends it."""

    def __init__(self, feeding: Feeding, clock: Callable[[], int]) -> None:
        """Let the picture be fed; `clock` is feed time."""
        self._feeding = feeding
        self._clock = clock
        self._signal: int | None = None
        self._stopping = asyncio.Event()
        self._servers: list[_Server] = []

    def run(
        self,
        listener: socket.socket,
        serving: Callable[[], contextlib.AbstractAsyncContextManager[Served]],
    ) -> int:
        """Serve until a signal and return the exit code: 0, or 130 after Ctrl-C.

        What `serving` gives is announced when everything that lies before the start is in the
        picture and requests are answered; it ends after the last request. Raises TouchlineError
        where it never comes to that, and what `serving` raises.
        """
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(self._run(listener, serving))
        return _EXIT_INTERRUPTED if self._signal == signal.SIGINT else 0

    async def _run(
        self,
        listener: socket.socket,
        serving: Callable[[], contextlib.AbstractAsyncContextManager[Served]],
    ) -> None:
        self._heed_signals()
        async with serving() as served:
            await self._serve(listener, served)

    async def _serve(self, listener: socket.socket, served: Served) -> None:
        feeding = asyncio.create_task(self._feeding.run())
        tasks: list[asyncio.Task[Any]] = [feeding]
        try:
            await self._until_ready(feeding)
            if self._stopping.is_set():
                return
            feeding.add_done_callback(self._fed_no_more)
            serving = [(served.config, listener), *served.beside]
            self._servers = [_Server(config) for config, _ in serving]
            self._servers[0].on_started = served.announce
            status = partial(self._status, served.keys)
            tasks.append(asyncio.create_task(_show(status, _PLAIN_SECONDS)))
            await asyncio.gather(
                *(
                    server.serve(sockets=[its])
                    for server, (_, its) in zip(self._servers, serving, strict=True)
                )
            )
            if feeding.done():
                feeding.result()
        finally:
            await _end(tasks)

    async def _until_ready(self, feeding: "asyncio.Task[None]") -> None:
        ready = self._feeding.ready
        waiting: list[asyncio.Task[Any]] = [
            asyncio.create_task(ready.wait()),
            asyncio.create_task(self._stopping.wait()),
            asyncio.create_task(_show(self._feeding.status, _PREPARING_SECONDS)),
        ]
        with _no_collection():
            await asyncio.wait([feeding, *waiting], return_when=asyncio.FIRST_COMPLETED)
        await _end(waiting)
        if feeding.done() and not ready.is_set():
            feeding.result()

    def _fed_no_more(self, feeding: "asyncio.Task[None]") -> None:
        """End the run where nothing fills the picture any more, by a fault of ours."""
        if not feeding.cancelled() and feeding.exception() is not None:
            for server in self._servers:
                server.should_exit = True

    def _heed_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, self._stop, number)
            except NotImplementedError:
                signal.signal(
                    number, lambda got, _frame: loop.call_soon_threadsafe(self._stop, got)
                )

    def _stop(self, number: int) -> None:
        for server in self._servers:
            # A second signal does not wait for answers that are still being written.
            server.force_exit = self._signal is not None
            server.should_exit = True
        self._signal = number
        self._stopping.set()

    def _status(self, keys: Callable[[], str]) -> str:
        return f"{format_time(self._clock())}  {self._feeding.status()}, {keys()}"


class _Server(uvicorn.Server):
    """Leaves signals to us: uvicorn raises them again at its end, which would kill the process."""

    on_started: Callable[[], None] | None = None

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.on_started is not None:
            self.on_started()


async def _show(line: Callable[[], str], plain_seconds: float) -> None:
    """Show a line on stderr for ever: to people in one place, else every so many seconds."""
    if not sys.stderr.isatty():
        while True:
            await asyncio.sleep(plain_seconds)
            print(line(), file=sys.stderr, flush=True)
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    await asyncio.sleep(_LIVE_SECONDS)
    with Live(
        Text(line()),
        console=Console(stderr=True),
        auto_refresh=False,
        redirect_stdout=False,
        transient=True,
    ) as live:
        while True:
            live.update(Text(line()), refresh=True)
            await asyncio.sleep(_LIVE_SECONDS)


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Look for no garbage meanwhile: what the picture is made of stays, and is very much."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    if sys.platform == "win32":
        return asyncio.new_event_loop
    import uvloop

    return uvloop.new_event_loop


async def _end(tasks: list["asyncio.Task[Any]"]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
