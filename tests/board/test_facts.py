"""What surfaces ask of an event: why it does not take its usual course, and from when."""

from typing import Any

import pytest

from tests.board.builders import MATCH, T, at, fixture
from touchline.board.board import Board
from touchline.board.facts import status_reason, status_reason_until
from touchline.model.event import Event

LATE = T + 60_000
"""A minute after the start."""


def told(status: int, **said: Any) -> Event:
    """Return the event that a board makes of a fixture that starts at T."""
    board = Board("test")
    board.apply(fixture(-900, status, **said), at(-900))
    return board.events[MATCH]


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (0, None),
        (2, None),
        (3, None),
        (4, "cancelled"),
        (5, "postponed"),
        (6, "interrupted"),
        (7, "abandoned"),
        (8, "lost_coverage"),
        (9, None),
        (42, None),
    ],
)
def test_a_status_is_a_reason_at_any_time(status: int, reason: str | None) -> None:
    event = told(status)
    for now in (T - 900_000, LATE, LATE + 1, T + 10**9):
        assert status_reason(event, now) == reason
        assert status_reason_until(event, now) is None


def test_who_has_not_started_more_than_a_minute_after_the_start_is_delayed() -> None:
    event = told(1)
    for now in (T - 900_000, T, LATE):
        assert (status_reason(event, now), status_reason_until(event, now)) == (None, LATE + 1)
    for now in (LATE + 1, T + 10**9):
        assert (status_reason(event, now), status_reason_until(event, now)) == ("delayed", None)


def test_without_a_start_nothing_is_late() -> None:
    event = told(1, start_date=None)
    assert (status_reason(event, T + 10**9), status_reason_until(event, T)) == (None, None)
