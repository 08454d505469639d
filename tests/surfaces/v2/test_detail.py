"""One match: its detail, its timeline, the odds of one bookmaker."""

from pathlib import Path
from typing import Any

import pytest

from tests.surfaces.v2.scenes import (
    FIXTURE,
    KICK_OFF,
    SPORTS,
    Scene,
    assert_same_shape,
    sample,
)
from touchline.board.shown_odds import ShownBooks

ODDS = f"/v2/matches/{FIXTURE}/live-odds"
PRICES = {"1": "1.5", "X": "4", "2": "6"}


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    scene.fixture()
    scene.livescore(20, 2820, (2, 1), {10: (2, 0), 20: (0, 1)})
    scene.odds(PRICES)
    return scene


def incident(kind: int, seconds: int, position: str | None = "1", **more: Any) -> dict[str, Any]:
    return {"IncidentType": kind, "Seconds": seconds, "ParticipantPosition": position, **more}


def tell_incidents(
    scene: Scene, periods: dict[int, list[Any]], statistics: dict[int, list[Any]] | None = None
) -> None:
    scene.now += 1_000
    scene.tell(
        2,
        {
            "Livescore": {
                "Scoreboard": {"Status": 2, "CurrentPeriod": max(periods), "Time": "60"},
                "Periods": [
                    {"Type": kind, "Incidents": incidents} for kind, incidents in periods.items()
                ],
                "Statistics": [
                    {"Type": kind, "Incidents": incidents}
                    for kind, incidents in (statistics or {}).items()
                ],
            }
        },
    )


def test_every_key_of_the_reference_is_there_before_the_match(shared: Path) -> None:
    scene = Scene()
    scene.fixture(Status=1)
    scene.odds(PRICES)
    detail = scene.body(f"/v2/matches/{FIXTURE}")
    assert_same_shape(detail, sample(shared, "mrdoge_v2_match_upcoming"))
    data = detail["data"]
    assert (data["stats"], data["liveMarkets"]) == (None, [])
    assert (data["analysisInsight"], data["eventNews"]) == (None, [])
    assert data["sport"] == {
        "id": 1,
        "name": "soccer",
        "sysname": "SOCCER_MATCH",
        "caption": "Soccer",
    }


def test_every_key_of_the_reference_is_there_after_the_match(shared: Path) -> None:
    scene = Scene()
    scene.fixture()
    tell_incidents(scene, {10: [incident(1, 1_050)]}, {6: [incident(6, 0, "2", Period=10)]})
    scene.now += 1_000
    scene.fixture(Status=3)
    detail = scene.body(f"/v2/matches/{FIXTURE}")
    assert_same_shape(detail, sample(shared, "mrdoge_v2_match_completed"))
    assert detail["data"]["stats"]["timeline"] == [
        {
            "type": "YellowCardWithoutPlayer",
            "context": "A",
            "captions": ["1", "Beta"],
            "phaseCode": "1H",
            "timeOffset": 1,
        },
        {
            "type": "Corner",
            "context": "H",
            "captions": ["18", "Alpha"],
            "phaseCode": "1H",
            "timeOffset": 18,
        },
    ]


def test_a_live_match_has_its_odds_in_both_forms(scene: Scene) -> None:
    data = scene.detail()
    assert data["status"] == "live"
    assert data["stats"]["liveBetItems"] == scene.bets()
    assert data["markets"] == scene.live()["markets"]
    (market,) = data["liveMarkets"]
    assert (market["marketId"], market["marketCaption"]) == (f"{FIXTURE}:1:", "Match Result")
    assert market["betItems"][1] == {
        "code": "X",
        "caption": "Draw",
        "price": 4.0,
        "priceChange": None,
        "isAvailable": True,
    }


def test_names_are_in_the_language(scene: Scene) -> None:
    data = scene.detail("locale=es")
    assert (data["sport"]["name"], data["sport"]["caption"]) == ("soccer", "Fútbol")
    assert data["region"]["caption"] == "Inglaterra"
    assert data["stats"]["phaseCaptionLong"] == "2T"


