"""Bad input of every kind is one typed error with a reason and a position."""

import pytest

from tests.wire.hostile import DOCTYPE
from tests.wire.parts import bet_of, event_of, message_of
from touchline.base import limits
from touchline.base.errors import WireError
from touchline.model.message import Message
from touchline.wire import decode, decode_fragment
from touchline.wire.customers import decode_customers

BET = "$.Body.Events[0].Markets[0].Bets[1]"


def refusal(body: bytes | str) -> WireError:
    """Return the error with which a body is refused."""
    with pytest.raises(WireError) as refused:
        decode(body.encode() if isinstance(body, str) else body)
    assert refused.value.reason
    return refused.value


def outcome(body: str) -> Message | str:
    """Return the message of a body, or the code with which it is refused."""
    try:
        return decode(body.encode()).message
    except WireError as error:
        return error.code


def in_bet(said: str) -> str:
    """Give today's message whose second bet says something."""
    market = f'{{"Id": 1, "Bets": [{{"Id": 1}}, {{{said}}}]}}'
    event = f'{{"FixtureId": 1, "Markets": [{market}]}}'
    return f'{{"Header": {{"Type": 3}}, "Body": {{"Events": [{event}]}}}}'


def in_event(xml: str) -> str:
    """Give an XML message whose event holds something."""
    event = f"<Event FixtureId='1'>{xml}</Event>"
    return f"<Message><Header/><Body><Events>{event}</Events></Body></Message>"


@pytest.mark.parametrize(
    ("body", "code", "reason", "position"),
    [
        ("", "wire-empty", "the body is empty", "byte 0"),
        (" \r\n\t", "wire-empty", "the body is empty", "byte 0"),
        ("\ufeff", "wire-empty", "the body is empty", "byte 0"),
        ("hello", "wire-not-a-message", "neither like JSON nor like XML", "byte 0"),
        ("true", "wire-not-a-message", "neither like JSON nor like XML", "byte 0"),
        ("\x00\x01\x02", "wire-not-a-message", "neither like JSON nor like XML", "byte 0"),
        ("{}", "wire-not-a-message", "no Header", "$"),
        ('{"Header": null}', "wire-not-a-message", "no Header", "$"),
        ('{"status": "ok"}', "wire-not-a-message", "no Header", "$"),
        ("[1]", "wire-wrong-type", "Expected an object, got number", "$[0]"),
        ("[{}]", "wire-wrong-type", "missing required field Id", "$.Body.Competitions[0]"),
        ("<html/>", "wire-not-a-message", "expected <Message> or <Feed>, was <html>", "$"),
        ("<Message><Body/></Message>", "wire-not-a-message", "no <Header>", "$"),
        ('{"Header": {"Type": 1', "wire-malformed-json", "truncated", "byte 21"),
        ('{"Header": {"Type": 1}} x', "wire-malformed-json", "trailing characters", "byte 25"),
        ('{"Header": tru}', "wire-malformed-json", "invalid character", "byte 15"),
        ('{"Header": {"Type": 01}}', "wire-malformed-json", "invalid number", "byte 21"),
        ("{'Header': 1}", "wire-malformed-json", "", "byte 1"),
        ('{"Header": {"MsgGuid": "\n"}}', "wire-malformed-json", "invalid character", "byte 24"),
        ('{"Header": [1]}', "wire-wrong-type", "Expected an object, got array", "$.Header"),
        ('{"Header": {"Type": "x"}}', "wire-wrong-type", "Expected int, got str", "$.Header.Type"),
        ('{"Header": {}, "Body": 5}', "wire-wrong-type", "got number", "$.Body"),
        ('{"Header": {}, "Body": "x"}', "wire-wrong-type", "got text", "$.Body"),
        ('{"Header": {}, "Body": [[]]}', "wire-wrong-type", "got array", "$.Body[0]"),
        (in_bet('"Name": "no id"'), "wire-wrong-type", "missing required field Id", BET),
        (in_bet('"Id": {}'), "wire-wrong-type", "Expected int, got object", f"{BET}.Id"),
        (in_bet('"Id": 1.5'), "wire-wrong-type", "Expected int", f"{BET}.Id"),
        (in_bet('"Id": 9223372036854775808'), "wire-wrong-type", "Expected int <=", f"{BET}.Id"),
        (in_bet(f'"Id": {"9" * 400}'), "wire-wrong-type", "Expected int <=", f"{BET}.Id"),
        (in_bet(f'"Id": "{"9" * 5000}"'), "wire-wrong-type", "out of range", f"{BET}.Id"),
        (in_bet('"Id": 1, "Order": -1e30'), "wire-wrong-type", "int", f"{BET}.Order"),
        (in_bet('"Id": 1, "Name": ["x"]'), "wire-wrong-type", "got array", f"{BET}.Name"),
        (in_bet('"Id": 1, "Status": "Open"'), "wire-wrong-type", "got str", f"{BET}.Status"),
        (in_bet('"Id": 1, "LayPrice": "NaN"'), "wire-wrong-type", "float >=", f"{BET}.LayPrice"),
        (in_bet('"Id": 1, "LayPrice": 1e999'), "wire-wrong-type", "range", f"{BET}.LayPrice"),
        (
            in_bet('"Id": 1, "Probability": "Infinity"'),
            "wire-wrong-type", "float <=", f"{BET}.Probability",
        ),
        (in_bet('"Id": 1, "Probability": NaN'), "wire-malformed-json", "invalid character", None),
        (in_bet('"Id": 1, "Probability": -Infinity'), "wire-malformed-json", "", None),
        (in_bet(r'"Id": 1, "Name": "\ud800"'), "wire-malformed-json", "surrogate", None),
        (in_bet(r'"Id": 1, "Name": "\udc00 \ud800", "X": 1'), "wire-malformed-json", "", None),
        ("<Message><Header>", "wire-malformed-xml", "no element found", "line 1, column 18"),
        ("<Message>\n<Header></Message>", "wire-malformed-xml", "mismatched", "line 2, column 11"),
        ("<Message/>x", "wire-malformed-xml", "junk", "line 1, column 11"),
        ("<Message a='1' a='2'/>", "wire-malformed-xml", "duplicate", "line 1, column 16"),
        ("<Feed>&nbsp;</Feed>", "wire-malformed-xml", "undefined entity", "line 1, column 7"),
        ("<Message>&#0;</Message>", "wire-malformed-xml", "invalid", "line 1, column 10"),
        ("<Message>\x00</Message>", "wire-malformed-xml", "invalid token", "line 1, column 10"),
        ("<Message a=\ud7ff/>", "wire-malformed-xml", "invalid token", "line 1, column 12"),
        ("<?xml version='1.0'?>", "wire-malformed-xml", "no element found", "line 1, column 22"),
        (in_event("<Markets><Market/></Markets>"), "wire-wrong-type", "required field Id",
         "$.Body.Events[0].Markets[0]"),
        (in_event("<Fixture><Status>ended</Status></Fixture>"), "wire-wrong-type", "got str",
         "$.Body.Events[0].Fixture.Status"),
        (in_event("<Fixture><Status><Id>3</Id></Status></Fixture>"), "wire-wrong-type",
         "Expected a value, got element", "$.Body.Events[0].Fixture.Status"),
        ("<KeepAlive><ActiveEvent><Id>3</Id></ActiveEvent></KeepAlive>", "wire-wrong-type",
         "Expected a value, got element", "$.Body.KeepAlive.ActiveEvents[0]"),
    ],
)  # fmt: skip
def test_bad_input_is_named_by_code_reason_and_position(
    body: str, code: str, reason: str, position: str | None
) -> None:
    error = refusal(body)
    assert error.code == code
    assert reason in error.reason
    assert error.position
    assert position in (None, error.position)


