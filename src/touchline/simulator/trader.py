"""All markets of one match over its life, as messages."""

from collections.abc import Iterable
from random import Random
from typing import Final

from touchline.model.catalogue import Sport, sport_by_slug
from touchline.model.enums import FixtureStatus, MessageType
from touchline.model.market import MarketUpdate
from touchline.model.outcome import Outcome, outcome_of
from touchline.simulator.bookmakers import BOOKMAKERS, Bookmaker, draw
from touchline.simulator.calculated import CalculatedOdds
from touchline.simulator.contest import Contest
from touchline.simulator.deltas import Deltas, market_updates
from touchline.simulator.desk import LEANINGS, NEVER, Desk
from touchline.simulator.forecast import Game
from touchline.simulator.livescore import livescore_of
from touchline.simulator.match import Happened
from touchline.simulator.offers import pace_of
from touchline.simulator.prospects import Prospects
from touchline.simulator.quotes import Book, Changed, Reason, suspended
from touchline.simulator.settler import Mistake, Settler
from touchline.simulator.settling import Verdicts

_RETURNS: Final = (5_000, 20_000)
"""How long after play goes on bets are taken again (ms)."""
_REOPENS_IN_SHOOT_OUT: Final = (2_000, 5_000)
"""How long after an attempt bets are taken again (ms): most of the time until the next one."""
_CALCULATES: Final = (1_500, 3_000)
_CALCULATES_CLOSED: Final = (150, 400)
_SILENT: Final = (20_000, 40_000)
"""How long a bookmaker may say nothing until its bets are suspended (ms)."""
_FRESH_MS: Final = 5_000
MOOD: Final = 0.03
"""How far all bookmakers together are off before a match, as a standard deviation of log odds."""
_MOOD_KEPT: Final = 0.95
_BEFORE: Final = (90_000, 2_700_000)
"""The shortest and the longest time between two looks at prices before a match (ms)."""
_LOOKS_BEFORE: Final = 24
"""As a share of the time that is left."""
_BLOCKED: Final = frozenset(
    {FixtureStatus.INTERRUPTED, FixtureStatus.LOST_COVERAGE, FixtureStatus.POSTPONED}
)
_ENDED: Final = frozenset(
    {FixtureStatus.FINISHED, FixtureStatus.CANCELLED, FixtureStatus.ABANDONED}
)


