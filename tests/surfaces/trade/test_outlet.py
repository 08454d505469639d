"""What falls due by time: heartbeats and keep-alives, however fast feed time runs."""

import itertools

import pytest

from touchline.board.board import Board
from touchline.surfaces.trade.directory import Subscriptions
from touchline.surfaces.trade.outlet import HEARTBEAT_MS, KEEP_ALIVE_MS, Outlet
from touchline.surfaces.trade.package import Package

NOW = 1_700_000_000_000


def types_after(steps: list[tuple[int, int]]) -> list[str]:
    """Return the types of what is sent at each (feed time, monotonic time)."""
    count = itertools.count(1)
    outlet = Outlet(Package(7), lambda: str(next(count)), Subscriptions())
    board = Board("one")
    for now, monotonic in steps:
        outlet.beat(board, now, monotonic)
    return [packet.headers["MessageType"] for packet in outlet.outbox._waiting]


@pytest.mark.parametrize("speed", [0, 1, 10])
def test_heartbeats_come_every_5_s_and_keep_alives_every_30_s_of_the_faster_time(
    speed: int,
) -> None:
    seconds = 60
    told = types_after([(NOW + speed * ms, ms) for ms in range(0, seconds * 1_000, 250)])
    faster = max(speed, 1) * seconds * 1_000
    assert told.count("32") == pytest.approx(faster / HEARTBEAT_MS, rel=0.01)
    assert told.count("31") == pytest.approx(faster / KEEP_ALIVE_MS, rel=0.01)
    assert told[:2] == ["32", "31"]


def test_nothing_is_sent_before_anything_says_what_the_time_is() -> None:
    assert types_after([(0, 0), (0, 60_000)]) == []
    assert types_after([(0, 0), (NOW, 250)]) == ["32", "31"]
