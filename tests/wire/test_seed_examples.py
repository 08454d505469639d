"""Every example of seed 004 decodes verbatim and is written again as the same canonical XML."""

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.wire.parts import active_events, event_of, only
from tests.wire.seed_text import api_example, seed_text, xml_examples
from touchline.model.feed_struct import ExtraData
from touchline.wire import Form, decode, decode_fragment, encode, encode_fragment

ROOTS = (
    "Message", "Header", "Events", "Fixture", "Competition", "Competitions", "Participant",
    "FixtureExtraData", "ParticipantExtraData", "LivescoreExtraData", "Markets", "Livescore",
    "Livescore", "Statistic", "Scoreboard", "KeepAlive", "Message",
)  # fmt: skip
"""The root elements of the examples, in the order in which they stand in the seed."""

MENDED = {"FixtureExtraData", "ParticipantExtraData", "LivescoreExtraData", "Scoreboard"}
"""Roots of examples with typographic quotes; the first Competition has bare ampersands."""

WHOLE = {"Message", "Events", "Competition", "Competitions", "KeepAlive"}
"""Roots that a body of a queue or of the API may have."""


def _text_of_placeholder(element: ElementTree.Element) -> None:
    if (element.text or "").strip() == "...":
        element.text = None


def _layout(element: ElementTree.Element) -> None:
    if len(element) and not (element.text or "").strip():
        element.text = None
    if not (element.tail or "").strip():
        element.tail = None


def _livescore_extra_data(element: ElementTree.Element) -> None:
    if element.tag == "Livescore":
        for child in element.findall("ExtraData"):
            child.tag = "LivescoreExtraData"


CANONICAL: dict[str, Callable[[ElementTree.Element], None]] = {
    'a text "..." stands for what an example leaves out, and is nothing': _text_of_placeholder,
    "space between elements is layout; the text of an element stays as it is": _layout,
    "ExtraData inside Livescore is LivescoreExtraData (DECISIONS 3)": _livescore_extra_data,
}
"""What canonical means beyond C14N, which sorts attributes and spells out empty elements."""


def canonical(xml: str) -> str:
    """Return XML in its canonical form; typographic quotes and a bare & are read as meant."""
    straight = re.sub("[\u201c\u201d]", '"', re.sub("&(?!amp;)", "&amp;", xml))
    root = ElementTree.fromstring(straight)
    for element in root.iter():
        for rule in CANONICAL.values():
            rule(element)
    return ElementTree.canonicalize(ElementTree.tostring(root, encoding="unicode"))


@pytest.fixture
def examples(shared: Path) -> list[str]:
    return xml_examples(seed_text(shared))


def test_every_example_is_found(examples: list[str]) -> None:
    assert tuple(canonical(example)[1:].split(">")[0].split()[0] for example in examples) == ROOTS


@pytest.mark.parametrize("number", range(len(ROOTS)))
def test_an_example_is_written_again_as_the_same_xml(examples: list[str], number: int) -> None:
    example = examples[number]
    if ROOTS[number] == "Message":
        written = encode(decode(example.encode()).message, Form.XML)
    else:
        written = encode_fragment(*decode_fragment(example.encode()))
    assert canonical(written.decode()) == canonical(example)


@pytest.mark.parametrize("number", [n for n, root in enumerate(ROOTS) if root in WHOLE])
def test_an_example_is_a_body_of_its_own(examples: list[str], number: int) -> None:
    decoded = decode(examples[number].encode())
    assert decoded.unknown == {}
    assert decoded.is_repaired == ("&" in examples[number])
    assert decode(encode(decoded.message, Form.XML)).message == decoded.message


