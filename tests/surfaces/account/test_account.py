"""The account API: what the owner of a key sees and does, and what is refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.access.stores import Stores, asynchronous
from tests.surfaces.stored import MANAGER, Here, here
from touchline.access.accounts import DAY_MS, HOUR_MS, KEYS_AN_ACCOUNT, Batch, UsageRow
from touchline.access.keys import is_well_formed
from touchline.access.tariff import OPERATOR_SCOPE, READ_SCOPES, WRITE_SCOPE
from touchline.base.clock import format_time, parse_time, wall_clock
from touchline.surfaces import usage as usage_module

NOON = parse_time("2026-03-01T12:00:00Z")
NEW = {"name": "website"}


@asynchronous
async def test_an_owner_sees_the_account_and_manages_its_keys(stores: Stores) -> None:
    async with here(stores) as server:
        key = await server.owner(*MANAGER)
        account = await server.get("/account", key)
        assert (account["name"], account["tier"], account["credits"]) == ("acme", "PRO", 1_000)
        assert (account["requestsPerMinute"], account["requestsPerDay"]) == (1_000, 7_500)
        assert account["key"]["preview"] == f"sk_live_...{key[-4:]}"
        credits = await server.get("/account/credits", key)
        assert (credits["remaining"], credits["held"]) == (1_000, 0)
        assert [entry["reason"] for entry in credits["entries"]] == ["opening"]

        made = await server.post("/account/keys", key, {"name": "app", "scopes": ["read:odds"]})
        text = made.pop("key")
        assert is_well_formed(text)
        assert (made["kind"], made["scopes"], made["status"]) == ("live", ["read:odds"], "Active")
        await server.keeper.round()
        assert "read:account" in await server.refused("GET", "/account", text, 403)

        path = f"/account/keys/{made['id']}"
        renamed = await server.ask("PATCH", path, key, {"name": "old-app"})
        assert renamed.json() | {"lastUsedAt": None} == made | {"name": "old-app"}
        gone = await server.post(f"{path}/deactivate", key, status=200)
        assert gone["status"] == "Inactive"
        assert await server.post(f"{path}/deactivate", key, status=200) == gone
        await server.keeper.round()
        assert await server.refused("GET", "/account", text, 401) == "Invalid API key"
        keys = await server.get("/account/keys", key)
        assert [(one["name"], one["status"]) for one in keys["data"]] == [
            ("K", "Active"),
            ("old-app", "Inactive"),
        ]
        assert keys["count"] == 2


@asynchronous
async def test_it_costs_no_credits_and_counts_as_used(embedded: Stores) -> None:
    async with here(embedded) as server:
        key = await server.owner()
        answer = await server.ask("GET", "/account", key)
        assert answer.headers["x-credits-consumed"] == "0"
        assert answer.headers["x-credits-remaining"] == "1000"
        assert '"minute";r=999' in answer.headers["ratelimit"]
        await server.keeper.round()
        usage = await server.get("/account/usage", key)
        assert [(row["endpoint"], row["requests"], row["credits"]) for row in usage["data"]] == [
            ("account", 1, 0)
        ]


@asynchronous
async def test_either_header_shows_a_key_and_without_one_nothing_is_told(embedded: Stores) -> None:
    async with here(embedded) as server:
        key = await server.owner()
        assert (await server.ask("GET", "/account/", headers={"x-api-key": key})).is_success
        for wrong in (None, "sk_live_" + "0" * 64, "x"):
            answer = await server.ask("GET", "/account", wrong)
            assert answer.status_code == 401
            assert answer.json()["message"] == "Invalid API key"
            assert answer.headers["www-authenticate"] == "Bearer"
            assert "x-credits-remaining" not in answer.headers


# Making keys


@asynchronous
async def test_a_key_that_only_reads_makes_none(embedded: Stores) -> None:
    async with here(embedded) as server:
        key = await server.owner()
        own = (await server.get("/account", key))["key"]
        assert own["scopes"] == sorted(READ_SCOPES)
        for method, path in (
            ("POST", "/account/keys"),
            ("PATCH", f"/account/keys/{own['id']}"),
            ("POST", f"/account/keys/{own['id']}/deactivate"),
        ):
            said = await server.refused(method, path, key, 403, NEW)
            assert said == f"Insufficient permissions. Requires: {WRITE_SCOPE}"
        assert (await server.get("/account/keys", key))["count"] == 1


@asynchronous
async def test_a_new_key_reads_what_its_maker_may_and_makes_none_unless_told(
    embedded: Stores,
) -> None:
    async with here(embedded) as server:
        key = await server.owner(*MANAGER)
        made = await server.post("/account/keys", key, NEW)
        assert made["scopes"] == ["read:account", "read:matches", "read:odds"]
        told = await server.post("/account/keys", key, {"name": "b", "scopes": [WRITE_SCOPE]})
        assert told["scopes"] == [WRITE_SCOPE]


@pytest.mark.parametrize(
    ("scopes", "status", "said"),
    [
        (["read:live-events"], 403, "A key gives no more scopes than it holds: read:account, "),
        (["read:odds", "read:stats"], 403, "A key gives no more scopes than it holds"),
        ([OPERATOR_SCOPE], 403, "A key gives no more scopes than it holds"),
        (["read:everything"], 400, "There is no scope 'read:everything'; expected read:account"),
    ],
)
@asynchronous
async def test_a_key_gives_no_more_than_it_holds(
    embedded: Stores, scopes: list[str], status: int, said: str
) -> None:
    async with here(embedded) as server:
        account = await server.store.create_account("ops", "PRO", is_admin=True)
        key = await server.key(account.id, *MANAGER, OPERATOR_SCOPE)
        body = {"name": "b", "scopes": scopes}
        refused = await server.refused("POST", "/account/keys", key, status, body)
        assert refused.startswith(said)
        assert (await server.get("/account/keys", key))["count"] == 1


@asynchronous
async def test_a_test_key_makes_test_keys_only(embedded: Stores) -> None:
    async with here(embedded) as server:
        key = await server.owner(*MANAGER, kind="test")
        assert (await server.post("/account/keys", key, NEW))["kind"] == "test"
        said = await server.refused(
            "POST", "/account/keys", key, 403, {"name": "b", "kind": "live"}
        )
        assert said == "A test key makes test keys only."
        live = await server.owner(*MANAGER, name="other")
        made = await server.post("/account/keys", live, {"name": "b", "kind": "test"})
        assert made["key"].startswith("sk_test_")


@asynchronous
async def test_a_key_may_end_itself_and_then_does_nothing_more(embedded: Stores) -> None:
    async with here(embedded) as server:
        key = await server.owner(*MANAGER)
        own = (await server.get("/account", key))["key"]["id"]
        await server.post(f"/account/keys/{own}/deactivate", key, status=200)
        # The server has not heard of it yet.
        assert (await server.ask("GET", "/account/keys", key)).is_success
        for method, path in (
            ("POST", "/account/keys"),
            ("PATCH", f"/account/keys/{own}"),
            ("POST", f"/account/keys/{own}/deactivate"),
        ):
            assert await server.refused(method, path, key, 401, NEW) == "Invalid API key"
        await server.keeper.round()
        assert await server.refused("GET", "/account", key, 401) == "Invalid API key"


@asynchronous
async def test_keys_of_other_accounts_are_unknown(embedded: Stores) -> None:
    async with here(embedded) as server:
        key = await server.owner(*MANAGER)
        other = await server.owner(*MANAGER, name="other")
        foreign = (await server.get("/account", other))["key"]["id"]
        for number in (foreign, 0, 10**17, 10**18, "1e3", "%2F", "x"):
            path = f"/account/keys/{number}"
            await server.refused("POST", f"{path}/deactivate", key, 404)
            await server.refused("PATCH", path, key, 404, NEW)
        assert (await server.get("/account", other))["key"]["name"] == "K"


@asynchronous
async def test_names_and_the_number_of_keys_are_kept_to(embedded: Stores) -> None:
    async with here(embedded) as server:
        key = await server.owner(*MANAGER)
        taken = await server.refused("POST", "/account/keys", key, 409, {"name": " K"})
        assert taken == "The account has an active key 'K'."
        for number in range(1, KEYS_AN_ACCOUNT):
            await server.post("/account/keys", key, {"name": f"k{number}"})
        said = await server.refused("POST", "/account/keys", key, 409, NEW)
        assert said.startswith("The account has 10 active keys")


# What is sent


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "The body is not JSON: Input data was truncated."),
        (b'{"name":', "The body is not JSON: Input data was truncated."),
        (b'{"name": "\xff"}', "The body is not JSON: 'utf-8' codec can't decode byte 0xff"),
        (b"[" * 16_000, "Expected `object`, got `array`; the body takes name, kind, scopes."),
        (
            b'{"x":' + b"[" * 16_000,
            "Object contains unknown field `x`; the body takes name, kind, scopes.",
        ),
        (b"null", "Expected `object`, got `null`; the body takes name, kind, scopes."),
        (b"{}", "Object missing required field `name`; the body takes name, kind, scopes."),
        (b'{"name": 5}', "name: Expected `str`, got `int`."),
        (
            b'{"name": "a", "kind": "both"}',
            "kind: Invalid enum value 'both'; expected live or test.",
        ),
        (b'{"name": "a", "scopes": ["read:odds", 1]}', "scopes[1]: Expected `str`, got `int`."),
        (
            b'{"name": "a", "scope": []}',
            "Object contains unknown field `scope`; the body takes name, kind, scopes.",
        ),
        (b'{"name": ""}', "'' is no name; expected 1 to 64 characters that can be printed."),
        (b'{"name": "a\\u0000b"}', "'a\\x00b' is no name; expected 1 to 64 characters"),
    ],
)
@asynchronous
async def test_a_wrong_body_is_told_by_its_field(embedded: Stores, body: bytes, said: str) -> None:
    async with here(embedded) as server:
        key = await server.owner(*MANAGER)
        json = {"Content-Type": "application/json; charset=utf-8"}
        refused = await server.refused(
            "POST", "/account/keys", key, 400, content=body, headers=json
        )
        assert refused.startswith(said)
        assert (await server.get("/account/keys", key))["count"] == 1


@asynchronous
async def test_a_body_that_is_no_json_or_too_long_is_not_read(embedded: Stores) -> None:
    async with here(embedded) as server:
        key = await server.owner(*MANAGER)
        read = 0

        async def endless() -> Any:
            nonlocal read
            while True:
                read += 1_000
                yield b" " * 1_000

        path, json = "/account/keys", {"Content-Type": "application/json"}
        for kind in ({}, {"Content-Type": "text/plain"}, {"Content-Type": "application/jsonx"}):
            said = await server.refused("POST", path, key, 415, content=b"{}", headers=kind)
            assert said == "The body is JSON; say so: Content-Type: application/json."
        said = await server.refused("POST", path, key, 413, content=endless(), headers=json)
        assert said == "The body has at most 16384 bytes."
        assert read < 20_000
        answer = await server.ask("POST", path, key, content=b" " * 16_385, headers=json)
        assert (answer.status_code, answer.headers["connection"]) == (413, "close")
        assert (await server.get(path, key))["count"] == 1


@asynchronous
async def test_a_body_of_who_may_not_pass_is_not_read(embedded: Stores) -> None:
    async with here(embedded) as server:
        read_only = await server.owner()

        read = []

        async def body() -> Any:
            read.append(b"{}")
            yield b"{}"

        for key, status in ((None, 401), (read_only, 403)):
            await server.refused("POST", "/account/keys", key, status, content=body())
        assert read == []


@asynchronous
async def test_a_client_that_goes_before_its_body_ends_makes_nothing(embedded: Stores) -> None:
    async with here(embedded) as server:
        key = await server.owner(*MANAGER)
        messages: Iterator[dict[str, Any]] = iter(
            [
                {"type": "http.request", "body": b'{"name": "website"}', "more_body": True},
                {"type": "http.disconnect"},
            ]
        )
        statuses = []

        async def receive() -> dict[str, Any]:
            return next(messages)

        async def send(message: Any) -> None:
            statuses.append(message.get("status"))

        scope = {
            "type": "http",
            "method": "POST",
            "raw_path": b"/account/keys",
            "query_string": b"",
            "headers": [
                (b"authorization", f"Bearer {key}".encode()),
                (b"content-type", b"application/json"),
            ],
        }
        await server.application(scope, receive, send)
        assert statuses == [400, None]
        assert (await server.get("/account/keys", key))["count"] == 1


@asynchronous
async def test_every_path_says_what_it_takes(embedded: Stores) -> None:
    async with here(embedded) as server:
        key = await server.owner(*MANAGER)
        for path, takes in (
            ("/account", "GET, HEAD, OPTIONS"),
            ("/account/keys", "GET, POST, HEAD, OPTIONS"),
            ("/account/keys/7", "PATCH, OPTIONS"),
            ("/account/keys/7/deactivate", "POST, OPTIONS"),
        ):
            answer = await server.ask("DELETE", path, key)
            assert (answer.status_code, answer.headers["allow"]) == (405, takes)
            answer = await server.ask("OPTIONS", path)
            assert (answer.status_code, answer.headers["allow"]) == (204, takes)
        said = await server.refused("DELETE", "/account/keys", key, 405)
        assert said == "DELETE is not allowed here; use GET or POST."
        head = await server.ask("HEAD", "/account", key)
        assert (head.status_code, head.content) == (200, b"")
        said = await server.refused("GET", "/account/nothing", key, 404)
        assert said.startswith("No such endpoint. There are /account, ")


# Usage


async def used(server: Here, *rows: tuple[str, int, int, int]) -> None:
    """Write usage of the first key: endpoint, hour, requests, credits."""
    usage = tuple(
        UsageRow(
            account_id=1,
            key_id=1,
            operation=operation,
            hour=at - at % HOUR_MS,
            requests=requests,
            credits=credits,
        )
        for operation, at, requests, credits in rows
    )
    await server.store.record(Batch(holder="other", number=1, usage=usage))


@asynchronous
async def test_usage_is_by_hour_and_endpoint_unless_told(embedded: Stores) -> None:
    async with here(embedded) as server:
        key = await server.owner()
        await used(
            server,
            ("v2LiveMatches", NOON, 10, 20),
            ("v2LiveMatches", NOON + HOUR_MS, 5, 10),
            ("v2LiveMatches", NOON + DAY_MS, 1, 2),
            ("v1LiveEvents", NOON, 7, 0),
        )
        march = "since=2026-03-01T00:00:00Z&until=2026-04-01T00:00:00Z"
        usage = await server.get(f"/account/usage?{march}", key)
        assert [tuple(row.values()) for row in usage["data"]] == [
            ("2026-03-01T12:00:00.000Z", "v1LiveEvents", 7, 0),
            ("2026-03-01T12:00:00.000Z", "v2LiveMatches", 10, 20),
            ("2026-03-01T13:00:00.000Z", "v2LiveMatches", 5, 10),
            ("2026-03-02T12:00:00.000Z", "v2LiveMatches", 1, 2),
        ]
        assert (usage["requests"], usage["credits"]) == (23, 32)
        usage = await server.get(f"/account/usage?{march}&by=day,key", key)
        assert [tuple(row.values()) for row in usage["data"]] == [
            ("2026-03-01T00:00:00.000Z", 1, 22, 30),
            ("2026-03-02T00:00:00.000Z", 1, 1, 2),
        ]


@asynchronous
async def test_usage_is_of_the_last_24_hours_and_of_the_own_account(embedded: Stores) -> None:
    async with here(embedded) as server:
        key = await server.owner()
        other = await server.owner(name="other")
        now = wall_clock()
        await used(
            server,
            ("v2Match", now - HOUR_MS, 1, 1),
            ("v2Match", now - 23 * HOUR_MS, 10, 10),
            ("v2Match", now - 25 * HOUR_MS, 100, 100),
        )
        usage = await server.get("/account/usage?by=endpoint", key)
        assert usage["data"] == [{"endpoint": "v2Match", "requests": 11, "credits": 11}]
        assert (await server.get("/account/usage", other))["data"] == []
        assert parse_time(usage["until"]) - parse_time(usage["since"]) <= DAY_MS + HOUR_MS


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("since=yesterday", "since is a time such as"),
        ("until=", "until is a time such as"),
        ("since=2026-03-01T00:00:00Z&until=2026-03-01T00:00:00Z", "until is a time such as"),
        ("since=2025-01-01T00:00:00Z&until=2026-03-01T00:00:00Z", "until is a time such as"),
        ("by=minute", "by is one or several of key, endpoint, hour, day."),
        ("by=account", "by is one or several of key, endpoint, hour, day."),
        ("since=1&since=2", "since is given twice"),
    ],
)
@asynchronous
async def test_a_wrong_time_or_field_is_told(embedded: Stores, query: str, said: str) -> None:
    async with here(embedded) as server:
        key = await server.owner()
        refused = await server.refused("GET", f"/account/usage?{query}", key, 400)
        assert refused.startswith(said)


@asynchronous
async def test_an_answer_has_no_more_rows_than_it_may(
    embedded: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usage_module, "MOST_ROWS", 2)
    async with here(embedded) as server:
        key = await server.owner()
        await used(server, *((f"e{number}", NOON, 1, 1) for number in range(3)))
        path = f"/account/usage?since={NOON}&until={format_time(NOON + HOUR_MS)}"
        assert await server.refused("GET", path, key, 400) == usage_module.TOO_MANY_ROWS
        assert len((await server.get(f"{path}&by=hour", key))["data"]) == 1


# Trouble


@asynchronous
async def test_a_store_that_fails_is_503_and_told_in_the_log_alone(
    embedded: Stores, caplog: pytest.LogCaptureFixture
) -> None:
    async with here(embedded) as server:
        key = await server.owner(*MANAGER)
        await server.store.close()
        path = Path(embedded.url.removeprefix("sqlite:///"))
        for beside in path.parent.glob("accounts.db*"):
            beside.unlink()
        path.write_bytes(b"no database" * 100)
        for method, body in (("GET", None), ("POST", NEW)):
            answer = await server.ask(method, "/account/keys", key, body)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
            assert "database" not in answer.text
        assert "file is not a database" in caplog.text
        assert key not in caplog.text


@asynchronous
async def test_a_fault_of_ours_is_one_500_with_the_request_of_the_log(
    embedded: Stores, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with here(embedded) as server:
        key = await server.owner()

        async def broken(*_: object) -> None:
            raise RuntimeError("a fault of ours")

        monkeypatch.setattr(server.store, "balance", broken)
        said = await server.refused("GET", "/account", key, 500)
        assert said.startswith("Internal error; request ")
        assert "a fault of ours" in caplog.text
        assert (await server.ask("GET", "/account/keys", key)).is_success
