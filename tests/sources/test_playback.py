"""Playback: each message at its feed time, the start whole, the end standing still."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from touchline.archive.recordings import Kind, Recorded, RecordingWriter
from touchline.base.clock import ManualClock
from touchline.base.errors import RecordingError, UsageError
from touchline.sources.feed_clock import FeedClock
from touchline.sources.playback import Playback, recorded_messages

START = 1_000_000


class Sleeper:
    """Lets manual time pass as far as is slept, and counts."""

    def __init__(self, real: ManualClock, clock: FeedClock) -> None:
        self.real = real
        self.clock = clock
        self.turns_given = 0

    async def __call__(self, seconds: float) -> None:
        self.turns_given += seconds == 0
        self.real.advance(round(seconds * 1000))
        await asyncio.sleep(0)


class Script:
    """Writes down what a replay does, with feed time and real time."""

    def __init__(self, real: ManualClock, clock: FeedClock, work_ms: int = 0) -> None:
        self.real = real
        self.clock = clock
        self.work_ms = work_ms
        self.said: list[tuple[Any, ...]] = []
        self.began = real()

    def deliver(self, body: bytes, *, at: int, headers: Mapping[str, Any]) -> None:
        self.said.append((body.decode(), at, self.clock(), self.real() - self.began))
        self.real.advance(self.work_ms)

    def refuse(self, line: bytes, error: RecordingError, *, at: int) -> None:
        self.said.append(("refused", error.code, at))

    def start_over(self) -> None:
        self.said.append(("start over",))
        if sum(entry == ("start over",) for entry in self.said) > 2:
            raise EnoughError

    def caught_up(self) -> None:
        self.said.append(("caught up", self.clock()))

    @property
    def bodies(self) -> str:
        return "".join(entry[0] for entry in self.said if len(entry) == 4)


class EnoughError(Exception):
    """Ends a loop that would go on for ever."""


def recording(tmp_path: Path, *offsets: int) -> Path:
    """Write messages "a", "b", … received at offsets from START."""
    path = tmp_path / "a.jsonl"
    with RecordingWriter(path, overwrite=True) as writer:
        for number, offset in enumerate(offsets):
            body = chr(ord("a") + number % 26).encode()
            writer.write(Recorded(START + offset, {}, body, Kind.RAW))
    return path


def play(path: Path, work_ms: int = 0, **options: Any) -> tuple[Script, FeedClock, Sleeper]:
    """Play in manual time."""
    real = ManualClock(55_555)
    clock = FeedClock(real)
    sleeper = Sleeper(real, clock)
    script = Script(real, clock, work_ms)
    replay = Playback(recorded_messages(path), clock, monotonic=real, sleep=sleeper, **options)
    asyncio.run(replay.run(script))
    return script, clock, sleeper


def test_each_message_comes_at_its_time(tmp_path: Path) -> None:
    script, clock, _ = play(recording(tmp_path, 0, 500, 500, 60_000))
    assert script.said == [
        ("caught up", START),
        ("a", START, START, 0),
        ("b", START + 500, START + 500, 500),
        ("c", START + 500, START + 500, 500),
        ("d", START + 60_000, START + 60_000, 60_000),
    ]
    script.real.advance(100_000)
    assert clock() == START + 60_000


def test_speed_divides_real_time(tmp_path: Path) -> None:
    script, _, _ = play(recording(tmp_path, 0, 60_000), speed=10)
    assert script.said[-1] == ("b", START + 60_000, START + 60_000, 6_000)


def test_as_fast_as_can_be_takes_no_time(tmp_path: Path) -> None:
    script, clock, _ = play(recording(tmp_path, 0, 60_000, 3_600_000), speed=None)
    assert [entry[1:] for entry in script.said[1:]] == [
        (START + offset, START + offset, 0) for offset in (0, 60_000, 3_600_000)
    ]
    assert clock() == START + 3_600_000


@pytest.mark.parametrize("speed", [1, None])
def test_all_before_the_start_comes_at_once(tmp_path: Path, speed: float | None) -> None:
    path = recording(tmp_path, 0, 10_000, 20_000, 30_000)
    script, _, _ = play(path, start_at=START + 20_000, speed=speed)
    assert [entry[0] for entry in script.said] == ["a", "b", "c", "caught up", "d"]
    assert script.said[3] == ("caught up", START + 20_000)
    assert [entry[3] for entry in script.said if len(entry) == 4][:3] == [0, 0, 0]
    assert script.said[4] == ("d", START + 30_000, START + 30_000, 10_000 if speed else 0)


def test_between_messages_feed_time_runs_from_the_start(tmp_path: Path) -> None:
    script, _, _ = play(recording(tmp_path, 0, 30_000), start_at=START + 20_000)
    assert script.said[1] == ("caught up", START + 20_000)
    assert script.said[2] == ("b", START + 30_000, START + 30_000, 10_000)


@pytest.mark.parametrize("speed", [1, 60, None])
def test_it_ends_after_the_last_message_until_the_stop(tmp_path: Path, speed: float | None) -> None:
    path = recording(tmp_path, 0, 10_000, 20_000, 30_000)
    script, clock, _ = play(path, stop_at=START + 20_000, speed=speed)
    assert script.bodies == "abc"
    assert clock() == START + 20_000
    script, clock, _ = play(path, stop_at=START + 25_000, speed=speed)
    assert script.bodies == "abc"
    assert clock() == START + 25_000
    script.real.advance(100_000)
    assert clock() == START + 25_000


def test_a_stop_after_the_end_stands_at_the_last_message(tmp_path: Path) -> None:
    script, clock, _ = play(recording(tmp_path, 0, 10_000), stop_at=START + 99_000)
    assert script.bodies == "ab"
    assert clock() == START + 10_000


def test_start_and_stop_at_one_moment_give_its_picture(tmp_path: Path) -> None:
    moment = START + 15_000
    script, clock, _ = play(recording(tmp_path, 0, 10_000, 20_000), start_at=moment, stop_at=moment)
    assert script.bodies == "ab"
    assert script.said[-1] == ("caught up", moment)
    assert clock() == moment


def test_a_stop_before_all_messages_has_none(tmp_path: Path) -> None:
    script, clock, _ = play(recording(tmp_path, 0, 10_000), stop_at=START - 5_000, loop=True)
    assert script.said == [("caught up", START - 5_000)]
    assert clock() == START - 5_000


def test_a_start_after_the_end_is_the_end(tmp_path: Path, caplog: Any) -> None:
    script, clock, _ = play(recording(tmp_path, 0, 10_000), start_at=START + 99_000)
    assert script.bodies == "ab"
    assert script.said[-1] == ("caught up", START + 10_000)
    assert clock() == START + 10_000
    assert "before the start" in caplog.text


def test_a_start_after_the_end_does_not_loop(tmp_path: Path) -> None:
    script, _, _ = play(recording(tmp_path, 0, 10_000), start_at=START + 99_000, loop=True)
    assert script.bodies == "ab"


def test_an_empty_recording_ends_at_once_even_in_a_loop(tmp_path: Path, caplog: Any) -> None:
    script, _, _ = play(recording(tmp_path), loop=True)
    assert script.said == [("caught up", 0)]
    assert "no message" in caplog.text


def test_a_message_out_of_order_comes_when_it_is_read(tmp_path: Path) -> None:
    script, clock, _ = play(
        recording(tmp_path, 0, 10_000, 5_000, 40_000, 20_000), stop_at=START + 30_000
    )
    assert [entry[::3] for entry in script.said[1:]] == [
        ("a", 0),
        ("b", 10_000),
        ("c", 10_000),
        ("e", 20_000),
    ]
    assert clock() == START + 30_000


def test_a_loop_begins_again_from_the_start(tmp_path: Path) -> None:
    path = recording(tmp_path, 0, 10_000, 20_000, 30_000)
    real = ManualClock()
    clock = FeedClock(real)
    script = Script(real, clock)
    replay = Playback(
        recorded_messages(path),
        clock,
        start_at=START + 10_000,
        stop_at=START + 20_000,
        loop=True,
        monotonic=real,
        sleep=Sleeper(real, clock),
    )
    with pytest.raises(EnoughError):
        asyncio.run(replay.run(script))
    once = ["a", "b", "caught up", "c"]
    assert [entry[0] for entry in script.said] == [
        *once, "start over", *once, "start over", *once, "start over",
    ]  # fmt: skip
    # Until the start is reached again, feed time stands where it ended.
    assert script.said[5] == ("a", START, START + 20_000, 10_000)
    assert script.said[7] == ("caught up", START + 10_000)


def test_lines_that_are_no_messages_stop_nothing(tmp_path: Path) -> None:
    path = recording(tmp_path, 0, 10_000)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(lines[0] + "{nothing}\n" + lines[1], encoding="utf-8")
    script, _, _ = play(path)
    assert script.bodies == "ab"
    assert ("refused", "recording-malformed", START) in script.said


def test_feed_time_never_passes_a_message_that_has_not_come(tmp_path: Path) -> None:
    path = recording(tmp_path, *range(0, 50_000, 100))
    script, _, _ = play(path, speed=1_000, work_ms=7)
    assert all(entry[1] == entry[2] for entry in script.said if len(entry) == 4)
    assert script.clock() == START + 49_900


def test_others_get_their_turn_after_five_ms_of_work(tmp_path: Path) -> None:
    path = recording(tmp_path, *range(1_000))
    _, _, sleeper = play(path, speed=None, work_ms=1)
    assert 150 <= sleeper.turns_given <= 200


def test_others_get_their_turn_while_the_rest_after_the_stop_is_read(tmp_path: Path) -> None:
    path = recording(tmp_path, *range(1_000))
    real = ManualClock()

    def ticking() -> int:
        return real.advance(1)

    clock = FeedClock(real)
    sleeper = Sleeper(real, clock)
    script = Script(real, clock)
    replay = Playback(
        recorded_messages(path), clock, speed=None, stop_at=START, monotonic=ticking, sleep=sleeper
    )
    asyncio.run(replay.run(script))
    assert script.bodies == "a"
    assert sleeper.turns_given >= 150


@pytest.mark.parametrize("speed", [0, -1, float("nan"), float("inf")])
def test_a_speed_that_is_none_is_refused(tmp_path: Path, speed: float) -> None:
    with pytest.raises(UsageError):
        Playback(recorded_messages(recording(tmp_path, 0)), FeedClock(), speed=speed)


def test_a_stop_before_the_start_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        Playback(recorded_messages(recording(tmp_path, 0)), FeedClock(), start_at=2, stop_at=1)


def test_a_recording_that_is_missing_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(RecordingError):
        Playback(recorded_messages(tmp_path / "nothing"), FeedClock())


def test_with_real_time_it_ends_by_itself(tmp_path: Path) -> None:
    path = recording(tmp_path, 0, 500, 1_000)
    clock = FeedClock()
    script = Script(ManualClock(), clock)
    asyncio.run(Playback(recorded_messages(path), clock, speed=100).run(script))
    assert script.bodies == "abc"
    assert clock() == START + 1_000
