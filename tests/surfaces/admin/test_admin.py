"""The operator's API: it does what the commands do, and lets operators' keys pass alone."""

import pytest

from tests.access.stores import Stores, asynchronous
from tests.surfaces.stored import MANAGER, here
from touchline.access.accounts import HOUR_MS, MOST_CREDITS, Batch, UsageRow
from touchline.access.tariff import OPERATOR_SCOPE, PRO
from touchline.base.clock import parse_time

NOON = parse_time("2026-03-01T12:00:00Z")
ACCOUNTS = "/admin/accounts"


@asynchronous
async def test_an_operator_does_what_the_commands_do(stores: Stores) -> None:
    async with here(stores) as server:
        key = await server.operator()
        new = {"name": "acme", "tier": "PRO", "credits": 1_000}
        account = await server.post(ACCOUNTS, key, new)
        assert (account["name"], account["status"], account["credits"]) == ("acme", "Active", 1_000)
        path = f"{ACCOUNTS}/{account['id']}"
        assert await server.get(f"{ACCOUNTS}?name=acme", key) == {"data": [account], "count": 1}
        assert (await server.get(ACCOUNTS, key))["count"] == 2

        made = await server.post(
            f"{path}/keys", key, {"name": "app", "kind": "test", "scopes": ["read:odds"]}
        )
        assert made["key"].startswith("sk_test_")
        assert made["scopes"] == ["read:odds"]
        key_path = f"{path}/keys/{made['id']}"
        renamed = (await server.ask("PATCH", key_path, key, {"name": "old"})).json()
        assert renamed["name"] == "old"
        assert await server.get(f"{path}/keys", key) == {"data": [renamed], "count": 1}

        given = await server.post(
            f"{path}/credits", key, {"amount": 500, "reason": "invoice 17"}, status=200
        )
        assert given == {"remaining": 1_500, "held": 0}
        await server.post(f"{path}/credits", key, {"amount": -1_500}, status=200)
        credits = await server.get(f"{path}/credits", key)
        assert [entry["amount"] for entry in credits["entries"]] == [1_000, 500, -1_500]

        moved = await server.ask("PATCH", path, key, {"tier": "FREE"})
        assert moved.json()["tier"] == "FREE"
        gone = await server.post(f"{key_path}/deactivate", key, status=200)
        assert gone["status"] == "Inactive"
        closed = await server.post(f"{path}/close", key, status=200)
        assert closed["status"] == "Closed"
        assert await server.post(f"{path}/close", key, status=200) == closed
        assert await server.get(path, key) == closed | {"keys": [gone]}


@asynchronous
async def test_an_operator_makes_another_operator(embedded: Stores) -> None:
    async with here(embedded) as server:
        key = await server.operator()
        admin = {"name": "more ops", "tier": "FREE", "isAdmin": True}
        account = await server.post(ACCOUNTS, key, admin)
        new = {"name": "K", "kind": "live", "scopes": [OPERATOR_SCOPE]}
        made = await server.post(f"{ACCOUNTS}/{account['id']}/keys", key, new)
        await server.keeper.round()
        assert (await server.get(ACCOUNTS, made["key"]))["count"] == 2


@asynchronous
async def test_only_an_operators_key_passes(embedded: Stores) -> None:
    async with here(embedded) as server:
        operator = await server.operator()
        admin = await server.store.account("ops")
        keys = [await server.owner(*MANAGER), await server.key(admin.id, name="plain")]
        for operation in server.surfaces[1].operations:
            path = operation.path.replace("{id}", "1").replace("{keyId}", "1")
            for key in keys:
                said = await server.refused(operation.method, path, key, 403)
                assert said == "Insufficient permissions. Requires: operator"
            assert await server.refused(operation.method, path, None, 401) == "Invalid API key"
        await server.store.close_account(admin.id)
        await server.keeper.round()
        said = await server.refused("GET", ACCOUNTS, operator, 403)
        assert said == "Account suspended"
        assert (await server.store.account("acme")).is_open


