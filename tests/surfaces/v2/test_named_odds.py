"""Requests that name a bookmaker, in v2 (DECISIONS 14)."""

from typing import Any

import pytest

from tests.surfaces.v2.scenes import FIXTURE, KICK_OFF, LIVE, Scene
from touchline.board.shown_odds import ShownBooks
from touchline.surfaces.memo import Kept

TRENDING = "/v2/matches/trending"
MATCH = f"/v2/matches/{FIXTURE}"
UPCOMING = f"/v2/matches/{FIXTURE + 1}"
PATHS = (LIVE, "/v2/matches", TRENDING, MATCH, UPCOMING, f"{MATCH}/live-odds")
EIGHT = {"1": "1.3", "X": "5.5", "2": "9"}
OTHER = {"1": "1.4", "X": "5", "2": "8"}


@pytest.fixture
def scene() -> Scene:
    scene = Scene(books=ShownBooks([8]))
    scene.fixture()
    scene.livescore(Clock={"Status": 1, "Seconds": 600})
    scene.fixture(FIXTURE + 1, Status=1, StartDate="2026-01-11T15:00:00Z")
    for fixture_id in (FIXTURE, FIXTURE + 1):
        offer(scene, 8, EIGHT, fixture_id)
        offer(scene, 31, OTHER, fixture_id)
        calculated = [{"Id": 5, "Name": "1", "Status": 1, "Price": "1.35"}]
        scene.tell(3, {"Markets": [{"Id": 1, "Name": "1X2", "Bets": calculated}]}, fixture_id)
    return scene


def offer(
    scene: Scene,
    provider: int,
    prices: dict[str, str],
    fixture_id: int = FIXTURE,
    status: int = 1,
    name: str | None = None,
) -> None:
    """Tell of what a bookmaker offers a millisecond later."""
    scene.now += 1
    bets = [
        {"Id": provider * 10 + number, "Name": name, "Status": status, "Price": price}
        for number, (name, price) in enumerate(prices.items())
    ]
    books = [{"Id": provider, "Name": name or f"Book {provider}", "Bets": bets}]
    market = {"Id": 1, "Name": "1X2", "ProviderMarkets": books}
    scene.tell(3, {"Markets": [market]}, fixture_id)


def prices(markets: list[Any]) -> list[float]:
    return [item["price"] for market in markets for item in market["betItems"]]


def told(scene: Scene, path: str, query: str) -> list[list[float]]:
    """Return the prices of every place of an answer that shows any."""
    data = scene.body(path, query)["data"]
    found = []
    for row in data if isinstance(data, list) else [data]:
        places = [row.get("markets"), row.get("liveMarkets")]
        found += [prices(markets) for markets in places if markets]
        items = (row.get("stats") or {}).get("liveBetItems")
        if items:
            found.append([item["price"] for item in items])
    return found


@pytest.mark.parametrize("path", PATHS)
def test_the_odds_are_those_of_the_named_bookmaker(scene: Scene, path: str) -> None:
    plain = told(scene, path, "locale=es")
    assert plain
    assert all(row == [1.3, 5.5, 9.0] for row in plain)
    for query in ("provider=31", "dataSource=book-31", "provider=31&dataSource=BOOK-31"):
        named = told(scene, path, f"locale=es&{query}")
        assert named == [[1.4, 5.0, 8.0]] * len(plain)
    for name in ("0", "calculated"):
        assert told(scene, path, f"provider={name}") == [[1.35]] * len(plain)
    assert told(scene, path, "locale=es") == plain


@pytest.mark.parametrize("path", PATHS)
def test_a_match_that_the_bookmaker_lacks_has_empty_lists(scene: Scene, path: str) -> None:
    scene.fixture(FIXTURE + 2)
    market = {"Id": 1, "Name": "1X2", "ProviderMarkets": [{"Id": 5, "Name": "Five", "Bets": []}]}
    scene.tell(3, {"Markets": [market]}, FIXTURE + 2)
    assert told(scene, path, "provider=five") == []