@pytest.mark.parametrize(
    ("body", "byte"),
    [
        (b'{"Header": {"Type": 1, "MsgGuid": "\xff"}}', 35),
        (b'{"Header": {"Type": 1, "Unheard": "\xff"}}', 35),
        (b'{"Header": {"Type": 1, "\xff": 1}}', 24),
        (b'{"Header": {"Type": 1, "MsgGuid": "\xed\xa0\x80"}}', 35),
        (b"<Message><Header/>\xff</Message>", 18),
        (b'<?xml version="1.0" encoding="us-ascii"?><Message>\xff</Message>', 50),
        (b'<?xml version="1.0" encoding="windows-1252"?><Message>\x81</Message>', 54),
        (b'\xff\xfe<\x00\x00\xd8"\x00', 4),
    ],
)
def test_what_is_not_in_its_encoding_is_refused_with_the_byte(body: bytes, byte: int) -> None:
    error = refusal(body)
    assert error.code == "wire-bad-encoding"
    assert error.position == f"byte {byte}"


def test_a_message_cut_within_a_character_is_cut_and_not_badly_encoded() -> None:
    assert refusal("<Message><Header/>ö".encode()[:-1]).code == "wire-malformed-xml"
    assert refusal('{"Header": {"MsgGuid": "ö'.encode()[:-1]).code == "wire-malformed-json"


def test_an_unheard_encoding_is_refused() -> None:
    error = refusal('<?xml version="1.0" encoding="utf-7"?><Message/>')
    assert (error.code, error.position) == ("wire-bad-encoding", "byte 30")
    assert "utf-7" in error.reason
    assert "iso-8859-1" in (error.expected or "")


