"""What goes round each body of the feed: header, AMQP headers, guid and sequence."""

import uuid
from collections.abc import Mapping
from random import Random
from typing import Final, NamedTuple

from touchline.archive.recordings import Kind, Recorded
from touchline.base.clock import format_time
from touchline.model.enums import MessageType
from touchline.model.message import Body, Header, Message
from touchline.wire import encode

SENT_AFTER_MS: Final = 20
"""How long after it was made a message is put on the queue."""
RECEIVED_AFTER_MS: Final = 40


class Said(NamedTuple):
    """One message before it is wrapped: what it is, what it is about, and its body."""

    type: MessageType
    body: Body | None = None
    fixture_id: int | None = None
    sport_id: int | None = None
    market_id: int | None = None


class Envelope:
    """Wraps bodies as messages, each with the next number of its fixture."""

    def __init__(self, random: Random) -> None:
        """Draw guids from `random`."""
        self._random = random
        self._sequences: dict[int, int] = {}

    def wrap(self, said: Said, now: int) -> Recorded:
        """Return a message that is made at a feed time (unix ms), as it is received."""
        guid = str(uuid.UUID(int=self._random.getrandbits(128), version=4))
        headers = {
            "MessageGuid": guid,
            "MessageType": str(int(said.type)),
            "timestamp_in_ms": str(now + SENT_AFTER_MS),
        }
        sequence = None if said.fixture_id is None else self._next(said.fixture_id)
        headers |= _texts(
            {
                "MessageSequence": sequence,
                "FixtureId": said.fixture_id,
                "SportId": said.sport_id,
                "MarketId": said.market_id,
            }
        )
        header = Header(
            type=int(said.type),
            msg_seq=sequence,
            msg_guid=guid,
            creation_date=None if sequence is None else self._creation_date(now),
            server_timestamp=now,
        )
        body = encode(Message(header=header, body=said.body))
        return Recorded(now + RECEIVED_AFTER_MS, headers, body, Kind.BODY)

    def forget(self, fixture_id: int) -> None:
        """Drop the sequence of a fixture of which nothing more will be said."""
        self._sequences.pop(fixture_id, None)

    def _next(self, fixture_id: int) -> int:
        sequence = self._sequences[fixture_id] = self._sequences.get(fixture_id, 0) + 1
        return sequence

    def _creation_date(self, now: int) -> str:
        """Write a time as the feed does, to 100 ns."""
        return f"{format_time(now)[:-1]}{self._random.randrange(10_000):04d}Z"


def _texts(values: Mapping[str, int | None]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items() if value is not None}
