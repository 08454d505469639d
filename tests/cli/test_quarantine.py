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
    assert kept.listed() == []


def test_a_message_is_shown_whole(kept: Kept) -> None:
    entry = kept.listed()[0]["id"]
    shown = kept.run("show", entry)
    assert "byte 44" in shown
    assert BROKEN.decode() in shown
    assert kept.run("show", entry, "--raw") == BROKEN.decode()
    assert json.loads(kept.run("show", entry, "--json"))["headers"] == {"MessageType": "1"}


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


def test_a_file_that_is_no_message_is_put_aside(kept: Kept) -> None:
    kept.run("retry", "--all")
    folder = kept.state / "retries"
    (folder / "aaa.json").write_bytes(b'{"at":')
    assert len(list(Spool(kept.state).waiting())) == 1
    assert (folder / "aaa.refused").exists()
