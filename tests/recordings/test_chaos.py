"""Each disturbance of the disturbed recording is seen doing what it should at its time."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.board.pictures import picture_of
from tests.recordings.playing import CHAOS, Played, Probe, folder, play, truth_of
from touchline.archive.recordings import read_recording
from touchline.base.errors import WireError
from touchline.board import availability
from touchline.board.availability import Reason
from touchline.board.board import Board
from touchline.board.change import ChangeKind
from touchline.board.liveness import Silence
from touchline.model.event import Event
from touchline.model.livescore import Livescore
from touchline.wire import decode

MARGIN = 1000
"""Messages come up to a second late."""

Disturbance = dict[str, Any]


def livescore_of(event: Event) -> Livescore:
    assert event.livescore.value is not None
    return event.livescore.value


def score(event: Event, one: Disturbance) -> tuple[list[int], int]:
    """Return the total and the number of goals that the periods list."""
    livescore = livescore_of(event)
    assert livescore.scoreboard is not None
    total = [int(result.value or 0) for result in livescore.scoreboard.results or ()]
    return total, sum(len(period.incidents or ()) for period in livescore.periods or ())


def named(event: Event, one: Disturbance) -> tuple[int, int]:
    """Return the status and how many incidents name the player."""
    livescore = livescore_of(event)
    parts = [*(livescore.periods or ()), *(livescore.statistics or ())]
    names = [incident.player_name for part in parts for incident in part.incidents or ()]
    return event.status, names.count(one["player"])


def periods(event: Event, one: Disturbance) -> tuple[bool, bool]:
    """Tell whether the period is the current one, and one of the periods."""
    livescore = livescore_of(event)
    assert livescore.scoreboard is not None
    listed = [period.type for period in livescore.periods or ()]
    return livescore.scoreboard.current_period == one["type"], one["type"] in listed


def statistics(event: Event, one: Disturbance) -> bool:
    return one["type"] in [kind.type for kind in livescore_of(event).statistics or ()]


def bet(event: Event, one: Disturbance) -> tuple[int | None, Reason | None]:
    (quote,) = (
        quote
        for market in event.markets.values()
        for book in market.providers.values()
        for number, quote in book.bets.items()
        if number == int(one["bet"])
    )
    return quote.bet.status, availability.bet_reason(quote, frozenset())


def open_bets(event: Event, one: Disturbance) -> tuple[int, bool]:
    """Return the status, and whether any bet is open in itself."""
    return event.status, any(
        quote.bet.status == 1
        for market in event.markets.values()
        for book in market.providers.values()
        for quote in book.bets.values()
    )


LOOKS: dict[str, Callable[[Event, Disturbance], Any]] = {
    "goal_reverted": score,
    "coverage_lost": open_bets,
    "incident_after_finish": named,
    "unknown_period": periods,
    "unknown_statistic": statistics,
    "unknown_bet_status": bet,
}


class Seen(msgspec.Struct):
    """What came of the recording, and what was seen at its disturbances.

    `of_event` and `reasons` hold, by kind, what was seen before, as it began, as it ended and
    after; `down` whether the source was.
    """

    chaos: list[Disturbance]
    played: Played
    of_event: dict[str, list[Any]] = {}
    reasons: dict[str, list[set[Reason | None]]] = {}
    down: dict[str, list[Silence | None]] = {}

    def only(self, kind: str) -> Disturbance:
        (found,) = (one for one in self.chaos if one["kind"] == kind)
        return found

    def look(self, one: Disturbance, board: Board) -> None:
        kind, fixture = one["kind"], one["fixture"]
        if kind in LOOKS:
            self.of_event.setdefault(kind, []).append(LOOKS[kind](board.events[fixture], one))
        self.reasons.setdefault(kind, []).append(
            {
                availability.event_reason(event, board.source_of(event))
                for event in board.events.values()
                if fixture in (None, event.id)
            }
        )
        self.down.setdefault(kind, []).append(board.sources["feed"].down)


@pytest.fixture(scope="module")
def seen(shared: Path) -> Seen:
    found = Seen(truth_of(shared, CHAOS)["chaos"], Played(Board("epoch")))
    probes: list[Probe] = []
    for one in found.chaos:
        if one["kind"] not in (*LOOKS, "heartbeats_missing"):
            continue
        moments = [one["at"] - MARGIN, one["at"] + MARGIN]
        if "until" in one:
            moments += [one["until"] - MARGIN, one["until"] + MARGIN]
        probes += [(moment, partial(found.look, one)) for moment in moments]
    found.played = play(shared, CHAOS, probes)
    return found


def test_every_kind_of_disturbance_is_looked_at(seen: Seen) -> None:
    others = {
        "heartbeats_missing", "reordered", "duplicated", "unknown_message_type", "unparsable_body",
    }  # fmt: skip
    assert {one["kind"] for one in seen.chaos} == set(LOOKS) | others


def test_a_goal_is_given_and_taken_back(seen: Seen) -> None:
    before, begun, ending, after = seen.of_event["goal_reverted"]
    side = seen.only("goal_reverted")["side"] - 1
    assert begun == ending
    assert begun[0][side] == before[0][side] + 1
    assert begun[1] == before[1] + 1
    assert after == before


def test_lost_coverage_makes_all_bets_unavailable_and_lifts(seen: Seen) -> None:
    lost = {Reason.LOST_COVERAGE}
    assert seen.reasons["coverage_lost"] == [{None}, lost, lost, {None}]
    states = seen.of_event["coverage_lost"]
    assert [status for status, _ in states] == [2, 8, 8, 2]
    assert states[0][1]


def test_an_incident_after_the_end(seen: Seen) -> None:
    before, after = seen.of_event["incident_after_finish"]
    assert before[0] == after[0] == 3
    assert after[1] == before[1] + 1


def test_an_unknown_period_passes_through(seen: Seen) -> None:
    known, unknown = (False, False), (True, True)
    assert seen.of_event["unknown_period"] == [known, unknown, unknown, known]


def test_an_unknown_statistic_passes_through(seen: Seen) -> None:
    assert seen.of_event["unknown_statistic"] == [False, True, True, False]


def test_an_unknown_bet_status_passes_through_and_is_not_open(seen: Seen) -> None:
    unknown = (seen.only("unknown_bet_status")["status"], Reason.BET_CLOSED)
    assert seen.of_event["unknown_bet_status"] == [(1, None), unknown, unknown, (1, None)]


def test_missing_heartbeats_take_the_source_down_until_they_are_back(seen: Seen) -> None:
    one = seen.only("heartbeats_missing")
    down, up = (change for change in seen.played.changes if change.kind is ChangeKind.SOURCE)
    last_heard = one["at"] - 5000
    assert (down.at, up.at) == (last_heard + 15_000, one["until"])
    assert seen.down["heartbeats_missing"] == [None, None, Silence.HEARTBEAT, None]
    assert seen.reasons["heartbeats_missing"][2:] == [{Reason.SOURCE_DOWN}, {None}]


def test_repeated_messages_are_dropped(seen: Seen) -> None:
    counted = seen.played.board.counters.value("repeated-guid")
    assert counted == seen.only("duplicated")["count"] > 0


def test_reordered_messages_end_in_the_picture_of_their_order(shared: Path, seen: Seen) -> None:
    assert seen.only("reordered")["count"] > 0
    messages = []
    for recorded in read_recording(folder(shared) / f"{CHAOS}.jsonl.gz"):
        with suppress(WireError):
            messages.append(decode(recorded.body).message)
    arrived = [message.header.server_timestamp or 0 for message in messages]
    assert arrived != sorted(arrived)
    board = Board("epoch")
    for message in sorted(messages, key=lambda one: one.header.server_timestamp or 0):
        board.apply(message, message.header.server_timestamp or 0)
    board.advance(seen.played.board.now)
    assert picture_of(board) == picture_of(seen.played.board)


def test_messages_of_unknown_type_are_counted(seen: Seen) -> None:
    kinds = [str(one["type"]) for one in seen.chaos if one["kind"] == "unknown_message_type"]
    counted = seen.played.board.counters.snapshot()["unknown-message-type"]
    assert counted == {kind: kinds.count(kind) for kind in kinds} != {}


def test_bodies_that_no_decoder_takes_stop_nothing(seen: Seen) -> None:
    cut = sorted(one["at"] for one in seen.chaos if one["kind"] == "unparsable_body")
    assert seen.played.refused == [(at, "wire-malformed-json") for at in cut] != []
    assert seen.played.board.now > cut[-1]
