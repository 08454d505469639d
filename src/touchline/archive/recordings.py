"""Recordings: a feed's messages as JSON lines, plain or packed by gzip or zstd.

One message a line: `{"at": ms, "headers": {…}}` with the body under `body` (JSON), `xml` (text),
`raw` (text that no decoder took) or `raw_base64` (bytes that are not UTF-8). The first line also
has the `version` of the format and, where the recorder knew them, `translations`: what `teams` and
`competitions` are called, by id and locale.
"""

import base64
import logging
import os
from collections.abc import Callable, Generator, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec

from touchline.archive.packing import Packing, Unpacked, check_packing
from touchline.base import limits
from touchline.base.errors import RecordingError
from touchline.model.translations import Translations

VERSION: Final = 1
"""The version of the line format; a recording's first line says it, absent means 1."""

Progress = Callable[[int, int], None]
"""Is told the bytes of the file that were read and how many there are."""
Malformed = Callable[[bytes, RecordingError], None]
"""Is handed a line that is not one of a recording (a too long one cut off), and why."""

_SHOWN_BYTES: Final = 64 * 1024
_LAST_MS: Final = 253_402_300_799_999
_NOTHING: Final = msgspec.Raw(b"")
_log = logging.getLogger(__name__)


class Kind(StrEnum):
    """Under which key a recording holds a body."""

    BODY = "body"
    XML = "xml"
    RAW = "raw"


class Recorded(msgspec.Struct, frozen=True):
    """One message as it was received: unix ms, AMQP headers, and the bytes to decode.

    `kind` is None where the writer is to find it out.
    """

    at: int
    headers: dict[str, Any]
    body: bytes
    kind: Kind | None = None


class _Line(msgspec.Struct):
    at: Annotated[int, msgspec.Meta(ge=0, le=_LAST_MS)]
    headers: dict[str, Any] = {}
    # Raw keeps the very bytes, and with them ids beyond 64 bits.
    body: msgspec.Raw = _NOTHING
    xml: str | None = None
    raw: str | None = None
    raw_base64: str | None = None
    version: int = VERSION


class _Head(msgspec.Struct):
    translations: Translations = Translations()


_line = msgspec.json.Decoder(_Line)
_head = msgspec.json.Decoder(_Head)
_raw = msgspec.json.Decoder(msgspec.Raw)


def read_recording(
    path: Path,
    *,
    progress: Progress | None = None,
    malformed: Malformed | None = None,
    torn: Callable[[str], None] | None = None,
    line_bytes: int = limits.LINE_BYTES.default,
) -> Generator[Recorded, None, None]:
    """Yield the messages of a recording in the order received.

    A file that ends in the middle of its packing yields what can be read, and `torn` is told why
    (without it, a warning is logged). A malformed line is handed to `malformed`. Raises
    RecordingError: recording-missing, recording-unsupported, and recording-malformed with file
    and line where there is no `malformed`.
    """
    packing = check_packing(path)
    return _read(path, packing, progress, malformed, torn, line_bytes)


def _read(
    path: Path,
    packing: Packing,
    progress: Progress | None,
    malformed: Malformed | None,
    torn: Callable[[str], None] | None,
    line_bytes: int,
) -> Generator[Recorded, None, None]:
    unpacked = Unpacked(path, packing, progress)
    for number, line, is_whole in _lines(unpacked, line_bytes):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            if not is_whole and unpacked.torn is None:
                raise _malformed(f"is longer than {line_bytes} bytes", where)
            recorded = parse_line(line, where)
        except RecordingError as error:
            if not is_whole and unpacked.torn is not None:
                # Its end is missing with that of the file, which is told below.
                continue
            if malformed is None or error.code != "recording-malformed":
                raise
            malformed(line, error)
        else:
            yield recorded
    if unpacked.torn is not None:
        if torn is None:
            _log.warning("%s: %s", path, unpacked.torn)
        else:
            torn(unpacked.torn)


def _lines(unpacked: Unpacked, line_bytes: int) -> Iterator[tuple[int, bytes, bool]]:
    """Yield each line with its number from 1, and whether it is whole."""
    number = 0
    pieces: list[bytes] = []
    held = 0
    is_whole = True
    for chunk in unpacked:
        start = 0
        while (end := chunk.find(b"\n", start)) >= 0:
            number += 1
            piece = chunk[start:end]
            start = end + 1
            is_whole = is_whole and held + len(piece) <= line_bytes
            line = b"".join([*pieces, piece]) if pieces else piece
            yield number, line if is_whole else line[:_SHOWN_BYTES], is_whole
            pieces, held, is_whole = [], 0, True
        if start < len(chunk) and is_whole:
            pieces.append(chunk[start:])
            held += len(chunk) - start
            if held > line_bytes:
                pieces, is_whole = [b"".join(pieces)[:_SHOWN_BYTES]], False
    if pieces:
        is_cut = not is_whole or unpacked.torn is not None
        yield number + 1, b"".join(pieces), not is_cut


def recorded_translations(path: Path, line_bytes: int = limits.LINE_BYTES.default) -> Translations:
    """Return the translations of a recording's first line, empty where it has none.

    Raises RecordingError: recording-missing, recording-unsupported.
    """
    for _, line, _ in _lines(Unpacked(path, check_packing(path)), line_bytes):
        try:
            return _head.decode(line).translations
        except (msgspec.DecodeError, RecursionError, ValueError):
            # Whoever plays it is told what is wrong with the line.
            break
    return Translations()


