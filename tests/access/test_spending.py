"""Properties of credits: whatever two servers on one store do, and whatever befalls them."""

import asyncio
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.access.ledgers import LIVE
from tests.access.servers import Clocks, Server, customer
from tests.sizes import examples
from touchline.access.credits import MARGIN_MS
from touchline.access.ledger import Admitted
from touchline.access.store import AccountStore, open_store
from touchline.base import limits

STEP_MS: Final = 3_000
assert STEP_MS < MARGIN_MS

_SERVER: Final = st.integers(0, 1)
_COST: Final = st.sampled_from([1, 2, 5])
_HEALTHY: Final = [
    st.tuples(st.just("burst"), _SERVER, st.integers(1, 12), _COST, st.sampled_from([200, 304])),
    st.tuples(st.just("hold"), _SERVER, st.integers(1, 4), _COST),
    st.tuples(st.just("settle"), st.sampled_from([200, 204, 404])),
    st.tuples(st.just("round"), _SERVER),
    st.tuples(st.just("steps"), st.sampled_from([1, 2, 6, 12])),
    st.tuples(st.just("kill"), _SERVER),
    st.tuples(st.just("add"), st.integers(1, 12)),
]
_TROUBLED: Final = [
    *_HEALTHY,
    st.tuples(st.just("fault"), _SERVER, st.sampled_from(["", "cut", "deaf"])),
    st.tuples(st.just("pass"), st.integers(0, 40_000)),
]
Deeds = list[tuple[Any, ...]]


class World:
    """Two servers on one store, an account, and what was answered to it."""

    def __init__(self, store: AccountStore, clocks: Clocks, number: int) -> None:
        self.store, self.clocks, self.number = store, clocks, number
        self.held: list[tuple[Server, Admitted]] = []
        self.runs = count()
        self.answered = self.lost = self.uncollected = 0
        self.was_unsure = False

    async def begin(self, credits: int) -> None:
        self.credits = credits
        self.account, self.key = await customer(self.store, credits, f"A{self.number}")
        self.servers = [await self.server() for _ in range(2)]

    async def server(self) -> Server:
        name = f"{self.number}-{next(self.runs)}"
        return await Server(self.store, name, self.clocks).learn()

    def charge(self, server: Server, admitted: Admitted, status: int) -> None:
        cost = server.ledger.charge(admitted, status)
        assert cost == (admitted.demand.cost if status < 300 else 0)
        self.answered += cost

    def settle(self, status: int = 200) -> None:
        for server, admitted in self.held:
            self.charge(server, admitted, status)
        self.held.clear()

    async def do(self, deed: tuple[Any, ...]) -> None:
        kind, *given = deed
        await getattr(self, f"do_{kind}")(*given)

    async def do_hold(self, which: int, requests: int, cost: int) -> None:
        server, demand = self.servers[which], LIVE._replace(cost=cost)
        asked = (server.keeper.admit(self.key, demand) for _ in range(requests))
        for outcome in await asyncio.gather(*asked):
            if isinstance(outcome, Admitted):
                self.held.append((server, outcome))

    async def do_burst(self, which: int, requests: int, cost: int, status: int) -> None:
        already, self.held = self.held, []
        await self.do_hold(which, requests, cost)
        self.settle(status)
        self.held = already

    async def do_settle(self, status: int) -> None:
        self.settle(status)

    async def do_round(self, which: int) -> None:
        await self.servers[which].keeper.round()

    async def do_steps(self, steps: int) -> None:
        """Let time pass as on servers that keep their rounds."""
        for _ in range(steps):
            self.settle()
            for server in self.servers:
                await server.keeper.round()
            self.clocks.advance(STEP_MS)
            for server in self.servers:
                await server.keeper.round()

    async def do_pass(self, ms: int) -> None:
        self.clocks.advance(ms)

    async def do_kill(self, which: int) -> None:
        old = self.servers[which]
        self.lost += old.unreported()
        self.was_unsure |= old.link.fault == "deaf" or old.keeper._unsure is not None
        self.uncollected += old.keeper.state.uncollected
        self.held = [(server, outcome) for server, outcome in self.held if server is not old]
        self.servers[which] = await self.server()

    async def do_add(self, credits: int) -> None:
        await self.store.add_credits(self.account, credits, "paid")
        self.credits += credits

    async def do_fault(self, which: int, fault: Any) -> None:
        self.servers[which].link.fault = fault

    async def end(self) -> None:
        self.settle()
        for server in self.servers:
            server.link.fault = ""
            await server.keeper.stop()
            self.uncollected += server.keeper.state.uncollected
        self.clocks.advance(limits.CREDIT_LEASE_MS.default + 1)
        await self.store.reclaim()
        balance = await self.store.balance(self.account)
        totals = await self.store.usage(self.account, 0, 2 * self.clocks.wall.now)
        self.counted = sum(row.credits for row in totals)
        self.charged = self.credits - balance.remaining
        assert balance.leased == 0
        assert balance.remaining >= 0
        assert self.charged <= self.counted <= self.answered


class Place:
    """A real store and the event loop that it lives in, for many worlds one after the other."""

    def __init__(self, runner: asyncio.Runner, store: AccountStore, clocks: Clocks) -> None:
        self.runner, self.store, self.clocks = runner, store, clocks
        self.numbers = count()

    def live(self, credits: int, deeds: Deeds) -> World:
        world = World(self.store, self.clocks, next(self.numbers))

        async def run() -> None:
            await world.begin(credits)
            for deed in deeds:
                await world.do(deed)
            await world.end()

        self.runner.run(run())
        return world


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder: Path = tmp_path_factory.mktemp("spending")
    clocks = Clocks()
    with asyncio.Runner() as runner:
        store = runner.run(open_store(f"sqlite:///{folder}/accounts.db", clock=clocks.store))
        yield Place(runner, store, clocks)
        runner.run(store.close())


SEARCH: Final = settings(
    max_examples=examples(30),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@SEARCH
@given(st.integers(0, 60), st.lists(st.one_of(_HEALTHY), max_size=15))
@example(7, [("hold", 0, 4, 2), ("hold", 1, 4, 2), ("settle", 200)])
@example(9, [("burst", 0, 3, 2, 200), ("kill", 0), ("steps", 12), ("burst", 0, 9, 2, 200)])
def test_servers_that_keep_their_rounds_never_answer_more_than_is_paid(
    place: Place, credits: int, deeds: Deeds
) -> None:
    world = place.live(credits, deeds)
    assert world.uncollected == 0
    assert world.answered - world.lost == world.charged == world.counted
    assert world.answered <= world.credits + world.lost


@SEARCH
@given(st.integers(0, 60), st.lists(st.one_of(_TROUBLED), max_size=15))
@example(50, [("burst", 0, 3, 2, 200), ("fault", 0, "cut"), ("round", 0), ("burst", 0, 1, 1, 200)])
@example(9, [("hold", 0, 1, 2), ("pass", 40_000), ("burst", 1, 9, 1, 200), ("settle", 200)])
def test_whatever_befalls_them_nothing_is_charged_twice_and_only_a_kill_loses_anything(
    place: Place, credits: int, deeds: Deeds
) -> None:
    world = place.live(credits, deeds)
    assert world.answered - world.lost <= world.counted
    if not world.was_unsure:
        assert world.answered - world.lost == world.counted
    assert world.charged <= world.credits
    assert world.uncollected <= world.counted - world.charged
