"""A server to measure: Touchline over 200 live matches, or a bare ASGI app with the same bytes."""

import sys
from typing import Any

import uvicorn

from benchmarks.messages import START, live_football
from touchline.board.board import Board
from touchline.board.picture import Picture
from touchline.surfaces.http import Application
from touchline.surfaces.v1.surface import V1
from touchline.wire import decode

LIST = "/api/v1/live/events?count=500"
DETAIL = "/api/v1/live/event/500007"


def application() -> Application:
    """Return the server over 200 live matches, at a feed time that stands still."""
    picture = Picture(Board("bench"), lambda: START)
    surface = V1(picture)
    for body in live_football(200):
        picture.apply(decode(body).message, START)
    return Application([surface], lambda: START)


def bare(served: Application) -> Any:
    """Return an app that does nothing but write the bytes that Touchline would."""
    bodies = {}
    for path in (LIST, DETAIL):
        plain, _, query = path.partition("?")
        bodies[plain] = served.answer("GET", plain, query, {}).body

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        body = bodies[scope["path"]]
        status = 304 if any(name == b"if-none-match" for name, _ in scope["headers"]) else 200
        body = b"" if status == 304 else body
        headers = [(b"content-type", b"application/json")]
        if status == 200:
            headers.append((b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


def main() -> None:
    """Serve `touchline` or `bare` on a port of loopback."""
    kind, port = sys.argv[1], int(sys.argv[2])
    served = application()
    uvicorn.run(
        served if kind == "touchline" else bare(served),
        host="127.0.0.1",
        port=port,
        http="httptools",
        loop="uvloop",
        lifespan="off",
        access_log=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