class Trader:
    """The prices of all bookmakers and the calculated odds of one match.

    Times are feed time in unix ms. Work may be asked for as seldom as one likes: what is missed
    is not made up for, and prices are those of the state of the game at that moment.
    """

    def __init__(
        self,
        fixture_id: int,
        contest: Contest,
        game: Game,
        random: Random,
        *,
        opens_at: int,
        starts_at: int,
        bookmakers: Iterable[Bookmaker] = BOOKMAKERS.values(),
    ) -> None:
        """Trade a match from `opens_at` on; `starts_at` is when it is planned to begin."""
        self.starts_at = starts_at
        self._game = game
        self._random = random
        self._pace = pace_of(contest.sport)
        self._sport = _sport(contest.sport)
        desks = [Desk(bookmaker, contest, fixture_id, random) for bookmaker in bookmakers]
        self._desks = [desk for desk in desks if desk.books]
        self._names = {desk.bookmaker.id: desk.bookmaker.name for desk in self._desks}
        self._calculated = CalculatedOdds(contest, fixture_id)
        self._mood = {leaning: random.gauss(0, MOOD) for leaning in LEANINGS}
        self._status: int | None = None
        self._verdicts = Verdicts(Outcome(sport=contest.sport, tallies={}))
        self._is_danger = False
        self._is_over = False
        self._checks = 0
        self._closed: Changed = []
        self._closed_at = NEVER
        self._prospects: Prospects | None = None
        self._expected_at = opens_at
        self._has_changed = False
        self._looks_at = opens_at
        self._looked_at = opens_at
        self._calculates_at = NEVER
        self._to_calculate: dict[int, None] = {}
        self._settler = Settler(random, waits=self._pace.suspends)
        self._to_stop: dict[int, int] = {}
        self._burst_factor = 1.0
        self._burst_until = 0
        self._is_burst_new = False
        for desk in self._desks:
            desk.release(opens_at)

    # What the match is told of

    def heed(self, happened: Happened, now: int) -> None:
        """Take note of what a moment of the game brought."""
        if happened is Happened.NOTHING or self._is_over:
            return
        self._has_changed = True
        if happened is Happened.END:
            self._end(FixtureStatus.FINISHED, now)
        elif happened is Happened.PERIOD:
            self._look_at(now)
        elif happened is Happened.ATTEMPT:
            self._hold(now)
            self._release(now, _REOPENS_IN_SHOOT_OUT)
        elif happened is Happened.DANGER:
            self._is_danger = True
            if self._game.state.check is None:
                self._hold(now)
            else:
                self._shut(now, Reason.LIVESCORE)
        elif happened is Happened.CLEARED:
            self._is_danger = False
            self._release(now, self._pace.clears)
        elif self._pace.suspends or self._is_danger:
            self._is_danger = False
            self._hold(now)
            self._release(now, self._pace.reopens)
        else:
            self._look_soon(now)

    def heed_status(self, status: int, now: int) -> None:
        """Take note of the status of the fixture, where that is not the game's own."""
        if status in _ENDED:
            self._end(status, now)
            return
        was_blocked = self._is_blocked
        self._status = status
        if self._is_blocked:
            self._shut(now, Reason.FIXTURE_STATUS)
            self._looks_at = NEVER
        elif was_blocked:
            self._has_changed = True
            self._look_at(now)
            self._release(now, _RETURNS)

    def see(self, outcome: Outcome, now: int) -> None:
        """Take note of what is about to be told: nobody takes bets on what it decides.

        To be called before each livescore is told; what `work` returns then belongs before it.
        """
        verdicts = Verdicts(outcome)
        books = [book for book in self._books() if verdicts.differ(book.offer, self._verdicts)]
        if not books:
            return
        self._verdicts = verdicts
        self._has_changed = True
        self._look_soon(now)
        self._close(suspended(books, Reason.LIVESCORE, now, verdicts.decides), now)
        if any(
            line.is_settled != verdicts.decides(book.offer, key)
            for book in books
            for key, line in book.lines.items()
        ):
            self._settler.plan(now)

    # Faults on demand

    def begin_check(self, now: int) -> None:
        """Take no bets at all, whatever happens, until the check is over."""
        self._checks += 1
        self._shut(now, Reason.LIVESCORE)

    def end_check(self, now: int) -> None:
        """Take bets again soon, unless something else is in the way."""
        self._checks -= 1
        self._has_changed = True
        self._look_at(now)
        self._release(now, self._pace.reopens)

    def misjudge(self, mistake: Mistake) -> None:
        """Settle one market wrongly the next time that something is settled; correct it later."""
        self._settler.misjudge(mistake)

    def stop_provider(self, provider_id: int, until: int) -> None:
        """Let a bookmaker say nothing from the next work on; soon its bets are suspended."""
        self._to_stop[provider_id] = until

    def burst(self, factor: float, until: int) -> None:
        """Look at prices more often by a factor from the next work on, without patience."""
        self._burst_factor, self._burst_until = factor, until
        self._is_burst_new = True

    # What is due

    def due(self) -> int:
        """Return the feed time of the next thing that the trader does by itself, NEVER for none."""
        return min(
            self._closed_at,
            self._looks_at,
            self._calculates_at,
            self._settler.due(),
            *[desk.due() for desk in self._desks],
        )

    def is_done(self) -> bool:
        """Tell whether everything is settled and nothing follows."""
        return self._is_over and self.due() >= NEVER

    def work(self, now: int) -> list[tuple[MessageType, MarketUpdate]]:
        """Do what is due and return what changed: one statement for each market and message."""
        self._make_trouble(now)
        if self.due() > now:
            return []
        prices, settlements = Deltas(), Deltas()
        prices.add(self._closed)
        self._closed, self._closed_at = [], NEVER
        if self._looks_at <= now:
            self._look(now)
        for desk in self._desks:
            if desk.due() <= now:
                prices.add(self._work_desk(desk, now))
        if self._calculates_at <= now:
            prices.add(self._calculate(now))
        if self._settler.due() <= now:
            settlements.add(self._settle(now))
        return [
            (kind, update)
            for kind, deltas in (
                (MessageType.MARKETS, prices),
                (MessageType.SETTLEMENTS, settlements),
            )
            for update in deltas.updates(self._names)
        ]

    def snapshot(self) -> list[MarketUpdate]:
        """Return everything as it stands."""
        return market_updates(
            (
                (book, [bet.as_bet() for line in book.lines.values() for bet in line.bets])
                for market_id, calculated in self._calculated.books.items()
                for book in (calculated, *self._of_desks(market_id))
            ),
            self._names,
        )

    # How it is done

    @property
    def _is_blocked(self) -> bool:
        return self._status in _BLOCKED

    @property
    def _is_held(self) -> bool:
        return self._is_danger or self._is_blocked or self._checks > 0

    def _books(self) -> list[Book]:
        return [
            *self._calculated.books.values(),
            *(book for desk in self._desks for book in desk.books.values()),
        ]

    def _of_desks(self, market_id: int) -> list[Book]:
        return [desk.books[market_id] for desk in self._desks if market_id in desk.books]

    def _is_hasty(self, now: int) -> bool:
        return now < self._burst_until

    def _hurry(self, now: int) -> float:
        return self._burst_factor if self._is_hasty(now) else 1.0

    def _look_at(self, at: int) -> None:
        if not self._is_blocked and not self._is_over:
            self._looks_at = min(self._looks_at, at)

    def _look_soon(self, now: int) -> None:
        self._look_at(max(now, self._looked_at + self._pace.gap))

    def _hold(self, now: int) -> None:
        for desk in self._desks:
            desk.hold(now, Reason.LIVESCORE)

    def _shut(self, now: int, reason: Reason) -> None:
        """Suspend every bet of everybody at once."""
        for desk in self._desks:
            self._close(desk.shut(now, reason), now)
        self._close(suspended(self._calculated.books.values(), reason, now), now)
        self._to_calculate.clear()
        self._calculates_at = NEVER

    def _close(self, changes: Changed, now: int) -> None:
        if changes:
            self._closed += changes
            self._closed_at = now

    def _release(self, now: int, after: tuple[int, int]) -> None:
        if not (self._is_held or self._is_over):
            for desk in self._desks:
                desk.release(now + draw(after, self._random))

    def _end(self, status: int, now: int) -> None:
        if self._is_over:
            return
        self._status = status
        self._is_over, self._is_danger = True, False
        self._looks_at = NEVER
        self._shut(now, Reason.FIXTURE_STATUS)
        self._settler.plan(now, is_final=True)

    def _make_trouble(self, now: int) -> None:
        for desk in self._desks:
            until = self._to_stop.get(desk.bookmaker.id, 0)
            if until > now:
                desk.stop(now, until, draw(_SILENT, self._random))
        self._to_stop.clear()
        if self._is_burst_new and self._is_hasty(now):
            self._look_at(now)
        self._is_burst_new = False

    def _look(self, now: int) -> None:
        self._expect(now)
        self._looked_at = now
        is_live = self._game.state.status == FixtureStatus.IN_PROGRESS
        for leaning in LEANINGS:
            spread = 0.0 if is_live else MOOD * (1 - _MOOD_KEPT**2) ** 0.5
            self._mood[leaning] = _MOOD_KEPT * self._mood[leaning] + self._random.gauss(0, spread)
        for desk in self._desks:
            desk.think(is_hasty=self._is_hasty(now))
            desk.follow(now, hurry=self._hurry(now))
        self._looks_at = now + self._until_next_look(now, is_live=is_live)

    def _until_next_look(self, now: int, *, is_live: bool) -> int:
        if is_live:
            wait: float = draw(self._pace.looks, self._random)
        else:
            shortest, longest = _BEFORE
            left = (self.starts_at - now) / _LOOKS_BEFORE * self._random.uniform(0.5, 1.5)
            wait = min(max(left, shortest), longest)
        return max(1, int(wait / self._hurry(now)))

    def _expect(self, now: int) -> Prospects:
        """Forecast the match as it stands now."""
        state = self._game.state
        if state.now:
            state.now = max(state.now, now)
        self._prospects = Prospects(self._game.forecast(), (state.score[0], state.score[1]))
        self._expected_at = now
        self._has_changed = False
        return self._prospects

    def _work_desk(self, desk: Desk, now: int) -> Changed:
        changes: Changed = []
        wait = _CALCULATES
        if desk.closes_at <= now:
            changes += desk.close(now)
            wait = _CALCULATES_CLOSED
        if min(desk.opens_at, desk.follows_at) <= now:
            prospects = self._prospects
            is_old = self._has_changed or self._expected_at < now - _FRESH_MS
            if prospects is None or (desk.opens_at <= now and is_old):
                prospects = self._expect(now)
            changes += desk.price(
                prospects, self._verdicts, self._mood, now, is_hasty=self._is_hasty(now)
            )
        for book, _ in changes:
            self._to_calculate[book.offer.id] = None
        if changes:
            is_new = not any(book.lines for book in self._calculated.books.values())
            delay = 0 if is_new else draw(wait, self._random)
            self._calculates_at = min(self._calculates_at, now + delay)
        return changes

    def _calculate(self, now: int) -> Changed:
        self._calculates_at = NEVER
        markets, self._to_calculate = self._to_calculate, {}
        return self._calculated.follow(self._desks, markets, now, is_hasty=self._is_hasty(now))

    def _settle(self, now: int) -> Changed:
        if self._is_held:
            self._settler.put_off(now)
            return []
        state = self._game.state
        status = state.status if self._status is None else self._status
        truth = outcome_of(self._sport, status, livescore_of(state))
        return self._settler.work(self._books(), truth, now, is_final=self._is_over)


def _sport(slug: str) -> Sport:
    sport = sport_by_slug(slug)
    if sport is None:
        raise ValueError(f"no sport of this name: {slug}")
    return sport
