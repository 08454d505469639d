"""The spool: messages that a command hands to a running server, or to the next one.

A folder of files, one message each, a line of a recording that also names its source. A file comes
into its place whole, and leaves when its message is safe.
"""

import contextlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from touchline.archive.recordings import VERSION, Recorded, body_fields, parse_line
from touchline.base.errors import RecordingError, UsageError

_FOLDER: Final = "retries"
_SUFFIX: Final = ".json"
_log = logging.getLogger(__name__)


class Spooled(NamedTuple):
    """A message with its source, and the file that it is in."""

    path: Path
    source: str
    recorded: Recorded


class _Source(msgspec.Struct):
    source: str = ""


_sources = msgspec.json.Decoder(_Source)


class Spool:
    """A folder of messages that wait for the server of a state folder."""

    def __init__(self, state: Path) -> None:
        """Touch nothing until there is something to hand over."""
        self._directory = state / _FOLDER

    def put(self, name: str, source: str, recorded: Recorded) -> None:
        """Hand over a message of a source; the same name again is the same message.

        Raises UsageError where the folder cannot be written.
        """
        fields = {
            "version": VERSION,
            "source": source,
            "at": recorded.at,
            "headers": recorded.headers,
        } | body_fields(recorded.body, recorded.kind)
        path = self._directory / f"{name}{_SUFFIX}"
        unfinished = path.with_suffix(".unfinished")
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(
                os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"
            ) as file:
                file.write(msgspec.json.encode(fields) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            raise UsageError(
                "usage", f"the message cannot be handed over: {error.strerror or error}",
                where=str(self._directory), expected="a state folder of this user, with room",
            ) from None  # fmt: skip

    def waiting(self) -> Iterator[Spooled]:
        """Yield what waits; a file that is no message is logged and put aside."""
        try:
            paths = sorted(self._directory.glob(f"*{_SUFFIX}"))
        except OSError:
            return
        for path in paths:
            try:
                line = path.read_bytes()
                yield Spooled(path, _sources.decode(line).source, parse_line(line, str(path)))
            except OSError as error:
                _log.error("a message that was handed over cannot be read: %s: %s", path, error)
            except (msgspec.DecodeError, RecordingError, RecursionError, ValueError) as error:
                _log.error("what was handed over is no message: %s: %s", path, error)
                with contextlib.suppress(OSError):
                    path.rename(path.with_suffix(".refused"))

    @staticmethod
    def done(spooled: Spooled) -> None:
        """Take a message that is safe out of the folder.

        Where that fails it is logged, and the next start takes the message in once more.
        """
        try:
            spooled.path.unlink(missing_ok=True)
        except OSError as error:
            _log.error("a message that was taken in cannot be removed: %s: %s", spooled.path, error)
