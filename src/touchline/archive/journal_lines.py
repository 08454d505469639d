"""Lines of the journal: those of a recording that also hold a number, a source and a checksum.

The checksum is the CRC-32 of all that stands before it; it ends the line: `,"crc":"89abcdef"}`.
"""

import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

import msgspec

from touchline.archive.recordings import VERSION, Recorded, body_fields, parse_line
from touchline.base.errors import JournalError, RecordingError

_CHECK_BYTES: Final = len(b',"crc":"89abcdef"}\n')
_BLOCK_BYTES: Final = 64 * 1024


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


class DamagedLineError(Exception):
    """A line that is not as it was written."""


class _Numbered(msgspec.Struct):
    number: int
    source: str = ""


class _Versioned(msgspec.Struct):
    version: int = VERSION


_numbered = msgspec.json.Decoder(_Numbered)
_versioned = msgspec.json.Decoder(_Versioned)


def line_of(number: int, message: Received, *, is_first: bool) -> bytes:
    """Return the line of a message; the first one of a file says the version."""
    fields: dict[str, Any] = {"number": number, "source": message.source, "at": message.at}
    if is_first:
        fields["version"] = VERSION
    body = body_fields(message.body)
    headers: dict[str, Any] = dict(message.headers)
    try:
        line = msgspec.json.encode(fields | {"headers": headers} | body, enc_hook=str)
    except (TypeError, ValueError, OverflowError, RecursionError):
        # A broker's headers may hold what JSON does not; the body must not be lost for that.
        headers = {str(name)[:256]: ascii(value) for name, value in message.headers.items()}
        line = msgspec.json.encode(fields | {"headers": headers} | body)
    said = line[:-1]
    return said + _check(said)


def number_of(line: bytes) -> int:
    """Return the number of a line that is as it was written. Raises DamagedLineError."""
    return _read(line).number


def entry_of(line: bytes, where: str, after: int) -> tuple[int, Entry | None]:
    """Return the number of a line, and its message where that is behind the number `after`.

    Raises DamagedLineError.
    """
    numbered = _read(line)
    if numbered.number <= after:
        return numbered.number, None
    try:
        recorded = parse_line(line, where)
    except RecordingError as error:
        raise DamagedLineError(error.reason) from None
    return numbered.number, Entry(numbered.number, numbered.source, recorded)


def last_number(path: Path) -> int | None:
    """Return the number of the last message of a file that is whole, None without any."""
    with path.open("rb") as file:
        end = after_break(file, file.seek(0, os.SEEK_END))
        start = after_break(file, end - 1) if end else 0
        file.seek(start)
        try:
            return number_of(file.read(end - start))
        except DamagedLineError:
            pass
        last = None
        file.seek(0)
        for line in file:
            try:
                last = number_of(line)
            except DamagedLineError:
                continue
        return last


def after_break(file: IO[bytes], end: int) -> int:
    """Return where the last line begins that ends at or behind a place."""
    while end:
        start = max(end - _BLOCK_BYTES, 0)
        file.seek(start)
        found = file.read(end - start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


def check_version(path: Path) -> None:
    """Refuse a file that is of another version. Raises JournalError (journal-unsupported)."""
    with path.open("rb") as file:
        first, second = file.readline(), file.readline()
    try:
        version = _versioned.decode(first).version
    except (msgspec.DecodeError, RecursionError, ValueError):
        return
    # A first line that is not as it was written may say anything, where the next one is ours.
    if version != VERSION and (_is_whole(first) or not _is_whole(second)):
        raise JournalError(
            "journal-unsupported", f"is of version {version}", where=str(path),
            expected=f"version {VERSION}",
        )  # fmt: skip


def _read(line: bytes) -> _Numbered:
    if not _is_whole(line):
        raise DamagedLineError("its checksum is wrong")
    try:
        return _numbered.decode(line)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise DamagedLineError(str(error)) from None


def _is_whole(line: bytes) -> bool:
    return line[-_CHECK_BYTES:] == _check(line[:-_CHECK_BYTES])


def _check(said: bytes) -> bytes:
    return b',"crc":"%08x"}\n' % zlib.crc32(said)
