"""The quarantine: messages that could not be used, kept whole so that none is lost.

One JSON object a line, in `quarantine.jsonl`; the older half of what is kept is beside it.
"""

import logging
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from touchline.archive.recordings import Kind, body_fields
from touchline.base.errors import TouchlineError

VERSION: Final = 1
FOLDER: Final = "quarantine"
"""Its name in the state folder."""
FILE: Final = "quarantine.jsonl"
OLDER_FILE: Final = "quarantine.1.jsonl"
NOT_APPLIED: Final = "message-not-applied"
"""The code of a message that was decoded and then failed in a way that nobody foresaw."""
_REFUSAL_BYTES: Final = 8
"""Each refusal has a name of its own, so that one that was tried again is told from the next."""

_log = logging.getLogger(__name__)


class Quarantine:
    """Keeps refused messages in a folder, the newest where there is no room for all.

    `kept` counts messages written by this run, `dropped` those of this run that are no longer
    or were never on disk. Never raises: a feed goes on when a disk is full.
    """

    def __init__(self, directory: Path, max_bytes: int) -> None:
        """Touch nothing until there is something to keep."""
        self.kept = 0
        self.dropped = 0
        self._directory = directory
        self._max_bytes = max_bytes
        self._file: int | None = None
        self._size = 0
        self._older_size = 0
        self._count = 0
        self._older_count = 0
        self._has_complained = False

    def keep(
        self,
        body: bytes,
        *,
        at: int,
        source: str,
        error: Exception,
        headers: Mapping[str, Any],
    ) -> None:
        """Keep a message received at a feed time (unix ms), with the error that it met."""
        line = _line(body, at, source, error, headers)
        try:
            self._write(line)
        except OSError as failure:
            self.dropped += 1
            self.close()
            if not self._has_complained:
                self._has_complained = True
                _log.error(
                    "cannot keep refused messages in %s: %s",
                    self._directory,
                    failure.strerror or failure,
                )

    def close(self) -> None:
        """Close the file; the next message opens it again."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _write(self, line: bytes) -> None:
        if len(line) > self._max_bytes:
            self.dropped += 1
            return
        file = self._open() if self._file is None else self._file
        if self._size and self._size + len(line) > self._max_bytes // 2:
            file = self._rotate()
        if self._older_size + self._size + len(line) > self._max_bytes:
            self._drop_older()
        written = 0
        while written < len(line):
            written += os.write(file, line[written:])
        self._size += len(line)
        self._count += 1
        self.kept += 1

    def _open(self) -> int:
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._directory / FILE
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        self._file = file = os.open(path, flags, 0o600)
        # Bodies may hold what was bought or private: also a file that was there is for us alone.
        path.chmod(0o600)
        if _is_cut_off(path):
            os.write(file, b"\n")
        self._size = os.fstat(file).st_size
        older = self._directory / OLDER_FILE
        self._older_size = older.stat().st_size if older.exists() else 0
        return file

    def _rotate(self) -> int:
        self.close()
        (self._directory / FILE).replace(self._directory / OLDER_FILE)
        self.dropped += self._older_count
        self._older_count, self._count = self._count, 0
        return self._open()

    def _drop_older(self) -> None:
        (self._directory / OLDER_FILE).unlink(missing_ok=True)
        self.dropped += self._older_count
        self._older_count = self._older_size = 0


def _is_cut_off(path: Path) -> bool:
    """Tell whether a write was broken off, by a full disk or the end of a process."""
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return False
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"


def _line(body: bytes, at: int, source: str, error: Exception, headers: Mapping[str, Any]) -> bytes:
    if isinstance(error, TouchlineError):
        code, reason, position = error.code, error.reason, error.where
    else:
        code, reason, position = NOT_APPLIED, f"{type(error).__name__}: {error}", None
    fields = {
        "version": VERSION,
        "at": at,
        "source": source,
        "code": code,
        "reason": reason,
        "position": position,
        "headers": dict(headers),
        "refusal": secrets.token_hex(_REFUSAL_BYTES),
    } | body_fields(body, Kind.RAW)
    try:
        return msgspec.json.encode(fields, enc_hook=str) + b"\n"
    except (TypeError, ValueError, OverflowError, RecursionError):
        # Headers of a broker may hold what JSON does not; the body must not be lost for that.
        said = {name: ascii(fields[name]) for name in ("reason", "position", "headers")}
        return msgspec.json.encode(fields | said) + b"\n"
