"""Messages made by hand: short to write, and only what a test is about.

Times are unix ms. `T` is a round instant; stamps are given as seconds after it.
"""

from collections.abc import Sequence
from itertools import count
from typing import Any

from touchline.base.clock import format_time
from touchline.board.board import Board
from touchline.board.change import Change
from touchline.model.event import Event, Quote
from touchline.model.feed_struct import ExtraData, Named
from touchline.model.fixture import (
    Fixture,
    League,
    OutrightFixture,
    OutrightScore,
    Participant,
    ParticipantResult,
)
from touchline.model.livescore import (
    Clock,
    Incident,
    Livescore,
    Period,
    Result,
    Scoreboard,
    Statistic,
)
from touchline.model.market import Bet, BetMore, MarketUpdate, ProviderMarket
from touchline.model.message import Body, Competition, EventUpdate, Header, KeepAlive, Message

T = 1_768_057_200_000
"""2026-01-10T15:00:00Z."""
MATCH = 90000001
OTHER = 90000002
FOOTBALL, BASKETBALL, TENNIS = 6046, 48242, 54094
BOOK, OTHER_BOOK = 8, 31
WINNER = 1
"""The market 1X2."""
SOURCE = "feed"

_guids = count(1)


def at(seconds: float) -> int:
    """Return the instant that many seconds after T."""
    return T + round(seconds * 1000)


def stamp(seconds: float) -> str:
    """Return that instant as feeds write it."""
    return format_time(at(seconds))


def header(
    kind: int, seconds: float, *, sequence: int | None = None, legacy: int | None = None,
    guid: bool = True,
) -> Header:  # fmt: skip
    """Make a header stamped that many seconds after T; `legacy` is its MsgId."""
    return Header(
        type=kind,
        msg_seq=sequence,
        msg_id=legacy,
        msg_guid=f"guid-{next(_guids)}" if guid else None,
        server_timestamp=at(seconds),
    )


def events(kind: int, seconds: float, *updates: EventUpdate, **said: Any) -> Message:
    """Make a message about events."""
    return Message(header=header(kind, seconds, **said), body=Body(events=list(updates)))


def fixture_part(
    status: int | None = 1, *, sport: int = FOOTBALL, updated: float | None = None, **said: Any
) -> Fixture:
    """Make a fixture of Alpha against Beta."""
    parts: dict[str, Any] = {
        "sport": Named(id=sport, name={FOOTBALL: "Football"}.get(sport)),
        "league": League(id=70001, name="Test League"),
        "start_date": stamp(0),
        "participants": [
            Participant(id=81001, name="Alpha", position="1"),
            Participant(id=81002, name="Beta", position="2"),
        ],
    }
    if updated is not None:
        parts["last_update"] = stamp(updated)
    return Fixture(status=status, **(parts | said))


def fixture(
    seconds: float = 0, status: int | None = 1, *, event: int = MATCH, sequence: int | None = None,
    **said: Any,
) -> Message:  # fmt: skip
    """Make a type 1 message; the rest goes to `fixture_part`."""
    update = EventUpdate(fixture_id=event, fixture=fixture_part(status, **said))
    return events(1, seconds, update, sequence=sequence)


def results(home: int | str, away: int | str) -> list[Result]:
    """Make a pair of values."""
    return [Result(position="1", value=str(home)), Result(position="2", value=str(away))]


def period(
    number: int, home: int | str = 0, away: int | str = 0, *, finished: bool = False,
    confirmed: bool = False, incidents: Sequence[Incident] | None = None,
) -> Period:  # fmt: skip
    """Make a period with its own score."""
    return Period(
        type=number,
        is_finished=finished,
        is_confirmed=confirmed,
        results=results(home, away),
        incidents=None if incidents is None else list(incidents),
    )


def goal(seconds: int, *, number: int = 10, side: str = "1", player: str = "A. Player") -> Incident:
    """Make a goal."""
    return Incident(
        period=number,
        incident_type=9,
        seconds=seconds,
        participant_position=side,
        player_name=player,
    )


def livescore_part(
    status: int | None = 2, *, current: int | None = 10, time: int | str | None = None,
    clock: int | None = None, score: tuple[int | str, int | str] = (0, 0),
    periods: Sequence[Period] = (), statistics: Sequence[tuple[int, int, int]] = (),
    description: int | None = None, extra: Sequence[tuple[str, str]] = (),
) -> Livescore:  # fmt: skip
    """Make a state of play. `clock` is Clock.Status, which comes with the seconds of `time`."""
    return Livescore(
        scoreboard=Scoreboard(
            status=status,
            current_period=current,
            time=None if time is None else str(time),
            description=description,
            results=results(*score),
            clock=None if clock is None else Clock(status=clock, seconds=int(time or 0)),
        ),
        periods=list(periods) or None,
        statistics=[
            Statistic(type=kind, results=results(home, away)) for kind, home, away in statistics
        ]
        or None,
        livescore_extra_data=[ExtraData(name=name, value=value) for name, value in extra] or None,
    )


def livescore(
    seconds: float, status: int | None = 2, *, event: int = MATCH, sequence: int | None = None,
    hint: Fixture | None = None, **said: Any,
) -> Message:  # fmt: skip
    """Make a type 2 message; the rest goes to `livescore_part`."""
    update = EventUpdate(fixture_id=event, livescore=livescore_part(status, **said), fixture=hint)
    return events(2, seconds, update, sequence=sequence)


