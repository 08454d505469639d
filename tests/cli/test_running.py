"""What commands and both APIs do takes effect on a server that runs."""

import json
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.access.served import Served
from tests.cli.conftest import Touchline
from tests.cli.processes import SECONDS, server
from touchline.base import limits


def until(is_so: Callable[[], bool]) -> None:
    """Wait for what comes about by itself."""
    end = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_what_commands_change_a_running_server_does_within_its_next_round(
    touchline: Touchline,
) -> None:
    assert limits.STORE_ROUND_MS.maximum < 1_000
    touchline("accounts", "create", "--name", "acme", "--tier", "PRO")
    with Served(touchline.url) as running:
        arguments = ("keys", "create", "--account", "acme", "--name", "K", "--kind", "test")
        key = touchline(*arguments).strip()

        def becomes(status: int) -> None:
            until(lambda: running.ask(key).status == status)

        becomes(402)
        touchline("credits", "add", "--account", "acme", 100)
        becomes(200)
        # Without the scope, or with more requests behind it than FREE has a minute.
        touchline("accounts", "set-tier", "acme", "--tier", "FREE")
        until(lambda: running.ask(key).status in (403, 429))
        touchline("accounts", "set-tier", "acme", "--tier", "PRO")
        becomes(200)
        touchline("keys", "deactivate", "--account", "acme", "--key", "K")
        becomes(401)
        until(lambda: bool(touchline.json("usage")["requests"] > 0))
    used = touchline.json("usage", "--by", "endpoint")
    assert [row["endpoint"] for row in used["data"]] == ["v2LiveMatches"]
    left = touchline.json("credits", "show", "--account", "acme")
    assert (left["remaining"], left["held"]) == (100 - used["credits"], 0)


def ask(address: str, key: str, body: object | None = None) -> tuple[int, Any]:
    """Return the status and the body of an answer; with a body it is posted."""
    headers = {"Authorization": f"Bearer {key}"}
    data = None
    if body is not None:
        data = json.dumps(body).encode()
        headers["Content-Type"] = "application/json"
    request = urllib.request.Request(address, data, headers)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def is_reached(port: int) -> bool:
    """Tell whether a port answers at another address of this machine than 127.0.0.1."""
    try:
        socket.create_connection(("127.0.0.2", port), SECONDS).close()
    except OSError:
        return False
    return True


def test_both_apis_work_over_a_real_server_the_operators_on_a_port_of_its_own(
    touchline: Touchline, tmp_path: Path
) -> None:
    admin_port = free_port()
    (tmp_path / "touchline.toml").write_text(f"[server]\nadmin_port = {admin_port}\n")
    state = ("--state-dir", tmp_path / "chosen")
    touchline("accounts", "create", "--name", "ops", "--tier", "FREE", "--admin", *state)
    new_key = ("keys", "create", "--account", "ops", "--name", "K", "--kind", "live", "--operator")
    operator = touchline(*new_key, *state).strip()
    arguments = ("--live", 1, "--host", "0.0.0.0", "--port", 0, *state)
    with server(tmp_path, *arguments) as running:
        address = running.address()
        admin = f"http://127.0.0.1:{admin_port}/admin"
        status, account = ask(
            f"{admin}/accounts", operator, {"name": "acme", "tier": "PRO", "credits": 10}
        )
        assert (status, account["credits"]) == (201, 10)
        scopes = ["read:account", "read:live-events", "write:account"]
        new = {"name": "dashboard", "kind": "test", "scopes": scopes}
        status, made = ask(f"{admin}/accounts/{account['id']}/keys", operator, new)
        assert status == 201
        until(lambda: ask(f"{address}/account", made["key"])[0] == 200)

        status, key = ask(f"{address}/account/keys", made["key"], {"name": "app"})
        assert status == 201
        until(lambda: ask(f"{address}/v2/matches/live", key["key"])[0] == 200)
        until(
            lambda: any(
                row
                == {"endpoint": "v2LiveMatches", "keyId": key["id"], "requests": 1, "credits": 2}
                for row in ask(f"{address}/account/usage?by=endpoint,key", made["key"])[1]["data"]
            )
        )
        assert ask(f"{address}/account/keys", made["key"], {"name": "x" * 20_000})[0] == 413
        assert ask(f"{address}/account/keys", made["key"], {"named": "b"})[0] == 400

        # Nobody else's machine, and no path of the other port, leads to the operator's API.
        assert ask(f"{address}/admin/accounts", operator)[0] == 404
        assert ask(f"{admin}/accounts", made["key"])[0] == 403
        if sys.platform == "linux":
            assert is_reached(int(address.rpartition(":")[2]))
            assert not is_reached(admin_port)
        documented = ask(f"{address}/openapi.json", "")[1]["paths"]
        assert "/account/keys" in documented
        assert not any(path.startswith("/admin") for path in documented)
        assert "/admin/usage" in ask(f"http://127.0.0.1:{admin_port}/openapi.json", "")[1]["paths"]
        code, out, err = running.end(2)
    assert code == 130, err
    assert f"The operator's API is on {admin}, documented at" in out
    for secret in (operator, made["key"], key["key"]):
        assert secret not in out + err


def test_a_port_that_is_taken_is_told_with_the_setting(
    touchline: Touchline, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        (tmp_path / "touchline.toml").write_text(f"[server]\nadmin_port = {port}\n")
        with server(tmp_path, "--live", 1, "--port", 0) as running:
            code, out, err = running.end()
    assert (code, out) == (1, "")
    said = f"127.0.0.1: port {port} is in use; expected another server.admin_port [port-in-use]"
    assert said in err
