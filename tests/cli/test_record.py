"""`touchline record`: the simulator's messages in a file, the same every time."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from touchline.archive.recordings import Kind, read_recording
from touchline.base.errors import RecordingError, UsageError
from touchline.cli.main import main

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
        (("--for", "1m", "--faults", " "), "--faults: names no fault"),
        (("--for", "1m", "--source", "replay:x"), "--source: 'replay:x' cannot be recorded"),
    ],
)
def test_wrong_options_are_named(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    with pytest.raises(UsageError) as raised:
        record(tmp_path / "made.jsonl", *options)
    assert said in str(raised.value).replace("expected ", "")
    assert list(tmp_path.iterdir()) == []
