"""The journal: every message as it was received, in files that survive the end of the process.

A folder of segments, `journal-<first number>.jsonl`. Each is a recording whose lines also hold the
message's number and its source; the numbers have no gaps.
"""

import fcntl
import logging
import os
import threading
from collections.abc import Generator, Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

import msgspec

from touchline.archive.recordings import VERSION, Recorded, body_fields, parse_line
from touchline.base import limits
from touchline.base.clock import Clock
from touchline.base.errors import JournalError, RecordingError

_PREFIX: Final = "journal-"
_SUFFIX: Final = ".jsonl"
_LOCK: Final = "journal.lock"
_TAIL_BYTES: Final = 64 * 1024
_log = logging.getLogger(__name__)


class Received(NamedTuple):
    """A message of a source, as it came in at a feed time (unix ms)."""

    source: str
    at: int
    headers: Mapping[str, Any]
    body: bytes


class Entry(NamedTuple):
    """A message that is in the journal under a number."""

    number: int
    source: str
    recorded: Recorded


class _Numbered(msgspec.Struct):
    number: int
    source: str = ""


class Segment(NamedTuple):
    """A file of the journal: the number of its first message, and where it lies."""

    first: int
    path: Path


class JournalLimits(msgspec.Struct, frozen=True):
    """How large a segment gets, and how much is kept: bytes, and ms of wall time."""

    segment_bytes: int = limits.JOURNAL_SEGMENT_BYTES.default
    total_bytes: int = limits.JOURNAL_BYTES.default
    age_ms: int = limits.JOURNAL_AGE_MS.default


_numbered = msgspec.json.Decoder(_Numbered)


