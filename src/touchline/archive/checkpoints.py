"""Checkpoints: the live picture on disk, so that a restart reads only the end of the journal.

A folder of files, `checkpoint-<number>.full` with every event and `.part` with those that changed
since the file before; their numbers have no gaps. Each says its position: the number of the last
message of the journal that was applied when it was begun. Events are written one after the other
while messages go on being applied; what an event holds beyond the position is applied to it again
after a restart, which changes nothing.
"""

import gc
import logging
import os
import struct
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count, dropwhile, islice
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

import msgspec

from touchline.archive.disk import sync
from touchline.base.clock import Clock, monotonic_clock
from touchline.base.errors import JournalError
from touchline.board.board import Board, Content
from touchline.board.liveness import Source
from touchline.model.event import Event, Node

VERSION: Final = 2
_PREFIX: Final = "checkpoint-"
_FULL: Final = ".full"
_PART: Final = ".part"
_UNFINISHED: Final = ".unfinished"
_SLICE_MS: Final = 3
_SLICE_BYTES: Final = 128 * 1024
_MOST_PARTS: Final = 60
"""How many parts there are at most, however small they are."""
_GUIDS: Final = 4_000
"""How many guids of a source are kept: what a broker may deliver again, and what a slice takes."""
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


class _Guids(msgspec.Struct, tag="guids"):
    """The newest guids of a source, as they were when the file was begun."""

    source: str
    guids: msgspec.Raw


class _Kept(msgspec.Struct, tag="event"):
    id: int
    event: msgspec.Raw


class _End(msgspec.Struct, tag="end"):
    """What ends a file that is whole."""


class Restored(NamedTuple):
    """The content of a picture, and the position in the journal to go on behind."""

    position: int
    content: Content


class _Read(NamedTuple):
    """What files say together: the head of the last, with its guids, and the events of all."""

    head: _Head
    guids: dict[str, msgspec.Raw]
    events: dict[int, msgspec.Raw]


class _DamagedError(Exception):
    """A file that is not whole or not one."""


def _read_special(kind: type, value: Any) -> object:
    if getattr(kind, "__origin__", kind) is OrderedDict:
        return OrderedDict(value)
    raise NotImplementedError(kind)


