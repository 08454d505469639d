"""The wire structs of v1, field for field as in seed 000. They never leave this folder.

Their docstrings and descriptions are what documents say of them; the detail is DECISIONS 20.
"""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

_HOME: Final = Meta(description="Of the home side")
_AWAY: Final = Meta(description="Of the away side")
_PERIODS: Final = Meta(description="The score of each period alone, as far as they were played")
_PERIOD: Final = Meta(
    description="Number of the current period, in a break of the last one; null before the first"
)
_PERIOD_NAME: Final = Meta(description="Name of the current period, in a break that of the break")
_SECONDS: Final = Meta(
    description="Seconds played. Where the sport's clock starts anew in each period, as in "
    "basketball, those of the current period alone, null once the match is over; in football "
    "those since the start of the match, breaks left out. A running clock goes on for at most 60 s "
    "(10 s in basketball) after the feed last told of it and then stands until it is told of "
    "again, also where Age is 0, since any other message makes the data young. Null without a clock"
)
_MINUTES: Final = Meta(description="The whole minutes of timerSeconds")
_HAS_VIDEO: Final = Meta(description="Whether there is a video of the event")
_VIDEO_ID: Final = Meta(description="Id of the video, null without one")

Count = Annotated[int, Meta(description="How many there are in data")]
LiveCount = Annotated[int, Meta(description="How many of its events are live")]
EventCount = Annotated[int, Meta(description="How many of its events are live or still to come")]
SportId = Annotated[int, Meta(description="Sport id of v1, such as 1 for football")]
LeagueId = Annotated[int, Meta(description="Id of the league")]
LeagueName = Annotated[
    str,
    Meta(description="Country and league, the league alone where it belongs to no country"),
]
Priority = Annotated[
    int, Meta(description="How important the league is: a higher one comes earlier")
]


class V1Struct(msgspec.Struct, rename="camel", kw_only=True):
    """A part of a v1 body; every key is always there."""


class Score(V1Struct):
    """Goals, points or sets of both sides."""

    home: Annotated[int, _HOME]
    away: Annotated[int, _AWAY]


class PeriodScore(V1Struct):
    """The score of one period alone."""

    period: Annotated[int, Meta(description="Number of the period, from 1")]
    name: Annotated[str, Meta(description="Name of the period, such as 1st half")]
    home: Annotated[int, _HOME]
    away: Annotated[int, _AWAY]


class Stat(V1Struct):
    """A statistic; values are text."""

    id: Annotated[int, Meta(description="Id of the statistic, such as 29 for possession")]
    name: Annotated[str, Meta(description="Name of the statistic")]
    home: Annotated[str, _HOME]
    away: Annotated[str, _AWAY]


class BetView(V1Struct):
    """A bet of the detail; the id is text because it exceeds 2^53."""

    id: Annotated[str, Meta(description="Id of the bet")]
    name: Annotated[str, Meta(description="Outcome, as the feed names it")]
    line: Annotated[str | None, Meta(description="Line of totals and handicaps, else null")]
    odds: Annotated[float | None, Meta(description="Decimal odds; null where unreadable")]
    available: Annotated[bool, Meta(description="Whether the bet can be placed now")]
    updated_at: Annotated[str, Meta(description="When the bet was last told of, ISO 8601, UTC")]


class ProviderView(V1Struct):
    """The bets of one bookmaker; id 0 is the calculated odds."""

    id: Annotated[int, Meta(description="Number of the bookmaker, as provider takes it")]
    name: Annotated[str, Meta(description="Name of the bookmaker")]
    bets: list[BetView]


class MarketView(V1Struct):
    """A market of the detail."""

    id: Annotated[int, Meta(description="Id of the market, such as 1 for 1X2")]
    name: Annotated[str, Meta(description="Name of the market, as the feed names it")]
    providers: list[ProviderView]


class Handicap(V1Struct):
    """One side of a handicap line; `line` is the side's own."""

    type: Annotated[str, Meta(description="Which side: home or away")]
    line: Annotated[float, Meta(description="Goals or points that the side is given")]
    odds: Annotated[float, Meta(description="Decimal odds")]


