"""One horse race: from its declaration, with non-runners and a late start, to its settlement."""

from collections.abc import Sequence
from functools import partial
from math import exp
from random import Random
from typing import Final

import msgspec

from touchline.base.clock import format_time
from touchline.base.durations import HOUR_MS, MINUTE_MS
from touchline.model.catalogue.markets import MARKETS
from touchline.model.enums import CompetitionType, FixtureStatus, MessageType, Settlement
from touchline.model.feed_struct import ExtraData, Named
from touchline.model.fixture import (
    OutrightFixture,
    OutrightScore,
    Participant,
    ParticipantResult,
    Venue,
)
from touchline.simulator.agenda import Agenda
from touchline.simulator.bookmakers import draw
from touchline.simulator.outrights.names import HORSE_RACING, Track
from touchline.simulator.outrights.outright import Kinds, Node, Outright
from touchline.simulator.outrights.prices import OutrightMarket
from touchline.simulator.quotes import Reason

_ABOUT_TO_START_MS: Final = 10 * MINUTE_MS
_LATE: Final = (0, 4 * MINUTE_MS)
"""How long after its time a race is off (ms)."""
_METRES_PER_SECOND: Final = 16.5
_OFFICIAL_AFTER: Final = (2 * MINUTE_MS, 5 * MINUTE_MS)
"""How long after the finish the result is official (ms)."""
_CLOSED_AFTER_WITHDRAWAL: Final = (30_000, 90_000)
_FEWEST: Final = 5
"""Runners: nobody is taken out of a race of so few."""
_WITHDRAWN: Final = 0.06
_WITHDRAWN_AT_THE_START: Final = 0.15
"""Of those that are taken out, the share that comes to the start all the same."""
_STEP: Final = 0.08
"""How far a rating moves within an hour, as a standard deviation."""
_LOOKS: Final = ((HOUR_MS, 90 * MINUTE_MS), (10 * MINUTE_MS, 8 * MINUTE_MS), (0, 2 * MINUTE_MS))
"""While more than the first is left until the start, prices move this often (ms)."""
_TAKES_BETS: Final = frozenset({FixtureStatus.NOT_STARTED, FixtureStatus.ABOUT_TO_START})


class Runner(msgspec.Struct):
    """A horse in a race; its chance among the others is in proportion to exp(rating)."""

    id: int
    name: str
    number: int
    jockey: str
    trainer: str
    weight: float
    rating: float
    is_active: bool = True
    place: int | None = None


class RacePlan(msgspec.Struct, frozen=True, kw_only=True):
    """A race as its card has it; times are feed time (unix ms), the distance is in metres."""

    fixture_id: int
    track: Track
    number: int
    title: str
    category: str
    distance: int
    declared_at: int
    starts_at: int
    called_off_at: int | None = None


