"""What falls due by time: heartbeats and keep-alives, however fast feed time runs."""

import itertools
from typing import Any

import pytest

from tests.surfaces.trade.test_outgoing import market, told_by
from touchline.board.board import Board
from touchline.board.picture import Picture
from touchline.surfaces.trade.directory import Subscriptions
from touchline.surfaces.trade.envelopes import Envelopes
from touchline.surfaces.trade.outlet import HEARTBEAT_MS, KEEP_ALIVE_MS, Outlet
from touchline.surfaces.trade.package import Filters, Package
from touchline.surfaces.trade.turns import Turns
from touchline.wire import Form, decode

NOW = 1_700_000_000_000


def types_after(steps: list[tuple[int, int]]) -> list[str]:
    """Return the types of what is sent at each (feed time, monotonic time)."""
    count = itertools.count(1)
    board = Board("one")
    turns = Turns(Picture(board, lambda: NOW))
    outlet = Outlet(
        Package(7), Envelopes(Form.JSON, lambda: str(next(count))), Subscriptions(), turns, board
    )
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


@pytest.mark.parametrize("form", [Form.LEGACY_JSON, Form.XML])
def test_what_begins_anew_goes_on_counting(form: Form) -> None:
    # Stamps of these forms are whole seconds, in which the number says what is newer.
    count = itertools.count(1)
    picture = Picture(Board("one"), lambda: NOW)
    package, envelopes = Package(7, form), Envelopes(form, lambda: str(next(count)))
    outlet = Outlet(package, envelopes, Subscriptions(), Turns(picture), picture.board)

    def take(kind: int, said: dict[str, Any]) -> list[str]:
        outlet.tell(
            picture.board.apply(decode(told_by(kind, said)).message, NOW), picture.board, 0, 0
        )
        packets = [packet.headers["MessageSequence"] for packet in outlet.outbox._waiting]
        outlet.outbox.clear()
        return packets

    assert take(1, {}) == ["1"]
    outlet.begin_anew(picture.board)
    assert take(3, market(1, (1, "2.0"))) == ["2"]


def test_nothing_is_sent_before_anything_says_what_the_time_is() -> None:
    assert types_after([(0, 0), (0, 60_000)]) == []
    assert types_after([(0, 0), (NOW, 250)]) == ["32", "31"]


def test_an_order_is_told_with_the_next_beat_and_goes_on_where_the_numbers_were() -> None:
    count = itertools.count(1)
    package = Package(7, filters=Filters(sports=frozenset({1})))
    picture = Picture(Board("one"), lambda: NOW)
    envelopes = Envelopes(Form.JSON, lambda: str(next(count)))
    outlet = Outlet(package, envelopes, Subscriptions(), Turns(picture), picture.board)
    board = picture.board

    def take() -> list[tuple[str, str]]:
        packets = [packet.headers for packet in outlet.outbox._waiting]
        outlet.outbox.clear()
        return [(one["MessageType"], one["MessageSequence"]) for one in packets]

    for body in (told_by(1, {}), told_by(3, market(1, (1, "2.0"), (2, "3.0")))):
        outlet._send(outlet._conversation.about(board.apply(decode(body).message, NOW), board), NOW)
    assert take() == []
    for sequence in (1, 3):
        outlet.order(Subscriptions(fixtures=frozenset({5})))
        outlet.catch_up(board, NOW, 100)
        assert take() == [("1", str(sequence)), ("3", str(sequence + 1))]
        outlet.order(Subscriptions())
        outlet.catch_up(board, NOW, 100)
