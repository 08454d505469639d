"""The statistics of each sport: its own names, its clock, what is left out and what is zero."""

from pathlib import Path
from typing import Any

import pytest

from tests.surfaces.v2.scenes import SPORTS, Scene, assert_same_shape, sample
from touchline.model.catalogue import SPORTS as CATALOGUE
from touchline.surfaces.v2.stats_struct import LiveData, Stats


def told(sport: str, *livescore: Any, **more: Any) -> Scene:
    scene = Scene()
    scene.fixture(Sport=SPORTS[sport])
    scene.livescore(*livescore, **more)
    return scene


def own(stats: dict[str, Any]) -> dict[str, Any]:
    """Return what is not the same in every sport."""
    return {name: value for name, value in stats.items() if name not in COMMON}


COMMON = {
    "id", "homeGoals", "awayGoals", "elapsedSeconds", "phase", "phaseSysname", "phaseCaption",
    "phaseCaptionLong", "referenceTime", "isLive", "isInPlay", "liveBetItems", "timeline",
}  # fmt: skip


@pytest.mark.parametrize("sport", SPORTS)
def test_every_sport_has_the_common_fields_and_its_score_as_goals(sport: str) -> None:
    stats = told(sport, 1, 60, (3, 2)).stats()
    assert COMMON - {"timeline"} <= stats.keys()
    assert (stats["homeGoals"], stats["awayGoals"]) == (3, 2)


def test_soccer_has_corners_and_cards_as_zeros_and_others_only_when_said() -> None:
    assert own(told("soccer").stats()) == {
        "homeCorners": 0,
        "awayCorners": 0,
        "homeYellowCards": 0,
        "awayYellowCards": 0,
        "homeRedCards": 0,
        "awayRedCards": 0,
    }
    stats = told("soccer", statistics={1: (5, 3), 12: (8, 9), 2: (4, 2), 9101: (1, 1)}).stats()
    assert (stats["homeCorners"], stats["awayCorners"]) == (5, 3)
    assert (stats["homeFouls"], stats["awayFouls"]) == (8, 9)
    assert (stats["homeShotsOnTarget"], stats["awayShotsOnTarget"]) == (4, 2)
    assert "homeOffsides" not in stats


def test_basketball() -> None:
    scene = told("basketball", 2, 479, (43, 28), {1: (32, 19), 2: (11, 9)}, statistics={12: (5, 7)})
    assert own(scene.stats()) == {
        "homePoints": 43,
        "awayPoints": 28,
        "homeFouls": 5,
        "awayFouls": 7,
        "quarterScores": [
            {"caption": "1st Quarter", "sysname": "Q1", "homeScore": 32, "awayScore": 19},
            {"caption": "2nd Quarter", "sysname": "Q2", "homeScore": 11, "awayScore": 9},
        ],
    }


def test_tennis() -> None:
    scene = told("tennis", 2, -1, (0, 1), {1: (3, 6), 2: (0, 5), 60: (30, 40)})
    scene.tell(
        2,
        {
            "Livescore": {
                "Scoreboard": {
                    "Status": 2,
                    "CurrentPeriod": 2,
                    "Results": [{"Position": "1", "Value": "0"}, {"Position": "2", "Value": "1"}],
                },
                "Periods": [
                    {
                        "Type": kind,
                        "IsFinished": kind == 1,
                        "Results": [
                            {"Position": "1", "Value": home},
                            {"Position": "2", "Value": away},
                        ],
                    }
                    for kind, home, away in ((1, "3", "6"), (2, "0", "5"), (60, "A", "40"))
                ],
                "LivescoreExtraData": [{"Name": "Turn", "Value": "2"}],
            }
        },
    )
    assert own(scene.stats()) == {
        "player1Sets": 0,
        "player2Sets": 1,
        "setScores": [
            {
                "caption": "1st Set",
                "sysname": "S1",
                "player1Score": 3,
                "player2Score": 6,
                "player2Winner": True,
            },
            {
                "caption": "2nd Set",
                "sysname": "S2",
                "player1Score": 0,
                "player2Score": 5,
                "inPlay": True,
            },
        ],
        "player1GamePointsText": "A",
        "player2GamePointsText": "40",
        "player1Serves": False,
    }


