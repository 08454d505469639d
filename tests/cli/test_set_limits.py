"""Limits of the settings file, as a running server and its clients feel them."""

import json
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.cli.processes import server
from tests.cli.raw_http import Client, head
from touchline.archive.recordings import Kind, Recorded, RecordingWriter

START = 1_768_057_200_000
LIMITS = """
[limits]
message_bytes = 1024
http_header_bytes = 4096
http_request_ms = 1000
http_connections = 8
"""


def heartbeat(padding: int = 0) -> Recorded:
    body = {"Header": {"Type": 32, "ServerTimestamp": START, "MsgGuid": "x" * padding}}
    return Recorded(START, {}, json.dumps(body).encode(), Kind.BODY)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Give a recording with one message that is too long where 1024 bytes are the most."""
    with RecordingWriter(tmp_path / "short.jsonl") as writer:
        writer.write(heartbeat())
        writer.write(heartbeat(2_000))
    return tmp_path / "short.jsonl"


@pytest.mark.parametrize("is_set", [True, False])
def test_a_server_keeps_to_the_limits_that_are_set(
    tmp_path: Path, recording: Path, *, is_set: bool
) -> None:
    (tmp_path / "touchline.toml").write_text(LIMITS if is_set else "", encoding="utf-8")
    with server(
        tmp_path, "--source", f"replay:{recording}", "--speed", "max", "--open", "--port", 0
    ) as running:
        port = int(running.address().rpartition(":")[2])
        with ExitStack() as clients:
            plain, long, late, *_, last = (clients.enter_context(Client(port)) for _ in range(9))
            plain.write(head("/v2/health"))
            assert plain.answer().status == 200
            long.write(head("/v2/health", x="y" * 5_000))
            assert long.answer().status == (431 if is_set else 200)
            if is_set:
                assert last.answer().status == 503
                late.write(head("/v2/health")[:-1])
                assert late.answer().said()["message"] == "The request was not whole after 1 s."
            else:
                last.write(head("/v2/health"))
                assert last.answer().status == 200
        kept = list((running.state / "quarantine").rglob("*"))
        assert bool(kept) == is_set
