"""Moments of a match in which play or odds stop, and what v2 says then (DECISIONS 10-12, 23)."""

from typing import Any

import pytest

from tests.surfaces.v2.scenes import FIXTURE, KICK_OFF, LIVE, SPORTS, Scene
from touchline.board.board import Board

PRICES = {"1": "1.5", "X": "4", "2": "6"}


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    scene.fixture()
    scene.livescore(10, 1_200)
    scene.odds(PRICES)
    return scene


def state(scene: Scene) -> tuple[bool, bool, bool]:
    """Return isLive, isInPlay, and whether any bet is available."""
    stats = scene.stats()
    bets = any(bet["isAvailable"] for bet in stats["liveBetItems"])
    markets = any(
        item["isAvailable"] for market in scene.live()["markets"] for item in market["betItems"]
    )
    assert bets == markets
    return stats["isLive"], stats["isInPlay"], bets


def test_in_play(scene: Scene) -> None:
    assert state(scene) == (True, True, True)


@pytest.mark.parametrize(
    ("described", "last", "phase", "short", "seconds"),
    [
        (1, 10, "HALF_TIME", "HT", 2700),
        (None, 10, "HALF_TIME", "HT", 2700),
        (55, 20, "WAITING_FOR_EXTRA_TIME", "WET", 5400),
        (2, 30, "EXTRA_TIME_HALF_TIME", "ETHT", 6300),
        (56, 35, "WAITING_FOR_PENALTIES", "WPEN", None),
    ],
)
def test_breaks_are_not_in_play_though_bets_may_be_open(
    scene: Scene, described: int | None, last: int, phase: str, short: str, seconds: int | None
) -> None:
    scene.livescore(80, 5400, periods={10: (0, 0), last: (0, 0)}, Description=described)
    assert state(scene) == (True, False, True)
    stats = scene.stats()
    assert (stats["phase"], stats["phaseCaptionLong"]) == (phase, short)
    if seconds is not None:
        assert stats["elapsedSeconds"] == seconds
    before = scene.stats()
    scene.now += 20_000
    assert scene.stats() == before


@pytest.mark.parametrize("described", [6, 9, 13, 29])
def test_stoppages_are_not_in_play(scene: Scene, described: int) -> None:
    scene.livescore(10, 1_260, Description=described)
    assert state(scene) == (True, False, True)
    assert scene.stats()["phase"] == "1ST_HALF"


def test_a_standing_clock_is_a_stoppage_where_clocks_do_not_stop_for_every_ball() -> None:
    for sport, is_in_play in (("soccer", False), ("basketball", True)):
        scene = Scene()
        scene.fixture(Sport=SPORTS[sport])
        scene.odds(PRICES, market=(1, "1X2"))
        period = 10 if sport == "soccer" else 1
        scene.livescore(period, 600, Clock={"Status": 0, "Seconds": 600})
        assert state(scene) == (True, is_in_play, True)
        scene.now += 1_000
        scene.livescore(period, 600, Clock={"Status": 2, "Seconds": 600})
        assert state(scene) == (True, False, True)


def test_a_goal_with_suspended_markets(scene: Scene) -> None:
    scene.now += 1_000
    scene.livescore(10, 1_201, (1, 0))
    scene.odds(PRICES, status=2)
    assert state(scene) == (True, False, False)
    stats = scene.stats()
    assert (stats["homeGoals"], len(stats["liveBetItems"])) == (1, 3)
    scene.restate({"1": "1.2", "X": "6", "2": "13"})
    assert state(scene) == (True, True, True)
    assert scene.bets()[0]["priceChange"] == -0.3


def test_a_suspended_market_or_book_closes_its_bets(scene: Scene) -> None:
    scene.now += 1_000
    scene.tell(3, {"Markets": [{"Id": 1, "Status": 2}]})
    assert state(scene) == (True, False, False)
    scene.now += 1_000
    scene.tell(3, {"Markets": [{"Id": 1, "Status": 1}]})
    assert state(scene) == (True, True, True)
    scene.now += 1_000
    books = [{"Id": 8, "MarketStatus": 2, "Bets": []}]
    scene.tell(3, {"Markets": [{"Id": 1, "ProviderMarkets": books}]})
    assert state(scene) == (True, False, False)


@pytest.mark.parametrize("status", [6, 8])
def test_an_interruption_and_lost_coverage_stop_play_and_lift_by_themselves(
    scene: Scene, status: int
) -> None:
    scene.now += 1_000
    scene.livescore(10, 1_201, Status=status)
    assert state(scene)[:2] == (True, False)
    if status == 8:
        assert state(scene) == (True, False, False)
    clock = scene.stats()["elapsedSeconds"]
    scene.now += 5_000
    assert scene.stats()["elapsedSeconds"] == clock
    scene.livescore(10, 1_230)
    assert state(scene) == (True, True, True)


