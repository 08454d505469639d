"""`touchline record`: the simulator's messages in a file, the same every time."""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from touchline.archive.recordings import Kind, read_recording, recorded_translations
from touchline.base.errors import RecordingError, UsageError
from touchline.board.board import Board
from touchline.board.facts import is_live
from touchline.cli.main import main
from touchline.simulator.world import World
from touchline.wire import decode

BEGINS = "2026-01-10T14:00:00Z"
BEGINS_MS = 1_768_053_600_000


def record(out: Path, *options: str) -> str:
    arguments = ["record", "--out", str(out), "--start-at", BEGINS, "--live", "8", *options]
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    if result.exception is not None:
        raise result.exception
    assert result.exit_code == 0
    return result.stdout


def test_the_same_options_write_the_same_bytes(tmp_path: Path) -> None:
    options = ("--for", "3m", "--seed", "7", "--faults", "all")
    paths = [tmp_path / f"{number}.jsonl" for number in range(3)]
    said = record(paths[0], *options)
    record(paths[1], *options)
    record(paths[2], "--for", "3m", "--seed", "8", "--faults", "all")
    first, second, other = (path.read_bytes() for path in paths)
    assert first == second != other
    count = len(first.splitlines())
    assert said == f"{count} messages of 3m written to {paths[0]} as json\n"


def test_it_holds_the_time_that_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "made.jsonl.zst"
    record(path, "--for", "2m")
    times = [message.at for message in read_recording(path)]
    assert times == sorted(times)
    assert BEGINS_MS - 1_000 <= times[0] < BEGINS_MS
    assert BEGINS_MS + 115_000 < times[-1] <= BEGINS_MS + 120_100


@pytest.mark.parametrize(("form", "kind"), [("xml", Kind.XML), ("legacy-json", Kind.BODY)])
def test_it_is_written_in_every_form(tmp_path: Path, form: str, kind: Kind) -> None:
    path = tmp_path / "made.jsonl.gz"
    record(path, "--for", "30s", "--to", form)
    messages = list(read_recording(path))
    assert {message.kind for message in messages} == {kind}
    assert any(b"MsgId" in message.body for message in messages)


def test_a_file_that_is_there_is_kept_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "made.jsonl"
    path.write_text("mine")
    with pytest.raises(RecordingError, match="another name, or --force"):
        record(path, "--for", "10s")
    assert path.read_text() == "mine"
    record(path, "--for", "10s", "--force")
    assert path.read_text() != "mine"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--for", "soon"), "--for: 'soon' is not a duration; a number above 0"),
        (("--for", "0h"), "--for: '0h' is not a duration"),
        (("--for", "1m", "--faults", "var,typhoon"), "--faults: 'typhoon' is not a fault; all, or"),
        (("--for", "1m", "--faults", "all,foo"), "--faults: 'foo' is not a fault; all, or some of"),
        (("--for", "1m", "--faults", " "), "--faults: names no fault; all, or some of duplicates,"),
        (("--for", "1m", "--faults", ","), "--faults: names no fault; all, or some of duplicates,"),
        (("--for", "1m", "--start-at", "9999-01-01T00:00:00Z"), "a time before 9999-01-01T00:00"),
        (("--for", "1m", "--start-at", "1973-12-31T23:59:59Z"), "a time from 1974-01-01T00:00"),
        (("--for", "2m", "--start-at", "9998-12-31T23:59:00Z"), "--for: 2m end after the simul"),
        (("--for", "1m", "--source", "replay:x"), "--source: 'replay:x' cannot be recorded"),
    ],
)
def test_wrong_options_are_named(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    with pytest.raises(UsageError) as raised:
        record(tmp_path / "made.jsonl", *options)
    assert said in str(raised.value).replace("expected ", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("begins", ["1974-01-01T00:00:00Z", "9998-12-31T23:58:00Z"])
def test_the_first_and_the_last_start_work(tmp_path: Path, begins: str) -> None:
    path = tmp_path / "made.jsonl"
    record(path, "--for", "2m", "--start-at", begins)
    board = Board("made-up")
    for recorded in read_recording(path):
        board.apply(decode(recorded.body).message, recorded.at)
    assert sum(map(is_live, board.events.values())) >= 4


def test_it_keeps_what_teams_and_leagues_are_called(tmp_path: Path) -> None:
    made, converted = tmp_path / "made.jsonl", tmp_path / "converted.jsonl.zst"
    record(made, "--for", "5s")
    assert recorded_translations(made) == World().translations()
    result = CliRunner().invoke(main, ["convert", str(made), str(converted), "--to", "xml"])
    assert result.exit_code == 0
    assert recorded_translations(converted) == World().translations()


# Where it cannot be written


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="there is no folder") as raised:
        record(tmp_path / "nowhere" / "made.jsonl", "--for", "5s")
    assert raised.value.code == "recording-unwritable"


@pytest.mark.parametrize("options", [(), ("--force",)])
def test_what_is_no_file_is_left_alone(tmp_path: Path, options: tuple[str, ...]) -> None:
    with pytest.raises(RecordingError, match="is not a file"):
        record(tmp_path, "--for", "5s", *options)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_a_full_disk_is_one_error_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    path = tmp_path / f"made.jsonl{suffix}"
    opened = os.open

    def on_a_full_disk(name: Path, flags: int, mode: int) -> int:
        os.close(opened(name, flags, mode))
        return opened("/dev/full", os.O_WRONLY)

    monkeypatch.setattr("touchline.archive.recordings.os.open", on_a_full_disk)
    monkeypatch.setattr("touchline.archive.recordings.os.fsync", lambda _: None)
    with pytest.raises(RecordingError, match="No space left on device") as raised:
        record(path, "--for", "5s")
    assert raised.value.code == "recording-unwritable"
    assert list(tmp_path.iterdir()) == []
