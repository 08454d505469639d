"""One content in every form is one message, whatever the order and the dialect."""

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sizes import examples
from tests.wire.parts import bet_of, event_of, market_of, message_of, only
from tests.wire.strategies import carried, messages
from touchline.model.message import Message
from touchline.wire import Form, decode, encode
from touchline.wire.legacy import LACKS, legacy_view

FORMS = Path(__file__).with_name("forms")
NAMES = (
    "today.json", "legacy.json", "api.json",
    "attributes.xml", "children.xml", "elements.xml", "feed.xml",
)  # fmt: skip
shuffling = settings(max_examples=examples(25), deadline=None)


def text_of(name: str) -> str:
    return (FORMS / name).read_text(encoding="utf-8")


def in_common(message: Message) -> Message:
    """Return what all forms carry; only the API form tells that it is a snapshot."""
    view = legacy_view(message)
    view.is_snapshot = False
    return view


def shuffled(tree: Any, random: Random) -> Any:
    """Return JSON with the keys of every object in another order; lists stay as they are."""
    if isinstance(tree, list):
        return [shuffled(item, random) for item in tree]
    if not isinstance(tree, dict):
        return tree
    names = list(tree)
    random.shuffle(names)
    return {name: shuffled(tree[name], random) for name in names}


def shuffled_xml(element: ElementTree.Element, random: Random) -> ElementTree.Element:
    """Return XML with attributes and children in another order; children of one name keep theirs.

    Names are shuffled, and then stand as often as there are children of the name.
    """
    attributes = list(element.attrib.items())
    random.shuffle(attributes)
    made = ElementTree.Element(element.tag, dict(attributes))
    made.text = element.text
    names = [child.tag for child in element]
    random.shuffle(names)
    waiting = {name: iter(element.findall(name)) for name in names}
    made.extend(shuffled_xml(next(waiting[name]), random) for name in names)
    return made


def everywhere(tree: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    """Return JSON with every object changed."""
    if isinstance(tree, list):
        return [everywhere(item, change) for item in tree]
    if not isinstance(tree, dict):
        return tree
    return change({name: everywhere(value, change) for name, value in tree.items()})


@pytest.mark.parametrize("name", NAMES)
def test_one_content_is_one_message_in_every_form(name: str) -> None:
    message = message_of(text_of(name))
    assert in_common(message) == in_common(message_of(text_of("today.json")))
    assert message.is_snapshot == (name in ("api.json", "feed.xml"))


def test_todays_form_says_what_it_says() -> None:
    message = message_of(text_of("today.json"))
    assert (message.header.msg_seq, message.header.server_timestamp) == (41, 1768058400000)
    event = event_of(message)
    assert event.fixture is not None
    side = (event.fixture.participants or [])[1]
    assert (side.name, side.rotation_id, only(side.extra_data).value) == ("Beta", 12, " B. Coach")
    books = market_of(message).provider_markets or []
    assert [[bet.price for bet in book.bets or ()] for book in books] == [["1.950", "1.87"], ["2"]]


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("name", NAMES)
def test_any_form_is_turned_into_any_other(name: str, form: Form) -> None:
    message = message_of(text_of(name))
    assert in_common(decode(encode(message, form)).message) == in_common(message)


def test_the_table_of_what_legacy_forms_lack_names_fields() -> None:
    for struct, names in LACKS.items():
        assert names <= set(struct.__struct_fields__)


def test_what_legacy_forms_lack_is_not_written() -> None:
    message = message_of(
        """{"Header": {"Type": 1, "MsgSeq": 5, "CreationDate": "2026-01-10T12:00:00Z",
        "SerializedCreationDate": "2026-01-10T12:00:00Z", "ServerTimestamp": 1768046400123},
        "Body": {"Events": [{"FixtureId": 7,
        "Fixture": {"Subscription": {"Type": 1}, "Venue": {"Id": 3}, "Status": 1},
        "OutrightFixture": {"Subscription": {"Type": 1}, "Venue": {"Id": 3}, "Status": 1},
        "Livescore": {"Scoreboard": {"Clock": {"Status": 1, "Seconds": 9}, "Time": "9"},
        "Periods": [{"Type": 10, "SequenceNumber": 4}]},
        "Markets": [{"Id": 1, "Bets": [{"Id": 2, "SuspensionReason": 3, "Probability": 0.5,
        "SerializedLastUpdate": "2026-01-10T12:00:00Z"}], "ProviderMarkets": [{"Id": 8,
        "SerializedLastUpdate": "2026-01-10T12:00:00Z"}]}]}]}}"""
    )
    named = {name.replace("_", "") for names in LACKS.values() for name in names}
    assert all(name in encode(message).decode().lower() for name in named)
    for form in (Form.XML, Form.LEGACY_JSON):
        written = encode(message, form).decode()
        assert [name for name in named if name in written.lower()] == []
        assert "1768046400" in written
        assert "0123" not in written
        assert "MsgId" in written


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".json")])
@given(random=st.randoms(use_true_random=False))
@shuffling
def test_the_order_of_keys_does_not_matter(name: str, random: Random) -> None:
    text = text_of(name)
    assert message_of(json.dumps(shuffled(json.loads(text), random))) == message_of(text)


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".xml")])
@given(random=st.randoms(use_true_random=False))
@shuffling
def test_the_order_of_elements_does_not_matter(name: str, random: Random) -> None:
    text = text_of(name)
    moved = shuffled_xml(ElementTree.fromstring(text), random)
    assert message_of(ElementTree.tostring(moved)) == message_of(text)


