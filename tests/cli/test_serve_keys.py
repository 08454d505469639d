"""`touchline serve` with keys, as a process: its first account, its end, and its death."""

import asyncio
import re
import shlex
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest

from tests.cli.processes import SECONDS, Server, ended, server
from touchline.access.accounts import Balance
from touchline.access.keys import new_key
from touchline.access.store import AccountStore, open_store
from touchline.archive.recordings import Kind, Recorded, RecordingWriter

_T = TypeVar("_T")

START = 1_768_057_200_000
LIVE = "/v2/matches/live"
CURL = re.compile(r" +curl .*")


@pytest.fixture
def arguments(tmp_path: Path) -> tuple[object, ...]:
    """Give what serves the shortest recording there is, with keys."""
    with RecordingWriter(tmp_path / "short.jsonl") as writer:
        heartbeat = b'{"Header":{"Type":32,"ServerTimestamp":%d}}' % START
        writer.write(Recorded(START, {}, heartbeat, Kind.BODY))
    return "--source", "replay:short.jsonl", "--port", 0


def told(folder: Path, what: Callable[[AccountStore], Awaitable[_T]]) -> _T:
    """Do something with the store of a server."""

    async def run() -> _T:
        async with await open_store(f"sqlite:///{folder}/state/accounts.db") as store:
            return await what(store)

    return asyncio.run(run())


def balance(folder: Path) -> Balance:
    return told(folder, lambda store: store.balance(1))


def ask(address: str, path: str = LIVE, **headers: str) -> int:
    """Return the status of a request."""
    request = urllib.request.Request(address + path, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def demo_key(running: Server) -> tuple[str, str]:
    """Return the key that a first start prints, and the line to try."""
    printed = [running.line() for _ in range(6)]
    (line,) = (line for line in printed if CURL.fullmatch(line))
    (key,) = {found for text in printed for found in re.findall("sk_test_[0-9a-f]{64}", text)}
    return key, line


def test_a_first_start_makes_an_account_and_prints_a_line_that_works(
    tmp_path: Path, arguments: tuple[object, ...]
) -> None:
    with server(tmp_path, *arguments, "--host", "0.0.0.0") as running:
        address = running.address()
        key, line = demo_key(running)
        command, *options, url = shlex.split(line)
        assert (command, options[:2]) == ("curl", ["-s", "-H"])
        name, _, shown = options[2].partition(": ")
        assert url.startswith(f"{address}/")
        assert ask(url, "", **{name: shown}) == 200
        assert ask(url, "") == 401
        assert running.end(signal.SIGTERM) == (0, "", "")
    assert balance(tmp_path).remaining == 1_000_000 - 2
    with server(tmp_path, *arguments) as running:
        address = running.address()
        assert ask(address, **{"x-api-key": key}) == 401
        assert ask(address, "/status", **{"x-api-key": key}) == 200
        code, out, err = running.end(signal.SIGINT)
    assert (code, out, err) == (130, "", ""), "a second start prints no key"
    assert (balance(tmp_path).remaining, balance(tmp_path).leased) == (999_998, 0)


def test_no_key_is_ever_logged(tmp_path: Path, arguments: tuple[object, ...]) -> None:
    (tmp_path / "touchline.toml").write_text('[log]\nlevel = "debug"\n', encoding="utf-8")
    with server(tmp_path, *arguments) as running:
        address = running.address()
        key, _ = demo_key(running)
        wrong = new_key("live", Random(1).randbytes)
        for shown in (key, wrong):
            for path in (LIVE, "/status", f"/v2/matches/{shown}", f"{LIVE}?api_key={shown}"):
                ask(address, path, Authorization=f"Bearer {shown}")
                ask(address, path, **{"x-api-key": shown})
            ask(address, f"{LIVE}?limit={shown}", Authorization=f"Bearer {key}")
            ask(address, f"/{shown}")
            port = int(address.rpartition(":")[2])
            with socket.create_connection(("127.0.0.1", port), SECONDS) as connection:
                connection.sendall(f"GET / HTTP/1.1\r\nx-api-key {shown}\r\n\r\n".encode())
                assert connection.recv(20).startswith(b"HTTP/1.1 400")
        code, out, err = running.end(signal.SIGTERM)
    assert code == 0
    assert "/status 200" in err, "requests are logged"
    for secret in (key, wrong):
        assert secret not in out + err
        assert secret[8:] not in out + err


def test_a_server_that_is_killed_loses_what_it_had_not_written_yet_and_nothing_else(
    tmp_path: Path, arguments: tuple[object, ...]
) -> None:
    with server(tmp_path, *arguments) as running:
        address = running.address()
        bearer = {"Authorization": f"Bearer {demo_key(running)[0]}"}
        for _ in range(10):
            assert ask(address, **bearer) == 200
        until = time.monotonic() + SECONDS
        while balance(tmp_path).remaining != 1_000_000 - 20:
            assert time.monotonic() < until
            time.sleep(0.05)
        for _ in range(3):
            assert ask(address, **bearer) == 200
        running.process.kill()
        running.process.wait()
    assert 1_000_000 - 26 <= balance(tmp_path).remaining <= 1_000_000 - 20
    (total,) = told(tmp_path, lambda store: store.usage(1, 0, 2**52))
    assert total.credits == 1_000_000 - balance(tmp_path).remaining
    with server(tmp_path, *arguments) as running:
        assert ask(running.address(), **bearer) == 200


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (
            '[access]\nstore = "postgresql://touchline:hunter2@127.0.0.1:1/accounts"',
            "[store-unreachable]",
        ),
        (
            "[tariff.costs]\nv2LiveMatchez = 1",
            "tariff.costs.v2LiveMatchez: is not known, did you mean v2LiveMatches?",
        ),
    ],
)
def test_what_keeps_a_server_from_asking_for_keys_is_one_line(
    tmp_path: Path, arguments: tuple[object, ...], settings: str, says: str
) -> None:
    (tmp_path / "touchline.toml").write_text(settings, encoding="utf-8")
    code, out, err = ended(tmp_path, *arguments)
    assert (code, out) == (1, "")
    assert says in err
    assert err.count("\n") == 1
    assert "hunter2" not in err
