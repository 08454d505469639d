"""What the trader of a match is told: goals, checks, statuses, faults on demand."""

import pytest

from tests.simulator.trading import (
    START,
    Books,
    FakeGame,
    MarketSaid,
    show,
    steps,
    trader_of,
    work,
)
from touchline.model.enums import FixtureStatus, MessageType, Settlement
from touchline.model.market import Bet
from touchline.simulator.bookmakers import BOOKMAKERS
from touchline.simulator.forecast import Forecast
from touchline.simulator.match import AWAY, HOME, Happened
from touchline.simulator.quotes import Reason
from touchline.simulator.settler import Mistake
from touchline.simulator.settling import UNKNOWN_SETTLEMENT
from touchline.simulator.trader import Trader

OPEN, SUSPENDED, SETTLED = 1, 2, 3
UNDER_OVER, HANDICAP, FIRST_HALF = 2, 3, 41
SECOND, MINUTE = 1_000, 60_000
SLOWEST_MS = max(bookmaker.reaction[1] for bookmaker in BOOKMAKERS.values())
CALCULATED_MS = 400
"""Until calculated odds have followed what bookmakers closed."""


class Told:
    """A match played by hand, its trader, and what it has said so far."""

    def __init__(self, *, kicked_off: bool = True, seed: int = 1) -> None:
        """Trade a match until a minute into its first half, or to its start."""
        self.game = FakeGame()
        self.trader: Trader = trader_of(self.game, seed=seed)
        self.books = Books()
        self.now = START
        self.run(0)
        if kicked_off:
            self.game.kick_off(self.now)
            self.heed(Happened.PERIOD)
            self.run(MINUTE)

    def run(self, ms: int) -> list[MarketSaid]:
        """Let time pass; return what was said."""
        said = self.trader.work(self.now)
        self.now += ms
        said += work(self.trader, self.now)
        self.books.take(said)
        return said

    def heed(self, happened: Happened) -> None:
        """Tell the trader what happened, as a livescore is told of it."""
        self.game.state.now = self.now
        self.trader.heed(happened, self.now)
        show(self.trader, "soccer", self.game.state, self.now)

    def goal(self, side: int) -> None:
        """Let a side score."""
        self.game.goal(side)
        self.heed(Happened.SCORE)

    def end(self) -> None:
        """End the match."""
        self.game.finish(self.now)
        self.heed(Happened.END)

    def open(self) -> list[Bet]:
        """Return the bets that are open."""
        return self.books.bets(status=OPEN)

    def bets(self, market: int, line: str | None) -> list[Bet]:
        """Return the bets of everybody on a line of a market, the own line of the bet."""
        return [
            bet
            for (number, _), bets in self.books.books.items()
            if number == market
            for bet in bets.values()
            if bet.line == line
        ]


def test_a_goal_closes_every_book_and_new_prices_come_back() -> None:
    match = Told()
    before = {bet.id: bet.price for bet in match.open()}
    assert len(before) > 40
    match.goal(HOME)
    match.run(SLOWEST_MS + CALCULATED_MS)
    assert match.open() == []
    closed = match.books.bets(status=SUSPENDED)
    assert {bet.suspension_reason for bet in closed} <= {Reason.LIVESCORE, Reason.MAJORITY}
    assert {bet.id: bet.price for bet in closed}.items() >= before.items()
    match.run(13 * SECOND)
    assert match.open() == []
    match.run(40 * SECOND)
    assert any(bet.price != before.get(bet.id) for bet in match.open())
    assert len(match.open()) > 40


def test_handicaps_count_from_the_new_score_after_a_goal() -> None:
    match = Told()
    assert match.bets(HANDICAP, "0.0 (0-0)")
    match.goal(HOME)
    match.run(MINUTE)
    old, new = match.bets(HANDICAP, "0.0 (0-0)"), match.bets(HANDICAP, "0.0 (1-0)")
    assert {bet.status for bet in old} == {SUSPENDED}
    assert new
    assert {bet.status for bet in new} == {OPEN}
    assert not {bet.id for bet in old} & {bet.id for bet in new}
    match.game.goal(HOME, -1)
    match.heed(Happened.REVERTED)
    match.run(MINUTE)
    again = match.bets(HANDICAP, "0.0 (0-0)")
    assert {bet.status for bet in again} == {OPEN}
    assert {bet.id for bet in again} == {bet.id for bet in old}


