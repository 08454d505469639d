"""Whatever happens to a message on its way, decoding it ends in a message or in a WireError."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sizes import examples
from tests.wire.strategies import messages
from touchline.base.errors import ERROR_CODES, WireError
from touchline.model.message import Message
from touchline.wire import Form, decode, decode_fragment, encode
from touchline.wire.customers import decode_customers

FORMS = Path(__file__).with_name("forms")
BODIES = [path.read_bytes() for path in sorted(FORMS.iterdir())]
fuzzing = settings(max_examples=examples(90), deadline=None)

HOSTILE = [
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"]]>", b"<![CDATA[", b"-->", b"\x00", b"\xff\xfe",
    b"\xef\xbb\xbf", b"\xed\xa0\x80", b"<", b">", b"&", b'"', b"'", b"{", b"}", b"[", b"]", b"\\",
    b"\\ud800", b"null", b"NaN", b"-", b"1e999", b"9" * 30, b"9" * 5_000, b"[" * 40, b"<a>" * 40,
    b'"Competitions":[{"Id":1}],', b'"More":{},', b"<?xml version='1.0' encoding='utf-7'?>",
    b'encoding="utf-16"', b' null="true"', b' xsi:nil="1"', b"<element>", "”".encode(),
]  # fmt: skip
SCALARS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["", " ", "1", "true", "-1", "1.5", "NaN", "9" * 25]),
    st.sampled_from([[], {}, [[]], [None], {"": None}, [{}], {"Id": {}}, {"Event": {}}]),
)


def fate(body: bytes) -> str:
    """Decode a body by every decoder; return what became of it as a message."""
    for decoder in (decode_fragment, decode_customers):
        try:
            decoder(body)
        except WireError as error:
            check(error)
    try:
        decoded = decode(body)
    except WireError as error:
        check(error)
        return error.code
    assert isinstance(decoded.message, Message)
    for form in (Form.JSON, Form.LEGACY_JSON, Form.XML):
        # What was taken can be passed on, and is taken again.
        decode(encode(decoded.message, form))
    return "decoded"


def check(error: WireError) -> None:
    assert error.code in ERROR_CODES
    assert error.reason
    assert error.position
    assert len(str(error)) < 1_000


@st.composite
def damaged(draw: st.DrawFn, bodies: st.SearchStrategy[bytes]) -> bytes:
    """Give real bodies with bytes flipped, cut out, repeated, spliced or put in."""
    body = bytearray(draw(bodies))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(body)))
        end = min(len(body), place + draw(st.integers(0, 40)))
        how = draw(st.sampled_from(["flip", "cut", "truncate", "repeat", "splice", "insert"]))
        if how == "flip" and place < len(body):
            body[place] ^= 1 << draw(st.integers(0, 7))
        elif how == "cut":
            del body[place:end]
        elif how == "truncate":
            del body[place:]
        elif how == "repeat":
            body[place:place] = body[place:end] * draw(st.integers(1, 3))
        elif how == "splice":
            other = draw(bodies)
            start = draw(st.integers(0, len(other)))
            body[place:end] = other[start : start + draw(st.integers(0, 200))]
        else:
            body[place:place] = draw(st.sampled_from(HOSTILE) | st.binary(max_size=8))
    return bytes(body)


def swapped(tree: Any, data: st.DataObject, chance: int) -> Any:
    """Return JSON in which some values are of another type than they were."""
    if data.draw(st.integers(0, chance)) == 1:
        return data.draw(SCALARS)
    if isinstance(tree, list):
        return [swapped(item, data, chance) for item in tree]
    if isinstance(tree, dict):
        return {name: swapped(value, data, chance) for name, value in tree.items()}
    return tree


@given(damaged(st.sampled_from(BODIES)))
@fuzzing
def test_a_damaged_body_is_decoded_or_refused(body: bytes) -> None:
    assert fate(body)


@pytest.mark.parametrize("form", [Form.JSON, Form.XML])
@given(data=st.data())
@fuzzing
def test_a_damaged_message_of_any_kind_is_decoded_or_refused(
    form: Form, data: st.DataObject
) -> None:
    assert fate(data.draw(damaged(messages(form).map(lambda message: encode(message, form)))))


@given(data=st.data(), index=st.integers(0, 2))
@fuzzing
def test_wrong_types_anywhere_are_decoded_or_refused(data: st.DataObject, index: int) -> None:
    names = ("today.json", "legacy.json", "api.json")
    tree = json.loads((FORMS / names[index]).read_bytes())
    body = json.dumps(swapped(tree, data, chance=60)).encode("utf-8", "surrogatepass")
    assert fate(body)


@given(
    st.binary(max_size=40), st.sampled_from([b"", b"{", b"[", b"<", b"<Message>", b'{"Header":'])
)
@fuzzing
def test_garbage_is_decoded_or_refused(garbage: bytes, before: bytes) -> None:
    assert fate(before + garbage)


def test_damage_has_every_kind_of_fate() -> None:
    """The fuzzing above is not for nothing: each of these is reached by one small damage."""
    body = BODIES[0]
    assert {
        fate(body),
        fate(body[:-3]),
        fate(body.replace(b"Beta", b"Bet\xff")),
        fate(body.replace(b'"FixtureId"', b'"Fixture"')),
        fate(b"[" * 40 + b"]" * 40),
    } == {"decoded", "wire-malformed-json", "wire-bad-encoding", "wire-wrong-type", "wire-too-deep"}
