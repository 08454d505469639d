"""Examples for the documents: the match of seed 002, in every form that v2 has for it."""

from typing import Any, Final

import msgspec

from touchline import __version__
from touchline.surfaces.v2 import structs
from touchline.surfaces.v2.stats_struct import Incident, LiveBetItem, Stats

_ID: Final = "43357554"
_MARKET_ID: Final = "1488408114"
_SYSNAME: Final = "SOCCER_MATCH_RESULT"
_CAPTION: Final = "Match Result"
_SPORT: Final = structs.SportRef(id=1, name="soccer")
_HOME_ID: Final = 95_450
_HOME: Final = structs.TeamRef(id=_HOME_ID, name="Arsenal")
_AWAY: Final = structs.TeamRef(id=11_045, name="Liverpool")
_COMPETITION_ID: Final = 847
_COMPETITION: Final = structs.CaptionRef(id=_COMPETITION_ID, caption="Premier League")
_REGION_ID: Final = 6
_REGION: Final = structs.CaptionRef(id=_REGION_ID, caption="England")
_BETS: Final = (
    ("6234567890", "1", "Arsenal", 1.45, -0.05),
    ("6234567891", "X", "Draw", 4.2, 0.1),
    ("6234567892", "2", "Liverpool", 6.5, 0.3),
)
"""Id, code, caption, price and its last change."""

_MATCH: Final[dict[str, Any]] = {
    "id": _ID,
    "start_date_time": "2025-11-14T20:00:00.000Z",
    "status_reason": None,
    "competition_id": _COMPETITION.id,
    "sport_id": _SPORT.id,
    "region_id": _REGION.id,
    "views": 234,
    "home_team_id": _HOME.id,
    "away_team_id": _AWAY.id,
    "home_team": _HOME,
    "away_team": _AWAY,
    "competition": _COMPETITION,
    "region": _REGION,
    "metadata": structs.Metadata(
        sport_name=_SPORT.name, home_team_name=_HOME.name, away_team_name=_AWAY.name
    ),
}
_MARKETS: Final = [
    structs.Market(
        id=_MARKET_ID,
        event_id=_ID,
        bet_type_sysname=_SYSNAME,
        display_name=_CAPTION,
        bet_items=[
            structs.BetItem(
                id=bet,
                code=code,
                caption=caption,
                price=price,
                odds_text=f"{price:.2f}",
                is_available=True,
            )
            for bet, code, caption, price, _ in _BETS
        ],
    )
]
_LIVE_MARKETS: Final = [
    structs.LiveMarket(
        market_id=_MARKET_ID,
        market_sysname=_SYSNAME,
        market_caption=_CAPTION,
        bet_items=[
            structs.LiveMarketItem(
                code=code, caption=caption, price=price, price_change=change, is_available=True
            )
            for _, code, caption, price, change in _BETS
        ],
    )
]


def _stats(**more: Any) -> Stats:
    return Stats(
        id="stats_123",
        home_goals=2,
        away_goals=1,
        homeCorners=5,
        awayCorners=3,
        homeYellowCards=2,
        awayYellowCards=1,
        homeRedCards=0,
        awayRedCards=0,
        elapsed_seconds=2_820,
        phase="2ND_HALF",
        phase_sysname="SOCCER_MATCH_SECOND_HALF",
        phase_caption="47:00",
        phase_caption_long="2H",
        reference_time="2025-11-14T20:47:00.000Z",
        is_live=True,
        is_in_play=True,
        live_bet_items=[
            LiveBetItem(
                bet_item_id=bet,
                market_sysname=_SYSNAME,
                market_caption=_CAPTION,
                code=code,
                caption=caption,
                price=price,
                price_change=change,
                is_available=True,
                timestamp="1763153207000",
            )
            for bet, code, caption, price, change in _BETS
        ],
        **more,
    )


_TIMELINE: Final = [
    Incident(
        type="Goal",
        context="H",
        captions=["12", _HOME.name],
        phase_code="1H",
        time_offset=12,
    ),
    Incident(
        type="YellowCardWithoutPlayer",
        context="A",
        captions=["31", _AWAY.name],
        phase_code="1H",
        time_offset=31,
    ),
]


def _built(struct: msgspec.Struct) -> Any:
    return msgspec.to_builtins(struct)


LIVE: Final = _built(
    structs.LiveMatches(
        data=[
            structs.LiveMatch(
                **_MATCH, status="live", sport=_SPORT, stats=_stats(), markets=_MARKETS
            )
        ],
        count=1,
    )
)
MATCHES: Final = _built(
    structs.Matches(
        data=[structs.ListedMatch(**_MATCH, status="upcoming", sport=_SPORT, markets=_MARKETS)],
        count=1,
    )
)
TRENDING: Final = MATCHES
MATCH: Final = _built(
    structs.OneMatch(
        data=structs.MatchDetail(
            **_MATCH,
            status="live",
            sport=structs.SportRef(
                id=_SPORT.id, name=_SPORT.name, sysname="SOCCER_MATCH", caption="Soccer"
            ),
            stats=_stats(timeline=_TIMELINE),
            live_markets=_LIVE_MARKETS,
            markets=_MARKETS,
            analysis_insight=None,
            event_news=[],
        )
    )
)
LIVE_ODDS: Final = _built(
    structs.LiveOdds(
        data=structs.MatchOdds(
            event_id=_ID,
            data_source="bet365",
            captured_at="2025-11-14T20:46:52.000Z",
            live_markets=_LIVE_MARKETS,
        )
    )
)
TEAMS: Final = _built(
    structs.Teams(data=[structs.Team(id=_HOME_ID, name=_HOME.name, sport_id=_SPORT.id)], count=1)
)
REGIONS: Final = _built(
    structs.Regions(
        data=[
            structs.Region(
                id=_REGION_ID,
                caption=_REGION.caption,
                count=structs.RegionCount(competitions=1, events=4),
                available_sports=[_SPORT],
                competitions=[
                    structs.CompetitionRef(
                        id=_COMPETITION_ID, caption=_COMPETITION.caption, sport_id=_SPORT.id
                    )
                ],
            )
        ]
    )
)
COMPETITIONS: Final = _built(
    structs.Competitions(
        data=[
            structs.Competition(
                id=_COMPETITION_ID,
                caption=_COMPETITION.caption,
                region_id=_REGION.id,
                region=_REGION,
                count=structs.EventCount(events=4),
            )
        ]
    )
)
STATS: Final = _built(
    structs.PictureStats(
        total_regions=1,
        total_competitions=1,
        total_events=4,
        total_teams=8,
        total_markets=36,
        upcoming_events=2,
        today_events=4,
        live_events=1,
        bookmakers=[
            structs.Bookmaker(
                id="bet365",
                name="Bet365",
                events_count=3,
                markets_count=36,
                last_fetch="2025-11-14T20:46:52.000Z",
            )
        ],
        last_updated="2025-11-14T20:47:00.000Z",
    )
)
HEALTH: Final = _built(
    structs.Health(
        timestamp="2025-11-14T20:47:01.000Z",
        status="healthy",
        version=__version__,
        message="Touchline is operational",
    )
)
NO_MATCH: Final = "Event not found"
