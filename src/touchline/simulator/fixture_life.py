"""The life of one match in the feed: from its announcement to its last settlement."""

from collections.abc import Sequence
from functools import partial
from random import Random
from typing import Final

from msgspec.structs import replace

from touchline.model.enums import COMPLETED_STATUSES, FixtureStatus, MessageType
from touchline.model.livescore import Livescore
from touchline.model.market import MarketUpdate
from touchline.model.message import Body, EventUpdate
from touchline.simulator.agenda import Agenda
from touchline.simulator.envelope import Said
from touchline.simulator.faults import Faults
from touchline.simulator.fixture import fixture_of, short_fixture_of
from touchline.simulator.forecast import Game
from touchline.simulator.livescore import livescore_of
from touchline.simulator.match import Happened
from touchline.simulator.schedule import Fate, Planned
from touchline.simulator.trader import Trader
from touchline.simulator.upsets import Upset, upsets

_ABOUT_TO_START_MS: Final = 10 * 60_000
_NEW_DATE_AFTER_MS: Final = 60 * 60_000
_LOST_SHARE: Final = 0.2
"""How often coverage is lost of those times where something may go wrong."""
_LOST_FOR_MS: Final = (180_000, 480_000)
_WRONG_AFTER_MS: Final = (120_000, 600_000)
_LOST_COVERAGE: Final = 5
"""The description of a scoreboard that is not covered."""


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
        self._play = game.play()
        self._agenda = Agenda()
        self._upsets: list[Upset] = []
        self._starts_at = planned.starts_at
        self._interrupted_at = self._resumes_at = 0
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
        if self.trader is not None:
            told += [self._markets(kind, market) for kind, market in self.trader.work(now)]
        return told

    def true_livescore(self) -> Livescore | None:
        """Return the livescore as it is, whatever was told, None before play."""
        state = self.game.state
        if not state.now:
            return None
        livescore = livescore_of(state)
        if livescore.scoreboard is None or self.status == state.status:
            return livescore
        description = livescore.scoreboard.description
        if self.status == FixtureStatus.LOST_COVERAGE:
            description = _LOST_COVERAGE
        scoreboard = replace(livescore.scoreboard, status=int(self.status), description=description)
        return replace(livescore, scoreboard=scoreboard)

    # Before play

    def _tell_all(self, now: int) -> None:
        self._say_fixture(now)
        if self.game.state.now:
            self.game.state.now = now
            self._say_livescore(now)
        if self.status not in COMPLETED_STATUSES:
            self.trader = Trader(
                self.fixture_id,
                self.planned.contest,
                self.game,
                self._random,
                opens_at=now,
                starts_at=self._starts_at,
            )
            self.trader.heed_status(int(self.status), now)
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
        self._agenda.plan(max(now, self._starts_at), self._kick_off)

    def _kick_off(self, now: int) -> None:
        self._set_status(FixtureStatus.IN_PROGRESS, now)
        if self.planned.fate in (Fate.INTERRUPTED, Fate.ABANDONED):
            self._agenda.plan(self.planned.fate_at, self._interrupt)
        elif self.planned.fate is Fate.LOST_COVERAGE:
            self._agenda.plan(self.planned.fate_at, self._lose_coverage)
        self._moment(now)

    # Play

    def _moment(self, now: int) -> None:
        if self.status == FixtureStatus.INTERRUPTED:
            # What would have happened happens as much later as the break lasts.
            self._agenda.plan(self._resumes_at + now - self._interrupted_at, self._moment)
            return
        state = self.game.state
        state.now = now
        moment = next(self._play, None)
        if moment is None:
            return
        if self.trader is not None:
            self.trader.heed(moment.happened, now)
        if state.status in COMPLETED_STATUSES and self.status not in COMPLETED_STATUSES:
            self._set_status(FixtureStatus(state.status), now)
        elif self.is_covered:
            self._upset(moment.happened, now)
            self._say_livescore(now)
        self._agenda.plan(now + moment.wait, self._moment)

    def _interrupt(self, now: int) -> None:
        state = self.game.state
        if state.status != FixtureStatus.IN_PROGRESS:
            return
        self._interrupted_at = now
        self._resumes_at = now + self.planned.fate_lasts
        time = state.time
        state.now = now
        state.stop()
        state.status = int(FixtureStatus.INTERRUPTED)
        self._set_status(FixtureStatus.INTERRUPTED, now)
        if self.planned.fate is Fate.ABANDONED:
            self._agenda.plan(self._resumes_at, self._abandon)
            return

        def resume(now: int) -> None:
            state.now = now
            state.status = int(FixtureStatus.IN_PROGRESS)
            if time is not None and state.time is not None:
                state.run(state.time.seconds, time.step, time.limit)
            self._set_status(FixtureStatus.IN_PROGRESS, now)

        self._agenda.plan(self._resumes_at, resume)

    def _abandon(self, now: int) -> None:
        state = self.game.state
        state.now = now
        state.status = int(FixtureStatus.ABANDONED)
        self._play = iter(())
        self._set_status(FixtureStatus.ABANDONED, now)

    def _lose_coverage(self, now: int) -> None:
        if self.status != FixtureStatus.IN_PROGRESS:
            return
        self._set_status(FixtureStatus.LOST_COVERAGE, now)
        lasts = self.planned.fate_lasts or self._random.randrange(*_LOST_FOR_MS)
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
            self._agenda.plan(upset.until, partial(self._put_right, upset))

    def _put_right(self, upset: Upset, now: int) -> None:
        self._upsets.remove(upset)
        self._heed(upset.ends, now)
        if self.is_covered:
            self.game.state.now = now
            self._say_livescore(now)

    def _heed(self, happened: Happened, now: int) -> None:
        if self.trader is not None and happened is not Happened.NOTHING:
            self.trader.heed(happened, now)

    def _go_wrong(self, now: int) -> None:
        """Let coverage be lost, and a settlement be cancelled and made again, where faults are on.

        It goes on every few minutes as long as bets are taken or settled.
        """
        if self.trader is None or self.trader.is_done():
            return
        if self._faults.has("settlements", now):
            self.trader.cancel_and_redo(now)
        if self._faults.has("coverage", now) and self._random.random() < _LOST_SHARE:
            self._lose_coverage(now)
        if self._faults.has("settlements", now) or self._faults.has("coverage", now):
            self._agenda.plan(now + self._random.randrange(*_WRONG_AFTER_MS), self._go_wrong)

    # What is told

    def _set_status(self, status: FixtureStatus, now: int) -> None:
        self.status = status
        if self.trader is not None:
            self.trader.heed_status(int(status), now)
        self._say_fixture(now)
        if self.game.state.now:
            self._say_livescore(now)

    def _say_fixture(self, now: int) -> None:
        fixture = fixture_of(self.planned, self.status, self._starts_at, now)
        self._say(MessageType.FIXTURE, EventUpdate(fixture_id=self.fixture_id, fixture=fixture))

    def _say_livescore(self, now: int) -> None:
        told = None if self._agenda.is_unseen else self.true_livescore()
        if told is None:
            return
        for upset in self._upsets:
            told = upset.tell(told)
        fixture = short_fixture_of(self.planned, now)
        self._say(
            MessageType.LIVESCORE,
            EventUpdate(fixture_id=self.fixture_id, fixture=fixture, livescore=told),
        )

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
