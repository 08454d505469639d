"""The journal: what `append` returned from is there again, whatever ended the process."""

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.sizes import examples
from touchline.archive.journal import Journal, JournalLimits, Received
from touchline.archive.recordings import read_recording
from touchline.base.errors import JournalError

NOW = 1_700_000_000_000
SMALL = JournalLimits(segment_bytes=400, total_bytes=1_000, age_ms=1_000)


def journal_in(directory: Path, keep: JournalLimits | None = None, now: int = NOW) -> Journal:
    return Journal(directory, lambda: now, keep)


def message(number: int, body: bytes | None = None) -> Received:
    said = f'{{"Header":{{"Type":32,"MsgGuid":"{number}"}}}}'.encode()
    return Received("feed", NOW + number, {"MessageType": "32"}, said if body is None else body)


def numbers(journal: Journal, after: int = 0) -> list[int]:
    return [entry.number for entry in journal.read(after)]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "journal"


def test_messages_come_back_in_order_with_number_source_time_headers_and_body(
    directory: Path,
) -> None:
    journal = journal_in(directory)
    bodies = [b'{"Header":{"Type":32}}', b"<Message/>", b"\xff\x00", b"no message"]
    assert journal.append(message(n, body) for n, body in enumerate(bodies)) == len(bodies)
    found = list(journal.read())
    assert [entry.number for entry in found] == [1, 2, 3, 4]
    assert [entry.recorded.body for entry in found] == bodies
    assert [entry.recorded.at for entry in found] == [NOW, NOW + 1, NOW + 2, NOW + 3]
    assert {entry.source for entry in found} == {"feed"}
    assert found[0].recorded.headers == {"MessageType": "32"}
    assert numbers(journal, after=3) == [4]


def test_a_segment_is_a_recording(directory: Path) -> None:
    journal = journal_in(directory)
    journal.append([message(1), message(2)])
    (segment,) = journal.segments()
    assert [line.body for line in read_recording(segment.path)] == [
        entry.recorded.body for entry in journal.read()
    ]


def test_headers_that_json_does_not_hold_do_not_lose_the_body(directory: Path) -> None:
    journal = journal_in(directory)
    odd = {"amount": Decimal("1.5"), "bytes": b"\xff", "nested": {"when": {1, 2}}}
    journal.append([Received("feed", NOW, odd, b"{}")])
    (entry,) = journal.read()
    assert entry.recorded.body == b"{}"
    assert set(entry.recorded.headers) == set(odd)


def test_a_new_process_goes_on_with_the_next_number(directory: Path) -> None:
    first = journal_in(directory, SMALL)
    first.append(map(message, range(10)))
    first.close()
    second = journal_in(directory, SMALL)
    assert second.last == 10
    assert second.append([message(11)]) == 11
    assert numbers(second) == list(range(1, 12))


def test_two_processes_cannot_write_one_journal(directory: Path) -> None:
    first = journal_in(directory)
    with pytest.raises(JournalError) as refused:
        journal_in(directory)
    assert refused.value.code == "journal-in-use"
    first.close()
    journal_in(directory).close()


def test_what_a_write_left_unfinished_is_cut_off_told_and_kept(directory: Path) -> None:
    journal = journal_in(directory)
    journal.append([message(1), message(2)])
    (segment,) = journal.segments()
    journal.close()
    whole = segment.path.read_bytes()
    segment.path.write_bytes(whole + b'{"number":3,"at":')
    mended = journal_in(directory)
    assert mended.torn is not None
    (torn,) = directory.glob("*.torn")
    assert str(torn) in mended.torn
    assert torn.read_bytes() == b'{"number":3,"at":'
    assert segment.path.read_bytes() == whole
    assert mended.append([message(3)]) == 3
    assert numbers(mended) == [1, 2, 3]


@settings(max_examples=examples(60), deadline=None)
@given(cut=some.integers(min_value=0), count=some.integers(1, 12))
def test_a_journal_that_ends_anywhere_gives_every_whole_message(
    tmp_path_factory: pytest.TempPathFactory, cut: int, count: int
) -> None:
    directory = tmp_path_factory.mktemp("cut") / "journal"
    journal = journal_in(directory, JournalLimits(segment_bytes=300))
    for number in range(count):
        journal.append([message(number)])
    journal.close()
    newest = journal.segments()[-1]
    data = newest.path.read_bytes()
    kept = data[: cut % (len(data) + 1)]
    newest.path.write_bytes(kept)
    mended = journal_in(directory, JournalLimits(segment_bytes=300))
    last = newest.first - 1 + kept.count(b"\n")
    assert mended.last == last
    assert numbers(mended) == list(range(1, last + 1))
    mended.append([message(0)])
    assert numbers(mended) == list(range(1, last + 2))
    mended.close()