def test_what_a_goal_decides_is_settled_about_a_minute_later() -> None:
    match = Told()
    match.goal(HOME)
    match.run(59 * SECOND)
    assert match.books.bets(status=SETTLED) == []
    said = match.run(22 * SECOND)
    settled = match.books.bets(status=SETTLED)
    assert {(bet.name, bet.line, bet.settlement) for bet in settled} >= {
        ("Over", "0.5", Settlement.WINNER),
        ("Under", "0.5", Settlement.LOSER),
    }
    assert MessageType.SETTLEMENTS in {kind for kind, _ in said}
    assert all(bet.line in ("0.5", "0.75") for bet in settled if bet.line)


def test_a_check_holds_the_settlement() -> None:
    match = Told()
    match.goal(HOME)
    match.run(30 * SECOND)
    match.heed(Happened.DANGER)
    match.run(10 * MINUTE)
    assert match.books.bets(status=SETTLED) == []
    assert match.open() == []
    match.game.goal(HOME, -1)
    match.heed(Happened.REVERTED)
    match.run(3 * MINUTE)
    assert match.books.bets(status=SETTLED) == []
    assert match.open()


def test_a_goal_that_is_taken_back_after_it_was_settled_cancels_the_settlement() -> None:
    match = Told()
    match.goal(HOME)
    match.run(2 * MINUTE)
    assert {bet.settlement for bet in match.bets(UNDER_OVER, "0.5")} == {1, 2}
    match.game.goal(HOME, -1)
    match.heed(Happened.REVERTED)
    match.run(2 * MINUTE)
    assert {bet.settlement for bet in match.bets(UNDER_OVER, "0.5")} == {-1}
    match.end()
    match.run(2 * MINUTE)
    for bet in match.bets(UNDER_OVER, "0.5"):
        assert bet.settlement == (Settlement.WINNER if bet.name == "Under" else Settlement.LOSER)


def test_after_a_danger_that_passed_bets_come_back_sooner() -> None:
    match = Told()
    match.heed(Happened.DANGER)
    match.run(5 * MINUTE)
    assert match.open() == []
    match.heed(Happened.CLEARED)
    match.run(12 * SECOND)
    assert len(match.open()) > 40


def test_breaks_leave_books_open() -> None:
    match = Told()
    match.game.state.end(10)
    match.heed(Happened.PERIOD)
    match.run(5 * MINUTE)
    assert len(match.open()) > 40


def test_a_part_that_is_over_closes_at_once() -> None:
    match = Told()
    match.game.expected["period:1"] = match.game.expected["match"]
    match.run(MINUTE)
    assert {bet.status for bet in match.bets(FIRST_HALF, None)} == {OPEN}
    del match.game.expected["period:1"]
    match.game.state.end(10)
    match.heed(Happened.PERIOD)
    match.run(SLOWEST_MS)
    statuses = {
        bet.status
        for (market, provider), bets in match.books.books.items()
        if market == FIRST_HALF and provider is not None
        for bet in bets.values()
    }
    assert statuses == {SUSPENDED}
    match.run(3 * SECOND)
    assert {bet.status for bet in match.bets(FIRST_HALF, None)} == {SUSPENDED}


@pytest.mark.parametrize("status", [FixtureStatus.INTERRUPTED, FixtureStatus.LOST_COVERAGE])
def test_while_play_is_not_seen_nothing_is_open(status: FixtureStatus) -> None:
    match = Told()
    match.trader.heed_status(status, match.now)
    match.run(SLOWEST_MS + CALCULATED_MS)
    assert match.open() == []
    match.goal(AWAY)
    match.run(10 * MINUTE)
    assert match.open() == []
    match.trader.heed_status(FixtureStatus.IN_PROGRESS, match.now)
    match.run(30 * SECOND)
    assert len(match.open()) > 40


