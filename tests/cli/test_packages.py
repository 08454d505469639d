"""`touchline packages` over real stores, as people and scripts run it."""

from pathlib import Path

import pytest

from tests.cli.conftest import Touchline
from touchline.access.packages import KeptFilters, KeptSuspension, Ordered
from touchline.access.store import AccountStore
from touchline.cli.account_store import with_store

CREATE = ("packages", "create", "--id", 7, "--user", "acme", "--password", "s3cret")


def test_a_package_from_its_making_to_its_end_on_either_store(anywhere: Touchline) -> None:
    options = ("--format", "xml", "--odds", "provider", "--sports", "48242,6046", "--markets", 1)
    made = anywhere.json(*CREATE, *options)
    created = made.pop("createdAt")
    assert created.endswith("Z")
    assert made == {
        "id": 7, "user": "acme", "format": "xml", "odds": "provider", "queue": "_7_",
        "status": "Open", "isDistributed": True, "closedAt": None,
        "filters": {"sports": [6046, 48242], "markets": [1]}, "ordered": {}, "suspensions": [],
    }  # fmt: skip
    assert anywhere.json("packages", "list") == [made | {"createdAt": created}]
    assert anywhere("packages", "stop", 7) == "The distribution of package 7 is off.\n"
    assert not anywhere.json("packages", "show", 7)["isDistributed"]
    assert anywhere.json("packages", "start", 7)["isDistributed"]
    assert anywhere.json("packages", "close", 7)["status"] == "Closed"
    assert "[package-closed]" in anywhere.refused("packages", "start", 7)


def test_what_a_customer_ordered_and_suspended_is_shown_and_lifted(touchline: Touchline) -> None:
    touchline(*CREATE)

    async def use(store: AccountStore, _tariff: object) -> None:
        await store.packages.set_ordered(7, Ordered((5, 6), ((6046, 243, 67),)))
        suspensions = [
            KeptSuspension(0, KeptFilters(sports=(6046,))),
            KeptSuspension(0, KeptFilters(fixtures=(5,)), ((3, "-0.5"), (1, None))),
        ]
        await store.packages.set_suspensions(7, suspensions)

    with_store(None, None, use)
    shown = touchline("packages", "show", 7)
    assert "Ordered       fixtures 5,6; leagues 6046/243/67\n" in shown
    assert "Suspends      sports 6046: everything (since 1970-01-01T00:00:00.000Z) | " in shown
    assert "fixtures 5: market 3 line -0.5, market 1 (since" in shown
    said = touchline.json("packages", "show", 7)["suspensions"]
    assert said[1]["markets"] == [[3, "-0.5"], [1, None]]
    assert "suspends nothing" in touchline("packages", "lift", 7)
    assert touchline.json("packages", "show", 7)["suspensions"] == []


def test_a_package_gets_another_password(touchline: Touchline) -> None:
    touchline(*CREATE)

    def digest() -> bytes:
        async def read(store: AccountStore, _tariff: object) -> bytes:
            return (await store.packages.package(7)).password

        return with_store(None, None, read)

    before = digest()
    assert "another password" in touchline("packages", "password", 7, "--password", "n3w")
    assert digest() != before
    assert "is empty" in touchline.refused("packages", "password", 7, "--password", "")
    assert "no password" in touchline.refused("packages", "password", 7)
    assert "[package-unknown]" in touchline.refused("packages", "password", 8, "--password", "p")


def test_people_read_a_table(touchline: Touchline) -> None:
    touchline(*CREATE, "--off")
    header, row = touchline("packages", "list").splitlines()
    assert header.split()[:5] == ["Id", "User", "Format", "Odds", "Status"]
    assert row.split()[:7] == ["7", "acme", "json", "both", "Open", "off", "none"]
    shown = touchline("packages", "show", 7)
    assert "Queue         _7_" in shown
    assert "s3cret" not in shown


def test_a_password_comes_from_a_file(touchline: Touchline, tmp_path: Path) -> None:
    path = tmp_path / "password.txt"
    path.write_text("s3cret\n", encoding="utf-8")
    options = ("packages", "create", "--id", 8, "--user", "acme")
    assert "Package 8" in touchline(*options, "--password-file", path)
    assert "[usage]" in touchline.refused(*options, "--password-file", tmp_path / "none")
    assert "no password" in touchline.refused(*options)
    both = touchline.refused(*options, "--password", "p", "--password-file", path)
    assert "two passwords" in both


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--sports", "6046;48242"), "--sports: '6046;48242' is no list of ids; expected whole"),
        (("--leagues", ""), "--leagues"),
        (("--markets", "0"), "markets: 0 is no id of the feed"),
        (("--sports", "99999999999"),
         "sports: 99999999999 is no id of the feed; expected whole numbers from 1 to 2147483647"),
    ],
)  # fmt: skip
def test_a_wrong_filter_says_what_would_be_right(
    touchline: Touchline, arguments: tuple[str, ...], said: str
) -> None:
    assert said in touchline.refused(*CREATE, *arguments)


@pytest.mark.parametrize(
    ("user", "said"),
    [
        ("", "user: the user is empty; expected 1 to 128 printable characters"),
        ("x" * 129, "has 129 characters"),
        (" acme", "begins or ends with a space"),
        ("ac\tme", "holds a control character"),
    ],
)
def test_a_wrong_user_says_what_is_wrong(touchline: Touchline, user: str, said: str) -> None:
    create = ("packages", "create", "--id", 7, "--user", user, "--password", "s3cret")
    assert said in touchline.refused(*create)


@pytest.mark.parametrize("said", ["abc", "0", "2147483648", ""])
def test_what_is_no_id_says_what_would_be(touchline: Touchline, said: str) -> None:
    expected = f"ID: {said!r} is no id of a package; expected a whole number from 1 to 2147483647"
    assert expected in touchline.refused("packages", "start", said)
    create = ("packages", "create", "--id", said, "--user", "acme", "--password", "s3cret")
    assert expected in touchline.refused(*create)


def test_an_unknown_and_a_taken_id_are_told(touchline: Touchline) -> None:
    unknown = touchline.refused("packages", "show", 9)
    assert "there is no package 9; expected one that `touchline packages list` lists" in unknown
    assert "[package-unknown]" in unknown
    touchline(*CREATE)
    assert "[package-exists]" in touchline.refused(*CREATE)
