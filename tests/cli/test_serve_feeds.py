"""`touchline serve` with feeds: a real server, a real broker, and what a wrong address is told."""

import asyncio
import json
import secrets
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.brokers.door import Door
from tests.cli.processes import SECONDS, ended, get, server
from tests.sources.feeds import heartbeat, publish, queue
from touchline.archive.journal import Journal
from touchline.archive.quarantine import FOLDER, Quarantine
from touchline.archive.recordings import Kind, Recorded, RecordingWriter, read_recording
from touchline.base.clock import wall_clock
from touchline.base.errors import TouchlineError
from touchline.cli.main import run


def message(kind: int, fixture: int, said: dict[str, Any]) -> Recorded:
    """Return a message about a football match, sent now."""
    now = wall_clock()
    header = {"Type": kind, "MsgGuid": secrets.token_hex(8), "ServerTimestamp": now}
    body = {"Header": header, "Body": {"Events": [{"FixtureId": fixture} | said]}}
    headers = {"MessageType": str(kind), "timestamp_in_ms": str(now)}
    return Recorded(now, headers, json.dumps(body).encode(), Kind.BODY)


def match(fixture: int) -> list[Recorded]:
    """Return a live match with an open bet, and the heartbeat behind it."""
    sides = [
        {"Id": 1, "Name": "Alpha", "Position": "1"},
        {"Id": 2, "Name": "Beta", "Position": "2"},
    ]
    about = {
        "Sport": {"Id": 6046, "Name": "Football"},
        "League": {"Id": 7, "Name": "Test League"},
        "StartDate": "2026-01-10T15:00:00Z",
        "Status": 2,
        "Participants": sides,
    }
    bets = [{"Id": fixture * 10, "Name": "1", "Status": 1, "Price": "1.5"}]
    books = [{"Id": 8, "Name": "Book", "Bets": bets}]
    markets = [{"Id": 1, "Name": "1X2", "ProviderMarkets": books}]
    return [
        message(1, fixture, {"Fixture": about}),
        message(3, fixture, {"Markets": markets}),
        heartbeat(),
    ]


def is_open(address: str, fixture: int) -> bool | None:
    """Tell whether the bet of a match can be placed, None while there is no match or no bet."""
    try:
        markets = get(address, f"/api/v1/live/event/{fixture}")["data"]["markets"]
    except urllib.error.HTTPError:
        return None
    return bool(markets[0]["providers"][0]["bets"][0]["available"]) if markets else None


def readiness(address: str) -> Any:
    """Return what /readyz says, also where that is 503."""
    try:
        return get(address, "/readyz")
    except urllib.error.HTTPError as error:
        with error:
            return json.load(error)


def until(is_so: Callable[[], object]) -> None:
    """Wait for what comes about by itself."""
    end = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def away(name: str = "feed") -> str:
    """Return the address of a queue at a broker that is not there."""
    return f"amqp://127.0.0.1:{closed_port()}/?queue=q&name={name}"


@pytest.fixture
def queues(broker: str) -> Iterator[tuple[str, str]]:
    with asyncio.Runner() as runner:
        made = [queue(broker) for _ in range(2)]
        names = [runner.run(one.__aenter__()) for one in made]
        yield names[0], names[1]
        for one in made:
            runner.run(one.__aexit__(None, None, None))


def test_two_feeds_fill_one_picture_which_is_there_again_without_their_broker(
    broker: str, queues: tuple[str, str], tmp_path: Path
) -> None:
    sources = [
        argument
        for its, name in zip(queues, ("a", "b"), strict=True)
        for argument in ("--source", f"{broker}?queue={its}&name={name}")
    ]

    def are_up() -> bool:
        for its in queues:
            asyncio.run(publish(broker, its, [heartbeat()]))
        return bool(readiness(address)["status"] == "ready")

    with server(tmp_path, *sources, "--open", "--port", 0) as running:
        address = running.address()
        for fixture, its in enumerate(queues, 1):
            asyncio.run(publish(broker, its, match(fixture)))
        until(are_up)
        assert [is_open(address, fixture) for fixture in (1, 2)] == [True, True]
        told = readiness(address)
        assert [(one["name"], one["state"]) for one in told["sources"]] == [
            ("a", "up"),
            ("b", "up"),
        ]
        assert told["journal"]["last"] == told["journal"]["applied"] >= 6
        code, _, said = running.end(signal.SIGTERM)
        assert (code, "Traceback" in said) == (0, False)
    # One of the two is no source any more: nothing of it can be counted on either.
    with server(tmp_path, "--source", away("a"), "--open", "--port", 0) as running:
        address = running.address()
        assert [is_open(address, fixture) for fixture in (1, 2)] == [False, False]
        until(lambda: readiness(address)["status"] == "degraded")
        (source,) = readiness(address)["sources"]
        assert (source["state"], source["cause"]) == ("down", "not-connected")
        assert "Connect" in source["failure"]
        assert get(address, "/livez") == {"status": "alive"}


