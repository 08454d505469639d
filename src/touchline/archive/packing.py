"""Packed files as streams: gzip, zstd or plain, told by their first bytes when read.

Unpacking is bounded in memory, and a file that ends too early gives what it has and says so.
"""

import gzip
import os
import stat
import zlib
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import IO, Final, Protocol

import zstandard

from touchline.base.errors import RecordingError

_READ_BYTES: Final = 32 * 1024
_UNPACKED_BYTES: Final = 256 * 1024
# The decoder gives all that a piece unpacks to at once, and a byte unpacks to 32 KiB at most.
_ZSTD_PIECE: Final = 2 * 1024
_GZIP_LEVEL: Final = 6
_ZSTD_LEVEL: Final = 10
_FOREIGN: Final = (
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"PK\x03\x04", "zip"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
)
_MAGIC_BYTES: Final = 6


class Packing(StrEnum):
    """How a file is packed."""

    PLAIN = "plain"
    GZIP = "gzip"
    ZSTD = "zstd"

    @classmethod
    def of_name(cls, name: str) -> "Packing":
        """Return the packing that a file name asks for."""
        suffix = name.rpartition(".")[2].lower()
        return {"gz": cls.GZIP, "zst": cls.ZSTD}.get(suffix, cls.PLAIN)

    def writer(self, file: IO[bytes]) -> "Writer":
        """Return what packs into a file; closing it leaves the file open."""
        if self is Packing.GZIP:
            # Without name and time in its head, the same content gives the same bytes.
            return gzip.GzipFile("", "wb", _GZIP_LEVEL, file, mtime=0)
        if self is Packing.ZSTD:
            packer = zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True)
            return packer.stream_writer(file, closefd=False)
        return _PlainWriter(file)


class Writer(Protocol):
    """Takes bytes and packs them."""

    def write(self, data: bytes, /) -> object:
        """Pack some bytes."""
        ...

    def close(self) -> None:
        """Write what is still held."""
        ...


class _PlainWriter:
    def __init__(self, file: IO[bytes]) -> None:
        self.write = file.write

    def close(self) -> None:
        pass


def check_packing(path: Path) -> Packing:
    """Return how a file is packed, by its first bytes.

    Raises RecordingError: recording-missing, recording-unsupported.
    """
    try:
        with path.open("rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise RecordingError("recording-missing", "is not a file", where=str(path))
            magic = file.read(_MAGIC_BYTES)
    except OSError as error:
        raise cannot_read(path, error) from None
    if magic.startswith(b"\x1f\x8b"):
        return Packing.GZIP
    # A zstd file may begin with a frame that readers skip.
    if magic.startswith(b"\x28\xb5\x2f\xfd") or (
        magic[1:4] == b"\x2a\x4d\x18" and magic[0] & 0xF0 == 0x50
    ):
        return Packing.ZSTD
    for start, name in _FOREIGN:
        if magic.startswith(start):
            raise RecordingError(
                "recording-unsupported", f"is {name}", where=str(path),
                expected="gzip, zstd or plain JSON lines",
            )  # fmt: skip
    return Packing.PLAIN


def cannot_read(path: Path, error: OSError) -> RecordingError:
    """Return the error for a file that the system does not give."""
    reason = error.strerror or str(error)
    return RecordingError("recording-missing", f"cannot be read: {reason}", where=str(path))


class Unpacked:
    """The content of a file in chunks; afterwards `torn` says why it ended early, or is None."""

    def __init__(
        self, path: Path, packing: Packing, progress: Callable[[int, int], None] | None = None
    ) -> None:
        """Read a file; progress is told the bytes read of it and its size."""
        self.torn: str | None = None
        self._path = path
        self._progress = progress
        self._unpacker = _UNPACKERS[packing]()

    def __iter__(self) -> Iterator[bytes]:
        """Yield chunks; raise RecordingError (recording-missing) where the system fails."""
        read = 0
        try:
            with self._path.open("rb", buffering=0) as file:
                size = os.fstat(file.fileno()).st_size
                while piece := file.read(_READ_BYTES):
                    yield from self._unpacker.feed(piece)
                    read += len(piece)
                    if self._progress is not None:
                        self._progress(read, max(read, size))
        except OSError as error:
            raise cannot_read(self._path, error) from None
        except (zlib.error, zstandard.ZstdError) as error:
            if "too much memory" in str(error):
                raise RecordingError(
                    "recording-unsupported", "is packed with a window that is too large",
                    where=str(self._path), expected="a window of 128 MiB at most",
                ) from None  # fmt: skip
            self.torn = f"the file is damaged after byte {read}; what was read before stays"
        else:
            if self._unpacker.is_open:
                self.torn = f"the file is cut off after byte {read}; what was read stays"


class _Unpacker(Protocol):
    @property
    def is_open(self) -> bool:
        """Whether more bytes are due."""
        ...

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what some bytes unpack to."""
        ...


class _Plain:
    is_open = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data


class _Gzip:
    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)
        self.is_open = True

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            if not self.is_open:
                # Some writers fill the last block of a file with zeros.
                data = data.lstrip(b"\0")
                if not data:
                    return
                self._member = zlib.decompressobj(wbits=31)
                self.is_open = True
            member = self._member
            while True:
                chunk = member.decompress(data, _UNPACKED_BYTES)
                if chunk:
                    yield chunk
                data = member.unconsumed_tail
                if member.eof or (not data and len(chunk) < _UNPACKED_BYTES):
                    break
            if member.eof:
                self.is_open = False
                data = member.unused_data


class _Zstd:
    def __init__(self) -> None:
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self.is_open = True

    def feed(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), _ZSTD_PIECE):
            piece = data[start : start + _ZSTD_PIECE]
            while piece:
                if not self.is_open:
                    self._frame = zstandard.ZstdDecompressor().decompressobj()
                    self.is_open = True
                chunk = self._frame.decompress(piece)
                if chunk:
                    yield chunk
                if not self._frame.eof:
                    break
                self.is_open = False
                piece = self._frame.unused_data


_UNPACKERS: Final[dict[Packing, Callable[[], _Unpacker]]] = {
    Packing.PLAIN: _Plain,
    Packing.GZIP: _Gzip,
    Packing.ZSTD: _Zstd,
}