def parse_line(text: bytes, where: str) -> Recorded:
    """Return the message of a line. Raises RecordingError.

    Of the codes recording-malformed and recording-unsupported, with `where` the line stands.
    """
    if text.startswith(b"\xef\xbb\xbf"):
        text = text[3:]
    try:
        line = _line.decode(text)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise _malformed(str(error)[:200], where) from None
    if line.version > VERSION:
        raise RecordingError(
            "recording-unsupported", f"is of version {line.version}", where=where,
            expected=f"version {VERSION}",
        )  # fmt: skip
    found = list(_bodies(line, where))
    if len(found) != 1:
        raise _malformed(
            "has no body" if not found else "has several bodies", where,
            expected="one of body, xml, raw and raw_base64",
        )  # fmt: skip
    kind, body = found[0]
    return Recorded(line.at, line.headers, body, kind)


def _bodies(line: _Line, where: str) -> Iterator[tuple[Kind, bytes]]:
    body = bytes(line.body)
    if body and body != b"null":
        yield Kind.BODY, body
    if line.xml is not None:
        yield Kind.XML, line.xml.encode()
    if line.raw is not None:
        yield Kind.RAW, line.raw.encode()
    if line.raw_base64 is not None:
        try:
            yield Kind.RAW, base64.b64decode(line.raw_base64, validate=True)
        except ValueError:
            raise _malformed("raw_base64 is not Base64", where) from None


def _malformed(reason: str, where: str, expected: str | None = None) -> RecordingError:
    return RecordingError("recording-malformed", reason, where=where, expected=expected)


def body_fields(body: bytes, kind: Kind | None = None) -> dict[str, Any]:
    """Return a body under the key that holds it: `body`, `xml`, `raw` or `raw_base64`.

    A body that the named kind cannot hold is raw.
    """
    stripped = body.strip()
    if kind is None:
        kind = {b"{": Kind.BODY, b"[": Kind.BODY, b"<": Kind.XML}.get(stripped[:1], Kind.RAW)
    if kind is Kind.BODY and _is_json(stripped):
        # Line breaks stand only between its tokens, where a space says the same.
        return {"body": msgspec.Raw(stripped.replace(b"\n", b" ").replace(b"\r", b" "))}
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return {"raw_base64": base64.b64encode(body).decode("ascii")}
    return {"xml" if kind is Kind.XML else "raw": text}


def _is_json(body: bytes) -> bool:
    if body[:1] not in (b"{", b"["):
        return False
    try:
        body.decode("utf-8")
        _raw.decode(body)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return False
    return True


class RecordingWriter:
    """Writes a recording, packed as its suffix says (.gz, .zst, else plain), whole or not at all.

    A context manager: the file stands under its name only when the block ends without an
    exception.
    """

    def __init__(
        self,
        path: Path,
        *,
        overwrite: bool = False,
        translations: Translations | None = None,
    ) -> None:
        """Write to a path; `translations` are those of what is recorded.

        Raises RecordingError: output-exists for a file that is there, unless told, and
        recording-unwritable where no file can be.
        """
        if path.exists() and not path.is_file():
            raise _unwritable(path, "is not a file")
        if path.exists() and not overwrite:
            raise RecordingError(
                "output-exists", "is already there", where=str(path), expected="a new file"
            )
        if not path.parent.is_dir():
            raise _unwritable(path, f"there is no folder {path.parent}")
        self.count = 0
        self._translations = translations or Translations()
        self._path = path
        self._temporary = path
        self._overwrite = overwrite

    def __enter__(self) -> "RecordingWriter":
        try:
            descriptor = self._open_beside()
        except OSError as error:
            raise self._failed(error) from None
        self._file = os.fdopen(descriptor, "wb")
        self._packed = Packing.of_name(self._path.name).writer(self._file)
        return self

    def write(self, recorded: Recorded) -> None:
        """Append one message."""
        line: dict[str, Any] = {"at": recorded.at, "headers": recorded.headers}
        line |= body_fields(recorded.body, recorded.kind)
        if self.count == 0:
            line["version"] = VERSION
            if self._translations != Translations():
                line["translations"] = self._translations
        try:
            self._packed.write(msgspec.json.encode(line) + b"\n")
        except OSError as error:
            raise self._failed(error) from None
        self.count += 1

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            try:
                with self._file:
                    self._packed.close()
                    self._file.flush()
                    os.fsync(self._file.fileno())
            finally:
                if kind is not None:
                    self._temporary.unlink(missing_ok=True)
            if kind is None:
                self._put_in_place()
        except OSError as error:
            self._temporary.unlink(missing_ok=True)
            if kind is None:
                raise self._failed(error) from None

    def _put_in_place(self) -> None:
        if self._path.exists() and not self._overwrite:
            raise FileExistsError("something else was written there")
        self._temporary.replace(self._path)

    def _open_beside(self) -> int:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        number = 0
        while True:
            self._temporary = self._path.with_name(f".{self._path.name}.{number}.part")
            try:
                return os.open(self._temporary, flags, 0o666)
            except FileExistsError:
                # Left by a writer that was killed, or in use by another.
                number += 1

    def _failed(self, error: OSError) -> RecordingError:
        return _unwritable(self._path, f"cannot be written: {error.strerror or error}")


def _unwritable(path: Path, reason: str) -> RecordingError:
    return RecordingError(
        "recording-unwritable", reason, where=str(path),
        expected="a file in a folder that is there, can be written and has room",
    )  # fmt: skip
