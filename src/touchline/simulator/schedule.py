"""An endless plan of matches: who meets when, when it is told, and what becomes of it."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from math import log2
from random import Random
from statistics import fmean
from typing import Final, NamedTuple

import msgspec

from touchline.simulator.contest import Contest
from touchline.simulator.fates import CALLED_OFF, DAY_MS, HOUR_MS, MINUTE_MS, Fate, Fates, Lot
from touchline.simulator.pairings import Pairing, Pairings
from touchline.simulator.world import League, Season, Team, Venue, World

__all__ = ["Fate", "Planned", "Schedule"]

_FIRST_FIXTURE_ID: Final = 70_000_001
GRID_MS: Final = 5 * MINUTE_MS
"""Matches begin at times that people write."""
_JITTER_MS: Final = 10 * MINUTE_MS
_BEGUN_BEFORE: Final = 1.5
"""How long before the start the plan begins, in lengths of a match: some are over by then."""
_OVERRUNS: Final = 1.5
"""A team's rest begins after a match that took that much longer than usual."""
_LEAST_REST_MS: Final = 2 * HOUR_MS
_PLAYS: Final = 2 * _OVERRUNS
_REST_SHARE: Final = 0.5
"""How much of the time that is left between matches is kept free: who meets is not all alike."""

_DAYTIME: Final = range(11, 22)
"""Local hours in which matches usually begin."""
_AT_NIGHT: Final = 0.03
_NOWHERE: Final = 0.2
"""How likely matches begin out of these hours, and where no clock is the local one."""


class _Lead(NamedTuple):
    """How long (ms) before they begin a share of the matches are announced."""

    share: float
    least: int
    most: int


_LEADS: Final = (
    _Lead(0.04, DAY_MS, 3 * DAY_MS),
    _Lead(0.26, 2 * HOUR_MS, 8 * HOUR_MS),
    _Lead(0.70, 45 * MINUTE_MS, 75 * MINUTE_MS),
)
_LONGEST_LEAD: Final = max(lead.most for lead in _LEADS)
_SHARES: Final = [lead.share for lead in _LEADS]
_CALLED_OFF_LEAD: Final = _Lead(1, HOUR_MS, 20 * HOUR_MS)
"""How long before they are called off matches are announced."""

