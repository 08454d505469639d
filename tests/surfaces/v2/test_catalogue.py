"""Regions, competitions, teams, numbers of the picture, and health."""

from pathlib import Path
from typing import Any

import pytest

from tests.surfaces.v2.scenes import FIXTURE, LEAGUE, SPORTS, Scene, assert_same_shape, sample
from touchline import __version__
from touchline.model.translations import Translations

SPAIN = {"Location": {"Id": 9, "Name": "Spain"}}
LALIGA = {"League": {"Id": 80, "Name": "LaLiga"}}


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    scene.fixture()
    scene.fixture(FIXTURE + 1, Status=1, StartDate="2026-01-11T01:00:00Z", **SPAIN, **LALIGA)
    scene.fixture(
        FIXTURE + 2,
        Sport=SPORTS["tennis"],
        **SPAIN,
        League={"Id": 81, "Name": "Open"},
        Participants=[{"Id": 5, "Name": "Álvaro Alonso", "Position": "1"}],
    )
    scene.fixture(FIXTURE + 3, Status=3, Location={"Id": 10, "Name": "Atlantis"})
    return scene


def rows(scene: Scene, path: str, query: str = "") -> list[dict[str, Any]]:
    return list(scene.body(path, query)["data"])


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("mrdoge_v2_regions", "/v2/regions"),
        ("mrdoge_v2_competitions", "/v2/competitions"),
        ("mrdoge_v2_teams", "/v2/teams"),
        ("mrdoge_v2_stats", "/v2/stats"),
        ("mrdoge_v2_health", "/v2/health"),
    ],
)
def test_every_key_of_the_reference_is_there(
    scene: Scene, shared: Path, name: str, path: str
) -> None:
    scene.odds({"1": "1.5"})
    assert_same_shape(scene.body(path), sample(shared, name))


def test_regions_count_what_is_to_come_or_live(scene: Scene) -> None:
    assert rows(scene, "/v2/regions") == [
        {
            "id": 243,
            "caption": "England",
            "_count": {"competitions": 1, "events": 1},
            "availableSports": [{"id": 1, "name": "soccer"}],
            "competitions": [{"id": LEAGUE, "caption": "Test League", "sportId": 1}],
        },
        {
            "id": 9,
            "caption": "Spain",
            "_count": {"competitions": 2, "events": 2},
            "availableSports": [{"id": 1, "name": "soccer"}, {"id": 3, "name": "tennis"}],
            "competitions": [
                {"id": 80, "caption": "LaLiga", "sportId": 1},
                {"id": 81, "caption": "Open", "sportId": 3},
            ],
        },
    ]


def test_regions_take_statuses_days_and_languages(scene: Scene) -> None:
    def captions(query: str) -> list[str]:
        return [row["caption"] for row in rows(scene, "/v2/regions", query)]

    assert captions("status=completed") == ["Atlantis"]
    assert captions("status=live,completed,upcoming") == ["Atlantis", "England", "Spain"]
    assert captions("") == ["England", "Spain"]
    assert captions("locale=es") == ["España", "Inglaterra"]
    assert captions("locale=pt-BR&status=upcoming") == ["Espanha"]
    assert captions("date=2026-01-11") == ["Spain"]
    assert captions("date=2026-01-10&timezone=America/New_York&status=upcoming") == ["Spain"]
    assert captions("startDate=2026-02-01") == []


def test_competitions_put_the_popular_ones_first(scene: Scene) -> None:
    found = rows(scene, "/v2/competitions")
    assert [row["caption"] for row in found] == ["LaLiga", "Open", "Test League"]
    assert found[0] == {
        "id": 80,
        "caption": "LaLiga",
        "regionId": 9,
        "region": {"id": 9, "caption": "Spain"},
        "_count": {"events": 1},
    }
    assert [row["id"] for row in rows(scene, "/v2/competitions", "regionId=243")] == [LEAGUE]
    assert [row["id"] for row in rows(scene, "/v2/competitions", "status=upcoming")] == [80]
    assert rows(scene, "/v2/competitions", "regionId=1") == []


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Alpha", "Álvaro Alonso", "Beta"]),
        ("search=AL", ["Alpha", "Álvaro Alonso"]),
        ("search=al&limit=1", ["Alpha"]),
        ("search=%20bet%20", ["Beta"]),
        ("search=%C3%A1lv", ["Álvaro Alonso"]),
        ("search=nobody", []),
    ],
)
def test_teams_are_found_by_a_part_of_their_name(
    scene: Scene, query: str, names: list[str]
) -> None:
    body = scene.body("/v2/teams", query)
    assert sorted(row["name"] for row in body["data"]) == sorted(names)
    assert body["count"] == len(names)


