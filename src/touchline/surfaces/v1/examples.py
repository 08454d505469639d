"""Examples for the documents: the matches of seed 000, in every form that v1 has for them."""

from typing import Any, Final

import msgspec

from touchline import __version__
from touchline.surfaces.openapi import ErrorExamples
from touchline.surfaces.v1 import structs
from touchline.surfaces.v1.errors import failure
from touchline.surfaces.v1.odds import chances_of
from touchline.surfaces.v1.queries import EVENT, LEAGUE, SPORT, wrong_id

_LEAGUE_NAME: Final = "Kazakhstan. Premier League"
_START: Final[dict[str, Any]] = {
    "start_time": 1_782_046_800,
    "start_time_iso": "2026-06-21T13:00:00.000Z",
}
_UNSAID: Final[dict[str, Any]] = {
    "home_team_id": None,
    "away_team_id": None,
    "home_image": None,
    "away_image": None,
    "venue": None,
    "round": None,
    "info": None,
}
"""What the seed does not tell of its matches."""


def _priced(prices: dict[str, float], **more: Any) -> dict[str, Any]:
    return {
        "odds": structs.Odds(match_result=prices, **more),
        "win_probability": chances_of(prices, has_draw=True),
    }


def _halves(first: tuple[int, int], second: tuple[int, int]) -> dict[str, Any]:
    """Return a match in its second half by the goals of each half."""
    return {
        "score": structs.Score(home=first[0] + second[0], away=first[1] + second[1]),
        "period_scores": [
            structs.PeriodScore(period=number, name=name, home=home, away=away)
            for number, name, (home, away) in ((1, "1st half", first), (2, "2nd half", second))
        ],
        "current_period": 2,
        "current_period_name": "2nd half",
    }


_PRICES: Final = {"home": 2.5, "draw": 3.1, "away": 2.8}
_KAIRAT: Final[dict[str, Any]] = {
    "id": 730_837_344,
    "sport_id": SPORT,
    "league_id": 318_457,
    "league_name": "Alternative Matches",
    "home_team": "Kairat",
    "away_team": "Helsingborgs",
    "is_live": True,
    "market_count": 1,
    "timer_seconds": 2_709,
    "timer_minutes": 45,
    "has_video": False,
    "video_id": None,
    **_START,
    **_UNSAID,
    **_halves((2, 1), (0, 0)),
    **_priced({"home": 1.3, "draw": 5.5, "away": 9.0}),
}
_OKZHETPES: Final[dict[str, Any]] = {
    "id": EVENT,
    "sport_id": SPORT,
    "league_id": LEAGUE,
    "league_name": _LEAGUE_NAME,
    "home_team": "Okzhetpes",
    "away_team": "Tobol Kostanay",
    "is_live": True,
    "market_count": 3,
    "timer_seconds": 3_186,
    "timer_minutes": 53,
    "has_video": True,
    "video_id": "DR_2_1773802721",
    **_START,
    **_UNSAID,
    **_halves((1, 0), (0, 1)),
    **_priced(_PRICES),
}
_STATS: Final = [
    structs.Stat(id=number, name=name, home=home, away=away)
    for number, name, home, away in (
        (45, "Attacks", "55", "48"),
        (58, "Dangerous attacks", "42", "23"),
        (29, "Possession %", "57", "43"),
        (59, "Shots on target", "3", "2"),
        (60, "Shots off target", "4", "1"),
        (26, "Yellow cards", "0", "1"),
        (70, "Corner", "3", "1"),
        (71, "Red card", "0", "1"),
    )
]


def _market(number: int, name: str, line: str | None, bets: dict[str, float]) -> structs.MarketView:
    """Return a market that one bookmaker has."""
    views = [
        structs.BetView(
            id=str(89_000_000_000_000_000 + 100 * number + place),
            name=bet,
            line=line,
            odds=price,
            available=True,
            updated_at="2026-06-21T14:08:02.417Z",
        )
        for place, (bet, price) in enumerate(bets.items())
    ]
    bookmaker = structs.ProviderView(id=8, name="Bet365", bets=views)
    return structs.MarketView(id=number, name=name, providers=[bookmaker])


