"""Reading the quarantine: what is kept there, by ids, and what was tried again."""

import hashlib
import logging
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

import msgspec

from touchline.archive.quarantine import FILE, OLDER_FILE
from touchline.archive.recordings import Recorded, parse_line
from touchline.base.errors import RecordingError, UsageError

_RETRIED: Final = "retried"
_ID_CHARACTERS: Final = 12
_log = logging.getLogger(__name__)


class Quarantined(NamedTuple):
    """A message that could not be used, and why; `position` is where in it.

    `refusal` names the last time that it was refused; `is_retried` says that it was tried again
    since then.
    """

    id: str
    refusal: str
    source: str
    code: str
    reason: str
    position: str | None
    recorded: Recorded
    is_retried: bool


class _Line(msgspec.Struct):
    source: str = ""
    code: str = ""
    reason: str = ""
    position: Annotated[str, msgspec.Meta()] | None = None
    refusal: str = ""


_lines = msgspec.json.Decoder(_Line)


def read_quarantine(directory: Path) -> list[Quarantined]:
    """Return what is kept in a folder, the oldest first; nothing where there is none.

    The same message with the same error is one entry however often it came, as it came last. A line
    that is damaged is logged and skipped. Raises UsageError where the folder cannot be read.
    """
    retried = _retried(directory)
    found: dict[str, Quarantined] = {}
    for name in (OLDER_FILE, FILE):
        path = directory / name
        try:
            with path.open("rb") as file:
                for number, line in enumerate(file, 1):
                    entry = _entry(line, f"{path}:{number}", retried)
                    if entry is not None:
                        found.pop(entry.id, None)
                        found[entry.id] = entry
        except FileNotFoundError:
            continue
        except OSError as error:
            raise _unreadable(path, error) from None
    return list(found.values())


def mark_retried(directory: Path, entry: Quarantined) -> None:
    """Remember that an entry was tried again, until it is refused once more. Raises UsageError."""
    path = directory / _RETRIED
    try:
        with path.open("a", encoding="ascii") as file:
            file.write(f"{entry.refusal}\n")
        path.chmod(0o600)
    except OSError as error:
        raise _unreadable(path, error) from None


def _entry(line: bytes, where: str, retried: frozenset[str]) -> Quarantined | None:
    try:
        said = _lines.decode(line)
        recorded = parse_line(line, where)
    except (msgspec.DecodeError, RecordingError, RecursionError, ValueError) as error:
        _log.warning("a line of the quarantine is damaged: %s: %s", where, error)
        return None
    digest = hashlib.sha256(f"{said.source}\n{said.code}\n".encode() + recorded.body).hexdigest()
    number = digest[:_ID_CHARACTERS]
    # What an earlier version kept has no name of its own.
    refusal = said.refusal or number
    return Quarantined(
        number,
        refusal,
        said.source,
        said.code,
        said.reason,
        said.position,
        recorded,
        refusal in retried,
    )


def _retried(directory: Path) -> frozenset[str]:
    try:
        return frozenset((directory / _RETRIED).read_text(encoding="ascii").split())
    except FileNotFoundError:
        return frozenset()
    except (OSError, ValueError) as error:
        raise _unreadable(directory / _RETRIED, error) from None


def _unreadable(path: Path, error: Exception) -> UsageError:
    reason: Any = error.strerror if isinstance(error, OSError) else error
    return UsageError(
        "usage", f"the quarantine cannot be used: {reason}", where=str(path),
        expected="a state folder of this user",
    )  # fmt: skip