def test_a_source_that_is_silent_for_30_s_closes_everything(scene: Scene) -> None:
    tag = scene.tag()
    scene.now = KICK_OFF + 29_999
    assert state(scene) == (True, True, True)
    # Nobody tells the picture of the time: the surface itself knows.
    scene.now = KICK_OFF + 30_000
    assert state(scene) == (True, False, False)
    assert scene.tag() != tag
    assert not any(
        item["isAvailable"]
        for market in scene.detail()["liveMarkets"]
        for item in market["betItems"]
    )
    scene.livescore(10, 1_230)
    assert state(scene) == (True, True, True)


def test_a_silent_heartbeat_closes_everything_sooner(scene: Scene) -> None:
    scene.heartbeat()
    assert state(scene) == (True, True, True)
    scene.wait(15_000)
    assert state(scene) == (True, False, False)
    scene.heartbeat()
    assert state(scene) == (True, True, True)


def test_a_match_that_the_keep_alive_leaves_out_is_closed(scene: Scene) -> None:
    def keep_alive(*events: int) -> None:
        scene.now += 1_000
        body: dict[str, Any] = {"KeepAlive": {"ActiveEvents": list(events)}}
        scene.say({"Header": {"Type": 31, "ServerTimestamp": scene.now}, "Body": body})

    keep_alive(FIXTURE)
    assert state(scene) == (True, True, True)
    keep_alive()
    assert state(scene) == (True, False, False)
    keep_alive(FIXTURE)
    assert state(scene) == (True, True, True)


@pytest.mark.parametrize(
    ("status", "phase", "caption", "elapsed"),
    [
        (3, "FULL_TIME", "Match Finished", 5_400),
        (7, "ABANDONED", "Abandoned", 5_000),
        (4, "CANCELLED", "Cancelled", 5_000),
    ],
)
def test_what_is_over_leaves_the_live_list_and_stays_as_completed(
    scene: Scene, status: int, phase: str, caption: str, elapsed: int
) -> None:
    scene.livescore(20, 5_000, (2, 1), periods={10: (1, 1), 20: (1, 0)})
    assert scene.body(LIVE)["count"] == 1
    scene.now += 1_000
    scene.fixture(Status=status)
    assert scene.body(LIVE) == {"data": [], "count": 0}
    (row,) = scene.body("/v2/matches", "status=completed")["data"]
    stats = row["stats"]
    assert (row["status"], row["markets"]) == ("completed", [])
    assert (stats["homeGoals"], stats["isLive"], stats["isInPlay"]) == (2, False, False)
    assert (stats["phase"], stats["phaseCaption"]) == (phase, caption)
    assert stats["phaseSysname"] == f"SOCCER_MATCH_{phase}"
    assert stats["elapsedSeconds"] == elapsed
    detail = scene.detail()
    assert (detail["liveMarkets"], detail["markets"]) == ([], [])
    assert scene.body(f"/v2/matches/{FIXTURE}/live-odds")["data"]["eventId"] == str(FIXTURE)


TOLD_APART = [
    (6, "INTERRUPTED", {"en": "Interrupted", "es": "Interrumpido", "pt": "Interrompido"}),
    (8, "LOST_COVERAGE", {"en": "Coverage Lost", "es": "Cobertura perdida"}),
    (7, "ABANDONED", {"en": "Abandoned", "es": "Abandonado"}),
    (4, "CANCELLED", {"en": "Cancelled", "pt": "Cancelado"}),
]


@pytest.mark.parametrize(("status", "phase", "captions"), TOLD_APART)
def test_what_stops_a_match_is_its_phase_in_every_language(
    scene: Scene, status: int, phase: str, captions: dict[str, str]
) -> None:
    scene.now += 1_000
    scene.livescore(10, 1_201, Status=status)
    for locale, text in captions.items():
        query = f"locale={locale}&include=liveEventData"
        found = [scene.detail(query)]
        found += scene.body(LIVE, query)["data"]
        found += scene.body("/v2/matches", f"locale={locale}&status=completed")["data"]
        assert len(found) == 2
        for row in found:
            stats = row["stats"]
            assert (stats["phase"], stats["phaseCaption"]) == (phase, text)
            assert stats["phaseSysname"] == f"SOCCER_MATCH_{phase}"
            assert 1 < len(stats["phaseCaptionLong"]) < 5
            assert (stats["elapsedSeconds"], stats["isInPlay"]) == (1_201, False)
            for data in row.get("liveEventData", ()):
                assert data["phaseSysname"] == f"SOCCER_MATCH_{phase}"
                assert data["liveDataJson"]["elapsedSeconds"] == 1_201
    # Whatever the period: play had stopped before.
    scene.livescore(80, 2_700, Status=status, Description=1)
    assert scene.detail()["stats"]["phase"] == phase


