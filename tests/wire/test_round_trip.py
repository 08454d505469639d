"""Properties of the codec: what is written in a form is read again, as far as it carries it."""

from collections.abc import Iterator
from random import Random
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sizes import examples
from tests.wire.parts import event_of
from tests.wire.strategies import Maker, Pools, carried, messages
from tests.wire.test_model_tables import FIELDS
from touchline.base.errors import WireError
from touchline.model.feed_struct import ExtraData, FeedStruct
from touchline.model.fixture import Fixture
from touchline.model.livescore import Livescore, Scoreboard
from touchline.model.message import Body, Competition, EventUpdate, Header, KeepAlive, Message
from touchline.wire import Form, decode, decode_fragment, encode, encode_fragment
from touchline.wire.legacy import legacy_view

TWINS = (Form.JSON, Form.LEGACY_JSON, Form.XML)
thorough = settings(max_examples=examples(45), deadline=None)


def structs_in(value: Any) -> Iterator[FeedStruct]:
    """Yield every struct of a message."""
    if isinstance(value, list):
        for item in value:
            yield from structs_in(item)
    elif isinstance(value, FeedStruct):
        yield value
        for name in value.__struct_fields__:
            yield from structs_in(getattr(value, name))


@pytest.mark.parametrize("form", Form)
@thorough
@given(data=st.data())
def test_what_is_written_is_read_again(form: Form, data: st.DataObject) -> None:
    message = data.draw(messages(form))
    before = msgspec.json.encode(message)
    decoded = decode(encode(message, form))
    assert decoded.message == carried(message, form)
    assert decoded.unknown == {}
    assert not decoded.is_repaired
    assert msgspec.json.encode(message) == before, "writing changed the message"


@pytest.mark.parametrize("form", Form)
@thorough
@given(data=st.data())
def test_what_was_read_is_written_the_same_again(form: Form, data: st.DataObject) -> None:
    body = encode(data.draw(messages(form)), form)
    assert encode(decode(body).message, form) == body


@given(data=st.data())
@thorough
def test_twins_are_equal_on_what_both_forms_carry(data: st.DataObject) -> None:
    message = data.draw(messages(Form.XML))
    twins = [legacy_view(decode(encode(message, form)).message) for form in TWINS]
    assert twins == [legacy_view(message)] * len(TWINS)
    assert legacy_view(twins[0]) == twins[0]


@given(data=st.data())
@thorough
def test_every_part_is_a_fragment_of_its_own(data: st.DataObject) -> None:
    view = legacy_view(data.draw(messages(Form.XML)))
    for part in structs_in(view.body):
        if isinstance(part, Fixture | Livescore | Competition | EventUpdate):
            name = "Event" if isinstance(part, EventUpdate) else type(part).__name__
            assert decode_fragment(encode_fragment(name, part)) == (name, part)


@given(text=st.text(max_size=20))
@thorough
def test_any_text_can_be_written_in_any_form(text: str) -> None:
    event = EventUpdate(
        fixture_id=1, fixture_name=text, fixture=Fixture(fixture_extra_data=[ExtraData(value=text)])
    )
    message = Message(header=Header(type=1), body=Body(events=[event]))
    for form in (Form.JSON, Form.LEGACY_JSON, Form.API_JSON):
        assert event_of(decode(encode(message, form)).message) == event
    body = encode(message, Form.XML)
    ElementTree.fromstring(body)
    found = event_of(decode(body).message)
    # XML cannot write most control characters, nor tell empty text from none in an attribute.
    writable = "".join(
        character
        for character in text
        if character in "\t\n\r" or (character >= " " and character not in "\ufffe\uffff")
    )
    assert found.fixture_name == (writable or None)
    assert found.fixture is not None
    assert found.fixture.fixture_extra_data == [ExtraData(value=writable)]


def test_xml_writes_an_empty_list_without_a_wrapper_as_none() -> None:
    board = Scoreboard(status=2, results=[])
    assert decode_fragment(encode_fragment("Scoreboard", board))[1] == Scoreboard(status=2)


def test_the_api_form_has_no_place_for_keep_alives_and_heartbeats() -> None:
    for kind in (31, 32):
        with pytest.raises(WireError, match="wire-cannot-encode"):
            encode(Message(header=Header(type=kind)), Form.API_JSON)


def test_a_competition_comes_before_others_beside_it() -> None:
    said = Body(competition=Competition(id=1), competitions=[Competition(id=2), Competition(id=3)])
    message = Message(header=Header(type=38), body=said)
    for form in Form:
        trees = decode(encode(message, form)).message.competition_trees()
        assert [tree.id for tree in trees] == [1, 2, 3]


@pytest.mark.parametrize("form", Form)
def test_the_messages_that_are_made_reach_every_field(form: Form) -> None:
    """The properties above are worth what their messages hold."""
    made = set()
    for seed in range(12):
        maker = Maker(Random(seed), 0.9, Pools([], [], [], []), form)
        for part in structs_in([maker.event(), maker.struct(Competition), maker.header(1)]):
            made |= {
                (type(part), name)
                for name in part.__struct_fields__
                if getattr(part, name) is not None
            }
    every = {(struct, name) for struct in FIELDS for name in struct.__struct_fields__}
    assert {one for one in every - made if one[0] not in (Body, KeepAlive)} == set()
