"""Running the server: its socket, its signals, its status line and its end."""

import asyncio
import contextlib
import errno
import ipaddress
import logging
import signal
import socket
import sys
from collections.abc import Callable, Generator, Iterator
from typing import Any, Final

import uvicorn

from touchline.base.clock import format_time
from touchline.base.errors import TouchlineError
from touchline.cli.http_protocol import HttpProtocol
from touchline.sources.playback import Playback
from touchline.sources.pump import Pump
from touchline.surfaces.http import Application

_BACKLOG: Final = 2048
_GRACE_SECONDS: Final = 2
_LIVE_SECONDS: Final = 1
_PLAIN_SECONDS: Final = 10
_EXIT_INTERRUPTED: Final = 128 + signal.SIGINT
_log = logging.getLogger(__name__)


@contextlib.contextmanager
def listen_here(host: str, port: int) -> Iterator[socket.socket]:
    """Give a socket that listens on an address that only this machine can reach.

    Raises TouchlineError: bind-refused, port-in-use.
    """
    family, address = _loopback(host, port)
    try:
        listener = socket.create_server(address, family=family, backlog=_BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise TouchlineError(
                "port-in-use", f"port {port} is in use", where=host, expected="another --port"
            ) from None
        raise TouchlineError(
            "bind-refused", f"cannot listen on port {port}: {error.strerror}", where=host
        ) from None
    with listener:
        yield listener


def _loopback(host: str, port: int) -> tuple[socket.AddressFamily, tuple[str, int]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise TouchlineError(
            "bind-refused", "is not an address of this machine", where=host[:64],
            expected="127.0.0.1, ::1 or localhost",
        ) from None  # fmt: skip
    addresses = sorted((family, str(address[0])) for family, _, _, _, address in found)
    if not all(ipaddress.ip_address(address).is_loopback for _, address in addresses):
        raise TouchlineError(
            "bind-refused",
            f"--open serves without keys, and {host} can be reached from other machines",
            where="--host",
            expected="127.0.0.1, ::1 or localhost",
        )
    family, address = addresses[0]
    return family, (address, port)


def address_of(listener: socket.socket) -> str:
    """Return where a socket listens, as the start of a URL."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def http_config(application: Application, keep_alive_ms: int) -> uvicorn.Config:
    """Return how uvicorn serves an application."""
    return uvicorn.Config(
        application,
        http=HttpProtocol,
        ws="none",
        lifespan="off",
        access_log=False,
        server_header=False,
        log_config=None,
        log_level="warning",
        backlog=_BACKLOG,
        timeout_keep_alive=max(1, keep_alive_ms // 1000),
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


class Run:
    """One run of the server over one source, until a signal ends it."""

    def __init__(
        self,
        application: Application,
        playback: Playback,
        pump: Pump,
        clock: Callable[[], int],
        *,
        keep_alive_ms: int,
    ) -> None:
        """Serve an application while a playback fills its picture; `clock` is feed time."""
        self._playback = playback
        self._pump = pump
        self._clock = clock
        self._signal: int | None = None
        self._stopping = asyncio.Event()
        self._server = _Server(http_config(application, keep_alive_ms))

    def run(self, listener: socket.socket, announce: Callable[[], None]) -> int:
        """Serve until a signal and return the exit code: 0, or 130 after Ctrl-C.

        `announce` is called when everything that lies before the start is in the picture and
        requests are answered. Raises RecordingError where it never comes to that.
        """
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(self._run(listener, announce))
        return _EXIT_INTERRUPTED if self._signal == signal.SIGINT else 0

    async def _run(self, listener: socket.socket, announce: Callable[[], None]) -> None:
        self._heed_signals()
        playing = asyncio.create_task(self._playback.run(self._pump))
        tasks = [playing, asyncio.create_task(self._pump.tick())]
        try:
            await self._until_ready(playing)
            if self._stopping.is_set():
                return
            playing.add_done_callback(_tell_end)
            self._server.on_started = announce
            tasks.append(asyncio.create_task(self._show_status()))
            await self._server.serve(sockets=[listener])
        finally:
            await _end(tasks)

    async def _until_ready(self, playing: "asyncio.Task[None]") -> None:
        waiting = [
            asyncio.create_task(self._pump.ready.wait()),
            asyncio.create_task(self._stopping.wait()),
        ]
        await asyncio.wait([playing, *waiting], return_when=asyncio.FIRST_COMPLETED)
        await _end(waiting)
        if playing.done() and not self._pump.ready.is_set():
            playing.result()

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
        # A second signal does not wait for answers that are still being written.
        self._server.force_exit = self._signal is not None
        self._signal = number
        self._server.should_exit = True
        self._stopping.set()

    async def _show_status(self) -> None:
        if not sys.stderr.isatty():
            while True:
                await asyncio.sleep(_PLAIN_SECONDS)
                print(self._status(), file=sys.stderr, flush=True)
        from rich.console import Console
        from rich.live import Live
        from rich.text import Text

        await asyncio.sleep(_LIVE_SECONDS)
        with Live(
            Text(self._status()),
            console=Console(stderr=True),
            auto_refresh=False,
            redirect_stdout=False,
            transient=True,
        ) as live:
            while True:
                live.update(Text(self._status()), refresh=True)
                await asyncio.sleep(_LIVE_SECONDS)

    def _status(self) -> str:
        status = self._pump.status()
        refused = f", {status.refused} messages refused" if status.refused else ""
        return (
            f"{format_time(self._clock())}  {status.live_events} live events, "
            f"{status.messages_per_second:.1f} messages/s, lag {status.lag_ms} ms{refused}"
        )


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


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    if sys.platform == "win32":
        return asyncio.new_event_loop
    import uvloop

    return uvloop.new_event_loop


def _tell_end(playing: "asyncio.Task[None]") -> None:
    """Log why a replay ended early; what it brought is still served."""
    if playing.cancelled():
        return
    error = playing.exception()
    if isinstance(error, TouchlineError):
        _log.error("the replay ends here: %s", error)
    elif error is not None:
        _log.error("the replay ends here", exc_info=error)


async def _end(tasks: list["asyncio.Task[Any]"]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