@pytest.mark.parametrize("number", range(len(ROOTS)))
def test_an_example_inside_a_message_is_read_and_counted(examples: list[str], number: int) -> None:
    inside = {
        "Message": "{}",
        "Header": "<Message>{}</Message>",
        "Events": "<Message><Header/><Body>{}</Body></Message>",
        "Competition": "<Message><Header/><Body>{}</Body></Message>",
        "Competitions": "<Message><Header/><Body>{}</Body></Message>",
        "KeepAlive": "<Message><Header/><Body>{}</Body></Message>",
        "Participant": "<Event FixtureId='1'><Fixture><Participants>{}</Participants></Fixture>"
        "</Event>",
        "FixtureExtraData": "<Event FixtureId='1'><Fixture>{}</Fixture></Event>",
        "ParticipantExtraData": "<Event FixtureId='1'><Fixture><Participants><Participant>{}"
        "</Participant></Participants></Fixture></Event>",
        "Statistic": "<Event FixtureId='1'><Livescore><Statistics>{}</Statistics></Livescore>"
        "</Event>",
        "LivescoreExtraData": "<Event FixtureId='1'><Livescore>{}</Livescore></Event>",
        "Scoreboard": "<Event FixtureId='1'><Livescore>{}</Livescore></Event>",
    }.get(ROOTS[number], "<Event FixtureId='1'>{}</Event>")
    decoded = decode(inside.format(examples[number]).encode())
    assert decoded.unknown == {}
    assert decoded.is_repaired == (ROOTS[number] in MENDED or "&" in examples[number])


def test_what_the_mended_examples_say(examples: list[str]) -> None:
    found = {
        ROOTS[number]: decode_fragment(examples[number].encode())[1]
        for number in range(len(ROOTS))
        if ROOTS[number] in MENDED | {"Competition"}
    }
    assert found["FixtureExtraData"] == [
        ExtraData(name="RaceTitle", value="Race 7"),
        ExtraData(name="Category", value="Handicap"),
    ]
    # Spaces in the value of extra data stay (DECISIONS 3).
    assert found["ParticipantExtraData"] == [
        ExtraData(name="Jockey", value=" Medina, Jaime"),
        ExtraData(name="ProgramNumber", value="6"),
    ]
    assert found["LivescoreExtraData"] == [
        ExtraData(name="Turn", value="1"),
        ExtraData(name="NumberOfPeriods", value="3"),
    ]
    board = found["Scoreboard"]
    assert (board.current_period, board.description, board.time) == (80, 1, "2700")
    trainers = {
        entry.value
        for runner in only(found["Competition"].events).outright_fixture.participants
        for entry in runner.extra_data
        if entry.name == "TrainerName"
    }
    assert {"M Ellerton & S Zahra", "P & P Snowden", "D & B Hayes & T Dabernig"} <= trainers


def test_what_the_whole_examples_say(examples: list[str]) -> None:
    empty, heartbeat = (decode(examples[number].encode()).message for number in (0, 16))
    assert empty.body is not None
    assert (heartbeat.header.type, heartbeat.body) == (32, None)
    assert heartbeat.header.server_timestamp == 1516013721_000
    assert active_events(decode(examples[15].encode()).message) == [1234, 1111, 6213, 4021]
    header = decode_fragment(examples[1].encode())[1]
    assert (header.type, header.msg_id, header.msg_seq) == (2, 1, None)
    assert header.msg_guid == "16c9746d-619e-4e42-b8e1-fb95251c3859"


def test_the_cut_api_example_decodes_when_it_is_closed(shared: Path) -> None:
    cut = api_example(seed_text(shared))
    decoded = decode((cut + "}]}").encode())
    message = decoded.message
    assert decoded.unknown == {}
    assert message.is_snapshot
    assert message.header.type == 3
    assert message.header.server_timestamp == 1647866624_000
    # The API form has no id, no sequence and no guid (DECISIONS 2).
    assert (message.header.msg_id, message.header.msg_seq, message.header.msg_guid) == (None,) * 3
    event = event_of(message)
    assert event.fixture_id == 8355875
    assert event.fixture is not None
    assert event.fixture.last_update == "2022-03-20T01:15:32.791982"
    assert [side.name for side in event.fixture.participants or ()] == [
        "Crewe Alexandra U23",
        "Bristol City U23",
    ]
    assert decode(encode(message, Form.API_JSON)).message == message
