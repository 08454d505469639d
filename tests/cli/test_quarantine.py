"""`touchline quarantine`: what could not be used is shown whole, and tried again by a server."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cli.processes import SECONDS, get, server
from touchline.archive.quarantine import FOLDER, Quarantine
from touchline.archive.spool import Spool
from touchline.base.errors import TouchlineError, WireError
from touchline.cli.main import run

AT = 1_768_057_200_000
GOOD = b"""{"Header":{"Type":1,"MsgGuid":"a","ServerTimestamp":%d},"Body":{"Events":[
{"FixtureId":77,"Fixture":{"Sport":{"Id":6046,"Name":"Football"},"Status":2,"StartDate":"2026-01-10T14:00:00Z",
"Participants":[{"Id":1,"Name":"Alpha","Position":"1"},{"Id":2,"Name":"Beta","Position":"2"}]}}]}}"""
BROKEN = b'{"Header":{"Type":1},"Body":{"Events":[{"Fix'


class Kept:
    """A state folder with a message that was not applied, and one that is broken."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        self.state = folder / "state"
        self._monkeypatch = monkeypatch
        self._capfd = capfd
        self.told = ""
        quarantine = Quarantine(self.state / FOLDER, 1_000_000)
        failed = TouchlineError("message-not-applied", "KeyError: 7")
        broken = WireError("wire-malformed-json", "ends too early", "byte 44")
        good = GOOD % AT
        for body, error in ((good, failed), (BROKEN, broken), (BROKEN, broken)):
            quarantine.keep(body, at=AT, source="feed", error=error, headers={"MessageType": "1"})
        quarantine.close()

    def run(self, *arguments: str, code: int = 0) -> str:
        command = ["touchline", "quarantine", *arguments, "--state-dir", str(self.state)]
        self._monkeypatch.setattr("sys.argv", command)
        with pytest.raises(SystemExit) as ended:
            run()
        out, err = self._capfd.readouterr()
        self.told = err
        assert (ended.value.code or 0) == code, err
        return out if code == 0 else err

    def listed(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.run("list", "--json"))
        return found


@pytest.fixture
def kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Kept:
    return Kept(tmp_path, monkeypatch, capfd)


def test_the_newest_comes_first_and_the_same_once(kept: Kept) -> None:
    assert [one["code"] for one in kept.listed()] == ["wire-malformed-json", "message-not-applied"]
    assert "ends too early" in kept.run("list")
    assert len(json.loads(kept.run("list", "--limit", "1", "--json"))) == 1


def test_nothing_is_listed_where_nothing_is_kept(kept: Kept, tmp_path: Path) -> None:
    kept.state = tmp_path / "other"
    kept.state.mkdir()
    assert kept.listed() == []


@pytest.mark.parametrize("command", [["list"], ["show", "3f"], ["retry", "--all"]])
def test_a_state_folder_that_is_not_there_is_told(
    kept: Kept, tmp_path: Path, command: list[str]
) -> None:
    kept.state = tmp_path / "nowhere"
    assert kept.run(*command, code=2) == (
        f"{kept.state}: there is no such state folder; "
        "expected the folder of a server, by --state-dir or paths.state_dir [not-found]\n"
    )
    assert not kept.state.exists()


def test_a_message_is_shown_whole(kept: Kept) -> None:
    entry = kept.listed()[0]["id"]
    shown = kept.run("show", entry)
    assert "byte 44" in shown
    assert BROKEN.decode() in shown
    assert kept.run("show", entry, "--raw") == BROKEN.decode()
    assert json.loads(kept.run("show", entry, "--json"))["headers"] == {"MessageType": "1"}


OBEYED = b'{"a":"\x1b]0;PWNED\x07", "b":"\xc2\x9b2J \xe2\x80\xae"}\n\ttext \r \x00 \xff'


def show_kept(kept: Kept, body: bytes, **said: Any) -> str:
    """Return what is shown of a message, which may not do anything to the terminal."""
    quarantine = Quarantine(kept.state / FOLDER, 1_000_000)
    error = WireError("wire-empty", said.pop("reason", "r"), said.pop("position", None))
    quarantine.keep(body, at=AT, source=said.pop("source", "feed"), error=error, headers=said)
    quarantine.close()
    shown = kept.run("show", kept.listed()[0]["id"])
    assert all(one.isprintable() or one in "\n\t" for one in shown)
    return shown