_encode = msgspec.msgpack.Encoder().encode
_records = msgspec.msgpack.Decoder(_Head | _Guids | _Kept | _End, dec_hook=_read_special)
_events = msgspec.msgpack.Decoder(Event)
_guids = msgspec.msgpack.Decoder(list[str])


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

        A file that is damaged or missing is logged, and the parts behind it are not used.
        """
        chain = self._chain()
        places = _places_of_full(chain)
        if chain and not places:
            _log.error("%s: what stands before it is missing", chain[0])
        for place in places:
            with _without_collection():
                found = _read_chain(chain[place:])
            if found is not None:
                return found
        return None

    def begin(self, board: Board, position: int) -> "Checkpoint":
        """Begin a checkpoint of what changed since the last, or of all where that is due."""
        chain = self._chain()
        places = _places_of_full(chain)
        if places and _is_long(chain[places[0] :]):
            self._is_full_due = True
        changed = board.take_unkept()
        wanted = list(board.events) if self._is_full_due else list(changed)
        number = 1 + (_number(chain[-1]) if chain else 0)
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
            if path.suffix in (_FULL, _PART)
            and path.stem.removeprefix(_PREFIX).isdecimal()
            and path.is_file()
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
        self._frames = self._made(_head_of(board, position), _newest_guids(board), wanted)
        self._done = done
        self._monotonic = monotonic
        self._file: IO[bytes] | None = None

    def slice(self) -> bytes:
        """Return the next bytes of it, b"" when everything is written."""
        until = self._monotonic() + _SLICE_MS
        frames, size = [], 0
        for frame in self._frames:
            frames.append(frame)
            size += len(frame)
            if size >= _SLICE_BYTES or self._monotonic() >= until:
                break
        return b"".join(frames)

    def _made(
        self, head: _Head, newest_guids: dict[str, str], wanted: Sequence[int]
    ) -> Iterator[bytes]:
        yield _frame(_encode(head))
        for name, newest in newest_guids.items():
            guids = _guids_up_to(newest, self._board.sources[name].guids)
            yield _frame(_encode(_Guids(name, msgspec.Raw(_encode(guids)))))
        for event_id in wanted:
            event = self._board.events.get(event_id)
            if event is not None:
                self.count += 1
                yield _frame(_encode(_Kept(event_id, msgspec.Raw(_encode(event)))))

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
            sync(self._path.parent)
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
        # Guids are many, and stand in frames of their own.
        [msgspec.structs.replace(source, guids=OrderedDict()) for source in board.sources.values()],
    )


def _newest_guids(board: Board) -> dict[str, str]:
    """Return the guid that each source brought last, where it brought one."""
    sources = board.sources.values()
    return {source.name: next(reversed(source.guids)) for source in sources if source.guids}


def _guids_up_to(newest: str, guids: OrderedDict[str, None]) -> list[str]:
    """Return the newest guids as they were when `newest` was the last one.

    What the messages of later ones said is not in the file, and is taken in after a restart.
    """
    if newest not in guids:
        return []
    up_to = dropwhile(lambda guid: guid != newest, reversed(guids))
    return list(islice(up_to, _GUIDS))[::-1]


def _number(path: Path) -> int:
    return int(path.stem.removeprefix(_PREFIX))


def _is_long(chain: list[Path]) -> bool:
    """Tell whether a full checkpoint and its parts take much longer to read than it alone."""
    full, *parts = (path.stat().st_size for path in chain)
    return len(parts) >= _MOST_PARTS or sum(parts) >= full


def _places_of_full(chain: list[Path]) -> list[int]:
    """Return where full checkpoints stand in a chain, the newest first."""
    return [place for place in reversed(range(len(chain))) if chain[place].suffix == _FULL]


def _read_chain(chain: list[Path]) -> Restored | None:
    found: _Read | None = None
    for path, number in zip(chain, count(_number(chain[0]))):
        if _number(path) != number:
            _log.error("%s: what stands before it is missing; it is not used", path)
            break
        try:
            found = _read_file(path, {} if found is None else found.events)
        except (_DamagedError, OSError) as error:
            _log.error("a checkpoint is not used: %s: %s", path, error)
            break
    if found is None:
        return None
    head = found.head
    try:
        events = [_events.decode(raw) for raw in found.events.values()]
        for source in head.sources:
            if source.name in found.guids:
                source.guids = OrderedDict.fromkeys(_guids.decode(found.guids[source.name]))
    except msgspec.DecodeError as error:
        _log.error("a checkpoint is not used: it is not of this version: %s", error)
        return None
    return Restored(head.position, Content(head.now, head.seq, events, head.nodes, head.sources))


def _read_file(path: Path, before: dict[int, msgspec.Raw]) -> _Read:
    """Return what a file says, added to the events of those before it. Raises _DamagedError."""
    records = _read(path)
    head = _head(next(records, None))
    guids: dict[str, msgspec.Raw] = {}
    events = dict(before)
    for record in records:
        if isinstance(record, _Kept):
            events[record.id] = record.event
        elif isinstance(record, _Guids):
            guids[record.source] = record.guids
        elif isinstance(record, _End):
            alive = set(head.alive)
            return _Read(head, guids, {id: raw for id, raw in events.items() if id in alive})
    raise _DamagedError("is not whole")


def _head(record: object) -> _Head:
    if not isinstance(record, _Head):
        raise _DamagedError("has no head")
    if record.version != VERSION:
        raise _DamagedError(f"is of version {record.version}")
    return record


def _read(path: Path) -> Iterator[_Head | _Guids | _Kept | _End]:
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
