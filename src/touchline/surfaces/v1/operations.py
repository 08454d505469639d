"""The endpoints of v1 as data."""

from typing import Final

from touchline.surfaces.routing import Operation
from touchline.surfaces.v1 import examples, structs
from touchline.surfaces.v1.account_status import StatusAnswers
from touchline.surfaces.v1.live import Live
from touchline.surfaces.v1.prematch import Prematch
from touchline.surfaces.v1.queries import (
    EventId,
    EventsQuery,
    LeagueId,
    LeagueQuery,
    OddsQuery,
    SportId,
    SportQuery,
    TopQuery,
)

BASE: Final = "/api/v1"


def operations(live: Live, prematch: Prematch, status: StatusAnswers) -> list[Operation]:
    """Return the endpoints of v1, answered by these."""
    return [
        Operation(
            id="v1LiveSports",
            path=f"{BASE}/live/sports",
            summary="Live sports with their active leagues",
            description="Sports that have live events now, each with its leagues, their number of "
            "live events and their priority. May be 10 s old.",
            returns=structs.LiveSports,
            handler=live.sports,
            query=SportQuery,
            family="live-events",
            example=examples.LIVE_SPORTS,
        ),
        Operation(
            id="v1Live",
            path=f"{BASE}/live",
            summary="The same as live sports",
            description=f"Another path of {BASE}/live/sports.",
            returns=structs.LiveSports,
            handler=live.sports,
            query=SportQuery,
            family="live-events",
            example=examples.LIVE_SPORTS,
        ),
        Operation(
            id="v1LiveEvents",
            path=f"{BASE}/live/events",
            summary="Live events of a sport",
            description="Live events of the sport's top 15 leagues with score, periods, match "
            "timer and main odds. What is not available is left out of the odds. The timer is that "
            "of the current period where the sport's clock starts anew in each, as in basketball. "
            "May be 5 s old.",
            returns=structs.LiveEvents,
            handler=live.events,
            query=EventsQuery,
            family="live-events",
            example=examples.LIVE_EVENTS,
            links={
                "v1LiveLeague": {"leagueId": "/data/0/leagueId"},
                "v1LiveEvent": {"id": "/data/0/id"},
                "v1LeagueEvents": {"id": "/data/0/leagueId"},
                "v1Event": {"id": "/data/0/id"},
            },
        ),
        Operation(
            id="v1LiveLeague",
            path=f"{BASE}/live/leagues/{{leagueId}}",
            summary="Live events of a league, with statistics",
            description="Live events of one league. A league that was never heard of is 404. "
            "May be 5 s old.",
            returns=structs.LeagueEvents,
            handler=live.league,
            query=OddsQuery,
            path_parameters={"leagueId": LeagueId},
            family="live-events",
            errors={400: examples.WRONG_LEAGUE, 404: examples.NO_LEAGUE},
            example=examples.LIVE_LEAGUE,
        ),
        Operation(
            id="v1LiveEvent",
            path=f"{BASE}/live/event/{{id}}",
            summary="A live event with everything",
            description="One event with scores, statistics, video and every market of every "
            "bookmaker, also where `provider` names whose odds come first. Once it is over there "
            "is no timer where the sport's clock starts anew in each period. May be 5 s old.",
            returns=structs.OneEvent,
            handler=live.event,
            query=OddsQuery,
            path_parameters={"id": EventId},
            family="live-events",
            errors={400: examples.WRONG_EVENT, 404: examples.NO_EVENT},
            example=examples.EVENT_DETAIL,
        ),
        Operation(
            id="v1Sports",
            path=f"{BASE}/sports",
            summary="All sports",
            description="The sports of the catalogue, and whatever else the feed brings, with "
            "their events that are live or still to come. May be 600 s old.",
            returns=structs.Sports,
            handler=prematch.sports,
            family="catalogue",
            example=examples.SPORTS,
            links={"v1SportLeagues": {"id": "/data/0/id"}},
        ),
        Operation(
            id="v1SportLeagues",
            path=f"{BASE}/sports/{{id}}/leagues",
            summary="Leagues of a sport",
            description="Leagues with events that are live or still to come. May be 300 s old.",
            returns=structs.Leagues,
            handler=prematch.leagues,
            path_parameters={"id": SportId},
            family="catalogue",
            errors={400: examples.WRONG_SPORT},
            example=examples.LEAGUES,
        ),
        Operation(
            id="v1LeagueEvents",
            path=f"{BASE}/leagues/{{id}}/events",
            summary="Events of a league",
            description="Events that are live or still to come, live ones first, by start; only "
            "live ones have a score and a timer. May be 30 s old.",
            returns=structs.Events,
            handler=prematch.league_events,
            query=LeagueQuery,
            path_parameters={"id": LeagueId},
            family="matches",
            errors={404: examples.NO_LEAGUE},
            example=examples.LEAGUE_EVENTS,
        ),
        Operation(
            id="v1TopEvents",
            path=f"{BASE}/events/top",
            summary="The most important events",
            description="Events that are live or still to come, by the priority of their league, "
            "live ones first. May be 30 s old.",
            returns=structs.TopEvents,
            handler=prematch.top,
            query=TopQuery,
            family="matches",
            example=examples.TOP_EVENTS,
            links={
                "v1LiveLeague": {"leagueId": "/data/0/leagueId"},
                "v1LiveEvent": {"id": "/data/0/id"},
                "v1LeagueEvents": {"id": "/data/0/leagueId"},
                "v1Event": {"id": "/data/0/id"},
            },
        ),
        Operation(
            id="v1Event",
            path=f"{BASE}/event/{{id}}",
            summary="An event with everything",
            description="One event in any state, in the form of the live detail. May be 60 s old.",
            returns=structs.OneEvent,
            handler=prematch.event,
            query=OddsQuery,
            path_parameters={"id": EventId},
            family="matches",
            errors={400: examples.WRONG_EVENT, 404: examples.NO_EVENT},
            example=examples.EVENT_DETAIL,
        ),
        Operation(
            id="v1Status",
            path="/status",
            summary="Who asks, and what was asked today",
            description="The account of the key with its daily quota. Without accounts there is no "
            "limit, and the quota is null.",
            returns=structs.Status,
            handler=status.answer,
            family="account",
            is_kept=False,
            example=examples.STATUS,
        ),
    ]