def test_an_abandoned_match_gives_back_what_was_not_decided() -> None:
    match = Told()
    match.goal(HOME)
    match.run(10 * SECOND)
    match.trader.heed_status(FixtureStatus.ABANDONED, match.now)
    match.run(3 * MINUTE)
    assert {bet.settlement for bet in match.bets(UNDER_OVER, "0.5")} == {1, 2}
    assert {bet.settlement for bet in match.bets(UNDER_OVER, "1.5")} == {Settlement.REFUND}
    assert match.open() == []
    assert match.trader.is_done()


def test_a_cancelled_match_cancels_every_bet() -> None:
    match = Told(kicked_off=False)
    match.trader.heed_status(FixtureStatus.CANCELLED, match.now)
    match.run(3 * MINUTE)
    assert {bet.settlement for bet in match.books.bets()} == {Settlement.CANCELLED}
    assert match.trader.is_done()


def test_a_postponed_match_stays_suspended() -> None:
    match = Told(kicked_off=False)
    match.trader.heed_status(FixtureStatus.POSTPONED, match.now)
    match.run(24 * 60 * MINUTE)
    assert {bet.status for bet in match.books.bets()} == {SUSPENDED}
    assert not match.trader.is_done()


def test_nothing_opens_that_is_over_before_it_opened() -> None:
    game = FakeGame()
    trader = trader_of(game, opens_at=START)
    trader.heed_status(FixtureStatus.CANCELLED, START - MINUTE)
    assert work(trader, START + MINUTE) == []
    assert trader.is_done()


def test_what_a_goal_decides_closes_in_the_message_before_it() -> None:
    match = Told()
    decided = [bet.id for bet in match.bets(UNDER_OVER, "0.5") if bet.status == OPEN]
    assert len(decided) > 4
    match.goal(HOME)
    said = match.run(0)
    assert [kind for kind, _ in said] == [MessageType.MARKETS]
    assert {bet.status for bet in match.bets(UNDER_OVER, "0.5")} == {SUSPENDED}
    assert {bet.suspension_reason for bet in match.bets(UNDER_OVER, "0.5")} == {Reason.LIVESCORE}
    assert {bet.status for bet in match.bets(UNDER_OVER, "1.5")} == {OPEN}
    match.run(70 * SECOND)
    assert match.bets(UNDER_OVER, "1.5")
    assert OPEN not in {bet.status for bet in match.bets(UNDER_OVER, "0.5")}


def test_what_is_decided_by_a_goal_that_may_not_stand_stays_closed() -> None:
    match = Told()
    match.goal(HOME)
    # As long as it may be taken back, the forecast gives under a chance.
    match.game.expected = {
        "match": Forecast({1: 0.6, 0: 0.4}, {0: 0.2, 1: 0.5, 2: 0.3}, 0.3),
    }
    match.run(50 * SECOND)
    assert match.open()
    assert {bet.status for bet in match.bets(UNDER_OVER, "0.5")} == {SUSPENDED}
    match.game.goal(HOME, -1)
    match.heed(Happened.REVERTED)
    match.run(MINUTE)
    assert {bet.status for bet in match.bets(UNDER_OVER, "0.5")} == {OPEN}


def test_a_bookmaker_that_says_nothing_takes_no_decided_bets() -> None:
    match = Told()
    match.trader.stop_provider(9001, match.now + 5 * MINUTE)
    match.run(SECOND)
    match.goal(HOME)
    match.run(0)
    assert {bet.status for bet in match.bets(UNDER_OVER, "0.5")} == {SUSPENDED}


def test_while_a_check_lasts_nothing_is_open_whatever_happens() -> None:
    match = Told()
    match.trader.begin_check(match.now)
    match.run(0)
    assert match.open() == []
    for happened in (Happened.SCORE, Happened.CLEARED, Happened.PERIOD, Happened.CARD):
        if happened is Happened.SCORE:
            match.game.goal(AWAY)
        match.heed(happened)
        match.run(2 * MINUTE)
        assert match.open() == []
    assert match.books.bets(status=SETTLED) == []
    match.trader.end_check(match.now)
    match.run(MINUTE)
    assert len(match.open()) > 40
    match.run(2 * MINUTE)
    assert match.books.bets(status=SETTLED)


