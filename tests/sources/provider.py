"""A provider for tests: its APIs over HTTP, and a board of what it has sent out."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator, Callable, Generator, Iterable
from typing import Any, NamedTuple

import msgspec
import uvicorn

from touchline.archive.recordings import Recorded
from touchline.model.instants import TICKS_PER_MS, ticks

Json = dict[str, Any]
STATUS = "/Package/GetDistributionStatus"
START = "/Distribution/Start"
EVENTS = "/Inplay/GetEvents"


class Answer(NamedTuple):
    """What an API answers; one that is `cut` breaks off before its end."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[bytes, bytes], ...] = ()
    cut: bool = False


class ProviderBoard:
    """What a provider knows, from all that it sent: full parts replaced, bets one by one."""

    def __init__(self) -> None:
        self.stamp = 0
        self._fixtures: dict[int, Json] = {}

    def tell(self, messages: Iterable[Recorded]) -> None:
        """Learn what messages in today's JSON say, in the order in which they are sent."""
        for recorded in messages:
            message = msgspec.json.decode(recorded.body)
            self.stamp = max(self.stamp, message["Header"]["ServerTimestamp"])
            for event in (message.get("Body") or {}).get("Events") or ():
                known = self._fixtures.setdefault(event["FixtureId"], {"Markets": {}})
                # The fixture beside a livescore names only its sport and its sides.
                if message["Header"]["Type"] == 1:
                    known["Fixture"] = event["Fixture"]
                if event.get("Livescore"):
                    known["Livescore"] = event["Livescore"]
                for market in event.get("Markets") or ():
                    self._tell_market(known["Markets"], market)

    def snapshot(self, since: int | None, fixtures: list[int]) -> bytes:
        """Return the answer of GetEvents: markets only that changed since (unix ms)."""
        events = [
            {
                "FixtureId": number,
                "Fixture": known.get("Fixture"),
                "Livescore": known.get("Livescore"),
                "Markets": [
                    found
                    for market in known["Markets"].values()
                    if (found := _changed(market, since)) is not None
                ],
            }
            for number, known in self._fixtures.items()
            if not fixtures or number in fixtures
        ]
        header = {"Type": 36, "MsgGuid": f"snapshot-{self.stamp}", "ServerTimestamp": self.stamp}
        return msgspec.json.encode({"Header": header, "Body": events})

    @staticmethod
    def _tell_market(markets: dict[int, Json], market: Json) -> None:
        known = markets.setdefault(market["Id"], {"books": {}})
        known["said"] = {
            name: value for name, value in market.items() if name not in ("Bets", "ProviderMarkets")
        }
        if market.get("Bets"):
            _tell_bets(known["books"], None, market)
        for book in market.get("ProviderMarkets") or ():
            _tell_bets(known["books"], book["Id"], book)


def _tell_bets(books: dict[int | None, Json], number: int | None, book: Json) -> None:
    known = books.setdefault(number, {"bets": {}})
    known["said"] = {name: value for name, value in book.items() if name != "Bets"}
    known["bets"].update((bet["Id"], bet) for bet in book["Bets"])


def _changed(market: Json, since: int | None) -> Json | None:
    found = dict(market["said"])
    for number, book in market["books"].items():
        bets = [bet for bet in book["bets"].values() if since is None or _moment(bet) >= since]
        if bets and number is None:
            found["Bets"] = bets
        elif bets:
            found.setdefault("ProviderMarkets", []).append(book["said"] | {"Bets": bets})
    return found if "Bets" in found or "ProviderMarkets" in found else None


def _moment(bet: Json) -> int:
    moment = ticks(bet["LastUpdate"])
    assert moment is not None
    return moment // TICKS_PER_MS


class Provider:
    """The APIs of one package.

    `asked` notes each path with what was asked. `script` is what a path answers first, one entry a
    request; then it answers from the board and the state of the distribution.
    """

    def __init__(self) -> None:
        self.board = ProviderBoard()
        self.is_on = True
        self.starts_needed = 1
        self.asked: list[tuple[str, Json]] = []
        self.script: dict[str, list[Answer]] = {}
        self.on_snapshot: Callable[[], None] = lambda: None
        self.url = ""

    def paths(self) -> list[str]:
        """Return what was asked, without its content."""
        return [path for path, _ in self.asked]

    def snapshots(self) -> list[Json]:
        """Return what was asked of the events in play."""
        return [asked for path, asked in self.asked if path == EVENTS]

    def _answer(self, path: str, asked: Json) -> Answer:
        self.asked.append((path, asked))
        if self.script.get(path):
            return self.script[path].pop(0)
        if path == STATUS:
            return Answer(b'{"Body":{"IsDistributionOn":%b}}' % str(self.is_on).lower().encode())
        if path == START:
            self.starts_needed -= 1
            self.is_on = self.starts_needed <= 0
            return Answer(b'{"Body":{"Message":"Distribution is: Active"}}')
        if path == EVENTS:
            self.on_snapshot()
            return Answer(self.board.snapshot(asked.get("Timestamp"), asked.get("Fixtures", [])))
        return Answer(b'{"Header":{"Type":36},"Body":[]}')

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request, as an ASGI application."""
        if scope["type"] != "http":
            return
        content, more = b"", True
        while more:
            event = await receive()
            content += event.get("body", b"")
            more = event.get("more_body", False)
        answer = self._answer(scope["path"], msgspec.json.decode(content))
        length = len(answer.body) + (1_000 if answer.cut else 0)
        headers = [(b"content-length", b"%d" % length), *answer.headers]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body, "more_body": answer.cut})

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncGenerator["Provider"]:
        """Serve on a free port of this machine, at `url`."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            config = uvicorn.Config(
                self, lifespan="off", log_config=None, log_level="critical", access_log=False
            )
            server = _Server(config)
            task = asyncio.create_task(server.serve(sockets=[listener]))
            while not server.started:
                await asyncio.sleep(0.01)
            try:
                yield self
            finally:
                server.force_exit = True
                server.ending.set()
                await task


class _Server(uvicorn.Server):
    """Ends at once when it is told, and leaves the signals to the tests."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ending = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield

    async def main_loop(self) -> None:
        await self.ending.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await asyncio.sleep(0)