class Journal:
    """Writes messages in order; what `append` returned from is with the operating system.

    One process holds a journal at a time. `sync` and `prune` may run in another thread than
    `append`. `torn` says what was cut off a segment that ended in the middle of a message.
    """

    def __init__(self, directory: Path, wall_clock: Clock, keep: JournalLimits | None = None):
        """Open a journal, and mend its end.

        Raises JournalError: journal-in-use, journal-unwritable.
        """
        self.torn: str | None = None
        self._directory = directory
        self._wall_clock = wall_clock
        self._keep = keep or JournalLimits()
        self._guard = threading.Lock()
        self._file: int | None = None
        self._size = 0
        self._is_clean = True
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = self._take_lock()
            self.last = self._mend()
        except OSError as error:
            raise self._failed(error) from None

    def append(self, messages: Iterable[Received]) -> int:
        """Write messages, all or none, and return the number of the last one.

        Raises JournalError (journal-unwritable) where the disk is full or fails; the journal
        stays as it was, and the next call tries again.
        """
        lines: list[bytes] = []
        number = self.last
        with self._guard:
            file = self._writable()
            for message in messages:
                number += 1
                lines.append(_line(number, message, is_first=not self._size and not lines))
            data = b"".join(lines)
            try:
                _write_all(file, data)
            except OSError as error:
                self._take_back()
                raise self._failed(error) from None
            self._size += len(data)
            self.last = number
        return number

    def sync(self) -> None:
        """Bring what was written to the disk itself, so that it survives a loss of power.

        Raises JournalError (journal-unwritable).
        """
        with self._guard:
            if self._file is None:
                return
            file = os.dup(self._file)
        try:
            os.fsync(file)
        except OSError as error:
            raise self._failed(error) from None
        finally:
            os.close(file)

    def read(self, after: int = 0) -> Generator[Entry, None, None]:
        """Yield the messages behind a number, in order.

        A line that is damaged is skipped, and logged. Raises JournalError (journal-unreadable).
        """
        segments = self.segments()
        for position, segment in enumerate(segments):
            is_read = position + 1 < len(segments) and segments[position + 1].first <= after + 1
            if not is_read:
                yield from self._read_segment(segment, after)

    def prune(self, needed_after: int) -> int:
        """Remove the oldest segments that are beyond what is kept; return how many.

        Stays what holds a message behind the number `needed_after`, and the newest segment.
        """
        segments = self.segments()
        sizes = {segment: segment.path.stat().st_size for segment in segments}
        total = sum(sizes.values())
        oldest_at = self._wall_clock() - self._keep.age_ms
        removed = 0
        for segment, following in pairwise(segments):
            is_old = segment.path.stat().st_mtime_ns // 1_000_000 < oldest_at
            if following.first > needed_after + 1 or not (is_old or total > self._keep.total_bytes):
                break
            segment.path.unlink()
            total -= sizes[segment]
            removed += 1
        return removed

    def segments(self) -> list[Segment]:
        """Return the files of the journal, the oldest first."""
        found = []
        for path in self._directory.glob(f"{_PREFIX}*{_SUFFIX}"):
            number = path.name.removeprefix(_PREFIX).removesuffix(_SUFFIX)
            if number.isdecimal():
                found.append(Segment(int(number), path))
        return sorted(found)

    def close(self) -> None:
        """Close the files and let another process have the journal."""
        with self._guard:
            self._close_file()
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None

    def _take_lock(self) -> int | None:
        lock = os.open(self._directory / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise JournalError(
                "journal-in-use", "another process writes this journal",
                where=str(self._directory), expected="a state folder for each server",
            ) from None  # fmt: skip
        return lock

    def _mend(self) -> int:
        """Cut off what no line end closes, and return the number of the last message."""
        segments = self.segments()
        for segment in reversed(segments):
            torn_at = _whole_bytes(segment.path)
            if torn_at < segment.path.stat().st_size:
                self._cut(segment.path, torn_at)
            number = _last_number(segment.path)
            if number is not None:
                return number
            if segment is not segments[0]:
                # Nothing of it is whole: the number that it begins with is still to be given.
                segment.path.unlink()
        return segments[0].first - 1 if segments else 0

    def _cut(self, path: Path, size: int) -> None:
        kept = path.with_suffix(f".{size}.torn")
        with path.open("rb") as file:
            file.seek(size)
            tail = file.read()
        kept.write_bytes(tail)
        kept.chmod(0o600)
        os.truncate(path, size)
        self.torn = f"{len(tail)} bytes behind the last whole message were cut off, to {kept}"
        _log.warning("%s: %s", path, self.torn)

    def _writable(self) -> int:
        if not self._is_clean:
            self._take_back()
        if self._file is not None and self._size < self._keep.segment_bytes:
            return self._file
        try:
            self._open_segment()
        except OSError as error:
            raise self._failed(error) from None
        assert self._file is not None
        return self._file

    def _open_segment(self) -> None:
        segments = self.segments()
        path = self._directory / f"{_PREFIX}{self.last + 1:020}{_SUFFIX}"
        if self._file is None and segments:
            newest = segments[-1].path
            if newest.stat().st_size < self._keep.segment_bytes:
                path = newest
        if self._file is not None:
            os.fsync(self._file)
        self._close_file()
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        self._file = os.open(path, flags, 0o600)
        self._size = os.fstat(self._file).st_size
        _sync_directory(self._directory)

    def _take_back(self) -> None:
        """Cut off what a failed write may have left."""
        self._is_clean = False
        assert self._file is not None
        try:
            os.ftruncate(self._file, self._size)
        except OSError as error:
            raise self._failed(error) from None
        self._is_clean = True

    def _close_file(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _read_segment(self, segment: Segment, after: int) -> Generator[Entry, None, None]:
        try:
            with segment.path.open("rb") as file:
                for position, line in enumerate(file):
                    if not line.endswith(b"\n"):
                        # Still being written, or cut off; the next opening mends it.
                        return
                    entry = _entry(line, f"{segment.path}:{position + 1}")
                    if entry is not None and entry.number > after:
                        yield entry
        except OSError as error:
            raise JournalError(
                "journal-unreadable", error.strerror or str(error), where=str(segment.path)
            ) from None

    def _failed(self, error: OSError) -> JournalError:
        return JournalError(
            "journal-unwritable", error.strerror or str(error), where=str(self._directory)
        )


def _line(number: int, message: Received, *, is_first: bool) -> bytes:
    fields: dict[str, Any] = {"number": number, "source": message.source, "at": message.at}
    if is_first:
        fields["version"] = VERSION
    body = body_fields(message.body)
    headers: dict[str, Any] = dict(message.headers)
    try:
        return msgspec.json.encode(fields | {"headers": headers} | body, enc_hook=str) + b"\n"
    except (TypeError, ValueError, OverflowError, RecursionError):
        # A broker's headers may hold what JSON does not; the body must not be lost for that.
        headers = {str(name)[:256]: ascii(value) for name, value in message.headers.items()}
        return msgspec.json.encode(fields | {"headers": headers} | body) + b"\n"


def _entry(line: bytes, where: str) -> Entry | None:
    try:
        numbered = _numbered.decode(line)
        return Entry(numbered.number, numbered.source, parse_line(line, where))
    except (msgspec.DecodeError, RecursionError, ValueError, RecordingError) as error:
        _log.error("a line of the journal is damaged, and skipped: %s: %s", where, error)
        return None


def _write_all(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def _whole_bytes(path: Path) -> int:
    """Return up to where a file consists of whole lines."""
    with path.open("rb") as file:
        return _after_break(file, file.seek(0, os.SEEK_END))


def _after_break(file: IO[bytes], end: int) -> int:
    """Return where the last line begins that ends at or behind a place."""
    while end:
        start = max(end - _TAIL_BYTES, 0)
        file.seek(start)
        found = file.read(end - start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


def _last_number(path: Path) -> int | None:
    """Return the number of the last message of a file that can be read, None without any."""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        while end:
            start = _after_break(file, end - 1)
            file.seek(start)
            try:
                return _numbered.decode(file.read(end - start)).number
            except (msgspec.DecodeError, RecursionError, ValueError):
                end = start
    return None


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
