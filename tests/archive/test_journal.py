"""The journal: what `append` returned from is there again, whatever ended the process."""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import zlib
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


def flipped(data: bytes, place: int, bit: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]


def test_a_damaged_line_costs_only_itself_and_is_told_counted_and_kept(
    directory: Path, caplog: pytest.LogCaptureFixture
) -> None:
    journal = journal_in(directory)
    journal.append([message(1), message(2), message(3)])
    (segment,) = journal.segments()
    lines = segment.path.read_bytes().splitlines(keepends=True)
    damaged = b"\x00" * 40 + b"\n"
    segment.path.write_bytes(lines[0] + damaged + lines[2])
    assert numbers(journal) == numbers(journal) == [1, 3]
    assert f"message 2, {segment.path}:2" in caplog.text
    (kept,) = directory.glob("*.damaged")
    assert kept.read_bytes() == damaged
    assert f"1 damaged lines are kept in {kept}" in caplog.text
    assert journal.damaged == 2


@settings(max_examples=examples(100), deadline=None)
@given(place=some.integers(min_value=0), bit=some.integers(0, 7))
def test_a_turned_bit_anywhere_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, place: int, bit: int
) -> None:
    directory = tmp_path_factory.mktemp("bit") / "journal"
    journal = journal_in(directory)
    journal.append([message(1), message(2), message(3)])
    whole = [(entry.number, entry.recorded) for entry in journal.read()]
    journal.close()
    (segment,) = journal.segments()
    data = segment.path.read_bytes()
    place %= len(data)
    segment.path.write_bytes(flipped(data, place, bit))
    again = journal_in(directory)
    found = [(entry.number, entry.recorded) for entry in again.read()]
    assert len(found) < len(whole)
    assert [one for one in whole if one in found] == found
    # Not read, yet not gone either.
    beside = b"".join(path.read_bytes() for path in directory.glob("*.[td]*"))
    assert flipped(data, place, bit)[place] in beside
    again.close()


def test_messages_that_are_missing_are_told(
    directory: Path, caplog: pytest.LogCaptureFixture
) -> None:
    journal = journal_in(directory, JournalLimits(segment_bytes=200))
    for number in range(1, 8):
        journal.append([message(number)])
    first, second, third, *_ = journal.segments()
    second.path.unlink()
    assert numbers(journal, after=first.first - 1)[0] == 1
    assert f"lacks the messages {second.first} to {third.first - 1}" in caplog.text
    caplog.clear()
    assert numbers(journal, after=third.first - 1)[0] == third.first
    assert not caplog.text


def test_the_number_of_a_damaged_last_line_is_given_again(directory: Path) -> None:
    journal = journal_in(directory)
    journal.append([message(1), message(2)])
    journal.close()
    (segment,) = journal.segments()
    data = segment.path.read_bytes()
    segment.path.write_bytes(flipped(data, len(data) - 5, 0))
    again = journal_in(directory)
    assert again.append([message(3)]) == 2
    assert [(entry.number, entry.recorded.at) for entry in again.read()] == [
        (1, NOW + 1),
        (2, NOW + 3),
    ]


@pytest.mark.parametrize("count", [0, 3])
def test_a_newest_file_without_a_whole_message_is_kept_beside(
    directory: Path, count: int, caplog: pytest.LogCaptureFixture
) -> None:
    journal = journal_in(directory)
    journal.append(map(message, range(count)))
    journal.close()
    noise = random.Random(1).randbytes(3_000)
    assert b"\n" in noise
    path = directory / f"journal-{count + 1:020}.jsonl"
    path.write_bytes(noise)
    again = journal_in(directory)
    (torn,) = directory.glob("*.torn")
    assert torn.read_bytes() == noise
    assert f"3000 bytes without a whole message were put aside, to {torn}" in caplog.text
    assert again.append([message(9)]) == count + 1
    again.close()
    path.write_bytes(noise[:100])
    journal_in(directory)
    kept = [path.read_bytes() for path in directory.glob("*.torn")]
    assert sorted(kept, key=len) == [noise[:100], noise]


def another_version(line: bytes) -> bytes:
    """Return a whole first line as the next version may write it."""
    said = line.partition(b',"crc"')[0].replace(b'"version":1', b'"version":7')
    return said + b',"crc":"%08x"}\n' % zlib.crc32(said)


def test_a_journal_of_another_version_is_not_opened_and_stays_as_it_is(directory: Path) -> None:
    journal = journal_in(directory, SMALL)
    journal.append([message(1), message(2)])
    journal.append([message(3)])
    journal.close()
    segment = journal.segments()[0]
    line, rest = segment.path.read_bytes().split(b"\n", 1)
    for data in (another_version(line) + rest, b'{"version":7,"at":1,"body":{}}\n' * 2):
        segment.path.write_bytes(data)
        with pytest.raises(JournalError) as refused:
            journal_in(directory, SMALL)
        assert refused.value.code == "journal-unsupported"
        assert str(refused.value).startswith(f"{segment.path}: is of version 7; expected version 1")
        assert segment.path.read_bytes() == data


def test_a_damaged_version_is_a_damaged_line(directory: Path) -> None:
    journal = journal_in(directory)
    journal.append([message(1), message(2)])
    journal.close()
    (segment,) = journal.segments()
    data = segment.path.read_bytes()
    segment.path.write_bytes(data.replace(b'"version":1', b'"version":3'))
    assert numbers(journal_in(directory)) == [2]


def test_a_folder_in_place_of_a_file_is_named(directory: Path) -> None:
    path = directory / "journal-00000000000000000001.jsonl"
    path.mkdir(parents=True)
    for _ in range(2):
        with pytest.raises(JournalError) as refused:
            journal_in(directory)
        assert refused.value.where == str(path)


def test_numbers_go_on_behind_what_a_checkpoint_holds(
    directory: Path, caplog: pytest.LogCaptureFixture
) -> None:
    journal = journal_in(directory)
    journal.append([message(1), message(2)])
    journal.go_on_behind(2)
    assert not caplog.text
    journal.go_on_behind(5)
    assert "ends at message 2, before the checkpoint's 5" in caplog.text
    assert journal.append([message(6)]) == 6
    journal.close()
    again = journal_in(directory)
    assert again.last == 6
    assert numbers(again, after=5) == [6]


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
    assert list(first) == ["number", "source", "at", "version", "headers", "body", "crc"]
    assert list(second) == ["number", "source", "at", "headers", "body", "crc"]
