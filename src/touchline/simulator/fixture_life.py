"""The life of one match in the feed: from its announcement to its last settlement."""

from collections.abc import Sequence
from functools import partial
from random import Random
from typing import Final

from msgspec.structs import replace

from touchline.model.catalogue import sport_by_feed_id
from touchline.model.enums import (
    COMPLETED_STATUSES,
    LIVE_STATUSES,
    Confirmation,
    Description,
    FixtureStatus,
    MessageType,
    PeriodType,
)
from touchline.model.livescore import Livescore
from touchline.model.market import MarketUpdate
from touchline.model.message import Body, EventUpdate
from touchline.model.outcome import outcome_of
from touchline.simulator.agenda import Agenda
from touchline.simulator.desk import NEVER
from touchline.simulator.envelope import Said
from touchline.simulator.faults import Faults
from touchline.simulator.fixture import fixture_of, short_fixture_of
from touchline.simulator.forecast import Game
from touchline.simulator.livescore import Squads, livescore_of
from touchline.simulator.match import Check, Happened
from touchline.simulator.past_trading import past_trading
from touchline.simulator.progress import Progress
from touchline.simulator.schedule import Fate, Planned
from touchline.simulator.settler import Mistake
from touchline.simulator.squads import squad_of
from touchline.simulator.trader import Trader
from touchline.simulator.upsets import Upset, upsets
from touchline.simulator.world import Gender

_ABOUT_TO_START_MS: Final = 10 * 60_000
_NEW_DATE_AFTER_MS: Final = 60 * 60_000
_LOST_SHARE: Final = 0.2
"""How often coverage is lost of those times where something may go wrong."""
_LOST_FOR_MS: Final = (180_000, 480_000)
_WRONG_AFTER_MS: Final = (120_000, 600_000)
_MISTAKES: Final = {"settlements": Mistake.WRONG_SCORE, "unknown": Mistake.UNKNOWN}


