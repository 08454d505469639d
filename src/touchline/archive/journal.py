"""The journal: every message as it was received, in files that survive the end of the process.

A folder of segments, `journal-<first number>.jsonl`, each of them a recording as well (see
`journal_lines.py`). Numbers rise by one; only behind a loss of power they may go on higher up.
"""

import fcntl
import logging
import os
import threading
from collections.abc import Generator, Iterable
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from touchline.archive.disk import sync
from touchline.archive.journal_lines import (
    DamagedLineError,
    Entry,
    Received,
    after_break,
    check_version,
    entry_of,
    last_number,
    line_of,
)
from touchline.base import limits
from touchline.base.clock import Clock
from touchline.base.errors import JournalError

__all__ = ["Entry", "Journal", "JournalLimits", "Received", "Segment"]

_PREFIX: Final = "journal-"
_SUFFIX: Final = ".jsonl"
_LOCK: Final = "journal.lock"
_TOLD_LINES: Final = 20
"""How many damaged lines of one file are told one by one."""
_log = logging.getLogger(__name__)


class Segment(NamedTuple):
    """A file of the journal: the number of its first message, and where it lies."""

    first: int
    path: Path


class JournalLimits(msgspec.Struct, frozen=True):
    """How large a segment gets, and how much is kept: bytes, and ms of wall time."""

    segment_bytes: int = limits.JOURNAL_SEGMENT_BYTES.default
    total_bytes: int = limits.JOURNAL_BYTES.default
    age_ms: int = limits.JOURNAL_AGE_MS.default


class Journal:
    """Writes messages in order; what `append` returned from is with the operating system.

    One process holds a journal at a time. `sync` and `prune` may run in another thread than
    `append`. `torn` says what was put aside of a segment that ended in the middle of a message,
    `damaged` how many damaged lines were skipped by `read`.
    """

    def __init__(self, directory: Path, wall_clock: Clock, keep: JournalLimits | None = None):
        """Open a journal, and mend its end.

        Raises JournalError: journal-in-use, journal-unwritable, and journal-unsupported where a
        file is of another version: what is acknowledged in it would be missed without a word.
        """
        self.torn: str | None = None
        self.damaged = 0
        self._directory = directory
        self._wall_clock = wall_clock
        self._keep = keep or JournalLimits()
        self._guard = threading.Lock()
        self._file: int | None = None
        self._size = 0
        self._is_clean = True
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock: int | None = self._take_lock()
        except OSError as error:
            raise self._failed(error) from None
        try:
            self.last = self._mend()
        except OSError as error:
            self.close()
            raise self._failed(error) from None
        except JournalError:
            self.close()
            raise

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
                lines.append(line_of(number, message, is_first=not self._size and not lines))
            data = b"".join(lines)
            try:
                _write_all(file, data)
            except OSError as error:
                self._take_back()
                raise self._failed(error) from None
            self._size += len(data)
            self.last = number
        return number

    def go_on_behind(self, number: int) -> None:
        """Give the next message a higher number than that of one which a checkpoint holds.

        A journal that lost its end would give that number again, and the next start skip it.
        """
        with self._guard:
            if number > self.last:
                _log.error(
                    "%s: ends at message %d, before the checkpoint's %d; it goes on behind that",
                    self._directory, self.last, number,
                )  # fmt: skip
                self.last = number

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

        A line that is damaged is skipped, told, counted and kept beside its file; messages that
        are missing are told. Raises JournalError (journal-unreadable).
        """
        segments = self.segments()
        last = after
        for position, segment in enumerate(segments):
            is_read = position + 1 < len(segments) and segments[position + 1].first <= after + 1
            if is_read:
                continue
            for entry in self._read_segment(segment, after):
                if entry.number > last + 1:
                    _log.error(
                        "%s: lacks the messages %d to %d",
                        self._directory, last + 1, entry.number - 1,
                    )  # fmt: skip
                last = entry.number
                yield entry

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

    def _take_lock(self) -> int:
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
        """Put aside what no whole line is at the end, and return the number of the last message."""
        segments = self.segments()
        for segment in segments:
            check_version(segment.path)
        for segment in reversed(segments):
            number = last_number(segment.path)
            whole = 0 if number is None else _whole_bytes(segment.path)
            if whole < segment.path.stat().st_size:
                self._put_aside(segment.path, whole)
            if number is not None:
                # The last run may have ended before it did.
                sync(segment.path)
                return number
            if segment is not segments[0]:
                # Nothing of it is whole: the number that it begins with is still to be given.
                segment.path.unlink()
        return segments[0].first - 1 if segments else 0

    def _put_aside(self, path: Path, start: int) -> None:
        """Move the bytes of a file from a place on into a new one beside it."""
        size = path.stat().st_size - start
        kept, count = path.with_suffix(f".{start}.torn"), 0
        while kept.exists():
            count += 1
            kept = path.with_suffix(f".{start}.{count}.torn")
        if start:
            with path.open("rb") as file:
                file.seek(start)
                kept.write_bytes(file.read())
            kept.chmod(0o600)
            sync(kept)
            os.truncate(path, start)
        else:
            path.rename(kept)
            path.touch(0o600)
        self.torn = f"{size} bytes without a whole message were put aside, to {kept}"
        _log.error("%s: %s", path, self.torn)

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
        sync(self._directory)

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
        following = segment.first
        damaged: list[bytes] = []
        try:
            with segment.path.open("rb") as file:
                for position, line in enumerate(file, 1):
                    if not line.endswith(b"\n"):
                        # Still being written, or cut off; the next opening mends it.
                        break
                    where = f"{segment.path}:{position}"
                    try:
                        number, entry = entry_of(line, where, after)
                    except DamagedLineError as error:
                        damaged.append(line)
                        if len(damaged) <= _TOLD_LINES:
                            _log.error("message %d, %s: skipped: %s", following, where, error)
                        following += 1
                        continue
                    following = number + 1
                    if entry is not None:
                        yield entry
        except OSError as error:
            raise JournalError(
                "journal-unreadable", error.strerror or str(error), where=str(segment.path)
            ) from None
        if damaged:
            self.damaged += len(damaged)
            _keep_damaged(segment.path, damaged)

    def _failed(self, error: OSError) -> JournalError:
        return JournalError(
            "journal-unwritable", error.strerror or str(error),
            where=str(error.filename or self._directory),
        )  # fmt: skip


def _keep_damaged(path: Path, lines: list[bytes]) -> None:
    """Keep the damaged lines of a file beside it, where they outlive it."""
    kept = path.with_suffix(".damaged")
    try:
        kept.write_bytes(b"".join(lines))
        kept.chmod(0o600)
    except OSError as error:
        _log.error("%s: %d damaged lines stay where they are: %s", path, len(lines), error)
    else:
        _log.error("%s: %d damaged lines are kept in %s", path, len(lines), kept)


def _write_all(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def _whole_bytes(path: Path) -> int:
    """Return up to where a file consists of whole lines."""
    with path.open("rb") as file:
        return after_break(file, file.seek(0, os.SEEK_END))