@pytest.mark.parametrize("form", [form for form in Form if form is not Form.XML])
@given(data=st.data())
@shuffling
def test_no_order_of_any_message_matters(form: Form, data: st.DataObject) -> None:
    message = data.draw(messages(form))
    random = data.draw(st.randoms(use_true_random=False))
    body = json.dumps(shuffled(json.loads(encode(message, form)), random)).encode()
    assert decode(body).message == carried(message, form)


@given(message=messages(Form.JSON))
@shuffling
def test_an_unknown_field_changes_nothing_and_is_counted(message: Message) -> None:
    known = json.loads(encode(message))
    strange = everywhere(known, lambda found: {**found, "Unheard": {"Of": [None]}, "Id2": "x"})
    decoded = decode(json.dumps(strange).encode())
    assert decoded.message == carried(message, Form.JSON)
    assert decoded.unknown["Message.Unheard"] == 1
    assert decoded.unknown["Header.Id2"] == 1


@given(message=messages(Form.JSON))
@shuffling
def test_keys_are_known_in_any_case(message: Message) -> None:
    known = json.loads(encode(message))
    lower = everywhere(known, lambda found: {name.lower(): said for name, said in found.items()})
    decoded = decode(json.dumps(lower).encode())
    assert decoded.message == carried(message, Form.JSON)
    assert decoded.unknown == {}


@given(message=messages(Form.JSON))
@shuffling
def test_a_null_says_what_absence_says(message: Message) -> None:
    known = json.loads(encode(message))
    unused = dict.fromkeys(("Livescore", "Markets", "Fixture", "Bets", "Results", "PlayerId"))
    decoded = decode(json.dumps(everywhere(known, lambda found: {**unused, **found})).encode())
    assert decoded.message == carried(message, Form.JSON)


@given(message=messages(Form.JSON))
@shuffling
def test_numbers_as_text_are_numbers(message: Message) -> None:
    def quoted(found: dict[str, Any]) -> dict[str, Any]:
        return {
            name: json.dumps(said) if isinstance(said, bool | int | float) else said
            for name, said in found.items()
        }

    body = json.dumps(everywhere(json.loads(encode(message)), quoted)).encode()
    assert decode(body).message == carried(message, Form.JSON)