class FixtureLife:
    """One match: tells of itself what is due, in the order of feed time."""

    def __init__(self, planned: Planned, game: Game, faults: Faults, random: Random) -> None:
        """Plan a match; nothing is told of it before `open`."""
        self.planned = planned
        self.game = game
        self.status = FixtureStatus.NOT_STARTED
        self.trader: Trader | None = None
        self._faults = faults
        self._random = random
        self._progress = Progress(game)
        self._agenda = Agenda()
        self._upsets: list[Upset] = []
        self._period_began: Livescore | None = None
        self._starts_at = planned.starts_at
        self._sport = sport_by_feed_id(planned.league.sport_id)
        self._agenda.plan(planned.announced_at, self._announce)

    @property
    def fixture_id(self) -> int:
        """The feed's number of the fixture."""
        return self.planned.fixture_id

    @property
    def is_covered(self) -> bool:
        """Tell whether its play is told."""
        return self.status != FixtureStatus.LOST_COVERAGE

    def open(self, now: int) -> None:
        """Do unseen what lies before a feed time (unix ms), and tell all there is by then."""
        self._agenda.open(now, self._tell_all)

    def due(self) -> int:
        """Return the feed time (unix ms) at which something is told next, NEVER for never."""
        due = self._agenda.due()
        return due if self.trader is None else min(due, self.trader.due())

    def work(self, now: int) -> Sequence[Said]:
        """Do what is due and return what is told of it."""
        told = self._agenda.work(now)
        return told + self._traded(now)

    def true_livescore(self) -> Livescore | None:
        """Return the livescore as it is, whatever was told, None before play."""
        state = self.game.state
        if not state.now:
            return None
        return self._with_status(livescore_of(state, self._squads()))

    def _with_status(self, livescore: Livescore) -> Livescore:
        state = self.game.state
        if livescore.scoreboard is None or self.status == state.status:
            return livescore
        description = livescore.scoreboard.description
        if self.status == FixtureStatus.LOST_COVERAGE:
            description = int(Description.LOST_COVERAGE)
        scoreboard = replace(livescore.scoreboard, status=int(self.status), description=description)
        return replace(livescore, scoreboard=scoreboard)

    def _squads(self) -> Squads:
        women = self.planned.league.gender is Gender.WOMEN
        home, away = (
            squad_of(team, women=women) for team in (self.planned.home, self.planned.away)
        )
        return home, away

    # Before play

    def _tell_all(self, now: int) -> None:
        past = None
        if self.status in COMPLETED_STATUSES:
            past = past_trading(self.planned, self.game, int(self.status), now, self._random)
        self._say_fixture(now)
        if self.game.state.now:
            self.game.state.now = now
            self._say_period_began(now)
            self._say_livescore(now)
        if past is not None:
            self.trader = past
            self._say_all_markets(past)
        else:
            self.trader = Trader(
                self.fixture_id,
                self.planned.contest,
                self.game,
                self._random,
                opens_at=now,
                starts_at=self._starts_at,
            )
            self.trader.heed_status(int(self.status), now)
            self._show_bookmakers(self.true_livescore(), now)
            self._go_wrong(now)

    def _announce(self, now: int) -> None:
        if self.planned.fate is Fate.POSTPONED:
            self._agenda.plan(self.planned.fate_at, self._postpone)
        elif self.planned.fate is Fate.CANCELLED:
            self._agenda.plan(
                self.planned.fate_at, partial(self._set_status, FixtureStatus.CANCELLED)
            )
        else:
            self._wait_for_start(now)

    def _postpone(self, now: int) -> None:
        self._set_status(FixtureStatus.POSTPONED, now)
        self._agenda.plan(now + _NEW_DATE_AFTER_MS, self._fix_new_date)

    def _fix_new_date(self, now: int) -> None:
        self._starts_at += self.planned.fate_lasts
        if self.trader is not None:
            self.trader.starts_at = self._starts_at
        self._set_status(FixtureStatus.NOT_STARTED, now)
        self._wait_for_start(now)

    def _wait_for_start(self, now: int) -> None:
        early = self.planned.early_ms or _ABOUT_TO_START_MS
        self._agenda.plan(max(now, self._starts_at - early), self._be_about_to_start)

    def _be_about_to_start(self, now: int) -> None:
        self._set_status(FixtureStatus.ABOUT_TO_START, now)
        self._agenda.plan(max(now, self._starts_at + self.planned.late_ms), self._kick_off)

    def _kick_off(self, now: int) -> None:
        self._set_status(FixtureStatus.IN_PROGRESS, now)
        if self.planned.fate in (Fate.INTERRUPTED, Fate.ABANDONED):
            self._agenda.plan(self.planned.fate_at, self._interrupt)
        elif self.planned.fate is Fate.LOST_COVERAGE:
            self._agenda.plan(self.planned.fate_at, self._lose_coverage)
        self._progress.begin(now)
        self._moment(now)

    # Play

    def _moment(self, now: int) -> None:
        moment = self._progress.play_on(now)
        if moment is None:
            return
        state = self.game.state
        if self.trader is not None:
            self.trader.heed(moment.happened, now)
        if self._agenda.is_unseen and moment.happened is Happened.PERIOD:
            self._note_period()
        if state.status in COMPLETED_STATUSES and self.status not in COMPLETED_STATUSES:
            self._upset(moment.happened, now)
            self._set_status(FixtureStatus(state.status), now)
        elif self.is_covered:
            self._upset(moment.happened, now)
            self._say_livescore(now)
        self._await_moment()

    def _note_period(self) -> None:
        state = self.game.state
        if state.seconds() is not None and state.period != PeriodType.BREAK:
            self._period_began = livescore_of(state, self._squads())

    def _await_moment(self) -> None:
        if not self._progress.is_halted and self._progress.due < NEVER:
            self._agenda.plan(self._progress.due, self._moment)

    def _resume(self, now: int) -> None:
        """End a halt of play; the next moment comes as much later as it lasted."""
        self._progress.resume(now)
        self._await_moment()

    def _interrupt(self, now: int) -> None:
        state = self.game.state
        if state.status != FixtureStatus.IN_PROGRESS:
            return
        self._progress.halt(now)
        state.status = int(FixtureStatus.INTERRUPTED)
        self._set_status(FixtureStatus.INTERRUPTED, now)
        is_end = self.planned.fate is Fate.ABANDONED
        self._agenda.plan(now + self.planned.fate_lasts, self._abandon if is_end else self._go_on)

    def _go_on(self, now: int) -> None:
        self.game.state.status = int(FixtureStatus.IN_PROGRESS)
        self._resume(now)
        self._set_status(FixtureStatus.IN_PROGRESS, now)

    def _abandon(self, now: int) -> None:
        state = self.game.state
        state.now = now
        state.status = int(FixtureStatus.ABANDONED)
        self._progress.give_up()
        self._set_status(FixtureStatus.ABANDONED, now)

    def _lose_coverage(self, now: int) -> None:
        if self.status != FixtureStatus.IN_PROGRESS:
            return
        self._set_status(FixtureStatus.LOST_COVERAGE, now)
        is_fate = self.planned.fate is Fate.LOST_COVERAGE
        lasts = self.planned.fate_lasts if is_fate else self._random.randrange(*_LOST_FOR_MS)
        self._agenda.plan(now + lasts, self._regain_coverage)

    def _regain_coverage(self, now: int) -> None:
        if self.status == FixtureStatus.LOST_COVERAGE:
            self.game.state.now = now
            self._set_status(FixtureStatus.IN_PROGRESS, now)

    # What goes wrong

    def _upset(self, happened: Happened, now: int) -> None:
        if self._agenda.is_unseen or not self._faults.names:
            return
        true = self.true_livescore()
        if true is None:
            return
        for upset in upsets(
            self._faults, self.planned.contest.sport, happened, true, now, self._random
        ):
            self._upsets.append(upset)
            self._heed(upset.begins, now)
            if upset.is_check:
                self._begin_check(now)
            self._agenda.plan(upset.until, partial(self._put_right, upset))

    def _put_right(self, upset: Upset, now: int) -> None:
        self._upsets.remove(upset)
        self._heed(upset.ends, now)
        if upset.is_check:
            self._end_check(now)
        if self.is_covered:
            self.game.state.now = now
            self._say_livescore(now)

    def _begin_check(self, now: int) -> None:
        self._progress.halt(now)
        self.game.state.check = Check(now)
        if self.trader is not None:
            self.trader.begin_check(now)

    def _end_check(self, now: int) -> None:
        self.game.state.check = Check(now, Confirmation.CONFIRMED)
        if self.trader is not None:
            self.trader.end_check(now)
        self._resume(now)

    def _heed(self, happened: Happened, now: int) -> None:
        if self.trader is not None and happened is not Happened.NOTHING:
            self.trader.heed(happened, now)

    def _go_wrong(self, now: int) -> None:
        """Let coverage be lost, and a market be settled wrongly, where faults are on.

        It goes on every few minutes as long as bets are taken or settled.
        """
        if self.trader is None or self.trader.is_done():
            return
        on = [
            name for name in ("settlements", "unknown", "coverage") if self._faults.has(name, now)
        ]
        mistakes = [_MISTAKES[name] for name in on if name in _MISTAKES]
        if mistakes:
            self.trader.misjudge(self._random.choice(mistakes))
        if "coverage" in on and self._random.random() < _LOST_SHARE:
            self._lose_coverage(now)
        if on:
            self._agenda.plan(now + self._random.randrange(*_WRONG_AFTER_MS), self._go_wrong)

    # What is told

    def _set_status(self, status: FixtureStatus, now: int) -> None:
        self.status = status
        if self.trader is not None:
            self.trader.heed_status(int(status), now)
            self._say_markets(now)
        self._say_fixture(now)
        if self.game.state.now:
            self._say_livescore(now)

    def _say_fixture(self, now: int) -> None:
        fixture = fixture_of(self.planned, self.status, self._starts_at, now)
        self._say(MessageType.FIXTURE, EventUpdate(fixture_id=self.fixture_id, fixture=fixture))

    def _say_period_began(self, now: int) -> None:
        """Tell how the last period began of a match under way that nobody has seen yet.

        One reading of a clock does not show which way it runs.
        """
        began, self._period_began = self._period_began, None
        if began is not None and self.status in LIVE_STATUSES:
            self._tell_livescore(self._with_status(began), now)

    def _say_livescore(self, now: int) -> None:
        told = None if self._agenda.is_unseen else self.true_livescore()
        if told is None:
            return
        for upset in self._upsets:
            told = upset.tell(told)
        self._show_bookmakers(told, now)
        self._tell_livescore(told, now)

    def _tell_livescore(self, told: Livescore, now: int) -> None:
        fixture = short_fixture_of(self.planned, now)
        self._say(
            MessageType.LIVESCORE,
            EventUpdate(fixture_id=self.fixture_id, fixture=fixture, livescore=told),
        )

    def _show_bookmakers(self, told: Livescore | None, now: int) -> None:
        """Show a livescore to bookmakers before it is told: they close what it decides."""
        if self.trader is not None:
            self.trader.see(outcome_of(self._sport, int(self.status), told), now)
            self._say_markets(now)

    def _say_markets(self, now: int) -> None:
        for said in self._traded(now):
            self._agenda.tell(said)

    def _say_all_markets(self, trader: Trader) -> None:
        kind = MessageType.SETTLEMENTS if trader.is_done() else MessageType.MARKETS
        for market in trader.snapshot():
            self._agenda.tell(self._markets(kind, market))

    def _traded(self, now: int) -> list[Said]:
        if self.trader is None:
            return []
        return [self._markets(kind, market) for kind, market in self.trader.work(now)]

    def _say(self, kind: MessageType, event: EventUpdate) -> None:
        self._agenda.tell(
            Said(kind, Body(events=[event]), self.fixture_id, self.planned.league.sport_id)
        )

    def _markets(self, kind: MessageType, market: MarketUpdate) -> Said:
        event = EventUpdate(fixture_id=self.fixture_id, markets=[market])
        return Said(
            kind,
            Body(events=[event]),
            self.fixture_id,
            self.planned.league.sport_id,
            market.id,
        )
