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
from touchline.wire import decode

EVERY = 97
"""Messages between two looks; a prime, so that looks fall at all kinds of messages."""


@pytest.mark.parametrize(
    ("name", "sport"), [(CHAOS, 1), ("nba-3-games", 3), ("tennis-wimbledon-2011-r2", 4)]
)
def test_a_kept_list_equals_one_made_anew(shared: Path, name: str, sport: int) -> None:
    clock = ManualClock()
    picture = Picture(Board("epoch"), clock)
    # Which bookmaker a line shows depends on what was shown before, so both share that memory.
    books = ShownBooks()
    kept = V1(picture, books=books)
    query = f"sport={sport}&count=500"
    bodies = set()
    for index, recorded in enumerate(read_recording(folder(shared) / f"{name}.jsonl.gz")):
        clock.now = now = recorded.at
        try:
            picture.apply(decode(recorded.body).message, now)
        except WireError:
            continue
        if index % EVERY == 0:
            answer = kept.answer("GET", "/api/v1/live/events", query, {}, now)
            anew = V1(Picture(picture.board, clock), books=books)
            again = anew.answer("GET", "/api/v1/live/events", query, {}, now)
            assert answer.body == again.body
            assert answer.headers == again.headers
            bodies.add(answer.body)
    assert len(bodies) > 10
