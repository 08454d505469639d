"""Packages under `--open` beside those of a store: what was closed there is refused."""

from pathlib import Path

from tests.access.stores import asynchronous
from tests.sources.feeds import until
from tests.surfaces.trade.test_keeper import Kept, packages
from touchline.surfaces.trade.directory import Credentials
from touchline.surfaces.trade.open_packages import OpenPackages
from touchline.surfaces.trade.package import OddsMode, Package


@asynchronous
async def _closed(directory: Path) -> None:
    who = Credentials(7, "anyone", "anything")
    async with packages(directory) as store:
        kept = Kept(store, is_open=True)
        async with kept.running() as keeper:
            packages_there = OpenPackages(kept.picture, kept.distribution, keeper)
            found = await packages_there.find(who)
            assert found is not None
            assert found.odds is OddsMode.AVERAGE
            await store.close(7)
            await until(lambda: keeper.is_closed(7))
            assert await packages_there.find(who) is None
            assert kept.distribution.packages == frozenset()
            assert await packages_there.find(who._replace(package=8)) == Package(8)
    async with packages(directory) as store:
        kept = Kept(store, is_open=True)
        async with kept.running() as keeper:
            packages_there = OpenPackages(kept.picture, kept.distribution, keeper)
            assert await packages_there.find(who) is None


def test_a_package_that_was_closed_is_refused_though_any_other_is_there(tmp_path: Path) -> None:
    _closed(tmp_path)
