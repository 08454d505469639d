"""For every recording the picture equals the truth: at the end and at each checkpoint."""

from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.recordings.playing import NAMES, Played, Probe, folder, play, truth_of
from touchline.board.board import Board
from touchline.model.event import Event
from touchline.model.livescore import Result, Scoreboard


class Read(msgspec.Struct):
    """What came of a recording, with its truth and where the two differ at checkpoints."""

    played: Played
    truth: dict[str, Any]
    mismatches: list[str] = []
    checkpoints: int = 0


@pytest.fixture(scope="module", params=NAMES)
def read(request: pytest.FixtureRequest, shared: Path) -> Read:
    """Play a recording and compare at each checkpoint."""
    found = Read(Played(Board("epoch")), truth_of(shared, request.param))
    probes: list[Probe] = [
        (point["at"], partial(check_point, int(fixture), point, found))
        for fixture, said in found.truth["fixtures"].items()
        for point in said["checkpoints"]
    ]
    found.played = play(shared, request.param, probes)
    return found


def test_no_recording_is_left_out(shared: Path) -> None:
    found = sorted(path.name.split(".")[0] for path in folder(shared).glob("*.jsonl.gz"))
    assert found == sorted(NAMES)


def test_the_picture_equals_the_truth_at_each_checkpoint(read: Read) -> None:
    assert read.mismatches == []
    points = [len(fixture["checkpoints"]) for fixture in read.truth["fixtures"].values()]
    assert read.checkpoints == sum(points) > 0


def test_the_picture_equals_the_truth_at_the_end(read: Read) -> None:
    events = read.played.board.events
    assert {str(event) for event in events} == set(read.truth["fixtures"])
    mismatches: list[str] = []
    for fixture, said in read.truth["fixtures"].items():
        event = events[int(fixture)]
        mismatches += differences(fixture, final_of(event), said["final"])
        assert said["bets"]
        mismatches += differences(fixture, bets_of(event), said["bets"])
    assert mismatches == []


def test_what_cannot_be_used_is_what_was_disturbed(read: Read) -> None:
    chaos = read.truth.get("chaos") or []
    disturbed = Counter(one["kind"] for one in chaos)
    repeated = sum(one["count"] for one in chaos if one["kind"] == "duplicated")
    unparsable = sorted(one["at"] for one in chaos if one["kind"] == "unparsable_body")
    assert read.played.refused == [(at, "wire-malformed-json") for at in unparsable]
    counted = {
        name: sum(labels.values()) for name, labels in read.played.board.counters.snapshot().items()
    }
    applied = counted.pop("messages")
    assert applied + repeated + disturbed["unknown_message_type"] + len(unparsable) == (
        read.played.messages
    )
    assert counted.pop("repeated-guid", 0) == repeated
    assert counted.pop("unknown-message-type", 0) == disturbed["unknown_message_type"]
    assert set(counted) == {
        kind.replace("_", "-")
        for kind in disturbed
        if kind in ("unknown_period", "unknown_statistic", "unknown_bet_status")
    }


def check_point(fixture: int, point: dict[str, Any], found: Read, board: Board) -> None:
    event = board.events[fixture]
    scoreboard = scoreboard_of(event)
    shown = {
        "at": point["at"],
        "score": values(scoreboard.results),
        "period": scoreboard.current_period,
        "time": int(scoreboard.time or -1),
        "open_bets": sum(bet["status"] == 1 for bet in all_bets(event).values()),
    }
    found.mismatches += differences(f"{fixture} at {point['at']}", shown, point)
    found.checkpoints += 1


def differences(where: str, shown: dict[str, Any], true: dict[str, Any]) -> list[str]:
    return [
        f"{where}: {key} is {shown.get(key)}, should be {true.get(key)}"
        for key in shown.keys() | true.keys()
        if shown.get(key, "absent") != true.get(key, "absent")
    ]


def scoreboard_of(event: Event) -> Scoreboard:
    livescore = event.livescore.value
    assert livescore is not None
    assert livescore.scoreboard is not None
    return livescore.scoreboard


def final_of(event: Event) -> dict[str, Any]:
    livescore, scoreboard = event.livescore.value, scoreboard_of(event)
    assert livescore is not None
    periods, statistics = livescore.periods or (), livescore.statistics or ()
    return {
        "status": event.status,
        "current_period": scoreboard.current_period,
        "time": int(scoreboard.time or -1),
        "score": values(scoreboard.results),
        "period_scores": {str(period.type): values(period.results) for period in periods},
        "statistics": {str(one.type): values(one.results) for one in statistics},
        "incidents": sum(len(part.incidents or ()) for part in (*periods, *statistics)),
    }


def values(results: list[Result] | None) -> list[int]:
    by_position = {result.position: int(result.value or 0) for result in results or ()}
    return [by_position["1"], by_position["2"]]


def all_bets(event: Event) -> dict[str, dict[str, Any]]:
    return {
        str(number): {
            "market": market.id,
            "provider": provider,
            "name": quote.bet.name,
            "line": quote.bet.line,
            "price": quote.price,
            "settlement": quote.bet.settlement,
            "status": quote.bet.status,
        }
        for market in event.markets.values()
        for provider, book in market.providers.items()
        for number, quote in book.bets.items()
    }


def bets_of(event: Event) -> dict[str, Any]:
    return {
        number: {key: value for key, value in bet.items() if key != "status"}
        for number, bet in all_bets(event).items()
    }
