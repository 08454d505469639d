"""`touchline accounts`, `keys` and `credits` over real stores, as people and scripts run them."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Touchline
from touchline.access.accounts import KEYS_AN_ACCOUNT
from touchline.access.keys import is_well_formed
from touchline.access.tariff import READ_SCOPES, WRITE_SCOPE

DAY = "2026-03-01T00:00:00Z"


@pytest.fixture
def acme(touchline: Touchline) -> Touchline:
    """Give a program that knows a PRO account with 1000 credits."""
    touchline("accounts", "create", "--name", "acme", "--tier", "PRO", "--credits", 1000)
    return touchline


def make_key(program: Touchline, name: str, *options: str) -> str:
    arguments = ("--account", "acme", "--name", name, "--kind", "live", *options)
    return program("keys", "create", *arguments).strip()


def test_an_account_with_a_key_and_credits_on_either_store(anywhere: Touchline) -> None:
    made = anywhere.json("accounts", "create", "--name", "acme", "--tier", "PRO", "--credits", 1000)
    assert made.pop("createdAt").endswith("Z")
    assert made == {
        "id": 1, "name": "acme", "tier": "PRO", "status": "Active", "isAdmin": False,
        "credits": 1000, "closedAt": None,
    }  # fmt: skip
    key = anywhere.json(
        "keys", "create", "--account", "acme", "--name", "website", "--kind", "test",
        "--scope", "read:odds", "--scope", "read:matches",
    )  # fmt: skip
    text = key.pop("key")
    assert is_well_formed(text)
    assert text.startswith("sk_test_")
    assert key["preview"] == f"sk_test_...{text[-4:]}"
    assert key["scopes"] == ["read:matches", "read:odds"]
    assert anywhere.json("keys", "list", "--account", 1) == [key]
    added = anywhere.json("credits", "add", "--account", "acme", 500, "--reason", "invoice 17")
    assert added == {"remaining": 1500, "held": 0}
    anywhere("credits", "take", "--account", 1, 200)
    credits = anywhere.json("credits", "show", "--account", "acme")
    assert credits["remaining"] == 1300
    assert [(entry["amount"], entry["reason"]) for entry in credits["entries"]] == [
        (1000, "opening"),
        (500, "invoice 17"),
        (-200, "taken back"),
    ]
    anywhere("keys", "rename", "--account", "acme", "--key", "website", "--name", "app")
    anywhere("keys", "deactivate", "--account", "acme", "--key", "app")
    anywhere("accounts", "set-tier", "acme", "--tier", "ENTERPRISE")
    whole = anywhere.json("accounts", "show", "acme")
    assert (whole["tier"], whole["credits"]) == ("ENTERPRISE", 1300)
    assert [(one["name"], one["status"]) for one in whole["keys"]] == [("app", "Inactive")]
    closed = anywhere.json("accounts", "close", "acme")
    assert closed["status"] == "Closed"
    assert anywhere.json("accounts", "list") == [closed]
    assert anywhere.json("usage") | {"since": "", "until": ""} == {
        "since": "", "until": "", "data": [], "requests": 0, "credits": 0,
    }  # fmt: skip


def test_a_script_takes_the_key_from_stdout_where_it_stands_alone(acme: Touchline) -> None:
    code, out, err = acme.run(
        "keys", "create", "--account", "acme", "--name", "K", "--kind", "live"
    )
    assert code == 0
    assert is_well_formed(out.removesuffix("\n"))
    assert out.strip() not in err


def test_a_key_is_shown_once_and_kept_nowhere(acme: Touchline, tmp_path: Path) -> None:
    text = make_key(acme, "K")
    told = [
        acme("keys", "list", "--account", "acme"),
        acme("keys", "list", "--account", "acme", "--json"),
        acme("accounts", "show", "acme"),
    ]
    kept = b"".join(path.read_bytes() for path in (tmp_path / "state").iterdir())
    assert all(text[-4:] in said and text not in said for said in told)
    for secret in (text, text.removeprefix("sk_live_")):
        assert secret.encode() not in kept
        assert bytes.fromhex(secret[-64:]) not in kept


def test_a_key_reads_what_its_tier_may_and_nothing_else_unless_told(acme: Touchline) -> None:
    make_key(acme, "plain")
    make_key(acme, "manager", "--manage-keys")
    make_key(acme, "narrow", "--manage-keys", "--scope", "read:odds")
    held = [key["scopes"] for key in acme.json("keys", "list", "--account", "acme")]
    assert held == [
        sorted(READ_SCOPES),
        sorted((*READ_SCOPES, WRITE_SCOPE)),
        ["read:odds", WRITE_SCOPE],
    ]
    acme("accounts", "set-tier", "acme", "--tier", "FREE")
    held = [key["scopes"] for key in acme.json("keys", "list", "--account", "acme")]
    assert not any("read:live-events" in scopes for scopes in held)


def test_only_an_administrators_key_is_an_operators(acme: Touchline) -> None:
    acme("accounts", "create", "--name", "ops", "--tier", "FREE", "--admin")
    arguments = ("--name", "root", "--kind", "live", "--operator")
    key = acme.json("keys", "create", "--account", "ops", *arguments)
    assert key["scopes"] == ["operator"]
    assert "[scope-refused]" in acme.refused("keys", "create", "--account", "acme", *arguments)
    assert acme.json("keys", "list", "--account", "acme") == []


def test_tables_are_whole_lines_with_numbers_to_the_right(acme: Touchline) -> None:
    acme("accounts", "create", "--name", "[b]x[/b] :smile:", "--tier", "FREE", "--credits", 5)
    header, first, second = acme("accounts", "list").splitlines()
    assert header.split()[:5] == ["Name", "Id", "Tier", "Status", "Credits"]
    assert first.split()[:5] == ["acme", "1", "PRO", "Active", "1000"]
    assert second.startswith("[b]x[/b] :smile:  ")
    assert first.index("1000") + 3 == second.index(" 5 ") + 1
    shown = acme("accounts", "show", "acme").splitlines()
    assert shown[0].split() == ["Name", "acme"]
    assert any(line.split() == ["Closed", "-"] for line in shown)


# What can be wrong


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("accounts create --name a --tier GOLD", "'GOLD'; expected FREE, PRO, ENTERPRISE [tier-un"),
        ("accounts create --name a --tier pro", "[tier-unknown]"),
        ("accounts create --name a --tier PRO --credits -1", "expected 0 or more [credits-neg"),
        ("accounts create --name a --tier PRO --credits 9007199254740992", "[credits-too-many]"),
        (f"accounts create --tier PRO --name {'x' * 65}", "1 to 64 characters"),
        ("accounts create --name acme --tier PRO", "there is an account 'acme' [account-exists]"),
        ("accounts show nobody", "there is no account 'nobody' [account-unknown]"),
        ("accounts show 99999999999999999999999", "[account-unknown]"),
        ("accounts show", "no account is named"),
        ("accounts close acme --account acme", "two accounts are named"),
        ("accounts set-tier acme --tier GOLD", "[tier-unknown]"),
        ("keys list --account nobody", "[account-unknown]"),
        ("keys create --account acme --name k --kind live --scope read:all", "[scope-unknown]"),
        ("keys deactivate --account acme --key k", "no active key 'k' [key-unknown]"),
        ("keys rename --account acme --key 7 --name k", "[key-unknown]"),
        ("credits add --account acme 0", "AMOUNT: 0 is no number of credits; expected 1 or more"),
        ("credits add --account acme -5", "AMOUNT: -5 is no number of credits"),
        ("credits add --account acme 9007199254740991", "[credits-too-many]"),
        ("credits take --account acme 1001", "expected 0 or more [credits-negative]"),
        ("credits add --account nobody 5", "[account-unknown]"),
        ("usage --account nobody", "[account-unknown]"),
        ("usage --since yesterday", "--since: 'yesterday' is not a time; expected"),
        (f"usage --since {DAY} --until {DAY}", "--until: is not after --since"),
        ("usage --json --csv", "cannot be given with --csv"),
    ],
)
def test_what_is_wrong_is_one_line_that_says_what_would_be_right(
    acme: Touchline, arguments: str, said: str
) -> None:
    assert said in acme.refused(*arguments.split())
    (account,) = acme.json("accounts", "list")
    assert (account["credits"], account["tier"], account["status"]) == (1000, "PRO", "Active")


@pytest.mark.parametrize(
    "arguments",
    [
        "keys create --account acme --name k",
        "keys create --account acme --name k --kind both",
        "credits add --account acme many",
        "usage --by minute",
    ],
)
def test_wrong_usage_is_told_with_the_command_that_helps(acme: Touchline, arguments: str) -> None:
    code, out, err = acme.run(*arguments.split())
    assert (code, out) == (2, "")
    assert "--help" in err


def test_a_closed_account_gets_nothing_and_keeps_its_credits(acme: Touchline) -> None:
    make_key(acme, "K")
    acme("accounts", "close", "--account", "acme")
    for arguments in (
        ("keys", "create", "--account", "acme", "--name", "L", "--kind", "live"),
        ("credits", "add", "--account", "acme", "5"),
        ("accounts", "set-tier", "acme", "--tier", "FREE"),
    ):
        assert "the account 'acme' is closed [account-closed]" in acme.refused(*arguments)
    assert acme.json("accounts", "close", "acme")["credits"] == 1000
    assert [key["status"] for key in acme.json("keys", "list", "--account", 1)] == ["Inactive"]


def test_an_11th_key_is_refused_until_one_is_deactivated(acme: Touchline) -> None:
    for number in range(KEYS_AN_ACCOUNT):
        make_key(acme, f"k{number}")
    eleventh = ("keys", "create", "--account", "acme", "--name", "k10", "--kind", "test")
    assert "10 active keys" in acme.refused(*eleventh)
    acme("keys", "deactivate", "--account", "acme", "--key", "k0")
    acme(*eleventh)


def test_a_name_that_is_also_an_id_is_refused_where_it_could_mean_two(acme: Touchline) -> None:
    acme("accounts", "create", "--name", "1", "--tier", "PRO")
    acme("accounts", "create", "--name", "77", "--tier", "PRO")
    refused = acme.refused("accounts", "close", "1")
    assert "'1' has the id 2 and 'acme' has the id 1" in refused
    assert acme.json("accounts", "show", "acme")["id"] == 1
    assert acme.json("accounts", "show", 2)["name"] == "1"
    assert acme.json("accounts", "show", 77)["id"] == 3
    make_key(acme, "2")
    make_key(acme, "plain")
    arguments = ("keys", "deactivate", "--account", "acme", "--key")
    assert "'2' has the id 1 and 'plain' has the id 2" in acme.refused(*arguments, "2")
    assert acme.json(*arguments, "plain")["id"] == 2


# Where the store is


def test_a_state_folder_is_chosen_before_the_settings(
    acme: Touchline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOUCHLINE_ACCESS__STORE", "postgresql://nobody@127.0.0.1:1/none")
    other = ("--state-dir", str(tmp_path / "new folder?#%41"))
    assert acme.json("accounts", "list", *other) == []
    assert [path.name for path in tmp_path.iterdir() if path.name != "state"] == ["new folder?#%41"]
    (made,) = Path(other[1]).iterdir()
    assert made.name == "accounts.db"
    assert made.stat().st_mode & 0o077 == 0
    assert len(acme.json("accounts", "list", "--state-dir", str(tmp_path / "state"))) == 1


def test_a_store_that_cannot_be_used_is_told_with_its_place_and_no_password(
    touchline: Touchline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    said = touchline.refused("accounts", "list", "--state-dir", str(tmp_path / "file"))
    assert "file/accounts.db" in said
    assert "[store-unreachable]" in said
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "accounts.db").write_bytes(b"no database" * 100)
    said = touchline.refused("accounts", "list", "--state-dir", str(broken))
    assert "broken/accounts.db: file is not a database" in said
    for address, wrong in (
        ("postgresql://me:secret@127.0.0.1:1/none", "Connect call failed"),
        ("mysql://me:secret@127.0.0.1/none", "'mysql' is no kind of store; expected sqlite:///"),
    ):
        monkeypatch.setenv("TOUCHLINE_ACCESS__STORE", address)
        said = touchline.refused("accounts", "list")
        assert wrong in said
        assert "secret" not in said


def test_settings_are_shown_without_the_password_of_the_store(
    touchline: Touchline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOUCHLINE_ACCESS__STORE", "postgresql://me:secret@127.0.0.1/accounts")
    for shown in (touchline("config", "show"), touchline("config", "show", "--json")):
        assert "127.0.0.1/accounts" in shown
        assert "secret" not in shown


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "SIGTERM"]
)
def test_a_command_that_waits_for_its_store_ends_cleanly(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"postgresql://me@127.0.0.1:{silent.getsockname()[1]}/none"
        silent.settimeout(60)
        with (
            subprocess.Popen(
                [sys.executable, "-m", "touchline", "accounts", "list"],
                cwd=tmp_path,
                env=os.environ | {"TOUCHLINE_ACCESS__STORE": address},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            ) as waiting,
            silent.accept()[0],
        ):
            waiting.send_signal(number)
            out, err = waiting.communicate(timeout=60)
    assert (waiting.returncode, out, err) == (code, b"", b"")
