"""The lists of matches: filters, days in time zones, pages, what each status carries."""

from pathlib import Path

import pytest

from tests.surfaces.v2.scenes import (
    FIXTURE,
    KICK_OFF,
    LEAGUE,
    SPORTS,
    WALL,
    Scene,
    assert_same_shape,
    sample,
)

PATH = "/v2/matches"
PRICES = {"1": "1.5", "X": "4", "2": "6"}


def ids(scene: Scene, query: str = "", path: str = PATH) -> list[int]:
    """Return which matches are listed, counted from the first fixture."""
    body = scene.body(path, query)
    assert body["count"] == len(body["data"])
    return [int(row["id"]) - FIXTURE for row in body["data"]]


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    scene.fixture(FIXTURE, Status=1, StartDate="2026-01-11T20:00:00Z")
    scene.fixture(FIXTURE + 1, Status=2, Sport=SPORTS["tennis"])
    scene.fixture(FIXTURE + 2, Status=3, StartDate="2026-01-10T08:00:00Z")
    scene.fixture(
        FIXTURE + 3,
        Status=9,
        StartDate="2026-01-10T15:05:00Z",
        League={"Id": 67, "Name": "Premier League"},
        Location={"Id": 9, "Name": "Spain"},
    )
    return scene


def test_every_key_of_the_reference_is_there(shared: Path) -> None:
    scene = Scene()
    scene.fixture(Status=1)
    scene.odds(PRICES)
    scene.odds({"Over": "1.7", "Under": "2.1"}, market=(2, "Under/Over"), BaseLine="2.5")
    for name, path in (("mrdoge_v2_matches", PATH), ("mrdoge_v2_trending", f"{PATH}/trending")):
        example = sample(shared, name)
        if name == "mrdoge_v2_trending":
            # Its only market has lines; ours lists the result too, which has none.
            del example["data"][0]["markets"][0]["betItems"][0]["instanceCaption"]
        assert_same_shape(scene.body(path), example)


def test_all_statuses_are_listed_by_start_and_id(scene: Scene) -> None:
    assert ids(scene) == [2, 1, 3, 0]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=upcoming", [3, 0]),
        ("status=live", [1]),
        ("status=completed", [2]),
        ("status=upcoming,live", [1, 3, 0]),
        ("status=upcoming&status=live", [1, 3, 0]),
        ("status=live,live", [1]),
        ("sportName=soccer", [2, 3, 0]),
        ("sport=tennis", [1]),
        ("sport=soccer&sportName=soccer", [2, 3, 0]),
        (f"competitionId={LEAGUE}", [2, 1, 0]),
        ("competitionId=67", [3]),
        ("competitionId=1", []),
        ("regionId=9", [3]),
        ("regionId=9&competitionId=67&status=upcoming&sportName=soccer", [3]),
        ("regionId=9&status=live", []),
        ("date=2026-01-10", [2, 1, 3]),
        ("date=2026-01-11", [0]),
        ("date=2026-01-12", []),
        ("startDate=2026-01-11", [0]),
        ("endDate=2026-01-10", [2, 1, 3]),
        ("startDate=2026-01-10&endDate=2026-01-11", [2, 1, 3, 0]),
        ("startDate=2026-01-10&endDate=2026-01-10&status=upcoming", [3]),
        ("startDate=0001-01-01&endDate=9999-12-31", [2, 1, 3, 0]),
        ("date=9999-12-31", []),
        ("unknown=1", [2, 1, 3, 0]),
    ],
)
def test_filters(scene: Scene, query: str, found: list[int]) -> None:
    assert ids(scene, query) == found


