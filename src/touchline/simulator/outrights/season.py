"""A league whose seasons follow one another, and the market of who becomes champion."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from random import Random
from typing import Final

from touchline.base.clock import format_time
from touchline.base.durations import DAY_MS, HOUR_MS, MINUTE_MS
from touchline.model.catalogue.markets import MARKETS
from touchline.model.enums import (
    COMPLETED_STATUSES,
    CompetitionType,
    FixtureStatus,
    MessageType,
    Settlement,
)
from touchline.model.feed_struct import ExtraData, Named
from touchline.model.fixture import OutrightFixture, Participant
from touchline.simulator.agenda import Agenda
from touchline.simulator.bookmakers import draw
from touchline.simulator.games.goal_grid import goals, independent
from touchline.simulator.outrights.names import LEAGUE, LEAGUE_SPORT, SeasonLeague
from touchline.simulator.outrights.outright import Kinds, Node, Outright, Outrights
from touchline.simulator.outrights.prices import OutrightMarket
from touchline.simulator.outrights.table import (
    Odds,
    Pairing,
    Row,
    Table,
    out_of_reach,
    rounds,
    title_chances,
)
from touchline.simulator.quotes import Reason

FIRST_SEASON_ID: Final = 59_000_000
"""Below the fixtures of matches, which are counted without an end."""
_CYCLE_DAYS: Final = 63
"""The days from the beginning of a season to that of the next, for names only."""
_MATCH_DAYS: Final = (1, 3, 5)
"""Days after Monday on which rounds are played."""
_KICK_OFFS: Final = (15 * HOUR_MS, 17 * HOUR_MS + 30 * MINUTE_MS, 20 * HOUR_MS)
"""Times of day (UTC) over which the matches of a round are spread."""
_MATCH_LASTS: Final = (108 * MINUTE_MS, 116 * MINUTE_MS)
_PAUSE: Final = timedelta(days=7)
_ANNOUNCED_AFTER_MS: Final = DAY_MS
"""How long after one season the next is announced."""
_HURRY: Final = 1 / 60
"""Prices of a season follow in minutes what those of a match follow in seconds."""
_OUT_SETTLED_AFTER: Final = (30 * MINUTE_MS, 60 * MINUTE_MS)
_OVER_AFTER: Final = (10 * MINUTE_MS, 20 * MINUTE_MS)
_LEAST_SHARE: Final = 0.125
"""Of the goals of a match, what the weakest side is expected to score at least."""
_KEPT_STRENGTH: Final = 0.8
_NEW_STRENGTH: Final = 0.5
_FORM: Final = 0.04
"""How far a rating moves from round to round, as a standard deviation."""


class Campaign(Outright):
    """One season: its matches, its table, and the prices of who becomes champion."""

    kinds = Kinds(
        MessageType.OUTRIGHT_LEAGUE,
        MessageType.OUTRIGHT_LEAGUE_MARKETS,
        MessageType.OUTRIGHT_LEAGUE_SETTLEMENTS,
    )
    sport = LEAGUE_SPORT
    hurry = _HURRY
    is_season = True

    def __init__(
        self,
        fixture_id: int,
        league: SeasonLeague,
        ratings: Mapping[int, float],
        begins: date,
        agenda: Agenda,
        random: Random,
    ) -> None:
        """Draw up a season that begins in the week of a Monday."""
        self.name = _name_of(begins)
        market = OutrightMarket(
            fixture_id,
            MARKETS["outright_winner"],
            league.sport,
            {team.id: team.name for team in league.teams},
            random,
        )
        path = (
            Node(CompetitionType.LEAGUE, league.id, league.name),
            Node(CompetitionType.SEASON, fixture_id, self.name),
        )
        super().__init__(fixture_id, path, market, agenda, random)
        self.league = league
        self.ratings = dict(ratings)
        self.table: Table = {team.id: Row() for team in league.teams}
        self.coming = _calendar(league, begins, random)
        self.starts_at = min(self.coming.values())
        self.ends_at = max(self.coming.values()) + max(_MATCH_LASTS)
        self._known_chances: dict[int, float] | None = None
        self._given_up: set[int] = set()

    def announce(self, now: int) -> None:
        """Tell of the season for the first time, and plan its matches."""
        self._describe(now)
        self._follow(now)
        self._agenda.plan(self.starts_at, partial(self._set_status, FixtureStatus.IN_PROGRESS))
        for pairing, starts_at in self.coming.items():
            ends_at = starts_at + draw(_MATCH_LASTS, self._random)
            self._agenda.plan(ends_at, partial(self._play, pairing))

    def chances(self) -> dict[int, float]:
        """Return how likely each team is to become champion."""
        if self._known_chances is None:
            odds = {pairing: _odds(*self._expected(pairing)) for pairing in self.coming}
            self._known_chances = title_chances(self.table, odds)
        return self._known_chances

    def _takes_bets(self, now: int) -> bool:
        return self.status not in COMPLETED_STATUSES

    def _play(self, pairing: Pairing, now: int) -> None:
        """Play a match, of which the result counts from now on."""
        home, away = (self._goals(mean) for mean in self._expected(pairing))
        self.table[pairing.home].add(home, away)
        self.table[pairing.away].add(away, home)
        del self.coming[pairing]
        for team in pairing:
            self.ratings[team] += self._random.gauss(0, _FORM)
        self._known_chances = None
        self._follow(now)
        if not self.coming:
            self._agenda.plan(now + draw(_OVER_AFTER, self._random), self._end)
            return
        left = Counter(team for pairing in self.coming for team in pairing)
        out = sorted(out_of_reach(self.table, left) - self._given_up)
        if out:
            self._given_up.update(out)
            self._settle_later(dict.fromkeys(out, Settlement.LOSER), now, _OUT_SETTLED_AFTER)

    def _end(self, now: int) -> None:
        self.market.suspend_all(Reason.FIXTURE_STATUS, now)
        self._tell_news()
        self._set_status(FixtureStatus.FINISHED, now)
        self._settle_later(
            {
                team: Settlement.WINNER if chance else Settlement.LOSER
                for team, chance in self.chances().items()
            },
            now,
        )

    def _goals(self, mean: float) -> int:
        chances = goals(mean)
        return self._random.choices(range(len(chances)), chances)[0]

    def _expected(self, pairing: Pairing) -> tuple[float, float]:
        """Return the goals that both sides are expected to score, to a hundredth."""
        league, ratings = self.league, self.ratings
        margin = league.home + league.difference * (ratings[pairing.home] - ratings[pairing.away])
        least = league.goals * _LEAST_SHARE
        home = max(least, (league.goals + margin) / 2)
        away = max(least, (league.goals - margin) / 2)
        return round(home, 2), round(away, 2)

    def _described(self, now: int) -> OutrightFixture:
        league = self.league
        return OutrightFixture(
            last_update=format_time(now),
            fixture_name=f"{league.name} {self.name} Outright Winner",
            sport=Named(id=LEAGUE_SPORT.feed_id, name=LEAGUE_SPORT.v1.name),
            location=league.location.named(),
            start_date=format_time(self.starts_at),
            end_date=format_time(self.ends_at),
            status=int(self.status),
            participants=[
                Participant(id=team.id, name=team.name, position=str(place), is_active=1)
                for place, team in enumerate(league.teams, 1)
            ],
            extra_data=[
                ExtraData(name="WithLivescore", value="false"),
                ExtraData(name="WithInPlay", value="false"),
            ],
            season=Named(id=self.fixture_id, name=self.name),
        )


class Seasons(Outrights):
    """The seasons of a league, one after the other.

    Seasons are fixtures from `first_id` on. One is under way at `start_at` (feed time, unix ms);
    rounds are played three times a week, and the next season is announced a day after the last
    is over.
    """

    def __init__(
        self,
        random: Random,
        start_at: int,
        first_id: int = FIRST_SEASON_ID,
        league: SeasonLeague = LEAGUE,
    ) -> None:
        """Begin at a feed time; what is there by then is told first."""
        super().__init__(random)
        self._next_id = first_id
        self._league = league
        today = datetime.fromtimestamp(start_at // 1000, UTC).date()
        weeks = -(-len(rounds([team.id for team in league.teams])) // len(_MATCH_DAYS))
        played = timedelta(weeks=random.randrange(1, weeks - 1))
        monday = today - timedelta(days=today.weekday()) - played
        self._draw_up({team.id: team.rating for team in league.teams}, monday, _start_of(monday))
        self._open(start_at)

    def _draw_up(self, ratings: Mapping[int, float], begins: date, announced_at: int) -> None:
        random = Random(self._random.getrandbits(64))
        campaign = Campaign(self._next_id, self._league, ratings, begins, self._agenda, random)
        self._next_id += 1

        def announce(now: int) -> None:
            self._hold(campaign, campaign.ends_at)
            campaign.announce(now)

        self._agenda.plan(announced_at, announce)
        self._agenda.plan(
            campaign.ends_at + _ANNOUNCED_AFTER_MS, partial(self._follow_on, campaign)
        )

    def _follow_on(self, campaign: Campaign, now: int) -> None:
        """Draw up the season after one that is over; strengths are not quite what they were."""
        ratings = {
            team: _KEPT_STRENGTH * rating + self._random.gauss(0, _NEW_STRENGTH)
            for team, rating in campaign.ratings.items()
        }
        earliest = datetime.fromtimestamp(now // 1000, UTC).date() + _PAUSE
        begins = earliest + timedelta(days=-earliest.weekday() % 7)
        self._draw_up(ratings, begins, now)


def _calendar(league: SeasonLeague, begins: date, random: Random) -> dict[Pairing, int]:
    """Return when each match of a season starts (unix ms), in order."""
    teams = [team.id for team in league.teams]
    random.shuffle(teams)
    starts: dict[Pairing, int] = {}
    for number, pairings in enumerate(rounds(teams)):
        week, day = divmod(number, len(_MATCH_DAYS))
        midnight = _start_of(begins + timedelta(weeks=week, days=_MATCH_DAYS[day]))
        random.shuffle(pairings)
        for place, pairing in enumerate(pairings):
            starts[pairing] = midnight + _KICK_OFFS[place * len(_KICK_OFFS) // len(pairings)]
    return starts


def _start_of(day: date) -> int:
    """Return the feed time (unix ms) at which a day begins."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000


def _name_of(begins: date) -> str:
    """Return what a season is called: its year, and which of the year's it is."""
    return f"{begins.year}/{1 + begins.timetuple().tm_yday // _CYCLE_DAYS}"


@cache
def _odds(home: float, away: float) -> Odds:
    margin = independent((home, away), (0, 0)).margin
    won = sum(chance for difference, chance in margin.items() if difference > 0)
    drawn = margin.get(0, 0.0)
    return Odds(won, drawn, 1 - won - drawn)
