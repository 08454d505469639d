"""The quarantine: what is refused is kept whole, within bounds, and never in the way."""

import json
import logging
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from touchline.archive.quarantine import FILE, OLDER_FILE, Quarantine
from touchline.archive.quarantined import mark_retried, read_quarantine
from touchline.base.errors import WireError

ERROR = WireError("wire-malformed-json", "JSON is malformed", "byte 7")


def keep(quarantine: Quarantine, body: bytes, **said: Any) -> None:
    usual: dict[str, Any] = {
        "at": 5,
        "source": "replay",
        "error": ERROR,
        "headers": {"MessageType": "3"},
    }
    quarantine.keep(body, **usual | said)


def kept(directory: Path, name: str = FILE) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (directory / name).read_text("utf-8").splitlines()]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "state" / "quarantine"


def test_a_message_is_kept_whole_with_its_error(directory: Path) -> None:
    quarantine = Quarantine(directory, 1_000_000)
    assert not directory.exists()
    keep(quarantine, b'{"Head')
    keep(quarantine, b"\xff\x00")
    quarantine.close()
    first, second = kept(directory)
    assert first.pop("refusal") != second["refusal"]
    assert first == {
        "version": 1,
        "at": 5,
        "source": "replay",
        "code": "wire-malformed-json",
        "reason": "JSON is malformed",
        "position": "byte 7",
        "headers": {"MessageType": "3"},
        "raw": '{"Head',
    }
    assert second["raw_base64"] == "/wA="
    assert (quarantine.kept, quarantine.dropped) == (2, 0)


def test_a_failure_that_nobody_foresaw_has_a_code_too(directory: Path) -> None:
    quarantine = Quarantine(directory, 1_000_000)
    keep(quarantine, b"{}", error=KeyError("x"))
    quarantine.close()
    (line,) = kept(directory)
    assert line["code"] == "message-not-applied"
    assert line["reason"] == "KeyError: 'x'"
    assert line["position"] is None


@pytest.mark.parametrize(
    "headers", [{"n": 2**70}, {"b": b"\xff"}, {"o": object()}, {1: {2: 3}}, {"s": "\ud800"}]
)
def test_headers_that_json_has_no_place_for_lose_no_body(
    directory: Path, headers: dict[Any, Any]
) -> None:
    quarantine = Quarantine(directory, 1_000_000)
    keep(quarantine, b"body", headers=headers)
    quarantine.close()
    (line,) = kept(directory)
    assert line["raw"] == "body"
    assert line["headers"]


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
def test_only_the_owner_can_read_it(directory: Path) -> None:
    directory.mkdir(parents=True)
    (directory / FILE).touch(mode=0o644)
    quarantine = Quarantine(directory, 1_000)
    for _ in range(10):
        keep(quarantine, b"x" * 200)
    quarantine.close()
    for name in (FILE, OLDER_FILE):
        assert stat.S_IMODE((directory / name).stat().st_mode) == 0o600


def test_it_goes_on_where_an_earlier_run_ended(directory: Path) -> None:
    for body in (b"one", b"two"):
        quarantine = Quarantine(directory, 1_000_000)
        keep(quarantine, body)
        quarantine.close()
    assert [line["raw"] for line in kept(directory)] == ["one", "two"]


def test_half_a_line_of_an_earlier_run_spoils_no_other(directory: Path) -> None:
    directory.mkdir(parents=True)
    (directory / FILE).write_text('{"at":1,"ra', encoding="utf-8")
    quarantine = Quarantine(directory, 1_000_000)
    keep(quarantine, b"whole")
    quarantine.close()
    half, whole = (directory / FILE).read_text("utf-8").splitlines()
    assert half == '{"at":1,"ra'
    assert json.loads(whole)["raw"] == "whole"