def test_a_broker_that_accepts_and_closes_leaves_the_other_feeds_alone(
    broker: str, queues: tuple[str, str], tmp_path: Path
) -> None:
    doors = [Door(), Door(is_reset=True)]
    urls = [f"{door.url}?queue=x&name=bad-{number}" for number, door in enumerate(doors)]
    healthy = f"{broker.replace('amqp', 'AMQP')}?queue={queues[0]}&name=good"
    sources = [argument for url in (*urls, healthy) for argument in ("--source", url)]

    def is_one_up() -> bool:
        asyncio.run(publish(broker, queues[0], [heartbeat()]))
        told = readiness(address)["sources"]
        are_told = all(one["failure"] for one in told[:2])
        return are_told and [one["state"] for one in told] == ["starting", "starting", "up"]

    with server(tmp_path, *sources, "--open", "--port", 0) as running:
        address = running.address()
        until(is_one_up)
        code, _, said = running.end(signal.SIGTERM)
    for door in doors:
        door.close()
    assert (code, "Traceback" in said) == (0, False), said
    for name in ("bad-0", "bad-1"):
        told = next(line for line in said.splitlines() if f"{name}: not connected" in line)
        assert told.endswith("[source-unreachable]")


def test_what_is_tried_again_is_journaled_and_applied_though_the_broker_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with server(tmp_path, "--source", away(), "--open", "--port", 0) as running:
        address = running.address()
        quarantine = Quarantine(running.state / FOLDER, 1_000_000)
        failed = TouchlineError("message-not-applied", "KeyError: 7")
        for number, source in enumerate(("feed", "gone"), 1):
            for one in match(number)[:2]:
                quarantine.keep(
                    one.body, at=one.at, source=source, error=failed, headers=one.headers
                )
        quarantine.close()
        command = ["touchline", "quarantine", "retry", "--all", "--state-dir", str(running.state)]
        monkeypatch.setattr("sys.argv", command)
        with pytest.raises(SystemExit) as done:
            run()
        assert (done.value.code or 0, "4 of 4" in capfd.readouterr().out) == (0, True)
        until(lambda: not list((running.state / "retries").glob("*.json")))
        until(lambda: [is_open(address, number) for number in (1, 2)] == [False, False])
        assert readiness(address)["journal"]["last"] == 4
        code, out, said = running.end(signal.SIGINT)
        assert (code, out, "Traceback" in said) == (130, "", False)
    journal = Journal(tmp_path / "state" / "journal", wall_clock)
    assert {entry.source for entry in journal.read()} == {"feed", "gone"}
    journal.close()


