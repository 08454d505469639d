"""Restamping: every stamp of a message is moved, its order and everything else stay."""

import re
import uuid
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.board.pictures import picture_of
from tests.recordings.playing import XML, XML_TWIN, folder
from touchline.archive.recordings import Recorded, read_recording
from touchline.archive.restamping import Restamping
from touchline.board.board import Board
from touchline.wire import decode

BEGINS = 1_526_000_000_000
TO = 1_768_000_000_000
RUN = uuid.UUID(int=7)
MOVED_BY = TO - BEGINS


def moving(speed: int = 1, run: uuid.UUID = RUN) -> Restamping:
    return Restamping(BEGINS, TO, Fraction(speed), run)


def moved(body: bytes, headers: dict[str, object] | None = None) -> Recorded:
    return moving().message(Recorded(BEGINS, headers or {}, body))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # JSON: of ms, and of seconds, quoted or not.
        (b'"ServerTimestamp":1526000001000', b'"ServerTimestamp":1768000001000'),
        (b'"ServerTimestamp" : 1526000001', b'"ServerTimestamp" : 1768000001'),
        (b'"ServerTimestamp":"1526000001"', b'"ServerTimestamp":"1768000001"'),
        # Dates: 1526000000 is 2018-05-11T00:53:20Z, 1768000000 is 2026-01-09T23:06:40Z.
        (b'"LastUpdate":"2018-05-11T00:53:21Z"', b'"LastUpdate":"2026-01-09T23:06:41.0000000Z"'),
        (
            b'"LastUpdate":"2018-05-11T00:53:21.1234567"',
            b'"LastUpdate":"2026-01-09T23:06:41.1234567"',
        ),
        (
            b'"StartDate":"2018-05-11T03:53:21+03:00"',
            b'"StartDate":"2026-01-09T23:06:41.0000000Z"',
        ),
        # XML: elements, attributes, and elements with attributes.
        (
            b"<ServerTimestamp>1526000001</ServerTimestamp>",
            b"<ServerTimestamp>1768000001</ServerTimestamp>",
        ),
        (
            b"<StartDate>2018-05-11T00:53:20</StartDate>",
            b"<StartDate>2026-01-09T23:06:40.0000000</StartDate>",
        ),
        (
            b'<Bet Id="1" LastUpdate="2018-05-11T00:53:21.5Z"/>',
            b'<Bet Id="1" LastUpdate="2026-01-09T23:06:41.5000000Z"/>',
        ),
        (
            b'<EndDate type="x">2018-05-11T00:53:20Z</EndDate>',
            b'<EndDate type="x">2026-01-09T23:06:40.0000000Z</EndDate>',
        ),
    ],
)
def test_stamps_are_moved_in_every_form(before: bytes, after: bytes) -> None:
    assert moved(before).body == after


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{broken",
        b"\xff\xfe\x00",
        b'"LastUpdate":null',
        b'"LastUpdate":"soon"',
        b'"LastUpdate":"2018-13-45T99:99:99Z"',
        b'"BirthDate":"2018-05-11T00:53:21Z"',
        b'"ServerTimestamp":7',
        b'"Price":"1526000001000"',
    ],
)
def test_what_is_no_stamp_stays_byte_for_byte(body: bytes) -> None:
    assert moved(body).body == body


def test_the_same_guid_becomes_the_same_other_guid_in_body_and_headers() -> None:
    guid = "0b6f3c1a-0000-4000-8000-000000000001"
    one = moved(b'{"Header":{"MsgGuid":"%b"}}' % guid.encode(), {"MessageGuid": guid})
    two = moved(b"<Header><MsgGuid>%b</MsgGuid></Header>" % guid.encode())
    other = str(one.headers["MessageGuid"])
    assert other != guid
    assert str(uuid.UUID(other)) == other
    assert one.body == b'{"Header":{"MsgGuid":"%b"}}' % other.encode()
    assert two.body == b"<Header><MsgGuid>%b</MsgGuid></Header>" % other.encode()
    again = moving(run=uuid.UUID(int=8)).message(Recorded(BEGINS, {"MessageGuid": guid}, b""))
    assert again.headers["MessageGuid"] not in (guid, other)


def test_the_header_of_a_broker_is_moved_and_the_given_ones_stay() -> None:
    headers: dict[str, object] = {"timestamp_in_ms": "1526000001000", "FixtureId": "7"}
    assert moved(b"", headers).headers == {"timestamp_in_ms": "1768000001000", "FixtureId": "7"}
    assert headers["timestamp_in_ms"] == "1526000001000"


@given(
    st.lists(st.integers(-(10**7), 10**7), min_size=2).map(sorted),
    st.fractions(min_value=Fraction(1, 10), max_value=1_000),
)
def test_the_order_of_stamps_stays_at_any_speed(offsets: list[int], speed: Fraction) -> None:
    restamping = Restamping(BEGINS, TO, speed, RUN)
    stamps = [restamping.moved(BEGINS + offset) for offset in offsets]
    assert stamps == sorted(stamps)
    bodies = [
        restamping.message(Recorded(BEGINS, {}, b'"ServerTimestamp":%d' % (BEGINS + offset))).body
        for offset in offsets
    ]
    assert bodies == [b'"ServerTimestamp":%d' % stamp for stamp in stamps]


@pytest.mark.parametrize("name", [XML_TWIN, XML])
def test_a_matchday_that_was_moved_gives_the_same_picture_moved(shared: Path, name: str) -> None:
    recorded = list(read_recording(folder(shared) / f"{name}.jsonl.gz"))[:1_500]
    restamping = Restamping(recorded[0].at, TO, Fraction(1), RUN)
    then, now = Board("then"), Board("now")
    for one in recorded:
        other = restamping.message(one)
        assert other.at - TO == one.at - recorded[0].at
        then.apply(decode(one.body).message, one.at)
        now.apply(decode(other.body).message, other.at)
    assert then.events
    assert timeless(picture_of(now)) == timeless(picture_of(then))


def timeless(picture: object) -> str:
    """Return a picture as text, with every moment and guid taken out."""
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-][\d:]+)?", "DATE", repr(picture))
    text = re.sub(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "GUID", text)
    return re.sub(r"\b\d{13,19}\b", "MOMENT", text)
