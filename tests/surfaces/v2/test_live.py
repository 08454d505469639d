"""The live list of v2: its rows field for field, its parameters, its order."""

from pathlib import Path

import pytest

from tests.surfaces.v2.scenes import (
    FIXTURE,
    KICK_OFF,
    LEAGUE,
    LIVE,
    SPORTS,
    Scene,
    assert_same_shape,
    sample,
)

PRICES = {"1": "1.50", "X": "4.1", "2": "6.2"}


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    scene.fixture()
    scene.odds(PRICES)
    scene.now += 60_000
    scene.odds({"1": "1.45", "X": "4.2", "2": "6.5"})
    scene.livescore(20, 2820, (2, 1), {10: (1, 1), 20: (1, 0)}, {1: (5, 3), 6: (2, 1), 7: (0, 0)})
    return scene


def test_every_key_of_the_seed_is_there(scene: Scene, shared: Path) -> None:
    assert_same_shape(scene.body(LIVE, "locale=en"), sample(shared, "mrdoge_v2_matches_live"))


def test_a_live_match(scene: Scene) -> None:
    items = [
        ("1", "Alpha", 1.45, -0.05, "1.45", 0),
        ("X", "Draw", 4.2, 0.1, "4.20", 1),
        ("2", "Beta", 6.5, 0.3, "6.50", 2),
    ]
    ids = {code: f"{FIXTURE}:1::8:{8 * 10**17 + 10**10 + place}" for code, *_, place in items}
    assert scene.body(LIVE) == {
        "data": [
            {
                "id": str(FIXTURE),
                "startDateTime": "2026-01-10T15:00:00.000Z",
                "status": "live",
                "statusReason": None,
                "competitionId": LEAGUE,
                "sportId": 1,
                "regionId": 243,
                "views": 0,
                "homeTeamId": 81001,
                "awayTeamId": 81002,
                "sport": {"id": 1, "name": "soccer"},
                "homeTeam": {"id": 81001, "name": "Alpha"},
                "awayTeam": {"id": 81002, "name": "Beta"},
                "competition": {"id": LEAGUE, "caption": "Test League"},
                "region": {"id": 243, "caption": "England"},
                "metadata": {
                    "sportName": "soccer",
                    "homeTeamName": "Alpha",
                    "awayTeamName": "Beta",
                },
                "stats": {
                    "id": f"stats_{FIXTURE}",
                    "homeGoals": 2,
                    "awayGoals": 1,
                    "homeCorners": 5,
                    "awayCorners": 3,
                    "homeYellowCards": 2,
                    "awayYellowCards": 1,
                    "homeRedCards": 0,
                    "awayRedCards": 0,
                    "elapsedSeconds": 2820,
                    "phase": "2ND_HALF",
                    "phaseSysname": "SOCCER_MATCH_SECOND_HALF",
                    "phaseCaption": "47:00",
                    "phaseCaptionLong": "2H",
                    "referenceTime": "2026-01-10T15:01:00.000Z",
                    "isLive": True,
                    "isInPlay": True,
                    "liveBetItems": [
                        {
                            "betItemId": ids[code],
                            "marketSysname": "SOCCER_MATCH_RESULT",
                            "marketCaption": "Match Result",
                            "code": code,
                            "caption": caption,
                            "price": price,
                            "priceChange": change,
                            "isAvailable": True,
                            "timestamp": str(KICK_OFF + 60_000),
                        }
                        for code, caption, price, change, _, _ in items
                    ],
                },
                "markets": [
                    {
                        "id": f"{FIXTURE}:1:",
                        "eventId": str(FIXTURE),
                        "betTypeSysname": "SOCCER_MATCH_RESULT",
                        "displayName": "Match Result",
                        "betItems": [
                            {
                                "id": ids[code],
                                "code": code,
                                "caption": caption,
                                "price": price,
                                "oddsText": text,
                                "isAvailable": True,
                            }
                            for code, caption, price, _, text, _ in items
                        ],
                    }
                ],
            }
        ],
        "count": 1,
    }


def test_a_row_is_there_before_the_first_livescore() -> None:
    scene = Scene()
    scene.fixture()
    stats = scene.stats()
    assert (stats["homeGoals"], stats["awayGoals"], stats["homeCorners"]) == (0, 0, 0)
    assert [stats[name] for name in ("elapsedSeconds", "phaseCaption", "referenceTime")] == [
        None,
        None,
        None,
    ]
    assert (stats["phase"], stats["isLive"], stats["isInPlay"]) == (None, True, False)
    assert stats["liveBetItems"] == []


def test_the_clock_goes_on_and_its_reference_with_it(scene: Scene) -> None:
    scene.now += 7_000
    stats = scene.stats()
    assert (stats["elapsedSeconds"], stats["phaseCaption"]) == (2827, "47:07")
    assert stats["referenceTime"] == "2026-01-10T15:01:07.000Z"
    scene.heartbeat()
    scene.now += 60_000 * 60
    assert scene.stats()["elapsedSeconds"] == 2880


def test_live_event_data_is_added_on_request(scene: Scene) -> None:
    (data,) = scene.live("include=liveEventData")["liveEventData"]
    assert (data["eventId"], data["isLive"]) == (str(FIXTURE), True)
    assert data["phaseSysname"] == "SOCCER_MATCH_SECOND_HALF"
    assert data["liveDataJson"] == {
        "discriminator": "SoccerMatchLiveDataModel",
        "eventSysname": "SOCCER_MATCH",
        "isLive": True,
        "isInPlay": True,
        "homeGoals": 2,
        "awayGoals": 1,
        "homeCorners": 5,
        "awayCorners": 3,
        "homeYellowCards": 2,
        "awayYellowCards": 1,
        "homeRedCards": 0,
        "awayRedCards": 0,
        "phaseSysname": "SOCCER_MATCH_SECOND_HALF",
        "elapsedSeconds": 2820,
        "referenceTime": "2026-01-10T15:01:00.000Z",
        "referenceTimeUnix": (KICK_OFF + 60_000) // 1000,
    }
    assert "liveEventData" not in scene.live()
    scene.now += 1_000
    (data,) = scene.live("include=liveEventData")["liveEventData"]
    assert data["liveDataJson"]["elapsedSeconds"] == 2821
    assert data["liveDataJson"]["referenceTimeUnix"] == (KICK_OFF + 61_000) // 1000