class Race(Outright):
    """One race. Runners, their chances and the prices are those of now."""

    kinds = Kinds(
        MessageType.OUTRIGHT_FIXTURE,
        MessageType.OUTRIGHT_MARKETS,
        MessageType.OUTRIGHT_SETTLEMENTS,
    )
    sport = HORSE_RACING

    def __init__(
        self, plan: RacePlan, runners: Sequence[Runner], agenda: Agenda, random: Random
    ) -> None:
        """Plan the race from its declaration on."""
        track = plan.track
        market = OutrightMarket(
            plan.fixture_id,
            MARKETS["race_winner"],
            HORSE_RACING.slug,
            {runner.id: runner.name for runner in runners},
            random,
        )
        path = (Node(CompetitionType.TRACK, track.id, track.name),)
        super().__init__(plan.fixture_id, path, market, agenda, random)
        self.plan = plan
        self.runners = {runner.id: runner for runner in runners}
        self._closed_until = 0
        agenda.plan(plan.declared_at, self._declare)

    def chances(self) -> dict[int, float]:
        """Return the chance of each horse that runs."""
        strengths = {one.id: exp(one.rating) for one in self.runners.values() if one.is_active}
        whole = sum(strengths.values())
        return {one: strength / whole for one, strength in strengths.items()}

    def _takes_bets(self, now: int) -> bool:
        return self.status in _TAKES_BETS and now >= self._closed_until

    # Before the start

    def _declare(self, now: int) -> None:
        self._describe(now)
        self._follow(now)
        starts_at = self.plan.starts_at
        for runner in self.runners.values():
            if self._random.random() < _WITHDRAWN:
                is_late = self._random.random() < _WITHDRAWN_AT_THE_START
                earliest = max(now, starts_at - _ABOUT_TO_START_MS) if is_late else now
                withdrawn_at = self._random.randrange(earliest, starts_at)
                self._agenda.plan(withdrawn_at, partial(self._withdraw, runner))
        self._agenda.plan(starts_at - _ABOUT_TO_START_MS, self._be_about_to_start)
        self._agenda.plan(starts_at + draw(_LATE, self._random), self._be_off)
        if self.plan.called_off_at is not None:
            self._agenda.plan(self.plan.called_off_at, self._call_off)
        self._agenda.plan(now + self._wait(now), self._move)

    def _wait(self, now: int) -> int:
        left = self.plan.starts_at - now
        every = next((every for beyond, every in _LOOKS if left > beyond), _LOOKS[-1][1])
        return self._random.randint(every // 2, every)

    def _move(self, now: int) -> None:
        """Let the chances move a little, and the prices follow."""
        if self.status not in _TAKES_BETS:
            return
        wait = self._wait(now)
        for runner in self.runners.values():
            runner.rating += self._random.gauss(0, _STEP * (wait / HOUR_MS) ** 0.5)
        self._follow(now)
        self._agenda.plan(now + wait, self._move)

    def _withdraw(self, runner: Runner, now: int) -> None:
        runs = sum(other.is_active for other in self.runners.values())
        if self.status not in _TAKES_BETS or runs <= _FEWEST:
            return
        runner.is_active = False
        # Without the horse the others are worth more than their prices say: nobody takes bets.
        self.market.suspend_all(Reason.FIXTURE_STATUS, now)
        self._tell_news()
        self._describe(now)
        self._closed_until = now + draw(_CLOSED_AFTER_WITHDRAWAL, self._random)
        self._agenda.plan(self._closed_until, self._follow)
        self._settle_later({runner.id: Settlement.REFUND}, self._closed_until)

    def _be_about_to_start(self, now: int) -> None:
        if self.status is FixtureStatus.NOT_STARTED:
            self._set_status(FixtureStatus.ABOUT_TO_START, now)

    def _call_off(self, now: int) -> None:
        if self.status not in _TAKES_BETS:
            return
        self._set_status(FixtureStatus.CANCELLED, now)
        self._close(now)
        self._settle_later(dict.fromkeys(self.runners, Settlement.CANCELLED), now)

    # From the start on

    def _be_off(self, now: int) -> None:
        if self.status not in _TAKES_BETS:
            return
        self._set_status(FixtureStatus.IN_PROGRESS, now)
        self._close(now)
        lasts = round(self.plan.distance / _METRES_PER_SECOND * 1000)
        official_at = now + lasts + draw(_OFFICIAL_AFTER, self._random)
        self._agenda.plan(official_at, self._finish)

    def _finish(self, now: int) -> None:
        # The first of independent exponential times is each horse's in proportion to its strength.
        times = {one: self._random.expovariate(chance) for one, chance in self.chances().items()}
        placed = sorted(times, key=times.__getitem__)
        for place, one in enumerate(placed, 1):
            self.runners[one].place = place
        self.score = OutrightScore(
            participant_results=[
                ParticipantResult(participant_id=one, name=self.runners[one].name, result=place)
                for place, one in enumerate(placed, 1)
            ],
            status=int(FixtureStatus.FINISHED),
        )
        self._tell_score()
        self._set_status(FixtureStatus.FINISHED, now)
        endings = {one: _ending(runner) for one, runner in self.runners.items()}
        self._settle_later(endings, now)

    def _described(self, now: int) -> OutrightFixture:
        plan = self.plan
        return OutrightFixture(
            last_update=format_time(now),
            fixture_name=f"{plan.track.name} - Race {plan.number}",
            sport=Named(id=HORSE_RACING.feed_id, name=HORSE_RACING.v1.name),
            location=plan.track.location.named(),
            start_date=format_time(plan.starts_at),
            status=int(self.status),
            participants=[_participant(runner) for runner in self.runners.values()],
            extra_data=[
                ExtraData(name="RaceTitle", value=plan.title),
                ExtraData(name="Category", value=plan.category),
                ExtraData(name="Distance", value=str(plan.distance)),
            ],
            venue=Venue(id=plan.track.id, name=plan.track.name),
        )


def _ending(runner: Runner) -> Settlement:
    if not runner.is_active:
        return Settlement.REFUND
    return Settlement.WINNER if runner.place == 1 else Settlement.LOSER


def _participant(runner: Runner) -> Participant:
    extra = {
        "TrainerName": runner.trainer,
        "Jockey": runner.jockey,
        "JockeyWeight": f"{runner.weight:g}",
    }
    if runner.place is not None:
        extra = {"Result": str(runner.place), **extra}
    return Participant(
        id=runner.id,
        name=runner.name,
        position=str(runner.number),
        is_active=int(runner.is_active),
        extra_data=[ExtraData(name=name, value=value) for name, value in extra.items()],
    )
