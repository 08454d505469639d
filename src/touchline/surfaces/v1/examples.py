"""Examples for the documents: bodies of a made-up match, built from the types themselves."""

from typing import Any, Final

import msgspec

from touchline.surfaces.openapi import ErrorExamples
from touchline.surfaces.v1 import structs
from touchline.surfaces.v1.errors import failure

_EVENT: Final[dict[str, Any]] = {
    "id": 90000001,
    "sport_id": 1,
    "league_id": 70001,
    "league_name": "England. Example League",
    "home_team": "Harbour Town",
    "away_team": "Mill United",
    "home_team_id": 81001,
    "away_team_id": 81002,
    "home_image": None,
    "away_image": None,
    "start_time": 1768057200,
    "start_time_iso": "2026-01-10T15:00:00.000Z",
    "market_count": 3,
    "venue": "Harbour Ground",
    "round": None,
    "info": None,
}
_ODDS: Final = structs.Odds(
    match_result={"home": 1.85, "draw": 3.6, "away": 4.4},
    totals={"over_2.5": 1.95, "under_2.5": 1.87},
    handicap=[
        structs.Handicap(type="home", line=-0.5, odds=1.9),
        structs.Handicap(type="away", line=0.5, odds=1.94),
    ],
)
_CHANCES: Final = structs.WinProbability(home=0.5169, draw=0.2657, away=0.2174)
_PLAY: Final[dict[str, Any]] = {
    "score": structs.Score(home=1, away=0),
    "period_scores": [
        structs.PeriodScore(period=1, name="1st half", home=1, away=0),
        structs.PeriodScore(period=2, name="2nd half", home=0, away=0),
    ],
    "current_period": 2,
    "current_period_name": "2nd half",
    "timer_seconds": 3186,
    "timer_minutes": 53,
    "has_video": False,
    "video_id": None,
}
_STATS: Final = [
    structs.Stat(id=59, name="Shots on target", home="3", away="2"),
    structs.Stat(id=70, name="Corner", home="3", away="1"),
]
_MARKETS: Final = [
    structs.MarketView(
        id=1,
        name="1X2",
        providers=[
            structs.ProviderView(
                id=8,
                name="First Book",
                bets=[
                    structs.BetView(
                        id="337077518790000001",
                        name="1",
                        line=None,
                        odds=1.85,
                        available=True,
                        updated_at="2026-01-10T15:53:06.000Z",
                    )
                ],
            )
        ],
    )
]
_COMMON: Final = {**_EVENT, "win_probability": _CHANCES, "odds": _ODDS}
_UPCOMING: Final = structs.CurrentEvent(**_COMMON, is_live=False)
_LIVE: Final = structs.LiveEvent(**_COMMON, **_PLAY, is_live=True)
_LEAGUE: Final = structs.LeagueEvent(**_COMMON, **_PLAY, is_live=True, stats=_STATS)


def _built(struct: msgspec.Struct) -> Any:
    return msgspec.to_builtins(struct)


LIVE_SPORTS: Final = _built(
    structs.LiveSports(
        data=[
            structs.LiveSport(
                id=1,
                name="Football",
                total_live=1,
                leagues=[
                    structs.LiveLeague(
                        id=70001, name="England. Example League", live_count=1, priority=50
                    )
                ],
            )
        ],
        total_live=1,
    )
)
LIVE_EVENTS: Final = _built(structs.LiveEvents(data=[_LIVE], sport="football", count=1))
LIVE_LEAGUE: Final = _built(structs.LeagueEvents(data=[_LEAGUE], league_id=70001, count=1))
EVENT_DETAIL: Final = _built(
    structs.OneEvent(
        data=structs.EventDetail(**_COMMON, **_PLAY, is_live=True, stats=_STATS, markets=_MARKETS)
    )
)
SPORTS: Final = _built(
    structs.Sports(
        data=[
            structs.SportRow(id=1, name="Football", slug="football", live_count=1, event_count=12)
        ],
        count=1,
    )
)
LEAGUES: Final = _built(
    structs.Leagues(
        data=[
            structs.LeagueRow(
                id=70001,
                name="England. Example League",
                live_count=1,
                event_count=12,
                priority=50,
            )
        ],
        sport_id=1,
        count=1,
    )
)
LEAGUE_EVENTS: Final = _built(structs.Events(data=[_UPCOMING], league_id=70001, count=1))
TOP_EVENTS: Final = _built(structs.TopEvents(data=[_UPCOMING], count=1))
STATUS: Final = _built(
    structs.Status(
        success=True,
        api="Touchline v1",
        version="0.1.0",
        account=structs.Account(
            email="someone@example.com",
            name="Someone",
            plan="Pro",
            member_since="2026-01-01T00:00:00.000Z",
        ),
        usage=structs.Usage(
            daily_limit=7500,
            remaining=7255,
            requests_today=245,
            reset_at="2026-01-11T00:00:00.000Z",
        ),
    )
)
NO_EVENT: Final = "Event 90000001 is not known."
NO_LEAGUE: Final = "League 70001 is not known."


def wrong_id(name: str) -> str:
    """Return what is said of an id of a path that is no number."""
    return f"{name} is a whole number, for example 33021."


ERRORS: Final = ErrorExamples(
    failure,
    access={
        401: "Valid x-api-key header or Bearer token required",
        403: "Insufficient permissions. Requires: read:live-events",
        429: "Daily quota exceeded. Resets at midnight UTC.",
    },
)