def test_a_damaged_line_costs_only_itself(
    directory: Path, caplog: pytest.LogCaptureFixture
) -> None:
    journal = journal_in(directory)
    journal.append([message(1), message(2), message(3)])
    (segment,) = journal.segments()
    lines = segment.path.read_bytes().splitlines(keepends=True)
    segment.path.write_bytes(lines[0] + b"\x00" * 40 + b"\n" + lines[2])
    assert numbers(journal) == [1, 3]
    assert f"{segment.path}:2" in caplog.text


def test_segments_leave_when_they_are_old_or_many_and_no_longer_needed(directory: Path) -> None:
    journal = journal_in(directory, JournalLimits(segment_bytes=400, total_bytes=1_000))
    for number in range(40):
        journal.append([message(number)])
    count = len(journal.segments())
    assert journal.prune(needed_after=0) == 0
    assert journal.prune(needed_after=40) > 0
    kept = journal.segments()
    assert 1 <= len(kept) < count
    assert sum(segment.path.stat().st_size for segment in kept) <= 1_000
    assert numbers(journal) == list(range(kept[0].first, 41))
    for segment in kept:
        os.utime(segment.path, (0, 0))
    assert journal.prune(needed_after=40) == len(kept) - 1


def test_what_a_checkpoint_lacks_is_kept_beyond_every_limit(directory: Path) -> None:
    journal = journal_in(directory, JournalLimits(segment_bytes=200, total_bytes=1))
    for number in range(20):
        journal.append([message(number)])
    journal.prune(needed_after=7)
    assert journal.segments()[0].first <= 8
    assert numbers(journal, after=7) == list(range(8, 21))


@pytest.fixture
def little_room() -> Iterator[None]:
    """Let files grow to 2,000 bytes, as a disk does that is nearly full."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, usual[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.usefixtures("little_room")
def test_a_full_disk_refuses_whole_messages_and_goes_on_when_there_is_room(
    directory: Path,
) -> None:
    journal = journal_in(directory)
    written = 0

    def fill() -> None:
        nonlocal written
        while True:
            written = journal.append([message(written), message(written)])

    with pytest.raises(JournalError) as refused:
        fill()
    assert refused.value.code == "journal-unwritable"
    assert journal.last == written
    assert numbers(journal) == list(range(1, written + 1))
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, limit[1]))
    assert journal.append([message(0)]) == written + 1
    assert numbers(journal) == list(range(1, written + 2))


WRITER = """
import sys
from pathlib import Path
from touchline.archive.journal import Journal, JournalLimits, Received
journal = Journal(Path(sys.argv[1]), lambda: 0, JournalLimits(segment_bytes=2_000))
while True:
    last = journal.append([Received("feed", 0, {}, b'{"n":1}'), Received("feed", 0, {}, b"<x/>")])
    sys.stdout.write(f"{last}\\n")
    sys.stdout.flush()
"""


@pytest.mark.parametrize("lines", [1, 40, 200])
def test_what_was_appended_survives_a_kill(directory: Path, lines: int) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(directory)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    for _ in range(lines):
        writer.stdout.readline()
    writer.kill()
    acknowledged = [int(line) for line in writer.stdout.read().split("\n")[:-1]]
    writer.wait()
    writer.stdout.close()
    least = acknowledged[-1] if acknowledged else 2 * lines
    journal = journal_in(directory)
    assert journal.last >= least
    assert numbers(journal) == list(range(1, journal.last + 1))
    journal.sync()
    journal.close()


def test_a_line_says_its_number_and_source_beside_what_a_recording_holds(directory: Path) -> None:
    journal = journal_in(directory)
    journal.append([message(1), message(2)])
    (segment,) = journal.segments()
    first, second = map(json.loads, segment.path.read_text("utf-8").splitlines())
    assert list(first) == ["number", "source", "at", "version", "headers", "body"]
    assert list(second) == ["number", "source", "at", "headers", "body"]