def test_nothing_in_a_message_is_obeyed_by_the_terminal(kept: Kept) -> None:
    shown = show_kept(
        kept, OBEYED, source="\x1bs", reason="\x1b[31m", position="\x9b1", name="\x1b\u202e"
    )
    assert r'{"a":"\x1b]0;PWNED\x07", "b":"\x9b2J \u202e"}' in shown
    assert "\n\ttext \\r \\x00 \\xff\n" in shown
    entry = kept.listed()[0]["id"]
    assert kept.run("list").replace("\n", "").isprintable()
    told = kept.run("show", entry, "--json")
    assert told.replace("\n", "").isprintable()
    assert json.loads(told)["body"].startswith(OBEYED[:20].decode())
    assert json.loads(told)["headers"] == {"name": "\x1b\u202e"}


@pytest.mark.parametrize(
    "body", [b"\xff\x00" * 70_000, b"\xff" * 40_000, b"[%b1]" % (b"1," * 60_000), b"x" * 65_537]
)
def test_a_large_message_is_shown_up_to_a_size(kept: Kept, body: bytes) -> None:
    shown = show_kept(kept, body)
    assert len(shown) < 66_000
    kept.run("show", kept.listed()[0]["id"])
    assert kept.told == f"only the beginning is shown; --raw prints all {len(body)} bytes\n"


def test_an_unknown_id_is_refused(kept: Kept) -> None:
    assert "quarantine list" in kept.run("show", "0123", code=2)
    assert "or --all" in kept.run("retry", code=2)


def test_what_still_does_not_decode_stays_and_says_why(kept: Kept) -> None:
    entry = kept.listed()[0]["id"]
    assert "stays" in kept.run("retry", entry)
    assert not kept.listed()[0]["retried"]
    assert list(Spool(kept.state).waiting()) == []


def test_what_decodes_is_applied_by_the_server_once(kept: Kept, tmp_path: Path) -> None:
    told = json.loads(kept.run("retry", "--all", "--json"))
    assert {one["outcome"] for one in told} == {"stays", "handed over"}
    assert [one["retried"] for one in kept.listed()] == [False, True]
    assert [one.source for one in Spool(kept.state).waiting()] == ["feed"]
    recording = tmp_path / "one.jsonl"
    recording.write_text(json.dumps({"at": AT, "body": {"Header": {"Type": 32}}}) + "\n")
    with server(tmp_path, "--open", "--port", 0, "--source", f"replay:{recording}") as serving:
        address = serving.address()
        until = time.monotonic() + SECONDS
        while list(Spool(kept.state).waiting()):
            assert time.monotonic() < until
            time.sleep(0.05)
        assert get(address, "/api/v1/event/77")["data"]["homeTeam"] == "Alpha"
        assert json.loads(kept.run("retry", "--all", "--json"))[0]["outcome"] == "stays"


def test_what_a_server_refuses_again_can_be_tried_again(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "touchline.toml").write_text("[limits]\nmessage_bytes = 1024\n", encoding="utf-8")
    recording = tmp_path / "one.jsonl"
    recording.write_text(json.dumps({"at": AT, "body": {"Header": {"Type": 32}}}) + "\n")
    large = WireError("wire-too-large", "the message has too many bytes")
    quarantine = Quarantine(kept.state / FOLDER, 1_000_000)
    quarantine.keep(GOOD % AT + b" " * 2_000, at=AT, source="feed", error=large, headers={})
    quarantine.close()
    entry = kept.listed()[0]["id"]
    with server(tmp_path, "--open", "--port", 0, "--source", f"replay:{recording}") as serving:
        serving.address()
        for _ in range(2):
            # It decodes here, and not in the server, whose limit is lower.
            assert "handed over" in kept.run("retry", entry)
            until = time.monotonic() + SECONDS
            while list(Spool(kept.state).waiting()):
                assert time.monotonic() < until
                time.sleep(0.05)
            (again,) = (one for one in kept.listed() if one["code"] == "wire-too-large")
            assert (again["id"], again["retried"]) == (entry, False)
    assert entry in {one["id"] for one in json.loads(kept.run("retry", "--all", "--json"))}


def test_a_file_that_is_no_message_is_put_aside(kept: Kept) -> None:
    kept.run("retry", "--all")
    folder = kept.state / "retries"
    (folder / "aaa.json").write_bytes(b'{"at":')
    assert len(list(Spool(kept.state).waiting())) == 1
    assert (folder / "aaa.refused").exists()
