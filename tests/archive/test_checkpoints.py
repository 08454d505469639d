"""Checkpoints: with the end of the journal, they give the picture that would be there without."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.board.pictures import picture_of
from touchline.archive.checkpoints import Checkpoint, Checkpoints
from touchline.archive.recordings import Recorded
from touchline.base.errors import JournalError, WireError
from touchline.board.board import Board, BoardLimits
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


def chain_of_parts(directory: Path, feed: list[Recorded], positions: list[int]) -> list[Path]:
    """Write a full checkpoint and parts at some positions; return the files, in order."""
    board, checkpoints = Board("first"), Checkpoints(directory)
    before = 0
    for position in positions:
        play(board, feed[before:position])
        write(checkpoints.begin(board, position))
        before = position
    files = sorted(directory.iterdir())
    assert [path.suffix for path in files] == [".full"] + [".part"] * (len(positions) - 1)
    return files


def test_a_part_that_is_missing_costs_only_more_of_the_journal(
    directory: Path, feed: list[Recorded], whole: Board, caplog: pytest.LogCaptureFixture
) -> None:
    last = len(feed)
    files = chain_of_parts(directory, feed, [last - 40, last - 30, last - 20, last - 10])
    files[2].unlink()
    found = Checkpoints(directory).restore()
    assert found is not None
    assert found.position == last - 30
    assert f"{files[3]}: what stands before it is missing" in caplog.text
    assert picture_of(restored(directory, feed)) == picture_of(whole)


def test_parts_without_their_full_one_are_not_used_and_told(
    directory: Path, feed: list[Recorded], caplog: pytest.LogCaptureFixture
) -> None:
    files = chain_of_parts(directory, feed, [len(feed) - 20, len(feed) - 10])
    files[0].unlink()
    assert Checkpoints(directory).restore() is None
    assert f"{files[1]}: what stands before it is missing" in caplog.text


def test_a_folder_among_them_is_no_checkpoint(
    directory: Path, feed: list[Recorded], whole: Board
) -> None:
    board, checkpoints = Board("first"), Checkpoints(directory)
    folder = directory / "checkpoint-000000000000.full"
    folder.mkdir()
    play(board, feed)
    write(checkpoints.begin(board, len(feed)))
    assert picture_of(restored(directory, feed)) == picture_of(whole)
    assert folder.is_dir()


def test_parts_together_are_not_much_larger_than_the_full_one(
    directory: Path, feed: list[Recorded]
) -> None:
    board, checkpoints = Board("first"), Checkpoints(directory)
    half, step = len(feed) // 2, 100
    fulls: set[Path] = set()
    for position in range(half, len(feed), step):
        play(board, feed[0 if position == half else position - step : position])
        write(checkpoints.begin(board, position))
        full, *parts = (path.stat().st_size for path in sorted(directory.iterdir()))
        assert sum(parts[:-1]) < full
        fulls.update(directory.glob("*.full"))
    assert len(fulls) > 2


def guid(source: str, number: int) -> str:
    return f"{source}-{number:034}"


def hear(board: Board, source: str, numbers: range) -> None:
    """Let a board remember the guids of messages."""
    said = '{"Header":{"Type":32,"ServerTimestamp":%d,"MsgGuid":"%s"}}'
    for number in numbers:
        board.apply(decode((said % (START, guid(source, number))).encode()).message, START, source)


def test_the_newest_guids_are_kept_as_they_were_at_the_beginning(directory: Path) -> None:
    board, checkpoints = Board("first"), Checkpoints(directory)
    for source in "ab":
        hear(board, source, range(4_500))
    checkpoint = checkpoints.begin(board, 1)
    # Whoever is heard later is not in this checkpoint, and must not be taken for known.
    hear(board, "a", range(4_500, 4_600))
    hear(board, "c", range(10))
    while data := checkpoint.slice():
        assert not (b"a-0" in data and b"b-0" in data)
        checkpoint.write(data)
    checkpoint.finish()
    found = checkpoints.restore()
    assert found is not None
    guids = {source.name: list(source.guids) for source in found.content.sources}
    assert guids == {
        source: [guid(source, number) for number in range(500, 4_500)] for source in "ab"
    }


def test_guids_that_have_been_forgotten_since_are_not_kept(directory: Path) -> None:
    board = Board("first", keep=BoardLimits(guids=5))
    checkpoints = Checkpoints(directory)
    hear(board, "a", range(5))
    checkpoint = checkpoints.begin(board, 1)
    hear(board, "a", range(5, 20))
    write(checkpoint)
    found = checkpoints.restore()
    assert found is not None
    assert not found.content.sources[0].guids


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
