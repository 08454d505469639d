"""A whole match through its trader: what it says, when, and what it all adds up to."""

from itertools import pairwise
from random import Random

import msgspec
import pytest

from tests.simulator.trading import (
    FIXTURE,
    START,
    Books,
    Step,
    Traded,
    books_of,
    cup_tie,
    offer_of,
    trade,
    traded,
    trader_of,
)
from tests.sizes import SOAK
from touchline.base.clock import parse_time
from touchline.board.board import Board
from touchline.model.catalogue import sport_by_slug
from touchline.model.enums import FixtureStatus, MessageType, Settlement
from touchline.model.market import MarketUpdate
from touchline.model.message import Body, EventUpdate, Header, Message
from touchline.model.outcome import outcome_of
from touchline.model.settlement import settle
from touchline.simulator.bookmakers import BOOKMAKERS
from touchline.simulator.contest import Contest
from touchline.simulator.games.registry import GAMES
from touchline.simulator.games.soccer.game import SoccerGame
from touchline.simulator.livescore import livescore_of
from touchline.simulator.match import Happened
from touchline.simulator.offers import pace_of
from touchline.wire import decode, encode

SPORTS = sorted(GAMES) if SOAK > 1 else ["basketball", "soccer", "tennis"]
SLOWEST_MS = max(bookmaker.reaction[1] for bookmaker in BOOKMAKERS.values())
STOPPING = {Happened.SCORE, Happened.CARD, Happened.REVERTED}
WITH_DANGER = {"soccer", "baseball", "american-football", "ice-hockey", "handball"}
OPEN, SUSPENDED, SETTLED = 1, 2, 3
HANDICAP, WINNER_OVERTIME = 3, 226
EXTRA_TIME = 30

every_sport = pytest.mark.parametrize("sport", SPORTS)


def message_of(kind: MessageType, now: int, sequence: int, update: MarketUpdate) -> Message:
    header = Header(type=int(kind), msg_seq=sequence, server_timestamp=now)
    event = EventUpdate(fixture_id=FIXTURE, markets=[update])
    return Message(header=header, body=Body(events=[event]))


def board_of(steps: list[Step]) -> Board:
    """Send everything through the wire into a board."""
    board = Board("epoch")
    sequence = 0
    for step in steps:
        for kind, update in step.said:
            sequence += 1
            body = encode(message_of(kind, step.now, sequence, update))
            board.apply(decode(body).message, received_at=step.now, source="feed")
    return board


@every_sport
def test_what_was_said_adds_up_to_how_it_stands(sport: str) -> None:
    match = traded(sport)
    event = board_of(match.steps).events[FIXTURE]
    truth = match.trader.snapshot()
    assert sorted(event.markets) == sorted(update.id for update in truth)
    for update in truth:
        held = event.markets[update.id]
        assert held.name.value == update.name
        assert held.main_line.value == update.main_line
        assert sorted(held.providers) == sorted(said.id for said in update.provider_markets or ())
        for said in update.provider_markets or ():
            book = held.providers[said.id]
            assert (book.name, book.last_update) == (said.name, said.last_update)
        for provider, bets in books_of(update):
            found = held.average if provider is None else held.providers[provider]
            assert found is not None
            assert {quote.bet.id: quote.bet for quote in found.bets.values()} == {
                bet.id: bet for bet in bets
            }
            for bet in bets:
                assert found.bets[bet.id].first_price == bet.start_price


@every_sport
def test_every_bet_is_settled_as_the_rules_say(sport: str) -> None:
    match = traded(sport)
    catalogued = sport_by_slug(sport)
    assert catalogued is not None
    outcome = outcome_of(catalogued, FixtureStatus.FINISHED, livescore_of(match.game.state))
    found: set[int | None] = set()
    for update in match.trader.snapshot():
        kind = offer_of(sport, update.id).kind
        for _, bets in books_of(update):
            for bet in bets:
                expected = settle(outcome, kind, bet.name or "", bet.line, bet.base_line)
                assert bet.status == SETTLED
                assert bet.settlement == expected
                found.add(bet.settlement)
    assert {Settlement.WINNER, Settlement.LOSER} <= found
    assert match.trader.is_done()