def test_a_game_that_ended_takes_its_points_away() -> None:
    scene = told("tennis", 1, -1, (0, 0), {1: (1, 0), 60: (40, 0)})
    assert scene.stats()["player1GamePointsText"] == "40"
    scene.now += 1_000
    scene.livescore(1, -1, (0, 0), {1: (2, 0)})
    assert "player1GamePointsText" not in scene.stats()
    assert "player1Serves" not in scene.stats()


def test_baseball() -> None:
    scene = told("baseball", 2, -1, (2, 0), {1: (0, 0), 2: (2, 0)})
    assert own(scene.stats()) == {
        "homeRuns": 2,
        "awayRuns": 0,
        "inningScores": [
            {"caption": "1st Inning", "sysname": "I1", "homeScore": 0, "awayScore": 0},
            {"caption": "2nd Inning", "sysname": "I2", "homeScore": 2, "awayScore": 0},
        ],
    }
    scene.now += 1_000
    data = {"Outs": "1", "Balls": "3", "Strikes": "2", "Bases": "1/0/1", "Turn": "2"}
    scene.tell(
        2,
        {
            "Livescore": {
                "Scoreboard": {"Status": 2, "CurrentPeriod": 2},
                "LivescoreExtraData": [
                    {"Name": name, "Value": value} for name, value in data.items()
                ],
            }
        },
    )
    stats = scene.stats()
    assert (stats["outs"], stats["balls"], stats["strikes"]) == (1, 3, 2)
    assert stats["bases"] == [True, False, True]


@pytest.mark.parametrize(
    ("sport", "unit", "scores", "code"),
    [
        ("volleyball", "Sets", "setScores", "S1"),
        ("american-football", "Points", "quarterScores", "Q1"),
        ("ice-hockey", None, "periodScores", "P1"),
    ],
)
def test_the_other_sports_have_their_score_by_part(
    sport: str, unit: str | None, scores: str, code: str
) -> None:
    stats = told(sport, 1, 60, (1, 0), {1: (25, 20)}).stats()
    if unit is not None:
        assert (stats[f"home{unit}"], stats[f"away{unit}"]) == (1, 0)
    (part,) = stats[scores]
    assert (part["sysname"], part["homeScore"], part["awayScore"]) == (code, 25, 20)


def test_handball_plays_halves() -> None:
    stats = told("handball", 20, 1900, (20, 18), {10: (11, 10), 20: (9, 8)}).stats()
    assert [part["sysname"] for part in stats["halfScores"]] == ["1H", "2H"]
    assert stats["elapsedSeconds"] == 1900


def test_every_key_of_the_reference_is_in_the_live_data(shared: Path) -> None:
    examples = sample(shared, "mrdoge_live_data_by_sport")
    extra = [{"Name": "Turn", "Value": "1"}, {"Name": "Outs", "Value": "1"}]
    extra += [{"Name": "Balls", "Value": "1"}, {"Name": "Strikes", "Value": "0"}]
    extra += [{"Name": "Bases", "Value": "0/0/0"}]
    periods = {1: (19, 29), 2: (28, 24), 60: (30, 40)}
    for sport in ("soccer", "basketball", "tennis", "baseball"):
        scene = told(sport, 20 if sport == "soccer" else 2, 100, (1, 2), periods)
        scene.now += 1_000
        scene.tell(
            2,
            {
                "Livescore": {
                    "Scoreboard": {"Status": 2, "CurrentPeriod": 20 if sport == "soccer" else 2},
                    "Periods": [
                        {
                            "Type": kind,
                            "Results": [
                                {"Position": "1", "Value": str(pair[0])},
                                {"Position": "2", "Value": str(pair[1])},
                            ],
                        }
                        for kind, pair in periods.items()
                    ],
                    "Statistics": [{"Type": 12, "Results": [
                        {"Position": "1", "Value": "5"}, {"Position": "2", "Value": "9"}]}],
                    "LivescoreExtraData": extra,
                }
            },
        )  # fmt: skip
        (data,) = scene.live("include=liveEventData")["liveEventData"]
        example = {
            name: value
            for name, value in examples[sport].items()
            # Without a clock in this scene they are null.
            if name not in {"elapsedSeconds", "referenceTime", "referenceTimeUnix"}
        }
        example.get("setScores", [{}])[0].pop("player2Winner", None)
        assert_same_shape(data["liveDataJson"], example)