def test_teams_are_bounded() -> None:
    scene = Scene()
    for number in range(120):
        sides = [
            {"Id": 2 * number + place, "Name": f"Team {2 * number + place}", "Position": str(place)}
            for place in (1, 2)
        ]
        scene.fixture(FIXTURE + number, Participants=sides)
    assert scene.body("/v2/teams")["count"] == 50
    assert scene.body("/v2/teams", "limit=200")["count"] == 200


def test_numbers_of_the_picture(scene: Scene) -> None:
    scene.odds({"1": "1.5"})
    scene.odds({"1": "1.5"}, provider=31)
    scene.odds({"Over": "1.5"}, market=(2, "Under/Over"))
    assert scene.body("/v2/stats") == {
        "totalRegions": 3,
        "totalCompetitions": 3,
        "totalEvents": 4,
        "totalTeams": 3,
        "totalMarkets": 2,
        "upcomingEvents": 1,
        "todayEvents": 3,
        "liveEvents": 2,
        "bookmakers": [
            {
                "id": "book-8",
                "name": "Book 8",
                "eventsCount": 1,
                "marketsCount": 2,
                "lastFetch": "2026-01-10T15:00:00.000Z",
            },
            {
                "id": "book-31",
                "name": "Book 31",
                "eventsCount": 1,
                "marketsCount": 1,
                "lastFetch": "2026-01-10T15:00:00.000Z",
            },
        ],
        "lastUpdated": "2026-01-10T15:00:00.000Z",
    }
    scene.fixture(FIXTURE + 4)
    assert scene.body("/v2/stats")["totalEvents"] == 4
    scene.now += 10_000
    assert scene.body("/v2/stats")["totalEvents"] == 5


def test_an_empty_picture_has_numbers_too() -> None:
    scene = Scene()
    assert scene.body("/v2/stats")["totalEvents"] == 0
    assert scene.body("/v2/regions") == scene.body("/v2/competitions") == {"data": []}
    assert scene.body("/v2/matches/trending") == {"data": [], "count": 0}


def test_health_tells_of_sources_that_are_silent(scene: Scene) -> None:
    assert scene.body("/v2/health") == {
        "timestamp": "2027-01-15T08:00:00.000Z",
        "status": "healthy",
        "version": __version__,
        "message": "Touchline is operational",
    }
    scene.wait(60_000)
    body = scene.body("/v2/health")
    assert (body["status"], body["message"]) == ("degraded", "No word from feed")


def test_answers_follow_the_events(scene: Scene) -> None:
    assert len(rows(scene, "/v2/regions")) == 2
    scene.fixture(FIXTURE + 5, Location={"Id": 11, "Name": "Portugal"})
    assert len(rows(scene, "/v2/regions")) == 3
    assert rows(scene, "/v2/regions", "locale=es")[-1]["caption"] == "Portugal"


def test_ids_carry_the_offset_of_the_namespace() -> None:
    scene = Scene(id_offset=1_000_000)
    scene.fixture()
    (region,) = rows(scene, "/v2/regions")
    assert (region["id"], region["competitions"][0]["id"]) == (1_000_243, 1_000_000 + LEAGUE)
    assert rows(scene, "/v2/competitions", "regionId=1000243")[0]["regionId"] == 1_000_243
    assert rows(scene, "/v2/teams", "search=alpha")[0]["id"] == 1_081_001
    assert scene.body("/v2/matches", "regionId=1000243")["count"] == 1
    assert scene.body("/v2/matches", f"competitionId={1_000_000 + LEAGUE}")["count"] == 1
    assert scene.body("/v2/matches", "regionId=243")["count"] == 0


def test_names_of_teams_and_competitions_may_be_translated() -> None:
    scene = Scene(
        translations=Translations(
            teams={81001: {"en": "Alpha FC", "es": "Alfa"}},
            competitions={LEAGUE: {"es": "Liga de prueba"}},
        )
    )
    scene.fixture()
    scene.odds({"1": "1.5"})
    row = scene.live("locale=es")
    assert (row["homeTeam"]["name"], row["awayTeam"]["name"]) == ("Alfa", "Beta")
    assert row["competition"]["caption"] == "Liga de prueba"
    assert row["stats"]["liveBetItems"][0]["caption"] == "Alfa"
    row = scene.live("locale=pt")
    assert (row["homeTeam"]["name"], row["competition"]["caption"]) == ("Alpha FC", "Test League")
    assert rows(scene, "/v2/competitions", "locale=es")[0]["caption"] == "Liga de prueba"
