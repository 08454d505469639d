"""The pump: one bad message never stops the others, and everything is counted."""

import asyncio
import json
import logging
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from touchline.archive.quarantine import FILE, Quarantine
from touchline.base.clock import ManualClock
from touchline.base.errors import RecordingError
from touchline.board.board import Board
from touchline.board.picture import Picture
from touchline.sources.feed_clock import FeedClock
from touchline.sources.pump import Pump, Status
from touchline.wire import decode

NOW = 1_768_057_200_000


def fixture(fixture_id: int, status: int = 2, **fields: Any) -> bytes:
    said = {"Sport": {"Id": 6046, "Name": "Football"}, "Status": status} | fields
    return json.dumps(
        {
            "Header": {"Type": 1, "ServerTimestamp": NOW},
            "Body": {"Events": [{"FixtureId": fixture_id, "Fixture": said}]},
        }
    ).encode()


HEARTBEAT = b'{"Header":{"Type":32}}'


class Bench:
    """A pump with all that it works on."""

    def __init__(self, directory: Path) -> None:
        self.real = ManualClock(77_000)
        self.clock = FeedClock(self.real)
        self.clock.stop(NOW)
        self.epochs = iter(("second", "third"))
        self.picture = Picture(Board("first"), self.clock)
        self.told: list[int] = []
        self.picture.listen(lambda changes: self.told.append(len(changes)))
        self.directory = directory
        self.quarantine = Quarantine(directory, 1_000_000)
        self.pump = Pump(
            self.picture,
            self.clock,
            new_board=lambda: Board(next(self.epochs)),
            source="replay",
            quarantine=self.quarantine,
            monotonic=self.real,
        )

    def deliver(self, body: bytes, at: int = NOW) -> None:
        self.pump.deliver(body, at=at, headers={"MessageType": "1"})

    def is_down(self) -> bool:
        return self.picture.board.sources["replay"].down is not None

    def refused(self) -> dict[str, int]:
        return self.pump.counters.snapshot().get("refused", {})

    def quarantined(self) -> list[dict[str, Any]]:
        self.quarantine.close()
        path = self.directory / FILE
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [json.loads(line) for line in lines]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "quarantine")


def test_a_message_reaches_the_picture_under_the_name_of_its_source(bench: Bench) -> None:
    bench.deliver(fixture(1))
    assert bench.picture.board.events[1].source == "replay"
    assert list(bench.picture.board.sources) == ["replay"]
    assert bench.told == [1]
    assert bench.quarantined() == []


def test_what_cannot_be_decoded_is_kept_and_counted_by_code(bench: Bench) -> None:
    bench.deliver(b'{"Header":{"Type":2,"Msg')
    bench.deliver(b"nothing")
    bench.deliver(fixture(1))
    assert bench.refused() == {"wire-malformed-json": 1, "wire-not-a-message": 1}
    assert bench.picture.board.events.keys() == {1}
    first, second = bench.quarantined()
    assert first["raw"] == '{"Header":{"Type":2,"Msg'
    assert first["source"] == "replay"
    assert first["at"] == NOW
    assert first["headers"] == {"MessageType": "1"}
    assert second["code"] == "wire-not-a-message"


def test_a_message_that_is_too_large_is_refused(bench: Bench) -> None:
    pump = Pump(
        bench.picture,
        bench.clock,
        new_board=lambda: Board("x"),
        decode=partial(decode, max_bytes=10),
    )
    pump.deliver(HEARTBEAT, at=NOW, headers={})
    assert pump.counters.value("refused", "wire-too-large") == 1


def test_lines_that_are_no_messages_are_kept_too(bench: Bench) -> None:
    bench.pump.refuse(b"{half", RecordingError("recording-malformed", "is cut off"), at=NOW)
    assert bench.refused() == {"recording-malformed": 1}
    assert bench.quarantined()[0]["raw"] == "{half"


def test_unknown_fields_and_repairs_are_counted(bench: Bench) -> None:
    bench.deliver(fixture(1, Weather="rain"))
    bench.deliver(b"<Message><Header><Type>32</Type><MsgGuid>a & b</MsgGuid></Header></Message>")
    snapshot = bench.pump.counters.snapshot()
    assert list(snapshot["unknown-field"].values()) == [1]
    assert "Weather" in next(iter(snapshot["unknown-field"]))
    assert snapshot["repaired"] == {"": 1}
    assert bench.refused() == {}


