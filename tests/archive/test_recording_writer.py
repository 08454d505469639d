"""The writer of recordings: a file stands under its name whole, or not at all."""

from pathlib import Path

import pytest

from touchline.archive.recordings import Kind, Recorded, RecordingWriter, read_recording
from touchline.base.errors import RecordingError

MESSAGES = [
    Recorded(1_000, {}, b'{"Header":{"Type":32}}', Kind.BODY),
    Recorded(2_000, {}, b'{"Head', Kind.RAW),
]


def write(path: Path, messages: list[Recorded]) -> Path:
    with RecordingWriter(path) as writer:
        for message in messages:
            writer.write(message)
    return path


def write_and_raise(path: Path, error: type[BaseException], *, overwrite: bool = False) -> None:
    with RecordingWriter(path, overwrite=overwrite) as writer:
        writer.write(MESSAGES[0])
        raise error


def write_where_another_writes(path: Path) -> None:
    with RecordingWriter(path) as writer:
        writer.write(MESSAGES[0])
        path.write_text("mine", encoding="utf-8")


def test_an_existing_file_is_not_written_over_unless_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", MESSAGES)
    with pytest.raises(RecordingError) as caught:
        RecordingWriter(path)
    assert caught.value.code == "output-exists"
    with RecordingWriter(path, overwrite=True) as writer:
        writer.write(MESSAGES[0])
    assert list(read_recording(path)) == MESSAGES[:1]


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit, ValueError])
def test_an_interrupt_leaves_nothing(tmp_path: Path, interrupt: type[BaseException]) -> None:
    path = tmp_path / "a.jsonl.gz"
    with pytest.raises(interrupt):
        write_and_raise(path, interrupt)
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_leaves_what_was_there(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", MESSAGES)
    with pytest.raises(KeyboardInterrupt):
        write_and_raise(path, KeyboardInterrupt, overwrite=True)
    assert list(read_recording(path)) == MESSAGES
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_stands_under_the_name_before_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    (tmp_path / ".a.jsonl.0.part").write_text("left by another", encoding="utf-8")
    with RecordingWriter(path) as writer:
        writer.write(MESSAGES[0])
        assert not path.exists()
    assert (tmp_path / ".a.jsonl.0.part").read_text(encoding="utf-8") == "left by another"
    assert list(read_recording(path)) == MESSAGES[:1]


def test_a_file_that_appears_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with pytest.raises(RecordingError, match="something else was written there"):
        write_where_another_writes(path)
    assert path.read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_one_error(tmp_path: Path) -> None:
    path = tmp_path / "no" / "a.jsonl"
    with pytest.raises(RecordingError, match="there is no folder"), RecordingWriter(path):
        pass


def test_a_recording_may_be_read_while_it_is_replaced(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl.gz", MESSAGES)
    with RecordingWriter(path, overwrite=True) as writer:
        for recorded in read_recording(path):
            writer.write(recorded)
    assert list(read_recording(path)) == MESSAGES
