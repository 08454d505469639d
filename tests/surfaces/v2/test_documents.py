"""The endpoints as data: their documents fit their answers, and errors name what is wrong."""

from typing import Any

import msgspec
import pytest

from tests.surfaces.v2.scenes import FIXTURE, LIVE, SPORTS, Scene
from touchline.surfaces.openapi import document
from touchline.surfaces.routing import Operation
from touchline.surfaces.v2.errors import EXAMPLES, MatchError

ENDPOINTS = [operation.id for operation in Scene().v2.operations]


@pytest.fixture(scope="module")
def scene() -> Scene:
    """Give a picture in which every field of every answer is filled somewhere."""
    scene = Scene()
    for number, sport in enumerate(SPORTS.values()):
        scene.fixture(FIXTURE + number, Sport=sport)
    scene.fixture(FIXTURE + 20, Status=1)
    scene.fixture(FIXTURE + 21, Status=3)
    scene.livescore(10, 600, (1, 0), {10: (1, 0)}, {1: (1, 2), 12: (3, 4)})
    scene.odds({"1": "1.5", "X": "4", "2": "6"})
    scene.odds({"Over": "1.5"}, market=(2, "Under/Over"), Line="2.5", BaseLine="2.5")
    scene.restate({"1": "1.6", "X": "4", "2": "6"})
    return scene


def operation(scene: Scene, name: str) -> Operation:
    return next(item for item in scene.v2.operations if item.id == name)


def body_of(scene: Scene, item: Operation, query: str = "") -> bytes:
    answer = scene.ask(item.path.replace("{id}", str(FIXTURE)), query)
    assert answer.status == 200, answer.body
    return answer.body


@pytest.mark.parametrize("name", ENDPOINTS)
def test_an_answer_is_all_that_its_type_says_and_no_more(scene: Scene, name: str) -> None:
    item = operation(scene, name)
    query = "include=liveEventData" if item.path == LIVE else ""
    body = body_of(scene, item, query)
    assert msgspec.to_builtins(msgspec.json.decode(body, type=item.returns)) == (
        msgspec.json.decode(body)
    )


@pytest.mark.parametrize("name", ENDPOINTS)
def test_an_example_is_an_answer(scene: Scene, name: str) -> None:
    item = operation(scene, name)
    assert msgspec.to_builtins(msgspec.convert(item.example, item.returns)) == item.example


@pytest.mark.parametrize("name", ENDPOINTS)
def test_an_endpoint_is_documented(scene: Scene, name: str) -> None:
    item = operation(scene, name)
    families = {"live-events", "matches", "odds", "teams", "catalogue", "stats", "health"}
    assert item.family in families
    assert item.summary
    assert item.description.endswith(".")
    assert item.needs_key is (item.family not in {"catalogue", "health"})
    described = document([scene.v2.documented()])["paths"][item.path]["get"]
    assert len(described["parameters"]) == len(item.query.__struct_fields__) + len(
        item.path_parameters
    )
    for parameter in described["parameters"]:
        assert parameter["description"]
        # The examples of one request go together, and date excludes the other two.
        assert ("example" in parameter) is (parameter["name"] not in {"startDate", "endDate"})


def test_errors_are_documented_as_they_are(scene: Scene) -> None:
    for status, message in EXAMPLES.access.items():
        example = EXAMPLES.body(status, message)
        assert msgspec.convert(example, MatchError).status_code == status
    assert scene.refusal("/v2/nothing")["error"] == "Not Found"
    assert LIVE in scene.refusal("/v2/nothing")["message"]
    assert scene.refusal("/v2")["statusCode"] == 404
    answer = scene.v2.answer("POST", LIVE, "", {}, scene.now)
    assert (answer.status, dict(answer.headers)[b"allow"]) == (405, b"GET, HEAD, OPTIONS")
    failed = scene.v2.failure(500, "Internal error.", [])
    assert msgspec.json.decode(failed.body) == {
        "statusCode": 500,
        "message": "Internal error.",
        "error": "Internal Server Error",
    }


BOTH = [LIVE, "/v2/matches/trending"]
DAYS = ["/v2/matches", "/v2/regions", "/v2/competitions"]
LOCALES = [*BOTH, *DAYS, f"/v2/matches/{FIXTURE}", f"/v2/matches/{FIXTURE}/live-odds"]
WRONG: list[tuple[list[str], str, list[str]]] = [
    (LOCALES, "locale", ["fr", "", "en-US", "pt-PT", "e" * 400, "null"]),
    (BOTH, "sport", ["football", "", "1", "ice hockey", "null"]),
    (["/v2/matches"], "sport", ["curling"]),
    (["/v2/matches"], "sportName", ["curling", ""]),
    ([LIVE, "/v2/matches"], "limit", ["0", "101", "ten", "", "-1", "1.5", "9" * 400]),
    (["/v2/teams"], "limit", ["0", "201", "x"]),
    (["/v2/teams"], "search", ["a" * 101]),
    (["/v2/matches"], "page", ["0", "-1", "x", "", "9" * 400]),
    ([LIVE], "prioritize", ["yes", "1", "", "null"]),
    ([LIVE], "include", ["everything", "liveEventData,stats", "", ","]),
    ([*DAYS, "/v2/matches/trending"], "status", ["finished", "live,over", "", ","]),
    (DAYS, "date", ["2026-02-30", "10.01.2026", "", "today", "2026-1-1"]),
    (DAYS, "startDate", ["2026-13-01", "x"]),
    (DAYS, "endDate", ["2026-13-01", "x"]),
    ([*DAYS, "/v2/matches/trending"], "timezone", ["Madrid", "", "../UTC", "Europe"]),
    (["/v2/matches", "/v2/competitions"], "regionId", ["england", "-1", "1.5"]),
    (["/v2/matches"], "competitionId", ["x", ""]),
]


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [(path, name, value) for paths, name, values in WRONG for path in paths for value in values],
)
def test_a_wrong_parameter_is_400_and_named_with_what_it_takes(
    scene: Scene, path: str, name: str, value: str
) -> None:
    body: Any = scene.refusal(path, f"{name}={value}")
    assert (body["statusCode"], body["error"]) == (400, "Bad Request")
    assert body["message"].startswith(f"{name} is ")
    assert len(body["message"]) < 300


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("date=2026-01-10&startDate=2026-01-10", "date"),
        ("date=2026-01-10&endDate=2026-01-10", "date"),
        ("startDate=2026-01-11&endDate=2026-01-10", "startDate"),
    ],
)
@pytest.mark.parametrize("path", DAYS)
def test_days_that_exclude_each_other_are_refused(
    scene: Scene, path: str, query: str, name: str
) -> None:
    assert scene.refusal(path, query)["message"].startswith(f"{name} is ")


def test_two_sports_at_once_are_refused(scene: Scene) -> None:
    message = scene.refusal("/v2/matches", "sport=tennis&sportName=soccer")["message"]
    assert message.startswith("sport is ")


def test_a_sport_is_refused_with_those_there_are(scene: Scene) -> None:
    message = scene.refusal(LIVE, "sport=curling")["message"]
    assert all(sport in message for sport in SPORTS)


def test_too_many_parameters_are_refused(scene: Scene) -> None:
    assert scene.refusal(LIVE, "&".join("a=1" for _ in range(100)))["statusCode"] == 400


@pytest.mark.parametrize("sport", SPORTS)
def test_the_sports_of_the_seed_have_the_ids_of_its_order(scene: Scene, sport: str) -> None:
    (row,) = scene.body(LIVE, f"sport={sport}")["data"]
    assert row["sport"] == {"id": list(SPORTS).index(sport) + 1, "name": sport}