@asynchronous
async def test_usage_of_all_or_of_one(embedded: Stores) -> None:
    async with here(embedded) as server:
        key = await server.operator()
        await server.owner()
        rows = tuple(
            UsageRow(
                account_id=account,
                key_id=account,
                operation="v2Match",
                hour=NOON,
                requests=account,
                credits=account,
            )
            for account in (1, 2)
        )
        await server.store.record(Batch(holder="other", number=1, usage=rows))
        path = f"/admin/usage?since={NOON}&until={NOON + HOUR_MS}"
        assert (await server.get(path, key))["data"] == [
            {"accountId": 1, "endpoint": "v2Match", "requests": 1, "credits": 1},
            {"accountId": 2, "endpoint": "v2Match", "requests": 2, "credits": 2},
        ]
        one = await server.get(f"{path}&account=2&by=hour,key", key)
        assert one["data"] == [
            {"at": "2026-03-01T12:00:00.000Z", "keyId": 2, "requests": 2, "credits": 2}
        ]
        said = await server.refused("GET", f"{path}&account=99", key, 404)
        assert said == "There is no account 99."
        said = await server.refused("GET", f"{path}&account=acme", key, 400)
        assert said == "account is the id of an account."


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "said"),
    [
        ("POST", "", {"name": "a", "tier": "GOLD"}, 400, "There is no tier 'GOLD'; expected FREE"),
        ("POST", "", {"name": "acme", "tier": "PRO"}, 409, "There is an account 'acme'."),
        (
            "POST",
            "",
            {"name": "a", "tier": "PRO", "credits": -1},
            400,
            "credits: Expected `int` >=",
        ),
        ("POST", "", {"name": "a", "tier": "PRO", "credits": 1.0}, 400, "credits: Expected `int`"),
        (
            "POST",
            "",
            {"name": "a"},
            400,
            "Object missing required field `tier`; the body takes name, tier, credits, isAdmin.",
        ),
        ("GET", "/99", None, 404, "There is no account 99."),
        ("GET", "/acme", None, 404, "id is a whole number."),
        ("PATCH", "/2", {"tier": "GOLD"}, 400, "There is no tier 'GOLD'"),
        ("PATCH", "/3", {"tier": "PRO"}, 409, "The account 'closed' is closed."),
        ("POST", "/99/close", None, 404, "There is no account 99."),
        ("GET", "/99/keys", None, 404, "There is no account 99."),
        (
            "POST",
            "/2/keys",
            {"name": "k"},
            400,
            "Object missing required field `kind`; the body takes name, kind, scopes.",
        ),
        ("POST", "/3/keys", {"name": "k", "kind": "live"}, 409, "The account 'closed' is closed."),
        (
            "POST",
            "/2/keys",
            {"name": "k", "kind": "live", "scopes": ["operator"]},
            403,
            "A key of this account cannot hold operator; expected an administrator's account",
        ),
        ("PATCH", "/2/keys/99", {"name": "k"}, 404, "The account has no key 99."),
        ("PATCH", "/2/keys/1", {"name": "k"}, 404, "The account has no key 1."),
        ("POST", "/2/keys/x/deactivate", None, 404, "keyId is a whole number."),
        ("POST", "/2/credits", {"amount": 0}, 400, "amount: 0 changes nothing."),
        ("POST", "/2/credits", {"amount": -1_001}, 409, "-1001 credits would leave -1; expected 0"),
        ("POST", "/2/credits", {"amount": MOST_CREDITS}, 400, "9007199254740991 credits would ma"),
        ("POST", "/2/credits", {"amount": "5"}, 400, "amount: Expected `int`, got `str`."),
        ("POST", "/3/credits", {"amount": 5}, 409, "The account 'closed' is closed."),
    ],
)
@asynchronous
async def test_what_cannot_be_done_is_told(
    embedded: Stores, method: str, path: str, body: object, status: int, said: str
) -> None:
    async with here(embedded) as server:
        key = await server.operator()
        await server.owner()
        closed = await server.store.create_account("closed", PRO)
        await server.store.close_account(closed.id)
        before = await server.store.changes()
        refused = await server.refused(method, ACCOUNTS + path, key, status, body)
        assert refused.startswith(said)
        after = await server.store.changes()
        assert (after.accounts, after.keys) == (before.accounts, before.keys)
        assert after.balances == before.balances
