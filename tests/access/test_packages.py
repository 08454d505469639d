"""Packages in the store, on either database, and their passwords."""

import asyncio
from random import Random

import msgspec
import pytest

from tests.access.stores import Stores, asynchronous
from touchline.access.accounts import AccessError
from touchline.access.packages import (
    KeptFilters,
    KeptSuspension,
    NewPackage,
    Ordered,
    StoredPackage,
)
from touchline.access.passwords import Verified, is_password, password_digest

WANTED = NewPackage(
    id=7,
    user="acme",
    password="s3cret ü",
    form="xml",
    odds="provider",
    filters=KeptFilters(sports=(6046,), markets=(1, 2)),
)


@asynchronous
async def test_a_package_is_kept_as_it_was_made(stores: Stores) -> None:
    async with await stores.open() as store:
        made = await store.packages.create(WANTED)
    async with await stores.open() as store:
        assert await store.packages.package(7) == made
    assert isinstance(made, StoredPackage)
    assert (made.user, made.form, made.odds) == ("acme", "xml", "provider")
    assert made.filters == WANTED.filters
    assert (made.is_open, made.is_distributed) == (True, True)
    assert is_password("s3cret ü", made.password)
    assert not is_password("s3cret u", made.password)
    assert b"s3cret" not in made.password


@pytest.mark.parametrize(
    ("field", "value", "where"),
    [
        ("id", 0, "id"),
        ("id", 2**31, "id"),
        ("user", "", "user"),
        ("user", " acme", "user"),
        ("user", "a\nb", "user"),
        ("password", "", "password"),
        ("password", "p" * 257, "password"),
        ("filters", KeptFilters(leagues=(3, 0)), "leagues"),
    ],
)
@asynchronous
async def test_what_cannot_be_a_package_is_refused(
    stores: Stores, field: str, value: object, where: str
) -> None:
    async with await stores.open() as store:
        with pytest.raises(AccessError) as refused:
            await store.packages.create(msgspec.structs.replace(WANTED, **{field: value}))
        assert (refused.value.code, refused.value.where) == ("package-refused", where)
        assert await store.packages.packages() == ()


@asynchronous
async def test_an_id_is_taken_for_ever(stores: Stores) -> None:
    async with await stores.open() as store:
        await store.packages.create(WANTED)
        await store.packages.close(7)
        with pytest.raises(AccessError) as refused:
            await store.packages.create(WANTED)
        assert refused.value.code == "package-exists"
        with pytest.raises(AccessError) as unknown:
            await store.packages.package(8)
        assert unknown.value.code == "package-unknown"


@asynchronous
async def test_a_closed_package_takes_no_change(stores: Stores) -> None:
    async with await stores.open() as store:
        await store.packages.create(WANTED)
        await store.packages.set_suspensions(7, [KeptSuspension(5, KeptFilters(fixtures=(1,)))])
        closed = await store.packages.close(7)
        assert (closed.is_open, closed.is_distributed, closed.suspensions) == (False, False, ())
        assert await store.packages.close(7) == closed
        for change in (
            store.packages.set_distributed(7, is_distributed=True),
            store.packages.set_ordered(7, Ordered(fixtures=(1,))),
            store.packages.set_suspensions(7, []),
        ):
            with pytest.raises(AccessError) as refused:
                await change
            assert refused.value.code == "package-closed"


@asynchronous
async def test_whoever_reads_changes_sees_each_state_of_a_package(stores: Stores) -> None:
    async with await stores.open() as store, await stores.open() as other:
        before = await other.packages.changes()
        assert before.packages == ()
        await store.packages.create(WANTED)
        made = await other.packages.changes(before.version)
        assert [one.id for one in made.packages] == [7]
        assert await store.packages.set_distributed(7, is_distributed=False)
        # Saying it again is no news, to nobody.
        assert not await store.packages.set_distributed(7, is_distributed=False)
        ordered = Ordered(fixtures=(5,), leagues=((6046, 243, 67),), outrights=(9,))
        await store.packages.set_ordered(7, ordered)
        lines = ((2, "2.5"), (1, None))
        suspended = KeptSuspension(17, KeptFilters(fixtures=(5,)), lines)
        await store.packages.set_suspensions(7, [suspended])
        changed = await other.packages.changes(made.version)
        (package,) = changed.packages
        assert not package.is_distributed
        assert package.ordered == ordered
        assert package.suspensions == (suspended,)
        assert (await other.packages.changes(changed.version)).packages == ()


@asynchronous
async def test_two_who_make_one_id_at_once_make_one_package(stores: Stores) -> None:
    async with await stores.open() as store, await stores.open() as other:
        made = await asyncio.gather(
            store.packages.create(WANTED), other.packages.create(WANTED), return_exceptions=True
        )
        assert sorted(type(one).__name__ for one in made) == ["AccessError", "StoredPackage"]


def test_what_was_verified_is_remembered_for_that_digest_alone() -> None:
    random = Random(3).randbytes
    first, second = password_digest("p", random), password_digest("p", random)
    assert first != second
    verified = Verified(random, most=2)
    verified.remember("p", first)
    assert verified.knows("p", first)
    assert not verified.knows("q", first)
    assert not verified.knows("p", second)
    verified.remember("a", second)
    verified.remember("b", second)
    assert not verified.knows("p", first)
