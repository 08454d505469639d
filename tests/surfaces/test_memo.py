"""Rows and bodies that are kept: written again only where they would differ, and bounded."""

import pytest

from tests.board.builders import MATCH, T, at, fixture, livescore
from touchline.board.board import DEFAULT_SOURCE, Board
from touchline.surfaces.fragments import earliest
from touchline.surfaces.memo import Bodies, Memo, Written, stamp_of
from touchline.surfaces.newest import ENTRY_BYTES

STAMP = (1, 0, False)


class Writer:
    """Writes a row that says how often it was written."""

    def __init__(self, until: int | None = None) -> None:
        self.times = 0
        self.until = until

    def __call__(self) -> Written:
        self.times += 1
        return b"%d" % self.times, self.until


def test_a_row_is_written_once_while_its_stamp_stands() -> None:
    memo, write = Memo(), Writer()
    row = memo.row("a", STAMP, 0, write)
    assert (row.content, row.until) == (b"1", None)
    assert memo.row("a", STAMP, 10**15, write) is row
    assert memo.row("b", STAMP, 0, write).content == b"2"
    assert memo.row("a", (2, 0, False), 0, write).content == b"3"
    assert memo.row("a", STAMP, 0, write).content == b"4"
    memo.clear()
    assert memo.row("b", STAMP, 0, write).content == b"5"


def test_a_row_is_written_again_when_its_time_is_over() -> None:
    memo, write = Memo(), Writer(until=50)
    for now, times in ((0, 1), (49, 1), (50, 2)):
        assert memo.row("a", STAMP, now, write).content == b"%d" % times


def test_rows_are_kept_up_to_so_many_bytes() -> None:
    memo, write = Memo(max_bytes=2 * (ENTRY_BYTES + 1)), Writer()
    for key in ("a", "b", "a", "c", "a"):
        memo.row(key, STAMP, 0, write)
    assert write.times == 3
    # The one that was not asked for longest has gone.
    memo.row("b", STAMP, 0, write)
    assert write.times == 4


def test_a_failure_to_write_keeps_no_row() -> None:
    memo, write = Memo(), Writer()

    def fail() -> Written:
        raise RuntimeError("no row")

    memo.row("a", STAMP, 0, write)
    with pytest.raises(RuntimeError):
        memo.row("a", (2, 0, False), 0, fail)
    assert memo.row("a", (2, 0, False), 0, write).content == b"2"


def test_bodies_are_kept_while_the_version_stands() -> None:
    bodies, write = Bodies(max_bytes=2 * (ENTRY_BYTES + 1)), Writer()

    def body(key: str, version: int) -> bytes:
        return bodies.body(key, version, lambda: write()[0]).body

    assert [body(key, 1) for key in ("a", "a", "b", "a", "c", "a")] == [
        b"1", b"1", b"2", b"1", b"3", b"1",
    ]  # fmt: skip
    assert [body(key, 1) for key in ("b", "a")] == [b"4", b"1"]
    assert [body("a", 2), body("a", 2), body("a", 1)] == [b"5", b"5", b"6"]


def test_the_stamp_tells_changes_and_silence() -> None:
    board = Board("test")
    board.apply(fixture(0, 2), T)
    event, source = board.events[MATCH], board.sources[DEFAULT_SOURCE]
    first = stamp_of(event, source, T)
    assert stamp_of(event, source, T + 29_999) == first
    assert stamp_of(event, source, T + 30_000) != first
    board.apply(livescore(1, time=60), at(1))
    changed = stamp_of(event, source, at(1))
    assert changed != first
    board.advance(at(60))
    assert stamp_of(event, source, at(1)) != changed
    assert stamp_of(event, None, at(1)) == (event.seq, 0, False)


def test_the_earliest_of_some_times() -> None:
    assert earliest() is earliest(None, None) is None
    assert earliest(None, 7, 5, None) == 5
