"""Packages of a real store in memory: who may use them, and what holds at once and is kept."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.access.stores import Stores, asynchronous
from tests.board.test_suspensions import EVERY, message, open_bets
from tests.sources.feeds import until
from tests.surfaces.trade.sending import WIDE
from touchline.access.accounts import StoreError
from touchline.access.package_store import PackageStore
from touchline.access.packages import KeptFilters, NewPackage, StoredPackage
from touchline.base.errors import SourceError
from touchline.board.board import Board
from touchline.board.picture import Picture
from touchline.brokers.address import parse_address
from touchline.surfaces.trade.directory import Credentials, Subscriptions, Suspension
from touchline.surfaces.trade.distribution import Distribution
from touchline.surfaces.trade.keeper import PackageKeeper
from touchline.surfaces.trade.package import Filters, OddsMode, Package
from touchline.surfaces.trade.requests import SuspensionAsked
from touchline.surfaces.trade.suspending import activate, deactivate
from touchline.wire import Form, decode

NOW = 1_700_000_000_000
WANTED = NewPackage(
    id=7,
    user="acme",
    password="s3cret",
    form="xml",
    odds="average",
    filters=KeptFilters(sports=(6046,)),
)
ROUND_MS = 20


class Kept:
    """A keeper over a picture with one match, and a distribution that never runs."""

    def __init__(self, store: PackageStore, *, is_open: bool = False) -> None:
        self.store = store
        self.picture = Picture(Board("one"), lambda: NOW)
        self.picture.apply(decode(message(5)).message, NOW)
        self.keeper = PackageKeeper(store, self.picture, round_ms=ROUND_MS, is_open=is_open)
        self.distribution = Distribution(
            self.picture,
            parse_address("amqp://127.0.0.1:1/", "url"),
            new_guid=lambda: "guid",
            bounds=WIDE,
            switched_off=self.keeper.switched_off,
        )
        self.keeper.distribution = self.distribution

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncGenerator[PackageKeeper]:
        await self.keeper.learn()
        task = asyncio.create_task(self.keeper.run())
        try:
            yield self.keeper
        finally:
            assert not task.done(), task.exception()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@contextlib.asynccontextmanager
async def packages(directory: Path) -> AsyncGenerator[PackageStore]:
    """Give the packages of a store in a folder, with one package."""
    async with await Stores(f"sqlite:///{directory}/store.db").open() as store:
        if not await store.packages.packages():
            await store.packages.create(WANTED)
        yield store.packages


@asynchronous
async def _find(directory: Path, credentials: Credentials, expected: Package | None) -> None:
    async with packages(directory) as store, Kept(store).running() as keeper:
        # The second time its password is known.
        for _ in range(2):
            assert await keeper.find(credentials) == expected


@pytest.mark.parametrize(
    ("credentials", "is_right"),
    [
        (Credentials(7, "acme", "s3cret"), True),
        (Credentials(7, "acme", "S3cret"), False),
        (Credentials(7, "Acme", "s3cret"), False),
        (Credentials(7, "acme", ""), False),
        (Credentials(7, "acme\udc80", "\udc80"), False),
        (Credentials(8, "acme", "s3cret"), False),
    ],
)
def test_a_package_is_found_by_its_own_credentials(
    tmp_path: Path, credentials: Credentials, is_right: bool
) -> None:
    made = Package(7, Form.XML, OddsMode.AVERAGE, Filters(sports=frozenset({6046})))
    _find(tmp_path, credentials, made if is_right else None)


@asynchronous
async def _open(directory: Path) -> None:
    async with packages(directory) as store, Kept(store, is_open=True).running() as keeper:
        assert await keeper.find(Credentials(7, "anyone", "anything")) is not None
        assert await keeper.find(Credentials(8, "anyone", "anything")) is None


def test_where_it_is_open_any_password_will_do_for_a_package_that_is_there(
    tmp_path: Path,
) -> None:
    _open(tmp_path)


@asynchronous
async def _news(directory: Path) -> None:
    async with packages(directory) as store:
        kept = Kept(store)
        async with kept.running() as keeper:
            assert kept.distribution.packages == {7}
            other = NewPackage(id=8, user="b", password="b", form="json", odds="both")
            await store.create(other)
            await until(lambda: kept.distribution.packages == {7, 8})
            assert await keeper.find(Credentials(8, "b", "b")) is not None
            await store.set_distributed(7, is_distributed=False)
            await until(lambda: kept.distribution.packages == {8})
            await store.close(8)
            await until(lambda: not kept.distribution.packages)
            assert await keeper.find(Credentials(8, "b", "b")) is None


def test_what_a_command_does_a_running_server_knows(tmp_path: Path) -> None:
    _news(tmp_path)


@asynchronous
async def _switched(directory: Path) -> None:
    async with packages(directory) as store:
        kept = Kept(store)
        async with kept.running() as keeper:
            assert not await keeper.start(7)
            assert await keeper.stop(7)
            assert not await keeper.stop(7)
            assert not (await keeper.status(7)).is_on
            assert not (await store.package(7)).is_distributed
            assert await keeper.start(7)
            assert (await keeper.status(7)).is_on
            # It overflows.
            kept.distribution.switch_off(7)
            keeper.switched_off(7)
            await _until_stored(store, lambda package: not package.is_distributed)
            await asyncio.sleep(3 * ROUND_MS / 1_000)
            assert kept.distribution.packages == frozenset()


async def _until_stored(store: PackageStore, is_so: Any) -> None:
    async with asyncio.timeout(20):
        while not is_so(await store.package(7)):
            await asyncio.sleep(0.01)


@asynchronous
async def _told(directory: Path) -> None:
    def is_told(kept: Kept, package: int) -> bool:
        return kept.distribution._outlets[package].is_behind

    async with packages(directory) as store:
        kept = Kept(store)
        async with kept.running() as keeper:
            # This server was started again: what did the customer get before?
            assert is_told(kept, 7)
            await store.create(msgspec.structs.replace(WANTED, id=8))
            await until(lambda: kept.distribution.packages == {7, 8})
            assert not is_told(kept, 8)
            await keeper.stop(7)
            await keeper.start(7)
            assert not is_told(kept, 7)
            await keeper.stop(7)
            await store.set_distributed(7, is_distributed=True)
            await until(lambda: kept.distribution.packages == {7, 8})
            assert is_told(kept, 7)


def test_only_who_is_new_or_starts_it_itself_is_not_told_everything(tmp_path: Path) -> None:
    _told(tmp_path)


def test_a_distribution_that_is_switched_off_stays_off_until_somebody_starts_it(
    tmp_path: Path,
) -> None:
    _switched(tmp_path)


@asynchronous
async def _without_broker(directory: Path) -> None:
    async with packages(directory) as store:
        kept = Kept(store)
        kept.keeper.distribution = None
        async with kept.running() as keeper:
            assert not (await keeper.status(7)).is_on
            with pytest.raises(SourceError, match="--publish"):
                await keeper.start(7)


@asynchronous
async def _start_again(directory: Path) -> None:
    async with packages(directory) as store:
        kept = Kept(store)
        async with kept.running() as keeper:
            for pause in range(25):
                kept.distribution.switch_off(7)
                keeper.switched_off(7)
                # It is being written, or has just been, when its customer starts it.
                await asyncio.sleep(pause / 2_000)
                assert await keeper.start(7)
                await asyncio.sleep(0.04)
                assert kept.distribution.packages == {7}


def test_what_is_started_while_it_is_written_that_it_is_off_stays_on(tmp_path: Path) -> None:
    _start_again(tmp_path)


def test_without_a_broker_nothing_can_be_started(tmp_path: Path) -> None:
    _without_broker(tmp_path)


@asynchronous
async def _orders(directory: Path) -> None:
    ordered = Subscriptions(frozenset({5}), frozenset({(6046, 243, 67)}), frozenset({9}))
    async with packages(directory) as store, Kept(store).running() as keeper:
        assert await keeper.subscriptions(7) == Subscriptions()
        await keeper.subscribe(7, ordered)
        assert await keeper.subscriptions(7) == ordered
    async with packages(directory) as store, Kept(store).running() as keeper:
        assert await keeper.subscriptions(7) == ordered


def test_what_a_package_ordered_is_there_after_a_restart(tmp_path: Path) -> None:
    _orders(tmp_path)


@asynchronous
async def _suspensions(directory: Path) -> None:
    line = Suspension(Filters(fixtures=frozenset({5})), ((2, "2.5"),), NOW)
    market = Suspension(Filters(sports=frozenset({6046}), markets=frozenset({21})), (), NOW)
    left = {(2, 2)}
    async with packages(directory) as store:
        kept = Kept(store)
        async with kept.running() as keeper:
            assert open_bets(kept.picture, 5) == EVERY
            assert keeper.suspend(7, line)
            assert open_bets(kept.picture, 5) == EVERY - {(2, 1)}
            assert keeper.suspend(7, line._replace(made_at=NOW + 1)) == line
            assert keeper.suspend(7, market)
            assert open_bets(kept.picture, 5) == left
            await _until_stored(store, lambda package: len(package.suspensions) == 2)
    async with packages(directory) as store:
        kept = Kept(store)
        async with kept.running() as keeper:
            assert keeper.suspensions(7) == (line, market)
            assert open_bets(kept.picture, 5) == left
            assert keeper.lift(7, market)
            assert not keeper.lift(7, market)
            assert open_bets(kept.picture, 5) == EVERY - {(2, 1)}
            await store.close(7)
            await until(lambda: open_bets(kept.picture, 5) == EVERY)


def test_a_suspension_holds_at_once_and_after_a_restart_until_it_is_lifted(
    tmp_path: Path,
) -> None:
    _suspensions(tmp_path)


@asynchronous
async def _lifted(directory: Path) -> None:
    first, second, third = (
        Suspension(Filters(sports=frozenset({one})), (), NOW) for one in (1, 2, 3)
    )
    async with packages(directory) as store:
        kept = Kept(store)
        async with kept.running() as keeper:
            for one in (first, second):
                keeper.suspend(7, one)
            await _until_stored(store, lambda package: len(package.suspensions) == 2)
            await until(lambda: len(keeper._known[7].suspensions) == 2)
            # An operator lifts them while the customer suspends something else.
            await store.set_suspensions(7, ())
            keeper.suspend(7, third)
            await until(lambda: keeper.suspensions(7) == (third,))
            await _until_stored(store, lambda package: len(package.suspensions) == 1)
            # Who lifts and suspends again at once is not undone by what was written before.
            keeper.lift(7, third)
            again = third._replace(made_at=NOW + 1)
            keeper.suspend(7, again)
            await _until_stored(store, lambda package: package.suspensions[0].made_at == NOW + 1)
            assert keeper.suspensions(7) == (again,)


def test_what_an_operator_lifts_stays_lifted_whatever_the_customer_does(tmp_path: Path) -> None:
    _lifted(tmp_path)


@asynchronous
async def _answered(directory: Path) -> None:
    async with packages(directory) as store, Kept(store).running() as keeper:
        for league in range(5):
            asked = [SuspensionAsked(competition_id=league), SuspensionAsked(sport_id=league + 1)]
            await activate(keeper, 7, asked, NOW)
            # Whoever kills the server now finds it there.
            in_force = len(keeper.suspensions(7))
            assert len((await store.package(7)).suspensions) == in_force > league
        for one in (await store.package(7)).suspensions:
            sport, league = (
                min(ids, default=0) for ids in (one.filters.sports, one.filters.leagues)
            )
            said = SuspensionAsked(sport_id=sport, competition_id=league)
            await deactivate(keeper, 7, [said], NOW)
            assert one not in (await store.package(7)).suspensions
        assert (await store.package(7)).suspensions == ()


def test_what_was_answered_is_in_the_store(tmp_path: Path) -> None:
    _answered(tmp_path)


class Away(PackageStore):
    """A store that does not write suspensions until it is back: it fails, or never answers."""

    is_silent = False

    def __init__(self, store: PackageStore) -> None:
        super().__init__(store._database, store._random_bytes)
        self.is_back = asyncio.Event()

    async def set_suspensions(self, *arguments: Any) -> StoredPackage:
        if self.is_silent:
            await self.is_back.wait()
        if not self.is_back.is_set():
            raise StoreError("store-unreachable", "away")
        return await super().set_suspensions(*arguments)


@asynchronous
async def _away(directory: Path, is_silent: bool) -> None:
    async with packages(directory) as store:
        away = Away(store)
        away.is_silent = is_silent
        kept = Kept(away)
        async with kept.running() as keeper:
            told = await activate(keeper, 7, [SuspensionAsked(fixture_id=5)], NOW)
            assert told["Succeeded"] is True
            assert open_bets(kept.picture, 5) == set()
            assert (await store.package(7)).suspensions == ()
            away.is_back.set()
            await keeper.keep_suspensions(7)
            assert len((await store.package(7)).suspensions) == 1
            assert open_bets(kept.picture, 5) == set()


@pytest.mark.parametrize("is_silent", [False, True])
def test_while_the_store_is_away_a_suspension_holds_and_is_written_later(
    tmp_path: Path, is_silent: bool
) -> None:
    _away(tmp_path, is_silent)