def test_the_structs_hold_every_statistic_of_the_catalogue() -> None:
    for sport in CATALOGUE:
        for statistic in sport.v2_statistics:
            for side in sport.v2.sides:
                for struct in (Stats, LiveData):
                    assert statistic.key_of(side) in struct.__struct_encode_fields__


# The time of play since the match began


@pytest.mark.parametrize(
    ("sport", "period", "seconds", "elapsed"),
    [
        ("soccer", 10, 600, 600),
        ("soccer", 20, 2820, 2820),
        ("soccer", 30, 5500, 5500),
        ("handball", 20, 1900, 1900),
        # Clocks that start anew; lengths as the readings of the clock allow.
        ("basketball", 1, 100, 100),
        ("basketball", 3, 100, 1300),
        ("basketball", 4, 700, 3 * 720 + 20),
        ("basketball", 40, 100, 2400 + 100),
        ("basketball", 10, 100, 100),
        ("basketball", 20, 100, 1300),
        ("american-football", 2, 100, 1000),
        ("american-football", 40, 100, 3700),
        ("ice-hockey", 3, 60, 2460),
        ("ice-hockey", 40, 60, 3660),
    ],
)
def test_elapsed_seconds_count_from_the_start_of_the_match(
    sport: str, period: int, seconds: int, elapsed: int
) -> None:
    stats = told(sport, period, seconds, periods={period: (0, 0)}).stats()
    assert stats["elapsedSeconds"] == elapsed
    assert stats["phaseCaption"] == f"{elapsed // 60:02d}:{elapsed % 60:02d}"


def test_a_clock_that_counts_down_is_shown_as_time_played() -> None:
    scene = told("basketball", 1, 720, periods={1: (0, 0)})
    scene.now += 60_000
    scene.livescore(1, 660, periods={1: (2, 0)})
    assert scene.stats()["elapsedSeconds"] == 60
    scene.now += 60_000
    scene.livescore(2, 700, periods={1: (2, 0), 2: (0, 0)})
    assert scene.stats()["elapsedSeconds"] == 740
    scene.now += 3_000
    assert scene.stats()["elapsedSeconds"] == 743


@pytest.mark.parametrize("sport", ["tennis", "volleyball", "baseball"])
def test_sports_without_a_clock_show_their_phase(sport: str) -> None:
    stats = told(sport, 2, -1).stats()
    assert (stats["elapsedSeconds"], stats["referenceTime"]) == (None, None)
    assert stats["phaseCaption"] == {"baseball": "2nd Inning"}.get(sport, "2nd Set")


def test_there_is_no_clock_in_the_shoot_out() -> None:
    stats = told("soccer", 50, 7200).stats()
    assert (stats["phase"], stats["phaseCaption"]) == ("PENALTIES", "Penalties")
    assert stats["elapsedSeconds"] is None


def test_a_sport_outside_the_catalogue_has_points_and_its_own_name() -> None:
    scene = Scene()
    scene.fixture(Sport={"Id": 530129, "Name": "Field Hockey"})
    scene.livescore(3, 100, (1, 0))
    row = scene.live()
    assert row["sport"] == {"id": 530129, "name": "field-hockey"}
    assert (row["stats"]["homePoints"], row["stats"]["elapsedSeconds"]) == (1, 100)
    assert row["stats"]["phaseSysname"] == "FIELD_HOCKEY_PERIOD_3"
