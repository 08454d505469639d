"""Real matches: every recorded message decodes, and twins in JSON and XML are equal."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from touchline.base.errors import WireError
from touchline.model.message import Message
from touchline.wire import decode
from touchline.wire.legacy import legacy_view

EVERY = 3
"""Which part of the XML twins is compared: all of them take four seconds."""
NAMES = (
    "bundesliga-2018-04-28-chaos", "bundesliga-2018-05-12", "epl-2018-05-13", "mlb-2020-09-13",
    "nba-3-games", "nfl-2016-09-11", "tennis-wimbledon-2011-r2",
)  # fmt: skip


class Line(msgspec.Struct):
    """One line of a recording."""

    at: int
    body: msgspec.Raw = msgspec.Raw()
    xml: str | None = None
    raw: str | None = None


def lines_of(shared: Path, name: str) -> Iterator[Line]:
    decoder = msgspec.json.Decoder(Line)
    with gzip.open(shared / "recordings" / f"{name}.jsonl.gz") as lines:
        yield from map(decoder.decode, lines)


def comparable(message: Message) -> Message:
    """Return what twins share.

    Counters differ, StartPrice is a constant today, and a legacy livescore has no fixture.
    """
    view = legacy_view(message)
    view.header.msg_id = None
    events = view.body.events if view.body is not None else None
    for event in events or ():
        event.fixture = None if view.header.type == 2 else event.fixture
        for market in event.markets or ():
            for book in market.provider_markets or ():
                for bet in book.bets or ():
                    bet.start_price = None
    return view


@pytest.mark.parametrize("name", NAMES)
def test_every_message_decodes_with_nothing_unknown_but_what_is_new(
    shared: Path, name: str
) -> None:
    cut = 0
    for line in lines_of(shared, name):
        if line.raw is not None:
            cut += 1
            with pytest.raises(WireError, match="wire-malformed-json"):
                decode(line.raw.encode())
            continue
        decoded = decode(bytes(line.body))
        unheard = {"Body.Novelty": 1} if decoded.message.header.type == 99 else {}
        assert decoded.unknown == unheard
        assert decoded.message.header.server_timestamp is not None
        assert abs(line.at - decoded.message.header.server_timestamp) < 3_600_000
    assert (cut > 0) == ("chaos" in name)


def test_twins_in_json_and_xml_are_equal(shared: Path) -> None:
    twins = zip(
        lines_of(shared, "epl-2018-05-13"), lines_of(shared, "epl-2018-05-13-xml"), strict=True
    )
    compared = 0
    for number, (today, legacy) in enumerate(twins):
        if number % EVERY:
            continue
        assert legacy.xml is not None
        decoded = decode(legacy.xml.encode())
        assert decoded.unknown == {}
        assert comparable(decoded.message) == comparable(decode(bytes(today.body)).message)
        compared += 1
    assert compared > 3_000