@pytest.mark.parametrize("name", ["", "-alpha-beta", "-", "-1"])
def test_an_id_may_have_a_name_behind_it(scene: Scene, name: str) -> None:
    assert scene.body(f"/v2/matches/{FIXTURE}{name}")["data"]["id"] == str(FIXTURE)
    assert scene.body(f"/v2/matches/{FIXTURE}{name}/live-odds")["data"]["eventId"] == str(FIXTURE)


@pytest.mark.parametrize("text", ["1", "0", "alpha", "-", "9" * 40, "\u0661", f"x{FIXTURE}"])
def test_an_unknown_match_is_404(scene: Scene, text: str) -> None:
    for path in (f"/v2/matches/{text}", f"/v2/matches/{text}/live-odds"):
        assert scene.refusal(path) == {
            "statusCode": 404,
            "message": "Event not found",
            "error": "Not Found",
        }


def test_the_clock_of_a_detail_goes_on(scene: Scene) -> None:
    assert scene.detail()["stats"]["elapsedSeconds"] == 2820
    scene.now += 3_000
    assert scene.detail()["stats"]["elapsedSeconds"] == 2823


# Timeline


def test_the_timeline_is_in_order_of_play(scene: Scene) -> None:
    tell_incidents(
        scene,
        {
            20: [incident(9, 3_000, "2", PlayerName="B. Two"), incident(24, 2_750)],
            10: [incident(9, 2_650, PlayerName="A. One"), incident(10, -1)],
        },
        {7: [incident(7, 2_700, "2", Period=10, PlayerName="B. Two")]},
    )
    rows = scene.detail()["stats"]["timeline"]
    assert [(row["type"], row["phaseCode"], row["timeOffset"]) for row in rows] == [
        ("Goal", "1H", 45),
        ("RedCard", "1H", 46),
        ("Substitution", "1H", None),
        ("OwnGoal", "2H", 46),
        ("Goal", "2H", 51),
    ]
    assert rows[0]["captions"] == ["45", "A. One", "Alpha"]
    assert [row["context"] for row in rows] == ["H", "A", "H", "H", "A"]


def test_an_incident_listed_twice_is_one(scene: Scene) -> None:
    tell_incidents(
        scene,
        {10: [incident(9, 600, PlayerId="5")]},
        {9: [{"Seconds": 600, "ParticipantPosition": "1", "PlayerId": "5", "Period": 10}]},
    )
    assert len(scene.detail()["stats"]["timeline"]) == 1


def test_unknown_incidents_have_names_of_their_own(scene: Scene) -> None:
    tell_incidents(scene, {10: [incident(1074, 60), incident(987654, 61, None)]})
    rows = scene.detail()["stats"]["timeline"]
    assert [(row["type"], row["context"]) for row in rows] == [
        ("VAR", "H"),
        ("Statistic987654", None),
    ]


def test_a_score_is_a_goal_only_where_goals_are_counted() -> None:
    for sport, name in (("soccer", "Goal"), ("american-football", "Score")):
        scene = Scene()
        scene.fixture(Sport=SPORTS[sport])
        tell_incidents(scene, {10 if sport == "soccer" else 1: [incident(27, 100)]})
        assert scene.detail()["stats"]["timeline"][0]["type"] == name


def test_minutes_count_from_the_start_of_the_match_also_where_clocks_start_anew() -> None:
    scene = Scene()
    scene.fixture(Sport=SPORTS["american-football"])
    tell_incidents(scene, {1: [incident(129, 120)], 3: [incident(129, 60)]})
    rows = scene.detail()["stats"]["timeline"]
    assert [(row["phaseCode"], row["timeOffset"]) for row in rows] == [("Q1", 3), ("Q3", 32)]


# The odds of one bookmaker