def test_a_failure_that_nobody_foresaw_stops_no_other_message(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    apply = bench.picture.board.apply

    def fail_once(message: Any, *rest: Any) -> Any:
        if message.body is not None and message.body.events[0].fixture_id == 1:
            raise KeyError("surprise")
        return apply(message, *rest)

    monkeypatch.setattr(bench.picture.board, "apply", fail_once)
    with caplog.at_level(logging.ERROR):
        bench.deliver(fixture(1))
        bench.deliver(fixture(2))
    assert bench.picture.board.events.keys() == {2}
    assert bench.refused() == {"message-not-applied": 1}
    (kept,) = bench.quarantined()
    assert kept["code"] == "message-not-applied"
    assert json.loads(kept["raw"])["Body"]["Events"][0]["FixtureId"] == 1
    (record,) = caplog.records
    assert record.exc_info is not None


def test_a_listener_that_fails_stops_no_message(bench: Bench) -> None:
    def fail(changes: object) -> None:
        raise RuntimeError

    bench.picture.listen(fail)
    bench.deliver(fixture(1))
    bench.deliver(fixture(2))
    assert bench.picture.board.events.keys() == {1, 2}
    assert bench.refused() == {"message-not-applied": 2}


# Starting over


def test_a_new_start_is_unseen_until_it_has_caught_up(bench: Bench) -> None:
    bench.pump.caught_up()
    bench.deliver(fixture(1))
    bench.pump.start_over()
    bench.deliver(fixture(2))
    assert bench.picture.board.epoch == "first"
    assert bench.picture.board.events.keys() == {1}
    bench.clock.start(NOW - 60_000, 1)
    bench.pump.caught_up()
    assert bench.picture.board.epoch == "second"
    assert bench.picture.board.events.keys() == {2}
    assert bench.told == [1, 0]
    bench.deliver(fixture(3))
    assert bench.picture.board.events.keys() == {2, 3}


def test_ready_is_set_when_it_has_caught_up(bench: Bench) -> None:
    assert not bench.pump.ready.is_set()
    bench.pump.caught_up()
    assert bench.pump.ready.is_set()


def test_catching_up_lets_time_pass_up_to_the_start(bench: Bench) -> None:
    bench.deliver(HEARTBEAT, at=NOW)
    bench.clock.start(NOW + 3_600_000, 1)
    bench.pump.caught_up()
    assert bench.is_down()


# Time


def test_the_passing_of_time_acts_on_the_picture(bench: Bench) -> None:
    bench.deliver(HEARTBEAT)
    bench.clock.start(NOW, 1)
    bench.clock.allow(NOW + 10**9)
    bench.pump.pass_time()
    assert not bench.is_down()
    bench.real.advance(60_000)
    bench.pump.pass_time()
    assert bench.is_down()
    assert bench.told == [1]


def test_idle_moments_tidy_the_board(bench: Bench) -> None:
    for fixture_id in range(5):
        bench.deliver(
            json.dumps(
                {
                    "Header": {"Type": 3},
                    "Body": {
                        "Events": [
                            {
                                "FixtureId": fixture_id,
                                "Markets": [{"Id": 1, "Bets": [{"Id": 1, "Name": "Home team"}]}],
                            }
                        ]
                    },
                }
            ).encode()
        )
    bench.pump.pass_time()
    assert not bench.picture.board.tidy()


def test_time_that_fails_is_logged_once_and_goes_on(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(now: int) -> None:
        raise RuntimeError

    monkeypatch.setattr(bench.picture, "advance", fail)
    for _ in range(3):
        bench.pump.pass_time()
    assert bench.pump.counters.value("time-not-applied") == 3
    assert len(caplog.records) == 1


def test_the_ticker_runs_until_it_is_cancelled(bench: Bench) -> None:
    async def some_ticks() -> None:
        ticked = asyncio.Event()
        bench.picture.advance = lambda now: ticked.set()  # type: ignore[method-assign]
        ticker = asyncio.create_task(bench.pump.tick())
        await ticked.wait()
        ticker.cancel()
        with pytest.raises(asyncio.CancelledError):
            await ticker

    asyncio.run(some_ticks())


# The status


def test_the_status_counts_live_events_messages_and_refusals(bench: Bench) -> None:
    bench.deliver(fixture(1, status=2))
    bench.deliver(fixture(2, status=9))
    bench.deliver(b"nothing")
    assert bench.pump.status() == Status(1, 3.0, 0, 1)


def test_the_rate_is_that_of_the_last_whole_seconds(bench: Bench) -> None:
    for _ in range(10):
        for _ in range(20):
            bench.deliver(HEARTBEAT)
        bench.real.advance(1_000)
    assert bench.pump.status().messages_per_second == 20
    bench.real.advance(2_000)
    assert bench.pump.status().messages_per_second == 12
    bench.real.advance(60_000)
    assert bench.pump.status().messages_per_second == 0


def test_the_lag_is_how_late_the_last_message_came(bench: Bench) -> None:
    bench.clock.start(NOW, 10)
    bench.real.advance(100)
    bench.deliver(HEARTBEAT, at=NOW + 400)
    assert bench.pump.status().lag_ms == 600
    bench.deliver(HEARTBEAT, at=NOW + 2_000)
    assert bench.pump.status().lag_ms == 0
