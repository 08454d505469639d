"""A server to measure: Touchline over 200 live matches, with keys or without, or bare ASGI."""

import sys
from typing import Any

import uvicorn

from benchmarks.messages import START, live_football
from touchline.access.accounts import Account, ApiKey, Changes
from touchline.access.keys import digest, last_four
from touchline.access.ledger import Demand, Ledger, Outcome
from touchline.access.tariff import QUOTA_OPERATIONS, Tariff, Tier, default_tariff
from touchline.base.clock import monotonic_clock, wall_clock
from touchline.board.board import Board
from touchline.board.picture import Picture
from touchline.cli.http_protocol import HttpConfig, HttpLimits
from touchline.surfaces.door import Door
from touchline.surfaces.http import Application
from touchline.surfaces.v1.surface import V1
from touchline.surfaces.v2.surface import V2
from touchline.wire import decode

LIST = "/api/v1/live/events?count=500"
DETAIL = "/api/v1/live/event/500007"
V2_LIST = "/v2/matches/live"
V2_FIRST = "/v2/matches/live?limit=1"
V2_DETAIL = "/v2/matches/500007"
KEY = "sk_test_" + 64 * "7"
BARE, OPEN, KEYED = "bare ASGI app", "touchline", "touchline with keys"


def door() -> Door:
    """Return a door that one key without limits passes, known as from a store."""
    default = default_tariff()
    endless = Tier(
        requests_a_minute=10**9,
        requests_a_day=10**9,
        connections=1,
        streams=1,
        scopes=default.tier("PRO").scopes,
    )
    tariff = Tariff(tiers={"ENDLESS": endless}, costs=default.costs)
    ledger = Ledger(tariff, QUOTA_OPERATIONS, wall_clock, monotonic_clock)
    account = Account(id=1, name="A", tier="ENDLESS", created_at=START)
    key = ApiKey(
        id=1,
        account_id=1,
        name="K",
        kind="test",
        digest=digest(KEY),
        last_four=last_four(KEY),
        created_at=START,
    )
    ledger.apply(Changes(version=1, accounts=(account,), keys=(key,)))

    async def ask_store(_key: str | None, _demand: Demand) -> Outcome:
        raise AssertionError("only v1 is asked with keys, which costs no credits")

    return Door(ledger, tariff, ask_store, is_test=True)


def application(door: Door | None = None) -> Application:
    """Return the server over 200 live matches, at a feed time that stands still."""
    picture = Picture(Board("bench"), lambda: START)
    v1, v2 = V1(picture), V2(picture)
    for body in live_football(200):
        picture.apply(decode(body).message, START)
    return Application([v1, v2], lambda: START, door=door)


def bare(served: Application) -> Any:
    """Return an app that does nothing but write the bytes that Touchline would."""
    bodies = {}
    for asked in (LIST, DETAIL, V2_LIST, V2_FIRST, V2_DETAIL):
        path, _, query = asked.partition("?")
        bodies[path, query.encode()] = served.answer("GET", path, query, {}).body

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        body = bodies[scope["path"], scope["query_string"]]
        status = 304 if any(name == b"if-none-match" for name, _ in scope["headers"]) else 200
        body = b"" if status == 304 else body
        headers = [(b"content-type", b"application/json")]
        if status == 200:
            headers.append((b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


def main() -> None:
    """Serve one of the three on a port of loopback."""
    kind, port = sys.argv[1], int(sys.argv[2])
    if kind == BARE:
        uvicorn.run(
            bare(application()),
            host="127.0.0.1",
            port=port,
            http="httptools",
            loop="uvloop",
            lifespan="off",
            access_log=False,
            log_level="warning",
        )
        return
    config = HttpConfig(application(door() if kind == KEYED else None), HttpLimits())
    config.host, config.port, config.loop = "127.0.0.1", port, "uvloop"
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
