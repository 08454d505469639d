"""Feeds made at random: few events, few instants, so that statements often meet."""

from hypothesis import strategies as st

from tests.board.builders import (
    BASKETBALL,
    FOOTBALL,
    TENNIS,
    bet,
    bets,
    events,
    fixture_part,
    goal,
    heartbeat,
    keep_alive,
    livescore,
    livescore_part,
    market_part,
    node,
    period,
    race_part,
    runners,
    snapshot,
    tree,
)
from touchline.model.fixture import Fixture, OutrightScore, ParticipantResult
from touchline.model.livescore import Livescore
from touchline.model.market import Bet, MarketUpdate
from touchline.model.message import EventUpdate, Message

MATCHES = (90000001, 90000002)
RACES = (90000011, 90000012)
SOURCES = ("a", "b")
LATEST = 30
"""No stamp is later, in seconds after T."""

Said = tuple[str, Message]
"""A message with its source."""

few = st.integers(0, 3)
# Whole seconds, so that equal stamps are frequent.
seconds = st.integers(0, LATEST)
statuses = st.sampled_from([None, 0, 1, 2, 3, 6, 8, 9, 42])
starts = st.sampled_from([None, "", "1.0", "1.9"])
prices = st.sampled_from([None, "", "2.0", "2.00", "2", "2.5", "2.50", "3.1"])


@st.composite
def fixtures(draw: st.DrawFn) -> Fixture:
    return fixture_part(
        draw(statuses),
        sport=draw(st.sampled_from([FOOTBALL, BASKETBALL, TENNIS])),
        updated=draw(st.none() | seconds),
        external_fixture_id=draw(st.none() | st.sampled_from(["x", "y"])),
        start_date=draw(st.none() | st.sampled_from(["2026-01-10T15:00:00Z", "2026-01-10T16:00Z"])),
    )


@st.composite
def livescores(draw: st.DrawFn) -> Livescore:
    return livescore_part(
        draw(statuses),
        current=draw(st.sampled_from([None, -1, 1, 2, 10, 20, 40, 50, 60, 77, 80, 100])),
        time=draw(st.sampled_from([None, -1, 0, 100, 300, 610, 720, 2700])),
        clock=draw(st.sampled_from([None, 0, 1])),
        description=draw(st.sampled_from([None, 1, 9])),
        score=(draw(few), draw(few)),
        periods=[
            period(
                number,
                draw(few),
                draw(few),
                incidents=draw(st.none() | st.just([goal(60), goal(120)]) | st.just([goal(60)])),
            )
            for number in draw(st.lists(st.sampled_from([1, 2, 10, 20, 30, 77]), max_size=3))
        ],
        statistics=[(kind, draw(few), 0) for kind in draw(st.lists(few, max_size=2))],
        extra=draw(st.sampled_from([(), (("Turn", "1"),), (("Turn", "2"),)])),
    )


@st.composite
def some_bets(draw: st.DrawFn) -> list[Bet]:
    return [
        bet(
            draw(st.sampled_from([1, 2])),
            draw(prices),
            updated=draw(st.none() | seconds),
            status=draw(st.sampled_from([1, 1, 1, 2, 3, 7])),
            settlement=draw(st.sampled_from([None, None, -1, 2])),
            participant=draw(st.sampled_from([None, 501])),
            start_price=draw(starts),
        )
        for _ in range(draw(st.integers(0, 3)))
    ]


@st.composite
def markets(draw: st.DrawFn) -> list[MarketUpdate]:
    return [
        market_part(
            *draw(some_bets()),
            market=draw(st.sampled_from([1, 2])),
            book=draw(st.sampled_from([None, 8, 31])),
            name=draw(st.sampled_from([None, "1X2", "1x2"])),
            book_name=draw(st.sampled_from([None, "Book", "The Book"])),
            book_updated=draw(st.none() | seconds),
            book_status=draw(st.sampled_from([None, 1, 2])),
            main_line=draw(st.sampled_from([None, "2.5", "suspended"])),
            status=draw(st.sampled_from([None, 1, 2, 9])),
        )
        for _ in range(draw(st.integers(1, 2)))
    ]


@st.composite
def match_updates(draw: st.DrawFn) -> EventUpdate:
    kind = draw(st.sampled_from(["fixture", "livescore", "bets", "bets", "all"]))
    return EventUpdate(
        fixture_id=draw(st.sampled_from(MATCHES)),
        fixture=draw(fixtures()) if kind in ("fixture", "all") or draw(st.booleans()) else None,
        livescore=draw(livescores()) if kind in ("livescore", "all") else None,
        markets=draw(markets()) if kind in ("bets", "all") else None,
        fixture_name=draw(st.sampled_from([None, None, "A v B", "Alpha v Beta"])),
    )


