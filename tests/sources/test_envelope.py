"""What the outside of a message says: from a broker's headers, else from the message itself."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.recordings.playing import XML, XML_TWIN, folder
from tests.sizes import examples
from touchline.archive.recordings import read_recording
from touchline.sources.envelope import Envelope, envelope_of

SENT = 1_768_046_400_123
JSON = b'{"Body":{"Events":[]},"Header":{"Type":3,"ServerTimestamp":%d}}' % SENT
TREE = (
    b"<Message><Header><Type> 3 </Type><ServerTimestamp>%d</ServerTimestamp></Header></Message>"
    % SENT
)


@pytest.mark.parametrize("kind", ["32", b"32", 32])
@pytest.mark.parametrize("sent", [str(SENT), str(SENT).encode(), SENT, SENT // 1_000])
def test_headers_may_be_text_bytes_or_numbers(kind: object, sent: object) -> None:
    envelope = envelope_of(b"", {"MessageType": kind, "timestamp_in_ms": sent})
    assert envelope.is_heartbeat
    assert envelope.sent_at is not None
    assert envelope.sent_at // 1_000 == SENT // 1_000


@pytest.mark.parametrize("body", [JSON, b" \n" + JSON, TREE, b"\n" + TREE])
def test_without_headers_the_message_says_it(body: bytes) -> None:
    assert envelope_of(body, {}) == Envelope(3, SENT)


def test_a_header_counts_for_more_than_the_message() -> None:
    assert envelope_of(JSON, {"MessageType": "32"}) == Envelope(32, SENT)
    assert envelope_of(JSON, {"timestamp_in_ms": str(SENT + 1)}) == Envelope(3, SENT + 1)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (b'"Type":"32"', Envelope(32, None)),
        (b'"Type":32,"ServerTimestamp":"1768046400"', Envelope(32, 1_768_046_400_000)),
        (b'"Type":32,"ServerTimestamp":1768046400', Envelope(32, 1_768_046_400_000)),
        (b'"Type":32,"ServerTimestamp":null', Envelope(32, None)),
        (b'"Type":32,"ServerTimestamp":1.5', Envelope(32, None)),
        (b'"Type":true,"ServerTimestamp":-1', Envelope(None, None)),
        (b'"Type":[],"ServerTimestamp":99999999999999999999', Envelope(None, None)),
    ],
)
def test_one_field_that_is_wrong_does_not_hide_the_other(said: bytes, expected: Envelope) -> None:
    assert envelope_of(b'{"Header":{%b}}' % said, {}) == expected


@pytest.mark.parametrize(
    "headers",
    [
        {"MessageType": "", "timestamp_in_ms": "soon"},
        {"MessageType": True, "timestamp_in_ms": -1},
        {"MessageType": None, "timestamp_in_ms": [1]},
        {"MessageType": b"\xff", "timestamp_in_ms": "1" * 40},
        {"MessageType": "\u0663", "timestamp_in_ms": 10**30},
    ],
)
def test_headers_that_say_nothing_are_passed_over(headers: dict[str, Any]) -> None:
    assert envelope_of(JSON, headers) == Envelope(3, SENT)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"Header":7}', b"<", b"<Type>x</Type>", b"[" * 100_000]
)
def test_garbage_says_nothing(body: bytes) -> None:
    assert envelope_of(body, {}) == Envelope(None, None)


VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.binary(), st.floats())


@given(
    st.one_of(st.binary(), st.binary().map(lambda more: JSON + more)),
    st.dictionaries(st.sampled_from(["MessageType", "timestamp_in_ms"]), VALUES),
)
def test_nothing_raises_and_whatever_is_said_is_a_number(
    body: bytes, headers: dict[str, Any]
) -> None:
    for value in envelope_of(body, headers):
        assert value is None or value >= 0


@pytest.mark.parametrize("name", [XML_TWIN, XML])
def test_headers_and_messages_of_a_matchday_agree(shared: Path, name: str) -> None:
    compared = 0
    for recorded in read_recording(folder(shared) / f"{name}.jsonl.gz"):
        if recorded.headers and compared < examples(500):
            own = envelope_of(recorded.body, {})
            outer = envelope_of(recorded.body, recorded.headers)
            assert own.type == outer.type
            assert own.sent_at is not None
            assert outer.sent_at is not None
            # A message is put into the queue a moment after it was made.
            assert 0 <= outer.sent_at - own.sent_at < 1_500
            compared += 1
    assert compared