@every_sport
def test_no_book_ever_pays_more_than_it_takes(sport: str) -> None:
    books = Books()
    seen = 0
    for step in traded(sport).steps:
        for key in dict.fromkeys(key for key, _, _ in books.take(step.said)):
            winners = offer_of(sport, key[0]).outcomes.winners
            for bets in books.lines(key).values():
                if all(bet.status == OPEN for bet in bets):
                    assert sum(1 / float(bet.price or 0) for bet in bets) >= winners
                    seen += 1
    assert seen > 1_000


@every_sport
def test_a_line_opens_and_closes_as_a_whole(sport: str) -> None:
    books = Books()
    for step in traded(sport).steps:
        for key in dict.fromkeys(key for key, _, _ in books.take(step.said)):
            for bets in books.lines(key).values():
                assert len(bets) == len(offer_of(sport, key[0]).outcomes.names)
                assert len({bet.status for bet in bets}) == 1


@every_sport
def test_the_first_word_on_a_market_is_all_of_it(sport: str) -> None:
    known: set[int] = set()
    for step in traded(sport).steps:
        for _, update in step.said:
            if update.id not in known:
                known.add(update.id)
                for _, bets in books_of(update):
                    assert all(bet.status == OPEN and bet.price == bet.start_price for bet in bets)
                assert update.name == offer_of(sport, update.id).name
    first = next(step for step in traded(sport).steps if step.said)
    assert all(update.bets and update.provider_markets for _, update in first.said)


@every_sport
def test_what_is_said_of_a_bet_is_new_and_newer_than_before(sport: str) -> None:
    books = Books()
    for step in traded(sport).steps:
        for _, bet, before in books.take(step.said):
            updated = parse_time(bet.last_update or "")
            assert updated >= step.now
            if before is not None:
                assert updated > parse_time(before.last_update or "")
                changed = msgspec.structs.replace(bet, last_update=before.last_update) != before
                assert changed
                assert before.status != SETTLED or bet.status == SETTLED
                assert bet.start_price == before.start_price
                assert bet.id == before.id


@every_sport
def test_ids_are_long_unique_and_end_in_that_of_the_fixture(sport: str) -> None:
    for update in traded(sport).trader.snapshot():
        ids = [bet.id for _, bets in books_of(update) for bet in bets]
        assert len(set(ids)) == len(ids)
        assert all(str(number).endswith(str(FIXTURE)) for number in ids)
        assert all(2**53 < number < 2**63 for number in ids)


@every_sport
def test_settlements_come_in_messages_of_their_own(sport: str) -> None:
    for step in traded(sport).steps:
        for kind, update in step.said:
            bets = [bet for _, bets in books_of(update) for bet in bets]
            is_settlement = kind == MessageType.SETTLEMENTS
            assert all((bet.status == SETTLED) == is_settlement for bet in bets)
            assert all((bet.settlement is not None) == is_settlement for bet in bets)
            assert all(
                (bet.suspension_reason is not None) == (bet.status == SUSPENDED) for bet in bets
            )


def closings(match: Traded, sport: str) -> list[tuple[int, int]]:
    """Return from when to when nothing may be open: after what stops, until it is past."""
    pace = pace_of(sport)
    told = [(step.now, step.happened) for step in match.steps if step.happened is not None]
    found = []
    before: Happened | None = None
    for (now, happened), (then, _) in pairwise([*told, (told[-1][0] + 10**9, None)]):
        if happened in (Happened.DANGER, Happened.END):
            found.append((now + SLOWEST_MS, then))
        elif happened in STOPPING and (pace.suspends or before is Happened.DANGER):
            found.append((now + SLOWEST_MS, min(then, now + pace.reopens[0])))
        before = happened
    return found


