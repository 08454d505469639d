"""What v1 shows at the moments of a match, and what a change costs to be seen."""

import pytest

from tests.surfaces.v1.pictures import FIXTURE, KICK_OFF, LEAGUE, Match


@pytest.fixture
def match() -> Match:
    match = Match()
    match.fixture()
    return match


def test_a_running_clock_runs_between_messages_for_a_minute(match: Match) -> None:
    match.livescore(10, 600, Clock={"Status": 1, "Seconds": 600})
    assert match.event()["timerSeconds"] == 600
    match.now += 30_000
    assert match.event()["timerSeconds"] == 630
    match.now += 300_000
    assert (match.event()["timerSeconds"], match.event()["timerMinutes"]) == (660, 11)


def test_a_stopped_clock_stands(match: Match) -> None:
    match.livescore(10, 600, Clock={"Status": 0, "Seconds": 600})
    match.now += 30_000
    assert match.event()["timerSeconds"] == 600


def test_half_time_names_the_break_beside_the_last_period(match: Match) -> None:
    match.livescore(80, 2834, (1, 0), periods={10: (1, 0)}, Description=1)
    event = match.event()
    assert (event["currentPeriod"], event["currentPeriodName"]) == (1, "Half Time")
    assert event["timerSeconds"] == 2700
    assert [score["period"] for score in event["periodScores"]] == [1]


def test_penalties_have_no_timer(match: Match) -> None:
    match.livescore(
        50, 7200, (3, 2), periods={10: (1, 1), 20: (0, 0), 30: (0, 0), 35: (0, 0), 50: (2, 1)}
    )
    event = match.event()
    assert event["timerSeconds"] is None
    assert event["timerMinutes"] is None
    assert [score["period"] for score in event["periodScores"]] == [1, 2, 3, 4, 5]


def test_a_goal_and_its_reversal_are_seen_at_once(match: Match) -> None:
    match.livescore(10, 600, (1, 0))
    assert match.event()["score"] == {"home": 1, "away": 0}
    match.now += 1_000
    match.livescore(10, 601, (0, 0))
    assert match.event()["score"] == {"home": 0, "away": 0}


def test_lost_coverage_keeps_the_event_and_takes_the_odds(match: Match) -> None:
    match.livescore(10, 600)
    match.odds({"1": "1.3", "X": "5", "2": "9"})
    assert match.event()["odds"]
    match.now += 1_000
    match.livescore(10, 600, Status=8)
    assert match.event()["isLive"] is True
    assert match.event()["odds"] == {}
    match.now += 1_000
    match.livescore(10, 640, Status=2)
    assert match.event()["odds"] == {"1x2": {"home": 1.3, "draw": 5.0, "away": 9.0}}


def test_a_silent_source_takes_the_odds_and_gives_them_back(match: Match) -> None:
    match.odds({"1": "1.3", "X": "5", "2": "9"})
    match.say({"Header": {"Type": 32, "ServerTimestamp": match.now}})
    assert match.event()["odds"]
    match.now += 15_000
    match.picture.advance(match.now)
    assert match.event()["odds"] == {}
    match.say({"Header": {"Type": 32, "ServerTimestamp": match.now}})
    assert match.event()["odds"]


def test_finished_leaves_the_lists_and_stays_in_the_detail(match: Match) -> None:
    match.livescore(20, 5628, (2, 1), periods={10: (1, 1), 20: (1, 0)})
    assert match.event()
    match.now += 60_000
    match.fixture(Status=3)
    assert match.get("/api/v1/live/events")["count"] == 0
    assert match.get("/api/v1/live/sports") == {"data": [], "totalLive": 0}
    assert match.get(f"/api/v1/live/leagues/{LEAGUE}") == {
        "data": [],
        "leagueId": LEAGUE,
        "count": 0,
    }
    detail = match.get(f"/api/v1/live/event/{FIXTURE}")["data"]
    assert (detail["isLive"], detail["timerSeconds"]) == (False, 5400)