def test_of_two_holds_the_one_that_ends_last_counts() -> None:
    match = Told()
    match.trader.begin_check(match.now)
    match.trader.heed_status(FixtureStatus.INTERRUPTED, match.now)
    match.run(MINUTE)
    match.trader.end_check(match.now)
    match.run(MINUTE)
    assert match.open() == []
    match.trader.heed_status(FixtureStatus.IN_PROGRESS, match.now)
    match.run(MINUTE)
    assert len(match.open()) > 40


def judged(match: Told) -> list[dict[int, int | None]]:
    """End a match; return how its bets were settled, as often as that changed, the last twice."""
    match.end()
    found: list[dict[int, int | None]] = []
    while not match.trader.is_done():
        match.run(SECOND)
        settled = {bet.id: bet.settlement for bet in match.books.bets()}
        if not found or found[-1] != settled:
            found.append(settled)
    return found


def truth() -> dict[int, int | None]:
    match = Told()
    match.goal(HOME)
    match.run(MINUTE)
    return judged(match)[-1]


@pytest.mark.parametrize("mistake", list(Mistake))
def test_a_wrong_settlement_is_told_first_and_then_corrected(mistake: Mistake) -> None:
    right = truth()
    were_cancelled = set()
    for seed in range(12):
        match = Told(seed=seed)
        match.goal(HOME)
        match.run(30 * SECOND)
        match.trader.misjudge(mistake)
        match.run(30 * SECOND)
        _, *told = judged(match)
        wrong, final = told[0], told[-1]
        off = {number for number in final if wrong[number] != final[number]}
        assert off
        assert {number: final[number] for number in right if number in final} == {
            number: settlement for number, settlement in right.items() if number in final
        }
        if mistake is Mistake.UNKNOWN:
            assert {wrong[number] for number in off} == {UNKNOWN_SETTLEMENT}
        else:
            assert {wrong[number] for number in off} <= set(Settlement)
        were_cancelled.add(any(Settlement.CANCELLED in one.values() for one in told))
    assert were_cancelled == {False, True}


def test_a_bookmaker_that_stops_is_suspended_after_a_while_and_comes_back() -> None:
    stopped = 9002
    match = Told()
    count = len(match.books.bets(stopped, OPEN))
    match.trader.stop_provider(stopped, match.now + 5 * MINUTE)
    match.run(15 * SECOND)
    assert len(match.books.bets(stopped, OPEN)) == count
    match.run(30 * SECOND)
    assert match.books.bets(stopped, OPEN) == []
    reasons = {bet.suspension_reason for bet in match.books.bets(stopped, SUSPENDED)}
    assert Reason.PROVIDERS in reasons
    assert match.books.bets(9001, OPEN)
    match.goal(HOME)
    match.run(2 * MINUTE)
    assert match.books.bets(stopped, OPEN) == []
    assert match.books.bets(9001, OPEN)
    match.run(3 * MINUTE)
    assert match.books.bets(stopped, OPEN)


def test_a_burst_brings_many_more_messages() -> None:
    calm, hasty = Told(), Told()
    hasty.trader.burst(10, hasty.now + MINUTE)
    assert len(hasty.run(MINUTE)) > 10 * max(1, len(calm.run(MINUTE)))
    hasty.run(MINUTE)
    assert len(hasty.run(10 * MINUTE)) < 600


def test_prices_drift_slowly_before_a_match() -> None:
    trader = trader_of(FakeGame(), opens_at=START - 3 * 24 * 60 * MINUTE)
    told = [step for step in steps(trader, START - 1) if step.said]
    assert told[0].now == START - 3 * 24 * 60 * MINUTE
    assert 20 < sum(len(step.said) for step in told) < 2_000


def test_the_calculated_odds_tell_their_chances_and_main_line() -> None:
    match = Told()
    for update in match.trader.snapshot():
        for bet in update.bets or ():
            assert bet.probability is not None
            assert 0 < bet.probability < 1
        is_of_lines = update.bets is not None and update.bets[0].line is not None
        assert (update.main_line is not None) == is_of_lines
        for provider in update.provider_markets or ():
            assert all(bet.probability is None for bet in provider.bets or ())
    match.heed(Happened.DANGER)
    match.run(5 * SECOND)
    mains = {update.main_line for update in match.trader.snapshot()}
    assert mains == {None, "suspended"}