_VIDEO_SHARE: Final = 0.4
_EARLY_SHARE: Final = 0.25
_EARLY_MINUTES: Final = range(15, 31)
_LATE_SHARE: Final = 0.15
_LATE_MS: Final = (MINUTE_MS, 8 * MINUTE_MS)
"""Less than the time after which play breaks off at the earliest."""


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A match as it is planned; times are unix ms of feed time, durations ms.

    `fate_at` and `fate_lasts` are those of `Lot`. `early_ms` is how long before its start it is
    told to be about to start, 0 where nobody says so early; `late_ms` is how long after its start
    play begins. `video_id` names its pictures.
    """

    fixture_id: int
    league: League
    home: Team
    away: Team
    contest: Contest
    season: Season
    round: int
    announced_at: int
    starts_at: int
    fate: Fate = Fate.PLAYED
    fate_at: int = 0
    fate_lasts: int = 0
    early_ms: int = 0
    late_ms: int = 0
    video_id: str | None = None

    @property
    def round_name(self) -> str:
        """The English name of the round."""
        return self.league.round_name(self.round)

    @property
    def venue(self) -> Venue | None:
        """Where it is played, None on neutral ground that nobody names."""
        return self.league.venue_of(self.home)


Winner = Callable[[Planned], Team]
"""Tells who will go on after a match of a knock-out, also if it is not played to its end."""


class _Lane:
    """The matches of one sport, evenly spread so that `live` are under way at a time."""

    def __init__(
        self, leagues: Sequence[League], live: float, start_at: int, random: Random
    ) -> None:
        self._live = live
        self._random = random
        self._affords = _affordable(leagues, live)
        self._pairings = [Pairings(league, random) for league in leagues]
        self._by_league = {pairings.league.id: pairings for pairings in self._pairings}
        self._weights: dict[int, list[float]] = {}
        longest = max(league.lasts for league in leagues)
        self.next_at = start_at - _BEGUN_BEFORE * longest + random.random() * longest / live

    def pass_match(self, league: League) -> None:
        """Move on by what a match adds to those under way."""
        self.next_at += league.lasts / self._live

    def pass_time(self) -> None:
        """Move on a little because nobody is free."""
        self.next_at += GRID_MS

    def rests(self, league: League) -> int:
        """Return how long (ms) teams rest after a match: less than usual where they are too few."""
        spare = int(_REST_SHARE * (self._affords - _PLAYS * league.lasts))
        return max(_LEAST_REST_MS, min(league.rests, spare))

    def decide(self, pairing: Pairing, planned: Planned, winner_of: Winner) -> None:
        """Let the winner go on where that matters."""
        if planned.league.is_knock_out:
            self._by_league[planned.league.id].decide(pairing, winner_of(planned))

    def take(self, at: int, free_at: dict[int, int]) -> tuple[League, Pairing] | None:
        """Return a match that may begin at a time, rather where it is day."""
        places = range(len(self._pairings))
        first = self._random.choices(places, cum_weights=self._weights_at(at))[0]
        for place in (*places[first:], *places[:first]):
            pairing = self._pairings[place].take(at, free_at)
            if pairing is not None:
                return self._pairings[place].league, pairing
        return None

    def _weights_at(self, at: int) -> list[float]:
        hour = at // HOUR_MS % 24
        if hour not in self._weights:
            self._weights[hour] = list(
                accumulate(_weight(pairings.league, hour) for pairings in self._pairings)
            )
        return self._weights[hour]


class Schedule:
    """Matches in the order in which they are announced, for ever.

    The first have begun, or are over, before the start. What comes follows from the arguments
    alone. As many matches are held as begin within the longest time for which one is announced.
    """

    def __init__(
        self,
        world: World,
        random: Random,
        sports: Sequence[str],
        *,
        live: int,
        start_at: int,
        winner_of: Winner,
    ) -> None:
        """Plan for a start (unix ms) with about `live` matches under way, from 1 on.

        `sports` are slugs; those without leagues have no matches. `winner_of` always has the same
        answer for a match.
        """
        self._random = random
        self._winner_of = winner_of
        self._fates = Fates(random, start_at)
        self._free_at: dict[int, int] = {}
        self._planned = 0
        self._waiting: list[tuple[int, int, Planned]] = []
        played = [sport for sport in sports if world.leagues_of(sport)]
        self._lanes = [
            _Lane(world.leagues_of(sport), live / len(played), start_at, random) for sport in played
        ]

    @property
    def held(self) -> int:
        """How many matches are planned and not yet announced."""
        return len(self._waiting)

    def __iter__(self) -> Iterator[Planned]:
        """Yield the matches; a second loop goes on where the first was left."""
        while self._lanes:
            lane = min(self._lanes, key=_next_at)
            told_before = lane.next_at - _JITTER_MS - GRID_MS - _LONGEST_LEAD
            while self._waiting and self._waiting[0][0] <= told_before:
                yield heapq.heappop(self._waiting)[2]
            planned = self._plan(lane)
            if planned is not None:
                waits = (planned.announced_at, planned.fixture_id, planned)
                heapq.heappush(self._waiting, waits)

    def _plan(self, lane: _Lane) -> Planned | None:
        jitter = self._random.uniform(-_JITTER_MS, _JITTER_MS)
        starts_at = round((lane.next_at + jitter) / GRID_MS) * GRID_MS
        taken = lane.take(starts_at, self._free_at)
        if taken is None:
            lane.pass_time()
            return None
        league, pairing = taken
        lot = self._fates.draw(starts_at, league.lasts)
        if lot.fate not in CALLED_OFF:
            # Another begins instead of one that does not.
            lane.pass_match(league)
        begins_at = starts_at + lot.lasts if lot.fate is Fate.POSTPONED else starts_at
        free_at = begins_at + int(league.lasts * _OVERRUNS) + lane.rests(league)
        self._free_at[pairing.home.id] = self._free_at[pairing.away.id] = free_at
        self._planned += 1
        planned = self._match(league, pairing, starts_at, lot)
        lane.decide(pairing, planned, self._winner_of)
        return planned

    def _match(self, league: League, pairing: Pairing, starts_at: int, lot: Lot) -> Planned:
        random = self._random
        fixture_id = _FIRST_FIXTURE_ID + self._planned - 1
        is_early = random.random() < _EARLY_SHARE
        is_late = random.random() < _LATE_SHARE
        has_video = random.random() < _VIDEO_SHARE
        return Planned(
            fixture_id=fixture_id,
            league=league,
            home=pairing.home,
            away=pairing.away,
            contest=league.contest(pairing.home, pairing.away),
            season=league.season_of(starts_at),
            round=pairing.round,
            announced_at=self._announced_at(starts_at, lot),
            starts_at=starts_at,
            fate=lot.fate,
            fate_at=lot.at,
            fate_lasts=lot.lasts,
            early_ms=random.choice(_EARLY_MINUTES) * MINUTE_MS if is_early else 0,
            late_ms=random.randint(*_LATE_MS) if is_late else 0,
            video_id=f"TL_{fixture_id}" if has_video else None,
        )

    def _announced_at(self, starts_at: int, lot: Lot) -> int:
        if lot.fate in CALLED_OFF:
            return lot.at - self._random.randrange(_CALLED_OFF_LEAD.least, _CALLED_OFF_LEAD.most)
        lead = self._random.choices(_LEADS, _SHARES)[0]
        return starts_at - self._random.randrange(lead.least, lead.most)


def _next_at(lane: _Lane) -> float:
    return lane.next_at


def _weight(league: League, hour: int) -> float:
    """Return how likely a league's matches begin in an hour of UTC, by how many teams it has."""
    hours = league.location.hours
    if hours is None:
        return len(league.teams) * _NOWHERE
    return len(league.teams) * (1 if (hour + hours) % 24 in _DAYTIME else _AT_NIGHT)


def _affordable(leagues: Sequence[League], live: float) -> float:
    """Return how much time (ms) there is from match to match of a team, if all play equally often.

    In a knock-out fewer are left with every round.
    """
    at_a_time = sum(
        (len(league.teams) - 1) / log2(len(league.teams))
        if league.is_knock_out
        else len(league.teams) / 2
        for league in leagues
    )
    return at_a_time * fmean(league.lasts for league in leagues) / live
