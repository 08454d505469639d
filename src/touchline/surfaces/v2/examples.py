"""Examples of the answers of v2, for documents."""

from typing import Any, Final

_MATCH: Final[dict[str, Any]] = {
    "id": "90000001",
    "startDateTime": "2026-01-10T15:00:00.000Z",
    "statusReason": None,
    "competitionId": 70001,
    "sportId": 1,
    "regionId": 243,
    "views": 12,
    "homeTeamId": 81001,
    "awayTeamId": 81002,
    "sport": {"id": 1, "name": "soccer"},
    "homeTeam": {"id": 81001, "name": "Alpha Town"},
    "awayTeam": {"id": 81002, "name": "Beta Rovers"},
    "competition": {"id": 70001, "caption": "First Division"},
    "region": {"id": 243, "caption": "England"},
    "metadata": {
        "sportName": "soccer",
        "homeTeamName": "Alpha Town",
        "awayTeamName": "Beta Rovers",
    },
}
_PRICES: Final = (("1", "Alpha Town", 1.83), ("X", "Draw", 3.6), ("2", "Beta Rovers", 4.75))
_MARKETS: Final = [
    {
        "id": "90000001:1:",
        "eventId": "90000001",
        "betTypeSysname": "SOCCER_MATCH_RESULT",
        "displayName": "Match Result",
        "betItems": [
            {
                "id": f"90000001:1::8:{number}",
                "code": code,
                "caption": caption,
                "price": price,
                "oddsText": f"{price:.2f}",
                "isAvailable": True,
            }
            for number, (code, caption, price) in enumerate(_PRICES, start=7001)
        ],
    }
]
_STATS: Final[dict[str, Any]] = {
    "id": "stats_90000001",
    "homeGoals": 1,
    "awayGoals": 0,
    "homeCorners": 3,
    "awayCorners": 2,
    "homeYellowCards": 0,
    "awayYellowCards": 1,
    "homeRedCards": 0,
    "awayRedCards": 0,
    "elapsedSeconds": 2955,
    "phase": "2ND_HALF",
    "phaseSysname": "SOCCER_MATCH_SECOND_HALF",
    "phaseCaption": "49:15",
    "phaseCaptionLong": "2H",
    "referenceTime": "2026-01-10T16:06:20.000Z",
    "isLive": True,
    "isInPlay": True,
    "liveBetItems": [
        {
            "betItemId": f"90000001:1::8:{number}",
            "marketSysname": "SOCCER_MATCH_RESULT",
            "marketCaption": "Match Result",
            "code": code,
            "caption": caption,
            "price": price,
            "priceChange": change,
            "isAvailable": True,
            "timestamp": "1768061170000",
        }
        for (number, (code, caption, price)), change in zip(
            enumerate(_PRICES, start=7001), (-0.12, None, 0.25), strict=True
        )
    ],
}
_LIVE_MARKETS: Final = [
    {
        "marketId": "90000001:1:",
        "marketSysname": "SOCCER_MATCH_RESULT",
        "marketCaption": "Match Result",
        "betItems": [
            {
                "code": code,
                "caption": caption,
                "price": price,
                "priceChange": None,
                "isAvailable": True,
            }
            for code, caption, price in _PRICES
        ],
    }
]

LIVE: Final = {
    "data": [{**_MATCH, "status": "live", "stats": _STATS, "markets": _MARKETS}],
    "count": 1,
}
MATCHES: Final = {
    "data": [{**_MATCH, "status": "upcoming", "markets": _MARKETS}],
    "count": 1,
}
TRENDING: Final = MATCHES
MATCH: Final = {
    "data": {
        **_MATCH,
        "status": "live",
        "sport": {"id": 1, "name": "soccer", "sysname": "SOCCER_MATCH", "caption": "Soccer"},
        "stats": {
            **_STATS,
            "timeline": [
                {
                    "type": "Goal",
                    "context": "H",
                    "captions": ["25", "A. Player", "Alpha Town"],
                    "phaseCode": "1H",
                    "timeOffset": 25,
                }
            ],
        },
        "liveMarkets": _LIVE_MARKETS,
        "markets": _MARKETS,
        "analysisInsight": None,
        "eventNews": [],
    }
}
LIVE_ODDS: Final = {
    "data": {
        "eventId": "90000001",
        "dataSource": "bet365",
        "capturedAt": "2026-01-10T16:06:10.000Z",
        "liveMarkets": _LIVE_MARKETS,
    }
}
TEAMS: Final = {
    "data": [
        {"id": 81001, "name": "Alpha Town", "sportId": 1},
        {"id": 81007, "name": "Alpha United", "sportId": 1},
    ],
    "count": 2,
}
REGIONS: Final = {
    "data": [
        {
            "id": 243,
            "caption": "England",
            "_count": {"competitions": 1, "events": 4},
            "availableSports": [{"id": 1, "name": "soccer"}],
            "competitions": [{"id": 70001, "caption": "First Division", "sportId": 1}],
        }
    ]
}
COMPETITIONS: Final = {
    "data": [
        {
            "id": 70001,
            "caption": "First Division",
            "regionId": 243,
            "region": {"id": 243, "caption": "England"},
            "_count": {"events": 4},
        }
    ]
}
STATS: Final = {
    "totalRegions": 1,
    "totalCompetitions": 1,
    "totalEvents": 4,
    "totalTeams": 8,
    "totalMarkets": 36,
    "upcomingEvents": 2,
    "todayEvents": 4,
    "liveEvents": 1,
    "bookmakers": [
        {
            "id": "bet365",
            "name": "Bet365",
            "eventsCount": 3,
            "marketsCount": 36,
            "lastFetch": "2026-01-10T16:06:10.000Z",
        }
    ],
    "lastUpdated": "2026-01-10T16:06:11.500Z",
}
HEALTH: Final = {
    "timestamp": "2026-01-10T16:06:12.000Z",
    "status": "healthy",
    "version": "0.1.0",
    "message": "Touchline is operational",
}
NO_MATCH: Final = "Event not found"