@pytest.mark.parametrize(
    "body",
    [
        DOCTYPE.encode(),
        DOCTYPE.encode("utf-16"),
        DOCTYPE.encode("utf-8-sig"),
        DOCTYPE.replace('1.0"', '1.0" encoding="iso-8859-1"', 1).encode("latin-1"),
        DOCTYPE.replace('1.0"', '1.0" encoding="windows-1252"', 1).encode("cp1252"),
        DOCTYPE.replace('1.0"', '1.0" encoding="utf-16"', 1).encode("utf-16"),
        b"\n <!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        b"<!DOCTYPE a PUBLIC 'x' 'http://127.0.0.1/'><Message>&b;</Message>",
        b"<!DOCTYPE a [<!ENTITY % p SYSTEM 'file:///dev/zero'> %p;]><Message/>",
        b"<!-- x --><!DOCTYPE Message><Message><Header/></Message>",
        # A bare ampersand elsewhere does not hide it from the second reading.
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><Message>a & b</Message>",
    ],
)
def test_a_document_type_is_refused_in_any_encoding(body: bytes) -> None:
    error = refusal(body)
    assert error.code == "wire-doctype"
    assert (error.position or "").startswith("line ")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037"])
def test_a_document_type_in_an_encoding_that_is_not_declared_does_nothing(encoding: str) -> None:
    assert refusal(DOCTYPE.encode(encoding)).code in (
        "wire-malformed-xml",
        "wire-not-a-message",
        "wire-doctype",
    )


def test_a_body_that_is_too_large_is_refused_unread() -> None:
    body = b"{" * (100 * 1024**2)
    error = refusal(body)
    assert error.code == "wire-too-large"
    assert str(len(body)) in error.reason
    assert error.position == f"byte {limits.MESSAGE_BYTES.default}"
    for decoder in (decode_fragment, decode_customers):
        with pytest.raises(WireError, match="wire-too-large"):
            decoder(body)


def test_the_limits_are_the_callers() -> None:
    body = b'{"Events": [{"FixtureId": 1, "Markets": [{"Id": 1, "Bets": [{"Id": 1, "X": 1}]}]}]}'
    xml = b"<Events><Event FixtureId='1'><Fixture/></Event></Events>"
    decode(body, max_bytes=len(body), max_depth=7, max_elements=7)
    decode(xml, max_bytes=len(xml), max_depth=3, max_elements=3)
    for kwargs, code in (
        ({"max_bytes": len(xml) - 1}, "wire-too-large"),
        ({"max_depth": 2}, "wire-too-deep"),
        ({"max_elements": 2}, "wire-too-many-elements"),
    ):
        for said in (body, xml):
            with pytest.raises(WireError, match=code):
                decode(said, **kwargs)


@pytest.mark.parametrize(
    ("opening", "closing", "before", "after"),
    [
        ("[", "]", "", ""),
        ('{"a":', "}", "", ""),
        ('{"Header":', "}", "", ""),
        ("[", "]", '{"Header": {"Type": 1}, "Unheard": ', "}"),
        ('{"Id": 1, "Competitions": [', "]}", '{"Body": {"Competition": ', '}, "Header": {}}'),
        ('{"SubPeriods": [', "]}", '{"FixtureId": 1, "Livescore": {"Periods": [', "]}}"),
        ("<a>", "</a>", "", ""),
        ("<Competition Id='1'>", "</Competition>", "", ""),
    ],
)
@pytest.mark.parametrize("levels", [40, 900, 100_000])
def test_what_nests_too_deep_is_refused_wherever_it_nests(
    opening: str, closing: str, before: str, after: str, levels: int
) -> None:
    error = refusal(before + opening * levels + "{}" + closing * levels + after)
    assert error.code == "wire-too-deep"
    assert str(limits.MESSAGE_DEPTH.default) in error.reason


def test_the_place_where_it_gets_too_deep_is_named() -> None:
    most = limits.MESSAGE_DEPTH.default
    text = r'{"Unheard": "[[[\"[[", "X": '
    error = refusal(text + "[" * most + "]" * most + "}")
    assert error.position == f"byte {len(text) + most - 1}"
    error = refusal("<a>\n" * (most + 1) + "</a>" * (most + 1))
    assert error.position == f"line {most + 1}, column 1"


def test_what_nests_as_deep_as_is_allowed_is_read() -> None:
    most = limits.MESSAGE_DEPTH.default
    deep = "[" * (most - 2) + "]" * (most - 2)
    assert decode(f'{{"Header": {{"Type": 1, "X": {deep}}}}}'.encode()).unknown == {"Header.X": 1}
    nodes = 12
    json = '{"Id": 1, "Competitions": [' * nodes + "]}" * nodes
    xml = "<Competition Id='1'><Competitions>" * nodes + "</Competitions></Competition>" * nodes
    from_json, from_xml = (message_of(body).competition_trees() for body in (f"[{json}]", xml))
    assert list(from_json) == list(from_xml)


