"""What is kept up to date change by change equals what is made anew."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.recordings.playing import CHAOS, folder
from touchline.archive.recordings import read_recording
from touchline.base.clock import ManualClock
from touchline.base.errors import WireError
from touchline.board.board import Board
from touchline.board.facts import is_live
from touchline.board.picture import Picture
from touchline.board.shown_odds import ShownBooks
from touchline.model.event import Event
from touchline.surfaces.v1.surface import V1
from touchline.surfaces.v2.surface import V2
from touchline.wire import decode

EVERY = 97
"""Messages between two looks; a prime, so that looks fall at all kinds of messages."""
EVENTS = 4
"""How many events and leagues are asked for by themselves."""

Asked = tuple[int, str, str]
"""The surface, the path, the query."""


def lists(sport: int, provider: str) -> Iterator[Asked]:
    """Yield requests for lists, each also with the odds of one bookmaker where it has odds."""
    for surface, path, query in (
        (0, "/api/v1/live/events", f"sport={sport}&count=500"),
        (0, "/api/v1/events/top", "count=500"),
        (0, "/api/v1/events/top", f"sport={sport}&count=3"),
        (1, "/v2/matches/live", "locale=es"),
        (1, "/v2/matches", "locale=pt"),
        (1, "/v2/matches/trending", "status=upcoming,live,completed"),
    ):
        yield surface, path, query
        yield surface, path, f"{query}&provider={provider}"
    for path in ("/api/v1/sports", f"/api/v1/sports/{sport}/leagues", "/api/v1/live/sports"):
        yield 0, path, ""


def alone(events: Iterable[Event], provider: str) -> Iterator[Asked]:
    """Yield requests for some of the events and leagues by themselves."""
    seen = sorted((event for event in events if event.fixture is not None), key=_live_first)
    leagues = {event.fixture.league.id for event in seen if event.fixture and event.fixture.league}
    paths = [
        *((0, f"/api/v1/leagues/{league}/events") for league in sorted(leagues)[:EVENTS]),
        *((0, f"/api/v1/live/leagues/{league}") for league in sorted(leagues)[:EVENTS]),
        *((0, f"/api/v1/live/event/{event.id}") for event in seen[:EVENTS]),
        *((1, f"/v2/matches/{event.id}") for event in seen[:EVENTS]),
    ]
    for surface, path in paths:
        yield surface, path, ""
        yield surface, path, f"provider={provider}"


def _live_first(event: Event) -> tuple[bool, int]:
    return not is_live(event), event.id


@pytest.mark.parametrize(
    ("name", "sport", "provider"),
    [
        (CHAOS, 1, "william-hill"),
        ("nba-3-games", 3, "99002"),
        ("tennis-wimbledon-2011-r2", 4, "92620"),
    ],
)
def test_what_is_kept_equals_what_is_made_anew(
    shared: Path, name: str, sport: int, provider: str
) -> None:
    clock = ManualClock()
    picture = Picture(Board("epoch"), clock)
    # Which bookmaker a line shows depends on what was shown before, so all share that memory.
    books = ShownBooks()
    kept = V1(picture, books=books), V2(picture, books=books, wall_clock=ManualClock())
    bodies: dict[Asked, set[bytes]] = {asked: set() for asked in lists(sport, provider)}
    details: set[bytes] = set()
    for index, recorded in enumerate(read_recording(folder(shared) / f"{name}.jsonl.gz")):
        clock.now = now = recorded.at
        try:
            picture.apply(decode(recorded.body).message, now)
        except WireError:
            continue
        if index % EVERY == 0:
            fresh = Picture(picture.board, clock)
            anew = V1(fresh, books=books), V2(fresh, books=books, wall_clock=ManualClock())
            for asked in (*bodies, *alone(picture.board.events.values(), provider)):
                surface, path, query = asked
                answer = kept[surface].answer("GET", path, query, {}, now)
                again = anew[surface].answer("GET", path, query, {}, now)
                assert answer == again, asked
                if answer.status == 200:
                    bodies.get(asked, details).add(answer.body)
    assert len(details) > 50
    for asked, different in bodies.items():
        assert len(different) > (1 if "sports" in asked[1] else 5), asked
