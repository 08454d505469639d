"""Both read APIs at ten moments of each real matchday: they agree with each other and the truth."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.recordings.playing import CHAOS, NAMES, play, truth_of
from touchline.board.board import Board
from touchline.board.picture import Picture
from touchline.board.shown_odds import ShownBooks
from touchline.surfaces.v1.surface import V1
from touchline.surfaces.v2.surface import V2

OUTCOMES = {"1": "home", "X": "draw", "2": "away"}
MOMENTS = 10


class Looked(msgspec.Struct):
    """What both surfaces said of one fixture at one moment."""

    v1: Any
    v2: Any


def look_at(board: Board, moment: int, fixtures: Mapping[str, Any]) -> dict[str, Looked]:
    """Ask both surfaces for every fixture, and check that lists and details agree."""
    picture = Picture(board, lambda: moment)
    books = ShownBooks()
    v1, v2 = V1(picture, books=books), V2(picture, books=books, wall_clock=lambda: moment)

    def get(surface: V1 | V2, path: str) -> Any:
        answer = surface.answer("GET", path, "", {}, moment)
        assert answer.status == 200, (path, answer.body)
        return msgspec.json.decode(answer.body)

    live = {row["id"]: row for row in get(v2, "/v2/matches/live")["data"]}
    totals = get(v1, "/api/v1/live/sports")
    assert totals["totalLive"] == len(live)
    listed = {
        str(row["id"]): row
        for sport in totals["data"]
        for row in read_list(v1, sport["id"], moment)
    }
    assert listed.keys() == live.keys()
    looked = {}
    for fixture in fixtures:
        if int(fixture) not in board.events:
            continue
        looked[fixture] = Looked(
            get(v1, f"/api/v1/live/event/{fixture}")["data"],
            get(v2, f"/v2/matches/{fixture}")["data"],
        )
        if fixture in listed:
            assert listed[fixture]["score"] == looked[fixture].v1["score"]
            assert listed[fixture]["timerSeconds"] == looked[fixture].v1["timerSeconds"]
    return looked


def read_list(v1: V1, sport: int, moment: int) -> Any:
    answer = v1.answer("GET", "/api/v1/live/events", f"sport={sport}&count=500", {}, moment)
    return msgspec.json.decode(answer.body)["data"]


def agree(looked: Looked) -> None:
    """Both surfaces tell the same of a fixture, each in its own words."""
    v1, v2 = looked.v1, looked.v2
    assert v1["isLive"] == (v2["status"] == "live")
    stats = v2["stats"]
    if stats is None:
        assert v2["status"] == "upcoming"
        return
    assert v1["score"] == {"home": stats["homeGoals"], "away": stats["awayGoals"]}
    prices = {
        OUTCOMES[item["code"]]: item["price"]
        for market in v2["liveMarkets"]
        if "MATCH_RESULT" in market["marketSysname"] or "WINNER" in market["marketSysname"]
        if not any(item.get("instanceCaption") for item in market["betItems"])
        for item in market["betItems"]
        if item["isAvailable"]
    }
    assert v1["odds"].get("1x2", {}) == prices


def moments_of(truth: Mapping[str, Any]) -> list[int]:
    """Return ten moments: before the first start, and checkpoints spread over the day."""
    fixtures = truth["fixtures"].values()
    checkpoints = sorted(
        {checkpoint["at"] for fixture in fixtures for checkpoint in fixture["checkpoints"]}
    )
    last = max(fixture["finished_at"] for fixture in fixtures)
    wanted = MOMENTS - 2
    spread = [checkpoints[index * len(checkpoints) // wanted] for index in range(wanted)]
    return sorted({checkpoints[0] - 900_000, *spread, last + 600_000})


@pytest.mark.parametrize("name", NAMES)
def test_both_surfaces_agree_with_each_other_and_the_truth(shared: Path, name: str) -> None:
    truth = truth_of(shared, name)
    compared = {"agreed": 0, "truth": 0}

    def probe(moment: int) -> Callable[[Board], None]:
        def look(board: Board) -> None:
            for fixture, looked in look_at(board, moment, truth["fixtures"]).items():
                agree(looked)
                compared["agreed"] += 1
                for checkpoint in truth["fixtures"][fixture]["checkpoints"]:
                    if checkpoint["at"] == moment:
                        score = looked.v1["score"]
                        assert [score["home"], score["away"]] == checkpoint["score"]
                        assert bool(looked.v1["odds"]) is (checkpoint["open_bets"] > 0)
                        compared["truth"] += 1

        return look

    moments = moments_of(truth)
    played = play(shared, name, [(moment, probe(moment)) for moment in moments])
    assert compared["agreed"] >= len(truth["fixtures"]) * len(moments) // 2
    assert compared["truth"] > 0
    final = look_at(played.board, played.board.now, truth["fixtures"])
    for fixture, looked in final.items():
        agree(looked)
        score = looked.v1["score"]
        assert [score["home"], score["away"]] == truth["fixtures"][fixture]["final"]["score"]
        assert looked.v2["status"] == "completed"


def test_disturbances_are_seen_the_same_way(shared: Path) -> None:
    truth = truth_of(shared, CHAOS)
    disturbed = {
        said["kind"]: said
        for said in truth["chaos"]
        if said["kind"] in ("goal_reverted", "coverage_lost", "heartbeats_missing")
    }
    seen: dict[str, dict[str, Looked]] = {}

    def probe(kind: str, moment: int) -> tuple[int, Callable[[Board], None]]:
        def look(board: Board) -> None:
            seen[kind] = look_at(board, moment, truth["fixtures"])

        return moment, look

    probes = [
        probe("goal", disturbed["goal_reverted"]["at"] + 2_000),
        probe("reverted", disturbed["goal_reverted"]["until"] + 5_000),
        probe("lost", disturbed["coverage_lost"]["at"] + 5_000),
        probe("silent", disturbed["heartbeats_missing"]["at"] + 16_000),
    ]
    play(shared, CHAOS, probes)
    for looks in seen.values():
        for looked in looks.values():
            agree(looked)
    reverted = str(disturbed["goal_reverted"]["fixture"])
    assert seen["goal"][reverted].v1["score"] != seen["reverted"][reverted].v1["score"]
    lost = seen["lost"][str(disturbed["coverage_lost"]["fixture"])]
    assert lost.v1["isLive"] is True
    assert lost.v1["odds"] == {}
    assert lost.v2["stats"]["isInPlay"] is False
    for looked in seen["silent"].values():
        assert looked.v1["odds"] == {}
