"""The prematch family of v1, its second base path, and /status."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.surfaces.v1.pictures import FIXTURE, KICK_OFF, LEAGUE, Match
from tests.surfaces.v1.test_bodies import assert_same_shape
from touchline.board.shown_odds import ShownBooks


@pytest.fixture
def match() -> Match:
    match = Match()
    match.fixture()
    match.fixture(FIXTURE + 1, Status=1, StartDate="2026-01-11T15:00:00Z")
    match.fixture(FIXTURE + 2, Status=9, StartDate="2026-01-10T16:00:00Z")
    match.fixture(FIXTURE + 3, Status=3)
    match.fixture(FIXTURE + 4, Status=1, Sport={"Id": 54094, "Name": "Tennis"})
    return match


def test_sports_list_the_catalogue_with_what_is_on(match: Match) -> None:
    body = match.get("/api/v1/sports")
    rows = {row["slug"]: row for row in body["data"]}
    assert rows["football"] == {
        "id": 1,
        "name": "Football",
        "slug": "football",
        "liveCount": 1,
        "eventCount": 3,
    }
    assert rows["tennis"]["eventCount"] == 1
    assert rows["ice-hockey"]["eventCount"] == 0
    assert body["count"] == len(body["data"])


def test_leagues_of_a_sport(match: Match) -> None:
    body = match.get("/api/v1/sports/1/leagues")
    assert body == {
        "data": [
            {
                "id": LEAGUE,
                "name": "England. Test League",
                "liveCount": 1,
                "eventCount": 3,
                "priority": 50,
            }
        ],
        "sportId": 1,
        "count": 1,
    }
    assert match.get("/api/v1/sports/6/leagues") == {"data": [], "sportId": 6, "count": 0}
    assert match.get("/api/v1/sports/999/leagues") == {"data": [], "sportId": 999, "count": 0}


def test_league_events_are_those_that_the_league_counts(match: Match) -> None:
    body = match.get(f"/api/v1/leagues/{LEAGUE}/events")
    assert [row["id"] for row in body["data"]] == [FIXTURE, FIXTURE + 4, FIXTURE + 2, FIXTURE + 1]
    assert [row["isLive"] for row in body["data"]] == [True, False, False, False]
    counted = [match.get(f"/api/v1/sports/{sport}/leagues")["data"][0] for sport in (1, 4)]
    assert sum(league["eventCount"] for league in counted) == len(body["data"])
    assert match.get(f"/api/v1/leagues/{LEAGUE}/events", "count=1")["count"] == 1


def test_only_live_events_carry_the_fields_of_play(match: Match) -> None:
    (live,) = match.get("/api/v1/live/events")["data"]
    for path in ("/api/v1/events/top", f"/api/v1/leagues/{LEAGUE}/events"):
        first, *others = match.get(path)["data"]
        assert first == live
        assert all(live.keys() - row.keys() >= {"score", "timerSeconds"} for row in others)


def test_top_events_put_live_ones_first(match: Match) -> None:
    rows = match.get("/api/v1/events/top", "sport=1")["data"]
    assert [row["id"] for row in rows] == [FIXTURE, FIXTURE + 2, FIXTURE + 1]
    assert len(match.get("/api/v1/events/top")["data"]) == 4


def test_event_detail_in_any_state(match: Match) -> None:
    upcoming = match.get(f"/api/v1/event/{FIXTURE + 1}")["data"]
    assert (upcoming["isLive"], upcoming["score"]) == (False, {"home": 0, "away": 0})
    assert match.get(f"/api/v1/event/{FIXTURE + 3}")["data"]["isLive"] is False


@pytest.mark.parametrize("base", ["/1xbet", "/v5"])
def test_the_second_base_path_leaves_out_api_v1(match: Match, base: str) -> None:
    for path in ("/live/events", "/sports", f"/live/event/{FIXTURE}", "/events/top"):
        assert match.get(base + path) == match.get("/api/v1" + path)


def test_status_counts_the_requests_of_today(match: Match, shared: Path) -> None:
    sample = msgspec.json.decode((shared / "samples" / "rest" / "v5_status.json").read_bytes())
    match.get("/api/v1/sports")
    body = match.get("/status")
    assert body["usage"]["requests_today"] == 2
    assert body["usage"]["daily_limit"] is None
    sample["usage"]["daily_limit"] = sample["usage"]["remaining"] = None
    assert_same_shape(body, sample)
    assert match.get("/1xbet/status")["success"] is True


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (4, "Cancelled"),
        (5, "Postponed"),
        (6, "Interrupted"),
        (7, "Abandoned"),
        (8, "Coverage lost"),
    ],
)
def test_info_names_what_is_unusual(match: Match, status: int, said: str) -> None:
    match.now += 1
    match.fixture(Status=status)
    assert match.get(f"/api/v1/event/{FIXTURE}")["data"]["info"] == said


def test_info_tells_a_late_start_and_the_shoot_out(match: Match) -> None:
    match.fixture(FIXTURE + 9, Status=1, StartDate="2026-01-10T14:30:00Z")
    assert match.get(f"/api/v1/event/{FIXTURE + 9}")["data"]["info"] == "Delayed"
    match.now = KICK_OFF + 8_000_000
    match.livescore(50, -1, (4, 3), periods={10: (1, 1), 20: (0, 0), 50: (3, 2)})
    assert match.get(f"/api/v1/event/{FIXTURE}")["data"]["info"] == "Penalties 3-2"


def test_a_delay_is_seen_in_lists_that_are_kept(match: Match) -> None:
    match.fixture(FIXTURE + 9, Status=1, StartDate="2026-01-10T15:30:00Z")
    start = KICK_OFF + 1_800_000
    for late, info in ((0, None), (60_000, None), (60_001, "Delayed"), (61_000, "Delayed")):
        match.now = start + late
        rows = [match.get(f"/api/v1/event/{FIXTURE + 9}")["data"]]
        for path in ("/api/v1/events/top", f"/api/v1/leagues/{LEAGUE}/events"):
            rows += [row for row in match.get(path)["data"] if row["id"] == FIXTURE + 9]
        assert [row["info"] for row in rows] == [info] * 3


class CountedBooks(ShownBooks):
    """Counts how often somebody asks for the odds of an event, which every writing does."""

    asked = 0

    def lines(self, *args: Any, **named: Any) -> Any:
        self.asked += 1
        return super().lines(*args, **named)


@pytest.mark.parametrize(
    "path",
    ["/api/v1/events/top", f"/api/v1/leagues/{LEAGUE}/events", f"/api/v1/live/leagues/{LEAGUE}"],
)
def test_a_list_writes_again_only_what_differs(path: str) -> None:
    books = CountedBooks()
    match = Match(books=books)
    for number in range(5):
        match.fixture(FIXTURE + number)
        match.tell(
            3,
            {"Markets": [{"Id": 1, "Name": "1X2", "Bets": [{"Id": 1, "Name": "1", "Status": 1}]}]},
            FIXTURE + number,
        )

    def written() -> int:
        before = books.asked
        assert match.get(path)["count"] == 5
        return books.asked - before

    assert [written(), written()] == [5, 0]
    match.now += 20_000
    match.livescore(10, 60, Clock={"Status": 1, "Seconds": 60})
    assert [written(), written()] == [1, 0]
    # A second later one clock shows another time.
    match.now += 1_000
    assert [written(), written()] == [1, 0]
    # All look different once their source is silent.
    match.now += 30_000
    assert [written(), written()] == [5, 0]
    match.get(path, "provider=0")
    assert written() == 0


def test_counts_follow_the_events(match: Match) -> None:
    def counted() -> list[int]:
        rows = match.get("/api/v1/sports")["data"]
        (football,) = (row for row in rows if row["slug"] == "football")
        leagues = match.get("/api/v1/sports/1/leagues")["data"]
        live = match.get("/api/v1/live/sports")["totalLive"]
        return [football["eventCount"], football["liveCount"], leagues[0]["liveCount"], live]

    assert counted() == counted() == [3, 1, 1, 1]
    match.now += 1_000
    match.fixture(FIXTURE + 2)
    assert counted() == [3, 2, 2, 2]
    match.fixture(FIXTURE + 3)
    match.livescore(10, 60, Status=6)
    assert counted() == [4, 3, 3, 3]
    match.now += 1_000
    match.fixture(Status=3)
    assert counted() == [3, 2, 2, 2]


@pytest.mark.parametrize(
    ("path", "ttl"),
    [
        ("/api/v1/sports", 600),
        ("/api/v1/sports/1/leagues", 300),
        (f"/api/v1/leagues/{LEAGUE}/events", 30),
        ("/api/v1/events/top", 30),
        (f"/api/v1/event/{FIXTURE}", 60),
        ("/api/v1/live/sports", 10),
        ("/api/v1/live/events", 5),
    ],
)
def test_ttls(match: Match, path: str, ttl: int) -> None:
    answer = match.v1.answer("GET", path, "", {}, match.now)
    assert (b"cache-control", b"private, max-age=%d" % ttl) in answer.headers
