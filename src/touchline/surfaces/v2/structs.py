"""The wire structs of v2, field for field as in seed 002. They never leave this folder."""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from touchline.board.facts import StatusReason
from touchline.surfaces.v2.stats_struct import LiveData, Stats
from touchline.surfaces.v2.wire import (
    Available,
    InstanceCaption,
    Price,
    PriceChange,
    V2Struct,
)

Status = Literal["upcoming", "live", "completed"]


class SportRef(V2Struct):
    """A sport by its number and slug; the detail adds its system name and its localised name."""

    id: int
    name: str
    sysname: str | UnsetType = UNSET
    caption: str | UnsetType = UNSET


class TeamRef(V2Struct):
    """A side; without one in the feed the id is null and the name empty."""

    id: int | None
    name: str


class CaptionRef(V2Struct):
    """A competition or region; without one in the feed the id is null and the caption empty."""

    id: int | None
    caption: str


class Metadata(V2Struct):
    """Names of a match side by side."""

    sport_name: str
    home_team_name: str
    away_team_name: str


class BetItem(V2Struct, kw_only=True):
    """A bet of a market."""

    id: str
    code: str
    caption: str
    instance_caption: InstanceCaption = UNSET
    price: Price
    odds_text: Annotated[str | None, Meta(description="The price with two decimals")]
    is_available: Available


class Market(V2Struct):
    """One line of a market with the bets of one bookmaker."""

    id: str
    event_id: str
    bet_type_sysname: str
    display_name: str
    bet_items: list[BetItem]


class LiveMarketItem(V2Struct, kw_only=True):
    """A bet of a live market."""

    code: str
    caption: str
    instance_caption: InstanceCaption = UNSET
    price: Price
    price_change: PriceChange
    is_available: Available


class LiveMarket(V2Struct):
    """One line of a market with live, price-tracked odds."""

    market_id: str
    market_sysname: str
    market_caption: str
    bet_items: list[LiveMarketItem]


class LiveEventData(V2Struct):
    """The live data of a match as an object of its own."""

    event_id: str
    phase_sysname: str | None
    is_live: bool
    live_data_json: LiveData


class Match(V2Struct, kw_only=True):
    """What every form of a match has."""

    id: str
    start_date_time: Annotated[str | None, Meta(description="ISO 8601, UTC; null where unknown")]
    status: Status
    status_reason: Annotated[
        StatusReason | None,
        Meta(
            description="Why the match does not take its usual course, null while it does; "
            "delayed: still not started more than a minute after its start"
        ),
    ]
    competition_id: int | None
    sport_id: int
    region_id: int | None
    views: int
    home_team_id: Annotated[int | None, Meta(extra_json_schema={"deprecated": True})]
    away_team_id: Annotated[int | None, Meta(extra_json_schema={"deprecated": True})]
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
    """A match of a list; completed ones carry stats, upcoming ones markets (DECISIONS 24)."""

    stats: Stats | UnsetType = UNSET
    markets: list[Market]


class MatchDetail(Match, kw_only=True):
    """A single match; `stats` is null before it starts."""

    stats: Stats | None
    live_markets: list[LiveMarket]
    markets: list[Market]
    analysis_insight: None
    event_news: list[str]


class LiveMatches(V2Struct):
    """The body of /v2/matches/live."""

    data: list[LiveMatch]
    count: int


class Matches(V2Struct):
    """The body of /v2/matches and /v2/matches/trending."""

    data: list[ListedMatch]
    count: int


class OneMatch(V2Struct):
    """The body of /v2/matches/{id}."""

    data: MatchDetail


class MatchOdds(V2Struct):
    """The live odds of a match by one bookmaker, or "shown": by those that the lists show."""

    event_id: str
    data_source: str
    captured_at: str
    live_markets: list[LiveMarket]


class LiveOdds(V2Struct):
    """The body of /v2/matches/{id}/live-odds."""

    data: MatchOdds


class Team(V2Struct):
    """A team with its sport."""

    id: int
    name: str
    sport_id: int


class Teams(V2Struct):
    """The body of /v2/teams."""

    data: list[Team]
    count: int


class EventCount(V2Struct):
    """How many matches there are."""

    events: int


class RegionCount(V2Struct):
    """How many competitions and matches there are."""

    competitions: int
    events: int


class CompetitionRef(V2Struct):
    """A competition of a region."""

    id: int
    caption: str
    sport_id: int


class Region(V2Struct, kw_only=True):
    """A region with its competitions that have matches of the chosen statuses and days."""

    id: int
    caption: str
    count: RegionCount = msgspec.field(name="_count")
    available_sports: list[SportRef]
    competitions: list[CompetitionRef]


class Regions(V2Struct):
    """The body of /v2/regions."""

    data: list[Region]


class Competition(V2Struct, kw_only=True):
    """A competition with its region and the number of its matches."""

    id: int
    caption: str
    region_id: int | None
    region: CaptionRef
    count: EventCount = msgspec.field(name="_count")


class Competitions(V2Struct):
    """The body of /v2/competitions."""

    data: list[Competition]


class Bookmaker(V2Struct):
    """A bookmaker of the picture; `id` is what `dataSource` takes."""

    id: str
    name: str
    events_count: int
    markets_count: int
    last_fetch: str | None


class PictureStats(V2Struct):
    """The body of /v2/stats."""

    total_regions: int
    total_competitions: int
    total_events: int
    total_teams: int
    total_markets: int
    upcoming_events: int
    today_events: int
    live_events: int
    bookmakers: list[Bookmaker]
    last_updated: str


class Health(V2Struct):
    """The body of /v2/health."""

    timestamp: str
    status: Literal["healthy", "degraded"]
    version: str
    message: str