@pytest.mark.parametrize(
    ("sport", "period", "seconds", "shown"),
    [
        (48242, 4, 300, None),
        (131506, 4, 400, None),
        (35232, 3, 500, None),
        (6046, 20, 5_628, 5_400),
        (35709, 20, 3_600, 3_600),
    ],
    ids=["basketball", "american football", "ice hockey", "football", "handball"],
)
def test_a_clock_that_starts_anew_in_each_period_shows_nothing_after_the_match(
    match: Match, sport: int, period: int, seconds: int, shown: int | None
) -> None:
    def timers() -> tuple[int | None, int | None]:
        detail = match.get(f"/api/v1/event/{FIXTURE}")["data"]
        return detail["timerSeconds"], detail["timerMinutes"]

    match.fixture(Sport={"Id": sport})
    match.livescore(period, seconds, periods={period: (1, 0)}, Clock={"Status": 0})
    assert timers() == (seconds, seconds // 60)
    minutes = None if shown is None else shown // 60
    match.now += 1_000
    match.livescore(100, seconds, periods={period: (1, 0)}, Clock={"Status": 0})
    assert timers() == (shown, minutes)
    (live,) = match.get(f"/api/v1/live/leagues/{LEAGUE}")["data"]
    assert (live["timerSeconds"], live["currentPeriodName"]) == (shown, "Full Time")
    match.now += 1_000
    match.livescore(period, seconds, periods={period: (1, 0)}, Clock={"Status": 0})
    match.fixture(Sport={"Id": sport}, Status=3)
    assert timers() == (shown, minutes)


def test_leagues_of_another_board_are_known_at_once(match: Match) -> None:
    other = Match()
    other.fixture(League={"Id": LEAGUE + 1, "Name": "Other"})
    assert match.get(f"/api/v1/live/leagues/{LEAGUE}")["count"] == 1
    match.picture.restart(other.board)
    for path in ("live/leagues/{}", "leagues/{}/events"):
        body = match.get("/api/v1/" + path.format(LEAGUE + 1))
        assert [row["leagueId"] for row in body["data"]] == [LEAGUE + 1]
        # That league was heard of, only not on this board.
        assert match.get("/api/v1/" + path.format(LEAGUE))["count"] == 0
    assert match.get("/api/v1/sports/1/leagues")["data"][0]["id"] == LEAGUE + 1
    assert match.get("/api/v1/events/top")["data"][0]["leagueId"] == LEAGUE + 1


def test_about_to_start_is_not_yet_live(match: Match) -> None:
    match.fixture(FIXTURE + 1, Status=9)
    assert match.get("/api/v1/live/events")["count"] == 1


def test_a_market_before_its_fixture_waits_unseen() -> None:
    match = Match()
    match.odds({"1": "1.3", "X": "5", "2": "9"})
    assert match.get("/api/v1/live/events")["count"] == 0
    match.fixture()
    assert match.event()["odds"] == {"1x2": {"home": 1.3, "draw": 5.0, "away": 9.0}}


def test_a_tennis_match_shows_sets_and_hides_the_game() -> None:
    match = Match()
    match.fixture(Sport={"Id": 54094, "Name": "Tennis"})
    match.livescore(2, -1, (0, 1), periods={1: (1, 6), 2: (3, 3), 60: (40, 30)})
    (event,) = match.get("/api/v1/live/events", "sport=4")["data"]
    assert event["score"] == {"home": 0, "away": 1}
    assert [(row["period"], row["name"]) for row in event["periodScores"]] == [
        (1, "1st set"),
        (2, "2nd set"),
    ]
    assert (event["currentPeriod"], event["currentPeriodName"]) == (2, "2nd set")
    assert event["timerSeconds"] is None


def test_lists_follow_the_order_of_leagues_starts_and_ids(match: Match) -> None:
    match.fixture(FIXTURE + 5, StartDate="2026-01-10T14:00:00Z")
    match.fixture(FIXTURE - 1)
    match.fixture(FIXTURE + 9, League={"Id": 67, "Name": "Premier League"})
    rows = match.get("/api/v1/live/events")["data"]
    assert [row["id"] for row in rows] == [FIXTURE + 9, FIXTURE + 5, FIXTURE - 1, FIXTURE]
    assert match.get("/api/v1/live/events", "count=2")["count"] == 2


def test_only_the_top_fifteen_leagues_are_listed() -> None:
    match = Match()
    for number in range(20):
        match.fixture(FIXTURE + number, League={"Id": 71_000 + number, "Name": f"L{number}"})
    assert match.get("/api/v1/live/events", "count=500")["count"] == 15
    assert match.get("/api/v1/live/sports")["totalLive"] == 20


def test_kick_off_is_a_whole_second(match: Match) -> None:
    assert match.event()["startTime"] * 1000 == KICK_OFF


@pytest.mark.parametrize(
    "start", ["9999-12-31T23:59:59.9999999-14:00", "0001-01-01T00:00:00+14:00", "soon", "9" * 16]
)
def test_a_start_that_is_no_date_hurts_nobody(match: Match, start: str) -> None:
    match.fixture(FIXTURE + 1, StartDate=start)
    rows = {row["id"]: row for row in match.get("/api/v1/live/events")["data"]}
    assert rows[FIXTURE + 1]["startTime"] is None
    assert rows[FIXTURE]["startTime"] is not None
    assert match.get(f"/api/v1/event/{FIXTURE + 1}")["data"]["startTimeISO"] is None


@pytest.mark.parametrize("fixture_id", [-4, 2**63 - 1])
def test_every_listed_id_has_a_detail(match: Match, fixture_id: int) -> None:
    match.fixture(fixture_id)
    assert fixture_id in {row["id"] for row in match.get("/api/v1/live/events")["data"]}
    assert match.get(f"/api/v1/live/event/{fixture_id}")["data"]["id"] == fixture_id