_DETAIL: Final = structs.EventDetail(
    **_OKZHETPES
    | _priced(
        _PRICES,
        totals={"over_2.5": 1.72, "under_2.5": 2.1},
        handicap=[
            structs.Handicap(type="home", line=0.0, odds=1.8),
            structs.Handicap(type="away", line=0.0, odds=2.0),
        ],
    ),
    stats=_STATS,
    markets=[
        _market(1, "1X2", None, dict(zip("1X2", _PRICES.values(), strict=True))),
        _market(2, "Under/Over", "2.5", {"Over": 1.72, "Under": 2.1}),
        _market(3, "Asian Handicap", "0.0", {"1": 1.8, "2": 2.0}),
    ],
)


def _built(struct: msgspec.Struct) -> Any:
    return msgspec.to_builtins(struct)


LIVE_SPORTS: Final = _built(
    structs.LiveSports(
        data=[
            structs.LiveSport(
                id=SPORT,
                name="Football",
                total_live=3,
                leagues=[
                    structs.LiveLeague(
                        id=1_015_483, name="Belarus. Premier League", live_count=1, priority=50
                    ),
                    structs.LiveLeague(id=LEAGUE, name=_LEAGUE_NAME, live_count=2, priority=50),
                ],
            )
        ],
        total_live=3,
    )
)
LIVE_EVENTS: Final = _built(
    structs.LiveEvents(data=[structs.LiveEvent(**_KAIRAT)], sport="football", count=1)
)
LIVE_LEAGUE: Final = _built(
    structs.LeagueEvents(
        data=[structs.LeagueEvent(**_OKZHETPES, stats=_STATS)], league_id=LEAGUE, count=1
    )
)
EVENT_DETAIL: Final = _built(structs.OneEvent(data=_DETAIL))
SPORTS: Final = _built(
    structs.Sports(
        data=[
            structs.SportRow(
                id=SPORT, name="Football", slug="football", live_count=3, event_count=12
            )
        ],
        count=1,
    )
)
LEAGUES: Final = _built(
    structs.Leagues(
        data=[
            structs.LeagueRow(
                id=LEAGUE, name=_LEAGUE_NAME, live_count=2, event_count=5, priority=50
            ),
            structs.LeagueRow(
                id=1_015_483,
                name="Belarus. Premier League",
                live_count=1,
                event_count=4,
                priority=50,
            ),
        ],
        sport_id=SPORT,
        count=2,
    )
)
LEAGUE_EVENTS: Final = _built(
    structs.Events(data=[structs.CurrentEvent(**_OKZHETPES)], league_id=LEAGUE, count=1)
)
TOP_EVENTS: Final = _built(
    structs.TopEvents(
        data=[structs.CurrentEvent(**_OKZHETPES), structs.CurrentEvent(**_KAIRAT)], count=2
    )
)
STATUS: Final = _built(
    structs.Status(
        success=True,
        api="Touchline v1",
        version=__version__,
        account=structs.Account(
            email="", name="Example", plan="PRO", member_since="2026-01-15T10:30:00.000Z"
        ),
        usage=structs.Usage(
            daily_limit=7_500,
            remaining=7_255,
            requests_today=245,
            reset_at="2026-06-22T00:00:00.000Z",
        ),
    )
)
NO_EVENT: Final = f"Event {EVENT} is not known."
NO_LEAGUE: Final = f"League {LEAGUE} is not known."
WRONG_EVENT: Final = wrong_id("id", EVENT)
WRONG_LEAGUE: Final = wrong_id("leagueId", LEAGUE)
WRONG_SPORT: Final = wrong_id("id", SPORT)

ERRORS: Final = ErrorExamples(
    failure,
    access={
        401: "Valid x-api-key header or Bearer token required",
        403: "Insufficient permissions. Requires: read:live-events",
        429: "Daily quota exceeded. Resets at midnight UTC.",
    },
)