def test_every_key_of_the_live_odds_is_there(scene: Scene, shared: Path) -> None:
    assert_same_shape(scene.body(ODDS), sample(shared, "mrdoge_v2_live_odds"))


def test_a_bookmaker_is_named_by_slug_or_number(scene: Scene) -> None:
    scene.odds({"1": "1.6", "X": "4.2", "2": "5.5"}, provider=31)
    assert scene.body(ODDS)["data"]["dataSource"] == "book-8"
    for query in ("dataSource=book-31", "dataSource=BOOK-31", "dataSource=31", "provider=31"):
        data = scene.body(ODDS, query)["data"]
        assert data["dataSource"] == "book-31"
        assert [item["price"] for item in data["liveMarkets"][0]["betItems"]] == [1.6, 4.2, 5.5]
    assert data["capturedAt"] == "2026-01-10T15:00:00.000Z"


def test_calculated_odds_are_a_bookmaker_too(scene: Scene) -> None:
    bets = [{"Id": 5, "Name": "1", "Status": 1, "Price": "1.55"}]
    scene.tell(3, {"Markets": [{"Id": 1, "Name": "1X2", "Bets": bets}]})
    for name in ("calculated", "0"):
        data = scene.body(ODDS, f"dataSource={name}")["data"]
        assert data["dataSource"] == "calculated"
        assert [item["price"] for item in data["liveMarkets"][0]["betItems"]] == [1.55]


def test_an_unknown_bookmaker_is_refused_with_those_there_are(scene: Scene) -> None:
    scene.odds(PRICES, provider=31)
    assert scene.refusal(ODDS, "dataSource=nobody") == {
        "statusCode": 400,
        "message": "dataSource is one of book-31, book-8.",
        "error": "Bad Request",
    }
    assert scene.refusal(ODDS, "provider=").get("message", "").startswith("provider is one of")


def test_a_bookmaker_without_this_match_has_no_markets_here(scene: Scene) -> None:
    scene.fixture(FIXTURE + 1)
    data = scene.body(f"/v2/matches/{FIXTURE + 1}/live-odds", "dataSource=book-8")["data"]
    assert (data["dataSource"], data["liveMarkets"]) == ("book-8", [])


def test_a_match_without_odds_names_nobody() -> None:
    scene = Scene()
    scene.fixture()
    assert scene.body(ODDS)["data"] == {
        "eventId": str(FIXTURE),
        "dataSource": "shown",
        "capturedAt": "2026-01-10T15:00:00.000Z",
        "liveMarkets": [],
    }
    assert "nobody has odds" in scene.refusal(ODDS, "dataSource=8")["message"]


def test_live_odds_without_a_name_are_those_of_the_lists() -> None:
    scene = Scene(books=ShownBooks([8]))
    scene.fixture()
    scene.odds({"1": "1.5", "X": "4", "2": "6"}, provider=8)
    assert scene.body(ODDS)["data"]["dataSource"] == "book-8"
    for market in ((2, "Under/Over"), (7, "Double Chance")):
        scene.odds({"Over": "1.8", "1X": "1.2"}, provider=31, market=market)
    data = scene.body(ODDS)["data"]
    assert data["dataSource"] == "shown"
    detail = scene.body(f"/v2/matches/{FIXTURE}")["data"]
    assert data["liveMarkets"] == detail["liveMarkets"]
    assert data["liveMarkets"][0]["betItems"][0]["price"] == 1.5


def test_live_odds_follow_the_prices_and_the_availability(scene: Scene) -> None:
    scene.restate({"1": "1.4", "X": "4", "2": "6"})
    data = scene.body(ODDS)["data"]
    assert data["capturedAt"] == "2026-01-10T15:00:01.000Z"
    assert data["liveMarkets"][0]["betItems"][0]["priceChange"] == -0.1
    scene.now = KICK_OFF + 60_000
    items = scene.body(ODDS)["data"]["liveMarkets"][0]["betItems"]
    assert {item["isAvailable"] for item in items} == {False}
