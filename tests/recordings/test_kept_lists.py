"""Lists that are kept up to date change by change equal lists that are made anew."""

from pathlib import Path

import pytest

from tests.recordings.playing import CHAOS, folder
from touchline.archive.recordings import read_recording
from touchline.base.clock import ManualClock
from touchline.base.errors import WireError
from touchline.board.board import Board
from touchline.board.picture import Picture
from touchline.board.shown_odds import ShownBooks
from touchline.surfaces.v1.surface import V1
from touchline.surfaces.v2.surface import V2
from touchline.wire import decode

EVERY = 97
"""Messages between two looks; a prime, so that looks fall at all kinds of messages."""


@pytest.mark.parametrize(
    ("name", "sport", "provider"),
    [
        (CHAOS, 1, "william-hill"),
        ("nba-3-games", 3, "99002"),
        ("tennis-wimbledon-2011-r2", 4, "92620"),
    ],
)
def test_a_kept_list_equals_one_made_anew(
    shared: Path, name: str, sport: int, provider: str
) -> None:
    clock = ManualClock()
    picture = Picture(Board("epoch"), clock)
    # Which bookmaker a line shows depends on what was shown before, so all share that memory.
    books = ShownBooks()
    kept = V1(picture, books=books), V2(picture, books=books, wall_clock=ManualClock())
    asked = [
        (surface, path, f"{query}&{named}")
        for surface, path, query in (
            (0, "/api/v1/live/events", f"sport={sport}&count=500"),
            (1, "/v2/matches/live", "locale=es"),
        )
        for named in ("", f"provider={provider}")
    ]
    bodies: dict[str, set[bytes]] = {query: set() for _, _, query in asked}
    for index, recorded in enumerate(read_recording(folder(shared) / f"{name}.jsonl.gz")):
        clock.now = now = recorded.at
        try:
            picture.apply(decode(recorded.body).message, now)
        except WireError:
            continue
        if index % EVERY == 0:
            fresh = Picture(picture.board, clock)
            anew = V1(fresh, books=books), V2(fresh, books=books, wall_clock=ManualClock())
            for surface, path, query in asked:
                answer = kept[surface].answer("GET", path, query, {}, now)
                again = anew[surface].answer("GET", path, query, {}, now)
                assert answer == again
                if answer.status == 200:
                    bodies[query].add(answer.body)
    for query, different in bodies.items():
        assert len(different) > 10, query
