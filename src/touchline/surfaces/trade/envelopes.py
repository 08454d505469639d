"""What goes round each body: header, AMQP headers, guid and counter, in the form of a package."""

from collections.abc import Callable, Container
from typing import Final

from touchline.base.clock import format_time
from touchline.brokers.confirms import Packet
from touchline.model.enums import MessageType
from touchline.model.message import Header, Message
from touchline.surfaces.trade.outgoing import Outgoing
from touchline.wire import Form, encode

_MEDIA_TYPES: Final = {
    Form.JSON: "application/json",
    Form.LEGACY_JSON: "application/json",
    Form.XML: "application/xml",
}
_UNCOUNTED: Final = frozenset({MessageType.HEARTBEAT, MessageType.KEEP_ALIVE})


class Envelopes:
    """Numbers and writes the messages of one package.

    Today's form counts each fixture's messages (MsgSeq), legacy forms the whole queue's (MsgId).
    """

    def __init__(self, form: Form, new_guid: Callable[[], str]) -> None:
        """Write in a form."""
        self.form = form
        self._is_legacy = form in (Form.LEGACY_JSON, Form.XML)
        self._new_guid = new_guid
        self._count = 0
        self._counts: dict[int, int] = {}

    def write(self, outgoing: Outgoing, now: int) -> Packet:
        """Return a message that is sent at a feed time (unix ms).

        All its headers are text (reference feed-protocol 1).
        """
        guid = self._new_guid()
        sequence = self._sequence(outgoing)
        header = Header(
            type=int(outgoing.type),
            msg_id=sequence if self._is_legacy else None,
            msg_seq=None if self._is_legacy else sequence,
            msg_guid=guid,
            creation_date=None if sequence is None or self._is_legacy else format_time(now),
            server_timestamp=now,
        )
        headers = {
            "MessageGuid": guid,
            "MessageType": str(int(outgoing.type)),
            "timestamp_in_ms": str(now),
        }
        for name, value in (
            ("MessageSequence", sequence),
            ("FixtureId", outgoing.fixture_id),
            ("SportId", outgoing.sport_id),
            ("MarketId", outgoing.market_id),
        ):
            if value is not None:
                headers[name] = str(value)
        body = encode(Message(header=header, body=outgoing.body), self.form)
        return Packet(body, headers, _MEDIA_TYPES[self.form], now)

    def keep(self, fixture_ids: Container[int]) -> None:
        """Drop the counters of all other fixtures."""
        self._counts = {one: count for one, count in self._counts.items() if one in fixture_ids}

    def forget(self, fixture_id: int) -> None:
        """Drop the counter of a fixture of which nothing more will be said."""
        self._counts.pop(fixture_id, None)

    def _sequence(self, outgoing: Outgoing) -> int | None:
        if outgoing.type in _UNCOUNTED:
            return None
        if self._is_legacy or outgoing.fixture_id is None:
            self._count += 1
            return self._count
        count = self._counts[outgoing.fixture_id] = self._counts.get(outgoing.fixture_id, 0) + 1
        return count
