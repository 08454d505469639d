"""The bodies of v1, field for field as seed 000 and its samples show them."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.surfaces.v1.pictures import FIXTURE, KICK_OFF, LEAGUE, Match
from touchline.board.shown_odds import ShownBooks


@pytest.fixture
def match() -> Match:
    match = Match()
    match.fixture(
        FixtureExtraData=[{"Name": "VideoId", "Value": "DR_2_1"}],
    )
    match.livescore(
        20,
        2709,
        (2, 1),
        periods={10: (2, 1), 20: (0, 0)},
        statistics={1: (3, 1), 2: (3, 2), 3: (4, 1), 4: (55, 48), 5: (42, 23), 6: (0, 1)}
        | {7: (0, 1), 11: (57, 43), 13: (1, 1), 14: (2, 2), 9101: (5, 5)},
    )
    match.odds({"1": "1.3", "X": "5.5", "2": "9"})
    return match


def assert_same_shape(ours: Any, example: Any, where: str = "$") -> None:
    """Every key of the example is there with the same nesting and type (DECISIONS 29)."""
    if isinstance(example, dict):
        assert isinstance(ours, dict), where
        assert example.keys() <= ours.keys(), f"{where} lacks {example.keys() - ours.keys()}"
        for key, value in example.items():
            assert_same_shape(ours[key], value, f"{where}.{key}")
    elif isinstance(example, list):
        assert isinstance(ours, list), where
        assert ours or not example, f"{where} is empty"
        for item in ours:
            assert_same_shape(item, example[0], f"{where}[]")
    elif isinstance(example, bool) or example is None:
        assert ours is None or isinstance(ours, bool | str), where
    elif isinstance(example, int | float):
        assert type(ours) in (int, float), where
    else:
        assert isinstance(ours, type(example)), where


@pytest.mark.parametrize(
    ("sample", "path", "query"),
    [
        ("v5_live_sports", "/api/v1/live/sports", "sport=1"),
        ("v5_live_events", "/api/v1/live/events", "sport=1&count=100"),
        ("v5_live_league", f"/api/v1/live/leagues/{LEAGUE}", ""),
    ],
)
def test_every_key_of_the_seed_is_there(
    match: Match, shared: Path, sample: str, path: str, query: str
) -> None:
    example = msgspec.json.decode((shared / "samples" / "rest" / f"{sample}.json").read_bytes())
    assert_same_shape(match.get(path, query), example)


def test_live_event(match: Match) -> None:
    assert match.get("/api/v1/live/events") == {
        "data": [
            {
                "id": FIXTURE,
                "sportId": 1,
                "leagueId": LEAGUE,
                "leagueName": "England. Test League",
                "homeTeam": "Alpha",
                "awayTeam": "Beta",
                "homeTeamId": 81001,
                "awayTeamId": 81002,
                "homeImage": None,
                "awayImage": None,
                "startTime": KICK_OFF // 1000,
                "startTimeISO": "2026-01-10T15:00:00.000Z",
                "isLive": True,
                "marketCount": 1,
                "winProbability": {"P1": 0.7242, "PX": 0.1712, "P2": 0.1046},
                "venue": None,
                "round": None,
                "info": None,
                "score": {"home": 2, "away": 1},
                "periodScores": [
                    {"period": 1, "name": "1st half", "home": 2, "away": 1},
                    {"period": 2, "name": "2nd half", "home": 0, "away": 0},
                ],
                "currentPeriod": 2,
                "currentPeriodName": "2nd half",
                "timerSeconds": 2709,
                "timerMinutes": 45,
                "hasVideo": True,
                "videoId": "DR_2_1",
                "odds": {"1x2": {"home": 1.3, "draw": 5.5, "away": 9.0}},
            }
        ],
        "sport": "football",
        "count": 1,
    }


def test_statistics_have_the_seeds_ids_names_and_text_values(match: Match) -> None:
    (event,) = match.get(f"/api/v1/live/leagues/{LEAGUE}")["data"]
    assert event["stats"] == [
        {"id": 45, "name": "Attacks", "home": "55", "away": "48"},
        {"id": 58, "name": "Dangerous attacks", "home": "42", "away": "23"},
        {"id": 29, "name": "Possession %", "home": "57", "away": "43"},
        {"id": 59, "name": "Shots on target", "home": "3", "away": "2"},
        {"id": 60, "name": "Shots off target", "home": "4", "away": "1"},
        {"id": 26, "name": "Yellow cards", "home": "0", "away": "1"},
        {"id": 70, "name": "Corner", "home": "3", "away": "1"},
        {"id": 71, "name": "Red card", "home": "0", "away": "1"},
        {"id": 72, "name": "Free kicks", "home": "1", "away": "1"},
        {"id": 73, "name": "Goal kicks", "home": "2", "away": "2"},
    ]


def test_statistics_that_the_feed_lacks_are_left_out() -> None:
    match = Match()
    match.fixture()
    match.livescore(statistics={1: (0, 0)})
    (event,) = match.get(f"/api/v1/live/leagues/{LEAGUE}")["data"]
    assert event["stats"] == [{"id": 70, "name": "Corner", "home": "0", "away": "0"}]


def test_sports_count_what_is_live(match: Match) -> None:
    match.fixture(FIXTURE + 1)
    match.fixture(FIXTURE + 2, League={"Id": 67, "Name": "Premier League"})
    match.fixture(FIXTURE + 3, Sport={"Id": 54094, "Name": "Tennis"})
    match.fixture(FIXTURE + 4, Status=1)
    body = match.get("/api/v1/live")
    assert body == match.get("/api/v1/live/sports")
    assert body["totalLive"] == 4
    assert [(row["id"], row["name"], row["totalLive"]) for row in body["data"]] == [
        (1, "Football", 3),
        (4, "Tennis", 1),
    ]
    # By priority, then by number of live events.
    assert [(row["id"], row["liveCount"]) for row in body["data"][0]["leagues"]] == [
        (67, 1),
        (LEAGUE, 2),
    ]
    only = match.get("/api/v1/live/sports", "sport=4")
    assert [row["id"] for row in only["data"]] == [4]
    assert only["totalLive"] == 1


def test_detail_has_every_market_of_every_bookmaker(match: Match) -> None:
    match.odds({"1": "1.4", "X": "5", "2": "8"}, provider=31, status=2)
    match.odds({"Over": "1.9"}, market=(2, "Under/Over"), Line="2.5", BaseLine="2.5")
    detail = match.get(f"/api/v1/live/event/{FIXTURE}")["data"]
    assert detail["stats"]
    assert [(row["id"], row["name"]) for row in detail["markets"]] == [
        (1, "1X2"),
        (2, "Under/Over"),
    ]
    first, second = detail["markets"][0]["providers"]
    assert (first["id"], first["name"], second["id"]) == (8, "Book 8", 31)
    assert first["bets"][0] == {
        "id": "800000010000000000",
        "name": "1",
        "line": None,
        "odds": 1.3,
        "available": True,
        "updatedAt": "2026-01-10T15:00:00.000Z",
    }
    assert [bet["available"] for bet in second["bets"]] == [False] * 3
    assert detail["markets"][1]["providers"][0]["bets"][0]["line"] == "2.5"


def test_calculated_odds_stand_beside_the_bookmakers(match: Match) -> None:
    bets = [{"Id": 5, "Name": "1", "Status": 1, "Price": "1.55"}]
    match.tell(3, {"Markets": [{"Id": 1, "Name": "1X2", "Bets": bets}]})
    detail = match.get(f"/api/v1/live/event/{FIXTURE}")["data"]
    assert [row["id"] for row in detail["markets"][0]["providers"]] == [0, 8]
    assert detail["odds"] == {"1x2": {"home": 1.55}}


def test_what_is_not_available_is_left_out_of_the_odds(match: Match) -> None:
    match.now += 1_000
    match.odds({"1": "1.3", "X": "5.5", "2": "9"}, status=2)
    assert match.event()["odds"] == {}


def test_the_preferred_bookmaker_is_shown() -> None:
    match = Match(books=ShownBooks([31]))
    match.fixture()
    match.odds({"1": "1.3", "X": "5", "2": "9"}, provider=8)
    match.odds({"1": "1.4", "X": "6", "2": "8"}, provider=31)
    assert match.event()["odds"]["1x2"] == {"home": 1.4, "draw": 6.0, "away": 8.0}


def test_two_way_sports_have_no_draw() -> None:
    match = Match()
    match.fixture(Sport={"Id": 54094, "Name": "Tennis"})
    match.odds({"1": "1.3", "2": "3.4"}, market=(52, "12"))
    (event,) = match.get("/api/v1/live/events", "sport=4")["data"]
    assert event["odds"] == {"1x2": {"home": 1.3, "away": 3.4}}


def test_ids_carry_the_offset_of_the_namespace() -> None:
    match = Match(id_offset=10**9)
    match.fixture()
    (event,) = match.get(f"/api/v1/live/leagues/{LEAGUE + 10**9}")["data"]
    assert (event["id"], event["leagueId"]) == (FIXTURE + 10**9, LEAGUE + 10**9)
    assert match.get(f"/api/v1/live/event/{FIXTURE + 10**9}")["data"]["homeTeam"] == "Alpha"


@pytest.mark.parametrize("location", [None, {"Id": 248, "Name": "International"}])
def test_league_stands_alone_without_a_location(location: Any) -> None:
    match = Match()
    match.fixture(Location=location)
    assert match.event()["leagueName"] == "Test League"


def test_an_unknown_sport_works_under_its_own_names() -> None:
    match = Match()
    match.fixture(Sport={"Id": 530129, "Name": "Hockey"})
    match.livescore(period=3, seconds=-1, score=(1, 0), periods={3: (1, 0)})
    (row,) = match.get("/api/v1/live/sports")["data"]
    assert row["name"] == "Hockey"
    (event,) = match.get("/api/v1/live/events", f"sport={row['id']}")["data"]
    assert event["periodScores"] == [{"period": 3, "name": "Period 3", "home": 1, "away": 0}]
    assert event["timerSeconds"] is None
