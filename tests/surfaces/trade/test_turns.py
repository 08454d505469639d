"""Bets that are closed or opened for a reason of ours go out as news to whoever holds them."""

from typing import Any

from tests.surfaces.trade.test_outgoing import NOW, Customer, told_by
from touchline.base.clock import format_time
from touchline.board.availability import Reason
from touchline.board.board import Board
from touchline.board.suspensions import Suspension
from touchline.model.instants import ticks
from touchline.model.market import Bet, MarketUpdate
from touchline.surfaces.trade.envelopes import Envelopes
from touchline.surfaces.trade.package import OddsMode
from touchline.surfaces.trade.parts import Closed, whole_market
from touchline.wire import Form, decode


def stamped(number: int, price: str, at: int, status: int = 1) -> dict[str, Any]:
    """Return a market with one bet of a bookmaker, updated at a moment in unix ms."""
    bet = {"Id": number, "Name": "a", "Line": str(number), "Status": status, "Price": price}
    books = [{"Id": 8, "Name": "B", "Bets": [{**bet, "LastUpdate": format_time(at)}]}]
    return {"Markets": [{"Id": 1, "Name": "m", "ProviderMarkets": books}]}


class Reader(Customer):
    """A customer that reads what it is told, as one that takes only bets that are not older."""

    def __init__(self) -> None:
        super().__init__(odds=OddsMode.PROVIDER)
        self.now = NOW
        self.picture.feed_clock = lambda: self.now
        self.held: dict[int, Bet] = {}
        self.second = Board("second")
        self.count = 0
        self.envelopes = Envelopes(Form.JSON, self._guid)

    def _guid(self) -> str:
        self.count += 1
        return str(self.count)

    def read(self) -> dict[int, tuple[int | None, str | None]]:
        """Return status and price of each bet that it holds; a second server has the same."""
        for one in self.take():
            written = self.envelopes.write(one, self.now)
            self.second.apply(decode(written.body).message, self.now)
            for event in (one.body.events if one.body is not None else None) or ():
                for said in event.markets or ():
                    for bet in bets_of(said):
                        self._take_bet(bet)
        seen = {number: (bet.status, bet.price) for number, bet in self.held.items()}
        quotes = self.second.events[5].markets[1].providers[8].bets
        assert {key: (quote.bet.status, quote.price) for key, quote in quotes.items()} == seen
        return seen

    def _take_bet(self, bet: Bet) -> None:
        held = self.held.get(bet.id)
        if held is None or (ticks(bet.last_update) or 0) >= (ticks(held.last_update) or 0):
            self.held[bet.id] = bet

    def in_snapshot(self) -> list[tuple[int, int | None, str | None]]:
        """Return the bets as a snapshot has them."""
        event = self.picture.board.events[5]
        closed = self.conversation._turns.closed(event)
        said = whole_market(event.markets[1], OddsMode.PROVIDER, closed)
        return [(bet.id, bet.status, bet.last_update) for bet in bets_of(said)]


def bets_of(said: MarketUpdate) -> list[Bet]:
    return [bet for book in said.provider_markets or () for bet in book.bets or ()]


def test_who_takes_only_newer_bets_takes_our_suspensions_their_end_and_prices_after_it() -> None:
    reader = Reader()
    picture = reader.picture
    picture.apply(decode(told_by(1, {})).message, NOW)
    picture.apply(decode(told_by(3, stamped(1, "2.0", NOW - 60_000))).message, NOW)
    assert reader.read() == {1: (1, "2.0")}
    by_hand = Suspension(fixtures=frozenset({5}), lines=frozenset({(1, "1")}))
    # By hand, one line and all of it; then a source that is lost.
    for suspension in (by_hand, Suspension(fixtures=frozenset({5}))):
        reader.now += 1_000
        picture.suspend("a", [suspension])
        assert reader.read() == {1: (2, "2.0")}
        assert reader.in_snapshot() == [(1, 2, format_time(reader.now))]
        reader.now += 1_000
        picture.suspend("a", [])
        assert reader.read() == {1: (1, "2.0")}
        assert reader.in_snapshot() == [(1, 1, format_time(reader.now))]
    reader.now += 1_000
    picture.hold("feed", held=True, now=reader.now)
    assert reader.read() == {1: (2, "2.0")}
    # What was made before, and is late, is taken all the same.
    late = told_by(3, stamped(1, "2.2", reader.now - 500), reader.now + 100)
    reader.now += 200
    picture.apply(decode(late).message, reader.now)
    assert reader.read() == {1: (2, "2.2")}
    reader.now += 1_000
    picture.hold("feed", held=False, now=reader.now)
    assert reader.read() == {1: (1, "2.2")}
    newer = reader.now + 50
    reader.now += 100
    picture.apply(decode(told_by(3, stamped(1, "2.4", newer), newer)).message, reader.now)
    assert reader.read() == {1: (1, "2.4")}
    assert reader.in_snapshot() == [(1, 1, format_time(newer))]


def test_lines_that_nobody_suspended_keep_the_time_that_was_said() -> None:
    reader = Reader()
    picture = reader.picture
    picture.apply(decode(told_by(1, {})).message, NOW)
    for number in (1, 2):
        body = told_by(3, stamped(number, "2.0", NOW - 60_000), NOW + number)
        picture.apply(decode(body).message, NOW)
    reader.now += 1_000
    picture.suspend("a", [Suspension(fixtures=frozenset({5}), lines=frozenset({(1, "2")}))])
    assert reader.read() == {1: (1, "2.0"), 2: (2, "2.0")}
    assert reader.in_snapshot() == [
        (1, 1, format_time(NOW - 60_000)),
        (2, 2, format_time(reader.now)),
    ]


def test_what_left_the_picture_and_another_picture_leave_nothing_behind() -> None:
    reader = Reader()
    picture = reader.picture
    turns = reader.conversation._turns
    picture.apply(decode(told_by(1, {})).message, NOW)
    picture.apply(decode(told_by(3, stamped(1, "2.0", NOW))).message, NOW)
    event = picture.board.events[5]
    suspended = frozenset({(1, "1")})
    picture.suspend("a", [Suspension(fixtures=frozenset({5}), lines=suspended)])
    picture.hold("feed", held=True, now=NOW)
    key = (1, 8, 1)
    assert turns.closed(event) == Closed(Reason.SOURCE_DOWN, suspended, NOW, {key: NOW})
    picture.advance(NOW + 30 * 24 * 3_600_000)
    assert 5 not in picture.board.events
    assert turns.closed(event)[2:] == (0, {})
    # What the next picture holds closed already counts as closed at its moment.
    board = Board("two")
    for body in (told_by(1, {}), told_by(3, stamped(1, "2.0", NOW))):
        board.apply(decode(body).message, NOW + 7)
    picture.restart(board)
    assert turns.closed(board.events[5])[1:] == (suspended, 0, {key: NOW + 7})
