"""The picture does not depend on how finely feed time passes between the messages."""

from pathlib import Path

import pytest

from tests.board.pictures import picture_of
from tests.recordings.playing import NAMES, XML, play

TICK = 250


@pytest.mark.parametrize("name", [name for name in NAMES if name != XML])
def test_time_in_small_steps_gives_the_same_changes_and_picture(shared: Path, name: str) -> None:
    at_once = play(shared, name)
    in_steps = play(shared, name, step=TICK)
    assert in_steps.changes == at_once.changes
    assert picture_of(in_steps.board) == picture_of(at_once.board)