def test_xml_turned_into_json_by_a_converter() -> None:
    today = message_of(
        """{"Header": {"Type": 3, "MsgSeq": 1}, "Body": {"Events": [{"FixtureId": 7,
        "Fixture": {"Sport": {"Id": 1, "Name": "S"}, "Participants": [{"Id": 5, "Position": "1"}]},
        "Markets": [{"Id": 1, "ProviderMarkets": [{"Id": 8, "Bets": [{"Id": 2, "Price": "1.5"}]}]}]
        }]}}"""
    )
    converted = message_of(
        """{"Message": {"Header": {"Type": "3", "MsgSeq": "1"}, "Body": {"Events": {"Event": {
        "FixtureId": "7", "Fixture": {"Sport": {"Id": "1", "Name": "S"}, "Participants":
        {"Participant": {"Id": "5", "Position": "1"}}}, "Markets": {"Market": {"Id": "1",
        "Provider": {"Id": "8", "Bet": {"Id": "2", "Price": "1.5"}}}}, "Livescore": ""}}}}}"""
    )
    assert converted == today


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<Events><Event FixtureId='1'/></Events>", 0),
        ("<Event FixtureId='1'/>", 0),
        ("<Competition Id='1'/>", 0),
        ("<KeepAlive><ActiveEvent>1</ActiveEvent></KeepAlive>", 31),
        ('{"Events": [{"FixtureId": 1}]}', 0),
        ('{"FixtureId": 1}', 0),
        ('[{"FixtureId": 1}]', 0),
        ('[{"Header": {"Type": 1}, "Body": {"Events": [{"FixtureId": 1}]}}]', 1),
        ('{"KeepAlive": {"ActiveEvents": [1]}}', 31),
        ('\ufeff \n{"Events": [{"FixtureId": 1}]}', 0),
        ('\n <?xml version="1.0"?><Events><Event FixtureId="1"/></Events>', 0),
        ("<ns:Events xmlns:ns='u'><ns:Event ns:FixtureId='1'/></ns:Events>", 0),
        ("<events><event fixtureid='1'/></events>", 0),
    ],
)
def test_content_alone_is_a_message(body: str, kind: int) -> None:
    message = message_of(body)
    assert message.header.type == kind
    assert message.body is not None
    assert any((message.body.events, list(message.competition_trees()), message.body.keep_alive))


def test_what_belongs_to_xml_itself_is_no_content() -> None:
    message = message_of(
        """<Event xmlns="u" xmlns:xsi="v" FixtureId="1"><Fixture xsi:type="T" xml:lang="en">
        <Status xsi:nil="true"/><Stage nil="1"/><Round null="TRUE"/><Season null="false" Id="3"/>
        <Participants xml:space="preserve"><Participant null="1"/><Participant Id="5"/>
        </Participants></Fixture></Event>"""
    )
    fixture = event_of(message).fixture
    assert fixture is not None
    assert (fixture.status, fixture.stage, fixture.round) == (None, None, None)
    assert fixture.season is not None
    assert fixture.season.id == 3
    assert only(fixture.participants).id == 5


def test_nothing_from_outside_makes_a_snapshot_or_reaches_what_is_internal() -> None:
    body = """{"Header": {"Type": 3}, "IsSnapshot": true, "Body": {"Events": [{"FixtureId": 1,
        "Markets": [{"Id": 1, "Bets": [{"Id": 2, "More": {"PlayerId": "5"}}]}]}]}}"""
    decoded = decode(body.encode())
    assert not decoded.message.is_snapshot
    assert bet_of(decoded.message).more is None
    assert decoded.unknown == {"Message.IsSnapshot": 1, "Bet.More": 1}
    assert not message_of('{"Header": {"Type": 3}, "IsSnapshot": true}').is_snapshot


@pytest.mark.parametrize(
    "body", ["[]", "[null]", '[{"Competition": null}]', '[{"Competition": []}]']
)
def test_an_api_body_may_be_empty(body: str) -> None:
    message = message_of(f'{{"Header": {{"Type": 3}}, "Body": {body}}}')
    assert message.is_snapshot
    assert message.body is not None
    assert message.body.events == []
    assert list(message.competition_trees()) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_xml_is_read_in_the_encoding_that_it_declares(encoding: str) -> None:
    declared = encoding.replace("-sig", "")
    text = f'<?xml version="1.0" encoding="{declared}"?><Event FixtureId="1" FixtureName="Köln"/>'
    assert event_of(message_of(text.encode(encoding))).fixture_name == "Köln"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_is_read_with_and_without_a_mark(encoding: str) -> None:
    text = '{"FixtureId": 1, "FixtureName": "Köln"}'
    assert event_of(message_of(text.encode(encoding))).fixture_name == "Köln"


def test_utf_16_that_is_declared_and_not_written_is_utf_8() -> None:
    body = '<?xml version="1.0" encoding="utf-16"?><Event FixtureId="1" FixtureName="Köln"/>'
    assert event_of(message_of(body)).fixture_name == "Köln"


def test_a_bet_id_beyond_2_to_53_survives_every_form() -> None:
    number = 2**53 + 1
    markets = f'[{{"Id": 1, "Bets": [{{"Id": {number}}}]}}]'
    body = f'{{"Events": [{{"FixtureId": 1, "Markets": {markets}}}]}}'
    for form in Form:
        assert bet_of(decode(encode(message_of(body), form)).message).id == number
    assert bet_of(message_of(body.replace(str(number), f'"{number}"'))).id == number
