"""What people suspend by hand is unavailable at once, and comes back as the feed said it."""

from typing import Any

import msgspec
import pytest

from touchline.board import availability
from touchline.board.availability import Reason
from touchline.board.board import Board
from touchline.board.change import Change
from touchline.board.picture import Picture
from touchline.board.shown_odds import ShownBooks
from touchline.board.suspensions import Suspension, is_line_suspended
from touchline.model.event import Latest, Market
from touchline.model.market import Bet
from touchline.wire import decode

NOW = 1_700_000_000_000


def message(number: int, sport: int = 6046, league: int = 67, at: int = NOW) -> bytes:
    """Return a match in play with two markets, one of them of two lines."""
    bets: list[dict[str, Any]] = [
        {"Id": 1, "Name": "Over", "Line": "2.5", "BaseLine": "2.5"},
        {"Id": 2, "Name": "Over", "Line": "3.5", "BaseLine": "3.5"},
    ]
    open_bets = [bet | {"Status": 1, "Price": "2.0"} for bet in bets]
    books = [{"Id": 8, "Name": "B", "Bets": open_bets}]
    event = {
        "FixtureId": number,
        "Fixture": {
            "Sport": {"Id": sport, "Name": "s"},
            "Location": {"Id": 243, "Name": "England"},
            "League": {"Id": league, "Name": "l"},
            "Status": 2,
        },
        "Markets": [
            {"Id": 2, "Name": "Under/Over", "ProviderMarkets": books},
            {"Id": 21, "Name": "Under/Over 1st Period", "ProviderMarkets": books},
        ],
    }
    header = {"Type": 1, "ServerTimestamp": at, "MsgGuid": f"{number}-{at}"}
    return msgspec.json.encode({"Header": header, "Body": {"Events": [event]}})


def handicaps(market: tuple[int, str], score: str, at: int = NOW) -> bytes:
    """Return a match with two handicaps of two bets each, the sides of a line turned."""
    lines = [("1", -0.75, -0.75), ("2", 0.75, -0.75), ("1", -1.0, -1.0), ("2", 1.0, -1.0)]
    bets = [
        {"Id": number, "Name": name, "Status": 1, "Price": "2.0",
         "Line": f"{line} ({score})", "BaseLine": f"{base_line} ({score})"}
        for number, (name, line, base_line) in enumerate(lines, start=1)
    ]  # fmt: skip
    body = msgspec.json.decode(message(5, at=at))
    books = [{"Id": 8, "Name": "B", "Bets": bets}]
    said = {"Id": market[0], "Name": market[1], "ProviderMarkets": books}
    body["Body"]["Events"][0]["Markets"] = [said]
    return msgspec.json.encode(body)


def picture_of(*bodies: bytes) -> Picture:
    picture = Picture(Board("one"), lambda: NOW)
    for body in bodies:
        picture.apply(decode(body).message, NOW)
    return picture


def open_bets(picture: Picture, number: int) -> set[tuple[int, int]]:
    """Return which bets can be placed, as the surfaces see it."""
    board = picture.board
    event = board.events[number]
    lines, _ = ShownBooks().lines(event, board.source_of(event), NOW)
    return {
        (line.market.id, shown.quote.bet.id)
        for line in lines
        for shown in line.bets
        if shown.is_available
    }


EVERY = {(2, 1), (2, 2), (21, 1), (21, 2)}


@pytest.mark.parametrize(
    ("suspension", "left"),
    [
        (Suspension(sports=frozenset({6046})), set()),
        (Suspension(locations=frozenset({243})), set()),
        (Suspension(competitions=frozenset({67})), set()),
        (Suspension(fixtures=frozenset({5})), set()),
        (Suspension(fixtures=frozenset({6})), EVERY),
        (Suspension(sports=frozenset({6046}), competitions=frozenset({68})), EVERY),
        (Suspension(sports=frozenset({6046}), lines=frozenset({(2, None)})), {(21, 1), (21, 2)}),
        (Suspension(fixtures=frozenset({5}), lines=frozenset({(2, "2.5")})), EVERY - {(2, 1)}),
        (Suspension(fixtures=frozenset({5}), lines=frozenset({(9, None)})), EVERY),
    ],
)
def test_what_a_suspension_means_is_closed_and_lifted(
    suspension: Suspension, left: set[tuple[int, int]]
) -> None:
    picture = picture_of(message(5))
    assert open_bets(picture, 5) == EVERY
    told: list[object] = []
    picture.listen(told.extend)
    picture.suspend("a", [suspension])
    assert open_bets(picture, 5) == left
    assert len(told) == (left != EVERY)
    before = picture.board.seq
    picture.suspend("a", [suspension])
    assert picture.board.seq == before, "what is suspended already is no news"
    picture.suspend("a", [])
    assert open_bets(picture, 5) == EVERY
    assert len(told) == 2 * (left != EVERY)