def test_a_match_that_goes_on_shows_its_clock_again(scene: Scene) -> None:
    scene.now += 1_000
    scene.livescore(10, 1_201, Status=6)
    assert scene.stats()["phaseCaption"] == "Interrupted"
    scene.now += 1_000
    scene.livescore(10, 1_202)
    assert (scene.stats()["phase"], scene.stats()["phaseCaption"]) == ("1ST_HALF", "20:02")
    scene.now += 1_000
    assert scene.stats()["phaseCaption"] == "20:03"


def test_a_match_that_is_cancelled_before_it_starts_says_so() -> None:
    scene = Scene()
    scene.fixture(Sport=SPORTS["tennis"], Status=4)
    stats = scene.body("/v2/matches")["data"][0]["stats"]
    assert (stats["phase"], stats["phaseSysname"]) == (
        "CANCELLED",
        "TENNIS_SINGLES_MATCH_CANCELLED",
    )
    assert (stats["homeGoals"], stats["elapsedSeconds"]) == (0, None)


def reasons(scene: Scene) -> set[str | None]:
    """Return what every row of the match says of its status."""
    rows = [scene.detail()]
    for path in (LIVE, "/v2/matches", "/v2/matches/trending"):
        query = "" if path == LIVE else "status=upcoming,live,completed"
        rows += scene.body(path, query)["data"]
    assert len(rows) == (4 if scene.detail()["status"] == "live" else 3)
    return {row["statusReason"] for row in rows}


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (2, None),
        (3, None),
        (4, "cancelled"),
        (5, "postponed"),
        (6, "interrupted"),
        (7, "abandoned"),
        (8, "lost_coverage"),
        (9, None),
    ],
)
def test_every_row_says_what_is_unusual(scene: Scene, status: int, reason: str | None) -> None:
    assert reasons(scene) == {None}
    scene.now += 1_000
    scene.fixture(Status=status)
    assert reasons(scene) == {reason}


def test_a_match_is_delayed_from_a_minute_after_its_start_though_nothing_is_said() -> None:
    scene = Scene()
    scene.fixture(Status=1)
    for late, reason in ((-1, None), (60_000, None), (60_001, "delayed"), (10**7, "delayed")):
        scene.now = KICK_OFF + late
        assert reasons(scene) == {reason}
    scene.fixture(Status=2)
    assert reasons(scene) == {None}


@pytest.mark.parametrize(
    ("periods", "phase", "seconds"),
    [
        ({10: (0, 0), 20: (1, 1), 30: (0, 0), 35: (1, 0)}, "AFTER_EXTRA_TIME", 7200),
        ({10: (0, 0), 20: (1, 1), 30: (0, 0), 50: (5, 4)}, "AFTER_PENALTIES", 7200),
    ],
)
def test_a_match_that_went_on_ends_after_extra_time(
    scene: Scene, periods: dict[int, tuple[int, int]], phase: str, seconds: int
) -> None:
    scene.livescore(35, 7_000, (2, 1), periods=periods)
    scene.now += 1_000
    scene.fixture(Status=3)
    stats = scene.detail()["stats"]
    assert (stats["phase"], stats["elapsedSeconds"]) == (phase, seconds)


def test_a_match_that_is_put_off_is_upcoming_again(scene: Scene) -> None:
    scene.now += 1_000
    scene.fixture(Status=5)
    assert scene.body(LIVE)["count"] == 0
    assert scene.detail()["status"] == "upcoming"
    assert scene.detail()["stats"] is None


def test_a_market_before_its_fixture_waits_unseen() -> None:
    scene = Scene()
    scene.odds(PRICES)
    assert scene.body(LIVE)["count"] == scene.body("/v2/matches")["count"] == 0
    assert scene.refusal(f"/v2/matches/{FIXTURE}")["statusCode"] == 404
    scene.fixture()
    assert len(scene.bets()) == 3


def test_a_correction_takes_a_goal_back(scene: Scene) -> None:
    scene.livescore(10, 1_300, (1, 0))
    assert scene.stats()["homeGoals"] == 1
    scene.now += 1_000
    scene.livescore(10, 1_290, (0, 0))
    assert (scene.stats()["homeGoals"], scene.stats()["elapsedSeconds"]) == (0, 1_290)


def test_another_board_takes_the_place_of_this_one(scene: Scene) -> None:
    assert scene.body(LIVE)["count"] == 1
    scene.detail()
    scene.picture.restart(Board("other"))
    assert scene.body(LIVE)["count"] == scene.body("/v2/matches")["count"] == 0
    assert scene.body("/v2/stats")["totalEvents"] == 0
    assert scene.body("/v2/teams")["count"] == 0
    scene.fixture()
    assert scene.body(LIVE)["count"] == 1
    assert scene.bets() == []


def test_what_leaves_the_picture_leaves_every_list(scene: Scene) -> None:
    scene.fixture(Status=3)
    scene.detail()
    scene.wait(25 * 3_600_000)
    assert scene.body("/v2/matches")["count"] == 0
    assert scene.refusal(f"/v2/matches/{FIXTURE}")["message"] == "Event not found"
