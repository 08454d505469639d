"""The XML twin of a recording gives the same picture on the fields that both forms carry."""

from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.recordings.playing import XML, XML_TWIN, play, truth_of
from touchline.board import availability
from touchline.board.board import Board
from touchline.board.match_clock import anchor_of
from touchline.board.parts import sport_of
from touchline.model.event import Event, Quote
from touchline.model.market import Bet, MarketUpdate, ProviderMarket
from touchline.model.message import Body, EventUpdate, Header, Message
from touchline.wire.legacy import LACKS, legacy_view

SECOND = 1000


class Twin(msgspec.Struct):
    """What a form shows at each checkpoint and at the end, and all that was said at the end."""

    checkpoints: list[Any] = []
    end: Any = None
    said: str = ""


@pytest.fixture(scope="module")
def twins(shared: Path) -> tuple[Twin, Twin]:
    """Play both forms."""
    moments = sorted(
        {
            point["at"]
            for fixture in truth_of(shared, XML_TWIN)["fixtures"].values()
            for point in fixture["checkpoints"]
        }
    )
    found = (Twin(), Twin())
    for name, twin in zip((XML, XML_TWIN), found, strict=True):
        board = play(shared, name, [(at, partial(keep, twin.checkpoints)) for at in moments]).board
        twin.end = shown(board)
        twin.said = raw(board)
    assert len(found[0].checkpoints) == len(moments) > 10
    return found


def test_the_xml_twin_gives_the_same_picture_at_each_checkpoint(twins: tuple[Twin, Twin]) -> None:
    for xml, json in zip(twins[0].checkpoints, twins[1].checkpoints, strict=True):
        assert xml == json


def test_the_xml_twin_gives_the_same_picture_at_the_end(twins: tuple[Twin, Twin]) -> None:
    xml, json = twins
    assert xml.end == json.end


def test_the_twins_differ_where_the_table_says_so(twins: tuple[Twin, Twin]) -> None:
    # Else the comparison above would prove nothing about what is left out.
    xml, json = twins
    carried = {name for fields in LACKS.values() for name in fields if key_of(name) in json.said}
    assert {"subscription", "clock"} <= carried
    assert not {name for name in carried if key_of(name) in xml.said}


def key_of(name: str) -> str:
    """Return a field as JSON writes its key."""
    return f'"{"".join(word.capitalize() for word in name.split("_"))}":'


def raw(board: Board) -> str:
    return msgspec.json.encode([said(event) for event in board.events.values()]).decode()


def keep(kept: list[Any], board: Board) -> None:
    kept.append(shown(board))


def shown(board: Board) -> dict[int, Any]:
    """Return the events as the legacy form carries them, with what is derived from it."""
    return {event.id: event_shown(board, event) for event in board.events.values()}


def event_shown(board: Board, event: Event) -> dict[str, Any]:
    message = legacy_view(Message(header=Header(), body=Body(events=[said(event)])))
    anchor = anchor_of(event, sport_of(event))
    return {
        "said": msgspec.to_builtins(message),
        "status": event.status,
        "is_unlisted": event.is_unlisted,
        "reason": availability.event_reason(event, board.source_of(event)),
        "clock": None if anchor is None else (anchor.seconds, anchor.is_running, anchor.limit),
        "over_since": None if event.over_since is None else event.over_since // SECOND,
        "trails": {
            (market.id, provider, number): (
                quote.first_price,
                quote.previous_price,
                quote.price,
                quote.changed_at,
                quote.updated_at,
            )
            for market in event.markets.values()
            for provider, book in market.providers.items()
            for number, quote in book.bets.items()
        },
    }


def said(event: Event) -> EventUpdate:
    """Return the event as one message would say it, in an order that does not depend on arrival."""
    return EventUpdate(
        fixture_id=event.id,
        fixture=event.fixture,
        livescore=event.livescore.value,
        markets=[
            MarketUpdate(
                id=number,
                name=market.name.value,
                provider_markets=[
                    ProviderMarket(
                        id=provider,
                        name=book.name,
                        last_update=book.last_update,
                        bets=[said_bet(quote) for _, quote in sorted(book.bets.items())],
                    )
                    for provider, book in sorted(market.providers.items())
                ],
            )
            for number, market in sorted(event.markets.items())
        ],
    )


def said_bet(quote: Quote) -> Bet:
    """Return the bet with its first price, which each form tells in its own way (DECISIONS 6)."""
    return msgspec.structs.replace(quote.bet, start_price=quote.first_price)