@st.composite
def race_updates(draw: st.DrawFn) -> EventUpdate:
    update = race_part(
        draw(statuses),
        event=draw(st.sampled_from(RACES)),
        updated=draw(st.none() | seconds),
        participants=draw(st.none() | st.just(runners(1, 1)) | st.just(runners(0, 1))),
    )
    if draw(st.booleans()):
        update.outright_league, update.outright_fixture = update.outright_fixture, None
    if draw(st.booleans()):
        update.outright_fixture = None
        update.markets = draw(markets())
    if draw(st.booleans()):
        update.outright_score = OutrightScore(
            status=draw(statuses),
            participant_results=[ParticipantResult(participant_id=501, result=draw(few))],
        )
    return update


@st.composite
def trees(draw: st.DrawFn) -> Message:
    child = node(
        draw(st.sampled_from([1, 2])),
        draw(st.sampled_from([1, 4])),
        name=draw(st.sampled_from([None, "A", "B"])),
        said=draw(st.lists(race_updates(), max_size=2)),
    )
    root = node(
        draw(st.sampled_from([1, 2])),
        draw(st.sampled_from([1, 3])),
        name=draw(st.sampled_from([None, "A", "B"])),
        said=draw(st.lists(race_updates(), max_size=1)),
        children=[child] if draw(st.booleans()) else [],
    )
    return tree(draw(seconds), root, kind=draw(st.sampled_from([37, 38, 39, 40, 41, 42])))


@st.composite
def about_matches(draw: st.DrawFn) -> Message:
    updates = draw(st.lists(match_updates(), min_size=1, max_size=2))
    kind = draw(st.sampled_from([0, 1, 2, 2, 3, 3, 35, 36, 99]))
    if draw(st.integers(0, 5)) == 0:
        return snapshot(draw(seconds), *updates)
    return events(kind, draw(seconds), *updates)


@st.composite
def from_somewhere(draw: st.DrawFn, made: st.SearchStrategy[Message]) -> Said:
    """Give a message a source and a counter; half of them lose their guid."""
    message = draw(made)
    message.header.msg_seq = draw(st.sampled_from([None, 1, 2]))
    message.header.msg_id = draw(st.sampled_from([None, None, 1]))
    if draw(st.booleans()):
        message.header.msg_guid = None
    return draw(st.sampled_from(SOURCES)), message


liveness = st.one_of(
    st.builds(keep_alive, seconds, st.sampled_from(MATCHES + RACES)),
    st.builds(keep_alive, seconds),
    st.builds(heartbeat, seconds, st.sampled_from([None, (), (1,), (1, 2)])),
)
everything = st.one_of(about_matches(), about_matches(), about_matches(), trees(), liveness)

# The same few things said again and again, where only the order of statements decides.
instants = st.sampled_from([1.0, 2.0, 3.0])


@st.composite
def one_bet(draw: st.DrawFn) -> Message:
    said = bet(
        1,
        draw(prices),
        updated=draw(st.none() | instants),
        status=draw(st.sampled_from([1, 1, 2, 3])),
        settlement=draw(st.sampled_from([None, -1, 2])),
        start_price=draw(starts),
    )
    return bets(draw(instants), said, kind=draw(st.sampled_from([3, 3, 3, 35, 36])))


@st.composite
def one_match(draw: st.DrawFn) -> Message:
    if draw(st.booleans()):
        return livescore(
            draw(instants),
            draw(statuses),
            current=draw(st.sampled_from([1, 2, 10, 80, 100])),
            time=draw(st.sampled_from([None, 0, 300, 610])),
            clock=draw(st.sampled_from([None, 1])),
            score=(draw(few), 0),
            hint=draw(st.none() | st.builds(fixture_part, statuses)),
        )
    update = EventUpdate(
        fixture_id=MATCHES[0],
        fixture=draw(st.none() | fixtures()),
        livescore=draw(st.none() | livescores()),
    )
    if draw(st.booleans()):
        return snapshot(draw(instants), update)
    return events(1, draw(instants), update)


crowded = st.one_of(
    st.lists(from_somewhere(one_bet()), min_size=2, max_size=8),
    st.lists(from_somewhere(st.one_of(one_match(), liveness)), min_size=2, max_size=8),
    st.lists(from_somewhere(st.one_of(trees(), liveness)), min_size=2, max_size=6),
)
feeds = st.lists(from_somewhere(everything), min_size=1, max_size=10)