class Odds(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The main odds in decimal form; a form or an outcome that is not available is left out."""

    match_result: Annotated[
        dict[str, float] | None,
        Meta(description="Who wins: home, draw and away; no draw where the sport has none"),
    ] = msgspec.field(default=None, name="1x2")
    double_chance: Annotated[
        dict[str, float] | None, Meta(description="Two of three results: 1X, X2 and 12")
    ] = None
    totals: Annotated[
        dict[str, float] | None,
        Meta(description="Both scores together, by line: over_2.5 and under_2.5"),
    ] = None
    both_to_score: Annotated[
        dict[str, float] | None, Meta(description="Whether both sides score: yes and no")
    ] = msgspec.field(default=None, name="btts")
    draw_no_bet: Annotated[
        dict[str, float] | None,
        Meta(description="Who wins, the stake back after a draw: home and away"),
    ] = None
    handicap: Annotated[
        list[Handicap] | None, Meta(description="Who wins with a start, by side and line")
    ] = None


class WinProbability(msgspec.Struct, kw_only=True):
    """The chances that the main odds imply, from 0 to 1."""

    home: Annotated[float, _HOME] = msgspec.field(name="P1")
    draw: Annotated[float, Meta(description="Of a draw")] = msgspec.field(name="PX")
    away: Annotated[float, _AWAY] = msgspec.field(name="P2")


class Event(V1Struct):
    """An event before the match; live events carry it all and more."""

    id: Annotated[int, Meta(description="Id of the event")]
    sport_id: SportId
    league_id: Annotated[int | None, Meta(description="Id of the league; null where unknown")]
    league_name: LeagueName
    home_team: Annotated[str, Meta(description="Name of the home side, or of the first player")]
    away_team: Annotated[str, Meta(description="Name of the away side, or of the second player")]
    home_team_id: Annotated[int | None, Meta(description="Id of the home side")]
    away_team_id: Annotated[int | None, Meta(description="Id of the away side")]
    home_image: Annotated[str | None, Meta(description="Always null: there are no images")]
    away_image: Annotated[str | None, Meta(description="Always null: there are no images")]
    start_time: Annotated[int | None, Meta(description="Start in unix seconds")]
    start_time_iso: Annotated[str | None, Meta(description="Start in ISO 8601, UTC")] = (
        msgspec.field(name="startTimeISO")
    )
    is_live: Annotated[bool, Meta(description="Whether the event is live")]
    market_count: Annotated[int, Meta(description="How many markets the event has")]
    win_probability: Annotated[
        WinProbability | None, Meta(description="Null unless every result has a price")
    ]
    venue: Annotated[str | None, Meta(description="Where it is played; null where unknown")]
    round: Annotated[str | None, Meta(description="Round of the league; null where unknown")]
    info: Annotated[
        str | None,
        Meta(
            description="What is unusual: Postponed, Cancelled, Interrupted, Abandoned, Coverage "
            "lost, Delayed (still not started more than a minute after its start), or the score "
            "of the shoot-out"
        ),
    ]
    odds: Odds


class CurrentEvent(Event):
    """An event that is live or still to come; only a live one has the fields of play."""

    score: Score | msgspec.UnsetType = msgspec.UNSET
    period_scores: Annotated[list[PeriodScore] | msgspec.UnsetType, _PERIODS] = msgspec.UNSET
    current_period: Annotated[int | msgspec.UnsetType | None, _PERIOD] = msgspec.UNSET
    current_period_name: Annotated[str | msgspec.UnsetType | None, _PERIOD_NAME] = msgspec.UNSET
    timer_seconds: Annotated[int | msgspec.UnsetType | None, _SECONDS] = msgspec.UNSET
    timer_minutes: Annotated[int | msgspec.UnsetType | None, _MINUTES] = msgspec.UNSET
    has_video: Annotated[bool | msgspec.UnsetType, _HAS_VIDEO] = msgspec.UNSET
    video_id: Annotated[str | msgspec.UnsetType | None, _VIDEO_ID] = msgspec.UNSET


class LiveEvent(Event):
    """An event of a live list."""

    score: Score
    period_scores: Annotated[list[PeriodScore], _PERIODS]
    current_period: Annotated[int | None, _PERIOD]
    current_period_name: Annotated[str | None, _PERIOD_NAME]
    timer_seconds: Annotated[int | None, _SECONDS]
    timer_minutes: Annotated[int | None, _MINUTES]
    has_video: Annotated[bool, _HAS_VIDEO]
    video_id: Annotated[str | None, _VIDEO_ID]


class LeagueEvent(LiveEvent):
    """An event of one league's list, with statistics."""

    stats: Annotated[list[Stat], Meta(description="What the feed tells of; never filled up")]


class EventDetail(LeagueEvent):
    """A single event with all markets."""

    markets: Annotated[list[MarketView], Meta(description="Every market of every bookmaker")]


class LiveEvents(V1Struct):
    """The body of /live/events."""

    data: list[LiveEvent]
    sport: Annotated[str, Meta(description="Name of the sport in small letters and hyphens")]
    count: Count


class LeagueEvents(V1Struct):
    """The body of /live/leagues/{leagueId}."""

    data: list[LeagueEvent]
    league_id: LeagueId
    count: Count


class OneEvent(V1Struct):
    """The body of an event detail."""

    data: EventDetail


class SportRow(V1Struct):
    """A sport with its events that are live or still to come."""

    id: SportId
    name: Annotated[str, Meta(description="Name of the sport")]
    slug: Annotated[str, Meta(description="Name of the sport in small letters and hyphens")]
    live_count: LiveCount
    event_count: EventCount


class Sports(V1Struct):
    """The body of /sports."""

    data: list[SportRow]
    count: Count


class LeagueRow(V1Struct):
    """A league with its events that are live or still to come."""

    id: LeagueId
    name: LeagueName
    live_count: LiveCount
    event_count: EventCount
    priority: Priority


class Leagues(V1Struct):
    """The body of /sports/{id}/leagues."""

    data: list[LeagueRow]
    sport_id: SportId
    count: Count


class Events(V1Struct):
    """The body of /leagues/{id}/events."""

    data: list[CurrentEvent]
    league_id: LeagueId
    count: Count


class TopEvents(V1Struct):
    """The body of /events/top."""

    data: list[CurrentEvent]
    count: Count


class Account(V1Struct, rename=None):
    """Who asks."""

    email: Annotated[str, Meta(description="Always empty: none is kept")]
    name: Annotated[str, Meta(description="Name of the account")]
    plan: Annotated[str, Meta(description="Tier of the account")]
    member_since: Annotated[str, Meta(description="When the account was made, ISO 8601, UTC")]


class Usage(V1Struct, rename=None):
    """What was asked today; without a limit `daily_limit` and `remaining` are null."""

    daily_limit: Annotated[int | None, Meta(description="How many requests a day has")]
    remaining: Annotated[int | None, Meta(description="How many of them are left today")]
    requests_today: Annotated[int, Meta(description="How many were made today, this one too")]
    reset_at: Annotated[str, Meta(description="When the next day begins, ISO 8601, UTC")]


class Status(V1Struct):
    """The body of /status."""

    success: Annotated[bool, Meta(description="Always true")]
    api: Annotated[str, Meta(description="Name of this API")]
    version: Annotated[str, Meta(description="Version of the server")]
    account: Account
    usage: Usage


class ErrorDetail(msgspec.Struct):
    """What is wrong."""

    code: Annotated[str, Meta(description="Name of the kind of error")]
    message: Annotated[str, Meta(description="What is wrong, and what would be right")]


class Error(msgspec.Struct):
    """An error of v1."""

    success: Annotated[bool, Meta(description="Always false")]
    error: ErrorDetail


class LiveLeague(V1Struct):
    """A league with the number of its live events."""

    id: LeagueId
    name: LeagueName
    live_count: LiveCount
    priority: Priority


class LiveSport(V1Struct):
    """A sport with its active leagues."""

    id: SportId
    name: Annotated[str, Meta(description="Name of the sport")]
    total_live: Annotated[int, Meta(description="How many events of the sport are live")]
    leagues: list[LiveLeague]


class LiveSports(V1Struct):
    """The body of /live/sports."""

    data: list[LiveSport]
    total_live: Annotated[int, Meta(description="How many events of these sports are live")]
