"""The distribution on a real broker: what a customer gets, and what becomes of it in trouble."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.faults.proxy import Proxy
from tests.recordings.playing import CHAOS, NAMES, folder, truth_of
from tests.recordings.test_truth import bets_of, final_of
from tests.sizes import SOAK
from tests.sources.feeds import Receiving, feed_of, fixture, heartbeat, publish, queue, until
from tests.surfaces.trade.sending import NOW, Sending, consumed, new_package
from tests.surfaces.trade.test_outgoing import market, told_by
from touchline.archive.recordings import Recorded, read_recording
from touchline.board.board import Board
from touchline.brokers.address import parse_address
from touchline.brokers.connection import connected
from touchline.model.enums import BetStatus
from touchline.surfaces.trade.directory import Subscriptions
from touchline.surfaces.trade.package import Filters, OddsMode
from touchline.surfaces.trade.queue_room import Bounds
from touchline.wire import Form, decode

RECORDING = "mlb-2020-09-13"
RECORDINGS = [name for name in NAMES if name != CHAOS] if SOAK > 1 else [RECORDING]
FORMS = (Form.JSON, Form.LEGACY_JSON, Form.XML)
_MINUTE_MS = 60_000


def statuses(board: Board) -> dict[tuple[int, int, int | None, int], int | None]:
    """Return the status of every bet as it was said."""
    return {
        (event.id, market.id, provider, number): quote.bet.status
        for event in board.events.values()
        for market in event.markets.values()
        for provider, book in market.providers.items()
        for number, quote in book.bets.items()
    }


def open_of(board: Board) -> set[object]:
    return {bet for bet, status in statuses(board).items() if status == BetStatus.OPEN}


def kept_alive(board: Board) -> frozenset[int]:
    """Return what the last keep-alive of the one source listed."""
    (source,) = board.sources.values()
    return source.active_events


def interrupted(board: Board) -> tuple[int, ...]:
    """Return what the last heartbeat of the one source called interrupted."""
    (source,) = board.sources.values()
    return source.interrupted.value or ()


class Relay:
    """A server that reads a queue and publishes its picture, and a server for each form of that."""

    def __init__(self, broker: str, its: str, directory: Path) -> None:
        self.broker = broker
        self.its = its
        self.first = Receiving(feed_of(broker, its, clock="messages"), directory / "first")
        # Far faster than it was, so that more waits at times than ever would.
        bounds = Bounds(queue=100_000, waiting=100_000)
        self.sending = Sending(broker, self.first.picture, bounds)
        self.second: dict[Form, Receiving] = {}
        for form in FORMS:
            package = new_package(form)
            self.sending.add(package)
            address = feed_of(broker, package.queue, clock="messages")
            self.second[form] = Receiving(address, directory / form)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        async with contextlib.AsyncExitStack() as stack:
            await stack.enter_async_context(self.sending.running())
            await until(lambda: len(self.sending.distribution._known) == len(FORMS))
            for server in (self.first, *self.second.values()):
                await stack.enter_async_context(server.running())
            yield

    def boards(self) -> list[Board]:
        """Return the pictures at the end."""
        return [server.picture.board for server in self.second.values()]

    async def tell(self, messages: list[Recorded]) -> None:
        """Let all servers have messages: the last is told of by the one to the others."""
        wanted = self.first.applied + len(messages)
        # A fixture that is of no recording is told of after all the others.
        mark = fixture(wanted, at=messages[-1].at)
        await publish(self.broker, self.its, [*messages, mark])
        await until(lambda: all(wanted in board.events for board in self.boards()), 100)


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_matchday_through_two_servers_gives_its_truth_though_the_first_lost_its_source(
    broker: str, shared: Path, tmp_path: Path, name: str
) -> None:
    recorded = list(read_recording(folder(shared) / f"{name}.jsonl.gz"))
    lost = recorded[len(recorded) // 2].at
    back = lost + 5 * _MINUTE_MS

    async def run() -> list[Board]:
        async with queue(broker) as its:
            relay = Relay(broker, its, tmp_path)
            async with relay.running():
                await relay.tell([one for one in recorded if one.at <= lost])
                assert open_of(relay.first.picture.board)
                # A minute passes in which the source says nothing.
                relay.first.picture.advance(lost + _MINUTE_MS)
                await until(lambda: not any(map(open_of, relay.boards())))
                await until(lambda: not any(map(kept_alive, relay.boards())))
                assert interrupted(relay.boards()[0]) == (1,)
                await relay.tell([one for one in recorded if lost < one.at <= back])
                said = statuses(relay.first.picture.board)
                await until(lambda: all(statuses(board) == said for board in relay.boards()))
                assert all(map(open_of, relay.boards()))
                assert interrupted(relay.boards()[0]) == ()
                await relay.tell([one for one in recorded if one.at > back])
                assert relay.sending.off == []
                return relay.boards()

    for board in asyncio.run(run()):
        for number, said in truth_of(shared, name)["fixtures"].items():
            event = board.events[int(number)]
            assert final_of(event) == said["final"]
            assert bets_of(event) == said["bets"]


def test_a_customer_gets_headers_heartbeats_and_what_changes(broker: str) -> None:
    package = new_package()

    async def run() -> list[tuple[dict[str, Any], bytes]]:
        sending = Sending(broker)
        sending.add(package)
        async with sending.running():
            await sending.there(package)
            async with consumed(broker, package) as got:
                sending.tell(fixture(5, at=NOW))
                sending.tell(fixture(6, at=NOW + 5_000))
                await until(lambda: len(got.types()) == 2)
                await until(lambda: len(got.messages) >= 5)
                return got.messages

    messages = asyncio.run(run())
    assert [headers["MessageType"] for headers, _ in messages] == ["32", "31", "1", "32", "1"]
    guids = [headers["MessageGuid"] for headers, _ in messages]
    assert len(set(guids)) == len(guids)
    for headers, body in messages:
        said = msgspec.json.decode(body)["Header"]
        assert said["MsgGuid"] == headers["MessageGuid"]
        assert str(said["Type"]) == headers["MessageType"]
        assert str(said["ServerTimestamp"]) == headers["timestamp_in_ms"]
        assert all(isinstance(value, str) for value in headers.values())
    headers, _ = messages[2]
    assert (headers["FixtureId"], headers["SportId"]) == ("5", "6046")
    assert headers["MessageSequence"] == "1"


def test_a_queue_without_a_consumer_fills_to_its_bound_and_switches_off(broker: str) -> None:
    package = new_package()

    async def run() -> None:
        sending = Sending(broker, bounds=Bounds(queue=50, waiting=10_000))
        sending.add(package)
        async with sending.running():
            await sending.there(package)
            for number in range(1, 101):
                sending.tell(fixture(number, at=NOW + number))
            await until(lambda: sending.off == [package.id])
            assert not sending.distribution.status(package.id).is_on
            async with consumed(broker, package) as got:
                await until(lambda: len(got.messages) == 50)
                # Nothing was dropped in the middle: it is the beginning that is there.
                told = [headers.get("FixtureId") for headers, _ in got.messages]
                assert told == [None, None, *map(str, range(1, 49))]
                sending.add(package)
                sending.tell(fixture(1, status=6, at=NOW + 200))
                await until(lambda: len(got.messages) > 52)
                assert got.messages[-1][0]["FixtureId"] == "1"

    asyncio.run(run())


def test_what_is_started_while_its_queue_is_full_begins_once_there_is_room(broker: str) -> None:
    package = new_package()

    async def run() -> None:
        sending = Sending(broker, bounds=Bounds(queue=50, waiting=10_000))
        sending.add(package)
        async with sending.running():
            await sending.there(package)
            for number in range(1, 101):
                sending.tell(fixture(number, at=NOW + number))
            await until(lambda: sending.off == [package.id])
            sending.add(package)
            await sending.there(package)
            sending.tell(fixture(101, at=NOW + 101))
            await sending.there(package)
            assert sending.distribution.packages == {package.id}
            async with consumed(broker, package) as got:
                await until(lambda: got.messages and got.messages[-1][0].get("FixtureId") == "101")
                assert len(got.messages) == 53
            assert sending.off == [package.id]

    asyncio.run(run())


def prices(board: Board) -> dict[tuple[int, int], str | None]:
    """Return the price of every bet of bookmakers."""
    return {
        (event.id, number): quote.price
        for event in board.events.values()
        for market in event.markets.values()
        for book in market.providers.values()
        for number, quote in book.bets.items()
    }


def test_a_server_that_begins_again_tells_all_and_leaves_nothing_wrong(broker: str) -> None:
    package = new_package()

    def said(number: int, price: str, at: int) -> Recorded:
        return Recorded(at, {}, told_by(3, market(1, (number, price)), at, number))

    async def run() -> None:
        async with Proxy(broker).running() as proxy:
            first = Sending(proxy.url)
            first.add(package)
            async with first.running(broker):
                for number in (5, 6):
                    first.tell(fixture(number, at=NOW))
                    first.tell(said(number, "2.0", NOW + number))
                await first.there(package)
                async with consumed(broker, package) as got:
                    first.tell(said(5, "2.5", NOW + 10))
                    await until(lambda: "3" in got.types())
                proxy.stall()
                first.tell(said(5, "3.0", NOW + 20))
                first.tell(said(6, "3.5", NOW + 20))
                assert first.distribution.waiting > 0
                first.leave(package)
        second = Sending(broker, first.picture, now=first.now)
        second.add(package, tells_all=True)
        async with second.running(), consumed(broker, package) as again:
            # The last match is told of in the end.
            await until(lambda: again.types().count("3") == 2)
            customer = Board("customer")
            for _, body in got.messages + again.messages:
                customer.apply(decode(body).message, NOW)
            assert prices(customer) == prices(first.picture.board)
            assert prices(customer) == {(5, 5): "3.0", (6, 6): "3.5"}

    asyncio.run(run())


def test_what_nobody_asked_for_waits_for_a_queue_with_room(broker: str) -> None:
    package = new_package()

    async def run() -> None:
        sending = Sending(broker, bounds=Bounds(queue=100, waiting=10_000))
        sending.add(package)
        async with sending.running():
            await sending.there(package)
            for number in range(1, 61):
                sending.tell(fixture(number, at=NOW + number))
            await sending.there(package)
            # Made differently meanwhile, so that all is told anew.
            other = msgspec.structs.replace(package, odds=OddsMode.AVERAGE)
            assert not sending.distribution.switch_on(other, Subscriptions())
            await sending.there(package)
            await asyncio.sleep(0.5)
            assert sending.distribution.status(package.id).messages < 70
            async with consumed(broker, package) as got:
                await until(lambda: got.types() == ["1"] * 120)
            assert sending.off == []

    asyncio.run(run())


def test_a_queue_is_there_once_its_package_was_started(broker: str) -> None:
    package = new_package()

    async def run() -> None:
        sending = Sending(broker)
        async with sending.running():
            await until(lambda: sending.distribution._queues is not None)
            await sending.distribution.prepare(package.id)
            sending.add(package)
            status = await sending.distribution.look(package.id)
            assert (status.is_on, status.messages, status.consumers) == (True, 0, 0)
            async with consumed(broker, package) as got:
                sending.tell(fixture(5, at=NOW))
                await until(lambda: got.types() == ["1"])
                assert (await sending.distribution.look(package.id)).is_on

    asyncio.run(run())


def test_a_connection_that_is_cut_loses_and_swaps_nothing(broker: str) -> None:
    package = new_package(Form.XML)

    async def run() -> list[tuple[dict[str, Any], bytes]]:
        async with Proxy(broker).running() as proxy:
            sending = Sending(proxy.url)
            sending.add(package)
            async with sending.running(broker), sending.published(broker, package) as got:
                for number in range(1, 301):
                    sending.tell(fixture(number, at=NOW + number))
                    await asyncio.sleep(0.001)
                    if number % 100 == 50:
                        proxy.cut()
                await until(lambda: got.messages[-1][0].get("FixtureId") == "300")
                assert proxy.connections > 1
                assert sending.off == []
                return got.messages

    # Some may come twice, and customers know those by their guid.
    once = {headers["MessageGuid"]: headers.get("FixtureId") for headers, _ in asyncio.run(run())}
    told = [one for one in once.values() if one is not None]
    assert told == list(map(str, range(1, 301)))


def test_while_the_broker_is_away_only_so_much_waits(broker: str) -> None:
    package = new_package()

    async def run() -> None:
        async with Proxy(broker).running() as proxy:
            sending = Sending(proxy.url, bounds=Bounds(queue=10_000, waiting=100))
            sending.add(package)
            async with sending.running(broker), sending.published(broker, package) as got:
                proxy.refuse(True)
                for number in range(1, 200):
                    sending.tell(fixture(number, at=NOW + number))
                assert sending.off == [package.id]
                await until(lambda: sending.distribution.failure is not None)
                proxy.refuse(False)
                # It begins anew where its customer starts it again.
                sending.add(package)
                sending.tell(fixture(7, status=6, at=NOW + 300))
                await until(lambda: got.types() == ["1"])
                assert got.messages[-1][0]["FixtureId"] == "7"

    asyncio.run(run())


def test_what_is_told_stands_alone_where_a_queue_was_deleted(broker: str) -> None:
    package = new_package()

    async def run() -> None:
        sending = Sending(broker)
        sending.add(package)
        async with sending.running():
            await sending.there(package)
            async with connected(parse_address(broker, "url")) as connection:
                channel = await connection.channel()
                await channel.queue_delete(package.queue)
            sending.tell(fixture(1, at=NOW + 1))
            await sending.there(package)
            async with consumed(broker, package) as got:
                sending.tell(fixture(2, at=NOW + 2))
                await until(lambda: got.types())
                assert got.messages[-1][0]["FixtureId"] == "2"
        assert sending.off == []

    asyncio.run(run())


def test_a_source_that_turns_is_told_of_at_once(broker: str) -> None:
    package = new_package()

    async def run() -> list[Any]:
        sending = Sending(broker)
        sending.add(package)
        async with sending.running():
            await sending.there(package)
            async with consumed(broker, package) as got:
                sending.tell(heartbeat(NOW))
                sending.tell(fixture(1, at=NOW))
                sending.picture.hold("feed", held=True, now=NOW)
                sending.picture.hold("feed", held=False, now=NOW)
                await until(lambda: len(got.messages) >= 7)
                return [msgspec.json.decode(body) for _, body in got.messages]

    messages = asyncio.run(run())
    told = [(one["Header"]["Type"], one.get("Body")) for one in messages]
    beats = [body for kind, body in told if kind == 32]
    alive = [body["KeepAlive"]["ActiveEvents"] for kind, body in told if kind == 31]
    assert beats == [None, {"FeedInterrupted": [1]}, None]
    assert alive == [[], [], [1]]


def test_what_a_customer_orders_is_in_its_queue_though_nothing_changes(broker: str) -> None:
    package = msgspec.structs.replace(new_package(), filters=Filters(sports=frozenset({1})))

    async def run() -> None:
        sending = Sending(broker)
        sending.add(package)
        async with sending.running(), sending.published(broker, package) as got:
            sending.tell(fixture(5, at=NOW))
            sending.distribution.order(package.id, Subscriptions(fixtures=frozenset({5})))
            await until(lambda: got.types() == ["1"])

    asyncio.run(run())
