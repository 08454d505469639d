"""What is suspended by hand is bettable nowhere from that moment, and is again once lifted."""

from collections.abc import Callable

import pytest

from tests.surfaces.test_silence import LOOKS, RUNNING, STOPPED, tell_all
from tests.surfaces.v2.scenes import FIXTURE, LEAGUE, Scene
from touchline.board.suspensions import Suspension

WAYS = {
    "fixture": Suspension(fixtures=frozenset({FIXTURE})),
    "league": Suspension(competitions=frozenset({LEAGUE})),
    "market": Suspension(fixtures=frozenset({FIXTURE}), lines=frozenset({(1, None)})),
}


@pytest.mark.parametrize("suspension", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize("query", ["", "provider=8"])
@pytest.mark.parametrize("clock", [STOPPED, RUNNING])
def test_nothing_is_bettable_while_it_is_suspended(
    suspension: Suspension, look: Callable[[Scene, str], bool], query: str, clock: int
) -> None:
    scene = Scene()
    tell_all(scene, clock)
    assert look(scene, query)
    for _ in range(2):
        scene.picture.suspend("a", [suspension])
        assert not look(scene, query)
        scene.picture.suspend("a", [])
        assert look(scene, query)