def bet(
    number: int, price: str | None = "2.0", *, updated: float | None = None, status: int = 1,
    settlement: int | None = None, participant: int | None = None, **said: Any,
) -> Bet:  # fmt: skip
    """Make a bet; `updated` is its LastUpdate in seconds after T."""
    return Bet(
        id=number,
        name=said.pop("name", str(number)),
        status=status,
        price=price,
        settlement=settlement,
        last_update=None if updated is None else stamp(updated),
        more=None if participant is None else BetMore(participant_id=participant),
        **said,
    )


def market_part(
    *said: Bet, market: int = WINNER, book: int | None = BOOK, name: str | None = "1X2",
    book_name: str | None = None, book_updated: float | None = None,
    book_status: int | None = None, **rest: Any,
) -> MarketUpdate:  # fmt: skip
    """Make what is said of a market by one bookmaker, or as calculated odds (`book` None)."""
    if book is None:
        return MarketUpdate(id=market, name=name, bets=list(said), **rest)
    return MarketUpdate(
        id=market,
        name=name,
        provider_markets=[
            ProviderMarket(
                id=book,
                name=book_name,
                last_update=None if book_updated is None else stamp(book_updated),
                market_status=book_status,
                bets=list(said),
            )
        ],
        **rest,
    )


def bets(
    seconds: float, *said: Bet, event: int = MATCH, kind: int = 3, sequence: int | None = None,
    legacy: int | None = None, **rest: Any,
) -> Message:  # fmt: skip
    """Make a type 3 message of one market; the rest goes to `market_part`."""
    update = EventUpdate(fixture_id=event, markets=[market_part(*said, **rest)])
    return events(kind, seconds, update, sequence=sequence, legacy=legacy)


def settlement(
    seconds: float, number: int, result: int, *, updated: float | None = None,
    price: str | None = "2.0", **rest: Any,
) -> Message:  # fmt: skip
    """Make a type 35 message that settles one bet."""
    stood = seconds if updated is None else updated
    said = bet(number, price, updated=stood, status=3, settlement=result)
    return bets(seconds, said, kind=35, **rest)


def heartbeat(seconds: float, interrupted: Sequence[int] | None = None) -> Message:
    """Make a type 32 message."""
    body = None if interrupted is None else Body(feed_interrupted=list(interrupted))
    return Message(header=header(32, seconds), body=body)


def keep_alive(seconds: float, *active: int) -> Message:
    """Make a type 31 message."""
    return Message(
        header=header(31, seconds),
        body=Body(keep_alive=KeepAlive(active_events=list(active) or None)),
    )


def snapshot(seconds: float, *updates: EventUpdate) -> Message:
    """Make the API form: a list of events, whose header is that of the request."""
    message = events(3, seconds, *updates)
    message.is_snapshot = True
    return message


def node(
    number: int, kind: int = 1, *, name: str | None = None, said: Sequence[EventUpdate] = (),
    children: Sequence[Competition] = (),
) -> Competition:  # fmt: skip
    """Make a node of the outright tree."""
    return Competition(
        id=number,
        type=kind,
        name=name,
        events=list(said) or None,
        competitions=list(children) or None,
    )


def tree(seconds: float, *roots: Competition, kind: int = 37) -> Message:
    """Make a message that carries competitions."""
    return Message(header=header(kind, seconds), body=Body(competitions=list(roots)))


def runners(*active: int | None) -> list[Participant]:
    """Make runners 501, 502 … with their IsActive."""
    return [
        Participant(
            id=501 + index, name=f"Runner {index + 1}", position=str(index + 1), is_active=is_active
        )
        for index, is_active in enumerate(active)
    ]


def race_part(
    status: int | None = 1, *, event: int = MATCH, updated: float | None = None,
    participants: Sequence[Participant] | None = None,
) -> EventUpdate:  # fmt: skip
    """Make what is said of a race."""
    return EventUpdate(
        fixture_id=event,
        outright_fixture=OutrightFixture(
            status=status,
            sport=Named(id=687888, name="Horse Racing"),
            start_date=stamp(0),
            last_update=None if updated is None else stamp(updated),
            participants=None if participants is None else list(participants),
        ),
    )


def race(
    seconds: float = 0,
    status: int | None = 1,
    *,
    track: int = 4620,
    event: int = MATCH,
    **said: Any,
) -> Message:
    """Make a type 37 message: a race under its track."""
    return tree(seconds, node(track, 1, name="Moe", said=[race_part(status, event=event, **said)]))


def race_score(
    seconds: float, *places: tuple[int, int], track: int = 4620, event: int = MATCH
) -> Message:
    """Make a type 39 message: runners and their places."""
    said = OutrightScore(
        status=3,
        participant_results=[
            ParticipantResult(participant_id=runner, result=place) for runner, place in places
        ],
    )
    update = EventUpdate(fixture_id=event, outright_score=said)
    return tree(seconds, node(track, 1, said=[update]), kind=39)


def new_board() -> Board:
    """Start an empty picture."""
    return Board("epoch")


def play(board: Board, *messages: Message, source: str = SOURCE) -> list[Change]:
    """Apply messages, each received at its stamp."""
    changes: list[Change] = []
    for message in messages:
        changes += board.apply(message, message.header.server_timestamp or board.now, source)
    return changes


def board_of(*messages: Message) -> Board:
    """Make a board that has read messages, each received at its stamp."""
    board = new_board()
    play(board, *messages)
    return board


def match_of(board: Board, event: int = MATCH) -> Event:
    """Return an event of the board."""
    return board.events[event]


def quote_of(
    board: Board,
    number: int = 1,
    *,
    event: int = MATCH,
    market: int = WINNER,
    book: int | None = BOOK,
) -> Quote:
    """Return a bet of the board."""
    held = board.events[event].markets[market]
    found = held.average if book is None else held.providers[book]
    assert found is not None
    return found.bets[number]
