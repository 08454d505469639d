"""Livescores that are written from the state of a match have the shape that feeds send."""

from pathlib import Path
from typing import Any

import msgspec

from touchline.archive.recordings import read_recording
from touchline.model.enums import Confirmation, FixtureStatus, PeriodType
from touchline.model.feed_struct import ExtraData
from touchline.model.livescore import Clock, CurrentIncident, Incident, Result
from touchline.simulator.livescore import livescore_of
from touchline.simulator.match import AWAY, HOME, Check, MatchState, PeriodState, Shirt
from touchline.simulator.squads import Player
from touchline.wire import decode

START = 1_770_000_000_000
GOAL, YELLOW_CARD, CORNERS = 9, 6, 1
SQUADS = (
    (Player("11", "A. First"), Player("12", "B. First")),
    (Player("21", "A. Second"), Player("22", "B. Second")),
)


def results(home: object, away: object) -> list[Result]:
    return [Result(position="1", value=str(home)), Result(position="2", value=str(away))]


def soccer() -> MatchState:
    """Play twenty minutes: a goal, a card, some corners."""
    state = MatchState(now=START)
    state.statistics = {YELLOW_CARD: [0, 0], CORNERS: [0, 0]}
    state.begin(10)
    state.run(0, 1, 2_700)
    state.now += 600_000
    state.score[AWAY] += 1
    state.periods[10].score[AWAY] += 1
    state.note(GOAL, AWAY, player=Shirt(AWAY, 1))
    state.now += 600_000
    state.count(YELLOW_CARD, HOME)
    state.note(YELLOW_CARD, HOME)
    state.count(CORNERS, HOME, 3)
    return state


def test_a_match_in_play() -> None:
    livescore = livescore_of(soccer(), SQUADS)
    board = livescore.scoreboard
    assert board is not None
    assert (board.status, board.current_period, board.time) == (2, 10, "1200")
    assert board.clock == Clock(status=1, seconds=1200)
    assert board.description is None
    assert board.results == results(0, 1)
    (period,) = livescore.periods or []
    assert (period.type, period.is_finished, period.is_confirmed) == (10, False, False)
    assert period.results == results(0, 1)
    assert period.incidents == [
        Incident(
            period=10,
            incident_type=GOAL,
            seconds=600,
            participant_position="2",
            player_id="22",
            player_name="B. Second",
            results=results(0, 1),
        )
    ]
    assert period.sub_periods is None
    corners, cards = livescore.statistics or []
    assert (corners.type, corners.results, corners.incidents) == (CORNERS, results(3, 0), None)
    assert (cards.type, cards.results) == (YELLOW_CARD, results(1, 0))
    assert [(card.seconds, card.participant_position) for card in cards.incidents or ()] == [
        (1200, "1")
    ]
    assert livescore.livescore_extra_data == []


def test_without_squads_nobody_is_named() -> None:
    (period,) = livescore_of(soccer()).periods or []
    assert period.incidents is not None
    assert (period.incidents[0].player_id, period.incidents[0].player_name) == (None, None)


def test_a_check_stands_out_with_what_came_of_it() -> None:
    state = soccer()
    assert livescore_of(state).current_incident is None
    state.check = Check(START)
    said = livescore_of(state).current_incident
    assert said == CurrentIncident(
        id=1074, name="VAR", last_update="2026-02-02T02:40:00.000Z", confirmation=1
    )
    state.check = Check(START, Confirmation.CANCELLED)
    said = livescore_of(state).current_incident
    assert said is not None
    assert said.confirmation == 2


def test_a_break_and_the_end() -> None:
    state = soccer()
    state.end(10, description=1)
    board = livescore_of(state).scoreboard
    assert board is not None
    assert (board.current_period, board.description) == (PeriodType.BREAK, 1)
    assert board.clock == Clock(status=0, seconds=1200)
    state.finish()
    livescore = livescore_of(state)
    assert livescore.scoreboard is not None
    assert livescore.scoreboard.status == FixtureStatus.FINISHED
    assert livescore.scoreboard.description is None
    assert [(period.type, period.is_confirmed) for period in livescore.periods or ()] == [
        (10, True),
        (100, True),
    ]


def test_a_sport_without_a_clock_and_with_points_in_words() -> None:
    state = MatchState(now=START, extra={"Turn": "2", "Serve Number": "1"})
    state.begin(1)
    state.periods[60] = PeriodState(60, texts=("40", "A"))
    state.periods[1].parts.append(PeriodState(1, [3, 7]))
    state.note(GOAL, None)
    livescore = livescore_of(state)
    board = livescore.scoreboard
    assert board is not None
    assert (board.time, board.clock) == ("-1", None)
    first, game = livescore.periods or []
    assert game.results == results("40", "A")
    assert [part.results for part in first.sub_periods or ()] == [results(3, 7)]
    assert [incident.seconds for incident in first.incidents or ()] == [-1]
    assert first.incidents is not None
    assert first.incidents[0].participant_position is None
    assert livescore.livescore_extra_data == [
        ExtraData(name="Turn", value="2"),
        ExtraData(name="Serve Number", value="1"),
    ]


def paths(said: Any, prefix: str = "") -> set[str]:
    """Return where something stands in a message, whatever it is."""
    if isinstance(said, dict):
        return {path for key, value in said.items() for path in paths(value, f"{prefix}.{key}")}
    if isinstance(said, list):
        return {path for value in said for path in paths(value, f"{prefix}[]")}
    return {prefix}


def test_nothing_is_said_that_no_recording_says(shared: Path) -> None:
    known: set[str] = set()
    for recorded in read_recording(shared / "recordings" / "epl-2018-05-13.jsonl.gz"):
        if recorded.headers["MessageType"] == "2" and b'"IncidentType":6' in recorded.body:
            body = decode(recorded.body).message.body
            assert body is not None
            for event in body.events or ():
                known |= paths(msgspec.to_builtins(event.livescore))
            if len(known) > 40:
                break
    ours = paths(msgspec.to_builtins(livescore_of(soccer(), SQUADS)))
    assert ours <= known