def test_one_server_writes_a_journal(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "state" / "journal", wall_clock)
    code, out, said = ended(tmp_path, "--source", away(), "--open", "--port", 0)
    journal.close()
    assert (code, out) == (1, "")
    assert said.endswith("expected a state folder for each server [journal-in-use]\n")
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([f"{away()}&quueue=x"], "'quueue' is not known; expected some of"),
        (["amqp://u:secret@h:x/?queue=q"], "has no host and port that can be read"),
        (["amqp://u:secret@h/?queue=q&prefetch=0"], "prefetch"),
        (["amqp://h/?queue=q&password=secret"], "has its password in the query"),
        (["amqp://u:secret@h/?queue=q&name=A%20b"], "name"),
        (["amqp://u:secret@h/?queue=q&snapshot=h"], "snapshot"),
        (["amqp://u:secret@h/?queue=q&snapshot=http://h"], "names no package"),
        (["amqp://u@h/?package=1&password_file=/nothing"], "/nothing: No such file"),
        (["amqp://u@h/?package=1&password_file=/dev/null"], "/dev/null: is empty"),
        (["amqp://u:secret@h/?queue=q%C3%BC"], "'queue' is not what it has to be; expected the"),
        (["AMQP://u:secret@h/?queue=q&nam=b"], "'nam' is not known"),
        (
            ["amqp://u:secret@h/?package=1&name=a", "Amqp://H:5672?queue=_1_&name=b"],
            "'a' and 'b' take the same queue, amqp://h:5672/?queue=_1_",
        ),
        (["amqp://u:secret@h/?package=1&password_file=/n"], "names a password and a password_file"),
        ([away(), away()], "two feeds are named 'feed'; expected another name=NAME"),
        ([away("a"), f"{away('b')}&clock=messages"], "feeds of one picture have one time"),
        ([away(), "simulator"], "everything else is played alone"),
        (["simulator", "simulator"], "is given twice"),
    ],
)
def test_a_wrong_address_is_one_line_without_its_password(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    arguments: list[str],
    says: str,
) -> None:
    given = [part for argument in arguments for part in ("--source", argument)]
    monkeypatch.setattr("sys.argv", ["touchline", "serve", "--state-dir", str(tmp_path), *given])
    with pytest.raises(SystemExit) as done:
        run()
    out, err = capfd.readouterr()
    assert (done.value.code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
    assert "secret" not in err


def test_what_is_played_is_kept_where_that_is_asked(tmp_path: Path) -> None:
    recording = tmp_path / "match.jsonl"
    with RecordingWriter(recording) as writer:
        for one in match(1):
            writer.write(one)
    source = ("--source", f"replay:{recording}", "--speed", "max")
    with server(tmp_path, *source, "--journal", "--open", "--port", 0) as running:
        address = running.address()
        until(lambda: readiness(address)["journal"]["last"] == 3)
        assert running.end(signal.SIGTERM)[0] == 0
    assert not (tmp_path / "state" / "journal").exists()
    (kept,) = (tmp_path / "state" / "played").glob("*.jsonl")
    assert [one.body for one in read_recording(kept)] == [
        one.body for one in read_recording(recording)
    ]


def test_what_feeds_bring_is_always_kept(tmp_path: Path) -> None:
    code, _, said = ended(tmp_path, "--source", away(), "--journal", "--open")
    assert (code, said) == (
        2,
        "--journal: makes no sense for this source; "
        "expected --source simulator, or replay:PATH [usage]\n",
    )


def status_of(address: str, method: str = "GET") -> int:
    request = urllib.request.Request(address, method=method)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_health_asks_for_no_key_and_metrics_are_on_the_operators_port_alone(
    tmp_path: Path,
) -> None:
    port = closed_port()
    (tmp_path / "touchline.toml").write_text(f"[server]\nadmin_port = {port}\n")
    with server(tmp_path, "--live", 1, "--port", 0) as running:
        address, operator = running.address(), f"http://127.0.0.1:{port}"
        for where in (address, operator):
            assert readiness(where)["status"] == "ready"
            assert status_of(f"{where}/livez", "HEAD") == 200
            assert status_of(f"{where}/readyz", "POST") == 405
        assert readiness(address)["store"] == "up"
        assert status_of(f"{address}/metrics") == 404
        assert status_of(f"{address}/v2/matches/live") == 401
        with urllib.request.urlopen(f"{operator}/metrics", timeout=SECONDS) as answer:
            families = {
                family.name: family
                for family in text_string_to_metric_families(answer.read().decode())
            }
    assert families["touchline_events"].samples[0].value > 0
    (up,) = [one for one in families["touchline_source_state"].samples if one.value]
    assert up.labels == {"source": "simulator", "state": "up"}


def test_where_the_broker_is_is_told_to_the_operator_alone(tmp_path: Path) -> None:
    port = closed_port()
    (tmp_path / "touchline.toml").write_text(f"[server]\nadmin_port = {port}\n")
    with server(tmp_path, "--source", away(), "--port", 0) as running:
        address, operator = running.address(), f"http://127.0.0.1:{port}"
        until(lambda: readiness(address)["sources"][0]["failure"])
        assert readiness(address)["sources"][0]["failure"] == "source-unreachable"
        assert "amqp://127.0.0.1:" in readiness(operator)["sources"][0]["failure"]
