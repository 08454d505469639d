"""Horse racing round the world: every day a card of races at each track, for ever."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final

from touchline.base.durations import MINUTE_MS
from touchline.simulator.outrights.names import (
    TRACKS,
    Track,
    draw_horses,
    draw_person,
    draw_title,
)
from touchline.simulator.outrights.outright import Outrights
from touchline.simulator.outrights.race import Race, RacePlan, Runner

FIRST_RACE_ID: Final = 60_000_000
"""Below the fixtures of matches, which are counted without an end."""
_DAY: Final = timedelta(days=1)
_DECLARED_BEFORE_MS: Final = 20 * 60 * MINUTE_MS
"""How long before its first race a card is declared."""
_RACES: Final = (6, 8)
_RUNNERS: Final = (8, 14)
_BETWEEN_RACES: Final = tuple(minutes * MINUTE_MS for minutes in (25, 30, 35))
_DISTANCES: Final = range(1000, 3201, 200)
_WEIGHTS: Final = (53.0, 61.0)
_RATINGS: Final = 0.8
"""How far horses differ, as a standard deviation: favourites win about one race in three."""
_CALLED_OFF: Final = 0.02
"""The share of cards of which the weather lets only some races be run."""


class Racing(Outrights):
    """Cards of races, each told from its declaration to its settlements.

    Fixtures are numbered from `first_id` on, some fifty a day. Races that were declared, run or
    settled within the day before `start_at` (feed time, unix ms) are there from the start.
    """

    def __init__(self, random: Random, start_at: int, first_id: int = FIRST_RACE_ID) -> None:
        """Begin at a feed time; what is there by then is told first."""
        super().__init__(random)
        self._next_id = first_id
        today = datetime.fromtimestamp(start_at // 1000, UTC).date()
        for track in TRACKS:
            self._plan_card(track, today - _DAY)
        self._open(start_at)

    def _plan_card(self, track: Track, day: date) -> None:
        first = datetime.combine(day, track.first_race, UTC)
        starts_at = int(first.timestamp()) * 1000

        def declare(now: int) -> None:
            self._declare(track, starts_at, now)
            self._plan_card(track, day + _DAY)

        self._agenda.plan(starts_at - _DECLARED_BEFORE_MS, declare)

    def _declare(self, track: Track, starts_at: int, now: int) -> None:
        random = self._random
        fields = [random.randint(*_RUNNERS) for _ in range(random.randint(*_RACES))]
        between = random.choice(_BETWEEN_RACES)
        horses = iter(draw_horses(random, sum(fields)))
        called_off_at = None
        if random.random() < _CALLED_OFF:
            called_off_at = starts_at + random.randrange(between * len(fields))
        for number, size in enumerate(fields, 1):
            title, category = draw_title(random)
            plan = RacePlan(
                fixture_id=self._next_id,
                track=track,
                number=number,
                title=title,
                category=category,
                distance=random.choice(_DISTANCES),
                declared_at=now,
                starts_at=starts_at + (number - 1) * between,
                called_off_at=called_off_at,
            )
            self._next_id += 1
            runners = [
                Runner(
                    id=horse.id,
                    name=horse.name or "",
                    number=place,
                    jockey=draw_person(random),
                    trainer=draw_person(random),
                    weight=random.uniform(*_WEIGHTS) // 0.5 * 0.5,
                    rating=random.gauss(0, _RATINGS),
                )
                for place, horse in zip(range(1, size + 1), horses, strict=False)
            ]
            race = Race(plan, runners, self._agenda, Random(random.getrandbits(64)))
            self._hold(race, plan.starts_at)
