"""Recorded messages as if they were sent at another time: every stamp in them is moved.

Works on the bytes, so that any form stays as it is, broken bodies included.
"""

import re
import uuid
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any, Final

from touchline.archive.recordings import Recorded
from touchline.model.instants import SECONDS_BELOW, TICKS_PER_MS, ticks

_DATES: Final = (
    rb"CreationDate|SerializedCreationDate|LastUpdate|SerializedLastUpdate|StartDate|EndDate"
    rb"|NextFixtureStartTime"
)
# A key in JSON, an attribute in XML, or an element.
_BEFORE: Final = rb'(?:"\s*:\s*"|\s*=\s*["\']|(?:\s[^>]*)?>\s*)'
_DATE: Final = re.compile(
    rb"(?P<before>\b(?:" + _DATES + rb")" + _BEFORE + rb")(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}"
    rb"T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_STAMP: Final = re.compile(
    rb'(?P<before>\bServerTimestamp(?:"\s*:\s*"?|\s*=\s*["\']|>\s*))(?P<stamp>[0-9]{9,16})\b'
)
_GUID: Final = re.compile(
    rb"(?P<before>\bMsgGuid" + _BEFORE + rb")(?P<guid>[0-9A-Za-z-]{1,64})(?=[\"'<])"
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SENT: Final = "timestamp_in_ms"
_GUID_HEADER: Final = "MessageGuid"


class Restamping:
    """Moves what was at `begins` to `to` (unix ms), and lets time pass `speed` times as fast.

    Guids become others, the same for the same, so that nobody takes a message for one that came
    before; `run` tells one restamping from another.
    """

    def __init__(self, begins: int, to: int, speed: Fraction, run: uuid.UUID) -> None:
        self._begins = begins
        self._to = to
        self._speed = speed
        self._run = run

    def message(self, recorded: Recorded) -> Recorded:
        """Return a message with all of its stamps moved."""
        return Recorded(
            self.moved(recorded.at), self._headers(recorded.headers), self._body(recorded.body),
            recorded.kind,
        )  # fmt: skip

    def moved(self, at: int) -> int:
        """Return where a moment comes to (unix ms)."""
        return self._moved_ticks(at * TICKS_PER_MS) // TICKS_PER_MS

    def _moved_ticks(self, at: int) -> int:
        passed = Fraction(at - self._begins * TICKS_PER_MS) / self._speed
        return self._to * TICKS_PER_MS + int(passed // 1)

    def _headers(self, headers: dict[str, Any]) -> dict[str, Any]:
        moved = dict(headers)
        sent, guid = headers.get(_SENT), headers.get(_GUID_HEADER)
        if isinstance(sent, str) and sent.isascii() and sent.isdigit():
            moved[_SENT] = str(self.moved(int(sent)))
        if isinstance(guid, str):
            moved[_GUID_HEADER] = self._other(guid)
        return moved

    def _body(self, body: bytes) -> bytes:
        body = _DATE.sub(self._date, body)
        body = _STAMP.sub(self._stamp, body)
        return _GUID.sub(self._guid, body)

    def _date(self, match: re.Match[bytes]) -> bytes:
        zone = (match["zone"] or b"").decode()
        at = ticks(match["date"].decode() + zone)
        if at is None:
            return match[0]
        moved = self._moved_ticks(at)
        moment = _EPOCH + timedelta(microseconds=moved // 10)
        text = moment.strftime("%Y-%m-%dT%H:%M:%S") + f".{moved % 10_000_000:07}"
        # Without a zone it was, and stays, UTC.
        return match["before"] + text.encode() + (b"Z" if zone else b"")

    def _stamp(self, match: re.Match[bytes]) -> bytes:
        said = int(match["stamp"])
        is_seconds = said < SECONDS_BELOW
        moved = self.moved(said * 1_000 if is_seconds else said)
        return match["before"] + str(moved // 1_000 if is_seconds else moved).encode()

    def _guid(self, match: re.Match[bytes]) -> bytes:
        return match["before"] + self._other(match["guid"].decode()).encode()

    def _other(self, guid: str) -> str:
        return str(uuid.uuid5(self._run, guid))