def test_a_match_is_in_play_where_the_named_bookmaker_takes_bets(scene: Scene) -> None:
    assert scene.stats()["isInPlay"] is True
    offer(scene, 31, OTHER, status=2)
    for query, is_in_play in (("", True), ("provider=8", True), ("provider=31", False)):
        assert scene.stats(query)["isInPlay"] is is_in_play
        assert scene.detail(query)["stats"]["isInPlay"] is is_in_play
        row = scene.live(f"{query}&include=liveEventData")
        assert row["liveEventData"][0]["liveDataJson"]["isInPlay"] is is_in_play


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", ["provider", "dataSource"])
def test_an_unknown_bookmaker_is_refused_with_those_there_are(
    scene: Scene, path: str, name: str
) -> None:
    for said in ("nobody", "", "-31"):
        assert scene.refusal(path, f"{name}={said}") == {
            "statusCode": 400,
            "message": f"{name} is one of book-31, book-8, calculated.",
            "error": "Bad Request",
        }


@pytest.mark.parametrize("path", PATHS)
def test_two_names_are_of_one_bookmaker(scene: Scene, path: str) -> None:
    refusal = scene.refusal(path, "provider=8&dataSource=31")
    assert refusal["message"].startswith("provider is the same bookmaker as dataSource")
    refusal = scene.refusal(path, "dataSource=31&provider=nobody")
    assert refusal["message"].startswith("provider is one of")


def test_a_named_list_has_clock_language_and_order_like_any_other(scene: Scene) -> None:
    query = "locale=pt&prioritize=true&limit=1&sport=soccer"
    kick_off = 600 - KICK_OFF // 1000
    for _ in range(3):
        scene.now += 1_000
        plain, named = scene.live(query), scene.live(f"{query}&provider=8")
        assert plain == named
        assert named["stats"]["elapsedSeconds"] == kick_off + scene.now // 1000
        other = scene.live(f"{query}&provider=31")
        for row in (plain, other):
            del row["markets"], row["stats"]["liveBetItems"]
        assert plain == other


def test_a_line_of_a_named_bookmaker_is_never_taken_over(scene: Scene) -> None:
    offer(scene, 31, OTHER, status=2)
    for _ in range(4):
        scene.wait(20_000)
        scene.heartbeat()
        items = scene.bets("provider=31")
        assert {item["betItemId"].split(":")[3] for item in items} == {"31"}


def test_a_refused_request_is_no_view(scene: Scene) -> None:
    scene.refusal(MATCH, "provider=nobody")
    scene.wall.advance(60_000)
    assert scene.detail()["views"] == 1


def test_more_bookmakers_than_are_kept_are_all_shown() -> None:
    scene = Scene(books=ShownBooks([8]), kept=Kept(named_lists=3))
    scene.fixture()
    offer(scene, 8, {"1": "1.3"})
    providers = range(100, 107)
    for whole in (1, 2):
        for number in providers:
            offer(scene, number, {"1": f"{whole}.{number}"})
        for number in providers:
            (item,) = scene.bets(f"provider={number}")
            assert item["price"] == float(f"{whole}.{number}")
    assert scene.bets()[0]["price"] == 1.3


def test_named_lists_follow_matches_that_come_and_go(scene: Scene) -> None:
    for query in ("", "provider=31"):
        assert [row["id"] for row in scene.body(LIVE, query)["data"]] == [str(FIXTURE)]
    scene.now += 1_000
    scene.fixture(FIXTURE + 1, Status=2, StartDate="2026-01-11T15:00:00Z")
    for query, price in (("", 1.3), ("provider=31", 1.4)):
        rows = scene.body(LIVE, query)["data"]
        assert [prices(row["markets"])[0] for row in rows] == [price] * 2
    scene.now += 1_000
    scene.fixture(Status=3)
    for query in ("", "provider=31"):
        assert [row["id"] for row in scene.body(LIVE, query)["data"]] == [str(FIXTURE + 1)]


@pytest.mark.parametrize("name", ["shown", "novibet", "Novibet"])
def test_the_default_of_other_servers_is_what_is_shown_without_a_name(
    scene: Scene, name: str
) -> None:
    for path in PATHS:
        assert scene.body(path, f"dataSource={name}") == scene.body(path)


def test_a_bookmaker_of_that_name_goes_before_what_it_stands_for(scene: Scene) -> None:
    offer(scene, 77, OTHER, name="Novibet")
    path = f"{MATCH}/live-odds"
    assert scene.body(path)["data"]["dataSource"] != "novibet"
    assert scene.body(path, "dataSource=novibet")["data"]["dataSource"] == "novibet"
