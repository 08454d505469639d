"""`touchline serve`: a real process on a free port, from its first line to its end."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from tests.cli.processes import SECONDS, ended, get, server
from touchline.archive.recordings import Kind, Recorded, RecordingWriter

START = 1_768_057_200_000
MATCH = 92600001
BET = 743634282222500091


def message(at: int, kind: int, event: dict[str, Any] | None = None) -> Recorded:
    body: dict[str, Any] = {"Header": {"Type": kind, "ServerTimestamp": at}}
    if event is not None:
        body["Body"] = {"Events": [{"FixtureId": MATCH} | event]}
    return Recorded(at, {}, json.dumps(body).encode(), Kind.BODY)


def score(at: int, home: int, status: int = 2) -> Recorded:
    results = [{"Position": "1", "Value": str(home)}, {"Position": "2", "Value": "0"}]
    board = {"Status": status, "CurrentPeriod": 10, "Time": "60", "Results": results}
    return message(at, 2, {"Livescore": {"Scoreboard": board, "Periods": []}})


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Give a match that leads by one more goal every minute, ten in all."""
    sides = [
        {"Id": 1, "Name": "Alpha", "Position": "1"},
        {"Id": 2, "Name": "Beta", "Position": "2"},
    ]
    fixture = {
        "Sport": {"Id": 6046, "Name": "Football"},
        "League": {"Id": 7, "Name": "Test League"},
        "StartDate": "2026-01-10T15:00:00Z",
        "Status": 2,
        "Participants": sides,
    }
    path = tmp_path / "match.jsonl.gz"
    with RecordingWriter(path) as writer:
        writer.write(message(START, 32))
        writer.write(message(START, 1, {"Fixture": fixture}))
        bets = [{"Id": BET, "Name": "1", "Status": 1, "Price": "1.5"}]
        books = [{"Id": 8, "Name": "Book", "Bets": bets}]
        writer.write(
            message(START, 3, {"Markets": [{"Id": 1, "Name": "1X2", "ProviderMarkets": books}]})
        )
        writer.write(Recorded(START, {}, b'{"Header":{"Ty', Kind.RAW))
        for minute in range(1, 11):
            writer.write(score(START + minute * 60_000, minute))
            for second in range(0, 60, 5):
                writer.write(message(START + minute * 60_000 + second * 1000, 32))
    return path


def replay(recording: Path, *arguments: object) -> tuple[object, ...]:
    return ("--source", f"replay:{recording}", "--open", "--port", 0, *arguments)


def goals(address: str) -> int:
    home: int = get(address, f"/api/v1/live/event/{MATCH}")["data"]["score"]["home"]
    return home


# The picture


def test_the_end_of_the_recording_stays_and_is_answered(tmp_path: Path, recording: Path) -> None:
    with server(tmp_path, *replay(recording, "--speed", "max")) as running:
        address = running.address()
        until = time.monotonic() + SECONDS
        while goals(address) < 10:
            assert time.monotonic() < until
        for _ in range(3):
            # Feed time stands still, so no silence makes what was said unavailable.
            detail = get(address, f"/api/v1/live/event/{MATCH}")["data"]
            assert detail["score"] == {"home": 10, "away": 0}
            assert detail["markets"][0]["providers"][0]["bets"][0]["available"]
            time.sleep(0.3)
        assert get(address, "/api/v1/live/sports")["totalLive"] == 1


def test_the_first_answer_has_the_whole_picture_of_the_start(
    tmp_path: Path, recording: Path
) -> None:
    moment = "2026-01-10T15:05:30Z"
    arguments = replay(recording, "--start-at", moment, "--stop-at", moment, "--speed", "0.001")
    with server(tmp_path, *arguments) as running:
        address = running.address()
        assert goals(address) == 5
        assert goals(address) == 5


def test_without_a_source_the_simulator_plays(tmp_path: Path) -> None:
    with server(tmp_path, "--live", 8, "--speed", 60, "--open", "--port", 0) as running:
        address = running.address()
        sports = get(address, "/api/v1/live/sports")
        assert sports["totalLive"] >= 4
        sport = sports["data"][0]["id"]
        path = f"/api/v1/live/events?sport={sport}"
        first = get(address, path)["data"]
        assert all(event["homeTeam"] and event["leagueName"] for event in first)
        until = time.monotonic() + SECONDS
        while get(address, path)["data"] == first:
            assert time.monotonic() < until


