"""The feed as a whole: its order, its beats, its first moment, and that it is the same again."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Mapping

import pytest

from tests.simulator.feeds import HOUR_MS, START
from touchline.archive.recordings import Recorded
from touchline.board.board import Board
from touchline.model.catalogue import SPORTS
from touchline.model.enums import KEPT_ALIVE_STATUSES
from touchline.simulator.engine import Simulator
from touchline.simulator.games.registry import GAMES
from touchline.wire import decode

MINUTE_MS = 60_000


@pytest.fixture(scope="module")
def messages() -> list[Recorded]:
    return list(Simulator(START, live=24).messages(START + 10 * MINUTE_MS))


def of_type(messages: list[Recorded], number: int) -> list[Recorded]:
    return [message for message in messages if message.headers["MessageType"] == str(number)]


def test_it_is_told_in_order_and_decodes_without_anything_unknown(
    messages: list[Recorded],
) -> None:
    times = [message.at for message in messages]
    assert times == sorted(times)
    assert not any(decode(message.body).unknown for message in messages)


def test_every_message_carries_the_headers_of_a_provider(messages: list[Recorded]) -> None:
    guids = {message.headers["MessageGuid"] for message in messages}
    assert len(guids) == len(messages)
    for message in messages:
        header = decode(message.body).message.header
        assert message.headers["MessageGuid"] == header.msg_guid
        assert message.headers["MessageType"] == str(header.type)
        assert message.headers.get("MessageSequence") == (
            None if header.msg_seq is None else str(header.msg_seq)
        )
        assert START - 1_000 <= (header.server_timestamp or 0) <= message.at


def test_sequences_count_the_messages_of_each_fixture(messages: list[Recorded]) -> None:
    counted: Mapping[str, list[int]] = defaultdict(list)
    for message in messages:
        if "FixtureId" in message.headers:
            counted[message.headers["FixtureId"]].append(int(message.headers["MessageSequence"]))
    for said in counted.values():
        assert said == list(range(1, len(said) + 1))


@pytest.mark.parametrize(("number", "every"), [(32, 5_000), (31, 30_000)])
def test_beats_are_regular(messages: list[Recorded], number: int, every: int) -> None:
    times = [message.at for message in of_type(messages, number)]
    assert {later - earlier for earlier, later in itertools.pairwise(times)} == {every}


def test_keep_alives_list_what_is_live(messages: list[Recorded]) -> None:
    board = Board("made-up")
    compared = 0
    for message in messages:
        said = decode(message.body).message
        if said.body is not None and said.body.keep_alive is not None and compared < 15:
            expected = {
                event.id for event in board.events.values() if event.status in KEPT_ALIVE_STATUSES
            }
            listed = said.body.keep_alive.active_events or []
            # What is told at the same moment may come behind.
            assert len(expected ^ set(listed)) <= 2 or message.at < START
            compared += 1
        board.apply(said, message.at)
    assert compared >= 15


def test_at_the_start_there_are_live_matches_of_every_sport(messages: list[Recorded]) -> None:
    board = Board("made-up")
    for message in messages:
        if message.at > START:
            break
        board.apply(decode(message.body).message, message.at)
    slugs = {sport.feed_id: sport.slug for sport in SPORTS}
    live = Counter(
        slugs[event.fixture.sport.id]
        for event in board.events.values()
        if event.status == 2 and event.fixture is not None and event.fixture.sport is not None
    )
    assert set(live) == set(GAMES)
    assert 18 <= sum(live.values()) <= 30
    statuses = Counter(event.status for event in board.events.values())
    assert statuses[1] > 5
    assert statuses[3] > 5
    priced = [event for event in board.events.values() if event.status == 2 and event.markets]
    assert len(priced) >= 0.8 * sum(live.values())


def test_the_same_arguments_make_the_same_bytes() -> None:
    def made(seed: int) -> list[Recorded]:
        return list(Simulator(START, seed=seed, live=8).messages(START + 2 * MINUTE_MS))

    assert made(3) == made(3)
    assert made(3) != made(4)


def test_what_happens_in_one_sport_does_not_depend_on_the_bookmakers_of_another() -> None:
    def scores(lasts: int) -> list[bytes]:
        simulator = Simulator(START, live=4, sports=("tennis",))
        found = list(simulator.messages(START + lasts))
        return [message.body for message in found if message.headers["MessageType"] == "2"]

    half, whole = scores(HOUR_MS // 4), scores(HOUR_MS // 2)
    assert whole[: len(half)] == half
