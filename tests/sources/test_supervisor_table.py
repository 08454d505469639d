"""The table of a source's states in ARCHITECTURE.md and the supervisor say the same."""

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from tests.sources import test_supervisor
from touchline.sources.supervisor import Cause, Patience, State, Supervisor, Task

ARCHITECTURE: Final = Path(__file__).parents[2] / "ARCHITECTURE.md"
STEPS: Final = 20_000
APPLIED: Final = "applied"
EVENTS: Final = {
    "its queue is being consumed": ("connected",),
    "the connection is gone, or the queue": ("lost",),
    "what was missed is in the picture": ("recovered",),
    "it is, and the feed is 5 s behind": ("recovered",),
    "it is, and the feed is 15 s behind": ("recovered",),
    "nothing is heard for 30 s": ("tick",),
    "three heartbeats are missing (without heartbeats: 30 s of silence)": ("tick",),
    "it speaks again": ("received",),
    "the feed is 5 s behind": (APPLIED, "tick"),
    "it is less than half of that": (APPLIED, "tick"),
    "it is 15 s behind": (APPLIED, "tick"),
    "it is less than 2.5 s behind": (APPLIED, "tick"),
    "nothing at all is heard for 30 s": ("tick",),
}
"""What the methods are called by which the supervisor hears of it."""


class Transition(NamedTuple):
    """What one event made of a source, and what is to be done."""

    state: State
    cause: Cause | None
    event: str
    becomes: State
    its_cause: Cause | None
    task: Task | None


class Row(NamedTuple):
    """A row of the table, in words."""

    state: str
    event: str
    becomes: str
    cause: str
    task: str
    tests: str

    def covers(self, seen: Transition) -> bool:
        """Tell whether a transition is one of this row."""
        names = self.state.split(", ")
        states = {State(name) for name in names if name in {*State}}
        causes = {Cause(name) for name in names if name in {*Cause} - {*State}}
        becomes = seen.state if self.becomes == "as it is" else State(self.becomes)
        told = seen.cause if self.becomes == "as it is" else (seen.its_cause or "")
        return (
            (names[0] == "any" or seen.state in states)
            and (not causes or seen.cause in causes)
            and seen.event in EVENTS[self.event]
            and seen.becomes == becomes
            and (self.becomes == "as it is" or told in self.cause.split(", "))
            and (seen.task or "") == self.task
        )


ROWS: Final = [
    Row(*(cell.strip() for cell in line.strip("|").split("|")))
    for line in re.findall(r"^\|.*`test_\w+`.*\|$", ARCHITECTURE.read_text("utf-8"), re.MULTILINE)
]


def transitions() -> Iterator[Transition]:
    """Yield what happens to a source in a long random life."""
    chance, now, lag, waiting = random.Random(7), 0, 0, 0
    supervisor = Supervisor(now)

    def connected() -> Task | None:
        return None if supervisor.is_connected else supervisor.connected(now)

    def received() -> Task | None:
        if not supervisor.is_connected:
            return None
        return supervisor.received(now, is_heartbeat=has_heartbeats)

    events: dict[str, Callable[[], Task | None]] = {
        "connected": connected,
        "lost": lambda: supervisor.lost(now),
        "received": received,
        APPLIED: lambda: supervisor.applied(now, lag),
        "recovered": lambda: supervisor.recovered(now),
        "tick": lambda: supervisor.tick(now, waiting),
    }
    weights = [4, 1, 10, 6, 4, 6]
    has_heartbeats = True
    for step in range(STEPS):
        if step % 50 == 0:
            supervisor = Supervisor(now)
            has_heartbeats = not has_heartbeats
        now += chance.choice((0, 100, 2_000, 9_000, 16_000, 31_000))
        lag = chance.choice((0, 2_499, 3_000, 5_000, 15_000))
        waiting = chance.choice((0, 0, 0, lag))
        (event,) = chance.choices(list(events), weights)
        state, cause = supervisor.state, supervisor.cause
        task = events[event]()
        if task is Task.REBUILD:
            # Beside whatever the same silence makes of the state.
            yield Transition(state, cause, event, state, cause, task)
            task = None
        if task is not None or (state, cause) != (supervisor.state, supervisor.cause):
            yield Transition(state, cause, event, supervisor.state, supervisor.cause, task)


SEEN: Final = sorted(set(transitions()), key=repr)


@pytest.mark.parametrize("seen", SEEN, ids=lambda seen: f"{seen.state}-{seen.event}")
def test_what_happens_is_in_the_table(seen: Transition) -> None:
    assert any(row.covers(seen) for row in ROWS), seen


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.state}-{row.event}")
def test_what_is_in_the_table_happens_and_is_proved(row: Row) -> None:
    assert {seen.event for seen in SEEN if row.covers(seen)} == {*EVENTS[row.event]}
    names = re.findall(r"`(\w+)`", row.tests)
    assert names
    assert [name for name in names if not hasattr(test_supervisor, name)] == []


def test_the_times_in_the_table_are_the_defaults() -> None:
    patience = Patience()
    said = {int(seconds) for row in ROWS for seconds in re.findall(r"(\d+) s", row.event)}
    assert (patience.late, patience.behind) == (5_000, 15_000)
    assert (patience.message_silence, patience.rebuild) == (30_000, 30_000)
    assert said == {5, 15, 30}
    assert len(ROWS) == len(EVENTS) + 1
