"""Checkpoints: the live picture on disk, so that a restart reads only the end of the journal.

A folder of files, `checkpoint-<number>.full` with every event and `.part` with those that changed
since the file before. Each says its position: the number of the last message of the journal that
was applied when it was begun. Events are written one after the other while messages go on being
applied; what an event holds beyond the position is applied to it again after a restart, which
changes nothing.
"""

import gc
import logging
import os
import struct
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

import msgspec

from touchline.base.clock import Clock, monotonic_clock
from touchline.base.errors import JournalError
from touchline.board.board import Board, Content
from touchline.board.liveness import Source
from touchline.model.event import Event, Node

VERSION: Final = 1
_PREFIX: Final = "checkpoint-"
_FULL: Final = ".full"
_PART: Final = ".part"
_UNFINISHED: Final = ".unfinished"
_SLICE_MS: Final = 3
_SLICE_BYTES: Final = 256 * 1024
_MOST_PARTS: Final = 60
_GUIDS: Final = 10_000
"""How many guids of a source are kept: those of messages that a broker may deliver again."""
_FRAME: Final = struct.Struct("<II")
_log = logging.getLogger(__name__)


class _Head(msgspec.Struct, tag="head"):
    """What begins a file; `alive` are the ids of all events of the picture then."""

    version: int
    position: int
    now: int
    seq: int
    alive: list[int]
    nodes: list[Node]
    sources: list[Source]


class _Kept(msgspec.Struct, tag="event"):
    id: int
    event: msgspec.Raw


class _End(msgspec.Struct, tag="end"):
    """What ends a file that is whole."""


class Restored(NamedTuple):
    """The content of a picture, and the position in the journal to go on behind."""

    position: int
    content: Content


class _DamagedError(Exception):
    """A file that is not whole or not one."""


def _read_special(kind: type, value: Any) -> object:
    if getattr(kind, "__origin__", kind) is OrderedDict:
        return OrderedDict(value)
    raise NotImplementedError(kind)


_encode = msgspec.msgpack.Encoder().encode
_records = msgspec.msgpack.Decoder(_Head | _Kept | _End, dec_hook=_read_special)
_events = msgspec.msgpack.Decoder(Event)


class Checkpoints:
    """The checkpoints of one board: writes the next, reads the newest."""

    def __init__(self, directory: Path) -> None:
        """Make the folder. Raises JournalError (journal-unwritable)."""
        self._directory = directory
        # What is there may lack what changed since; the first of a run holds all.
        self._is_full_due = True
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            for path in directory.glob(f"*{_UNFINISHED}"):
                path.unlink()
        except OSError as error:
            raise _unwritable(directory, error) from None

    def restore(self) -> Restored | None:
        """Return what the newest full checkpoint holds with the parts behind it, None without any.

        A file that is damaged is logged, and neither it nor the parts behind it are used.
        """
        chain = self._chain()
        for place in _places_of_full(chain):
            with _without_collection():
                found = _read_chain(chain[place:])
            if found is not None:
                return found
        return None

    def begin(self, board: Board, position: int) -> "Checkpoint":
        """Begin a checkpoint of what changed since the last, or of all where that is due."""
        chain = self._chain()
        places = _places_of_full(chain)
        if places and len(chain) - places[0] > _MOST_PARTS:
            self._is_full_due = True
        changed = board.take_unkept()
        wanted = list(board.events) if self._is_full_due else list(changed)
        number = 1 + (int(chain[-1].stem.removeprefix(_PREFIX)) if chain else 0)
        suffix = _FULL if self._is_full_due else _PART
        # Until this one is finished, what it took is in no file.
        self._is_full_due = True
        return Checkpoint(
            self._directory / f"{_PREFIX}{number:012}{suffix}", board, wanted, position, self._done
        )

    def needed_after(self) -> int:
        """Return the position that the newest full checkpoint has, 0 without any.

        The journal behind it is needed: a part may turn out to be damaged.
        """
        chain = self._chain()
        for place in _places_of_full(chain):
            try:
                return _head(next(_read(chain[place]))).position
            except (_DamagedError, OSError, StopIteration):
                continue
        return 0

    def _done(self) -> None:
        self._is_full_due = False
        chain = self._chain()
        places = _places_of_full(chain)
        for path in chain[: places[0]] if places else ():
            path.unlink(missing_ok=True)

    def _chain(self) -> list[Path]:
        """Return the finished files, the oldest first."""
        return sorted(
            path
            for path in self._directory.glob(f"{_PREFIX}*")
            if path.suffix in (_FULL, _PART) and path.stem.removeprefix(_PREFIX).isdecimal()
        )


