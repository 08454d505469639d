"""The demonstration recording: deterministic, whole, and decodable to the last message."""

from itertools import pairwise
from pathlib import Path

import pytest

from tools import make_demo_recording
from tools.demo_match import START
from touchline.archive.recordings import Recorded, read_recording
from touchline.board.board import Board
from touchline.model.enums import LIVE_STATUSES, BetStatus, MessageType
from touchline.model.message import Message
from touchline.wire import decode

MINUTE = 60_000


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.jsonl.gz"
    make_demo_recording.main(path)
    return path


@pytest.fixture(scope="module")
def messages(path: Path) -> list[tuple[Recorded, Message]]:
    found = []
    for recorded in read_recording(path):
        decoded = decode(recorded.body)
        assert not decoded.unknown
        assert not decoded.is_repaired
        found.append((recorded, decoded.message))
    return found


def board_at(messages: list[tuple[Recorded, Message]], at: int) -> Board:
    board = Board("demo")
    for recorded, message in messages:
        if recorded.at <= at:
            board.apply(message, recorded.at)
    board.advance(at)
    return board


def test_the_same_bytes_every_time(path: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.jsonl.gz"
    make_demo_recording.main(again)
    assert again.read_bytes() == path.read_bytes()


def test_it_is_small(path: Path) -> None:
    assert path.stat().st_size < 500_000


def test_it_lasts_from_half_an_hour_before_to_two_hours_after(
    messages: list[tuple[Recorded, Message]],
) -> None:
    times = [recorded.at for recorded, _ in messages]
    assert times == sorted(times)
    assert -31 * MINUTE < times[0] - START < -30 * MINUTE
    assert 100 * MINUTE < times[-1] - START < 120 * MINUTE


def test_headers_say_what_the_message_is(messages: list[tuple[Recorded, Message]]) -> None:
    for recorded, message in messages:
        headers = recorded.headers
        assert headers["MessageType"] == str(message.header.type)
        assert headers["MessageGuid"] == message.header.msg_guid
        assert int(headers["timestamp_in_ms"]) <= recorded.at
        if message.body is not None and message.body.events:
            assert headers["FixtureId"] == str(message.body.events[0].fixture_id)
            assert headers["MessageSequence"] == str(message.header.msg_seq)
    guids = [message.header.msg_guid for _, message in messages]
    assert len(set(guids)) == len(guids)


@pytest.mark.parametrize(
    ("kind", "apart"), [(MessageType.HEARTBEAT, 5_000), (MessageType.KEEP_ALIVE, 30_000)]
)
def test_signals_are_regular(
    messages: list[tuple[Recorded, Message]], kind: int, apart: int
) -> None:
    times = [recorded.at for recorded, message in messages if message.header.type == kind]
    assert {later - earlier for earlier, later in pairwise(times)} == {apart}


def test_before_the_start_three_matches_are_expected_with_prices(
    messages: list[tuple[Recorded, Message]],
) -> None:
    board = board_at(messages, START - 20 * MINUTE)
    assert [event.status for event in board.seen_events()] == [1, 1, 1]
    for event in board.seen_events():
        assert len(event.markets) == 2
        for market in event.markets.values():
            assert len(market.providers) == 2


def test_in_play_clocks_run_and_bets_are_open(messages: list[tuple[Recorded, Message]]) -> None:
    board = board_at(messages, START + 40 * MINUTE)
    assert all(event.status in LIVE_STATUSES for event in board.seen_events())
    for event in board.seen_events():
        livescore = event.livescore.value
        assert livescore is not None
        assert livescore.scoreboard is not None
        assert livescore.scoreboard.clock is not None
        assert not event.is_unlisted
    assert sum(_open_bets(board)) >= 12


def test_bets_are_suspended_when_a_goal_falls(messages: list[tuple[Recorded, Message]]) -> None:
    goals = 0
    score: dict[int, object] = {}
    for recorded, message in messages:
        for update in (message.body.events if message.body is not None else None) or ():
            livescore = update.livescore
            if livescore is None or update.fixture_id == 92600003 or not livescore.periods:
                continue
            assert livescore.scoreboard is not None
            before = score.get(update.fixture_id)
            score[update.fixture_id] = livescore.scoreboard.results
            if before is None or before == livescore.scoreboard.results:
                continue
            goals += 1
            event = board_at(messages, recorded.at).events[update.fixture_id]
            statuses = {
                quote.bet.status
                for market in event.markets.values()
                for book in market.providers.values()
                for quote in book.bets.values()
            }
            assert statuses == {BetStatus.SUSPENDED}
    assert goals >= 2


def test_at_the_end_all_is_settled_and_winners_are_right(
    messages: list[tuple[Recorded, Message]],
) -> None:
    board = board_at(messages, messages[-1][0].at)
    assert board.counters.value("clamped-stamp") == 0
    for event in board.seen_events():
        assert event.status == 3
        livescore = event.livescore.value
        assert livescore is not None
        assert livescore.scoreboard is not None
        home, away = (int(result.value or 0) for result in livescore.scoreboard.results or ())
        winner = "1" if home > away else "2" if away > home else "X"
        for market in event.markets.values():
            for book in market.providers.values():
                for quote in book.bets.values():
                    bet = quote.bet
                    assert bet.status == BetStatus.SETTLED
                    if bet.line is None:
                        wins = bet.name == winner
                    else:
                        wins = (home + away > float(bet.line)) == (bet.name == "Over")
                    assert bet.settlement == (2 if wins else 1)


def test_prices_move(messages: list[tuple[Recorded, Message]]) -> None:
    board = board_at(messages, START + 40 * MINUTE)
    moved = [
        quote.previous_price is not None
        for event in board.seen_events()
        for market in event.markets.values()
        for book in market.providers.values()
        for quote in book.bets.values()
    ]
    assert all(moved)


def _open_bets(board: Board) -> list[bool]:
    return [
        quote.bet.status == BetStatus.OPEN
        for event in board.seen_events()
        for market in event.markets.values()
        for book in market.providers.values()
        for quote in book.bets.values()
    ]