@pytest.mark.parametrize(
    ("starts", "zone", "found"),
    [
        # Madrid is an hour ahead of UTC in January, two in July.
        ("2026-01-10T23:00:00Z", "Europe/Madrid", "2026-01-11"),
        ("2026-01-10T22:59:59Z", "Europe/Madrid", "2026-01-10"),
        ("2026-07-10T22:00:00Z", "Europe/Madrid", "2026-07-11"),
        ("2026-07-10T21:59:59Z", "Europe/Madrid", "2026-07-10"),
        ("2026-01-10T23:59:59Z", "UTC", "2026-01-10"),
        ("2026-01-11T00:00:00Z", "UTC", "2026-01-11"),
        ("2026-01-11T02:59:59Z", "America/Sao_Paulo", "2026-01-10"),
        ("2026-01-10T18:30:00Z", "Asia/Kolkata", "2026-01-11"),
        ("2026-01-10T10:00:00Z", "Pacific/Kiritimati", "2026-01-11"),
        # The days on which clocks are put forward and back have 23 and 25 hours.
        ("2026-03-29T21:59:59Z", "Europe/Madrid", "2026-03-29"),
        ("2026-03-29T22:00:00Z", "Europe/Madrid", "2026-03-30"),
        ("2026-10-25T22:59:59Z", "Europe/Madrid", "2026-10-25"),
    ],
)
def test_days_are_those_of_the_time_zone(starts: str, zone: str, found: str) -> None:
    scene = Scene()
    scene.fixture(Status=1, StartDate=starts)
    for day in ("09", "10", "11", "25", "26", "28", "29", "30"):
        date = found[:-2] + day
        expected = [0] if date == found else []
        assert ids(scene, f"date={date}&timezone={zone}") == expected, date
        assert ids(scene, f"startDate={date}&endDate={date}&timezone={zone}") == expected


def test_pages() -> None:
    scene = Scene()
    for number in range(105):
        scene.fixture(FIXTURE + number, Status=1)
    assert ids(scene) == list(range(100))
    assert ids(scene, "page=2") == list(range(100, 105))
    assert ids(scene, "limit=10&page=3") == list(range(20, 30))
    assert ids(scene, "limit=10&page=12") == []
    assert ids(scene, f"page={2**53}") == []


def test_what_a_row_carries_depends_on_its_status() -> None:
    scene = Scene()
    scene.fixture(FIXTURE, Status=1)
    scene.odds(PRICES)
    (row,) = scene.body(PATH)["data"]
    assert (row["status"], "stats" in row) == ("upcoming", False)
    assert [item["price"] for item in row["markets"][0]["betItems"]] == [1.5, 4.0, 6.0]
    scene.now += 1_000
    scene.fixture(FIXTURE, Status=2)
    scene.livescore(10, 60, (1, 0))
    (row,) = scene.body(PATH)["data"]
    assert (row["status"], row["markets"], "stats" in row) == ("live", [], False)
    scene.now += 1_000
    scene.fixture(FIXTURE, Status=3)
    (row,) = scene.body(PATH)["data"]
    assert (row["status"], row["markets"], row["stats"]["homeGoals"]) == ("completed", [], 1)
    assert row["stats"]["phaseCaption"] == "Match Finished"


def test_rows_follow_the_picture() -> None:
    scene = Scene()
    scene.fixture(Status=1)
    scene.odds(PRICES)
    assert scene.body(PATH, "locale=es")["data"][0]["markets"][0]["betItems"][1]["price"] == 4.0
    scene.restate(PRICES | {"X": "4.5"})
    (row,) = scene.body(PATH, "locale=es")["data"]
    assert (row["markets"][0]["betItems"][1]["price"], row["region"]["caption"]) == (
        4.5,
        "Inglaterra",
    )
    scene.now += 30_000
    (row,) = scene.body(PATH, "locale=es")["data"]
    assert {item["isAvailable"] for item in row["markets"][0]["betItems"]} == {False}


# Trending