class Checkpoint:
    """One checkpoint that is being written, slice by slice.

    `slice` reads the board and takes at most about 3 ms; `write` and `finish` may run in another
    thread. Abandon one with `close`; nothing of it is used then.
    """

    def __init__(
        self,
        path: Path,
        board: Board,
        wanted: Sequence[int],
        position: int,
        done: Callable[[], None],
        monotonic: Clock = monotonic_clock,
    ) -> None:
        """Begin one of the wanted events; `done` hears that it is in its place."""
        self.position = position
        self.count = 0
        self._path = path
        self._unfinished = path.with_name(path.name + _UNFINISHED)
        self._board = board
        self._wanted = iter(wanted)
        self._done = done
        self._monotonic = monotonic
        self._head: bytes | None = _frame(_encode(_head_of(board, position)))
        self._file: IO[bytes] | None = None

    def slice(self) -> bytes:
        """Return the next bytes of it, b"" when everything is written."""
        until = self._monotonic() + _SLICE_MS
        frames, size = [self._head] if self._head is not None else [], 0
        self._head = None
        for event_id in self._wanted:
            event = self._board.events.get(event_id)
            if event is None:
                continue
            kept = _Kept(event_id, msgspec.Raw(_encode(event)))
            frames.append(_frame(_encode(kept)))
            self.count += 1
            size += len(frames[-1])
            if size >= _SLICE_BYTES or self._monotonic() >= until:
                break
        return b"".join(frames)

    def write(self, data: bytes) -> None:
        """Write a slice. Raises JournalError (journal-unwritable)."""
        try:
            if self._file is None:
                flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
                self._file = os.fdopen(os.open(self._unfinished, flags, 0o600), "wb")
            self._file.write(data)
        except OSError as error:
            self.close()
            raise _unwritable(self._path, error) from None

    def finish(self) -> None:
        """Bring it to the disk and put it in its place. Raises JournalError."""
        self.write(_frame(_encode(_End())))
        assert self._file is not None
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None
            self._unfinished.replace(self._path)
            self._done()
        except OSError as error:
            self.close()
            raise _unwritable(self._path, error) from None

    def close(self) -> None:
        """Give it up."""
        file, self._file = self._file, None
        with suppress(OSError):
            if file is not None:
                # What is still to be written finds the same disk full again.
                file.close()
        with suppress(OSError):
            self._unfinished.unlink(missing_ok=True)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Look for no garbage among many new objects: it takes four times as long, to find none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _head_of(board: Board, position: int) -> _Head:
    return _Head(
        VERSION,
        position,
        board.now,
        board.seq,
        list(board.events),
        list(board.competitions.values()),
        [
            msgspec.structs.replace(source, guids=_newest(source.guids))
            for source in board.sources.values()
        ],
    )


def _newest(guids: OrderedDict[str, None]) -> OrderedDict[str, None]:
    return OrderedDict.fromkeys(reversed(list(islice(reversed(guids), _GUIDS))))


def _places_of_full(chain: list[Path]) -> list[int]:
    """Return where full checkpoints stand in a chain, the newest first."""
    return [place for place in reversed(range(len(chain))) if chain[place].suffix == _FULL]


def _read_chain(chain: list[Path]) -> Restored | None:
    found: tuple[_Head, dict[int, msgspec.Raw]] | None = None
    for path in chain:
        try:
            found = _read_file(path, found[1] if found is not None else {})
        except (_DamagedError, OSError) as error:
            _log.error("a checkpoint is not used: %s: %s", path, error)
            break
    if found is None:
        return None
    head, kept = found
    try:
        events = [_events.decode(raw) for raw in kept.values()]
    except msgspec.DecodeError as error:
        _log.error("a checkpoint is not used: it is not of this version: %s", error)
        return None
    return Restored(head.position, Content(head.now, head.seq, events, head.nodes, head.sources))


def _read_file(path: Path, before: dict[int, msgspec.Raw]) -> tuple[_Head, dict[int, msgspec.Raw]]:
    """Return what a file says, added to what the files before it said. Raises _DamagedError."""
    records = _read(path)
    head = _head(next(records, None))
    kept = dict(before)
    for record in records:
        if isinstance(record, _Kept):
            kept[record.id] = record.event
        elif isinstance(record, _End):
            alive = set(head.alive)
            return head, {event: raw for event, raw in kept.items() if event in alive}
    raise _DamagedError("is not whole")


def _head(record: object) -> _Head:
    if not isinstance(record, _Head):
        raise _DamagedError("has no head")
    if record.version > VERSION:
        raise _DamagedError(f"is of version {record.version}")
    return record


def _read(path: Path) -> Iterator[_Head | _Kept | _End]:
    with path.open("rb") as file:
        while frame := file.read(_FRAME.size):
            if len(frame) < _FRAME.size:
                raise _DamagedError("is cut off")
            size, checksum = _FRAME.unpack(frame)
            data = file.read(size)
            if len(data) < size or zlib.crc32(data) != checksum:
                raise _DamagedError("is damaged")
            try:
                yield _records.decode(data)
            except (msgspec.DecodeError, NotImplementedError) as error:
                raise _DamagedError(f"is not of this version: {error}") from None


def _frame(data: bytes) -> bytes:
    return _FRAME.pack(len(data), zlib.crc32(data)) + data


def _unwritable(path: Path, error: OSError) -> JournalError:
    return JournalError("journal-unwritable", error.strerror or str(error), where=str(path))
