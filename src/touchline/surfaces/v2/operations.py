"""The endpoints of v2 as data."""

from typing import Annotated, Final

from msgspec import Meta

from touchline.surfaces.routing import NoQuery, Operation
from touchline.surfaces.v2 import examples, queries, structs
from touchline.surfaces.v2.catalogue_endpoints import CatalogueEndpoints
from touchline.surfaces.v2.match_endpoints import MatchEndpoints

_ID: Final = Annotated[
    str,
    Meta(
        description="Id of a match, with or without a name behind it: 43357554-arsenal-liverpool",
        examples=["43357554"],
    ),
]


def operations(matches: MatchEndpoints, catalogue: CatalogueEndpoints) -> list[Operation]:
    """Return the endpoints of v2, answered by these."""
    return [*_of_matches(matches), *_of_catalogue(catalogue)]


def _of_matches(matches: MatchEndpoints) -> list[Operation]:
    return [
        Operation(
            id="v2LiveMatches",
            path="/v2/matches/live",
            summary="Live matches with statistics and odds",
            description="Every match that is live now, with score, clock, statistics and the odds "
            "of the shown or named bookmaker. A row is there from the moment the match is live, "
            "with zeros until its first score. elapsedSeconds counts from the start of the match, "
            "breaks left out, in every sport. Bets that cannot be placed now stay listed, not "
            "available. May be 10 s old.",
            returns=structs.LiveMatches,
            handler=matches.live,
            query=queries.LiveQuery,
            family="live-events",
            example=examples.LIVE,
            links={"v2Match": {"id": "/data/0/id"}, "v2LiveOdds": {"id": "/data/0/id"}},
        ),
        Operation(
            id="v2Matches",
            path="/v2/matches",
            summary="Matches to come, live and completed",
            description="Matches by start, then id, in pages. Upcoming ones carry their markets, "
            "completed ones their final statistics, live ones neither: /v2/matches/live has those. "
            "May be 30 s old.",
            returns=structs.Matches,
            handler=matches.matches,
            query=queries.MatchesQuery,
            family="matches",
            example=examples.MATCHES,
        ),
        Operation(
            id="v2TrendingMatches",
            path="/v2/matches/trending",
            summary="The five matches most looked at today",
            description="Matches by their views on the day that the time zone has now, then by the "
            "priority of their competition and their start. Result and totals markets alone, no "
            "statistics. May be 30 s old.",
            returns=structs.Matches,
            handler=matches.trending,
            query=queries.TrendingQuery,
            family="matches",
            example=examples.TRENDING,
        ),
        Operation(
            id="v2Match",
            path="/v2/matches/{id}",
            summary="One match",
            description="A match with statistics, timeline and every line of its odds. A GET "
            "without If-None-Match counts as a view of the match. May be 10 s old.",
            returns=structs.OneMatch,
            handler=matches.detail,
            query=queries.OddsQuery,
            path_parameters={"id": _ID},
            family="matches",
            errors={404: examples.NO_MATCH},
            example=examples.MATCH,
        ),
        Operation(
            id="v2LiveOdds",
            path="/v2/matches/{id}/live-odds",
            summary="The odds of one match by one bookmaker",
            description="Every line of a match as one bookmaker has it. A bookmaker that nobody "
            "knows is refused, with the list of those there are. May be 10 s old.",
            returns=structs.LiveOdds,
            handler=matches.live_odds,
            query=queries.OddsQuery,
            path_parameters={"id": _ID},
            family="odds",
            errors={404: examples.NO_MATCH},
            example=examples.LIVE_ODDS,
        ),
    ]


def _of_catalogue(catalogue: CatalogueEndpoints) -> list[Operation]:
    return [
        Operation(
            id="v2Teams",
            path="/v2/teams",
            summary="Teams by a part of their name",
            description="The teams of all matches in the picture, by name. May be 300 s old.",
            returns=structs.Teams,
            handler=catalogue.teams,
            query=queries.TeamsQuery,
            family="teams",
            example=examples.TEAMS,
        ),
        Operation(
            id="v2Regions",
            path="/v2/regions",
            summary="Regions with their competitions",
            description="The regions that have matches of the chosen statuses and days, by name. "
            "May be 300 s old.",
            returns=structs.Regions,
            handler=catalogue.regions,
            query=queries.DirectoryQuery,
            family="catalogue",
            needs_key=False,
            example=examples.REGIONS,
        ),
        Operation(
            id="v2Competitions",
            path="/v2/competitions",
            summary="Competitions with the number of their matches",
            description="The competitions that have matches of the chosen statuses and days, the "
            "popular ones first. May be 300 s old.",
            returns=structs.Competitions,
            handler=catalogue.competitions,
            query=queries.CompetitionsQuery,
            family="catalogue",
            needs_key=False,
            example=examples.COMPETITIONS,
        ),
        Operation(
            id="v2Stats",
            path="/v2/stats",
            summary="How much there is in the picture",
            description="Numbers of regions, competitions, matches, teams and markets, and what "
            "each bookmaker has of them. May be 60 s old.",
            returns=structs.PictureStats,
            handler=catalogue.stats,
            query=NoQuery,
            family="stats",
            example=examples.STATS,
        ),
        Operation(
            id="v2Health",
            path="/v2/health",
            summary="Whether the server works",
            description="Healthy while every source speaks and the store of accounts answers, else "
            "degraded; what is known is served all the same.",
            returns=structs.Health,
            handler=catalogue.health,
            query=NoQuery,
            family="health",
            needs_key=False,
            is_kept=False,
            example=examples.HEALTH,
        ),
    ]
