"""The feed as a whole: its order, its beats, its first moment, and that it is the same again."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

import msgspec
import pytest
from msgspec.structs import replace

from tests.simulator.feeds import START
from touchline.archive.recordings import Recorded
from touchline.board.board import Board
from touchline.board.match_clock import counts_down
from touchline.board.parts import sport_of
from touchline.model.catalogue import SPORTS
from touchline.model.enums import KEPT_ALIVE_STATUSES, FixtureStatus
from touchline.model.livescore import Livescore
from touchline.simulator.engine import Simulator
from touchline.simulator.faults import NO_FAULTS, Faults
from touchline.simulator.fixture_life import FixtureLife
from touchline.simulator.games.registry import GAMES
from touchline.simulator.schedule import Fate, Planned, Schedule
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


def test_from_the_start_on_it_shows_which_way_a_clock_runs(messages: list[Recorded]) -> None:
    board = Board("made-up")

    def downward() -> Mapping[int, bool]:
        return {
            event.id: counts_down(event, sport)
            for event in board.events.values()
            if (sport := sport_of(event)).clock.kind == "either" and event.status == 2
        }

    at_start: Mapping[int, bool] = {}
    for message in messages:
        if message.at > START and not at_start:
            at_start = downward()
        board.apply(decode(message.body).message, message.at)
    later = downward()
    compared = at_start.keys() & later.keys()
    assert {later[event_id] for event_id in compared} == {True, False}
    for event_id in compared:
        assert at_start[event_id] == later[event_id]


def test_the_same_arguments_make_the_same_bytes() -> None:
    def made(seed: int) -> list[Recorded]:
        return list(Simulator(START, seed=seed, live=8).messages(START + 2 * MINUTE_MS))

    assert made(3) == made(3)
    assert made(3) != made(4)


def test_what_happens_in_matches_does_not_depend_on_their_bookmakers() -> None:
    def scores(faults: Faults) -> Mapping[int, list[Livescore]]:
        """Return what is told of each match, whenever it is."""
        told: Mapping[int, list[Livescore]] = defaultdict(list)
        simulator = Simulator(START, live=6, faults=faults)
        for message in of_type(list(simulator.messages(START + 5 * MINUTE_MS)), 2):
            body = decode(message.body).message.body
            assert body is not None
            for event in body.events or ():
                if event.livescore is not None:
                    told[event.fixture_id].append(event.livescore)
        return told

    calm = scores(NO_FAULTS)
    assert len(calm) >= 6
    assert calm == scores(Faults(frozenset({"burst", "provider", "settlements"})))


Plans = Iterable[Planned]


def told_by_fixture(
    alter: Callable[[Plans], Plans], monkeypatch: pytest.MonkeyPatch
) -> Mapping[int, list[bytes]]:
    """Return what is told of each match, in a feed whose plan is altered."""
    planned = Schedule.__iter__
    with monkeypatch.context() as patch:
        patch.setattr(Schedule, "__iter__", lambda self: iter(alter(planned(self))))
        messages = list(Simulator(START, live=5).messages(START + 5 * MINUTE_MS))
    found: Mapping[int, list[bytes]] = defaultdict(list)
    for message in messages:
        body = decode(message.body).message.body
        for event in (body.events if body is not None else None) or ():
            found[event.fixture_id].append(msgspec.json.encode(event))
    return found


def test_what_becomes_of_a_match_shifts_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    live = next(
        life.planned.fixture_id
        for life in opened(Simulator(START, live=5))
        if life.planned.fate is Fate.PLAYED and life.status == FixtureStatus.IN_PROGRESS
    )

    def abandoned(plans: Plans) -> Plans:
        for plan in plans:
            if plan.fixture_id == live:
                yield replace(plan, fate=Fate.ABANDONED, fate_at=START + MINUTE_MS, fate_lasts=1)
            else:
                yield plan

    def without(plans: Plans) -> Plans:
        return (plan for plan in plans if plan.fixture_id != live)

    usual = told_by_fixture(lambda plans: plans, monkeypatch)
    one_abandoned = told_by_fixture(abandoned, monkeypatch)
    one_less = told_by_fixture(without, monkeypatch)
    assert usual[live] != one_abandoned[live]
    assert usual[live][0] == one_abandoned[live][0]
    assert live not in one_less
    others = usual.keys() - {live}
    assert len(others) > 8
    for fixture_id in others:
        assert usual[fixture_id] == one_abandoned[fixture_id] == one_less[fixture_id]


def opened(simulator: Simulator) -> list[FixtureLife]:
    """Return the matches that are there at the start."""
    for _ in simulator.messages(START):
        pass
    return list(simulator.lives.values())