def test_the_simulator_makes_the_same_picture_of_the_same_moment(tmp_path: Path) -> None:
    moment = "2026-01-10T15:05:30Z"
    arguments = ("--live", 8, "--seed", 5, "--start-at", moment, "--stop-at", moment, "--open")
    bodies = []
    for number in range(2):
        folder = tmp_path / str(number)
        folder.mkdir()
        with server(folder, *arguments, "--port", 0) as running:
            bodies.append(get(running.address(), "/v2/matches/live?locale=pt"))
    assert bodies[0] == bodies[1]
    assert bodies[0]["count"] >= 4


def test_a_recorded_simulation_is_replayed_with_its_names(tmp_path: Path) -> None:
    path, begins = tmp_path / "made.jsonl.gz", "2026-01-10T15:00:00Z"
    subprocess.run(
        [
            sys.executable, "-c", "from touchline.cli.main import run; run()", "record",
            "--out", str(path), "--for", "1s", "--live", "8", "--start-at", begins,
        ],
        cwd=tmp_path, check=True, capture_output=True, timeout=SECONDS,
    )  # fmt: skip
    at_start = ("--open", "--port", 0, "--start-at", begins, "--stop-at", begins)
    bodies = []
    for source in (("--live", 8), ("--source", f"replay:{path}")):
        with server(tmp_path, *source, *at_start) as running:
            bodies.append(get(running.address(), "/v2/matches/live?locale=es"))
    made, replayed = (
        [match["competition"]["caption"] for match in body["data"]] for body in bodies
    )
    assert made == replayed
    assert any(re.search(r"Liga|Copa|División|Abierto", name) for name in replayed)


def test_what_takes_long_to_prepare_says_how_far_it_is(tmp_path: Path) -> None:
    with server(tmp_path, "--live", 150, "--open", "--port", 0) as running:
        running.address()
        _, _, said = running.end(signal.SIGTERM)
    first = said.splitlines()[0]
    assert re.fullmatch(r"making the picture of the start: \d+ live events so far, \d+ .*", first)


def test_options_that_make_no_sense_for_a_source_are_named(tmp_path: Path, recording: Path) -> None:
    _, _, said = ended(tmp_path, "--open", "--loop")
    assert "--loop: makes no sense for this source" in said
    for option, value in (("--faults", "all"), ("--seed", 1), ("--live", 40)):
        _, _, said = ended(tmp_path, *replay(recording, option, value))
        assert f"{option}: makes no sense for this source; expected --source simulator" in said


def test_it_stops_at_the_stop(tmp_path: Path, recording: Path) -> None:
    with server(
        tmp_path, *replay(recording, "--speed", "max", "--stop-at", START + 3 * 60_000 + 5)
    ) as running:
        address = running.address()
        until = time.monotonic() + SECONDS
        while goals(address) < 3:
            assert time.monotonic() < until
        time.sleep(0.5)
        assert goals(address) == 3


def test_a_loop_goes_on(tmp_path: Path, recording: Path) -> None:
    arguments = replay(recording, "--loop", "--speed", 600, "--start-at", START + 60_000)
    with server(tmp_path, *arguments) as running:
        address = running.address()
        until = time.monotonic() + SECONDS
        seen = [goals(address)]
        while seen[-1] >= seen[max(0, len(seen) - 2)]:
            assert time.monotonic() < until
            seen.append(goals(address))
        assert seen[-1] >= 1


def test_the_picture_is_that_of_inspect(tmp_path: Path, recording: Path) -> None:
    moment = START + 7 * 60_000 + 3_000
    arguments = replay(recording, "--start-at", moment, "--stop-at", moment)
    with server(tmp_path, *arguments) as running:
        served = get(running.address(), f"/api/v1/live/event/{MATCH}")["data"]
    inspected = subprocess.run(
        [
            sys.executable, "-c", "from touchline.cli.main import run; run()",
            "inspect", str(recording), "--at", str(moment), "--shape", "v1",
        ],
        cwd=tmp_path, check=True, capture_output=True, timeout=SECONDS,
    )  # fmt: skip
    assert json.loads(inspected.stdout) == [served]


