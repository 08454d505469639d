"""The tariff of the settings: what it changes, what it leaves, and what is said of mistakes."""

from typing import Any

import msgspec
import pytest

from touchline.access.accounts import AccessError
from touchline.access.tariff import SCOPES, Tier, default_tariff
from touchline.access.tariff_tables import COSTS, TIERS, read_tariff, tariff_entries

DEFAULT = default_tariff()
GOLD: dict[str, Any] = {
    "requests_a_minute": 7,
    "requests_a_day": 8,
    "connections": 0,
    "streams": 9,
    "scopes": ["read:odds"],
}


def test_nothing_set_is_the_default() -> None:
    assert read_tariff({}, {}) == DEFAULT


def test_a_tier_keeps_what_it_is_not_given() -> None:
    tariff = read_tariff({"PRO": {"requests_a_minute": 2_000}}, {"v2LiveMatches": 5})
    pro = msgspec.structs.replace(DEFAULT.tiers["PRO"], requests_a_minute=2_000)
    assert tariff.tiers == {**DEFAULT.tiers, "PRO": pro}
    assert tariff.costs == {**DEFAULT.costs, "v2LiveMatches": 5}


def test_a_tier_of_ones_own_says_everything() -> None:
    tariff = read_tariff({"GOLD": GOLD}, {})
    assert tariff.tier("GOLD") == Tier(**{**GOLD, "scopes": ("read:odds",)})
    for field in GOLD:
        rest = {name: value for name, value in GOLD.items() if name != field}
        with pytest.raises(AccessError, match=f"tariff.tiers.GOLD: lacks {field};"):
            read_tariff({"GOLD": rest}, {})


@pytest.mark.parametrize(
    ("tiers", "costs", "says"),
    [
        (
            {"PRO": {"requests_a_minut": 1}},
            {},
            "tariff.tiers.PRO.requests_a_minut: is not known, did you mean requests_a_minute?",
        ),
        ({"PRO": {"streams": "5"}}, {}, "tariff.tiers.PRO.streams: is '5'; expected a whole"),
        ({"PRO": {"streams": True}}, {}, "tariff.tiers.PRO.streams: is True; expected a whole"),
        ({"PRO": {"streams": -1}}, {}, "tariff.tiers.PRO.streams: is -1; expected a whole"),
        ({"PRO": {"scopes": "read:odds"}}, {}, "tariff.tiers.PRO.scopes: is 'read:odds'; expected"),
        ({"PRO": {"scopes": ["read"]}}, {}, "tariff.tiers.PRO.scopes: 'read' is no scope"),
        ({"PRO": {"scopes": [5]}}, {}, "tariff.tiers.PRO.scopes: is [5]; expected a list of"),
        ({}, {"v2LiveMatchez": 1}, "tariff.costs.v2LiveMatchez: is not known, did you mean v2Live"),
        ({}, {"v2LiveMatches": 1.5}, "tariff.costs.v2LiveMatches: is 1.5; expected a whole number"),
        ({}, {"v2LiveMatches": 2**60}, "tariff.costs.v2LiveMatches: is 1152921504606846976; exp"),
        ({}, {"v2LiveMatches": "x" * 500}, "tariff.costs.v2LiveMatches: is 'xxx"),
    ],
)
def test_a_mistake_is_one_line_that_names_its_key(
    tiers: Any, costs: dict[str, object], says: str
) -> None:
    with pytest.raises(AccessError) as refused:
        read_tariff(tiers, costs)
    assert str(refused.value).startswith(says)
    assert refused.value.code == "tariff-wrong"
    assert len(str(refused.value)) < 1_000


def test_every_number_is_told_with_whether_it_is_given() -> None:
    entries = tariff_entries({"PRO": {"streams": 7}}, {"v2Match": 3})
    tiers = {entry.name: entry for entry in entries[TIERS]}
    assert len(tiers) == 5 * len(DEFAULT.tiers)
    assert tiers["PRO.streams"][1:3] == (7, True)
    assert tiers["FREE.streams"][1:3] == (5, False)
    assert tiers["PRO.scopes"].value == SCOPES
    costs = {entry.name: entry for entry in entries[COSTS]}
    assert costs.keys() == DEFAULT.costs.keys()
    assert costs["v2Match"][1:3] == (3, True)
    assert all(entry.meaning for table in entries.values() for entry in table)