@pytest.mark.parametrize(
    "market", [(3, "Asian Handicap"), (13, "European Handicap"), (999_999, "Asian Corners")]
)
@pytest.mark.parametrize(
    "line", ["-0.75 (0-0)", "0.75 (0-0)", "-0.75", "0.75", "+0.750", " -0.75 ", "0.75 (3:12)"]
)
def test_a_line_means_both_sides_of_it_whatever_the_score(
    market: tuple[int, str], line: str
) -> None:
    number = market[0]
    picture = picture_of(handicaps(market, "0-0"))
    told: list[Change] = []
    picture.listen(told.extend)
    picture.suspend("a", [Suspension(fixtures=frozenset({5}), lines=frozenset({(number, line)}))])
    assert open_bets(picture, 5) == {(number, 3), (number, 4)}
    assert [change.touched.books for change in told] == [((number, 8, (1, 2)),)]
    picture.apply(decode(handicaps(market, "1-0", NOW + 1)).message, NOW + 1)
    assert open_bets(picture, 5) == {(number, 3), (number, 4)}
    picture.suspend("a", [])
    assert len(open_bets(picture, 5)) == 4


@pytest.mark.parametrize(
    ("said", "line", "is_meant"),
    [
        ("2.5", "2.50", True),
        ("3.0", "3", True),
        ("-0.0 (0-0)", "0", True),
        ("0:1", "0:1 (0-0)", True),
        ("Smith (A)", "Smith (A)", True),
        ("2.5", "-2.5", False),
        ("2.5", "2", False),
        ("0:1", "1:0", False),
        ("Smith (A)", "Smith (B)", False),
        (None, "0", False),
    ],
)
def test_a_line_is_known_however_it_is_written(said: str, line: str, is_meant: bool) -> None:
    market = Market(2, Latest("Under/Over"), Latest(), Latest())
    lines = Suspension(lines=frozenset({(2, line)})).lines
    assert is_line_suspended(lines, market, Bet(id=1, line=said)) == is_meant
    assert is_line_suspended(lines, market, Bet(id=1, base_line=said)) == is_meant


def test_each_level_says_manual_as_its_reason() -> None:
    picture = picture_of(message(5))
    event = picture.board.events[5]
    lines = frozenset({(2, None), (21, "3.5")})
    picture.suspend("a", [Suspension(fixtures=frozenset({5}), lines=lines)])
    market = event.markets[2]
    suspended = event.suspended_lines
    assert availability.event_reason(event, None) is None
    assert availability.market_reason(market, suspended) is Reason.MANUAL
    other = event.markets[21]
    assert availability.market_reason(other, suspended) is None
    quotes = other.providers[8].bets
    assert availability.line_reason(quotes[2], other, suspended) is Reason.MANUAL
    assert availability.line_reason(quotes[1], other, suspended) is None
    picture.suspend("b", [Suspension(sports=frozenset({6046}))])
    assert availability.event_reason(event, None) is Reason.MANUAL


def test_one_owner_lifts_only_its_own() -> None:
    picture = picture_of(message(5))
    picture.suspend("a", [Suspension(fixtures=frozenset({5}))])
    picture.suspend("b", [Suspension(sports=frozenset({6046}))])
    picture.suspend("a", [])
    assert open_bets(picture, 5) == set()
    picture.suspend("b", [])
    assert open_bets(picture, 5) == EVERY


def test_what_comes_later_is_suspended_from_its_first_moment() -> None:
    picture = picture_of()
    picture.suspend("a", [Suspension(competitions=frozenset({67}))])
    picture.apply(decode(message(5)).message, NOW)
    picture.apply(decode(message(6, league=68)).message, NOW)
    assert open_bets(picture, 5) == set()
    assert open_bets(picture, 6) == EVERY
    # It moves to a league that is not suspended.
    picture.apply(decode(message(5, league=68, at=NOW + 1)).message, NOW + 1)
    assert open_bets(picture, 5) == EVERY


def test_another_board_in_its_place_is_suspended_as_well() -> None:
    picture = picture_of(message(5))
    picture.suspend("a", [Suspension(fixtures=frozenset({5}))])
    board = Board("two")
    board.apply(decode(message(5)).message, NOW)
    picture.restart(board)
    assert open_bets(picture, 5) == set()
    picture.suspend("a", [])
    assert open_bets(picture, 5) == EVERY
