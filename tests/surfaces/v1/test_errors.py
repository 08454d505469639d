"""Wrong requests get one clear error in the shape of v1."""

import msgspec
import pytest

from tests.surfaces.v1.pictures import Match
from touchline.surfaces.answers import Answer


def ask(path: str, query: str = "", method: str = "GET") -> Answer:
    match = Match()
    match.fixture()
    return match.v1.answer(method, path, query, {}, match.now)


@pytest.mark.parametrize(
    ("path", "query", "named"),
    [
        ("/api/v1/live/events", "count=0", "count is a whole number from 1 to 500"),
        ("/api/v1/live/events", "count=501", "count is a whole number from 1 to 500"),
        ("/api/v1/live/events", "count=ten", "count"),
        ("/api/v1/live/events", "count=", "count"),
        ("/api/v1/live/events", "sport=football", "sport"),
        ("/api/v1/live/sports", "sport=-1", "sport"),
        ("/api/v1/live/sports", "sport=" + "9" * 400, "sport"),
        ("/api/v1/live/leagues/premier", "", "leagueId"),
        ("/api/v1/live/event/\u0661", "", "id"),
        ("/api/v1/live/events", "&".join("a=1" for _ in range(70)), "64"),
    ],
)
def test_bad_parameters_are_400_and_named(path: str, query: str, named: str) -> None:
    answer = ask(path, query)
    assert answer.status == 400
    body = msgspec.json.decode(answer.body)
    assert body["success"] is False
    assert body["error"]["code"] == "BAD_REQUEST"
    assert named in body["error"]["message"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/live/event/1",
        "/api/v1/live/leagues/1",
        "/api/v1/live/leagues/",
        "/api/v1/live/leagues",
        "/api/v1/live/nothing",
        "/api/v1/live/events/1/2",
    ],
)
def test_unknown_ids_and_paths_are_404(path: str) -> None:
    answer = ask(path)
    assert answer.status == 404
    assert msgspec.json.decode(answer.body)["error"]["code"] == "NOT_FOUND"


def test_an_unknown_sport_is_an_empty_list() -> None:
    answer = ask("/api/v1/live/events", "sport=999")
    assert msgspec.json.decode(answer.body) == {"data": [], "sport": "999", "count": 0}


def test_other_methods_are_405_with_allow() -> None:
    answer = ask("/api/v1/live/events", method="POST")
    assert answer.status == 405
    assert (b"allow", b"GET, HEAD, OPTIONS") in answer.headers


def test_ttls_are_those_of_the_seed() -> None:
    assert (b"cache-control", b"private, max-age=10") in ask("/api/v1/live/sports").headers
    assert (b"cache-control", b"private, max-age=5") in ask("/api/v1/live/events").headers