def test_what_cannot_be_read_is_in_the_quarantine(tmp_path: Path, recording: Path) -> None:
    with server(tmp_path, *replay(recording, "--start-at", START + 1_000)) as running:
        running.address()
        (line,) = (
            (running.state / "quarantine" / "quarantine.jsonl").read_text("utf-8").splitlines()
        )
    assert json.loads(line)["raw"] == '{"Header":{"Ty'


# Refusals


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_without_keys_only_this_machine_is_served(
    tmp_path: Path, recording: Path, host: str
) -> None:
    code, out, err = ended(tmp_path, *replay(recording, "--host", host))
    assert (code, out) == (1, "")
    assert err == (
        f"--host: --open serves without keys, and {host} can be reached from other machines; "
        "expected 127.0.0.1, ::1 or localhost; without --open any address will do "
        "[bind-refused]\n"
    )


def test_a_host_that_is_none_is_refused(tmp_path: Path, recording: Path) -> None:
    code, out, err = ended(tmp_path, *replay(recording, "--host", "x" * 70))
    assert (code, out) == (1, "")
    assert err.endswith("[bind-refused]\n")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--source", "ftp://broker", "--open"], 2, "'ftp://broker' is not a source"),
        (["--source", "amqp://broker", "--open"], 2, "names neither a queue nor a package"),
        (["--source", "replay:", "--open"], 2, "names no recording"),
        (["--source", "replay:nothing", "--open"], 1, "[recording-missing]"),
        (["--source", "replay:match.jsonl.gz", "--open", "--speed", "fast"], 2, "--speed"),
        (["--source", "replay:match.jsonl.gz", "--open", "--speed", "0"], 2, "--speed"),
        (["--source", "replay:match.jsonl.gz", "--open", "--start-at", "now"], 2, "--start-at"),
        (
            ["--source", "replay:match.jsonl.gz", "--open", "--start-at", "2", "--stop-at", "1"],
            2,
            "the end is before the start",
        ),
        (["--open", "--live", "0"], 2, "--live"),
        (["--open", "--start-at", "9999-12-31T23:00:00Z"], 2, "a time before 9999-01-01T00:00"),
        (["--open", "--faults", "all,foo"], 2, "'foo' is not a fault; expected all, or some of"),
    ],
)
def test_wrong_usage(
    tmp_path: Path, recording: Path, arguments: list[str], code: int, says: str
) -> None:
    found, out, err = ended(tmp_path, *arguments)
    assert (found, out) == (code, "")
    assert says in err
    assert "Traceback" not in err


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_port_in_use_is_one_line(tmp_path: Path, recording: Path, host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        arguments = ("--source", f"replay:{recording}", "--open", "--host", host, "--port", port)
        code, out, err = ended(tmp_path, *arguments)
    assert (code, out) == (1, "")
    assert err == f"{host}: port {port} is in use; expected another --port [port-in-use]\n"


# Ending


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
@pytest.mark.parametrize("speed", ["1", "max"])
def test_a_signal_ends_it_cleanly(
    tmp_path: Path, recording: Path, number: int, code: int, speed: str
) -> None:
    with server(tmp_path, *replay(recording, "--speed", speed)) as running:
        address = running.address()
        connection = socket.create_connection(
            ("127.0.0.1", int(address.rpartition(":")[2])), timeout=SECONDS
        )
        with connection:
            # A connection that is kept alive does not hold up the end.
            connection.sendall(b"GET /api/v1/live/sports HTTP/1.1\r\nHost: x\r\n\r\n")
            assert connection.recv(20).startswith(b"HTTP/1.1 200")
            assert running.end(number) == (code, "", "")


def test_a_signal_ends_it_while_it_catches_up(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    with RecordingWriter(path) as writer:
        writer.write(Recorded(START, {}, b"nothing", Kind.RAW))
        for number in range(200_000):
            writer.write(message(START + number, 32))
    with server(tmp_path, *replay(path, "--start-at", START + 10**9)) as running:
        until = time.monotonic() + SECONDS
        while not (running.state / "quarantine" / "quarantine.jsonl").exists():
            assert time.monotonic() < until
            time.sleep(0.01)
        code, _, err = running.end(signal.SIGTERM)
    assert code == 0
    assert "Traceback" not in err


def test_what_is_overridden_of_uvicorn_is_there() -> None:
    assert callable(uvicorn.Server.capture_signals)
    assert callable(uvicorn.Server.startup)
    assert callable(uvicorn.Server.serve)