@pytest.mark.parametrize("sport", sorted(GAMES))
def test_nothing_is_taken_while_a_score_may_change(sport: str) -> None:
    match = traded(sport)
    closed = [(begins, ends) for begins, ends in closings(match, sport) if begins < ends]
    assert len(closed) > (3 if sport in WITH_DANGER else 0)
    books = Books()
    for step in match.steps:
        taken = books.take(step.said)
        if any(begins < step.now < ends for begins, ends in closed):
            assert not any(bet.status == OPEN for _, bet, _ in taken)
    books = Books()
    moments = iter(sorted(begins for begins, _ in closed))
    watched = next(moments, None)
    for step in match.steps:
        while watched is not None and step.now > watched:
            assert not [bet for number in BOOKMAKERS for bet in books.bets(number, OPEN)]
            watched = next(moments, None)
        books.take(step.said)
    assert watched is None


@every_sport
def test_books_are_open_most_of_the_time(sport: str) -> None:
    match = traded(sport)
    end = next(step.now for step in match.steps if step.happened is Happened.END)
    books = Books()
    first = next(step for step in match.steps if step.said)
    books.take(first.said)
    opened = {number: 0 for number in BOOKMAKERS if books.bets(number)}
    assert len(opened) > 2
    last = START
    for step in match.steps:
        if step.said and START < step.now <= end:
            for number in opened:
                opened[number] += (step.now - last) * bool(books.bets(number, OPEN))
            last = step.now
        books.take(step.said)
    assert all(open_for > 0.8 * (end - START) for open_for in opened.values())


@every_sport
def test_messages_come_at_a_natural_rate(sport: str) -> None:
    match = traded(sport)
    end = next(step.now for step in match.steps if step.happened is Happened.END)
    live = sum(len(step.said) for step in match.steps if START <= step.now < end)
    assert 0.2 < live / ((end - START) / 1000) < 2


@every_sport
def test_the_end_settles_everything_about_a_minute_later(sport: str) -> None:
    match = traded(sport)
    end = next(step.now for step in match.steps if step.happened is Happened.END)
    last = match.steps[-1]
    assert end + 60_000 <= last.now <= end + 80_000
    assert {kind for kind, _ in last.said} == {MessageType.SETTLEMENTS}


def test_the_same_seed_says_the_same() -> None:
    def told() -> bytes:
        match = trade(Contest(sport="tennis"), seed=3, opens_at=START - 60_000)
        return msgspec.json.encode(match.told)

    assert told() == told()


def test_a_match_that_is_under_way_opens_as_it_stands() -> None:
    game = SoccerGame(Contest(sport="soccer"), Random(2))
    moments = game.play()
    now = START
    for _ in range(80):
        game.state.now = now
        now += next(moments).wait
    trader = trader_of(game, opens_at=now)
    said = trader.work(now)
    books = Books()
    books.take(said)
    score = "({}-{})".format(*game.state.score)
    assert len(books.bets(status=OPEN)) > 50
    assert all(
        score in (bet.base_line or "")
        for (market, _), bets in books.books.items()
        if market == HANDICAP
        for bet in bets.values()
    )


def test_what_counts_regular_time_is_settled_before_a_match_goes_on() -> None:
    last: dict[int, int] = {}
    end = START
    for step in cup_tie().steps:
        end = step.now if step.happened is Happened.END else end
        last.update({update.id: step.now for _, update in step.said})
    assert last[WINNER_OVERTIME] >= end + 60_000
    assert all(told < end for market, told in last.items() if market != WINNER_OVERTIME)


def test_the_winner_of_a_shoot_out_can_be_bet_on_between_its_attempts() -> None:
    match = cup_tie()
    attempts = [step.now for step in match.steps if step.happened is Happened.ATTEMPT]
    assert len(attempts) > 4
    books = Books()
    taking = dict.fromkeys((number for number in BOOKMAKERS), 0)
    last = 0
    for step in match.steps:
        if attempts[0] < step.now <= attempts[-1]:
            for number in taking:
                taking[number] += (step.now - last) * bool(books.bets(number, OPEN))
        last = max(attempts[0], step.now)
        books.take(step.said)
    assert all(share > 0.85 * (attempts[-1] - attempts[0]) for share in taking.values())