def test_the_newest_are_kept_within_the_bytes_and_all_are_counted(directory: Path) -> None:
    quarantine = Quarantine(directory, 5_000)
    for number in range(100):
        keep(quarantine, b"%03d" % number + b"x" * 300)
        files = [directory / name for name in (FILE, OLDER_FILE)]
        assert sum(file.stat().st_size for file in files if file.exists()) <= 5_000
    quarantine.close()
    held = [line["raw"][:3] for line in kept(directory, OLDER_FILE) + kept(directory)]
    assert held == [f"{number:03d}" for number in range(100 - len(held), 100)]
    assert len(held) >= 5
    assert quarantine.kept == 100
    assert quarantine.dropped == 100 - len(held)


def test_a_message_of_more_than_half_the_bytes_takes_the_room_of_others(directory: Path) -> None:
    quarantine = Quarantine(directory, 2_000)
    for body in (b"small", b"x" * 1_500, b"y" * 1_500):
        keep(quarantine, body)
    quarantine.close()
    assert [line["raw"] for line in kept(directory)] == ["y" * 1_500]
    assert not (directory / OLDER_FILE).exists()
    assert (quarantine.kept, quarantine.dropped) == (3, 2)


def test_a_message_that_has_no_room_at_all_is_counted(directory: Path) -> None:
    quarantine = Quarantine(directory, 1_000)
    keep(quarantine, b"x" * 1_000)
    assert (quarantine.kept, quarantine.dropped) == (0, 1)
    assert not directory.exists()


def test_a_folder_that_cannot_be_made_is_said_once_and_raises_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "taken").touch()
    quarantine = Quarantine(tmp_path / "taken" / "below", 1_000)
    with caplog.at_level(logging.ERROR):
        keep(quarantine, b"1")
        keep(quarantine, b"2")
    assert len(caplog.records) == 1
    assert (quarantine.kept, quarantine.dropped) == (0, 2)


def test_a_full_disk_loses_only_what_it_has_no_room_for(
    directory: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    quarantine = Quarantine(directory, 1_000_000)
    keep(quarantine, b"before")
    write = os.write

    def write_some(file: int, data: bytes) -> int:
        if len(data) > 20:
            return write(file, data[:20])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", write_some)
        keep(quarantine, b"lost")
        keep(quarantine, b"lost too")
    keep(quarantine, b"after")
    quarantine.close()
    whole = [
        json.loads(line)["raw"]
        for line in (directory / FILE).read_text("utf-8").splitlines()
        if line.endswith("}")
    ]
    assert whole == ["before", "after"]
    assert (quarantine.kept, quarantine.dropped) == (2, 2)
    assert len(caplog.records) == 1


def test_what_is_refused_again_is_not_tried_again_yet(directory: Path) -> None:
    quarantine = Quarantine(directory, 1_000_000)
    for body in (b"one", b"two"):
        keep(quarantine, body)
    one, two = read_quarantine(directory)
    mark_retried(directory, one)
    mark_retried(directory, two)
    assert [entry.is_retried for entry in read_quarantine(directory)] == [True, True]
    keep(quarantine, b"one", at=9)
    quarantine.close()
    two, again = read_quarantine(directory)
    assert (again.id, again.recorded.at, again.is_retried) == (one.id, 9, False)
    assert two.is_retried
    # Whoever tried it again may say so only now: what was refused since is another refusal.
    mark_retried(directory, one)
    assert not read_quarantine(directory)[1].is_retried
    mark_retried(directory, again)
    assert read_quarantine(directory)[1].is_retried


def test_what_an_earlier_version_kept_can_be_marked_too(directory: Path) -> None:
    directory.mkdir(parents=True)
    line = {"version": 1, "at": 5, "source": "feed", "code": "wire-empty", "headers": {}, "raw": ""}
    (directory / FILE).write_text(json.dumps(line) + "\n", encoding="utf-8")
    (entry,) = read_quarantine(directory)
    mark_retried(directory, entry)
    assert [one.is_retried for one in read_quarantine(directory)] == [True]