@pytest.mark.parametrize(
    ("opening", "closing", "before", "after"),
    [
        ('{"Id": 1, "Competitions": [', "]}", '"Competition": ', ""),
        (
            '{"SubPeriods": [',
            "]}",
            '"Events": [{"FixtureId": 1, "Livescore": {"Periods": [',
            "]}}]",
        ),
    ],
)
def test_todays_form_is_read_and_refused_at_the_same_depth_as_others(
    opening: str, closing: str, before: str, after: str
) -> None:
    def body(levels: int, unheard: str) -> str:
        inside = before + opening * levels + closing * levels + after
        return f'{{"Header": {{"Type": 1{unheard}}}, "Body": {{{inside}}}}}'

    outcomes = [outcome(body(levels, "")) for levels in range(1, 20)]
    assert outcomes == [outcome(body(levels, ', "X": 1')) for levels in range(1, 20)]
    assert isinstance(outcomes[9], Message)
    assert outcomes[-1] == "wire-too-deep"
    assert refusal(body(400, "")).code == "wire-too-deep"


def test_many_elements_are_refused_before_they_are_made() -> None:
    most = limits.XML_ELEMENTS.default
    for body in ("[" + "[]," * most + "[]]", "<Message>" + "<a/>" * most + "</Message>"):
        assert refusal(body).code == "wire-too-many-elements"


def test_of_a_repeated_key_the_last_one_counts() -> None:
    today = message_of(in_bet('"Id": 2, "Price": "1.5", "Price": "1.6"').replace('{"Id": 1}, ', ""))
    lenient = decode(
        in_bet('"Id": 2, "Price": "1.5", "Price": "1.6", "X": 1')
        .replace('{"Id": 1}, ', "")
        .encode()
    ).message
    assert bet_of(today).price == bet_of(lenient).price == "1.6"


@pytest.mark.parametrize(
    "body", ['{"Header": {"Type": 99}, "Body": %s}', '{"Body": %s, "Header": {"Type": "99"}}']
)
@pytest.mark.parametrize(
    "said", ['"text"', "5", '[{"Name": "x"}]', '{"Events": "x"}', '{"Events": [{"Id": 1}]}', "[5]"]
)  # fmt: skip
def test_the_body_of_an_unheard_type_may_be_anything(body: str, said: str) -> None:
    decoded = decode((body % said).encode())
    assert decoded.message.header.type == 99
    assert decoded.message.body is None
    assert decoded.unknown["Message.Body"] == 1


def test_the_header_of_an_unheard_type_is_still_to_be_right() -> None:
    for body in (b'{"Header": {"Type": 99, "MsgSeq": []}}', b'{"Header": {"Type": [99]}}'):
        assert refusal(body).code == "wire-wrong-type"


def test_the_body_of_an_unheard_type_in_xml_may_be_anything() -> None:
    decoded = decode(
        b"<Message><Header><Type>99</Type></Header><Body><Events><X/></Events></Body></Message>"
    )
    assert (decoded.message.header.type, decoded.message.body) == (99, None)


def test_what_is_unheard_of_is_counted_but_only_so_many_names() -> None:
    many = ", ".join(f'"X{number}": 1' for number in range(1_000))
    decoded = decode(f'{{"Header": {{"Type": 1, {many}}}, {many}, "{"N" * 500}": 1}}'.encode())
    assert 0 < len(decoded.unknown) <= 64
    assert max(len(name) for name in decoded.unknown) < 100


def test_only_what_is_wrong_for_sure_is_repaired() -> None:
    decoded = decode(
        in_event(
            "<Fixture><FixtureExtraData><Data Name=\u201cA\u201d>x = \u201cy\u201d & z</Data>"
            "<Data Name='\u201cB\u201d & C'><![CDATA[p & q =\u201cr\u201d]]></Data>"
            "<!-- s & t --></FixtureExtraData></Fixture>"
        ).encode()
    )
    assert decoded.is_repaired
    fixture = event_of(decoded.message).fixture
    assert fixture is not None
    assert [(data.name, data.value) for data in fixture.fixture_extra_data or ()] == [
        ("A", "x = \u201cy\u201d & z"),
        ("\u201cB\u201d & C", "p & q =\u201cr\u201d"),
    ]
    assert not decode(
        in_event("<Fixture FixtureName='\u201cA\u201d &amp; B'/>").encode()
    ).is_repaired
    assert refusal("<Message a=\u201cb\u201d & c><Header></Message>").code == "wire-malformed-xml"
