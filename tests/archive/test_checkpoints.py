"""Checkpoints: with the end of the journal, they give the picture that would be there without."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.board.pictures import picture_of
from touchline.archive.checkpoints import Checkpoint, Checkpoints
from touchline.archive.recordings import Recorded
from touchline.base.errors import JournalError, WireError
from touchline.board.board import Board
from touchline.simulator.engine import Simulator
from touchline.simulator.faults import FAULTS, Faults
from touchline.wire import decode

START = 1_700_000_000_000
MINUTE = 60_000


@pytest.fixture(scope="module")
def feed() -> list[Recorded]:
    """Return ten minutes of matches, races and a season, with everything that can go wrong."""
    simulator = Simulator(START, seed=5, live=8, faults=Faults(frozenset(FAULTS)))
    return list(simulator.messages(START + 10 * MINUTE))


def play(board: Board, feed: list[Recorded]) -> None:
    for recorded in feed:
        try:
            board.apply(decode(recorded.body).message, recorded.at)
        except WireError:
            continue


def write(checkpoint: Checkpoint) -> None:
    while data := checkpoint.slice():
        checkpoint.write(data)
    checkpoint.finish()


def restored(directory: Path, feed: list[Recorded]) -> Board:
    """Return a board made from what is on disk and the messages behind it."""
    found = Checkpoints(directory).restore()
    board = Board("second")
    position = 0
    if found is not None:
        board.restore(found.content)
        position = found.position
    play(board, feed[position:])
    return board


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "checkpoints"


@pytest.fixture(scope="module")
def whole(feed: list[Recorded]) -> Board:
    board = Board("first")
    play(board, feed)
    return board


def test_a_full_checkpoint_is_the_picture(
    directory: Path, feed: list[Recorded], whole: Board
) -> None:
    write(Checkpoints(directory).begin(whole, len(feed)))
    found = Checkpoints(directory).restore()
    assert found is not None
    assert found.position == len(feed)
    board = Board("second")
    board.restore(found.content)
    assert picture_of(board) == picture_of(whole)
    assert board.seq == whole.seq
    assert board.now == whole.now


@pytest.mark.parametrize("seed", range(4))
def test_messages_between_the_slices_change_nothing_of_the_outcome(
    directory: Path, feed: list[Recorded], whole: Board, seed: int
) -> None:
    chance = random.Random(seed)
    board, checkpoints = Board("first"), Checkpoints(directory)
    applied = 0

    def go_on(most: int) -> None:
        nonlocal applied
        count = chance.randrange(most)
        play(board, feed[applied : applied + count])
        applied += count

    go_on(len(feed) // 2)
    while applied < len(feed) * 3 // 4:
        checkpoint = checkpoints.begin(board, min(applied, len(feed)))
        while data := checkpoint.slice():
            checkpoint.write(data)
            go_on(40)
        checkpoint.finish()
        go_on(200)
    assert picture_of(restored(directory, feed)) == picture_of(whole)


def test_a_part_holds_only_what_was_spoken_of_since(
    directory: Path, feed: list[Recorded], whole: Board
) -> None:
    board, checkpoints = Board("first"), Checkpoints(directory)
    play(board, feed[:-20])
    first = checkpoints.begin(board, len(feed) - 20)
    write(first)
    play(board, feed[-20:])
    second = checkpoints.begin(board, len(feed))
    write(second)
    assert first.count == len(board.events)
    assert 0 < second.count <= 20
    assert picture_of(restored(directory, feed)) == picture_of(whole)


def test_what_left_the_picture_does_not_come_back(directory: Path) -> None:
    board, checkpoints = Board("first"), Checkpoints(directory)

    def end(number: int, at: int) -> None:
        said = b'{"Header":{"Type":1,"ServerTimestamp":%d},"Body":{"Events":[%s]}}'
        event = b'{"FixtureId":%d,"Fixture":{"Status":3}}' % number
        board.apply(decode(said % (at, event)).message, at)

    end(1, START)
    end(2, START)
    write(checkpoints.begin(board, 2))
    board.advance(START + 25 * 60 * MINUTE)
    end(3, board.now)
    write(checkpoints.begin(board, 3))
    found = checkpoints.restore()
    assert found is not None
    assert [event.id for event in found.content.events] == [3]


def spoilt(path: Path) -> Iterator[bytes]:
    """Yield what may be left of a file: cut off, a byte turned, another version."""
    data = path.read_bytes()
    yield data[: len(data) // 2]
    yield data[:-3]
    yield b""
    middle = len(data) // 2
    yield data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def test_a_damaged_part_costs_only_more_of_the_journal(
    directory: Path, feed: list[Recorded], whole: Board, caplog: pytest.LogCaptureFixture
) -> None:
    board, checkpoints = Board("first"), Checkpoints(directory)
    half = len(feed) // 2
    play(board, feed[:half])
    write(checkpoints.begin(board, half))
    play(board, feed[half:-50])
    write(checkpoints.begin(board, len(feed) - 50))
    (part,) = directory.glob("*.part")
    whole_part = part.read_bytes()
    for data in spoilt(part):
        part.write_bytes(data)
        caplog.clear()
        assert picture_of(restored(directory, feed)) == picture_of(whole)
        assert str(part) in caplog.text
        part.write_bytes(whole_part)
    assert checkpoints.needed_after() == half


def test_without_a_whole_checkpoint_everything_comes_from_the_journal(
    directory: Path, feed: list[Recorded], whole: Board
) -> None:
    board = Board("first")
    play(board, feed[:50])
    write(Checkpoints(directory).begin(board, 50))
    (full,) = directory.glob("*.full")
    full.write_bytes(full.read_bytes()[:-1])
    assert Checkpoints(directory).restore() is None
    assert picture_of(restored(directory, feed)) == picture_of(whole)


def test_one_that_was_given_up_is_made_good_by_the_next(
    directory: Path, feed: list[Recorded], whole: Board
) -> None:
    board, checkpoints = Board("first"), Checkpoints(directory)
    play(board, feed[:100])
    write(checkpoints.begin(board, 100))
    play(board, feed[100:200])
    given_up = checkpoints.begin(board, 200)
    given_up.write(given_up.slice())
    given_up.close()
    write(checkpoints.begin(board, 200))
    assert picture_of(restored(directory, feed)) == picture_of(whole)
    assert [path.suffix for path in directory.iterdir()] == [".full"]


def test_older_ones_leave_with_the_next_full_one(directory: Path, feed: list[Recorded]) -> None:
    board, checkpoints = Board("first"), Checkpoints(directory)
    for position in range(1, 200):
        play(board, feed[position - 1 : position])
        write(checkpoints.begin(board, position))
    assert len(list(directory.glob("*.full"))) == 1
    assert len(list(directory.iterdir())) < 70


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(JournalError) as refused:
        Checkpoints(tmp_path / "file")
    assert refused.value.code == "journal-unwritable"
