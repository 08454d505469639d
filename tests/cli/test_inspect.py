"""`touchline inspect`: the picture of a recording at a moment."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from touchline.archive.recordings import Kind, Recorded, RecordingWriter
from touchline.cli.main import run

START = 1_768_057_200_000
BET = 743634282222500091


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def events(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ended]


@pytest.fixture
def cli(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TOUCHLINE_CONFIG", raising=False)
    handler = signal.getsignal(signal.SIGTERM)

    def call(*arguments: object) -> Ended:
        monkeypatch.setattr("sys.argv", ["touchline", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            run()
        out, err = capfd.readouterr()
        return Ended(int(ended.value.code or 0), out, err)

    yield call
    signal.signal(signal.SIGTERM, handler)


def fixture(at: int, fixture_id: int, status: int = 1) -> Recorded:
    return message(
        at,
        1,
        {
            "FixtureId": fixture_id,
            "Fixture": {
                "Sport": {"Id": 6046, "Name": "Football"},
                "League": {"Id": 7, "Name": "Test League"},
                "Status": status,
                "Participants": [
                    {"Id": 1, "Name": "Alpha", "Position": "1"},
                    {"Id": 2, "Name": "Beta", "Position": "2"},
                ],
            },
        },
    )


def price(at: int, fixture_id: int, price: str) -> Recorded:
    bet = {"Id": BET, "Name": "1", "Status": 1, "StartPrice": "1.0", "Price": price}
    books = [{"Id": 8, "Name": "Book", "Bets": [bet]}]
    return message(
        at,
        3,
        {
            "FixtureId": fixture_id,
            "Markets": [{"Id": 1, "Name": "1X2", "ProviderMarkets": books}],
        },
    )


def message(at: int, kind: int, event: dict[str, Any]) -> Recorded:
    body = {"Header": {"Type": kind, "ServerTimestamp": at}, "Body": {"Events": [event]}}
    return Recorded(at, {}, json.dumps(body).encode(), Kind.BODY)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "a.jsonl.gz"
    with RecordingWriter(path) as writer:
        writer.write(fixture(START, 101))
        writer.write(fixture(START + 1_000, 102))
        writer.write(price(START + 1_000, 101, "2.5"))
        writer.write(Recorded(START + 2_000, {}, b'{"Header":{"Ty', Kind.RAW))
        writer.write(price(START + 60_000, 101, "3.5"))
        writer.write(fixture(START + 60_000, 101, status=2))
    return path


def test_the_end_is_shown_unless_told(cli: Run, recording: Path) -> None:
    ended = cli("inspect", recording)
    assert ended.code == 0
    assert [event["FixtureId"] for event in ended.events] == [101, 102]
    event = ended.events[0]
    assert event["Fixture"]["Status"] == 2
    (bet,) = event["Markets"][0]["ProviderMarkets"][0]["Bets"]
    assert (bet["Id"], bet["Price"], bet["StartPrice"]) == (BET, "3.5", "2.5")


@pytest.mark.parametrize(
    ("at", "count"),
    [
        (START - 1, 0),
        (START, 1),
        (START + 999, 1),
        (START + 1_000, 2),
        ("2026-01-10T15:00:30Z", 2),
        ("2027-01-01T00:00:00Z", 2),
    ],
)
def test_what_was_received_until_a_moment_counts(
    cli: Run, recording: Path, at: object, count: int
) -> None:
    ended = cli("inspect", recording, "--at", at)
    assert ended.code == 0
    assert len(ended.events) == count


def test_prices_are_those_of_the_moment(cli: Run, recording: Path) -> None:
    ended = cli("inspect", recording, "--at", START + 59_999)
    (bet,) = ended.events[0]["Markets"][0]["ProviderMarkets"][0]["Bets"]
    assert bet["Price"] == "2.5"
    assert ended.events[0]["Fixture"]["Status"] == 1


def test_what_cannot_be_read_is_one_line_on_stderr(cli: Run, recording: Path) -> None:
    ended = cli("inspect", recording)
    assert ended.err == "warning: 1 messages could not be read: wire-malformed-json 1\n"


def test_a_malformed_line_and_a_torn_tail_are_told_too(cli: Run, recording: Path) -> None:
    recording.write_bytes(recording.read_bytes()[:-4])
    ended = cli("inspect", recording)
    assert ended.code == 0
    assert len(ended.events) == 2
    assert "cut off" in ended.err
    plain = recording.with_suffix("")
    plain.write_text('{"at":1,"raw":"x"}\nnothing\n', encoding="utf-8")
    ended = cli("inspect", plain)
    assert ended.code == 0
    assert ended.events == []
    assert ended.err == (
        "warning: 2 messages could not be read: recording-malformed 1, wire-not-a-message 1\n"
    )


def test_a_file_without_any_message_is_one_line_and_exit_1(cli: Run, tmp_path: Path) -> None:
    for name, content in (("empty.jsonl", b""), ("noise.jsonl", bytes(range(1, 200)) * 40)):
        path = tmp_path / name
        path.write_bytes(content)
        ran = cli("inspect", str(path))
        assert ran.code == 1
        assert "recording-malformed" in ran.err
        assert ran.out == ""


def test_the_shape_of_v2(cli: Run, recording: Path) -> None:
    shown = json.loads(cli("inspect", str(recording), "--shape", "v2").out)
    assert shown
    assert all(isinstance(match["id"], str) for match in shown)


def test_one_event_is_a_list_of_one(cli: Run, recording: Path) -> None:
    ended = cli("inspect", recording, "--event", 102)
    assert [event["FixtureId"] for event in ended.events] == [102]


def test_an_unknown_event_is_one_line_and_exit_1(cli: Run, recording: Path) -> None:
    ended = cli("inspect", recording, "--event", 9, "--at", START)
    assert ended.code == 1
    assert ended.out == ""
    assert ended.err == (
        f"{recording}: event 9 is not in the picture; expected one of 101 [not-found]\n"
    )


def test_the_shape_of_v1(cli: Run, recording: Path) -> None:
    ended = cli("inspect", recording, "--shape", "v1", "--event", 101)
    (event,) = ended.events
    assert (event["id"], event["homeTeam"], event["isLive"]) == (101, "Alpha", True)
    (bet,) = event["markets"][0]["providers"][0]["bets"]
    assert bet["odds"] == 3.5


def test_settings_apply_to_the_shape_of_v1(cli: Run, recording: Path, tmp_path: Path) -> None:
    settings = tmp_path / "mine.toml"
    settings.write_text("[feed]\nid_offset = 5000\n", encoding="utf-8")
    ended = cli("inspect", recording, "--shape", "v1", "--event", 101, "--config", settings)
    assert ended.events[0]["id"] == 5101


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--at", "yesterday"], 2, "--at: 'yesterday' is not a time"),
        (["--shape", "v9"], 2, "v9"),
        (["--event", "x"], 2, "--event"),
        (["--config", "nothing.toml"], 1, "settings-unreadable"),
    ],
)
def test_wrong_usage(cli: Run, recording: Path, arguments: list[str], code: int, says: str) -> None:
    ended = cli("inspect", recording, *arguments)
    assert (ended.code, ended.out) == (code, "")
    assert says in ended.err


def test_a_recording_that_is_missing_is_one_line_and_exit_1(cli: Run, tmp_path: Path) -> None:
    ended = cli("inspect", tmp_path / "nothing")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.endswith("cannot be read: No such file or directory [recording-missing]\n")
    assert ended.err.count("\n") == 1


def test_an_interrupt_is_exit_130(
    cli: Run, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("touchline.cli.inspect.read_recording", interrupt)
    ended = cli("inspect", recording)
    assert (ended.code, ended.out) == (130, "")
    assert "Traceback" not in ended.err


def test_a_reader_that_goes_away_is_no_traceback(recording: Path, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", "from touchline.cli.main import run; run()", "inspect", recording],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
        assert process.wait(timeout=60) == 1


def test_the_version_and_the_commands_are_told(cli: Run) -> None:
    assert cli("--version").out == "0.1.0\n"
    shown = cli("--help").out
    assert all(command in shown for command in ("serve", "inspect", "convert", "config"))


CHECKPOINT = "2018-05-13T15:10:00Z"


def test_a_shared_recording_is_the_same_in_both_generations(cli: Run, shared: Path) -> None:
    scores = []
    for name in ("epl-2018-05-13", "epl-2018-05-13-xml"):
        path = shared / "recordings" / f"{name}.jsonl.gz"
        ended = cli("inspect", path, "--at", CHECKPOINT)
        assert ended.err == ""
        scores.append(
            {
                event["FixtureId"]: event["Livescore"]["Scoreboard"]["Results"]
                for event in ended.events
            }
        )
    assert len(scores[0]) == 10
    assert scores[0] == scores[1]
