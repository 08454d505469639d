"""Real matches, read whole: at every checkpoint v2 shows what the truth says."""

import gzip
from pathlib import Path
from typing import Any

import msgspec
import pytest

from touchline.base.clock import ManualClock
from touchline.board.board import Board
from touchline.board.picture import Picture
from touchline.surfaces.v2.structs import LiveMatches, Matches, OneMatch
from touchline.surfaces.v2.surface import V2
from touchline.wire import decode


class Line(msgspec.Struct):
    """A line of a recording."""

    at: int
    body: msgspec.Raw = msgspec.Raw(b"")


@pytest.mark.parametrize(
    ("name", "sport"),
    [
        ("nba-3-games", "basketball"),
        ("tennis-wimbledon-2011-r2", "tennis"),
        ("mlb-2020-09-13", "baseball"),
        ("nfl-2016-09-11", "american-football"),
    ],
)
def test_every_checkpoint_is_shown(shared: Path, name: str, sport: str) -> None:
    folder = shared / "recordings"
    truth = msgspec.json.decode((folder / f"{name}.truth.json").read_bytes())["fixtures"]
    due = sorted(
        (checkpoint["at"], fixture, checkpoint)
        for fixture, said in truth.items()
        for checkpoint in said["checkpoints"]
    )
    clock = ManualClock()
    picture = Picture(Board("test"), clock)
    surface = V2(picture, wall_clock=ManualClock())

    def body(path: str, query: str, kind: Any) -> Any:
        answer = surface.answer("GET", path, query, {}, clock())
        assert answer.status == 200
        return msgspec.json.decode(answer.body, type=kind)

    compared = 0
    with gzip.open(folder / f"{name}.jsonl.gz", "rb") as lines:
        for text in lines:
            line = msgspec.json.decode(text, type=Line)
            while due and due[0][0] < line.at:
                _, fixture, checkpoint = due.pop(0)
                shown = body("/v2/matches/live", f"sport={sport}&locale=pt", LiveMatches)
                rows = {row.id: row for row in shown.data}
                if fixture in rows:
                    compared += 1
                    stats = rows[fixture].stats
                    assert [stats.home_goals, stats.away_goals] == checkpoint["score"]
                    open_bets = any(bet.is_available for bet in stats.live_bet_items)
                    assert open_bets is (checkpoint["open_bets"] > 0)
            clock.now = line.at
            picture.apply(decode(bytes(line.body)).message, line.at)
    assert compared >= len(truth) * 5
    completed = body("/v2/matches", f"status=completed&sport={sport}", Matches).data
    assert {row.id for row in completed} == truth.keys()
    for row in completed:
        final = truth[row.id]["final"]
        assert [row.stats.home_goals, row.stats.away_goals] == final["score"]
        assert row.stats.phase_caption is not None
        detail = body(f"/v2/matches/{row.id}", "", OneMatch).data
        assert len(detail.stats.timeline) <= final["incidents"]
