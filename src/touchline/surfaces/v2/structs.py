"""The wire structs of v2, field for field as in seed 002. They never leave this folder.

Their docstrings and descriptions are what documents say of them; what lists carry is DECISIONS 24.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from touchline.board.facts import StatusReason
from touchline.surfaces.v2.stats_struct import LiveData, Stats
from touchline.surfaces.v2.wire import (
    Available,
    BetItemId,
    Caption,
    Code,
    InstanceCaption,
    Live,
    MarketCaption,
    MarketId,
    MarketSysname,
    PhaseSysname,
    Price,
    PriceChange,
    V2Struct,
)

Status = Literal["upcoming", "live", "completed"]

EventId = Annotated[str, Meta(description="Id of the match")]
SportId = Annotated[int, Meta(description="Sport id of v2, such as 1 for soccer")]
SportSlug = Annotated[str, Meta(description="Name of the sport in small letters and hyphens")]
Count = Annotated[int, Meta(description="How many there are in data")]
Events = Annotated[int, Meta(description="How many matches there are")]


class SportRef(V2Struct):
    """A sport by its number and slug; the detail adds its system name and its localised name."""

    id: SportId
    name: SportSlug
    sysname: Annotated[
        str | UnsetType, Meta(description="System name of the sport's matches: SOCCER_MATCH")
    ] = UNSET
    caption: Annotated[str | UnsetType, Meta(description="Name of the sport in the language")] = (
        UNSET
    )


class TeamRef(V2Struct):
    """A side; without one in the feed the id is null and the name empty."""

    id: Annotated[int | None, Meta(description="Id of the side")]
    name: Annotated[str, Meta(description="Name of the side in the language")]


class CaptionRef(V2Struct):
    """A competition or region; without one in the feed the id is null and the caption empty."""

    id: Annotated[int | None, Meta(description="Id of the competition or region")]
    caption: Annotated[str, Meta(description="Its name in the language")]


class Metadata(V2Struct):
    """Names of a match side by side."""

    sport_name: SportSlug
    home_team_name: Annotated[str, Meta(description="Name of the home side in the language")]
    away_team_name: Annotated[str, Meta(description="Name of the away side in the language")]


class BetItem(V2Struct, kw_only=True):
    """A bet of a market."""

    id: BetItemId
    code: Code
    caption: Caption
    instance_caption: InstanceCaption = UNSET
    price: Price
    odds_text: Annotated[str | None, Meta(description="The price with two decimals")]
    is_available: Available


class Market(V2Struct):
    """One line of a market with the bets of one bookmaker."""

    id: MarketId
    event_id: EventId
    bet_type_sysname: MarketSysname
    display_name: Annotated[str, Meta(description="Name of the market, with its line if any")]
    bet_items: list[BetItem]


class LiveMarketItem(V2Struct, kw_only=True):
    """A bet of a live market."""

    code: Code
    caption: Caption
    instance_caption: InstanceCaption = UNSET
    price: Price
    price_change: PriceChange
    is_available: Available


class LiveMarket(V2Struct):
    """One line of a market with live, price-tracked odds."""

    market_id: MarketId
    market_sysname: MarketSysname
    market_caption: MarketCaption
    bet_items: list[LiveMarketItem]


class LiveEventData(V2Struct):
    """The live data of a match as an object of its own."""

    event_id: EventId
    phase_sysname: PhaseSysname
    is_live: Live
    live_data_json: LiveData


class Match(V2Struct, kw_only=True):
    """What every form of a match has."""

    id: EventId
    start_date_time: Annotated[str | None, Meta(description="ISO 8601, UTC; null where unknown")]
    status: Annotated[Status, Meta(description="Whether it is to come, live or over")]
    status_reason: Annotated[
        StatusReason | None,
        Meta(
            description="Why the match does not take its usual course, null while it does; "
            "delayed: still not started more than a minute after its start"
        ),
    ]
    competition_id: Annotated[int | None, Meta(description="Id of the competition")]
    sport_id: SportId
    region_id: Annotated[int | None, Meta(description="Id of the region")]
    views: Annotated[int, Meta(description="How often the match was looked at; up to 30 s old")]
    home_team_id: Annotated[
        int | None,
        Meta(description="The same as homeTeam.id", extra_json_schema={"deprecated": True}),
    ]
    away_team_id: Annotated[
        int | None,
        Meta(description="The same as awayTeam.id", extra_json_schema={"deprecated": True}),
    ]
    sport: SportRef
    home_team: TeamRef
    away_team: TeamRef
    competition: CaptionRef
    region: CaptionRef
    metadata: Metadata


class LiveMatch(Match, kw_only=True):
    """A match of the live list."""

    stats: Stats
    markets: list[Market]
    live_event_data: Annotated[
        list[LiveEventData] | UnsetType, Meta(description="With include=liveEventData")
    ] = UNSET


class ListedMatch(Match, kw_only=True):
    """A match of a list; completed ones carry stats, upcoming ones markets."""

    stats: Stats | UnsetType = UNSET
    markets: list[Market]


class MatchDetail(Match, kw_only=True):
    """A single match; `stats` is null before it starts."""

    stats: Stats | None
    live_markets: Annotated[list[LiveMarket], Meta(description="Empty unless the match is live")]
    markets: list[Market]
    analysis_insight: Annotated[None, Meta(description="Always null: there is no analysis")]
    event_news: Annotated[list[str], Meta(description="Always empty: there are no news")]


class LiveMatches(V2Struct):
    """The body of /v2/matches/live."""

    data: list[LiveMatch]
    count: Count


class Matches(V2Struct):
    """The body of /v2/matches and /v2/matches/trending."""

    data: list[ListedMatch]
    count: Count


class OneMatch(V2Struct):
    """The body of /v2/matches/{id}."""

    data: MatchDetail


class MatchOdds(V2Struct):
    """The live odds of a match by one bookmaker, or "shown": by those that the lists show."""

    event_id: EventId
    data_source: Annotated[str, Meta(description="The bookmaker, or shown")]
    captured_at: Annotated[
        str, Meta(description="When the newest of these bets was last told of, ISO 8601")
    ]
    live_markets: list[LiveMarket]


class LiveOdds(V2Struct):
    """The body of /v2/matches/{id}/live-odds."""

    data: MatchOdds


class Team(V2Struct):
    """A team with its sport."""

    id: Annotated[int, Meta(description="Id of the team")]
    name: Annotated[str, Meta(description="Name of the team")]
    sport_id: SportId


class Teams(V2Struct):
    """The body of /v2/teams."""

    data: list[Team]
    count: Count


class EventCount(V2Struct):
    """How many matches there are."""

    events: Events


class RegionCount(V2Struct):
    """How many competitions and matches there are."""

    competitions: Annotated[int, Meta(description="How many competitions there are")]
    events: Events


class CompetitionRef(V2Struct):
    """A competition of a region."""

    id: Annotated[int, Meta(description="Id of the competition")]
    caption: Annotated[str, Meta(description="Name of the competition in the language")]
    sport_id: SportId


class Region(V2Struct, kw_only=True):
    """A region with its competitions that have matches of the chosen statuses and days."""

    id: Annotated[int, Meta(description="Id of the region")]
    caption: Annotated[str, Meta(description="Name of the region in the language")]
    count: RegionCount = msgspec.field(name="_count")
    available_sports: list[SportRef]
    competitions: list[CompetitionRef]


class Regions(V2Struct):
    """The body of /v2/regions."""

    data: list[Region]


class Competition(V2Struct, kw_only=True):
    """A competition with its region and the number of its matches."""

    id: Annotated[int, Meta(description="Id of the competition")]
    caption: Annotated[str, Meta(description="Name of the competition in the language")]
    region_id: Annotated[int | None, Meta(description="Id of the region")]
    region: CaptionRef
    count: EventCount = msgspec.field(name="_count")


class Competitions(V2Struct):
    """The body of /v2/competitions."""

    data: list[Competition]


class Bookmaker(V2Struct):
    """A bookmaker of the picture; `id` is what `dataSource` takes."""

    id: Annotated[str, Meta(description="Name of the bookmaker in requests")]
    name: Annotated[str, Meta(description="Name of the bookmaker")]
    events_count: Annotated[int, Meta(description="How many matches it has odds of")]
    markets_count: Annotated[int, Meta(description="How many markets of them it has")]
    last_fetch: Annotated[
        str | None, Meta(description="When it was last heard, ISO 8601; null where unknown")
    ]


class PictureStats(V2Struct):
    """The body of /v2/stats."""

    total_regions: Annotated[int, Meta(description="How many regions have matches")]
    total_competitions: Annotated[int, Meta(description="How many competitions have matches")]
    total_events: Annotated[int, Meta(description="How many matches there are")]
    total_teams: Annotated[int, Meta(description="How many teams have matches")]
    total_markets: Annotated[int, Meta(description="How many markets the matches have")]
    upcoming_events: Annotated[int, Meta(description="How many matches are to come")]
    today_events: Annotated[int, Meta(description="How many matches start today, in UTC")]
    live_events: Annotated[int, Meta(description="How many matches are live")]
    bookmakers: list[Bookmaker]
    last_updated: Annotated[str, Meta(description="When the sources were last heard, ISO 8601")]


class Health(V2Struct):
    """The body of /v2/health."""

    timestamp: Annotated[str, Meta(description="The time of the server, ISO 8601")]
    status: Annotated[
        Literal["healthy", "degraded"], Meta(description="Degraded while a source is silent")
    ]
    version: Annotated[str, Meta(description="Version of the server")]
    message: Annotated[str, Meta(description="The same in words")]