def test_trending_is_by_views_of_today_then_league_then_start(scene: Scene) -> None:
    path = f"{PATH}/trending"
    assert ids(scene, path=path) == [3, 1, 0]
    for times, number in ((3, 0), (2, 2), (1, 1)):
        for _ in range(times):
            scene.detail(fixture_id=FIXTURE + number)
    assert ids(scene, path=path) == [3, 1, 0]
    scene.wall.advance(30_000)
    assert ids(scene, path=path) == [0, 1, 3]
    assert ids(scene, "status=completed,upcoming", path) == [0, 2, 3]
    assert ids(scene, "sport=tennis", path) == [1]
    assert scene.body(path)["data"][0]["views"] == 3
    # From 08:00 UTC, sixteen hours pass: the views are yesterday's, in Honolulu too.
    scene.wall.advance(15 * 3_600_000)
    assert ids(scene, path=path) == [0, 1, 3]
    scene.wall.advance(3_600_000)
    assert ids(scene, path=path) == [3, 1, 0]
    assert ids(scene, "timezone=Pacific/Honolulu", path) == [3, 1, 0]


def test_today_is_a_day_of_the_time_zone() -> None:
    scene = Scene()
    scene.fixture()
    scene.fixture(FIXTURE + 1)
    # At 08:00 UTC a day begins in Los Angeles; in Kolkata it is 13:30.
    scene.detail(fixture_id=FIXTURE + 1)
    path = f"{PATH}/trending"
    for hours, zone, found in (
        (1, "UTC", [1, 0]),
        (10, "Asia/Kolkata", [1, 0]),
        (11, "Asia/Kolkata", [0, 1]),
        (15, "UTC", [1, 0]),
        (16, "UTC", [0, 1]),
        (23, "America/Los_Angeles", [1, 0]),
        (24, "America/Los_Angeles", [0, 1]),
    ):
        scene.wall.now = WALL + hours * 3_600_000
        assert ids(scene, f"timezone={zone}", path) == found, (hours, zone)


def test_trending_lists_five_with_result_and_totals_alone() -> None:
    scene = Scene()
    for number in range(7):
        scene.fixture(FIXTURE + number, Status=1, League={"Id": 67, "Name": "Premier League"})
    scene.odds(PRICES)
    scene.odds({"Over": "1.9"}, market=(2, "Under/Over"), Line="2.5", BaseLine="2.5")
    scene.odds({"Yes": "1.9"}, market=(17, "Both Teams To Score"))
    body = scene.body(f"{PATH}/trending")
    assert body["count"] == 5
    row = body["data"][0]
    assert [market["betTypeSysname"] for market in row["markets"]] == [
        "SOCCER_MATCH_RESULT",
        "SOCCER_UNDER_OVER",
    ]
    assert "stats" not in row


def test_views_are_folded_in_at_most_every_30_s(scene: Scene) -> None:
    first = FIXTURE + 1
    assert scene.detail(fixture_id=first)["views"] == 0
    scene.wall.advance(29_999)
    assert scene.detail(fixture_id=first)["views"] == 0
    tag = scene.tag()
    scene.wall.advance(1)
    assert scene.live()["views"] == 2
    assert scene.tag() != tag
    assert scene.detail(fixture_id=first)["views"] == 2
    assert scene.body(PATH, "status=live")["data"][0]["views"] == 2
    scene.wall.advance(60_000)
    assert scene.live()["views"] == 3


def test_only_a_look_counts_as_a_view(scene: Scene) -> None:
    path = f"{PATH}/{FIXTURE}"
    tag = dict(scene.ask(path).headers)[b"etag"].decode()
    scene.ask(path, "locale=es", if_none_match=tag)
    assert scene.ask(path, if_none_match=tag).status == 304
    assert scene.ask(path, if_none_match='"other"').status == 200
    for method in ("HEAD", "OPTIONS"):
        scene.v2.answer(method, path, "", {}, scene.now)
    scene.wall.advance(30_000)
    assert scene.body(PATH, "status=upcoming")["data"][1]["views"] == 1


def test_matches_to_come_are_closed_once_their_source_is_silent(scene: Scene) -> None:
    scene.odds(PRICES)
    assert scene.body(PATH, "status=upcoming")["data"][1]["markets"][0]["betItems"][0][
        "isAvailable"
    ]
    scene.now = KICK_OFF + 30_000
    item = scene.body(PATH, "status=upcoming")["data"][1]["markets"][0]["betItems"][0]
    assert item["isAvailable"] is False