def test_sports_are_filtered_by_either_spelling() -> None:
    scene = Scene()
    scene.fixture()
    scene.fixture(FIXTURE + 1, Sport=SPORTS["ice-hockey"])
    scene.fixture(FIXTURE + 2, Sport={"Id": 1149093, "Name": "Badminton"})
    for query in ("sport=ice-hockey", "sport=ice_hockey", "sport=ICE-HOCKEY"):
        assert [row["id"] for row in scene.body(LIVE, query)["data"]] == [str(FIXTURE + 1)]
    assert scene.body(LIVE, "sport=badminton")["count"] == 1
    assert scene.body(LIVE, "sport=tennis") == {"data": [], "count": 0}
    assert scene.body(LIVE)["count"] == 3


def test_order_is_by_start_unless_popular_leagues_come_first() -> None:
    scene = Scene()
    scene.fixture(FIXTURE + 3)
    scene.fixture(FIXTURE + 2)
    scene.fixture(FIXTURE + 1, League={"Id": LEAGUE + 1, "Name": "Other"})
    scene.fixture(FIXTURE + 4, StartDate="2026-01-10T14:00:00Z", League={"Id": 9, "Name": "Small"})
    scene.fixture(
        FIXTURE + 5,
        StartDate="2026-01-10T16:00:00Z",
        League={"Id": 67, "Name": "Premier League"},
    )

    def order(query: str) -> list[int]:
        return [int(row["id"]) - FIXTURE for row in scene.body(LIVE, query)["data"]]

    assert order("") == order("prioritize=false") == order("prioritize=False") == [4, 1, 2, 3, 5]
    assert order("prioritize=true") == order("prioritize=TRUE") == [5, 2, 3, 4, 1]
    assert order("prioritize=true&limit=2") == [5, 2]
    assert scene.body(LIVE, "limit=2")["count"] == 2
    assert scene.body(LIVE, "limit=100")["count"] == 5


def test_only_live_matches_are_listed_and_no_outrights() -> None:
    scene = Scene()
    for place, status in enumerate((0, 1, 2, 3, 4, 5, 6, 7, 8, 9)):
        scene.fixture(FIXTURE + place, Status=status)
    scene.say(
        {
            "Header": {"Type": 37, "MsgSeq": 1, "ServerTimestamp": scene.now},
            "Body": {
                "Competition": {
                    "Id": 5,
                    "Type": 1,
                    "Events": [
                        {
                            "FixtureId": 777,
                            "OutrightFixture": {"Sport": {"Id": 687888}, "Status": 2},
                        }
                    ],
                }
            },
        }
    )
    rows = scene.body(LIVE)["data"]
    assert [int(row["id"]) - FIXTURE for row in rows] == [2, 6, 8]
    assert scene.body("/v2/matches")["count"] == 10


def test_ids_carry_the_offset_of_the_namespace() -> None:
    scene = Scene(id_offset=10**9)
    scene.fixture()
    scene.odds(PRICES)
    row = scene.live()
    assert row["id"] == row["markets"][0]["eventId"] == str(FIXTURE + 10**9)
    assert (row["competitionId"], row["regionId"]) == (LEAGUE + 10**9, 243 + 10**9)
    assert row["homeTeam"]["id"] == row["homeTeamId"] == 81001 + 10**9
    assert row["stats"]["liveBetItems"][0]["betItemId"].startswith(f"{FIXTURE + 10**9}:1::8:")
    assert row["sportId"] == 1
    assert scene.detail(fixture_id=FIXTURE + 10**9)["id"] == row["id"]
    assert scene.refusal(f"/v2/matches/{FIXTURE}")["statusCode"] == 404


def test_what_the_feed_lacks_is_empty_and_never_an_error() -> None:
    scene = Scene()
    scene.fixture(Location=None, League=None, StartDate=None, Participants=None, Sport=None)
    scene.livescore(77, -1)
    row = scene.live()
    assert (row["startDateTime"], row["competitionId"], row["regionId"]) == (None, None, None)
    assert row["homeTeam"] == row["awayTeam"] == {"id": None, "name": ""}
    assert row["competition"] == row["region"] == {"id": None, "caption": ""}
    assert row["stats"]["phase"] == "PERIOD_77"
    assert scene.detail()["stats"]["timeline"] == []
    assert scene.body("/v2/regions")["data"] == scene.body("/v2/competitions")["data"] == []


@pytest.mark.parametrize("sport", ["soccer", "basketball", "tennis"])
@pytest.mark.parametrize("period", [-1, 0, 40, 50, 60, 77, 80, 100, 101, 102, 10**9])
@pytest.mark.parametrize("described", [None, 1, 55, 99])
def test_any_period_and_description_answers(sport: str, period: int, described: int | None) -> None:
    scene = Scene()
    scene.fixture(Sport=SPORTS[sport])
    scene.livescore(period, 100, Description=described)
    stats = scene.stats()
    assert isinstance(stats["phase"], str)
    assert isinstance(stats["phaseCaption"], str)
    assert isinstance(stats["phaseCaptionLong"], str)
