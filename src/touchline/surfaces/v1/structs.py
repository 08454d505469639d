"""The wire structs of v1, field for field as in seed 000. They never leave this folder."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

_INFO: Final = Meta(
    description="What is unusual: Postponed, Cancelled, Interrupted, Abandoned, Coverage lost, "
    "Delayed (still not started more than a minute after its start), or the score of the shoot-out"
)
_SECONDS: Final = Meta(
    description="Seconds played. Where the sport's clock starts anew in each period, as in "
    "basketball, those of the current period alone, null once the match is over; in football "
    "those since the start of the match, breaks left out. Null without a clock"
)
_MINUTES: Final = Meta(description="The whole minutes of timerSeconds")


class V1Struct(msgspec.Struct, rename="camel", kw_only=True):
    """A part of a v1 body; every key is always there."""


class Score(V1Struct):
    """Goals, points or sets of both sides."""

    home: int
    away: int


class PeriodScore(V1Struct):
    """The score of one period alone."""

    period: int
    name: str
    home: int
    away: int


class Stat(V1Struct):
    """A statistic; values are text (seed 000)."""

    id: int
    name: str
    home: str
    away: str


class BetView(V1Struct):
    """A bet of the detail; the id is text because it exceeds 2^53."""

    id: str
    name: str
    line: str | None
    odds: float | None
    available: bool
    updated_at: str


class ProviderView(V1Struct):
    """The bets of one bookmaker; id 0 is the calculated odds."""

    id: int
    name: str
    bets: list[BetView]


class MarketView(V1Struct):
    """A market of the detail (DECISIONS 20)."""

    id: int
    name: str
    providers: list[ProviderView]


class Handicap(V1Struct):
    """One side of a handicap line; `line` is the side's own."""

    type: str
    line: float
    odds: float


class Odds(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The main odds in decimal form; a form or an outcome that is not available is left out."""

    match_result: dict[str, float] | None = msgspec.field(default=None, name="1x2")
    double_chance: dict[str, float] | None = None
    totals: dict[str, float] | None = None
    both_to_score: dict[str, float] | None = msgspec.field(default=None, name="btts")
    draw_no_bet: dict[str, float] | None = None
    handicap: list[Handicap] | None = None


class WinProbability(msgspec.Struct, kw_only=True):
    """The chances that the main odds imply, from 0 to 1."""

    home: float = msgspec.field(name="P1")
    draw: float = msgspec.field(name="PX")
    away: float = msgspec.field(name="P2")


class Event(V1Struct):
    """An event before the match; live events carry it all and more."""

    id: int
    sport_id: int
    league_id: int | None
    league_name: str
    home_team: str
    away_team: str
    home_team_id: int | None
    away_team_id: int | None
    home_image: str | None
    away_image: str | None
    start_time: int | None
    start_time_iso: str | None = msgspec.field(name="startTimeISO")
    is_live: bool
    market_count: int
    win_probability: WinProbability | None
    venue: str | None
    round: str | None
    info: Annotated[str | None, _INFO]
    odds: Odds


class CurrentEvent(Event):
    """An event that is live or still to come; only a live one has the fields of play."""

    score: Score | msgspec.UnsetType = msgspec.UNSET
    period_scores: list[PeriodScore] | msgspec.UnsetType = msgspec.UNSET
    current_period: int | msgspec.UnsetType | None = msgspec.UNSET
    current_period_name: str | msgspec.UnsetType | None = msgspec.UNSET
    timer_seconds: Annotated[int | msgspec.UnsetType | None, _SECONDS] = msgspec.UNSET
    timer_minutes: Annotated[int | msgspec.UnsetType | None, _MINUTES] = msgspec.UNSET
    has_video: bool | msgspec.UnsetType = msgspec.UNSET
    video_id: str | msgspec.UnsetType | None = msgspec.UNSET


class LiveEvent(Event):
    """An event of a live list."""

    score: Score
    period_scores: list[PeriodScore]
    current_period: int | None
    current_period_name: str | None
    timer_seconds: Annotated[int | None, _SECONDS]
    timer_minutes: Annotated[int | None, _MINUTES]
    has_video: bool
    video_id: str | None


class LeagueEvent(LiveEvent):
    """An event of one league's list, with statistics."""

    stats: list[Stat]


class EventDetail(LeagueEvent):
    """A single event with all markets."""

    markets: list[MarketView]


class LiveEvents(V1Struct):
    """The body of /live/events."""

    data: list[LiveEvent]
    sport: str
    count: int


class LeagueEvents(V1Struct):
    """The body of /live/leagues/{leagueId}."""

    data: list[LeagueEvent]
    league_id: int
    count: int


class OneEvent(V1Struct):
    """The body of an event detail."""

    data: EventDetail


class SportRow(V1Struct):
    """A sport with its events that are live or still to come."""

    id: int
    name: str
    slug: str
    live_count: int
    event_count: int


class Sports(V1Struct):
    """The body of /sports."""

    data: list[SportRow]
    count: int


class LeagueRow(V1Struct):
    """A league with its events that are live or still to come."""

    id: int
    name: str
    live_count: int
    event_count: int
    priority: int


class Leagues(V1Struct):
    """The body of /sports/{id}/leagues."""

    data: list[LeagueRow]
    sport_id: int
    count: int


class Events(V1Struct):
    """The body of /leagues/{id}/events."""

    data: list[CurrentEvent]
    league_id: int
    count: int


class TopEvents(V1Struct):
    """The body of /events/top."""

    data: list[CurrentEvent]
    count: int


class Account(V1Struct, rename=None):
    """Who asks."""

    email: str
    name: str
    plan: str
    member_since: str


class Usage(V1Struct, rename=None):
    """What was asked today; without a limit `daily_limit` and `remaining` are null."""

    daily_limit: int | None
    remaining: int | None
    requests_today: int
    reset_at: str


class Status(V1Struct):
    """The body of /status."""

    success: bool
    api: str
    version: str
    account: Account
    usage: Usage


class ErrorDetail(msgspec.Struct):
    """What is wrong."""

    code: str
    message: str


class Error(msgspec.Struct):
    """An error of v1."""

    success: bool
    error: ErrorDetail


class LiveLeague(V1Struct):
    """A league with the number of its live events."""

    id: int
    name: str
    live_count: int
    priority: int


class LiveSport(V1Struct):
    """A sport with its active leagues."""

    id: int
    name: str
    total_live: int
    leagues: list[LiveLeague]


class LiveSports(V1Struct):
    """The body of /live/sports."""

    data: list[LiveSport]
    total_live: int
