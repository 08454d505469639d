"""Headers, counters and guids round the messages of a package."""

import itertools

import pytest

from touchline.brokers.confirms import Packet
from touchline.model.enums import MessageType
from touchline.model.message import Body, EventUpdate, KeepAlive
from touchline.surfaces.trade.envelopes import Envelopes
from touchline.surfaces.trade.outgoing import Outgoing
from touchline.wire import Form, decode

NOW = 1_700_000_000_123


def envelopes(form: Form) -> Envelopes:
    count = itertools.count(1)
    return Envelopes(form, lambda: f"guid-{next(count)}")


def about(number: int, market: int | None = None) -> Outgoing:
    kind = MessageType.FIXTURE if market is None else MessageType.MARKETS
    return Outgoing(kind, Body(events=[EventUpdate(fixture_id=number)]), number, 6046, market)


def sequences(written: list[Packet]) -> list[str | None]:
    return [one.headers.get("MessageSequence") for one in written]


def test_todays_form_counts_the_messages_of_each_fixture() -> None:
    its = envelopes(Form.JSON)
    written = [its.write(about(number), NOW) for number in (1, 2, 1, 1, 2)]
    assert sequences(written) == ["1", "1", "2", "3", "2"]
    headers = [decode(one.body).message.header for one in written]
    assert [header.msg_seq for header in headers] == [1, 1, 2, 3, 2]
    assert {header.msg_id for header in headers} == {None}
    assert {header.server_timestamp for header in headers} == {NOW}
    its.forget(1)
    assert sequences([its.write(about(1), NOW)]) == ["1"]


@pytest.mark.parametrize("form", [Form.LEGACY_JSON, Form.XML])
def test_the_older_generation_counts_the_messages_of_the_queue(form: Form) -> None:
    its = envelopes(form)
    written = [its.write(about(number), NOW) for number in (1, 2, 1)]
    assert sequences(written) == ["1", "2", "3"]
    headers = [decode(one.body).message.header for one in written]
    assert [header.msg_id for header in headers] == [1, 2, 3]
    assert {header.msg_seq for header in headers} == {None}
    # Its stamps are whole seconds; the AMQP header has the rest.
    assert {header.server_timestamp for header in headers} == {NOW // 1_000 * 1_000}
    assert {one.headers["timestamp_in_ms"] for one in written} == {str(NOW)}


@pytest.mark.parametrize("form", [Form.JSON, Form.LEGACY_JSON, Form.XML])
def test_headers_are_text_and_name_what_the_message_is_about(form: Form) -> None:
    its = envelopes(form)
    assert its.write(about(5, 2), NOW).headers == {
        "MessageGuid": "guid-1",
        "MessageType": "3",
        "timestamp_in_ms": str(NOW),
        "MessageSequence": "1",
        "FixtureId": "5",
        "SportId": "6046",
        "MarketId": "2",
    }


@pytest.mark.parametrize(
    ("form", "kind"),
    [(Form.JSON, "json"), (Form.LEGACY_JSON, "json"), (Form.XML, "xml")],
)
def test_properties_say_what_the_body_is_and_when_it_was_sent(form: Form, kind: str) -> None:
    properties = envelopes(form).write(about(5), NOW).properties()
    assert properties.content_type == f"application/{kind}"
    assert properties.timestamp is not None
    assert properties.timestamp.timestamp() == NOW // 1_000
    assert properties.delivery_mode == 2


@pytest.mark.parametrize("form", [Form.JSON, Form.LEGACY_JSON, Form.XML])
def test_heartbeats_and_keep_alives_are_not_counted(form: Form) -> None:
    its = envelopes(form)
    beat = its.write(Outgoing(MessageType.HEARTBEAT), NOW)
    empty = Body(keep_alive=KeepAlive(active_events=[]))
    alive = its.write(Outgoing(MessageType.KEEP_ALIVE, empty), NOW)
    assert sequences([beat, alive, its.write(about(1), NOW)]) == [None, None, "1"]
    for written, kind in ((beat, 32), (alive, 31)):
        header = decode(written.body).message.header
        assert (header.type, header.msg_seq, header.msg_id) == (kind, None, None)
        assert set(written.headers) == {"MessageGuid", "MessageType", "timestamp_in_ms"}
    assert b"Body" not in beat.body
    assert b"KeepAlive" in alive.body
