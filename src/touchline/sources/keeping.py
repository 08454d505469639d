"""Keeping the picture over restarts: restored at the start, written down while it lives."""

import asyncio
import contextlib
import gc
import logging
import os
import struct
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from touchline.archive.checkpoints import Checkpoints
from touchline.archive.journal import Entry, Journal
from touchline.base import limits
from touchline.base.errors import JournalError
from touchline.board.board import Board
from touchline.board.picture import Picture
from touchline.sources.pump import TRIES

_TRIES_FILE: Final = "applying"
_TRIED: Final = struct.Struct("<QI")
_TRIES_BYTES: Final = 64 * 1024
_HEARD: Final = struct.Struct("<Q")
_log = logging.getLogger(__name__)


class Pace(NamedTuple):
    """How often what is written, ms."""

    sync: int = limits.JOURNAL_SYNC_MS.default
    checkpoint: int = limits.CHECKPOINT_MS.default


class Tries:
    """Remembers on disk which message is being applied, and which ones ended the process so far.

    A message that ends the process is known again at the next start. The file is a number and how
    often it was tried, that of the message being applied first. Where it cannot be written, a start
    goes on without: a full disk is no reason to show nothing.
    """

    def __init__(self, directory: Path) -> None:
        """Read what the last start left. Raises JournalError (journal-unwritable)."""
        self._path = directory / _TRIES_FILE
        self._is_written = True
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            left = os.pread(self._file, _TRIES_BYTES, 0)
            whole = len(left) - len(left) % _TRIED.size
            tries = reversed(list(_TRIED.iter_unpack(left[:whole])))
            self._ended = {number: tried for number, tried in tries if number}
            kept = (_TRIED.pack(number, tried) for number, tried in self._ended.items())
            self._write(b"".join((_TRIED.pack(0, 0), *kept)))
        except OSError as error:
            raise JournalError(
                "journal-unwritable", error.strerror or str(error), where=str(self._path)
            ) from None

    def begin(self, number: int) -> bool:
        """Note that a message is about to be applied; return whether it may be."""
        tried = self._ended.get(number, 0) + 1
        if tried > TRIES:
            return False
        self._write(_TRIED.pack(number, tried))
        return True

    def close(self) -> None:
        """Forget it: everything was applied."""
        os.close(self._file)
        self._path.unlink(missing_ok=True)

    def _write(self, data: bytes) -> None:
        if not self._is_written:
            return
        try:
            os.pwrite(self._file, data, 0)
        except OSError as error:
            self._is_written = False
            _log.error("a message that ends the process will not be known again: %s", error)


class Heard:
    """Remembers on disk up to when everything of a source had come, `until` (unix ms).

    None where that is not known.
    """

    def __init__(self, directory: Path, source: str) -> None:
        """Read what the last run left. Raises JournalError (journal-unwritable)."""
        self._path = directory / f"heard-{source}"
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            left = self._path.read_bytes() if self._path.exists() else b""
        except OSError as error:
            raise JournalError(
                "journal-unwritable", error.strerror or str(error), where=str(self._path)
            ) from None
        self.until = (_HEARD.unpack(left)[0] or None) if len(left) == _HEARD.size else None

    def note(self, until: int | None) -> None:
        """Note a later moment. Where it cannot be written an earlier one stays, which is safe."""
        self.until = until
        with contextlib.suppress(OSError):
            file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.pwrite(file, _HEARD.pack(until or 0), 0)
            finally:
                os.close(file)


def restore(
    board: Board,
    checkpoints: Checkpoints,
    journal: Journal,
    tries: Tries,
    apply: Callable[[Entry], None],
    give_up: Callable[[Entry], None],
) -> Iterator[int]:
    """Bring an empty board to where the last run left it; yield how many messages were applied.

    The newest checkpoint is the beginning, the journal behind it the rest. A message that ended the
    process three times is handed to `give_up` instead.
    """
    restored = checkpoints.restore()
    position = 0
    if restored is not None:
        board.restore(restored.content)
        position = restored.position
        journal.go_on_behind(position)
    for applied, entry in enumerate(journal.read(after=position), 1):
        if tries.begin(entry.number):
            apply(entry)
        else:
            give_up(entry)
        yield applied
    if journal.damaged:
        _log.error("%d damaged lines of the journal were skipped", journal.damaged)
    tries.close()
    # What was restored lives long; looking through it for garbage again and again finds none.
    gc.collect()
    gc.freeze()


class Keeping:
    """Syncs the journal, writes checkpoints, and removes what neither age nor size lets stay."""

    def __init__(
        self,
        picture: Picture,
        journal: Journal,
        checkpoints: Checkpoints,
        position: Callable[[], int],
        *,
        pace: Pace | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Keep a picture; `position` gives the number of the last message that is in it."""
        self._failures: dict[str, JournalError | OSError] = {}
        self._picture = picture
        self._journal = journal
        self._checkpoints = checkpoints
        self._position = position
        self._pace = pace or Pace()
        self._sleep = sleep

    @property
    def failure(self) -> JournalError | OSError | None:
        """Why the picture cannot be kept now."""
        return next(iter(self._failures.values()), None)

    async def run(self) -> None:
        """Keep it until cancelled; at a pace of 0 the journal is synced by who writes it."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._again("checkpoint", self._pace.checkpoint, self.checkpoint))
            if self._pace.sync:
                group.create_task(self._again("sync", self._pace.sync, self._sync))

    async def checkpoint(self) -> None:
        """Write what changed since the last one. Raises JournalError.

        The board is read in slices between which others get their turn.
        """
        checkpoint = self._checkpoints.begin(self._picture.board, self._position())
        try:
            while part := checkpoint.slice():
                await _in_thread(partial(checkpoint.write, part))
            # What it holds must not be further than the journal that is on the disk.
            await _in_thread(self._journal.sync)
            await _in_thread(checkpoint.finish)
        finally:
            checkpoint.close()
        await _in_thread(partial(self._journal.prune, self._checkpoints.needed_after()))

    async def _sync(self) -> None:
        await _in_thread(self._journal.sync)

    async def _again(self, what: str, every: int, do: Callable[[], Awaitable[None]]) -> None:
        while True:
            await self._sleep(every / 1_000)
            try:
                await do()
            except (JournalError, OSError) as error:
                if what not in self._failures:
                    _log.error("the picture cannot be kept: %s", error)
                self._failures[what] = error
            else:
                if self._failures.pop(what, None) is not None and not self._failures:
                    _log.warning("the picture can be kept again")


async def _in_thread(do: Callable[[], object]) -> None:
    """Do what waits for a disk; who is cancelled meanwhile still waits for its end."""
    doing = asyncio.ensure_future(asyncio.to_thread(do))
    try:
        await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.wait([doing])
        raise
