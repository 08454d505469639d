"""A source unheard for 30 s of feed time: nothing of it is bettable anywhere (DECISIONS 23)."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tests.surfaces.v2.scenes import FIXTURE, KICK_OFF, LEAGUE, LIVE, Scene
from touchline.base import limits
from touchline.board.board import Board, BoardLimits
from touchline.board.liveness import Thresholds
from touchline.surfaces.silence import Silence
from touchline.wire import decode

PATIENCE = limits.MESSAGE_SILENCE_MS.default
EVENT = f"/api/v1/live/event/{FIXTURE}"
MATCH = f"/v2/matches/{FIXTURE}"


def v1_odds(path: str) -> Callable[[Scene, str], bool]:
    """Return what tells whether a body of v1 has odds."""

    def look(scene: Scene, query: str) -> bool:
        data = scene.get(path, query)["data"]
        event = data[0] if isinstance(data, list) else data
        assert bool(event["odds"]) is (event["winProbability"] is not None)
        return bool(event["odds"])

    return look


def v1_markets(scene: Scene, query: str) -> bool:
    """Tell whether a bet of v1's detail is available."""
    return any_said(scene.get(EVENT, query)["data"]["markets"], "available")


def v2_items(path: str) -> Callable[[Scene, str], bool]:
    """Return what tells whether a body of v2 has an available bet."""
    return lambda scene, query: any_said(scene.body(path, query), "isAvailable")


def v2_play(path: str) -> Callable[[Scene, str], bool]:
    """Return what tells whether a body of v2 has a match in play."""
    return lambda scene, query: any_said(scene.body(path, query), "isInPlay")


def any_said(body: Any, name: str) -> bool:
    """Tell whether a key is true somewhere in a body; it must be somewhere."""
    found: list[bool] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            found.extend(said for key, said in value.items() if key == name)
            value = list(value.values())
        if isinstance(value, list):
            for item in value:
                walk(item)

    walk(body)
    assert found
    return any(found)


LOOKS = {
    "v1 live list": v1_odds("/api/v1/live/events"),
    "v1 live league": v1_odds(f"/api/v1/live/leagues/{LEAGUE}"),
    "v1 league": v1_odds(f"/api/v1/leagues/{LEAGUE}/events"),
    "v1 top": v1_odds("/api/v1/events/top"),
    "v1 detail": v1_odds(EVENT),
    "v1 markets": v1_markets,
    "v2 live list": v2_items(LIVE),
    "v2 trending": v2_items("/v2/matches/trending"),
    "v2 detail": v2_items(MATCH),
    "v2 live odds": v2_items(f"{MATCH}/live-odds"),
}
WHILE_PLAYED = LOOKS | {"v2 list in play": v2_play(LIVE), "v2 detail in play": v2_play(MATCH)}
STOPPED, RUNNING = 0, 1
"""What feeds say of a clock; a row whose clock runs is made again every second."""


def tell_all(scene: Scene, clock: int) -> None:
    """Tell of a live match with odds."""
    scene.fixture()
    scene.livescore(Clock={"Status": clock, "Seconds": 600})
    scene.odds({"1": "1.3", "X": "5.5", "2": "9"})


@pytest.mark.parametrize("query", ["", "provider=8"])
@pytest.mark.parametrize(
    ("clock", "look"),
    [
        *(pytest.param(STOPPED, look, id=f"{name}, stopped") for name, look in LOOKS.items()),
        *(pytest.param(RUNNING, look, id=name) for name, look in WHILE_PLAYED.items()),
    ],
)
def test_nothing_is_bettable_while_a_source_is_silent(
    clock: int, look: Callable[[Scene, str], bool], query: str
) -> None:
    scene = Scene()
    scene.now += 345
    tell_all(scene, clock)
    heard_at = scene.now
    assert look(scene, query)
    # Nobody lets the board's own time pass here: the feed clock alone tells.
    scene.now = heard_at + PATIENCE - 1
    assert look(scene, query)
    scene.now = heard_at + PATIENCE
    assert not look(scene, query)
    scene.say({"Header": {"Type": 3, "ServerTimestamp": scene.now}})
    assert look(scene, query)


@pytest.mark.parametrize(("clock", "looks"), [(STOPPED, LOOKS), (RUNNING, WHILE_PLAYED)])
def test_a_source_that_speaks_again_is_noticed_where_no_change_tells_of_it(
    clock: int, looks: dict[str, Callable[[Scene, str], bool]]
) -> None:
    # A board that waits longer for heartbeats than surfaces do: it never calls the source down.
    patient = Thresholds(heartbeat=600_000, messages=600_000, keep_alive=600_000)
    scene = Scene()
    scene.picture.restart(Board("patient", keep=BoardLimits(thresholds=patient)))
    tell_all(scene, clock)
    for _ in range(2):
        for name, look in looks.items():
            assert look(scene, ""), name
        scene.now += PATIENCE
        for name, look in looks.items():
            assert not look(scene, ""), name
        scene.heartbeat()


def test_each_source_is_noticed_once() -> None:
    board, silence = Board("test"), Silence()
    assert not silence.differs(board, KICK_OFF)
    message = decode(msgspec.json.encode({"Header": {"Type": 32}})).message
    for number, source in enumerate(("one", "other")):
        board.apply(message, KICK_OFF + number * 1_000, source)
    moments = range(KICK_OFF, KICK_OFF + 2 * PATIENCE, 1_000)
    differing = [moment for moment in moments if silence.differs(board, moment)]
    assert differing == [KICK_OFF + PATIENCE, KICK_OFF + PATIENCE + 1_000]
